"""The gradient of cross-entropy in the logits: softmax less the label, πᵢ − pᵢ.

Back-propagation through a classifier starts with this residual.  It adds up to 0, and where the
model is certain and right all of it is small: then π rounds to the label and the class that is
right stops learning while the others still push, or all of them stop.  For a hard label,

    πᵢ − pᵢ = exp(xᵢ − a)/S  for pᵢ = 0,   −Σ_(j≠i) exp(xⱼ − a)/S  for pᵢ = 1,

and no term cancels if the sum without one term is added up as such.  S less the largest term, 1,
loses what is small beside it; the others are at most 1, and S less one of them is no less than 1.
As one formula, for soft labels too:

    πᵢ − pᵢ = ((1 − pᵢ) exp(xᵢ − a) − pᵢ Σ_(j≠i) exp(xⱼ − a)) / S.

As for softmax, accuracy is judged against the differences max x − xᵢ; and against the label, of
which pᵢ(1 − pᵢ) counts: a soft one is itself rounded, a hard one is exact.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.losses.cross_entropy_with_logits import (
    FOR_THE_FIRST,
    FOR_THE_SECOND,
)
from stabcheck.catalogue.reductions.softmax import shifted_sum, softmax
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    Quantity,
    equation,
    inaccurate,
    nan,
    special,
    vector,
    zero,
)

cross_entropy_with_logits_grad = Quantity(
    "cross_entropy_with_logits_grad",
    "the gradient of cross-entropy from logits",
    arguments={"x": vector("N"), "p": vector("N", at_least=0, at_most=1)},
    symbol="CE′",
    source="Goodfellow, Bengio & Courville, Deep Learning, MIT Press 2016, section 6.2.2.3",
    probes=(
        "x=(s, ..., s), p=(1, 0, ..., 0) n=2",
        FOR_THE_FIRST,
        FOR_THE_SECOND,
        "x=(s, s-1, s-2), p=(0.25, 0.5, 0.25)",
        "x=(s, 0, ..., 0), p=(1, 0, ..., 0) n=10",
    ),
    specials=(
        special((-np.inf, 0.0), (0.0, 1.0), accepts=[(0.0, 0.0), (0.0, -0.0)], note="ruled out"),
        special((-np.inf, 0.0), (1.0, 0.0), accepts=(-1.0, 1.0), note="the label ruled out"),
        special((np.nan, 0.0), (0.0, 1.0), accepts="nan"),
    ),
)


@cross_entropy_with_logits_grad.definition
def definition(x, p):
    return softmax(x) - p


@cross_entropy_with_logits_grad.sensitivity
def sensitivity(x, p):
    d = np.max(x) - x  # that of the softmax, and of the label
    q = np.exp(-d) / np.sum(np.exp(-d))
    return q * (d * (1 - 2 * q) + np.sum(d * q)) + p * (1 - p)


#: From where π = 1/(1 + e⁻ˢ) rounds to 1: it is e⁻ˢ below, and the spacing there is 2u.
certain = Boundary("p log 2", lambda f, n: f.precision * LN2)


@cross_entropy_with_logits_grad.form(
    "naive",
    why="∞/∞ is NaN once an exponential overflows; and nothing is left of 1 − π where π rounds to "
    "the label",
    holds=(),
    breaks=(
        nan(FOR_THE_FIRST, "overflow", above=EXP_OVERFLOW),
        inaccurate(FOR_THE_FIRST, "cancellation"),
        zero(FOR_THE_SECOND, "cancellation", below=-certain),
    ),
    bound=lambda n: 2 * n + 6,
)
def naive(x, p):
    e = np.exp(x)
    return e / np.sum(e) - p


@cross_entropy_with_logits_grad.form(
    "residual",
    why="the softmax is safe, but where it rounds to the label, nothing is left of the difference",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate(FOR_THE_FIRST, "cancellation"),
        zero(FOR_THE_FIRST, "cancellation", above=certain),
    ),
    bound=lambda n: 2 * n + 6,
)
def residual(x, p):
    e = np.exp(x - np.max(x))
    return e / np.sum(e) - p


@cross_entropy_with_logits_grad.form(
    "one-quotient",
    why="a hard label leaves one of the two terms, and the sum of the others is never formed by "
    "taking a large term away",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: 2 * n + 6,
)
def one_quotient(x, p):
    k = np.argmax(x)
    a = x[k]
    e, rest = np.exp(x - a), np.sum(np.exp(np.delete(x, k) - a))
    others = np.where(x == a, rest, (1 + rest) - e)
    return ((1 - p) * e - p * others) / (1 + rest)


cross_entropy_with_logits_grad.evaluation(one_quotient)


@cross_entropy_with_logits_grad.theory("residual")
def residual_theory(x, p, r):
    d, s, below = shifted_sum(x, r)
    theta = r.kernel + below + r.u
    quotient = np.exp(d * (1 - r.u) + theta) * (theta - r.u * d) / s
    return r.after(one_quotient(x, p), quotient + (np.exp(below) + 1) * r.lost, r.u)


@cross_entropy_with_logits_grad.theory("one-quotient")
def one_quotient_theory(x, p, r):
    k = np.argmax(x)
    d, other = x - x[k], np.delete(x, k) - x[k]
    e, rest = np.exp(d), np.sum(np.exp(other))
    # rounding d makes of e^d at most e^(d(1 − u))
    off = np.exp(d * (1 - r.u) + r.kernel) * (r.kernel - r.u * d) + r.lost
    terms = np.exp(other * (1 - r.u) + r.kernel) * (r.kernel - r.u * other) + r.lost
    of_rest = np.sum(terms) + (rest + np.sum(terms)) * r.relative(r.additions(other.size))
    sum_of_all = r.after(1 + rest, of_rest, r.u)
    others = np.where(d == 0, of_rest, r.after(1 + rest - e, sum_of_all + off, r.u))
    u = np.where((p == 0) | (p == 1), 0, r.u)  # a hard label is exact, and leaves one term
    first = r.after(np.abs(1 - p) * e, np.abs(1 - p) * off, 2 * u)
    weighted = p * np.where(d == 0, rest, 1 + rest - e)
    second = r.after(weighted, p * others, u)
    value = one_quotient(x, p)
    top = r.after(value * (1 + rest), first + second, u) / (1 + rest)
    below = of_rest / (1 + rest) + 2 * r.u
    return r.after(value, top * np.exp(below), below)


@cross_entropy_with_logits_grad.claim(
    "residual-sum", "the residual adds up to 0 for a distribution", x=vector("N"), p=vector("N")
)
def residual_sum(x, p):
    return equation(np.sum(cross_entropy_with_logits_grad(x, p)), 1 - np.sum(p))
