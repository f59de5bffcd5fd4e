"""The Welsch loss, 1 − e^−x²/2: a residual counts by its square if small, and by 1 if it is not.

Outliers have no pull at all: it is a normal density upside down, and the correntropy of signal
processing. Typed as it stands it is 0 for all residuals below about √u, since there the exponential
rounds to 1: what fits well is not told from what fits perfectly. −expm1(−x²/2) keeps it, down to
where x² itself is lost; and where x² overflows, the loss is 1.

The bounds: −expm1(−q) of a q that is off by a factor is off by no more than that factor.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    real,
    special,
    zero,
)

welsch_loss = Quantity(
    "welsch_loss",
    "the Welsch loss 1 − e^−x²/2",
    arguments={"x": real()},
    source="Barron, A General and Adaptive Robust Loss Function, CVPR (2019)",
    specials=(
        special(-np.inf, accepts=1.0),
        special(np.inf, accepts=1.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=[0.0, -0.0]),
    ),
)


@welsch_loss.definition
def definition(x):
    return 1 - np.exp(-(x**2) / 2)


@welsch_loss.sensitivity
def sensitivity(x):
    return x * x * np.exp(-x * x / 2)  # |x f′(x)|


#: Up to where e^−x²/2 rounds to 1: 1 − e^−x²/2 ≤ u/2, a tie going to 1.
absorption = Boundary(
    "√(-2 log(1 - u/2))",
    lambda f, n: np.sqrt(-2 * np.log(1 - f.unit_roundoff / 2)),
    within=lambda f, n: f.unit_roundoff * np.sqrt(f.unit_roundoff),  # rounding x²
    kernel=lambda f, n: np.sqrt(f.unit_roundoff),  # a kernel an ulp off moves it as far as it is
)


@welsch_loss.form(
    "naive",
    why="below about √u the exponential rounds to 1, and a residual counts nothing",
    holds=("range", "absolute", "special"),
    breaks=(
        zero("x=s", "cancellation", below=absorption),
        zero("x=s", "cancellation", above=-absorption),
        inaccurate("x=s", "cancellation"),
    ),
)
def naive(x):
    return 1 - np.exp(-x * x / 2)


@welsch_loss.form(
    "expm1",
    why="expm1 keeps every digit of a small x²",
    holds=("range", "relative", "absolute", "special"),
)
def expm1(x):
    return -np.expm1(-x * x / 2)


welsch_loss.evaluation(expm1)


@welsch_loss.theory("naive")
def naive_theory(x, r):
    q = x * x / 2
    exponent = q * np.exp(-q * np.exp(-r.u)) * r.relative(r.u) + 2 * r.lost
    return r.after(expm1(x), np.exp(-q) * r.relative(r.kernel) + exponent + r.lost, r.u)


@welsch_loss.theory("expm1")
def expm1_theory(x, r):
    return expm1(x) * r.relative(r.kernel + r.u) + 3 * r.lost


@welsch_loss.claim("welsch-is-quadratic", "only near 0", expected="REFUTED", x=real())
def welsch_is_quadratic(x):
    return equation(welsch_loss(x), x**2 / 2)


@welsch_loss.claim("welsch-derivative", "its gradient, x times the weight", x=real())
def welsch_derivative(x):
    return equation(D(welsch_loss(x), x), x * np.exp(-(x**2) / 2))


@welsch_loss.claim("welsch-complement", "what is left is the weight of a residual", x=real())
def welsch_complement(x):
    return equation(1 - welsch_loss(x), np.exp(-(x**2) / 2))
