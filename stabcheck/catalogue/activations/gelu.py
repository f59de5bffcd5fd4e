"""The Gaussian error linear unit (GELU), x·Φ(x): the input, weighted by how normal it is.

Φ(x) = ½(1 + erf(x/√2)) is the distribution function of the standard normal distribution.  Libraries
type just that, and 1 + erf cancels in the left tail: erf is close to −1 there, a multiple of ½u,
and then −1, so that 0 is left of x·Φ(x) from about −5.5 in float32, −8.4 in float64.  The
complementary error function is made for tails,

    Φ(x) = ½ erfc(−x/√2),

and keeps all of it that rounding x/√2 allows: that costs some x² roundings, no more than rounding x
itself would.  What remains is a sliver, as for silu: where Φ(x) is subnormal, and a rounding of it
half the smallest number, x makes more of that, at most 19 times as much (in float64, at −38).

Two approximations avoid erf, and are declared as such with their largest error: by tanh, 4.74e-4,
a function with a page of its own, `gelu_tanh`; and x·σ(1.702x), 0.0204.  The first is about one
rounding of 1 in float16, where it costs little, but eight thousand in float32.

The bounds: x/√2 is two roundings off, the constant and the product, and erf by its slope times
that, and by its kernel.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.gelu_tanh import as_printed, as_printed_theory
from stabcheck.catalogue.activations.sigmoid import branches
from stabcheck.quantity import (
    PI,
    SQRT2,
    Quantity,
    equation,
    erf,
    erfc,
    inaccurate,
    real,
    special,
    zero,
)

gelu = Quantity(
    "gelu",
    "the Gaussian error linear unit",
    arguments={"x": real()},
    source="Hendrycks & Gimpel, Gaussian Error Linear Units (GELUs), arXiv:1606.08415, section 2",
    gradient="gelu_grad",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=-0.0),
    ),
)


@gelu.definition
def definition(x):
    return x * (1 + erf(x / SQRT2)) / 2


@gelu.sensitivity
def sensitivity(x):
    density = np.exp(-x * x / 2) / np.sqrt(2 * PI)
    return np.abs(x * (erfc(-x / SQRT2) / 2 + x * density))  # |x gelu′(x)|


@gelu.form(
    "by-erf",
    why="in the left tail erf is −1 plus a multiple of ½u, and then −1, and 1 + erf leaves the "
    "multiple, and then 0",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation"),
    ),
    source="PyTorch, gelu",
)
def by_erf(x):
    return x / 2 * (1 + erf(x / SQRT2))


@gelu.form(
    "by-erfc",
    why="erfc keeps the left tail, as far as rounding x/√2 allows",
    holds=("range", "relative", "absolute", "special"),
    bound=20,  # where Φ(x) is subnormal, x/2 shows half an ulp of it up to 19-fold
    source="JAX, gelu",
)
def by_erfc(x):
    return x / 2 * erfc(-x / SQRT2)


gelu.evaluation(by_erfc)

gelu.form(
    "by-tanh",
    why="tanh of a cubic for erf: within 4.74e-4, attained near x = ±2.7",
    holds=("range", "absolute", "special"),
    approximates=4.74e-4,
    source="Hendrycks & Gimpel 2016, section 2",
)(as_printed)


@gelu.form(
    "quick",
    why="a sigmoid for Φ: within 0.0204, attained near x = ±2.27",
    holds=("range", "absolute", "special"),
    approximates=0.0204,
    source="Hendrycks & Gimpel 2016, section 2",
)
def quick(x):
    return x / (1 + np.exp(-1.702 * x))


def moved(x, r):
    """What erf(x/√2) changes by as x/√2 is two roundings off: its largest slope times that."""
    slope = 2 / np.sqrt(PI) * np.exp(-x * x / 2 * np.exp(-4 * r.u))
    return slope * np.abs(x) / SQRT2 * r.relative(2 * r.u) + r.lost


@gelu.theory("by-erf")
def by_erf_theory(x, r):
    inner = r.after(erf(x / SQRT2), moved(x, r), r.kernel)
    twice = erfc(-x / SQRT2)  # 1 + erf, without cancellation
    return r.product(x / 2, r.lost, twice, r.after(twice, inner, r.u))


@gelu.theory("by-erfc")
def by_erfc_theory(x, r):
    twice = erfc(-x / SQRT2)
    return r.product(x / 2, r.lost, twice, r.after(twice, moved(x, r), r.kernel))


@gelu.theory("by-tanh")
def by_tanh_theory(x, r):
    return 4.74e-4 + as_printed_theory(x, r)


@gelu.theory("quick")
def quick_theory(x, r):
    y, share = branches(1.702 * x)  # and the share of e^−1.702x in 1 + e^−1.702x
    exponent = 1.702 * np.abs(x) * r.relative(2 * r.u) + r.lost
    theta = share * r.relative(exponent + r.kernel) + r.lost + 2 * r.u
    return 0.0204 + np.abs(x) * y * r.relative(theta) + r.lost


@gelu.claim("gelu-reflection", "its two tails differ by x", x=real())
def gelu_reflection(x):
    return equation(gelu(x) - gelu(-x), x)


@gelu_reflection.derivation()
def gelu_reflection_steps(x):
    z = x / SQRT2
    yield gelu(x) - gelu(-x), "the left-hand side"
    yield x * (1 + erf(z)) / 2 + x * (1 + erf(-z)) / 2, "definition of gelu, twice"
    yield x * (1 + erf(z)) / 2 + x * (1 - erf(z)) / 2, "erf is odd"
    yield x, "erf cancels"


@gelu.claim("gelu-even-part", "its even part is ½x erf(x/√2)", x=real())
def gelu_even_part(x):
    return equation(gelu(x) + gelu(-x), x * erf(x / SQRT2))


@gelu.claim(
    "gelu-without-root",
    "tempting: erf x is not the normal distribution",
    expected="REFUTED",
    x=real(),
)
def gelu_without_root(x):
    return equation(gelu(x), x * (1 + erf(x)) / 2)
