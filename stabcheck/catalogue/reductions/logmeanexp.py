"""Log-mean-exp, log (1/N) Σᵢ exp xᵢ: log-sum-exp less log N, the mean taken of likelihoods.

It is what importance sampling, variational bounds with several samples and free energies estimate:
the logarithm of a mean of N weights that are known by their logarithms.  It lies between mean x and
max x, so that for equal scores it is that score, and it is 0 where the weights are 1 on average.
Subtracting log N from log-sum-exp cancels there, and so does shifting by a = max x, where a few
scores are larger than the others.  For every shift a,

    log (1/N) Σᵢ exp xᵢ = a + log(1 + (1/N) Σᵢ (exp(xᵢ − a) − 1)).

Without one, a = 0, expm1 and log1p keep what is small; with a = max x nothing overflows.  The value
can be near 0 only for max x between 0 and log N, and there nothing overflows without a shift.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.reductions.logsumexp import logsumexp
from stabcheck.catalogue.reductions.softmax import overflow_of_sum, shifted_sum, softmax
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    D,
    Quantity,
    equation,
    inaccurate,
    index,
    infinite,
    real,
    size,
    special,
    vector,
)

logmeanexp = Quantity(
    "logmeanexp",
    "log-mean-exp",
    arguments={"x": vector("N")},
    symbol="LME",
    source="Burda, Grosse & Salakhutdinov, Importance Weighted Autoencoders, ICLR 2016",
    gradient="softmax",
    probes=(
        "(s, ..., s) n=1",
        "(s, ..., s) n=3",
        "(s, 0, ..., 0) n=2",
        "(s, 0, ..., 0) n=100",
        "(s, s-1, s-2)",
    ),
    specials=(
        special((-np.inf, -np.inf), accepts=-np.inf, note="a mean of zeros"),
        special((np.inf, 0.0), accepts=np.inf),
        special((np.inf, -np.inf), accepts=np.inf),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=["nan", "error"], note="the mean of nothing"),
    ),
)


@logmeanexp.definition
def definition(x):
    return np.log(np.mean(np.exp(x)))


@logmeanexp.sensitivity
def sensitivity(x):
    e = np.exp(x - np.max(x))  # Σ |xᵢ ∂y/∂xᵢ|, and ∂y/∂xᵢ = softmaxᵢ
    return np.sum(np.abs(x) * e) / np.sum(e)


@logmeanexp.form(
    "naive",
    why="the sum is ∞ as soon as it exceeds MAX, and log 0 = −∞ once every term underflows",
    holds=("special",),
    breaks=(
        infinite("(s, ..., s) n=3", "overflow", above=overflow_of_sum),
        infinite("(s, ..., s) n=1", "underflow", below=EXP_UNDERFLOW),
        infinite("(s, 0, ..., 0) n=2", "overflow", above=EXP_OVERFLOW),
        inaccurate("(s, 0, ..., 0) n=2", "cancellation"),
    ),
    bound=lambda n: n + 6,
)
def naive(x):
    return np.log(np.mean(np.exp(x)))


@logmeanexp.form(
    "lse-minus-log",
    why="log-sum-exp is rounded before log N is taken away, and of scores near 0 nothing is left",
    holds=("range", "absolute"),
    breaks=(inaccurate("(s, ..., s) n=3", "cancellation"),),
    bound=lambda n: n + 6,
)
def lse_minus_log(x):
    a = np.max(x)
    return a + np.log(np.sum(np.exp(x - a))) - np.log(size(x))


@logmeanexp.form(
    "shifted",
    why="nothing overflows, but log(1 − small), for scores that are small and close, is inaccurate",
    holds=("range", "absolute"),
    breaks=(inaccurate("(s, 0, ..., 0) n=2", "cancellation"),),
    bound=lambda n: n + 6,
)
def shifted(x):
    a = np.max(x)
    return a + np.log(np.mean(np.exp(x - a)))


@logmeanexp.form(
    "near-and-far",
    why="where the value may be small nothing is shifted, expm1 keeps the scores, and log1p their "
    "mean",
    holds=("range", "relative", "absolute"),
    bound=lambda n: n + 6,
)
def near_and_far(x):
    a = np.max(x)
    near, far = np.log1p(np.mean(np.expm1(x))), a + np.log(np.mean(np.exp(x - a)))
    return np.where((a < -1) | (a > 1 + np.log(size(x))), far, near)


@logmeanexp.form(
    "guarded",
    why="an infinite maximum is the value itself, and is not subtracted from itself",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n + 6,
)
def guarded(x):
    a = np.max(x)
    return np.where(np.isfinite(a), near_and_far(x), a)


logmeanexp.evaluation(near_and_far)


def shifted_error(x, r):
    """The error of max x + log(mean(exp(x − max x)))."""
    _, s, theta = shifted_sum(x, r)
    logarithm = np.log(s / x.size)
    return r.after(np.max(x) + logarithm, r.after(logarithm, theta + r.u, r.kernel), r.u)


logmeanexp.theory("shifted")(shifted_error)


@logmeanexp.theory("naive")
def naive_theory(x, r):
    total = np.sum(np.exp(x))
    theta = r.of_sum(x.size, total, r.kernel) + r.u + x.size * r.lost / total
    return r.after(near_and_far(x), theta, r.kernel)


@logmeanexp.theory("lse-minus-log")
def lse_minus_log_theory(x, r):
    _, s, theta = shifted_sum(x, r)
    lse = r.after(np.max(x) + np.log(s), r.after(np.log(s), theta, r.kernel), r.u)
    return r.after(near_and_far(x), lse + np.log(size(x)) * r.relative(r.u), r.u)


@logmeanexp.theory("near-and-far")
def near_and_far_theory(x, r):
    m = np.expm1(x)
    terms = np.abs(m) * r.relative(r.kernel) + r.lost
    magnitude = np.sum(np.abs(m) + terms)
    total = np.sum(terms) + magnitude * r.relative(r.additions(x.size))
    mean = r.after(magnitude / x.size, total / x.size, r.u)
    near = r.after(np.log1p(np.mean(m)), mean / np.maximum(np.mean(np.exp(x)) - mean, 0), r.kernel)
    a = np.max(x)
    far = shifted_error(x, r)
    return np.where((a < -1) | (a > 1 + np.log(size(x))), far, np.maximum(near, far))


logmeanexp.theory("guarded")(near_and_far_theory)


@logmeanexp.claim("lme-lse", "log-sum-exp less log N", x=vector("N"))
def lme_lse(x):
    return equation(logmeanexp(x), logsumexp(x) - np.log(size(x)))


@lme_lse.derivation()
def lme_lse_steps(x):
    yield logmeanexp(x), "the left-hand side"
    yield np.log(np.sum(np.exp(x)) / x.size), "definition of the mean"
    yield logsumexp(x) - np.log(size(x)), "logarithm of a quotient; definition of log-sum-exp"


@logmeanexp.claim("lme-shift", "a shift of all scores", x=vector("N"), a=real())
def lme_shift(x, a):
    return equation(logmeanexp(x + a), logmeanexp(x) + a)


@logmeanexp.claim("lme-gradient", "the gradient is the softmax", x=vector("N"), k=index("N"))
def lme_gradient(x, k):
    return equation(D(logmeanexp(x), x[k]), softmax(x)[k])
