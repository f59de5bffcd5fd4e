"""The continuously differentiable ELU (CELU), max(x, 0) + min(α(e^(x/α) − 1), 0), with α > 0.

An ELU with α before eˣ − 1 has a kink at 0 unless α = 1; scaling x as well removes it: CELU is
α·elu(x/α), a stretched copy, whose slope at 0 is 1 for every α and which saturates at −α.

For small −x it is x, and e^(x/α) rounds to 1 from −½αu on: 0 is left of a number that no α has made
any smaller.  expm1 keeps it.  x/α may overflow, for small α, and harms nothing: e^−∞ is 0.

The bounds: e^(x/α) moves by |x/α| times the rounding of the quotient; subtracting 1 leaves that as
it is, and α multiplies it.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.elu import elu
from stabcheck.catalogue.activations.tanh import one_lost
from stabcheck.quantity import D, Quantity, equation, inaccurate, real, special, zero

celu = Quantity(
    "celu",
    "the continuously differentiable exponential linear unit",
    arguments={"x": real(), "alpha": real(above=0)},
    source="Barron, Continuously Differentiable Exponential Linear Units, arXiv:1704.07483 (2017)",
    specials=(
        special(-np.inf, 2.0, accepts=-2.0),
        special(np.inf, 2.0, accepts=np.inf),
        special(np.nan, 2.0, accepts="nan"),
        special(-0.0, 2.0, accepts=[-0.0, 0.0]),
    ),
)


@celu.definition
def definition(x, alpha):
    return np.maximum(x, 0) + np.minimum(alpha * (np.exp(x / alpha) - 1), 0)


@celu.sensitivity
def sensitivity(x, alpha):
    left = np.minimum(x, 0)
    moved = left * np.exp(left / alpha)  # x ∂/∂x; and α ∂/∂α, as f is homogeneous in both
    return np.maximum(x, 0) - moved + np.abs(alpha * np.expm1(left / alpha) - moved)


@celu.form(
    "exp-minus-1",
    why="just below 0, e^(x/α) is 1 minus a multiple of u, and subtracting 1 leaves that, or 0",
    holds=("range", "special"),
    breaks=(
        inaccurate("x=s, alpha=1", "cancellation"),
        zero("x=s, alpha=1", "cancellation", above=-one_lost),
    ),
    source="Barron 2017",
)
def exp_minus_1(x, alpha):
    return np.maximum(x, 0) + np.minimum(alpha * (np.exp(x / alpha) - 1), 0)


@celu.form(
    "expm1",
    why="expm1 keeps a small x/α to the last digit, and is asked for no x > 0",
    holds=("range", "relative", "absolute", "special"),
)
def expm1(x, alpha):
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0) / alpha)


celu.evaluation(expm1)


def scaled(x, alpha, r, off):
    """The error of α(e^(x/α) − 1) for x ≤ 0, the difference ``off``; of x for x > 0 a rounding."""
    difference = np.expm1(np.minimum(x, 0) / alpha)
    return np.where(x > 0, x * r.u, r.product(alpha, 0, difference, off))


@celu.theory("exp-minus-1")
def exp_minus_1_theory(x, alpha, r):
    ratio = np.minimum(x, 0) / alpha
    theta = np.abs(ratio) * r.relative(r.u) + r.lost + r.kernel
    inner = np.exp(ratio) * r.relative(theta) + r.lost
    return scaled(x, alpha, r, r.after(np.expm1(ratio), inner, r.u))


@celu.theory("expm1")
def expm1_theory(x, alpha, r):
    ratio = np.minimum(x, 0) / alpha
    moved = np.abs(ratio) * r.relative(r.u) + r.lost
    return scaled(x, alpha, r, r.after(np.expm1(ratio), np.exp(ratio + moved) * moved, r.kernel))


@celu.claim("celu-elu", "an ELU, stretched", x=real(), alpha=real(above=0))
def celu_elu(x, alpha):
    return equation(celu(x, alpha), alpha * elu(x / alpha))


@celu.claim("celu-derivative", "its slope", x=real(), alpha=real(above=0))
def celu_derivative(x, alpha):
    return equation(D(celu(x, alpha), x), np.exp(np.minimum(x / alpha, 0)))


@celu.claim(
    "celu-is-scaled-elu",
    "tempting: α before eˣ − 1, which is the ELU with a kink",
    expected="REFUTED",
    x=real(below=0),
    alpha=real(above=0),
)
def celu_is_scaled_elu(x, alpha):
    return equation(celu(x, alpha), np.where(x > 0, x, alpha * (np.exp(x) - 1)))
