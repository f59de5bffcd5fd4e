"""The difference of two numbers known by their logarithms, log(eˣ − eʸ) for x > y.

What remains of a probability when a part is taken away: an interval of a distribution from two
values of its logarithmic distribution function, a volume between two shells. The larger one is
taken out,

    log(eˣ − eʸ) = x + log(1 − e^−(x − y)),

and nothing overflows; what is left is the logarithm of a complement, whose two ends need two
formulas (see log1mexp). It is as accurate as x and y are: where they are close, their difference is
all that counts, and a rounding of either is a large part of it.

The bounds are those of log1mexp at x − y, with what its rounding makes of the exponential, a factor
e^±u(x − y), and the rounding of the sum.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.logarithms.log1mexp import log1mexp, vanishing
from stabcheck.catalogue.logarithms.logaddexp import logaddexp
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
    zero,
)

logsubexp = Quantity(
    "logsubexp",
    "the logarithm of a difference of two exponentials",
    arguments={"x": real(), "y": real()},
    given=(lambda x, y: x > y,),
    source="TensorFlow Probability, tfp.math.log_sub_exp",
    probes=("x=s, y=0", "x=0, y=s", "x=s, y=s-1"),
    specials=(
        special(1.0, -np.inf, accepts=1.0, note="nothing taken away"),
        special(0.0, 0.0, accepts=-np.inf, note="nothing left"),
        special(np.inf, 0.0, accepts=np.inf),
        special(np.nan, 0.0, accepts="nan"),
    ),
)


@logsubexp.definition
def definition(x, y):
    return np.log(np.exp(x) - np.exp(y))


@logsubexp.sensitivity
def sensitivity(x, y):
    return (np.abs(x) + np.abs(y) * np.exp(y - x)) / -np.expm1(y - x)


#: From where 1 − eˢ rounds to 1: eˢ ≤ u/2, a tie going to 1.
absorption = Boundary(
    "(p + 1) log 2",
    lambda f, n: (f.precision + 1) * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding eˢ is as good as moving s by u
)
#: Up to where eˢ rounds to 1: half the spacing above 1 is u, a tie going to 1.
vanishing_above = Boundary(
    "log(1 + u)",
    lambda f, n: np.log(1 + f.unit_roundoff),
    kernel=lambda f, n: f.unit_roundoff,  # less than an ulp: only at 0 is eˢ surely 1
)


@logsubexp.form(
    "naive",
    why="eˣ overflows, or both underflow to log 0; close together they cancel, and far apart "
    "1 − small loses the small",
    holds=(),
    breaks=(
        infinite("x=s, y=0", "cancellation", below=vanishing_above),
        infinite("x=s, y=0", "overflow", above=EXP_OVERFLOW),
        infinite("x=0, y=s", "cancellation", above=-vanishing),
        zero("x=0, y=s", "cancellation", below=-absorption),
        inaccurate("x=0, y=s", "cancellation"),
    ),
)
def naive(x, y):
    return np.log(np.exp(x) - np.exp(y))


@logsubexp.form(
    "shifted",
    why="nothing overflows, but 1 − e^−(x − y) cancels where they are close and rounds to 1 where "
    "they are far apart",
    holds=("special",),
    breaks=(
        infinite("x=0, y=s", "cancellation", above=-vanishing),
        zero("x=0, y=s", "cancellation", below=-absorption),
        inaccurate("x=0, y=s", "cancellation"),
    ),
)
def shifted(x, y):
    return x + np.log(1 - np.exp(y - x))


@logsubexp.form(
    "two-branch",
    why="expm1 for what is close, log1p for what is far apart",
    holds=("range", "relative", "absolute", "special"),
    source="TensorFlow Probability, tfp.math.log_sub_exp",
)
def two_branch(x, y):
    d = x - y
    return x + np.where(d <= LN2, np.log(-np.expm1(-d)), np.log1p(-np.exp(-d)))


logsubexp.evaluation(two_branch)


def complement_theta(x, y, r):
    """The θ of 1 − e^−(x − y) for what the exponential and the rounding of x − y are off."""
    d = x - y
    off = r.kernel + r.u * d
    share = (np.exp(-d) * r.relative(off) + r.lost) / -np.expm1(-d)
    return share / np.maximum(1 - share, 0)


def expm1_theta(x, y, r):
    """The θ of −expm1(−(x − y)), which grows no faster than x − y."""
    return r.relative(r.kernel + r.u) + r.lost / -np.expm1(y - x)


def added(x, y, theta, r):
    """The error of x plus a logarithm whose operand is off by ``theta``."""
    value = two_branch(x, y)
    return r.after(np.abs(value), r.after(np.abs(value - x), theta, r.kernel), r.u)


@logsubexp.theory("shifted")
def shifted_theory(x, y, r):
    return added(x, y, complement_theta(x, y, r) + r.u, r)


@logsubexp.theory("two-branch")
def two_branch_theory(x, y, r):
    # where a rounded log 2 may send x − y either way, the first bounds the second
    near = expm1_theta(x, y, r)
    return added(x, y, np.where(x - y <= 3 / 4, near, complement_theta(x, y, r)), r)


@logsubexp.claim(
    "logsubexp-log1mexp", "one is the complement of the other", x=real(), a=real(above=0)
)
def logsubexp_log1mexp(x, a):
    return equation(logsubexp(x, x - a), x + log1mexp(a))


@logsubexp_log1mexp.derivation()
def logsubexp_log1mexp_steps(x, a):
    yield logsubexp(x, x - a), "the left-hand side"
    yield np.log(np.exp(x) - np.exp(x - a)), "definition of logsubexp"
    yield np.log(np.exp(x) * (1 - np.exp(-a))), "take eˣ out"
    yield x + np.log(1 - np.exp(-a)), "logarithm of a product"
    yield x + log1mexp(a), "definition of log1mexp"


@logsubexp.claim("logsubexp-undoes-logaddexp", "what was added is taken away", x=real(), y=real())
def logsubexp_undoes_logaddexp(x, y):
    return equation(logsubexp(logaddexp(x, y), y), x)


@logsubexp.claim(
    "logsubexp-is-a-quotient",
    "a logarithm of a difference is no difference of logarithms",
    expected="REFUTED",
    x=real(),
    a=real(above=0),
)
def logsubexp_is_a_quotient(x, a):
    return equation(logsubexp(x, x - a), x - (x - a))
