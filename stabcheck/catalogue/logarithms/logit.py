"""The log-odds, log(p/(1 − p)) for 0 < p < 1: a probability, made a real number.

It is the inverse of the sigmoid, the scale on which a logistic regression is linear, and
antisymmetric about ½: logit(1 − p) = −logit(p). The plain formula holds at both ends, where p and
1 − p are as accurate as they come and the logarithm is large. What it loses is the middle. Just
below ½, 1 − p has one digit more than a float, and near ½ the quotient is close to 1; their
roundings, u each, are a large part of a logarithm that is small. At the float before ½ it is half
of it. With s = 2p − 1, which is exact from p = ¼ to p = 1,

    logit(p) = log1p(s) − log1p(−s),

and the two terms have different signs. It is used between ¼ and ¾; elsewhere s would keep no digit
of a small p.

The probability is taken as exact, κ = 0: counted with the roundings of p, which is 1/(1 − p) times
as sensitive, the middle would be excused, and near p = 1 everything.

The bounds: log(p/(1 − p)) is off by the two roundings of the quotient, absolutely, and by its
kernel. Of s the logarithms' difference is off by factors only, 1.3u for an s that was rounded.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import sigmoid
from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
)

logit = Quantity(
    "logit",
    "the log-odds",
    arguments={"p": real(above=0, below=1)},
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 2.4.2",
    specials=(
        special(0.0, accepts=-np.inf),
        special(1.0, accepts=np.inf),
        special(np.nan, accepts="nan"),
    ),
)


@logit.definition
def definition(p):
    return np.log(p / (1 - p))


@logit.sensitivity
def sensitivity(p):
    return 0 * p  # the probability is taken as exact


#: Up to where 2p − 1 rounds to −1: 2p ≤ u/2, half the spacing inside −1, a tie going to −1.
vanishing = Boundary("u/4", lambda f, n: f.unit_roundoff / 4)


@logit.form(
    "naive",
    why="good at both ends; near p = ½ the quotient is close to 1, and its rounding is a large "
    "part of what the logarithm is",
    holds=("range", "absolute", "special"),
    breaks=(inaccurate("p=s", "cancellation"),),
)
def naive(p):
    return np.log(p / (1 - p))


@logit.form(
    "difference",
    why="log1p does nothing for the middle: near p = ½ both logarithms are close to log ½, and "
    "cancel",
    holds=("range", "absolute", "special"),
    breaks=(inaccurate("p=s", "cancellation"),),
    bound=3,  # in bfloat16 no input loses 4 ulp
)
def difference(p):
    return np.log(p) - np.log1p(-p)


@logit.form(
    "log1p",
    why="good in the middle, where 2p − 1 is exact; for small p it rounds to −1, and "
    "log1p(−1) = −∞",
    holds=("special",),
    breaks=(
        infinite("p=s", "cancellation", below=vanishing),
        inaccurate("p=s", "cancellation"),
    ),
)
def log1p(p):
    return np.log1p((2 * p - 1) / (1 - p))


@logit.form(
    "near-and-far",
    why="2p − 1 is exact between ¼ and ¾, and the two logarithms have different signs; elsewhere "
    "the logarithm of the quotient exceeds 1",
    holds=("range", "relative", "absolute", "special"),
    source="SciPy, scipy.special.logit (between 0.3 and 0.65)",
)
def near_and_far(p):
    s = 2 * p - 1
    return np.where(np.abs(s) <= 1 / 2, np.log1p(s) - np.log1p(-s), np.log(p / (1 - p)))


logit.evaluation(near_and_far)


@logit.theory("naive")
def naive_theory(p, r):
    return r.after(near_and_far(p), 2 * r.u + r.lost / p, r.kernel)


@logit.theory("difference")
def difference_theory(p, r):
    logarithms = (np.abs(np.log(p)) + np.abs(np.log1p(-p))) * r.relative(r.kernel) + 2 * r.lost
    return r.after(near_and_far(p), logarithms, r.u)


@logit.theory("log1p")
def log1p_theory(p, r):
    share = np.abs(2 * p - 1) * r.relative(3 * r.u) / p  # of 1 + (2p − 1)/(1 − p) = p/(1 − p)
    return r.after(near_and_far(p), share / np.maximum(1 - share, 0), r.kernel)


@logit.theory("near-and-far")
def near_and_far_theory(p, r):
    near = np.abs(near_and_far(p)) * r.relative(r.kernel + 3 * r.u) + 3 * r.lost
    # beyond |s| = ½, where a rounded s may take either branch, the first bounds the second
    return np.where(np.abs(2 * p - 1) <= 2 / 3, near, naive_theory(p, r))


@logit.claim("logit-inverts-sigmoid", "it is the inverse of the sigmoid", x=real())
def logit_inverts_sigmoid(x):
    return equation(logit(sigmoid(x)), x)


@logit_inverts_sigmoid.derivation()
def logit_inverts_sigmoid_steps(x):
    e = np.exp(-x)
    yield logit(sigmoid(x)), "the left-hand side"
    yield np.log(1 / (1 + e) / (1 - 1 / (1 + e))), "definitions of logit and σ"
    yield np.log(1 / (1 + e) / (e / (1 + e))), "1 = (1 + e⁻ˣ)/(1 + e⁻ˣ)"
    yield np.log(np.exp(x)), "1/e⁻ˣ = eˣ"
    yield x, "the logarithm undoes the exponential"


@logit.claim("sigmoid-inverts-logit", "and the sigmoid is its", p=real(above=0, below=1))
def sigmoid_inverts_logit(p):
    return equation(sigmoid(logit(p)), p)


@logit.claim("logit-antisymmetry", "odds against", p=real(above=0, below=1))
def logit_antisymmetry(p):
    return equation(logit(1 - p), -logit(p))


@logit.claim("logit-is-log", "only for the rare", expected="REFUTED", p=real(above=0, below=1))
def logit_is_log(p):
    return equation(logit(p), np.log(p))


@logit.claim("logit-derivative", "its derivative is 1/(p(1 − p))", p=real(above=0, below=1))
def logit_derivative(p):
    return equation(D(logit(p), p), 1 / (p * (1 - p)))


@logit_derivative.derivation()
def logit_derivative_steps(p):
    yield D(logit(p), p), "the derivative sought"
    yield D(np.log(p) - np.log(1 - p), p), "logarithm of a quotient"
    yield 1 / p + 1 / (1 - p), "the derivative of a logarithm, twice"
    yield 1 / (p * (1 - p)), "over one denominator; p + (1 − p) = 1"
