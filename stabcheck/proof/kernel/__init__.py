"""The kernel: what a proof has to be trusted for, and no more.

A `Theorem` says that wherever its hypotheses hold, its conclusion does: that s = t, t > 0, t ≥ 0 or
t ≠ 0, that t is defined, or that there is no such point.  Terms stand for real numbers, whatever
the values of the variables, the entries, and the free indices within their sets; index sets are
finite and, unless a point is removed, not empty.

Functions are total: where one is not defined, it has some value, the same wherever its arguments
are the same, and 0 in the case of a / 0; so that what is equal stays equal in every formula.  That
a formula is *defined* is a conclusion of its own: it is where, at every index and on every branch
that is taken, no divisor is 0, every logarithm's argument is > 0, and so on, and every derivative
in it exists, from both sides.  A claim is established by three theorems, under
its own hypotheses and the conditions it is reported with: left = right, and both sides are
defined.

Only the rules of this package make theorems, and none of them searches.  They are all that is
trusted, with Python's integers and fractions, and what `carriers.term` says that terms and their
substitution are: some 850 lines of code without imports and docstrings (480 of rules, each a few
lines long; 290 for names of bound indices and for multiplying out; 50 for what is a formula at all;
30 for what a claim states), and 230 of tables, of what functions mean and what their derivatives
are.  What turns a proof into theorems, `proof.elaborate`, is not: an error there makes no theorem,
or that of another claim.  `tests/test_kernel.py` attacks every rule, `tests/test_kernel_truth.py`
puts axioms and theorems to points.
"""

from stabcheck.proof.kernel.calculus import existence, joining, slope, smoothing
from stabcheck.proof.kernel.claim import established
from stabcheck.proof.kernel.definedness import defined, needs, obligations
from stabcheck.proof.kernel.formulas import Refused
from stabcheck.proof.kernel.replacement import (
    at_point,
    axiom,
    branch,
    congruence,
    definition,
    instance,
    member,
    substitution,
    under,
    unfolded,
)
from stabcheck.proof.kernel.sets import (
    attained,
    blocks,
    cauchy,
    count,
    delta,
    exchange,
    least,
    linearity,
    selection,
    size,
    sum_sign,
    upper,
    without,
)
from stabcheck.proof.kernel.theorem import (
    Theorem,
    apart,
    assume,
    cases,
    combination,
    cut,
    ex_falso,
    product,
    squeeze,
    transitivity,
)

__all__ = [
    "Refused",
    "Theorem",
    "apart",
    "assume",
    "at_point",
    "attained",
    "axiom",
    "blocks",
    "branch",
    "cases",
    "cauchy",
    "combination",
    "congruence",
    "count",
    "cut",
    "defined",
    "definition",
    "delta",
    "established",
    "ex_falso",
    "exchange",
    "existence",
    "instance",
    "joining",
    "least",
    "linearity",
    "member",
    "needs",
    "obligations",
    "product",
    "selection",
    "size",
    "slope",
    "smoothing",
    "squeeze",
    "substitution",
    "sum_sign",
    "transitivity",
    "under",
    "unfolded",
    "upper",
    "without",
]
