"""From a proof as data to theorems of the kernel.

A proof object says what every part of a formula comes to, and why every sign is what it is.
`check` asks the kernel for the theorem that each of these steps comes to, from the facts up to
left = right; a step that is none is refused.  Nothing here is trusted: theorems are made by the
kernel alone, and `kernel.established` sees to it that they are about the claim.

Values of the proof, fractions over the algebra, stand for terms (`values`).  `signs` and
`arithmetic` know what the signs of values are, and follow the reasons for them, so that a proof
can be written without asking the kernel; `known` and `reasons` have the theorems beside.
"""

from stabcheck.proof.elaborate.arithmetic import Rejected
from stabcheck.proof.elaborate.check import check
from stabcheck.proof.elaborate.stated import stated_gaps

__all__ = ["Rejected", "check", "stated_gaps"]
