"""Layer normalisation, (xᵢ − μ)/√(σ² + ε): activations brought to mean 0 and about unit variance.

μ is the mean of the N entries, σ² the mean of (xᵢ − μ)², and ε > 0 keeps the root from 0 where all
entries are equal.  The variance is what goes wrong.  As the mean of squares less the square of the
mean it is a difference of two large numbers once the mean is large: cancellation leaves anything,
a negative number too, of which the root is NaN.  From the deviations it is ≥ 0 term by term; but
their squares overflow beyond √MAX, 256 in float16, and then everything is divided by ∞.  Divided by
c = max(|xᵢ − μ|, √ε), deviations and √ε are at most 1, and one of them is 1:

    (xᵢ − μ)/√(σ² + ε) = tᵢ / √(mean t² + (√ε/c)²)   with tᵢ = (xᵢ − μ)/c.

And μ itself is rounded, by as much as the last digit of x: the deviations then do not add up to 0.
Taking their own mean away once more makes them, since by now they are small.

Entries are at most √N.  Where the mean is large beside the deviations, what rounding x makes of
these is excused, xᵢ by its size.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    Quantity,
    equation,
    inaccurate,
    nan,
    real,
    special,
    vector,
    zero,
)

#: One activation that walks beside others, and activations that are large and close.
ONE_ENTRY = "x=(s, 0, ..., 0), epsilon=0.00001 n=4"
CLOSE = "x=(s, s-1, s+2, s-3), epsilon=0.00001"

layer_norm = Quantity(
    "layer_norm",
    "layer normalisation",
    arguments={"x": vector("N"), "epsilon": real(above=0)},
    symbol="LN",
    source="Ba, Kiros & Hinton, Layer Normalization, arXiv:1607.06450 (2016), equation (3)",
    probes=(
        ONE_ENTRY,
        CLOSE,
        "x=(s, 1), epsilon=1",
        "x=(s, -s, 0), epsilon=1",
        "x=(s, 1, ..., 1), epsilon=0.00001 n=12",
    ),
    specials=(
        special((0.0, 0.0), 0.5, accepts=[(0.0, 0.0), 0.0], note="no variance, but ε"),
        special((np.nan, 0.0), 0.5, accepts="nan"),
    ),
)


@layer_norm.definition
def definition(x, epsilon):
    d = x - np.mean(x)
    return d / np.sqrt(np.mean(d**2) + epsilon)


@layer_norm.sensitivity
def sensitivity(x, epsilon):
    d = x - np.mean(x)
    v = np.mean(d**2) + epsilon
    # ∂yᵢ/∂xⱼ = (δᵢⱼ − cᵢⱼ)/√v with cᵢⱼ = (1 + dᵢdⱼ/v)/N, and ∂yᵢ/∂ε = −dᵢ/(2v√v)
    c = (1 + d[:, None] * d[None, :] / v) / x.size
    own = (1 + d * d / v) / x.size
    others = np.sum(np.abs(c) * np.abs(x)[None, :], axis=1) - np.abs(x) * own
    return (others + np.abs(x) * (1 - own) + np.abs(d) * epsilon / (2 * v)) / np.sqrt(v)


#: From where the squares of the deviations of (s, 0, …, 0) are ∞ in their sum, s²(n − 1)/n.
overflow_of_squares = Boundary(
    "√((MAX + ½ulp) n/(n − 1))",
    lambda f, n: np.sqrt(f.overflow_threshold * n / (n - 1)),
    within=lambda f, n: np.sqrt(f.overflow_threshold) * 2 * n * f.unit_roundoff,
)


@layer_norm.form(
    "one-pass",
    why="mean square less squared mean cancels: what is left may be negative, and its root NaN",
    holds=(),
    breaks=(
        nan(CLOSE, "cancellation"),
        inaccurate(CLOSE, "cancellation"),
    ),
    bound=lambda n: 4 * n + 12,
)
def one_pass(x, epsilon):
    m = np.mean(x)
    return (x - m) / np.sqrt(np.mean(x * x) - m * m + epsilon)


@layer_norm.form(
    "two-pass",
    why="the variance is a mean of squares, which overflow: then every entry comes out as 0",
    holds=(),
    breaks=(zero(ONE_ENTRY, "overflow", above=overflow_of_squares),),
    bound=lambda n: 4 * n + 12,
)
def two_pass(x, epsilon):
    d = x - np.mean(x)
    return d / np.sqrt(np.mean(d * d) + epsilon)


@layer_norm.form(
    "scaled",
    why="no sum exceeds MAX and no square 1, and the rounding of the mean is taken back",
    holds=("range", "absolute", "special"),
    bound=lambda n: 4 * n + 12,
)
def scaled(x, epsilon):
    d, r = x - np.sum(x / x.size), np.sqrt(epsilon)
    d = d - np.mean(d)
    c = np.maximum(np.max(np.abs(d)), r)
    t, q = d / c, r / c
    return t / np.sqrt(np.mean(t * t) + q * q)


@layer_norm.theory("scaled")
def scaled_theory(x, epsilon, r):
    d = x - np.mean(x)
    c = np.maximum(np.max(np.abs(d)), np.sqrt(epsilon))
    width = c * np.sqrt(np.mean((d / c) ** 2) + epsilon / c / c)
    # a rounded mean is only a shift, which is taken back; what rounds are the deviations from it
    shift = np.mean(np.abs(x)) * r.relative(r.additions(x.size) + r.u) + x.size * r.lost
    first = (np.abs(d) + shift) * r.relative(r.u)
    again = np.mean(np.abs(d) + shift + first) * r.relative(r.additions(x.size) + r.u)
    off = first + np.mean(first) + again + (np.abs(d) + first) * r.relative(r.u) + 4 * r.lost
    y, off = np.abs(d) / width, off / width
    variance = np.mean(2 * y * off + off * off)
    theta = variance / 2 + (r.additions(x.size) + 6 * r.u) / 2 + 3 * r.u
    lost = 4 * x.size * r.lost
    return (off + y * r.relative(theta)) * np.exp(theta) + lost


@layer_norm.claim("layer-norm-mean", "the mean is 0", x=vector("N"), epsilon=real(above=0))
def layer_norm_mean(x, epsilon):
    return equation(np.sum(layer_norm(x, epsilon)), 0)


@layer_norm.claim(
    "layer-norm-variance",
    "the variance is 1, but for ε",
    x=vector("N"),
    epsilon=real(above=0),
)
def layer_norm_variance(x, epsilon):
    variance = np.mean((x - np.mean(x)) ** 2)
    return equation(np.mean(layer_norm(x, epsilon) ** 2), variance / (variance + epsilon))


@layer_norm.claim(
    "layer-norm-shift", "a shift does not count", x=vector("N"), epsilon=real(above=0), a=real()
)
def layer_norm_shift(x, epsilon, a):
    return equation(layer_norm(x + a, epsilon), layer_norm(x, epsilon))


@layer_norm.claim(
    "layer-norm-scale",
    "a factor does, by ε",
    x=vector("N"),
    epsilon=real(above=0),
    c=real(above=0),
)
def layer_norm_scale(x, epsilon, c):
    return equation(layer_norm(c * x, c**2 * epsilon), layer_norm(x, epsilon))
