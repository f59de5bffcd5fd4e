"""Log-softmax, log πᵢ = xᵢ − log Σⱼ exp xⱼ: N real scores, made log-probabilities.

The last layer of a classifier that is trained by cross-entropy, which needs log π and not π.
Taken as the logarithm of a softmax it is −∞ for every score whose probability underflows, and the
loss with it.  Shifted by a = max x,

    log πᵢ = (xᵢ − a) − log Σⱼ exp(xⱼ − a),

nothing overflows and nothing vanishes but this: where one score is far above the others, its own
log-probability is −log(1 + small), and the small is lost.  Taking that score's term, exactly 1,
out of the sum and finishing with log1p keeps it.  As for softmax, accuracy is judged against the
differences xᵢ − max x, which are what a rounded shift perturbs.

The bounds add that of the logarithm, as for log-sum-exp, and u|xᵢ − max x|; without the shift what
is off in πᵢ, relatively, is an absolute error of its logarithm.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.reductions.logsumexp import absorption, log_of_rest, logsumexp
from stabcheck.catalogue.reductions.softmax import overflow_of_sum, shifted_sum, softmax
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
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

log_softmax = Quantity(
    "log_softmax",
    "log-softmax",
    arguments={"x": vector("N")},
    source="Blanchard, Higham & Higham, Accurately computing the log-sum-exp and softmax "
    "functions, IMA J. Numer. Anal. 41 (2021) 2311–2330",
    specials=(
        special((-np.inf, 0.0), accepts=[(-np.inf, 0.0), (-np.inf, -0.0)], note="a masked score"),
        special((-np.inf, -np.inf), accepts=["nan", -np.inf], note="all masked"),
        special(
            (np.inf, 0.0),
            accepts=["nan", ("nan", -np.inf), (0.0, -np.inf), (-0.0, -np.inf)],
            note="∞ − ∞, or the limit",
        ),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=["error", ()], note="there is no distribution on nothing"),
    ),
)


@log_softmax.definition
def definition(x):
    return np.log(np.exp(x) / np.sum(np.exp(x)))


@log_softmax.sensitivity
def sensitivity(x):
    d = np.max(x) - x  # Σⱼ dⱼ |∂ log πᵢ/∂xⱼ|, and ∂ log πᵢ/∂xⱼ = δᵢⱼ − πⱼ
    p = np.exp(-d) / np.sum(np.exp(-d))
    return d * (1 - p) + np.sum(d * p) - d * p


@log_softmax.form(
    "naive",
    why="a softmax that comes out as 0 has the logarithm −∞, whether its sum overflowed or its "
    "exponential vanished; and where softmax is NaN, so is this",
    holds=("special",),
    breaks=(
        infinite("(s, ..., s) n=2", "overflow", above=overflow_of_sum),
        nan("(s, ..., s)", "overflow", above=EXP_OVERFLOW),
        nan("(s, ..., s)", "underflow", below=EXP_UNDERFLOW),
        nan("(s, 0, ..., 0)", "overflow", above=EXP_OVERFLOW),
        infinite("(s, 0, ..., 0) n=2", "underflow", below=EXP_UNDERFLOW),
    ),
    bound=lambda n: n + 4,
)
def naive(x):
    e = np.exp(x)
    return np.log(e / np.sum(e))


@log_softmax.form(
    "shifted",
    why="nothing overflows; only where one score is far above the others is log(1 + small) "
    "inaccurate, or 0",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("(s, 0, ..., 0) n=2", "cancellation"),
        zero("(s, 0, ..., 0) n=2", "cancellation", above=absorption),
    ),
    bound=lambda n: n + 4,
    source="SciPy, scipy.special.log_softmax",
)
def shifted(x):
    d = x - np.max(x)
    return d - np.log(np.sum(np.exp(d)))


@log_softmax.form(
    "shifted-log1p",
    why="the largest term, exactly 1, is taken out of the sum, log1p keeps what is left, and two "
    "numbers ≤ 0 are added",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n + 4,
)
def shifted_log1p(x):
    k = np.argmax(x)
    a = x[k]
    return (x - a) - np.log1p(np.sum(np.exp(np.delete(x, k) - a)))


log_softmax.evaluation(shifted_log1p)


@log_softmax.theory("naive")
def naive_theory(x, r):
    e, d = np.exp(x), x - np.max(x)
    p = np.exp(d) / np.sum(np.exp(d))
    quotient = r.of_sum(1, e, r.kernel) + r.of_sum(x.size, np.sum(e), r.kernel) + r.u
    return r.after(shifted_log1p(x), r.of_sum(1, p, quotient), r.kernel)


@log_softmax.theory("shifted")
def shifted_theory(x, r):
    d, s, theta = shifted_sum(x, r)
    logarithm = r.after(np.log(s), theta, r.kernel)
    return r.after(shifted_log1p(x), np.abs(d) * r.relative(r.u) + logarithm, r.u)


@log_softmax.theory("shifted-log1p")
def shifted_log1p_theory(x, r):
    d = np.max(x) - x
    logarithm, error = log_of_rest(x, r)
    return r.after(d + logarithm, d * r.relative(r.u) + error, r.u)


@log_softmax.claim("log-softmax-lse", "a shift by log-sum-exp", x=vector("N"), i=index("N"))
def log_softmax_lse(x, i):
    return equation(log_softmax(x)[i], x[i] - logsumexp(x))


@log_softmax_lse.derivation()
def log_softmax_lse_steps(x, i):
    yield log_softmax(x)[i], "the left-hand side"
    yield np.log(np.exp(x[i]) / np.sum(np.exp(x))), "definition of log-softmax"
    yield x[i] - np.log(np.sum(np.exp(x))), "logarithm of a quotient"
    yield x[i] - logsumexp(x), "definition of log-sum-exp"


@log_softmax.claim("log-softmax-exp", "its exponential is softmax", x=vector("N"), i=index("N"))
def log_softmax_exp(x, i):
    return equation(np.exp(log_softmax(x)[i]), softmax(x)[i])
