"""An independent checker of proofs: without search, sharing no code with what found them.

It knows the proof's data (`proof_object`) and terms, and has its own arithmetic (multiplying out
and cross-multiplying), its own table of definitions and derivatives, and signs by certificate.  A
proof it accepts shows that left = right at every point of the stated domain that satisfies the
proof's conditions.

What is trusted: Python's fractions and dictionaries; that `algebra` and `proof_object` hold what
they say they hold; that the terms of `carriers.term`, and their substitution and blocks, say what
the claim says; and the tables in `definitions`, which are what tanh or a derivative means.  SymPy
and python-flint are not: what they factor, divide or eliminate is multiplied out again here.

It is larger than the core of a proof assistant, some 1,300 lines of code without imports and
docstrings, because its rules are those of analysis and not of logic.  About 240 multiply out and
compare; 170 are the tables of what functions and derivatives mean; 260 are the rules for terms and
branches, 60 those for kinks that are none, 170 those for sums and maxima, 280 those for signs, and
160 the tree of cases.  Each rule is a few lines; none rests on another's search; and
`tests/corrupted.py` changes every field of proofs that use all of them.  Whoever wants less to
trust has `stabcheck.certificate`, which tells proofs to Coq.

Every rule is local: a term's value follows from the values of its parts.  The cases are a tree
of complementary splits.  What a formula needs to be defined must follow from the facts and the
conditions.
"""

from stabcheck.proof.checker.arithmetic import Rejected
from stabcheck.proof.checker.cases import CheckReport, check, stated_gaps

__all__ = ["CheckReport", "Rejected", "check", "stated_gaps"]
