"""The derivative of the GELU, Φ(x) + xφ(x), where φ(x) = e^(−½x²)/√(2π) is the normal density.

It is 0 near x = −0.752, where gelu has its minimum, and negative below.  In the left tail the two
terms have opposite signs, and Φ(x) ≈ −φ(x)/x is the smaller: where libraries have ½(1 + erf) for
it, which is 0 there, what is missing is one part in x², 2 % at −7 (float32), so that the derivative
has one digit or two.  With erfc it has them all.  And φ(x) is subnormal, and then 0, before xφ(x)
is: as for silu, the exponential is taken in two halves, x times one of them first.

The bounds: the exponent ¼x² is two roundings off, of which e^−¼x² makes ½x²u; Φ is off by what
rounding x/√2 costs.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.gelu import gelu, moved
from stabcheck.quantity import (
    PI,
    SQRT2,
    Boundary,
    D,
    Quantity,
    equation,
    erf,
    erfc,
    real,
    special,
    zero,
)

gelu_grad = Quantity(
    "gelu_grad",
    "the derivative of the Gaussian error linear unit",
    arguments={"x": real()},
    symbol="gelu′",
    source="Hendrycks & Gimpel, Gaussian Error Linear Units (GELUs), arXiv:1606.08415, section 2",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=[1.0, "nan"], note="1 in the limit; NaN in most libraries"),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=0.5),
    ),
)


@gelu_grad.definition
def definition(x):
    return (1 + erf(x / SQRT2)) / 2 + x * np.exp(-x * x / 2) / np.sqrt(2 * PI)


@gelu_grad.sensitivity
def sensitivity(x):
    density = np.exp(-x * x / 2) / np.sqrt(2 * PI)
    return np.abs(x * (2 - x * x) * density)  # |x gelu″(x)|


def judged(f, _n):
    """The x at which e^(−½x²)/√(2π) rounds to 0; beyond MAX where that is no 4 ulp, or excused."""
    return np.sqrt(-2 * np.log(3 * f.underflow_threshold)) if f.bits >= 32 else 2 * f.max


#: From where φ(x) is 0: e^(−½x²) is the smallest number at most, so less than 3/2 of it.
vanishing = Boundary(
    "√(-2 log(3/2 tiny))",
    judged,
    within=lambda f, n: f.unit_roundoff * judged(f, n),  # a rounding of x²
)


@gelu_grad.form(
    "by-erf",
    why="in the left tail 1 + erf is 0, and xφ(x) alone is off by one part in x²; and φ(x) "
    "vanishes before xφ(x) does",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "underflow", below=-vanishing),),
    source="PyTorch, gelu_backward",
)
def by_erf(x):
    return (1 + erf(x / SQRT2)) / 2 + x * (np.exp(-x * x / 2) / np.sqrt(2 * PI))


@gelu_grad.form(
    "by-erfc",
    why="erfc keeps the left tail of Φ, and the exponential in two halves that of xφ",
    holds=("range", "relative", "absolute", "special"),
    bound=8,  # where its own derivative is 0, κ excuses nothing
)
def by_erfc(x):
    h = np.exp(-x * x / 4)
    return erfc(-x / SQRT2) / 2 + x * h * h / np.sqrt(2 * PI)


gelu_grad.evaluation(by_erfc)


def density_off(x, r, part):
    """The relative error of e^(−x²/part), part 2 or 4: of its exponent, and the kernel's."""
    return x * x / part * r.relative(r.u) + r.lost + r.kernel


@gelu_grad.theory("by-erf")
def by_erf_theory(x, r):
    twice = erfc(-x / SQRT2)
    first = r.after(twice, r.after(erf(x / SQRT2), moved(x, r), r.kernel), r.u) / 2 + r.lost
    density = np.exp(-x * x / 2) / np.sqrt(2 * PI)
    off = density * r.relative(density_off(x, r, 2) + 2 * r.u) + 2 * r.lost
    return r.after(by_erfc(x), first + r.product(x, 0, density, off), r.u)


@gelu_grad.theory("by-erfc")
def by_erfc_theory(x, r):
    twice = erfc(-x / SQRT2)
    first = r.after(twice, moved(x, r), r.kernel) / 2 + r.lost
    second = np.abs(x) * np.exp(-x * x / 2) / np.sqrt(2 * PI)
    theta = 2 * density_off(x, r, 4) + 4 * r.u
    return r.after(by_erfc(x), first + second * r.relative(theta) + 4 * r.lost, r.u)


@gelu_grad.claim("gelu-derivative", "it is the derivative of gelu", x=real())
def gelu_derivative(x):
    return equation(D(gelu(x), x), gelu_grad(x))


@gelu_derivative.derivation()
def gelu_derivative_steps(x):
    z = x / SQRT2
    yield D(gelu(x), x), "the derivative sought"
    yield (1 + erf(z)) / 2 + x * D(erf(z), x) / 2, "product rule on x · ½(1 + erf(x/√2))"
    yield (1 + erf(z)) / 2 + x * (2 / np.sqrt(PI) * np.exp(-z * z) / SQRT2) / 2, "chain rule on erf"
    yield gelu_grad(x), "z² = ½x², and the constants make 1/√(2π)"


@gelu_grad.claim("gelu-derivative-reflection", "at x and at −x together 1", x=real())
def gelu_derivative_reflection(x):
    return equation(gelu_grad(x) + gelu_grad(-x), 1)


@gelu_grad.claim(
    "gelu-derivative-without-weight",
    "tempting: Φ + φ, without the factor x of the product rule",
    expected="REFUTED",
    x=real(),
)
def gelu_derivative_without_weight(x):
    density = np.exp(-x * x / 2) / np.sqrt(2 * PI)
    return equation(gelu_grad(x), (1 + erf(x / SQRT2)) / 2 + density)
