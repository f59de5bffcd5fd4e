"""The GELU by tanh, ½x(1 + tanh z) with z = √(2/π)(x + 0.044715x³): two transformers' activation.

It was made to avoid erf, came with BERT and GPT-2, and is a function in its own right by now, with
its own name in libraries (as an approximation of the GELU see the page `gelu`).  As it is printed,
1 + tanh cancels in the left tail, and leaves 0 from where tanh z rounds to −1: from about −5 in
float32, with the help of a kernel that rounds to −1 early.  But 1 + tanh z = 2σ(2z), so that it is

    x·σ(2z),

a silu with another argument, of which all is true that is true of silu: e^−2z overflows at the
left, and the exponential in two halves keeps the tail.  x³ overflows, too, and need not worry
anybody: z is then ±∞, and σ 0 or 1.

The bounds: z is off by seven roundings at most, and the exponential by twice that times z.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import branches, unless_excused
from stabcheck.catalogue.activations.silu import silu
from stabcheck.quantity import (
    PI,
    Boundary,
    Quantity,
    equation,
    exact,
    inaccurate,
    let,
    real,
    special,
    zero,
)

gelu_tanh = Quantity(
    "gelu_tanh",
    "the Gaussian error linear unit by tanh",
    arguments={"x": real()},
    source="Hendrycks & Gimpel, Gaussian Error Linear Units (GELUs), arXiv:1606.08415, section 2",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=-0.0),
    ),
)


def z(x):
    """The argument of tanh."""
    return let("z", np.sqrt(2 / PI) * (x + 0.044715 * x * x * x))


@gelu_tanh.definition
def definition(x):
    return x * (1 + np.tanh(np.sqrt(2 / PI) * (x + 0.044715 * x * x * x))) / 2


@gelu_tanh.sensitivity
def sensitivity(x):
    s, rest = branches(2 * z(x))  # |x f′(x)| = |x σ(2z)(1 + 2xz′σ(−2z))|
    slope = np.sqrt(2 / PI) * (1 + 3 * (0.044715 * x * x))
    return np.abs(x * s * (1 + 2 * x * slope * rest))


def where_z_is(value):
    """The x at which z(x) is ``value``, by Cardano's formula, and how far its roundings move it."""

    def at(f, n):
        p = 1 / (3 * exact(0.044715))
        q = value(f, n) / np.sqrt(2 / PI) / (2 * exact(0.044715))
        root = np.sqrt(q * q + p * p * p)
        return (root + q) ** (exact(1) / 3) - (root - q) ** (exact(1) / 3)

    return at, lambda f, n: 8 * f.unit_roundoff * at(f, n)


at_saturation, off_saturation = where_z_is(
    lambda f, n: np.log(exact(2 ** (f.precision + 2) - 1)) / 2
)
#: From where tanh z rounds to 1.
saturation = Boundary(
    "z⁻¹(½ log(2^(p+2) - 1))",
    at_saturation,
    within=off_saturation,
    kernel=lambda f, n: exact(1),  # NumPy's float32 kernel rounds tanh z to 1 from z = 10 only
)
at_overflow, off_overflow = where_z_is(lambda f, n: np.log(f.overflow_threshold) / 2)
#: From where e^2z is ∞, unless κ excuses it.
overflow = unless_excused(
    Boundary("z⁻¹(½ log(MAX + ½ulp))", at_overflow, within=off_overflow), part=3
)


@gelu_tanh.form(
    "as-printed",
    why="tanh z rounds to −1 plus a multiple of ½u, and 1 + tanh z leaves that, and then 0",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-saturation),
    ),
    source="Hendrycks & Gimpel 2016, section 2",
)
def as_printed(x):
    return x / 2 * (1 + np.tanh(np.sqrt(2 / PI) * (x + 0.044715 * x * x * x)))


@gelu_tanh.form(
    "sigmoid",
    why="x·σ(2z) cancels nothing; e^−2z overflows while the truth is still an ordinary number",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "overflow", below=-overflow),),
)
def sigmoid_of_2z(x):
    return x / (1 + np.exp(-2 * z(x)))


@gelu_tanh.form(
    "split",
    why="e^−2|z| in two halves: x times one of them is large enough to be multiplied by the other",
    holds=("range", "relative", "absolute", "special"),
)
def split(x):
    h = np.exp(-np.abs(z(x)))
    half = np.where(x >= 0, 1, h)
    return x * half * (half / (1 + h * h))


gelu_tanh.evaluation(split)


def z_off(x, r):
    """The error of z: three factors and a sum, and four roundings of the cubic term's share."""
    cubic = 0.044715 * x * x
    return np.abs(z(x)) * r.relative(3 * r.u + 4 * r.u * cubic / (1 + cubic)) + 5 * r.lost


@gelu_tanh.theory("as-printed")
def as_printed_theory(x, r):
    off = z_off(x, r)
    s, rest = branches(2 * z(x))
    slope = 4 * s * rest * np.exp(2 * off)  # of tanh; it changes by e^2|Δz|
    twice = r.after(2 * s, r.after(np.tanh(z(x)), slope * off, r.kernel), r.u)
    return r.product(x / 2, r.lost, 2 * s, twice)


@gelu_tanh.theory("sigmoid")
def sigmoid_theory(x, r):
    share = branches(2 * z(x))[1]  # of e^−2z in 1 + e^−2z
    theta = share * r.relative(2 * z_off(x, r) + r.kernel) + r.lost + 2 * r.u
    return np.abs(split(x)) * r.relative(theta) + r.lost


@gelu_tanh.theory("split")
def split_theory(x, r):
    h = np.exp(-np.abs(z(x)))
    share = h * h / (1 + h * h)
    twice = 2 * (z_off(x, r) + r.kernel)
    felt = np.where(x >= 0, share, 1 / (1 + h * h)) * r.relative(twice)
    square = share * r.relative(r.u) * np.exp(twice)  # of h², rounded, in 1 + h²
    theta = felt + square + np.where(x >= 0, 2, 4) * r.u + 3 * r.lost
    return np.abs(split(x)) * r.relative(theta) + 5 * r.lost  # |x|h < 1 times what h, h² … lose


@gelu_tanh.claim("gelu-tanh-sigmoid", "a silu in 2z", x=real())
def gelu_tanh_sigmoid(x):
    return equation(gelu_tanh(x), x / (1 + np.exp(-2 * z(x))))


@gelu_tanh_sigmoid.derivation()
def gelu_tanh_sigmoid_steps(x):
    p, q = np.exp(z(x)), np.exp(-z(x))
    yield gelu_tanh(x), "the left-hand side"
    yield x * ((p + q) / (p + q) + (p - q) / (p + q)) / 2, "definition; 1 over tanh's denominator"
    yield x * p / (p + q), "add the numerators: e⁻ᶻ cancels"
    yield x / (1 + np.exp(-2 * z(x))), "divide above and below by eᶻ"


@gelu_tanh.claim("gelu-tanh-reflection", "its two tails differ by x", x=real())
def gelu_tanh_reflection(x):
    return equation(gelu_tanh(x) - gelu_tanh(-x), x)


@gelu_tanh.claim(
    "gelu-tanh-is-silu",
    "tempting: silu(2z)/(2z) has its own weight, not x",
    expected="REFUTED",
    x=real(),
)
def gelu_tanh_is_silu(x):
    return equation(gelu_tanh(x), silu(2 * z(x)) / 2)
