"""The geometric mean, (Πᵢ xᵢ)^(1/N) of positive numbers: the mean of growth factors.

The product of N numbers has N times their exponents: in float32 three numbers of 10¹³ overflow,
and three of 10⁻¹⁶ vanish, though their geometric mean is a number like them.  The usual remedy is
the exponential of the mean of the logarithms.  It neither overflows nor vanishes, nearly: what
rounding a logarithm of 88 costs, the exponential makes a relative error, 88 roundings (709 in
float64), and at the edge of the range that may be enough to return ∞ for entries of MAX.

Divided by the largest, the entries have a mean of at most 1, nothing overflows, and what is lost
depends on how far apart they are and no more on how large: equal entries come back as they are.
(A mean good to a few roundings for entries however far apart takes their binary exponents out.)

The bounds: a logarithm is off by its kernel, in proportion to its size; the exponential takes the
error of the mean of them for a relative one.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    Quantity,
    equation,
    exact,
    inaccurate,
    infinite,
    real,
    special,
    vector,
    zero,
)

geometric_mean = Quantity(
    "geometric_mean",
    "the geometric mean",
    arguments={"x": vector("N", above=0)},
    symbol="G",
    source="SciPy, scipy.stats.gmean",
    probes=("(s, ..., s) n=3", "(s, 1, ..., 1) n=3"),
    specials=(
        special((np.inf, 1.0), accepts=[np.inf, "nan"]),
        special((np.nan, 1.0), accepts="nan"),
    ),
)


@geometric_mean.definition
def definition(x):
    return np.exp(np.mean(np.log(x)))


@geometric_mean.sensitivity
def sensitivity(x):
    return np.exp(np.mean(np.log(x)))  # Σ|xᵢ ∂G/∂xᵢ|, and ∂G/∂xᵢ = G/(N xᵢ)


@geometric_mean.scale
def scale(x):
    return np.max(x)


#: From where a product of n equal numbers overflows, and up to where it rounds to 0.
overflow = Boundary(
    "(MAX + ½ulp)^(1/n)",
    lambda f, n: f.overflow_threshold ** (exact(1) / n),
    within=lambda f, n: n * f.unit_roundoff * f.overflow_threshold ** (exact(1) / n),
)
underflow = Boundary(
    "(½tiny)^(1/n)",
    lambda f, n: f.underflow_threshold ** (exact(1) / n),
    within=lambda f, n: n * f.unit_roundoff * f.underflow_threshold ** (exact(1) / n),
)


@geometric_mean.form(
    "product",
    why="the product overflows, or vanishes, long before any of its factors does",
    holds=(),
    breaks=(
        infinite("(s, ..., s) n=3", "overflow", above=overflow),
        zero("(s, ..., s) n=3", "underflow", below=underflow),
    ),
)
def product(x):
    return np.prod(x) ** (exact(1) / x.size)


@geometric_mean.form(
    "mean-of-logs",
    why="what rounding a large logarithm costs, the exponential makes a relative error",
    holds=(),
    breaks=(inaccurate("(s, ..., s) n=3", "cancellation"),),
    source="SciPy, scipy.stats.gmean",
)
def mean_of_logs(x):
    return np.exp(np.mean(np.log(x)))


@geometric_mean.form(
    "scaled",
    why="divided by the largest, the entries have logarithms of their ratios only, and a mean of "
    "at most 1",
    holds=("range", "absolute", "special"),
)
def scaled(x):
    a = np.max(x)
    return a * np.exp(np.mean(np.log(x / a)))


geometric_mean.evaluation(scaled)


def of_logarithms(y, r, off):
    """θ of the exponential of the mean of log y, of which every y is off by a factor e^±``off``."""
    sizes = np.mean(np.abs(np.log(y)))
    each = sizes * r.relative(r.kernel) + off + r.lost
    total = r.after(sizes, each + (sizes + each) * r.relative(r.additions(y.size)), r.u)
    return total + r.kernel


@geometric_mean.theory("mean-of-logs")
def mean_of_logs_theory(x, r):
    return scaled(x) * r.relative(of_logarithms(x, r, 0)) + r.lost


@geometric_mean.theory("scaled")
def scaled_theory(x, r):
    y = x / np.max(x)
    share = r.lost / y  # of a subnormal quotient
    off = r.u + np.mean(share / np.maximum(1 - share, 0))
    return scaled(x) * r.relative(of_logarithms(y, r, off) + r.u) + (np.max(x) + 1) * r.lost


@geometric_mean.claim(
    "geometric-mean-scale", "a factor comes out", x=vector("N", above=0), c=real(above=0)
)
def geometric_mean_scale(x, c):
    return equation(geometric_mean(c * x), c * geometric_mean(x))


@geometric_mean.claim(
    "geometric-mean-product",
    "of products: the product",
    x=vector("N", above=0),
    y=vector("N", above=0),
)
def geometric_mean_product(x, y):
    return equation(geometric_mean(x * y), geometric_mean(x) * geometric_mean(y))


@geometric_mean.claim(
    "geometric-mean-sum",
    "tempting: of sums it is no sum",
    expected="REFUTED",
    x=vector("N", above=0),
    y=vector("N", above=0),
)
def geometric_mean_sum(x, y):
    return equation(geometric_mean(x + y), geometric_mean(x) + geometric_mean(y))
