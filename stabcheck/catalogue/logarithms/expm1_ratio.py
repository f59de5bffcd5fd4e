"""The relative exponential, (eˣ − 1)/x, with its value 1 at x = 0, where the quotient is 0/0.

It is the growth over a time x at rate 1, per unit of time: what compound interest, annuities and
the decay inside one step come to; as φ₁ it stands in every exponential integrator. The singularity
is removable, but not by floats: near 0, eˣ rounds to 1, and 0/x is 0 where 1 is due; a little
further off it is a multiple of u over x.

Kahan's trick divides by log(eˣ) in place of x, the same float eˣ above and below, so that its
rounding cancels with itself. It is a wonder near 0 and breaks far from it: for very negative x, eˣ
is 0 and −1/log 0 is 0 instead of −1/x. Where expm1 is at hand, expm1(x)/x needs no trick; but eˣ
overflows before eˣ/x does, in float32 from 88.72 to 93.3. In

    (eˣ − 1)/x = (e^x/2 − 1)/x · (e^x/2 + 1)

neither factor overflows before the product.

The bounds: expm1(x)/x is off by a kernel and a rounding; the product by two kernels and three
roundings, and nothing cancels.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    Boundary,
    Quantity,
    equation,
    given,
    inaccurate,
    infinite,
    nan,
    real,
    special,
    zero,
)

expm1_ratio = Quantity(
    "expm1_ratio",
    "the relative exponential (eˣ − 1)/x",
    arguments={"x": real()},
    symbol="exprel",
    source="Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), section 1.14.1",
    specials=(
        special(0.0, accepts=1.0),
        special(-0.0, accepts=1.0),
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=[np.inf, "nan"]),
        special(np.nan, accepts="nan"),
    ),
)


@expm1_ratio.definition
def definition(x):
    return np.where(x == 0, 1, (np.exp(x) - 1) / x)


@expm1_ratio.sensitivity
def sensitivity(x):
    return np.abs(np.where(x == 0, 0, np.exp(x) - np.expm1(x) / x))  # x φ₁′ = eˣ − φ₁


#: Between these, eˣ rounds to 1: half the spacing above 1 is u, and below it u/2; ties go to 1.
vanishing = Boundary(
    "log(1 + u)",
    lambda f, n: np.log(1 + f.unit_roundoff),
    kernel=lambda f, n: f.unit_roundoff,  # less than an ulp: only at 0 is eˣ surely 1
)
vanishing_below = Boundary(
    "log(1 - u/2)",
    lambda f, n: np.log(1 - f.unit_roundoff / 2),
    kernel=lambda f, n: f.unit_roundoff / 2,
)


@expm1_ratio.form(
    "naive",
    why="near 0, eˣ rounds to 1, and nothing is left of the difference; for large x, eˣ overflows "
    "before eˣ/x does",
    holds=(),
    breaks=(
        zero("x=s", "cancellation", below=vanishing),
        zero("x=s", "cancellation", above=vanishing_below),
        inaccurate("x=s", "cancellation"),
        infinite("x=s", "overflow", above=EXP_OVERFLOW),
    ),
)
def naive(x):
    return np.where(x == 0, 1, (np.exp(x) - 1) / x)


@expm1_ratio.form(
    "kahan",
    why="the rounding of eˣ cancels with itself near 0; for very negative x, eˣ underflows, and "
    "−1/log 0 is 0; for large x it is ∞/∞",
    holds=(),
    breaks=(
        zero("x=s", "underflow", below=EXP_UNDERFLOW),
        nan("x=s", "overflow", above=EXP_OVERFLOW),
    ),
    source="Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), section "
    "1.14.1, algorithm 2",
)
def kahan(x):
    y = np.exp(x)
    return np.where(y == 1, 1, (y - 1) / np.log(y))


@expm1_ratio.form(
    "expm1",
    why="expm1 keeps every digit near 0; for large x it overflows before expm1(x)/x does",
    holds=("special",),
    breaks=(infinite("x=s", "overflow", above=EXP_OVERFLOW),),
    source="SciPy, scipy.special.exprel",
)
def expm1(x):
    return np.where(x == 0, 1, np.expm1(x) / x)


@expm1_ratio.form(
    "halved",
    why="for x > 1 the exponential is split into two halves, of which one is divided by x before "
    "they meet",
    holds=("range", "relative", "absolute", "special"),
)
def halved(x):
    split = np.expm1(x / 2) / x * (np.exp(x / 2) + 1)
    return np.where(x == 0, 1, np.where(x <= 1, np.expm1(x) / x, split))


expm1_ratio.evaluation(halved)


def over_x(x, numerator, r):
    """The error of a quotient by x whose numerator is off by so much; at x = 0, of 1."""
    off = np.where(x == 0, 0, numerator / np.abs(x))
    return r.after(halved(x), off, r.u)


@expm1_ratio.theory("naive")
def naive_theory(x, r):
    exponential = np.exp(x) * r.relative(r.kernel) + r.lost
    return over_x(x, r.after(np.abs(np.expm1(x)), exponential, r.u), r)


@expm1_ratio.theory("kahan")
def kahan_theory(x, r):
    share = r.lost / np.exp(x)  # of a subnormal eˣ
    # eˣ e^θ is e^(x + θ), and φ₁(x + θ) is φ₁(x) but for a factor between 1 and e^θ
    theta = r.kernel + share / np.maximum(1 - share, 0)
    return halved(x) * r.relative(theta + r.kernel + 2 * r.u) + r.lost


@expm1_ratio.theory("expm1")
def expm1_theory(x, r):
    return over_x(x, np.abs(np.expm1(x)) * r.relative(r.kernel) + r.lost, r)


@expm1_ratio.theory("halved")
def halved_theory(x, r):
    split = halved(x) * r.relative(2 * r.kernel + 3 * r.u)
    return np.where(x <= 1, expm1_theory(x, r), split)


@expm1_ratio.claim("expm1-ratio-reflection", "backwards in time", x=real())
def expm1_ratio_reflection(x):
    return equation(expm1_ratio(-x), np.exp(-x) * expm1_ratio(x))


@expm1_ratio.claim("expm1-ratio-doubling", "twice the time, in two halves", x=real())
def expm1_ratio_doubling(x):
    return equation(expm1_ratio(2 * x), expm1_ratio(x) * (np.exp(x) + 1) / 2)


@expm1_ratio_doubling.derivation("for x ≠ 0")
def expm1_ratio_doubling_steps(x):
    yield given(x != 0)
    yield expm1_ratio(2 * x), "the left-hand side"
    yield (np.exp(2 * x) - 1) / (2 * x), "definition of exprel"
    yield (np.exp(x) - 1) * (np.exp(x) + 1) / (2 * x), "a difference of two squares"
    yield (np.exp(x) - 1) / x * ((np.exp(x) + 1) / 2), "two quotients"
    yield expm1_ratio(x) * (np.exp(x) + 1) / 2, "definition of exprel"


@expm1_ratio.claim(
    "expm1-ratio-is-the-middle", "only nearly so: x²/24 more", expected="REFUTED", x=real()
)
def expm1_ratio_is_the_middle(x):
    return equation(expm1_ratio(x), np.exp(x / 2))
