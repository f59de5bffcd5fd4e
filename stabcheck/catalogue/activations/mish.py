"""Mish, x·tanh(softplus(x)) = x·tanh(log(1 + eˣ)): close to silu, and a little steeper.

The composition hides a rational function of eˣ.  With n = eˣ(eˣ + 2),

    tanh(log(1 + eˣ)) = ((1 + eˣ)² − 1)/((1 + eˣ)² + 1) = n/(n + 2),

one exponential for three elementary functions.  As it stands n overflows halfway to where eˣ does,
and ∞/∞ is NaN; the three functions in a row saturate gracefully there, tanh ∞ = 1.  At the left
log(1 + eˣ) loses what log1p keeps, and where even that is subnormal, or 0, x·eˣ is not: the
exponential has to be split in two halves, as for silu.  In e = e^−|x| the quotient is

    (1 + 2e)/(1 + 2e(1 + e)) for x ≥ 0,   e(2 + e)/(2 + e(2 + e)) for x < 0,

sums of positive numbers with nothing to overflow.

The bounds: tanh(softplus(x)) feels a relative error of e by its elasticity, 1 far left and falling
to 0; and every sum, product and quotient is a rounding more.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import branches
from stabcheck.catalogue.activations.silu import vanishing
from stabcheck.catalogue.activations.softplus import absorption, softplus, stable
from stabcheck.quantity import Boundary, Quantity, equation, inaccurate, nan, real, special, zero

mish = Quantity(
    "mish",
    "mish",
    arguments={"x": real()},
    source="Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020",
    gradient="mish_grad",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=-0.0),
    ),
)


@mish.definition
def definition(x):
    return x * np.tanh(softplus(x))


def elasticity(x):
    """How tanh(softplus(x)) moves with x, relatively: 4(1 + eˣ)/((n + 2)(2 + eˣ))."""
    e = np.exp(-np.abs(x))
    right = 4 * e * e * (1 + e) / ((1 + 2 * e * (1 + e)) * (1 + 2 * e))
    return np.where(x >= 0, right, 4 * (1 + e) / ((2 + e * (2 + e)) * (2 + e)))


def weight(x):
    """tanh(softplus(x)), without the splitting that keeps its last digits."""
    e = np.exp(-np.abs(x))
    right = (1 + 2 * e) / (1 + 2 * e * (1 + e))
    return np.where(x >= 0, right, e * (2 + e) / (2 + e * (2 + e)))


@mish.sensitivity
def sensitivity(x):
    return np.abs(x * weight(x) * (1 + x * elasticity(x)))  # |x mish′(x)|


overflow_of_square = Boundary(
    "log(√(MAX + ½ulp + 1) - 1)",
    lambda f, n: np.log(np.sqrt(f.overflow_threshold + 1) - 1),
    within=lambda f, n: 2 * f.unit_roundoff,  # the roundings of eˣ and of eˣ + 2
)


@mish.form(
    "literal",
    why="for very negative x the sum 1 + eˣ rounds to 1, and log 1 = 0; at the right eˣ may "
    "overflow, as tanh ∞ is 1",
    holds=("range", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-absorption),
    ),
)
def literal(x):
    return x * np.tanh(np.log(1 + np.exp(x)))


@mish.form(
    "log1p",
    why="log1p keeps the left tail until eˣ is subnormal, and then 0, while x·eˣ is neither",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "underflow", below=-vanishing),),
    source="PyTorch, mish",
)
def log1p(x):
    return x * np.tanh(np.log1p(np.exp(x)))


@mish.form(
    "rational",
    why="one exponential; but n = eˣ(eˣ + 2) overflows halfway to where eˣ does, and ∞/∞ is NaN",
    holds=(),
    breaks=(nan("x=s", "overflow", above=overflow_of_square),),
)
def rational(x):
    e = np.exp(x)
    n = e * (e + 2)
    return x * (n / (n + 2))


@mish.form(
    "split",
    why="the rational function in e^−|x|, which is taken in two halves: none of it vanishes before "
    "x·eˣ does",
    holds=("range", "relative", "absolute", "special"),
)
def split(x):
    h = np.exp(-np.abs(x) / 2)
    e = h * h
    half = np.where(x >= 0, 1, h)
    right, left = (1 + 2 * e) / (1 + 2 * e * (1 + e)), (2 + e) / (2 + e * (2 + e))
    return x * half * (half * np.where(x >= 0, right, left))


mish.evaluation(split)


def sech(x):
    """The root of the slope of tanh at softplus(x), which is sech² = 4(1 + eˣ)²/(n + 2)²."""
    e = np.exp(-np.abs(x))
    right, left = 2 * e * (1 + e) / (1 + 2 * e * (1 + e)), 2 * (1 + e) / (2 + e * (2 + e))
    return np.where(x >= 0, right, left)


def weight_off(x, r, inner):
    """The error of tanh(ℓ), ℓ = softplus(x) a kernel's logarithm of what is off by ``inner``."""
    off = r.after(stable(x), inner, r.kernel)
    slope = sech(x) * sech(x) * np.exp(2 * off)  # changes by e^2|Δℓ|
    return r.after(weight(x), slope * off, r.kernel)


