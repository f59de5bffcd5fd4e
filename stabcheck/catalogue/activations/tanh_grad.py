"""The derivative of tanh, tanh′ x = 1 − tanh² x = sech² x = 4/(eˣ + e⁻ˣ)².

Back-propagation has tanh x at hand from the forward pass, so that 1 − tanh² x costs one
multiplication and one subtraction: a useful property, and an exact identity.  It is a poor
algorithm for large |x|: tanh x rounds to ±1 where sech² x ≈ 4e^−2|x| is still far from 0, and the
subtraction leaves nothing.  Written in e = e^−2|x| ≤ 1,

    sech² x = 4e/(1 + e)²,

there is nothing to cancel and nothing to overflow.

The bounds: 1 − t² is off by t² times the roundings of t, twice, and of the product, however small
it is itself.  Of 4e/(1 + e)² every rounding is a factor e^θ: that of e counts once, and twice by
its share in 1 + e.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.tanh import tanh
from stabcheck.quantity import (
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    exact,
    inaccurate,
    nan,
    real,
    special,
    zero,
)

tanh_grad = Quantity(
    "tanh_grad",
    "the derivative of the hyperbolic tangent",
    arguments={"x": real()},
    symbol="tanh′",
    source="NIST Digital Library of Mathematical Functions, equations 4.34.3 and 4.35.12",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=0.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=1.0),
    ),
)


@tanh_grad.definition
def definition(x):
    return 4 / (np.exp(x) + np.exp(-x)) ** 2


@tanh_grad.evaluation
def evaluation(x):
    e = np.exp(-2 * np.abs(x))
    return 4 * e / ((1 + e) * (1 + e))


@tanh_grad.sensitivity
def sensitivity(x):
    e = np.exp(-2 * np.abs(x))  # |x (sech²)′| = 2|x| sech² x |tanh x|
    return 2 * np.abs(x) * (4 * e / ((1 + e) * (1 + e))) * ((1 - e) / (1 + e))


#: From where tanh x rounds to 1: 1 − tanh x = 2/(e^2x + 1) ≤ u/2 = 2^−(p+1), a tie going to 1.
saturation = Boundary(
    "½ log(2^(p+2) - 1)",
    lambda f, n: np.log(exact(2 ** (f.precision + 2) - 1)) / 2,
    kernel=lambda f, n: exact(1),  # NumPy's float32 kernel rounds tanh x to 1 from x = 10 only
)
#: From where eˣ + e⁻ˣ = eˣ − e⁻ˣ in floats: e⁻ˣ is at most half an ulp of eˣ.
absorption = Boundary(
    "⌈p/2⌉ log 2",
    lambda f, n: (f.precision + 1) // 2 * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding eˣ is as good as moving x by u
)
#: From where (eˣ + e⁻ˣ)² overflows; of its terms, e⁻ˣ is far below u there.
overflow = Boundary(
    "½ log(MAX + ½ulp)",
    lambda f, n: np.log(f.overflow_threshold) / 2,
    within=lambda f, n: f.unit_roundoff,
)


@tanh_grad.form(
    "one-minus-square",
    why="tanh² x near 1 keeps no digit of sech² x below u; from tanh x = 1 on, 0 is left",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=saturation),
        zero("x=s", "cancellation", below=-saturation),
    ),
)
def one_minus_square(x):
    t = np.tanh(x)
    return 1 - t * t


@tanh_grad.theory("one-minus-square")
def one_minus_square_theory(x, r):
    t = np.tanh(x)
    square = t * t * r.relative(2 * r.kernel + r.u) + 3 * r.lost
    return r.after(evaluation(x), square, r.u)


@tanh_grad.form(
    "exp-form",
    why="the quotient rule as printed: the numerator is 4, as a difference of two squares that "
    "grow like e^2|x|: it cancels to 0, and then is ∞ − ∞",
    holds=(),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=absorption),
        zero("x=s", "cancellation", below=-absorption),
        nan("x=s", "overflow", above=overflow),
        nan("x=s", "overflow", below=-overflow),
    ),
)
def exp_form(x):
    p, q = np.exp(x), np.exp(-x)
    return ((p + q) * (p + q) - (p - q) * (p - q)) / ((p + q) * (p + q))


@tanh_grad.form(
    "stable",
    why="e^−2|x| never exceeds 1, and only positive numbers are added",
    holds=("range", "relative", "absolute", "special"),
    bound=6,
)
def stable(x):
    e = np.exp(-2 * np.abs(x))
    return 4 * e / ((1 + e) * (1 + e))


@tanh_grad.theory("stable")
def stable_theory(x, r):
    e = np.exp(-2 * np.abs(x))
    factor = e / (1 + e) * r.relative(r.kernel) + r.lost + r.u  # of 1 + e, which enters twice
    return evaluation(x) * r.relative(r.kernel + 2 * factor + 2 * r.u) + 6 * r.lost


@tanh_grad.claim("tanh-derivative", "tanh′ = 1 − tanh²", x=real())
def tanh_derivative(x):
    return equation(D(tanh(x), x), 1 - tanh(x) ** 2)


@tanh_derivative.derivation()
def tanh_derivative_steps(x):
    p, q = np.exp(x), np.exp(-x)
    yield D(tanh(x), x), "the derivative sought"
    yield D((p - q) / (p + q), x), "definition of tanh"
    yield (
        ((p + q) * (p + q) - (p - q) * (p - q)) / (p + q) ** 2,
        "quotient rule; (eˣ − e⁻ˣ)′ = eˣ + e⁻ˣ and (eˣ + e⁻ˣ)′ = eˣ − e⁻ˣ",
    )
    yield 1 - ((p - q) / (p + q)) ** 2, "divide both squares by (eˣ + e⁻ˣ)²"
    yield 1 - tanh(x) ** 2, "definition of tanh"
