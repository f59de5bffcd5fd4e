"""Log-sum-exp, y = log Σᵢ exp xᵢ: the normaliser of a softmax, in the log domain.

It is a smooth maximum, max x ≤ y ≤ max x + log N, and the log-likelihood of every model that
normalises by a sum of exponentials contains it.  Taken literally it overflows or underflows with
the scale of x.  The log-sum-exp trick shifts the centre of the sum,

    log Σᵢ exp xᵢ = a + log Σᵢ exp(xᵢ − a)   for every real a,

and a = maxᵢ xᵢ makes the largest term e⁰ = 1: nothing overflows, and what underflows was
negligible.  The identity holds for every a; the algorithm does not work for every a.  Where y
itself is close to 0, log(1 + small) loses the small: then the largest term is taken out of the
sum and log1p finishes.

The bounds begin with those of Blanchard, Higham & Higham: the sum is off by n − 1 additions and by
the exponentials, which is an absolute error of its logarithm.  Shifting adds what rounding xᵢ − a
does to the terms, u(a − xᵢ) each, by their weights; and at the end the rounding of a + log, u|y|.
That one is missing from the bound (|y + n − min x|)u that is sometimes used, which two entries near
1000 exceed a hundredfold.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.reductions.softmax import log_of_sum_theory, overflow_of_sum, softmax
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    index,
    infinite,
    let,
    nan,
    real,
    special,
    vector,
    zero,
)

logsumexp = Quantity(
    "logsumexp",
    "log-sum-exp",
    arguments={"x": vector("N")},
    symbol="LSE",
    source="Blanchard, Higham & Higham, Accurately computing the log-sum-exp and softmax "
    "functions, IMA J. Numer. Anal. 41 (2021) 2311–2330, equation (1.1)",
    gradient="softmax",
    specials=(
        special((-np.inf, -np.inf), accepts=-np.inf, note="a sum of zeros"),
        special((-np.inf, 0.0), accepts=0.0),
        special((np.inf, 0.0), accepts=np.inf),
        special((np.inf, -np.inf), accepts=np.inf),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=[-np.inf, "error"], note="the empty sum"),
    ),
)


@logsumexp.definition
def definition(x):
    return np.log(np.sum(np.exp(x)))


@logsumexp.sensitivity
def sensitivity(x):
    e = np.exp(x - np.max(x))  # Σ |xᵢ ∂y/∂xᵢ|, and ∂y/∂xᵢ = softmaxᵢ
    return np.sum(np.abs(x) * e) / np.sum(e)


overflow_of_half = Boundary("2 log(MAX + ½ulp)", lambda f, n: 2 * np.log(f.overflow_threshold))
overflow_of_mean = Boundary("(MAX + ½ulp)/n", lambda f, n: f.overflow_threshold / n)
#: From where 1 + e⁻ˢ rounds to 1: e⁻ˢ ≤ u = 2⁻ᵖ, a tie going to 1.
absorption = Boundary(
    "p log 2",
    lambda f, n: f.precision * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding e⁻ˢ is as good as moving s by u
)


@logsumexp.form(
    "naive",
    why="the sum is ∞ as soon as it exceeds MAX, and log 0 = −∞ once every term underflows",
    holds=("special",),
    breaks=(
        infinite("(s, ..., s)", "overflow", above=overflow_of_sum),
        infinite("(s, ..., s)", "underflow", below=EXP_UNDERFLOW),
        infinite("(s, 0, ..., 0)", "overflow", above=EXP_OVERFLOW),
        zero("(0, -s)", "cancellation", above=absorption),
    ),
    bound=lambda n: n + 4,
)
def naive(x):
    return np.log(np.sum(np.exp(x)))


@logsumexp.form(
    "shifted",
    why="the largest term is e⁰ = 1; only log(1 + small), where y itself is small, is inaccurate",
    holds=("range", "absolute"),
    breaks=(
        inaccurate("(0, -s)", "cancellation"),
        zero("(0, -s)", "cancellation", above=absorption),
        zero("(s, 0, ..., 0) n=2", "cancellation", below=-absorption),
    ),
    bound=lambda n: n + 4,
    source="Blanchard, Higham & Higham 2021, section 4",
)
def shifted(x):
    a = np.max(x)
    return a + np.log(np.sum(np.exp(x - a)))


logsumexp.theory("shifted")(log_of_sum_theory)


@logsumexp.form(
    "shifted-log1p",
    why="the largest term, exactly 1, is taken out of the sum, and log1p keeps what is left",
    holds=("range", "relative", "absolute"),
    bound=lambda n: n + 4,
    source="Blanchard, Higham & Higham 2021, section 4",
)
def shifted_log1p(x):
    k = np.argmax(x)
    a = x[k]
    return a + np.log1p(np.sum(np.exp(np.delete(x, k) - a)))


logsumexp.evaluation(shifted_log1p)


@logsumexp.form(
    "guarded",
    why="an infinite maximum is the value itself, and is not subtracted from itself; of a sum of "
    "zeros that is −∞",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n + 4,
    source="logsumexp of PyTorch and JAX, which shift by 0 instead; SciPy's does not shift there",
)
def guarded(x):
    a = np.max(x)
    return np.where(np.isfinite(a), shifted_log1p(x), a)


@logsumexp.theory("naive")
def naive_theory(x, r):
    y = shifted_log1p(x)
    return r.after(y, r.of_sum(x.size, np.exp(y), r.kernel), r.kernel)


def log_of_rest(x, r):
    """log1p(Σ exp(xᵢ − max x)) over all but the largest entry, and the error of that."""
    k = np.argmax(x)
    d = np.delete(x, k) - x[k]
    rest = np.sum(np.exp(d))
    theta = r.kernel + r.additions(d.size)
    shift = r.u * np.sum(-d * np.exp(d * (1 - r.u)))  # what rounding d makes of the terms
    lost = 2 * d.size * r.lost
    moved = (rest * r.relative(theta) + (shift + lost) * np.exp(theta)) / (1 + rest)
    return np.log1p(rest), r.after(np.log1p(rest), moved, r.kernel)


@logsumexp.theory("shifted-log1p")
def shifted_log1p_theory(x, r):
    logarithm, error = log_of_rest(x, r)
    return r.after(np.max(x) + logarithm, error, r.u)


logsumexp.theory("guarded")(shifted_log1p_theory)


@logsumexp.form(
    "shift-by-mean",
    why="the identity holds for a = mean x too, but e^(max − mean) overflows, and so does the mean",
    holds=(),
    breaks=(
        infinite("(s, 0, ..., 0) n=2", "overflow", above=overflow_of_half),
        infinite("(0, -s)", "overflow", above=overflow_of_half),
        nan("(s, ..., s) n=2", "overflow", above=overflow_of_mean),
    ),
    bound=lambda n: n + 4,
)
def shift_by_mean(x):
    a = np.mean(x)
    return a + np.log(np.sum(np.exp(x - a)))


@logsumexp.claim("lse-shift", "the shift by any a", x=vector("N"), a=real())
def lse_shift(x, a):
    return equation(np.log(np.sum(np.exp(x))), a + np.log(np.sum(np.exp(x - a))))


@lse_shift.derivation()
def lse_shift_steps(x, a):
    y = let("y", np.log(np.sum(np.exp(x))))
    yield equation(y, np.log(np.sum(np.exp(x)))), "definition of y"
    yield equation(np.exp(y), np.sum(np.exp(x))), "exponentiate both sides"
    yield equation(np.exp(-a) * np.exp(y), np.exp(-a) * np.sum(np.exp(x))), "multiply by e⁻ᵃ"
    yield equation(np.exp(y - a), np.sum(np.exp(-a) * np.exp(x))), "bring e⁻ᵃ under the sum"
    yield equation(y - a, np.log(np.sum(np.exp(x - a)))), "add the exponents; take logarithms"
    yield equation(y, a + np.log(np.sum(np.exp(x - a)))), "add a"


@logsumexp.claim("lse-shift-max", "the log-sum-exp trick: a = max x", x=vector("N"))
def lse_shift_max(x):
    a = np.max(x)
    return equation(np.log(np.sum(np.exp(x))), a + np.log(np.sum(np.exp(x - a))))


@logsumexp.claim("lse-is-max", "only nearly so", expected="REFUTED", x=vector("N"))
def lse_is_max(x):
    return equation(np.log(np.sum(np.exp(x))), np.max(x))


@logsumexp.claim("lse-gradient", "the gradient is the softmax", x=vector("N"), k=index("N"))
def lse_gradient(x, k):
    return equation(D(logsumexp(x), x[k]), softmax(x)[k])


@lse_gradient.derivation()
def lse_gradient_steps(x, k):
    yield D(logsumexp(x), x[k]), "the derivative sought"
    yield D(np.sum(np.exp(x)), x[k]) / np.sum(np.exp(x)), "chain rule on the logarithm"
    yield np.exp(x[k]) / np.sum(np.exp(x)), "only the k-th term depends on xₖ"
    yield softmax(x)[k], "definition of softmax"
