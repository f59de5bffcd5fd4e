"""The Euclidean norm, ‖x‖ = √(Σᵢ xᵢ²).

As well-conditioned as can be, κ = 1, and in danger all the same: the squares leave the range of the
format at half its exponents.  In float16 two entries of 181 have the norm ∞, though it is 256; and
entries whose squares vanish have the norm 0, below 10⁻²³ in float32.  Divided by the largest of
them, a = maxᵢ |xᵢ|, no square exceeds 1, and those that vanish were negligible:

    ‖x‖ = a √(Σᵢ (xᵢ/a)²).

One pass will do as well: √(h² + x²) is itself a norm, of two entries, for which the library's hypot
takes care of its own range, and a rounding or so at every step adds up to less than n.

The bounds: n − 1 additions, a square and, scaled, a quotient count by half under the root; the root
and the product whole.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    index,
    infinite,
    real,
    special,
    vector,
    zero,
)

l2_norm = Quantity(
    "l2_norm",
    "the Euclidean norm",
    arguments={"x": vector("N")},
    symbol="norm",
    source="Blue, A Portable Fortran Program to Find the Euclidean Norm of a Vector, ACM Trans. "
    "Math. Softw. 4 (1978) 15–23",
    probes=("(s, ..., s) n=2", "(s, 1, -s)", "(s, ..., s) n=100"),
    specials=(
        special((0.0, -0.0), accepts=0.0),
        special((-np.inf, 0.0), accepts=np.inf),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=[0.0, "error"], note="of nothing"),
    ),
)


@l2_norm.definition
def definition(x):
    return np.sqrt(np.sum(x * x))


@l2_norm.sensitivity
def sensitivity(x):
    return np.sqrt(np.sum(x * x))  # Σ|xᵢ · xᵢ/‖x‖|


@l2_norm.scale
def scale(x):
    return np.sqrt(np.sum(x * x))


#: From where n squares s² add up to ∞.
overflow = Boundary(
    "√((MAX + ½ulp)/n)",
    lambda f, n: np.sqrt(f.overflow_threshold / n),
    within=lambda f, n: n * f.unit_roundoff * np.sqrt(f.overflow_threshold / n),
)
#: Up to which |s| the square s² rounds to 0, a tie among them.
underflow = Boundary("√(½tiny)", lambda f, n: np.sqrt(f.underflow_threshold))


@l2_norm.form(
    "naive",
    why="squares overflow from √MAX on, their sum before that; and the squares of small entries "
    "vanish, and the norm with them",
    holds=(),
    breaks=(
        infinite("(s, ..., s)", "overflow", above=overflow),
        infinite("(s, ..., s)", "overflow", below=-overflow),
        zero("(s, ..., s)", "underflow", below=underflow),
        zero("(s, ..., s)", "underflow", above=-underflow),
    ),
    source="NumPy, numpy.linalg.norm",
)
def naive(x):
    return np.sqrt(np.sum(x * x))


@l2_norm.form(
    "scaled",
    why="divided by the largest magnitude, no square exceeds 1, and what vanishes is negligible",
    holds=("range", "relative", "absolute"),
    bound=lambda n: n / 2 + 4,
)
def scaled(x):
    largest = np.max(np.abs(x))
    a = np.where(largest == 0, 1, largest)
    y = x / a
    return a * np.sqrt(np.sum(y * y))


fold = l2_norm.loop(
    "fold",
    x=vector("N"),
    state=("h",),
    first=lambda x: (np.abs(x),),
    step=lambda state, x: (np.hypot(state[0], x),),
    after=lambda x: (np.sqrt(np.sum(x * x)),),
)


@l2_norm.form(
    "hypot",
    why="a norm of two at every step, by a library function that neither overflows nor vanishes "
    "before its result does",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n + 4,
)
def by_hypot(x):
    (h,) = fold(x)
    return h


@l2_norm.theory("naive")
def naive_theory(x, r):
    total = np.sum(x * x)
    theta = r.additions(x.size) + r.u
    share = x.size * r.lost * np.exp(theta) / total  # of squares lost
    return definition(x) * r.relative((theta + share / np.maximum(1 - share, 0)) / 2 + r.u) + r.lost


@l2_norm.theory("scaled")
def scaled_theory(x, r):
    theta = r.additions(x.size) + 3 * r.u + 3 * x.size * r.lost
    return definition(x) * r.relative(theta / 2 + 2 * r.u) + r.lost


@l2_norm.theory("hypot")
def by_hypot_theory(x, r):
    return definition(x) * r.relative((x.size - 1) * r.kernel) + x.size * r.lost


@l2_norm.claim("norm-scale", "a factor comes out, without its sign", x=vector("N"), c=real())
def norm_scale(x, c):
    return equation(l2_norm(c * x), np.abs(c) * l2_norm(x))


@l2_norm.claim("norm-merge", "of two blocks: a norm of norms", x=vector("N"), y=vector("M"))
def norm_merge(x, y):
    return equation(l2_norm(np.concatenate([x, y])), np.hypot(l2_norm(x), l2_norm(y)))


@l2_norm.claim(
    "norm-derivative",
    "the direction of x, where there is one",
    conditions=("Σᵢ xᵢ² ≠ 0",),
    x=vector("N"),
    k=index("N"),
)
def norm_derivative(x, k):
    return equation(D(l2_norm(x), x[k]), x[k] / l2_norm(x))


@l2_norm.claim(
    "norm-additive",
    "tempting: it is no sum of norms",
    expected="REFUTED",
    x=vector("N"),
    y=vector("M"),
)
def norm_additive(x, y):
    return equation(l2_norm(np.concatenate([x, y])), l2_norm(x) + l2_norm(y))
