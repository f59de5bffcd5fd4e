"""Cross-entropy from logits, −Σᵢ pᵢ log softmax(x)ᵢ: the loss of a classifier of N classes.

p is the label: a distribution, one-hot where it is hard, smoothed or a teacher's otherwise.  What
is minimised is the number of nats that the model's distribution wastes on it.  With log-softmax

    −Σᵢ pᵢ log softmax(x)ᵢ = Σᵢ pᵢ (log Σⱼ exp xⱼ − xᵢ) = Σᵢ pᵢ ((a − xᵢ) + log Σⱼ exp(xⱼ − a)),

for every a; with a = max x all terms are ≥ 0, so that nothing cancels in the sum.  Written as
log-sum-exp minus the label's score, two numbers of the size of x cancel, and what is left of the
loss is the rounding of x.  Where the model is certain and right the loss is log(1 + small), for
which log1p is needed.

A class that is ruled out has the logit −∞.  If its label is 0 it costs nothing, but 0 · ∞ is NaN
in floating point: a term is to be left out where its label is 0, not multiplied by it.

As for softmax, accuracy is judged against the differences max x − xᵢ; the label is taken as exact.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.reductions.log_softmax import log_softmax
from stabcheck.catalogue.reductions.logsumexp import absorption, log_of_rest, logsumexp
from stabcheck.catalogue.reductions.softmax import shifted_sum, softmax
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    D,
    Quantity,
    equation,
    inaccurate,
    index,
    infinite,
    nan,
    special,
    vector,
    zero,
)

#: Equal scores, and a score beside 0 with either class for the label.
UNDECIDED_MODEL = "x=(s, ..., s), p=(0.5, ..., 0.5) n=2"
FOR_THE_FIRST = "x=(s, 0, ..., 0), p=(1, 0, ..., 0) n=2"
FOR_THE_SECOND = "x=(s, 0, ..., 0), p=(0, 1) n=2"

cross_entropy_with_logits = Quantity(
    "cross_entropy_with_logits",
    "cross-entropy from logits",
    arguments={"x": vector("N"), "p": vector("N", at_least=0)},
    symbol="CE",
    source="Goodfellow, Bengio & Courville, Deep Learning, MIT Press 2016, section 6.2.2.3",
    gradient="cross_entropy_with_logits_grad",
    probes=(
        UNDECIDED_MODEL,
        FOR_THE_FIRST,
        FOR_THE_SECOND,
        "x=(s, s-1, s-2), p=(0.25, 0.5, 0.25)",
        "x=(s, 0, ..., 0), p=(1, 0, ..., 0) n=10",
    ),
    specials=(
        special((-np.inf, 0.0), (0.0, 1.0), accepts=[0.0, -0.0], note="a class ruled out"),
        special((-np.inf, 0.0), (1.0, 0.0), accepts=np.inf, note="the label ruled out"),
        special((-np.inf, 0.0), (0.5, 0.5), accepts=np.inf, note="half of it ruled out"),
        special((np.nan, 0.0), (0.0, 1.0), accepts="nan"),
        special((), (), accepts=[0.0, -0.0, "error"], note="there is no class"),
    ),
)


@cross_entropy_with_logits.definition
def definition(x, p):
    return -np.sum(p * np.log(np.exp(x) / np.sum(np.exp(x))))


@cross_entropy_with_logits.sensitivity
def sensitivity(x, p):
    d = np.max(x) - x  # Σⱼ dⱼ |∂/∂xⱼ|, and ∂/∂xⱼ = softmaxⱼ Σ p − pⱼ
    e = np.exp(-d)
    return np.sum(d * np.abs(np.sum(p) * e / np.sum(e) - p))


@cross_entropy_with_logits.form(
    "naive",
    why="where a softmax comes out as 0 its logarithm is −∞, and 0 · ∞ is NaN beside a label of 0; "
    "where exp overflows, softmax is NaN already",
    holds=(),
    breaks=(
        nan(FOR_THE_FIRST, "overflow", above=EXP_OVERFLOW),
        infinite(FOR_THE_FIRST, "underflow", below=EXP_UNDERFLOW),
        nan(FOR_THE_SECOND, "underflow", below=EXP_UNDERFLOW),
    ),
    bound=lambda n: 2 * n + 4,
)
def naive(x, p):
    e = np.exp(x)
    return -np.sum(p * np.log(e / np.sum(e)))


@cross_entropy_with_logits.form(
    "lse-minus-score",
    why="two numbers of the size of x cancel: in float32 a loss of log 2 is lost from x = 2²³ on",
    holds=("range",),
    breaks=(
        inaccurate(UNDECIDED_MODEL, "cancellation"),
        zero(FOR_THE_FIRST, "cancellation"),  # once log(1 + e⁻ˢ) ≤ ½ulp(s)
    ),
    bound=lambda n: 2 * n + 4,
)
def lse_minus_score(x, p):
    a = np.max(x)
    y = a + np.log(np.sum(np.exp(x - a)))
    return np.sum(p) * y - np.sum(p * x)


@cross_entropy_with_logits.form(
    "shifted",
    why="all terms are ≥ 0; but where the model is certain and right, log(1 + small) is lost",
    holds=("range", "absolute"),
    breaks=(
        inaccurate(FOR_THE_FIRST, "cancellation"),
        zero(FOR_THE_FIRST, "cancellation", above=absorption),
    ),
    bound=lambda n: 2 * n + 4,
    source="SciPy, scipy.special.log_softmax, for the log-softmax",
)
def shifted(x, p):
    d = np.max(x) - x
    return np.sum(p * (d + np.log(np.sum(np.exp(-d)))))


@cross_entropy_with_logits.form(
    "shifted-log1p",
    why="the largest term, exactly 1, is taken out of the sum of exponentials, log1p keeps what is "
    "left, and every number that is added is ≥ 0",
    holds=("range", "relative", "absolute"),
    bound=lambda n: 2 * n + 4,
)
def shifted_log1p(x, p):
    k = np.argmax(x)
    a = x[k]
    return np.sum(p * ((a - x) + np.log1p(np.sum(np.exp(np.delete(x, k) - a)))))


cross_entropy_with_logits.evaluation(shifted_log1p)


@cross_entropy_with_logits.form(
    "masked",
    why="a class whose label is 0 is left out, whatever its logit: −∞ rules it out, and costs "
    "nothing",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: 2 * n + 4,
)
def masked(x, p):
    k = np.argmax(x)
    a = x[k]
    y = np.log1p(np.sum(np.exp(np.delete(x, k) - a)))
    return np.sum(np.where(p == 0, 0, p * ((a - x) + y)))


def additions(p, r):
    """The θ of a sum weighted by p: what is weighted by 0 is added without a rounding."""
    return np.maximum(np.sum(np.where(p == 0, 0, 1)) - 1, 0) * r.partial + r.stored


def of_weighted_sum(p, value, error, r):
    """The error of Σ pᵢ valueᵢ, values ≥ 0 that are off by so much; a weight of 1 is exact."""
    products = r.after(p * value, p * error, np.where(p == 1, 0, r.u))
    total = np.sum(p * value) + np.sum(products)
    return np.sum(products) + total * r.relative(additions(p, r)) + r.lost


@cross_entropy_with_logits.theory("lse-minus-score")
def lse_minus_score_theory(x, p, r):
    _, s, theta = shifted_sum(x, r)
    y = np.max(x) + np.log(s)
    lse = r.after(y, r.after(np.log(s), theta, r.kernel), r.u)
    whole = np.sum(p)
    weight = whole * r.relative(additions(p, r)) + r.lost
    first = r.after(whole * y, whole * lse + np.abs(y) * weight + lse * weight, r.u)
    terms = r.after(p * x, 0, np.where(p == 1, 0, r.u))
    score = np.sum(terms) + (np.sum(np.abs(p * x)) + np.sum(terms)) * r.relative(additions(p, r))
    return r.after(shifted_log1p(x, p), first + score, r.u)


@cross_entropy_with_logits.theory("shifted")
def shifted_theory(x, p, r):
    d = np.max(x) - x
    _, s, theta = shifted_sum(x, r)
    logarithm = d * r.relative(r.u) + r.after(np.log(s), theta, r.kernel)
    return of_weighted_sum(p, d + np.log(s), r.after(d + np.log(s), logarithm, r.u), r)


@cross_entropy_with_logits.theory("shifted-log1p")
def shifted_log1p_theory(x, p, r):
    d = np.max(x) - x
    logarithm, error = log_of_rest(x, r)
    term = r.after(d + logarithm, d * r.relative(r.u) + error, r.u)
    return of_weighted_sum(p, d + logarithm, term, r)


cross_entropy_with_logits.theory("masked")(shifted_log1p_theory)


@cross_entropy_with_logits.claim(
    "cross-entropy-lse",
    "log-sum-exp less the mean score under the label",
    x=vector("N"),
    p=vector("N"),
)
def cross_entropy_lse(x, p):
    return equation(cross_entropy_with_logits(x, p), np.sum(p) * logsumexp(x) - np.sum(p * x))


@cross_entropy_lse.derivation()
def cross_entropy_lse_steps(x, p):
    yield cross_entropy_with_logits(x, p), "the left-hand side"
    yield -np.sum(p * np.log(softmax(x))), "definition of the cross-entropy"
    yield -np.sum(p * log_softmax(x)), "definition of log-softmax"
    yield -np.sum(p * (x - logsumexp(x))), "log-softmax is a shift by log-sum-exp"
    yield np.sum(p * logsumexp(x)) - np.sum(p * x), "the sum is linear"
    yield np.sum(p) * logsumexp(x) - np.sum(p * x), "log-sum-exp is free of the index"


@cross_entropy_with_logits.claim(
    "cross-entropy-gradient",
    "the gradient: for a distribution, Σ p = 1, softmax less the label",
    x=vector("N"),
    p=vector("N"),
    k=index("N"),
)
def cross_entropy_gradient(x, p, k):
    return equation(D(cross_entropy_with_logits(x, p), x[k]), np.sum(p) * softmax(x)[k] - p[k])


@cross_entropy_gradient.derivation()
def cross_entropy_gradient_steps(x, p, k):
    yield D(cross_entropy_with_logits(x, p), x[k]), "the derivative sought"
    yield D(np.sum(p) * logsumexp(x) - np.sum(p * x), x[k]), "as above"
    yield np.sum(p) * D(logsumexp(x), x[k]) - p[k], "only xₖ counts in the second sum"
    yield np.sum(p) * softmax(x)[k] - p[k], "the gradient of log-sum-exp is softmax"
