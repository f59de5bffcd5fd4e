"""The relative logarithm, log(1 + x)/x for x > −1, with its value 1 at x = 0, where it is 0/0.

It turns a rate compounded once a period into the rate compounded continuously, per unit of it; it
is the inverse companion of (eˣ − 1)/x. The singularity at 0 is removable, but not by floats: where
1 + x rounds to 1 the quotient is 0/x = 0 instead of 1, and a little further off log(1 + x) is the
logarithm of another number.

Goldberg's theorem mends it without log1p. Let w be the float 1 + x; then w − 1 is exact near 0, and

    log w/(w − 1)

is the right function at the wrong place: it varies so slowly that one rounding of w hardly moves
it. Unlike the like trick for the exponential it holds everywhere. log1p(x)/x is what to write where
log1p is at hand.

The bounds: log w/(w − 1) as a function of w has a condition number of at most 1, so that the
rounding of w counts once at most, w − 1 is rounded once, the logarithm by its kernel, the quotient
once.  Values just below 1, where x is small and positive, have an ulp of u: there each of these
counts twice.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.logarithms.expm1_ratio import expm1_ratio
from stabcheck.quantity import (
    Boundary,
    Quantity,
    equation,
    given,
    inaccurate,
    real,
    special,
    zero,
)

log1p_ratio = Quantity(
    "log1p_ratio",
    "the relative logarithm log(1 + x)/x",
    arguments={"x": real(above=-1)},
    symbol="logrel",
    source="Goldberg, What every computer scientist should know about floating-point arithmetic, "
    "ACM Computing Surveys 23 (1991) 5–48, theorem 4",
    specials=(
        special(0.0, accepts=1.0),
        special(-0.0, accepts=1.0),
        special(-1.0, accepts=np.inf),
        special(np.inf, accepts=[0.0, "nan"], note="∞/∞ as it is typed"),
        special(np.nan, accepts="nan"),
    ),
)


@log1p_ratio.definition
def definition(x):
    return np.where(x == 0, 1, np.log(1 + x) / x)


@log1p_ratio.sensitivity
def sensitivity(x):
    return np.abs(np.where(x == 0, 0, 1 / (1 + x) - np.log1p(x) / x))


#: Between these, 1 + x rounds to 1: half the spacing above 1 is u, and below it u/2; ties go to 1.
vanishing = Boundary("u", lambda f, n: f.unit_roundoff)
vanishing_below = Boundary("-u/2", lambda f, n: -f.unit_roundoff / 2)


@log1p_ratio.form(
    "naive",
    why="near 0, 1 + x rounds to 1 and log 1 = 0; further off, log(1 + x) is the logarithm of "
    "another number",
    holds=("special",),
    breaks=(
        zero("x=s", "cancellation", below=vanishing),
        zero("x=s", "cancellation", above=vanishing_below),
        inaccurate("x=s", "cancellation"),
    ),
)
def naive(x):
    return np.where(x == 0, 1, np.log(1 + x) / x)


@log1p_ratio.form(
    "goldberg",
    why="divided by what was really added to 1, the rounding of 1 + x hardly matters",
    holds=("range", "relative", "absolute", "special"),
    bound=6,
    source="Goldberg, What every computer scientist should know about floating-point arithmetic, "
    "ACM Computing Surveys 23 (1991) 5–48, theorem 4",
)
def goldberg(x):
    w = 1 + x
    return np.where(w == 1, 1, np.log(w) / (w - 1))


@log1p_ratio.form(
    "log1p",
    why="log1p keeps every digit of a small x",
    holds=("range", "relative", "absolute", "special"),
)
def log1p(x):
    return np.where(x == 0, 1, np.log1p(x) / x)


log1p_ratio.evaluation(log1p)


@log1p_ratio.theory("naive")
def naive_theory(x, r):
    numerator = r.after(np.abs(np.log1p(x)), r.u, r.kernel)
    return r.after(log1p(x), np.where(x == 0, 0, numerator / np.abs(x)), r.u)


@log1p_ratio.theory("goldberg")
def goldberg_theory(x, r):
    return log1p(x) * r.relative(r.kernel + 3 * r.u) + r.lost


@log1p_ratio.theory("log1p")
def log1p_theory(x, r):
    value = log1p(x)
    lost = np.where(x == 0, 0, r.lost / np.abs(x))
    return r.after(value, value * r.relative(r.kernel) + lost, r.u)


@log1p_ratio.claim("log1p-ratio-companion", "at eˣ − 1 it is the reciprocal of exprel", x=real())
def log1p_ratio_companion(x):
    return equation(log1p_ratio(np.exp(x) - 1), 1 / expm1_ratio(x))


@log1p_ratio_companion.derivation("for x ≠ 0")
def log1p_ratio_companion_steps(x):
    yield given(x != 0)
    yield log1p_ratio(np.exp(x) - 1), "the left-hand side"
    yield np.log(1 + (np.exp(x) - 1)) / (np.exp(x) - 1), "definition of logrel; eˣ − 1 ≠ 0"
    yield x / (np.exp(x) - 1), "log eˣ = x"
    yield 1 / expm1_ratio(x), "definition of exprel"


@log1p_ratio.claim("log1p-ratio-scaling", "not linear", expected="REFUTED", x=real(above=0))
def log1p_ratio_scaling(x):
    return equation(log1p_ratio(2 * x), log1p_ratio(x))
