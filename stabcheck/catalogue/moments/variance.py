"""The variance, the mean square of the deviations from the mean, Σᵢ (xᵢ − m)²/N.

(With N − 1 for N it is the unbiased one of a sample: a factor, and nothing else changes.)

The textbook saves a pass, Σxᵢ²/N − m², and subtracts two numbers of the size of m²: where m is
large beside σ it is left with their roundings, a multiple of u·m², as often negative as not.  Chan,
Golub & LeVeque measure this by κ = ‖x‖/(σ√N), about m/σ: the textbook is off by n·u·κ², two passes
by n·u + n²u²κ².  What is excused here is what rounding the entries would change, 2Σ|xᵢ(xᵢ − m)|/N,
at most 2κσ².

Two passes have a flaw left: the rounded mean of equal numbers is another number, and the variance
of seven equal numbers is not 0.  Subtracting one of the entries first, exactly for entries nearby,
mends that, and more: no entry is further than σ√N from the mean, so that of what is left κ is at
most √(N + 1), for all data whatever.  Sums and squares may still overflow before the variance does;
of entries divided by the largest they do not.

The bounds: shifting the mean by δ adds δ² to the variance, and nothing of first order; roundings of
the entries move σ by their own root mean square; the rest is relative.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.moments.mean import sum_theory
from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    index,
    infinite,
    nan,
    real,
    special,
    vector,
)

variance = Quantity(
    "variance",
    "the variance",
    arguments={"x": vector("N")},
    symbol="Var",
    source="Chan, Golub & LeVeque, Algorithms for Computing the Sample Variance: Analysis and "
    "Recommendations, The American Statistician 37 (1983) 242–247",
    probes=(
        "(s, ..., s) n=7",
        "(s, 1, -s)",
        "(s, s-1, s-2)",
    ),
    specials=(
        special((3.0,), accepts=0.0, note="of one entry"),
        special((np.inf, 0.0), accepts=["nan", np.inf]),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=["nan", "error"], note="of nothing"),
    ),
)


@variance.definition
def definition(x):
    return np.mean((x - np.mean(x)) ** 2)


@variance.sensitivity
def sensitivity(x):
    return 2 * np.mean(np.abs(x) * np.abs(x - np.mean(x)))  # and ∂f/∂xᵢ = 2(xᵢ − m)/N


@variance.scale
def scale(x):
    return np.mean(x * x)


#: From where n squares s² add up to ∞, and from where one of them is.
overflow_of_sum = Boundary(
    "√((MAX + ½ulp)/n)",
    lambda f, n: np.sqrt(f.overflow_threshold / n),
    within=lambda f, n: n * f.unit_roundoff * np.sqrt(f.overflow_threshold / n),
)
#: From where the sum of the squares of (1, 0, −1)s is ∞.
overflow_of_deviations = Boundary(
    "√((MAX + ½ulp)/2)",
    lambda f, n: np.sqrt(f.overflow_threshold / 2),
    within=lambda f, n: 3 * n * f.unit_roundoff * np.sqrt(f.overflow_threshold),
)
overflow_of_square = Boundary(
    "√(MAX + ½ulp)",
    lambda f, n: np.sqrt(f.overflow_threshold),
    within=lambda f, n: n * f.unit_roundoff * np.sqrt(f.overflow_threshold),
)


@variance.form(
    "textbook",
    why="two numbers of the size of m² are subtracted, and their roundings are left; from √MAX on "
    "it is ∞ − ∞",
    holds=(),
    breaks=(
        inaccurate("(s, s-1, s-2)", "cancellation"),
        infinite("(s, ..., s) n=7", "overflow", above=overflow_of_sum),
        nan("(s, ..., s) n=7", "overflow", above=overflow_of_square),
    ),
)
def textbook(x):
    m = np.mean(x)
    return np.mean(x * x) - m * m


@variance.form(
    "two-pass",
    why="the rounded mean of equal entries is another number; and the sum of squares overflows "
    "before their mean does",
    holds=(),
    breaks=(
        inaccurate("(s, ..., s) n=7", "rounding"),
        infinite("(s, 1, -s)", "overflow", above=overflow_of_deviations),
        infinite("(s, 1, -s)", "overflow", below=-overflow_of_deviations),
    ),
    source="NumPy, numpy.var",
)
def two_pass(x):
    d = x - np.mean(x)
    return np.mean(d * d)


def welford_step(state, x):
    k, m, squares = state
    gap = x - m
    m = m + gap / (k + 1)
    return k + 1, m, squares + gap * (x - m)


one_pass = variance.loop(
    "one-pass",
    x=vector("N"),
    state=("k", "m", "squares"),
    first=lambda x: (1, x, 0 * x),
    step=welford_step,
    after=lambda x: (x.size, np.mean(x), np.sum((x - np.mean(x)) ** 2)),
)


@variance.form(
    "welford",
    why="each entry adds a product of deviations to the sum, which cancels nothing, but overflows "
    "before the variance does",
    holds=(),
    breaks=(
        infinite("(s, 1, -s)", "overflow", above=overflow_of_deviations),
        infinite("(s, 1, -s)", "overflow", below=-overflow_of_deviations),
    ),
    source="Welford, Note on a Method for Calculating Corrected Sums of Squares and Products, "
    "Technometrics 4 (1962) 419–420",
)
def welford(x):
    k, _, squares = one_pass(x)
    return squares / k


@variance.form(
    "scaled",
    why="shifted by an entry, halved against overflow, and divided by the largest entry: no "
    "difference, sum or square overflows unless the variance does",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n + 4,
)
def scaled(x):
    d = x / 2 - np.max(x) / 2
    largest = np.max(np.abs(x))
    a = np.where(largest == 0, 1, largest)
    e = d / a - np.mean(d / a)
    return a * (4 * np.mean(e * e)) * a


@variance.theory("textbook")
def textbook_theory(x, r):
    m, off = np.mean(x), sum_theory(x, r)
    squares = np.mean(x * x)
    first = squares * r.relative(2 * r.u + r.additions(x.size)) + 2 * r.lost
    return r.after(definition(x), first + r.product(m, off, m, off), r.u)


def of_deviations(x, r, moved, delta, theta):
    """The error of a mean square: its root off by ``moved``, the mean by δ, the rest e^±θ."""
    v = definition(x)
    wider = 2 * np.sqrt(v) * moved + moved * moved + delta * delta
    return wider + (v + wider) * r.relative(theta + r.additions(x.size)) + 2 * r.lost


@variance.theory("two-pass")
def two_pass_theory(x, r):
    return of_deviations(x, r, 0, sum_theory(x, r), 4 * r.u)


@variance.theory("scaled")
def scaled_theory(x, r):
    d = x - np.max(x)
    moved = np.sqrt(np.mean(d * d)) * r.relative(2 * r.u) + 4 * r.lost
    lost = 4 * np.max(np.abs(x)) * np.max(np.abs(x)) * r.lost  # of squares of what was divided
    return of_deviations(x, r, moved, sum_theory(d, r), 6 * r.u) + lost


@variance.claim("variance-shift", "it does not move with its entries", x=vector("N"), c=real())
def variance_shift(x, c):
    return equation(variance(x - c), variance(x))


@variance.claim("variance-merge", "of two blocks, and of their means", x=vector("N"), y=vector("M"))
def variance_merge(x, y):
    n, m = x.size, y.size
    gap = np.mean(x) - np.mean(y)
    merged = n * variance(x) + m * variance(y) + n * m * gap**2 / (n + m)
    return equation(variance(np.concatenate([x, y])), merged / (n + m))


@variance.claim(
    "variance-of-blocks",
    "tempting: the mean of the variances of two blocks, weighted",
    expected="REFUTED",
    x=vector("N"),
    y=vector("M"),
)
def variance_of_blocks(x, y):
    weighted = x.size * variance(x) + y.size * variance(y)
    return equation(variance(np.concatenate([x, y])), weighted / (x.size + y.size))


@variance.claim("variance-derivative", "twice the deviation", x=vector("N"), k=index("N"))
def variance_derivative(x, k):
    return equation(x.size * D(variance(x), x[k]), 2 * (x[k] - np.mean(x)))
