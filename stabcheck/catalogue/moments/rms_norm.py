"""RMS normalisation, yᵢ = xᵢ/√(Σⱼ xⱼ²/N + ε): a vector brought to the length √N, or almost.

Layer normalisation without the mean; every block of the Llama family begins with one.  ε = 10⁻⁶
keeps the origin in its place: near it the map is linear, x/√ε.

It does not depend on the size of x, if that is large, and its squares do: from √(MAX/N) on their
mean is ∞, and y is 0 where it should be ±1 or so.  In float16 that begins at 256/√N, an activation
that networks do have; which is why the norm is taken in float32 even where all else is half
precision.  And in float16 ε itself is a subnormal number, 17 · 2⁻²⁴, off by 1.3 %.

Neither is necessary.  Divided by a = max(maxᵢ |xᵢ|, √ε),

    yᵢ = (xᵢ/a)/√(Σⱼ (xⱼ/a)²/N + (√ε/a)²),

nothing exceeds 1, and √ε = 10⁻³ is an ordinary number in every format.

The bounds: under the root what is off counts by half; a quotient, a square, n − 1 additions.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    Quantity,
    equation,
    exact,
    index,
    real,
    special,
    vector,
    zero,
)

EPSILON = exact(1) / 10**6
ROOT = exact(1) / 10**3

rms_norm = Quantity(
    "rms_norm",
    "RMS normalisation",
    arguments={"x": vector("N")},
    source="Zhang & Sennrich, Root Mean Square Layer Normalization, NeurIPS 32 (2019)",
    probes=("(s, ..., s) n=2", "(s, 1, -s)", "(s, 0, ..., 0) n=100", "(s, ..., s) n=50000"),
    specials=(
        special((0.0, 0.0), accepts=0.0),
        special((np.inf, 0.0), accepts=[("nan", 0.0), "nan"], note="∞/∞"),
        special((np.nan, 0.0), accepts="nan"),
    ),
)


@rms_norm.definition
def definition(x):
    return x / np.sqrt(np.mean(x * x) + EPSILON)


@rms_norm.sensitivity
def sensitivity(x):
    m = np.mean(x * x)  # Σⱼ |xⱼ ∂yᵢ/∂xⱼ|, and ∂yᵢ/∂xⱼ = (δᵢⱼ − yᵢyⱼ/N)/√(m + ε)
    y = x / np.sqrt(m + EPSILON)
    return np.abs(y) * (1 + m / (m + EPSILON) - 2 * y * y / x.size)


#: From where n squares s² add up to ∞.
overflow = Boundary(
    "√((MAX + ½ulp)/n)",
    lambda f, n: np.sqrt(f.overflow_threshold / n),
    within=lambda f, n: n * f.unit_roundoff * np.sqrt(f.overflow_threshold / n),
)


@rms_norm.form(
    "naive",
    why="squares overflow, and x/∞ is 0",
    holds=("special",),
    breaks=(
        zero("(s, ..., s)", "overflow", above=overflow),
        zero("(s, ..., s)", "overflow", below=-overflow),
    ),
    bound=lambda n: n / 2 + 6,
    source="Zhang & Sennrich 2019, with ε as in common implementations",
)
def naive(x):
    return x / np.sqrt(np.mean(x * x) + EPSILON)


@rms_norm.form(
    "scaled",
    why="divided by the largest magnitude, or √ε, nothing exceeds 1, and √ε is no subnormal number",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n / 2 + 6,
)
def scaled(x):
    a = np.maximum(np.max(np.abs(x)), ROOT)
    y = x / a
    return y / np.sqrt(np.mean(y * y) + ROOT / a * (ROOT / a))


@rms_norm.theory("naive")
def naive_theory(x, r):
    mean = r.after(np.mean(x * x), 0, r.additions(x.size) + 2 * r.u) + 2 * r.lost
    # ε may be subnormal, and is then off by half of what underflow loses
    below = r.after(np.mean(x * x) + EPSILON, mean + EPSILON * r.u + r.lost, r.u)
    share = below / (np.mean(x * x) + EPSILON)
    theta = share / np.maximum(1 - share, 0) / 2 + 2 * r.u
    return np.abs(scaled(x)) * r.relative(theta) + r.lost


@rms_norm.theory("scaled")
def scaled_theory(x, r):
    a = np.maximum(np.max(np.abs(x)), ROOT)
    y = x / a
    squares = np.mean(y * y)
    epsilon = (ROOT / a) * (ROOT / a)
    below = squares * r.relative(r.additions(x.size) + 4 * r.u) + epsilon * r.relative(5 * r.u)
    total = r.after(squares + epsilon, below + 4 * r.lost, r.u)
    share = total / (squares + epsilon)
    theta = share / np.maximum(1 - share, 0) / 2 + 3 * r.u
    return np.abs(scaled(x)) * r.relative(theta) + 3 * r.lost * x.size


@rms_norm.claim(
    "rms-norm-scaled", "divided by any a > 0", x=vector("N"), a=real(above=0), i=index("N")
)
def rms_norm_scaled(x, a, i):
    y = x / a
    return equation(rms_norm(x)[i], (y / np.sqrt(np.mean(y * y) + (ROOT / a) ** 2))[i])


@rms_norm.claim("rms-norm-length", "the square of its length, nearly N", x=vector("N"))
def rms_norm_length(x):
    m = np.mean(x * x)
    return equation(np.mean(rms_norm(x) ** 2), m / (m + EPSILON))


@rms_norm.claim(
    "rms-norm-is-unit",
    "tempting: a unit vector; but its length is √N",
    expected="REFUTED",
    x=vector("N"),
    i=index("N"),
)
def rms_norm_is_unit(x, i):
    return equation(rms_norm(x)[i], x[i] / np.sqrt(np.sum(x * x) + EPSILON))
