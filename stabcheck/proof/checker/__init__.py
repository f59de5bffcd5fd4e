"""An independent checker of proofs: without search, sharing no code with what found them.

It knows the proof's data (`proof_object`) and terms, and has its own arithmetic (multiplying out
and cross-multiplying), its own table of definitions and derivatives, and signs by certificate.  A
proof it accepts shows that left = right at every point of the stated domain that satisfies the
proof's conditions.

Every rule is local: a term's value follows from the values of its parts.  The cases are a tree
of complementary splits.  What a formula needs to be defined must follow from the facts and the
conditions.
"""

from stabcheck.proof.checker.arithmetic import Rejected
from stabcheck.proof.checker.cases import CheckReport, check, stated_gaps

__all__ = ["CheckReport", "Rejected", "check", "stated_gaps"]
