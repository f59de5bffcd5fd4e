"""The entropy of a softmax, −Σᵢ πᵢ log πᵢ for π = softmax(x): how undecided N scores are, in nats.

It lies between 0, one score far above the others, and log N, all equal; reinforcement learning
rewards a policy for it.  From probabilities it needs the convention 0 log 0 = 0, since exp
underflows; from the scores it does not:

    −log πᵢ = dᵢ + log Σⱼ exp(−dⱼ)   with dᵢ = max x − xᵢ ≥ 0,

so that the entropy is a mean of non-negative numbers, and nothing cancels.  Written as log-sum-exp
minus the mean score, it is a difference of two numbers of the size of x.  Where one score is far
above the others all of the entropy is small: log(1 + small) needs log1p, and d e⁻ᵈ is multiplied up
from two factors e^(−d/2), since e⁻ᵈ loses its digits to underflow while d times it is still there.

As for softmax, accuracy is judged against the differences max x − xᵢ.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.reductions.log_softmax import log_softmax
from stabcheck.catalogue.reductions.logsumexp import log_of_rest, logsumexp
from stabcheck.catalogue.reductions.softmax import shifted_sum, softmax
from stabcheck.catalogue.reductions.softmax import shifted_theory as softmax_theory
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    D,
    Quantity,
    equation,
    inaccurate,
    index,
    nan,
    special,
    vector,
)

entropy = Quantity(
    "entropy",
    "the entropy of a softmax",
    arguments={"x": vector("N")},
    symbol="H",
    source="Cover & Thomas, Elements of Information Theory, 2nd ed. (2006), equation (2.1)",
    probes=(
        "(s, ..., s) n=3",
        "(s, 0, ..., 0) n=2",
        "(s, s-1, s-2)",
        "(s, 0, ..., 0) n=30",
    ),
    specials=(
        special((-np.inf, 0.0), accepts=[0.0, -0.0], note="an outcome ruled out"),
        special((-np.inf, -np.inf), accepts=["nan", 0.0, -0.0], note="all of them"),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=[0.0, -0.0, "error"], note="there is no outcome"),
    ),
)


@entropy.definition
def definition(x):
    return -np.sum(softmax(x) * np.log(softmax(x)))


@entropy.sensitivity
def sensitivity(x):
    d = np.max(x) - x  # Σⱼ dⱼ |∂H/∂xⱼ|, and ∂H/∂xⱼ = −πⱼ (log πⱼ + H)
    s = np.sum(np.exp(-d))
    p = np.exp(-d) / s
    return np.sum(d * p * np.abs(np.sum(p * d) - d))


@entropy.form(
    "naive",
    why="0 · log 0 is NaN as soon as one probability underflows, and ∞/∞ is once an exponential "
    "overflows",
    holds=(),
    breaks=(
        nan("(s, 0, ..., 0) n=2", "overflow", above=EXP_OVERFLOW),
        nan("(s, 0, ..., 0) n=2", "underflow", below=EXP_UNDERFLOW),
    ),
    bound=lambda n: 2 * n + 6,
)
def naive(x):
    p = np.exp(x) / np.sum(np.exp(x))
    return -np.sum(p * np.log(p))


@entropy.form(
    "clipped",
    why="10⁻¹² keeps log from 0, and the entropy is off by N times that at most; but in float16 "
    "10⁻¹² is 0",
    holds=("absolute",),
    approximates=1e-9,
    formats=("float32", "float64"),
    bound=lambda n: 2 * n + 6,
)
def clipped(x):
    e = np.exp(x - np.max(x))
    p = e / np.sum(e)
    return -np.sum(p * np.log(p + 1e-12))


@entropy.form(
    "lse-minus-mean",
    why="two numbers of the size of x cancel",
    holds=(),
    breaks=(inaccurate("(s, ..., s) n=3", "cancellation"),),
    bound=lambda n: 2 * n + 6,
)
def lse_minus_mean(x):
    a = np.max(x)
    e = np.exp(x - a)
    s = np.sum(e)
    return a + np.log(s) - np.sum(e * x) / s


@entropy.form(
    "shifted",
    why="a mean of numbers ≥ 0; where one score is far above the others, log(1 + small) is lost",
    holds=("range", "absolute"),
    bound=lambda n: 2 * n + 6,
)
def shifted(x):
    d = np.max(x) - x
    e = np.exp(-d)
    s = np.sum(e)
    return np.log(s) + np.sum(e * d) / s


@entropy.form(
    "shifted-log1p",
    why="the largest term, exactly 1, is taken out of the sum of exponentials, log1p keeps what is "
    "left, and d e⁻ᵈ vanishes when it is too small itself",
    holds=("range", "relative", "absolute"),
    bound=lambda n: 2 * n + 6,
)
def shifted_log1p(x):
    k = np.argmax(x)
    d = x[k] - np.delete(x, k)
    h = np.exp(-d / 2)
    rest = np.sum(np.exp(-d))
    return np.log1p(rest) + np.sum(d * h * h) / (1 + rest)


entropy.evaluation(shifted_log1p)


@entropy.form(
    "masked",
    why="a score of −∞ is left out: its probability is 0, and so is its share",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: 2 * n + 6,
)
def masked(x):
    k = np.argmax(x)
    d = x[k] - np.delete(x, k)
    h = np.exp(-d / 2)
    rest = np.sum(np.exp(-d))
    return np.log1p(rest) + np.sum(np.where(h == 0, 0, d * h * h)) / (1 + rest)


@entropy.theory("shifted")
def shifted_theory(x, r):
    d = np.max(x) - x
    _, s, below = shifted_sum(x, r)
    total, theta = np.sum(d * np.exp(-d)), r.kernel + 2 * r.u
    # rounding d makes of e⁻ᵈ at most e^(−d(1 − u))
    off = np.sum(d * np.exp(theta - d * (1 - r.u)) * (theta + r.u * d) + (1 + d) * r.lost)
    top = off + (total + off) * r.relative(r.additions(d.size))
    mean = r.after(total / s, top / s * np.exp(below) + total / s * r.relative(below), r.u)
    return r.after(shifted_log1p(x), r.after(np.log(s), below, r.kernel) + mean, r.u)


@entropy.theory("clipped")
def clipped_theory(x, r):
    d = np.max(x) - x
    p = np.exp(-d) / np.sum(np.exp(-d))
    off = softmax_theory(x, r)
    size_of_log = -np.log(np.maximum(p - off, 0) + 1e-12)  # the largest it may be
    moved = (size_of_log + 1) * off + (p + off) * 2 * r.u
    term = moved + (p + off) * size_of_log * r.relative(r.kernel + r.u) + 30 * r.lost
    total = np.sum(term) + np.sum(p * size_of_log + term) * r.relative(r.additions(d.size))
    return total + 1.001e-12 * x.size  # log(p + 10⁻¹²) is off by 10⁻¹²/p


@entropy.theory("shifted-log1p")
def shifted_log1p_theory(x, r):
    k = np.argmax(x)
    d = x[k] - np.delete(x, k)
    rest, total = np.sum(np.exp(-d)), np.sum(d * np.exp(-d))
    theta = 2 * r.kernel + 3 * r.u
    # rounding d makes of e⁻ᵈ at most e^(−d(1 − u))
    off = np.sum(d * np.exp(theta - d * (1 - r.u)) * (theta + r.u * d)) + 3 * d.size * r.lost
    top = off + (total + off) * r.relative(r.additions(d.size))
    shift = np.sum(np.exp(theta - d * (1 - r.u)) * (r.kernel + r.u * d)) + d.size * r.lost
    below = (shift + (rest + shift) * r.relative(r.additions(d.size))) / (1 + rest)
    mean = total / (1 + rest)
    quotient = r.after(mean, (top / (1 + rest) + mean * below) * np.exp(below), below + 2 * r.u)
    logarithm, error = log_of_rest(x, r)
    return r.after(logarithm + mean, error + quotient, r.u)


entropy.theory("masked")(shifted_log1p_theory)


@entropy.claim("entropy-lse", "log-sum-exp less the mean score", x=vector("N"))
def entropy_lse(x):
    return equation(entropy(x), logsumexp(x) - np.sum(softmax(x) * x))


@entropy_lse.derivation()
def entropy_lse_steps(x):
    yield entropy(x), "the left-hand side"
    yield -np.sum(softmax(x) * log_softmax(x)), "definition of log-softmax"
    yield -np.sum(softmax(x) * (x - logsumexp(x))), "log-softmax is a shift by log-sum-exp"
    yield np.sum(softmax(x)) * logsumexp(x) - np.sum(softmax(x) * x), "the sum is linear"
    yield logsumexp(x) - np.sum(softmax(x) * x), "probabilities add up to 1"


@entropy.claim("entropy-gradient", "the gradient", x=vector("N"), k=index("N"))
def entropy_gradient(x, k):
    return equation(D(entropy(x), x[k]), -softmax(x)[k] * (np.log(softmax(x)[k]) + entropy(x)))
