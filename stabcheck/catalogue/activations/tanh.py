"""The hyperbolic tangent, tanh x = (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ): the sigmoid, centred at 0.

tanh x = 2σ(2x) − 1: the same curve, rescaled from (0, 1) to (−1, 1).  A network with sigmoid
units can therefore be rewritten with tanh units (see the page `network`), exactly in real
arithmetic.  In floats the exchange is not free: σ near ½ knows nothing of a tiny x, while
tanh x ≈ x there, so going through σ loses the small arguments, and going the other way loses the
left tail of σ.

The bounds: 2σ(2x) − 1 is off by twice what σ(2x) is, and by the rounding of the difference; the
library's tanh by its kernel.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import naive_theory, sigmoid
from stabcheck.quantity import (
    EXP_OVERFLOW,
    Boundary,
    Quantity,
    equation,
    inaccurate,
    nan,
    real,
    special,
    zero,
)

tanh = Quantity(
    "tanh",
    "the hyperbolic tangent",
    arguments={"x": real()},
    source="NIST Digital Library of Mathematical Functions, equation 4.28.4",
    gradient="tanh_grad",
    specials=(
        special(-np.inf, accepts=-1.0),
        special(np.inf, accepts=1.0),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=-0.0, note="tanh is odd"),
    ),
)


@tanh.definition
def definition(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@tanh.evaluation
def evaluation(x):
    return np.tanh(x)


@tanh.sensitivity
def sensitivity(x):
    e = np.exp(-2 * np.abs(x))  # |x tanh′(x)|, and tanh′ = sech² = 4e/(1 + e)²
    return np.abs(x) * 4 * e / ((1 + e) * (1 + e))


# For tiny x, which rounding leaves 1 first?  A kernel good to an ulp may leave it elsewhere.
#: Up to which |x| both e^|x| and e^−|x| round to 1: the latter leaves it first, at 1 − u/2.
one_lost = Boundary(
    "-log(1 - u/2)",
    lambda f, n: -np.log(1 - f.unit_roundoff / 2),
    kernel=lambda f, n: f.unit_roundoff / 4,
)
#: Up to which x > 0 the sum 1 + e^−2x rounds to 2: while e^−2x rounds to 1 or to 1 − u.
half_left = Boundary(
    "-½ log(1 - 3u/2)",
    lambda f, n: -np.log(1 - 3 * f.unit_roundoff / 2) / 2,
    kernel=lambda f, n: f.unit_roundoff / 2,
)
#: Up to which −x > 0 the sum 1 + e^−2x rounds to 2: while e^−2x rounds to 1 or to 1 + 2u.
half_right = Boundary(
    "½ log(1 + 3u)",
    lambda f, n: np.log(1 + 3 * f.unit_roundoff) / 2,
    kernel=lambda f, n: f.unit_roundoff,
)


@tanh.form(
    "exp-ratio",
    why="eˣ overflows for large |x| and ∞/∞ is NaN; for tiny x, eˣ and e⁻ˣ both round to 1 and "
    "their difference to 0",
    holds=(),
    breaks=(
        nan("x=s", "overflow", above=EXP_OVERFLOW),
        nan("x=s", "overflow", below=-EXP_OVERFLOW),
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=one_lost),
        zero("x=s", "cancellation", above=-one_lost),
    ),
)
def exp_ratio(x):
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


@tanh.form(
    "via-sigmoid",
    why="near 0, σ(2x) rounds to ½ + a multiple of u, so that subtracting 1 cancels every digit "
    "of a small x; the sign of −0 is lost with them",
    holds=("range", "absolute"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=half_left),
        zero("x=s", "cancellation", above=-half_right),
    ),
)
def via_sigmoid(x):
    return 2 * sigmoid(2 * x) - 1


@tanh.theory("via-sigmoid")
def via_sigmoid_theory(x, r):
    return r.after(np.tanh(x), 2 * naive_theory(2 * x, r), r.u)  # doubling is exact


@tanh.form(
    "library",
    why="the library's own kernel, written for this function: small arguments by a polynomial in "
    "x, so that nothing cancels",
    holds=("range", "relative", "absolute", "special"),
)
def library(x):
    return np.tanh(x)


@tanh.theory("library")
def library_theory(x, r):
    return r.after(np.tanh(x), 0, r.kernel)


@tanh.claim("tanh-plus-one", "tanh x + 1 = 2σ(2x)", x=real())
def tanh_plus_one(x):
    return equation(tanh(x) + 1, 2 * sigmoid(2 * x))


@tanh_plus_one.derivation()
def tanh_plus_one_steps(x):
    p, q = np.exp(x), np.exp(-x)
    yield tanh(x) + 1, "the left-hand side"
    yield (p - q) / (p + q) + (p + q) / (p + q), "definition of tanh; 1 over the same denominator"
    yield 2 * p / (p + q), "add the numerators: e⁻ˣ cancels"
    yield 2 / (1 + np.exp(-2 * x)), "divide numerator and denominator by eˣ"
    yield 2 * sigmoid(2 * x), "definition of σ at 2x"


@tanh.claim(
    "tanh-plus-one-as-printed",
    "a misprint: 1 − e^−2x for 1 + e^−2x",
    expected="REFUTED",
    x=real(),
)
def tanh_plus_one_as_printed(x):
    return equation(2 * np.exp(x) / (np.exp(x) + np.exp(-x)), 2 / (1 - np.exp(-2 * x)))


@tanh.claim("sigmoid-from-tanh", "σ(x) = tanh(x/2)/2 + 1/2", x=real())
def sigmoid_from_tanh(x):
    return equation(sigmoid(x), tanh(x / 2) / 2 + 1 / 2)


@sigmoid_from_tanh.derivation()
def sigmoid_from_tanh_steps(x):
    yield equation(tanh(x / 2) + 1, 2 * sigmoid(x)), "tanh z + 1 = 2σ(2z) at z = x/2"
    yield equation(tanh(x / 2) / 2 + 1 / 2, sigmoid(x)), "halve both sides"
