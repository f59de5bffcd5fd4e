"""The cosine similarity of two vectors, Σᵢ xᵢyᵢ / (‖x‖ ‖y‖): the cosine of the angle between them.

Embeddings are compared by it, since it does not depend on their lengths.  Its value is at most 1,
but what it is made of is not: squares overflow from √MAX on and vanish below the root of the
smallest float, and then the quotient is NaN, or 0, or anything between.  Divided by its largest
entry first, a vector has entries up to 1, one of them exactly that, and its direction is the same.

A clamp ‖x‖‖y‖ ≥ ε, against division by 0, changes the similarity of vectors that are short enough.

Where entries of both signs cancel in Σ xᵢyᵢ, what remains is excused by the size of the entries.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    Quantity,
    equation,
    nan,
    real,
    special,
    vector,
    zero,
)

#: Parallel vectors that grow together, and one that grows against a fixed one.
PARALLEL = "x=(s, ..., s), y=(s, ..., s) n=2"
AGAINST_FIXED = "x=(s, ..., s), y=(1, 2, 2) n=3"

cosine_similarity = Quantity(
    "cosine_similarity",
    "cosine similarity",
    arguments={"x": vector("N"), "y": vector("N")},
    given=(lambda x, _: np.sum(x**2) > 0, lambda _, y: np.sum(y**2) > 0),
    symbol="cos",
    source="Manning, Raghavan & Schütze, Introduction to Information Retrieval (2008), section 6.3",
    probes=(
        PARALLEL,
        AGAINST_FIXED,
        "x=(s, 1), y=(1, -1)",
        "x=(s, 1), y=(0, 1)",
        "x=(s, 1, ..., 1), y=(1, 0.5, ..., 0.5) n=12",
    ),
    specials=(
        special((0.0, 0.0), (1.0, 2.0), accepts=["nan", 0.0], note="no direction"),
        special((np.nan, 0.0), (1.0, 2.0), accepts="nan"),
    ),
)


@cosine_similarity.definition
def definition(x, y):
    return np.sum(x * y) / (np.sqrt(np.sum(x**2)) * np.sqrt(np.sum(y**2)))


def unit(x):
    """x / ‖x‖."""
    a = x / np.max(np.abs(x))
    return a / np.sqrt(np.sum(a * a))


@cosine_similarity.sensitivity
def sensitivity(x, y):
    a, b = unit(x), unit(y)  # xᵢ ∂f/∂xᵢ = aᵢbᵢ − f aᵢ²
    f = np.sum(a * b)
    return np.sum(np.abs(a * (b - f * a))) + np.sum(np.abs(b * (a - f * b)))


#: From where the sum of n squares is ∞.
overflow_of_squares = Boundary(
    "√((MAX + ½ulp)/n)",
    lambda f, n: np.sqrt(f.overflow_threshold / n),
    within=lambda f, n: np.sqrt(f.overflow_threshold / n) * n * f.unit_roundoff,
)


#: From where the product of two such sums is.
overflow_of_fourth_powers = Boundary(
    "⁴√(MAX + ½ulp)/√n",
    lambda f, n: np.sqrt(np.sqrt(f.overflow_threshold) / n),
    within=lambda f, n: np.sqrt(np.sqrt(f.overflow_threshold) / n) * n * f.unit_roundoff,
)


@cosine_similarity.form(
    "naive",
    why="squares overflow, and ∞/∞ is NaN; or they vanish, and 0/0 is",
    holds=(),
    breaks=(
        nan(PARALLEL, "overflow", above=overflow_of_squares),
        zero(AGAINST_FIXED, "overflow", above=overflow_of_squares),
        nan(PARALLEL, "underflow"),
    ),
    bound=lambda n: 2 * n + 8,
)
def naive(x, y):
    return np.sum(x * y) / (np.sqrt(np.sum(x * x)) * np.sqrt(np.sum(y * y)))


@cosine_similarity.form(
    "one-root",
    why="the product of the squares overflows at the fourth root of MAX, and vanishes as early",
    holds=(),
    breaks=(
        zero(
            PARALLEL,
            "overflow",
            above=overflow_of_fourth_powers,
        ),
    ),
    bound=lambda n: 2 * n + 8,
)
def one_root(x, y):
    return np.sum(x * y) / np.sqrt(np.sum(x * x) * np.sum(y * y))


@cosine_similarity.form(
    "clamped",
    why="short vectors are not parallel any more: (10⁻⁵, 0) is to itself as 0.01",
    holds=(),
    given=(lambda x, y: np.sqrt(np.sum(x * x)) * np.sqrt(np.sum(y * y)) >= 1e-8,),
    bound=lambda n: 2 * n + 8,
    source="PyTorch, torch.nn.CosineSimilarity as documented, eps = 10⁻⁸",
)
def clamped(x, y):
    lengths = np.sqrt(np.sum(x * x)) * np.sqrt(np.sum(y * y))
    return np.sum(x * y) / np.maximum(lengths, 1e-8)


@cosine_similarity.form(
    "scaled",
    why="the largest entry of each is made 1, so that the sums of squares lie between 1 and n",
    holds=("range", "relative", "absolute", "special"),
    conditions=("maxᵢ |xᵢ| ≠ 0", "maxᵢ |yᵢ| ≠ 0"),
    bound=lambda n: 2 * n + 8,
)
def scaled(x, y):
    a, b = x / np.max(np.abs(x)), y / np.max(np.abs(y))
    return np.sum(a * b) / (np.sqrt(np.sum(a * a)) * np.sqrt(np.sum(b * b)))


@cosine_similarity.theory("scaled")
def scaled_theory(x, y, r):
    a, b = x / np.max(np.abs(x)), y / np.max(np.abs(y))
    lengths = np.sqrt(np.sum(a * a)) * np.sqrt(np.sum(b * b))  # each at least 1
    theta = 3 * r.u + r.additions(x.size)  # of a product of two quotients, and its sum
    lost = 3 * x.size * r.lost
    dot = np.sum(np.abs(a * b)) * r.relative(theta) + lost
    below = theta + 3 * r.u + lost  # of two sums, by half each, two roots and their product
    value = np.abs(np.sum(a * b)) / lengths
    return r.after(value, dot / lengths * np.exp(below) + value * r.relative(below), r.u)


@cosine_similarity.claim(
    "cosine-scale",
    "a positive factor does not count",
    conditions=("Σᵢ xᵢ² ≠ 0", "Σᵢ yᵢ² ≠ 0"),
    x=vector("N"),
    y=vector("N"),
    c=real(above=0),
)
def cosine_scale(x, y, c):
    return equation(cosine_similarity(c * x, y), cosine_similarity(x, y))


@cosine_similarity.claim(
    "cosine-distance",
    "the distance of two vectors of length 1",
    conditions=("Σᵢ xᵢ² ≠ 0", "Σᵢ yᵢ² ≠ 0"),
    x=vector("N"),
    y=vector("N"),
)
def cosine_distance(x, y):
    lengths = np.sqrt(np.sum(x**2)), np.sqrt(np.sum(y**2))
    gap = x / lengths[0] - y / lengths[1]
    return equation(np.sum(gap**2), 2 - 2 * cosine_similarity(x, y))
