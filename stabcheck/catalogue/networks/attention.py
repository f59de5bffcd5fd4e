"""Attention for one query, Σᵢ πᵢ vᵢ with π = softmax(x): the mean of values under their scores.

x are the query's scores against N keys, v one coordinate of their values.  Exponentials are taken
less the largest score, as for softmax.  That needs all scores before the first value is added; an
*online* softmax does not.  It keeps the largest score so far m, the sum s of exp(xᵢ − m) and the
sum o of exp(xᵢ − m) vᵢ, and when a larger score comes, scales both sums down,

    m' = max(m, x),   s' = s e^(m − m') + e^(x − m'),   o' = o e^(m − m') + e^(x − m') v,

so that one pass over keys and values is enough.  Blocks of them are merged in the same way, which
is what lets kernels keep attention matrices out of memory.  The sum o may overflow though the mean
does not; dividing by s' at every step, instead of once at the end, keeps to the size of the values.

The mean lies between the smallest and the largest value, whose magnitude is the scale of its error;
where values of both signs cancel, what remains of them is excused by that.  Scores count by their
differences max x − xᵢ, values by their size.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.reductions.softmax import softmax
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    D,
    Quantity,
    equation,
    index,
    infinite,
    nan,
    real,
    special,
    vector,
)

#: The score of one key walks, or equal values do.
ONE_KEY = "x=(s, 0, ..., 0), v=(1, 2) n=2"
EQUAL_VALUES = "x=(0, ..., 0), v=(s, ..., s) n=2"

attention = Quantity(
    "attention",
    "attention for one query",
    arguments={"x": vector("N"), "v": vector("N")},
    symbol="att",
    source="Milakov & Gimelshein, Online normalizer calculation for softmax, arXiv:1805.02867 "
    "(2018), algorithm 3; Dao et al., FlashAttention, NeurIPS 2022",
    probes=(
        ONE_KEY,
        EQUAL_VALUES,
        "x=(s, s-1, s-2), v=(1, -2, 0.5)",
        "x=(0, 1, 2), v=(s, 1, -3)",
        "x=(s, 1, ..., 1), v=(-0.3, 0.7, ..., 0.7) n=12",
    ),
    specials=(
        special((-np.inf, 0.0), (5.0, 2.0), accepts=2.0, note="a key masked out"),
        special((0.0, -np.inf), (5.0, 2.0), accepts=5.0, note="another one"),
        special((-np.inf, -np.inf), (5.0, 2.0), accepts=["nan", 0.0], note="all masked out"),
        special((np.nan, 0.0), (5.0, 2.0), accepts="nan"),
    ),
)


@attention.definition
def definition(x, v):
    return np.sum(softmax(x) * v)


@attention.scale
def scale(x, v):
    return np.max(np.abs(v)) + 0 * np.sum(x)


@attention.sensitivity
def sensitivity(x, v):
    d = np.max(x) - x  # ∂/∂xⱼ = πⱼ (vⱼ − Σ π v), ∂/∂vⱼ = πⱼ
    p = np.exp(-d) / np.sum(np.exp(-d))
    return np.sum(d * p * np.abs(v - np.sum(p * v))) + np.sum(p * np.abs(v))


@attention.form(
    "naive",
    why="∞/∞ is NaN once an exponential overflows, and 0/0 once all of them underflow",
    holds=(),
    breaks=(
        nan(ONE_KEY, "overflow", above=EXP_OVERFLOW),
        nan("x=(s, s-1, s-2), v=(1, -2, 0.5)", "underflow", below=EXP_UNDERFLOW),
    ),
    bound=lambda n: 2 * n + 6,
)
def naive(x, v):
    e = np.exp(x)
    return np.sum(e / np.sum(e) * v)


@attention.form(
    "two-pass",
    why="the largest exponential is e⁰ = 1, and a weighted mean of the values is formed at the end",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: 2 * n + 6,
)
def two_pass(x, v):
    e = np.exp(x - np.max(x))
    return np.sum(e / np.sum(e) * v)


attention.evaluation(two_pass)


@attention.theory("two-pass")
def two_pass_theory(x, v, r):
    d = x - np.max(x)
    s = np.sum(np.exp(d))
    shift = r.u * np.sum(-d * np.exp(d * (1 - r.u))) / s
    below = r.of_sum(x.size, s, r.kernel + shift)
    theta = r.kernel + below + 2 * r.u - r.u * d
    products = np.abs(v) * (np.exp(d + theta) * theta / s + 2 * r.lost) + r.lost
    whole = np.sum(np.exp(d) / s * np.abs(v)) + np.sum(products)
    return np.sum(products) + whole * r.relative(r.additions(x.size))


def start(x, v):
    return x, 1, v


def go_on(state, x, v):
    m, s, o = state
    largest = np.maximum(m, x)
    kept, added = np.exp(m - largest), np.exp(x - largest)
    return largest, s * kept + added, o * kept + added * v


def sums(x, v):
    e = np.exp(x - np.max(x))
    return np.max(x), np.sum(e), np.sum(e * v)


scores_and_values = {"x": vector("N"), "v": vector("N")}
online_sums = attention.loop(
    "sums", state=("m", "s", "o"), first=start, step=go_on, after=sums, **scores_and_values
)


@attention.form(
    "online",
    why="one rounding more for every key; and the sum of values may overflow before it is divided",
    holds=(),
    breaks=(
        infinite(
            EQUAL_VALUES,
            "overflow",
            above=lambda f, n: f.overflow_threshold / n,
            formula="(MAX + ½ulp)/n",
        ),
    ),
    bound=lambda n: 4 * n + 6,
    source="Dao, FlashAttention-2, ICLR 2024, section 3.1, divides at the end",
)
def online(x, v):
    _, s, o = online_sums(x, v)
    return o / s


def go_on_with_mean(state, x, v):
    m, s, o = state
    largest = np.maximum(m, x)
    kept, added = s * np.exp(m - largest), np.exp(x - largest)
    total = kept + added
    return largest, total, o * (kept / total) + v * (added / total)


def mean(x, v):
    e = np.exp(x - np.max(x))
    return np.max(x), np.sum(e), np.sum(e * v) / np.sum(e)


online_mean = attention.loop(
    "mean",
    state=("m", "s", "o"),
    first=start,
    step=go_on_with_mean,
    after=mean,
    **scores_and_values,
)


@attention.form(
    "online-mean",
    why="what is kept is the mean so far, which never leaves the values",
    holds=("range", "relative", "absolute"),
    bound=lambda n: 4 * n + 6,
    source="Dao et al., FlashAttention, NeurIPS 2022, algorithm 1, divides at every step",
)
def by_mean(x, v):
    _, _, o = online_mean(x, v)
    return o


@attention.theory("online-mean")
def by_mean_theory(x, v, r):
    m, s, o, theta, off = x[0], 1 + 0 * x[0], v[0], 0, 0
    for k in range(1, x.size):
        largest = np.maximum(m, x[k])
        kept, added = s * np.exp(m - largest), np.exp(x[k] - largest)
        total = kept + added
        # what is rounded before an exponential, which is 0 where that would be much
        of_kept = theta + r.kernel + r.u * np.minimum(largest - m, 800) + r.u
        of_added = r.kernel + r.u * np.minimum(largest - x[k], 800)
        old, new = kept / total, added / total
        theta = old * r.relative(of_kept) + new * r.relative(of_added) + r.u + 2 * r.lost
        # the exponentials move the weights, which add up to 1, one against the other
        moved = np.abs(v[k] - o) * old * new * r.relative(of_kept + of_added)
        rounded = (np.abs(o) * old + np.abs(v[k]) * new) * r.relative(3 * r.u)
        lost = (np.abs(o) + off + np.abs(v[k]) + 1) * 3 * r.lost
        both = (off * old + moved + rounded) * np.exp(of_kept + of_added + 3 * r.u) + lost
        o = o * old + v[k] * new
        off = r.after(o, both, r.u)
        m, s = largest, total
    return off + 0 * o


def merge(x, v, z, w):
    """The state of two blocks together, of their states."""
    (m, s, o), (k, t, p) = sums(x, v), sums(z, w)
    largest = np.maximum(m, k)
    left, right = np.exp(m - largest), np.exp(k - largest)
    return s * left + t * right, o * left + p * right


@attention.claim(
    "attention-merge",
    "blocks of keys and values, merged",
    x=vector("N"),
    v=vector("N"),
    z=vector("M", "j"),
    w=vector("M", "j"),
)
def attention_merge(x, v, z, w):
    s, o = merge(x, v, z, w)
    return equation(attention(np.concatenate([x, z]), np.concatenate([v, w])), o / s)


@attention.claim(
    "attention-shift", "only differences count", x=vector("N"), v=vector("N"), a=real()
)
def attention_shift(x, v, a):
    return equation(attention(x + a, v), attention(x, v))


@attention.claim(
    "attention-gradient", "the gradient in the scores", x=vector("N"), v=vector("N"), k=index("N")
)
def attention_gradient(x, v, k):
    return equation(D(attention(x, v), x[k]), softmax(x)[k] * (v[k] - attention(x, v)))


@attention_gradient.derivation()
def attention_gradient_steps(x, v, k):
    s = np.sum(np.exp(x))
    yield D(attention(x, v), x[k]), "the derivative sought"
    yield D(np.sum(np.exp(x) * v) / s, x[k]), "definition of softmax, the sum taken out"
    yield np.exp(x[k]) * v[k] / s - np.sum(np.exp(x) * v) * np.exp(x[k]) / s**2, "quotient rule"
    yield softmax(x)[k] * (v[k] - attention(x, v)), "collect"
