"""An independent checker of proofs: without search, sharing no code with what found them.

It knows the proof's data (`proof_object`) and terms, and has its own arithmetic (multiplying out
and cross-multiplying), its own table of definitions and derivatives, and signs by certificate.  A
proof it accepts shows that left = right at every point of the stated domain that satisfies the
proof's conditions.

What is trusted: Python's fractions and dictionaries; that `algebra` and `proof_object` hold what
they say they hold; that the terms of `carriers.term`, and their substitution and blocks, say what
the claim says; and the tables in `definitions`, which are what tanh or a derivative means.  SymPy
and python-flint are not: what they factor, divide or eliminate is multiplied out again here.

It is larger than the core of a proof assistant, because its rules are those of analysis and not of
logic: there is one for every kind of term, for sums and maxima over symbolic sets, for signs, and
for cases.  Each is a few lines; no rule rests on another's search; and `tests/corrupted.py` changes
every field of proofs that use all of them.

Every rule is local: a term's value follows from the values of its parts.  The cases are a tree
of complementary splits.  What a formula needs to be defined must follow from the facts and the
conditions.
"""

from stabcheck.proof.checker.arithmetic import Rejected
from stabcheck.proof.checker.cases import CheckReport, check, stated_gaps

__all__ = ["CheckReport", "Rejected", "check", "stated_gaps"]
