"""The arithmetic mean, Σᵢ xᵢ/N.

Summing is a matter of its own: n − 1 roundings of the partial sums, an error of at most n·u·Σ|xᵢ|,
which is what κ excuses, as κ = Σ|xᵢ|/|Σxᵢ|.  The mean adds a failure that it need not have.  It
lies between the smallest and the largest entry, but the sum does not: it overflows for large
entries, in float16 from 655 on for a hundred equal ones.

The running mean, m + (x − m)/k for the k-th entry, keeps to the size of the entries and to one
pass over data that need not be stored; it overflows only in x − m, for large entries of opposite
signs.  Divided by the largest magnitude first, no entry exceeds 1 and nothing overflows at all.

The bounds: of a sum, n − 1 roundings of Σ|xᵢ|; of the running mean, at each step the roundings of
the step, and what has been off before shrinks with the weight of the old mean.
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
)

mean = Quantity(
    "mean",
    "the arithmetic mean",
    arguments={"x": vector("N")},
    source="Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), section 4.2",
    probes=(
        "(s, ..., s) n=3",
        "(s, ..., s) n=100",
        "(s, -s)",
        "(s, s-1, s-2)",
    ),
    specials=(
        special((np.inf, 0.0), accepts=np.inf),
        special((np.inf, -np.inf), accepts="nan"),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=["nan", "error"], note="of nothing"),
    ),
)


@mean.definition
def definition(x):
    return np.sum(x) / x.size


@mean.sensitivity
def sensitivity(x):
    return np.sum(np.abs(x)) / x.size


@mean.scale
def scale(x):
    return np.max(np.abs(x))


#: From where n terms s add up to ∞; each of the n − 1 roundings is as good as moving s by us.
overflow = Boundary(
    "(MAX + ½ulp)/n",
    lambda f, n: f.overflow_threshold / n,
    within=lambda f, n: (n - 1) * f.unit_roundoff * f.overflow_threshold / n,
)
#: From where s − (−s) is ∞.
overflow_of_difference = Boundary("(MAX + ½ulp)/2", lambda f, n: f.overflow_threshold / 2)


@mean.form(
    "sum",
    why="the sum is ∞ as soon as it exceeds MAX, though the mean is no larger than the entries",
    holds=("special",),
    breaks=(
        infinite("(s, ..., s) n=3", "overflow", above=overflow),
        infinite("(s, ..., s) n=3", "overflow", below=-overflow),
        infinite("(s, ..., s) n=100", "overflow", above=overflow),
    ),
    bound=lambda n: n + 4,
)
def plain_sum(x):
    return np.sum(x) / x.size


@mean.theory("sum")
def sum_theory(x, r):
    sizes = np.sum(np.abs(x) / x.size)
    lost = (x.size + 1) * r.lost
    return r.after(sizes, sizes * r.relative(r.additions(x.size)) + lost, r.u)


running = mean.loop(
    "running",
    x=vector("N"),
    state=("k", "m"),
    first=lambda x: (1, x),
    step=lambda state, x: (state[0] + 1, state[1] + (x - state[1]) / (state[0] + 1)),
    after=lambda x: (x.size, np.mean(x)),
)


@mean.form(
    "running",
    why="the mean so far is moved by a part of the difference, which alone may overflow, between "
    "large entries of opposite signs",
    holds=(),
    breaks=(
        infinite("(s, -s)", "overflow", above=overflow_of_difference),
        infinite("(s, -s)", "overflow", below=-overflow_of_difference),
    ),
    bound=lambda n: n + 4,
)
def running_mean(x):
    _, m = running(x)
    return m


@mean.theory("running")
def running_theory(x, r):
    m, off = x[0], 0
    for k in range(1, x.size):
        gap = (x[k] - m) / (k + 1)
        m = m + gap
        stepped = np.abs(gap) * r.relative(2 * r.u) + 2 * r.lost
        off = r.after(m, off * k / (k + 1) + stepped, r.u)
    return off + 0 * m


@mean.form(
    "scaled",
    why="divided by the largest magnitude, no entry exceeds 1, nor does the mean of any of them",
    holds=("range", "relative", "absolute"),
    bound=lambda n: n + 4,
)
def scaled(x):
    largest = np.max(np.abs(x))
    a = np.where(largest == 0, 1, largest)
    return a * (np.sum(x / a) / x.size)


@mean.theory("scaled")
def scaled_theory(x, r):
    largest = np.max(np.abs(x))
    a = np.where(largest == 0, 1, largest)
    sizes = np.sum(np.abs(x) / a)
    inner = sizes * r.relative(r.additions(x.size) + r.u) + (x.size + 1) * r.lost
    return r.product(a, 0, sizes / x.size, r.after(sizes / x.size, inner / x.size, r.u))


@mean.claim("mean-merge", "of two blocks: weighted by their lengths", x=vector("N"), y=vector("M"))
def mean_merge(x, y):
    weighted = x.size * mean(x) + y.size * mean(y)
    return equation(mean(np.concatenate([x, y])), weighted / (x.size + y.size))


@mean.claim(
    "mean-of-means",
    "tempting: the mean of the means of two blocks",
    expected="REFUTED",
    x=vector("N"),
    y=vector("M"),
)
def mean_of_means(x, y):
    return equation(mean(np.concatenate([x, y])), (mean(x) + mean(y)) / 2)


@mean.claim("mean-shift", "it moves with its entries", x=vector("N"), c=real())
def mean_shift(x, c):
    return equation(mean(x - c), mean(x) - c)


@mean.claim("mean-derivative", "every entry weighs the same", x=vector("N"), k=index("N"))
def mean_derivative(x, k):
    return equation(x.size * D(mean(x), x[k]), 1)
