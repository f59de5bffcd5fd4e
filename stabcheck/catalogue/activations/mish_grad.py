"""The derivative of mish, T + xT′ with T = tanh(softplus(x)); T′ = (1 − T²)σ(x).

Automatic differentiation of x·tanh(softplus(x)) leaves T + x·σ(x)·(1 − T²): 1 − T² cancels where T
is close to 1, and x makes the rest of it some roundings of 1, until T is 1.  In the left tail it
adds eˣ and x·eˣ, of which the second is lost where the sigmoid's e⁻ˣ overflows.  The paper prints
the rational function

    eˣω/δ²,   ω = 4(x + 1) + 4e²ˣ + e³ˣ + eˣ(4x + 6),   δ = e²ˣ + 2eˣ + 2,

exact, and ∞/∞ from a quarter of the way to where eˣ overflows: in float32 from x = 22, in float16
from 2.7.  In e = e^−|x| there is nothing to overflow, and the cancellation at the zero near
x = −1.192 is that of the function itself; e is split for the left tail, as for silu.

The bounds follow the operations: in the numerator for x < 0, roundings of its two parts.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.mish import elasticity, log1p_weight_off, mish, sech, weight
from stabcheck.catalogue.activations.sigmoid import branches, naive, naive_theory, sigmoid
from stabcheck.catalogue.activations.softplus import softplus
from stabcheck.quantity import Boundary, D, Quantity, equation, nan, real, special

mish_grad = Quantity(
    "mish_grad",
    "the derivative of mish",
    arguments={"x": real()},
    symbol="mish′",
    source="Misra, Mish: A Self Regularized Non-Monotonic Activation Function, BMVC 2020",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=[1.0, "nan"], note="1 in the limit; NaN in most libraries"),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=0.6),
    ),
)


@mish_grad.definition
def definition(x):
    e = np.exp(x)
    omega = 4 * (x + 1) + 4 * e**2 + e**3 + e * (4 * x + 6)
    return e * omega / (e**2 + 2 * e + 2) ** 2


@mish_grad.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x mish″(x)|, and mish″ = TA(2 + x(A + A′/A)), T′ = TA
    right = 1 / (1 + e) - 2 * (1 + e) / (1 + 2 * e * (1 + e)) - 1 / (1 + 2 * e)
    left = e / (1 + e) - 2 * e * (1 + e) / (2 + e * (2 + e)) - e / (2 + e)
    change = elasticity(x) + np.where(x >= 0, right, left)
    return np.abs(x * weight(x) * elasticity(x) * (2 + x * change))


overflow_of_fourth = Boundary(
    "log(√(√(MAX + ½ulp) - 1) - 1)",
    lambda f, n: np.log(np.sqrt(np.sqrt(f.overflow_threshold) - 1) - 1),
    within=lambda f, n: 2 * f.unit_roundoff,  # four roundings of δ and five of ω
)


@mish_grad.form(
    "as-printed",
    why="ω grows like e³ˣ and δ² like e⁴ˣ: from a quarter of log MAX on, ∞/∞ is NaN",
    holds=(),
    breaks=(nan("x=s", "overflow", above=overflow_of_fourth),),
    source="Misra 2020",
)
def as_printed(x):
    omega = 4 * (x + 1) + 4 * np.exp(2 * x) + np.exp(3 * x) + np.exp(x) * (4 * x + 6)
    delta = np.exp(2 * x) + 2 * np.exp(x) + 2
    return np.exp(x) * omega / (delta * delta)


@mish_grad.form(
    "backward",
    why="1 − T² cancels where T is close to 1, and x makes it some roundings of 1; in the left "
    "tail σ(x) is 0 once e⁻ˣ overflows, and eˣ is left of (1 + x)eˣ",
    holds=("range", "special"),
    source="PyTorch, mish_backward",
)
def backward(x):
    t = np.tanh(np.log1p(np.exp(x)))
    return t + x * naive(x) * (1 - t * t)


@mish_grad.form(
    "split",
    why="in e^−|x| nothing overflows, and in two halves of it nothing vanishes early; only at its "
    "zero does it cancel",
    holds=("range", "relative", "absolute", "special"),
    bound=10,  # where its own derivative is 0, κ excuses nothing
)
def split(x):
    h = np.exp(-np.abs(x) / 2)
    e = h * h
    right = 1 + 2 * e * (2 + e * (3 + 2 * e)) + 4 * (x * e) * (e * (1 + e))
    left = (1 + x) * (1 + e) + e * (1 / 2 + e * (1 + e / 4))
    half = np.where(x >= 0, 1, h)
    root = 1 + np.where(x >= 0, 2 * e * (1 + e), e * (1 + e / 2))
    return half * np.where(x >= 0, right, left) * (half / (root * root))


mish_grad.evaluation(split)


@mish_grad.theory("backward")
def backward_theory(x, r):
    t, off = weight(x), log1p_weight_off(x, r)
    lacking = r.after(sech(x) * sech(x), r.product(t, off, t, off), r.u)
    s = branches(x)[0]
    first = r.product(x, 0, s, naive_theory(x, r))
    return r.after(split(x), off + r.product(x * s, first, sech(x) * sech(x), lacking), r.u)


@mish_grad.theory("split")
def split_theory(x, r):
    h = np.exp(-np.abs(x) / 2)
    e = h * h
    off = 2 * r.kernel + r.u  # of e
    # right: 1 and positive terms in e, e², e³; left: two parts, of which the first may be < 0
    small = 2 * e * (2 + e * (3 + 2 * e)) + 4 * x * e * e * (1 + e)
    terms = small * r.relative(3 * off + 6 * r.u)
    first = np.abs(1 + x) * (1 + e) * r.relative(3 * r.u + e / (1 + e) * r.relative(off))
    second = e * (1 / 2 + e * (1 + e / 4)) * r.relative(2 * off + 3 * r.u)
    numerator = np.where(x >= 0, 1 + small, (1 + x) * (1 + e) + e * (1 / 2 + e * (1 + e / 4)))
    inner = r.after(numerator, np.where(x >= 0, terms, first + second) + 9 * r.lost, r.u)
    grown = np.where(x >= 0, 2 * e * (1 + e), e * (1 + e / 2))
    factor = grown / (1 + grown) * r.relative(2 * off + 2 * r.u) + 3 * r.lost + r.u  # of δ, twice
    theta = 2 * factor + np.where(x >= 0, 3 * r.u, 2 * r.kernel + 4 * r.u)
    outer = np.where(x >= 0, 1, e) / ((1 + grown) * (1 + grown))
    whole = inner * np.exp(theta) + np.abs(numerator) * r.relative(theta)
    return outer * whole + 6 * r.lost  # |1 + x|h ≤ 1 times what h, h² … lose


@mish_grad.claim("mish-derivative", "it is the derivative of mish", x=real())
def mish_derivative(x):
    return equation(D(mish(x), x), mish_grad(x))


@mish_grad.claim("mish-derivative-backward", "as differentiated step by step", x=real())
def mish_derivative_backward(x):
    t = np.tanh(softplus(x))
    return equation(mish_grad(x), t + x * sigmoid(x) * (1 - t**2))


@mish_grad.claim(
    "mish-derivative-misprinted",
    "tempting: e²ˣ(4x + 6) in ω for eˣ(4x + 6)",
    expected="REFUTED",
    x=real(),
)
def mish_derivative_misprinted(x):
    omega = 4 * (x + 1) + 4 * np.exp(2 * x) + np.exp(3 * x) + np.exp(2 * x) * (4 * x + 6)
    return equation(mish_grad(x), np.exp(x) * omega / (np.exp(2 * x) + 2 * np.exp(x) + 2) ** 2)