@mish.theory("literal")
def literal_theory(x, r):
    inner = branches(x)[0] * r.relative(r.kernel) + r.lost + r.u
    return r.product(x, 0, weight(x), weight_off(x, r, inner))


def log1p_weight_off(x, r):
    """The error of tanh(log1p(eˣ))."""
    return weight_off(x, r, branches(x)[0] * r.relative(r.kernel) + r.lost)


@mish.theory("log1p")
def log1p_theory(x, r):
    return r.product(x, 0, weight(x), log1p_weight_off(x, r))


@mish.theory("split")
def split_theory(x, r):
    e = np.exp(-np.abs(x))
    felt = elasticity(x)
    # of h twice; and of h², rounded, but in the quotient; both elasticities change by e^3|Δx|
    alone = np.where(x >= 0, felt, e * (2 + e * (4 + e)) / ((2 + e * (2 + e)) * (2 + e)))
    by_e = (felt * 2 * r.kernel + alone * r.u) * np.exp(6 * r.kernel + 3 * r.u)
    right, left = 2 * e * (1 + e) / (1 + 2 * e * (1 + e)), e * (2 + e) / (2 + e * (2 + e))
    theta = by_e + np.where(x >= 0, 4 + 2 * right, 6 + 2 * left) * r.u + 4 * r.lost
    return np.abs(split(x)) * r.relative(theta) + 6 * r.lost  # |x|h < 1 times what h, h² … lose


@mish.claim("mish-rational", "a rational function of eˣ", x=real())
def mish_rational(x):
    n = np.exp(x) * (np.exp(x) + 2)
    return equation(mish(x), x * n / (n + 2))


@mish_rational.derivation()
def mish_rational_steps(x):
    e = np.exp(x)
    n = e * (e + 2)
    yield mish(x), "the left-hand side"
    yield x * np.tanh(np.log(1 + e)), "definition of mish and of softplus"
    yield x * ((1 + e) - 1 / (1 + e)) / ((1 + e) + 1 / (1 + e)), "tanh log a = (a − 1/a)/(a + 1/a)"
    yield x * ((1 + e) ** 2 - 1) / ((1 + e) ** 2 + 1), "multiply above and below by 1 + eˣ"
    yield x * n / (n + 2), "(1 + eˣ)² = n + 1"


@mish.claim(
    "mish-is-silu",
    "only nearly so: it is silu with the weight 1 − 2/(n + 2)",
    expected="REFUTED",
    x=real(),
)
def mish_is_silu(x):
    return equation(mish(x), x / (1 + np.exp(-x)))
