"""The sum of two numbers known by their logarithms, log(eˣ + eʸ).

It is log-sum-exp for two scores, written for those who keep probabilities as logarithms and have
to add them: forward algorithms, alignments, partition functions built up term by term.  The larger
of the two is taken out,

    log(eˣ + eʸ) = max(x, y) + log(1 + e^−|x − y|),

and log1p finishes.  One thing remains: for x = y = ±∞ the difference x − y is ∞ − ∞, which must be
kept out, since the sum of two probabilities of 0 is a probability of 0 and no mystery.

The bounds are those of softplus, with what rounding |x − y| makes of the exponential: a factor
e^±u|x − y|, which matters little, since e^−|x − y| is small where |x − y| is not.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softplus import absorption, softplus, tail_error
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
    zero,
)

logaddexp = Quantity(
    "logaddexp",
    "the logarithm of a sum of two exponentials",
    arguments={"x": real(), "y": real()},
    source="Blanchard, Higham & Higham, Accurately computing the log-sum-exp and softmax "
    "functions, IMA J. Numer. Anal. 41 (2021) 2311–2330, equation (1.1) for n = 2",
    specials=(
        special(-np.inf, -np.inf, accepts=-np.inf, note="a sum of zeros"),
        special(np.inf, np.inf, accepts=np.inf),
        special(np.inf, -np.inf, accepts=np.inf),
        special(0.0, -np.inf, accepts=0.0),
        special(-np.inf, 1.0, accepts=1.0),
        special(np.nan, 0.0, accepts="nan"),
    ),
)


@logaddexp.definition
def definition(x, y):
    return np.log(np.exp(x) + np.exp(y))


@logaddexp.sensitivity
def sensitivity(x, y):
    e = np.exp(-np.abs(x - y))  # |x σ(x − y)| + |y σ(y − x)|, the sigmoids in branches
    larger = np.where(x >= y, np.abs(x) + e * np.abs(y), e * np.abs(x) + np.abs(y))
    return larger / (1 + e)


@logaddexp.form(
    "naive",
    why="the exponential of the larger overflows; where both are small, 1 + small loses the small",
    holds=("special",),
    breaks=(
        infinite("x=s, y=0", "overflow", above=EXP_OVERFLOW),
        infinite("x=s, y=1", "overflow", above=EXP_OVERFLOW),
        inaccurate("x=s, y=0", "cancellation"),
        zero("x=s, y=0", "cancellation", below=-absorption),
    ),
)
def naive(x, y):
    return np.log(np.exp(x) + np.exp(y))


@logaddexp.form(
    "shifted",
    why="the larger one is taken out and nothing overflows, but log(1 + small) loses the small",
    holds=("range", "absolute"),
    breaks=(
        inaccurate("x=s, y=0", "cancellation"),
        zero("x=s, y=0", "cancellation", below=-absorption),
    ),
)
def shifted(x, y):
    return np.maximum(x, y) + np.log(1 + np.exp(-np.abs(x - y)))


@logaddexp.form(
    "shifted-log1p",
    why="log1p loses nothing; x − y is ∞ − ∞ for two equal infinities",
    holds=("range", "relative", "absolute"),
)
def shifted_log1p(x, y):
    return np.maximum(x, y) + np.log1p(np.exp(-np.abs(x - y)))


logaddexp.evaluation(shifted_log1p)


@logaddexp.form(
    "guarded",
    why="equal arguments, infinite ones too, are log 2 below the answer; the others as before",
    holds=("range", "relative", "absolute", "special"),
)
def guarded(x, y):
    apart = np.maximum(x, y) + np.log1p(np.exp(-np.abs(x - y)))
    return np.where(x == y, x + LN2, apart)


@logaddexp.theory("naive")
def naive_theory(x, y, r):
    value = shifted_log1p(x, y)
    return r.after(value, r.of_sum(2, np.exp(value), r.kernel), r.kernel)


@logaddexp.theory("shifted")
def shifted_theory(x, y, r):
    a = np.abs(x - y)
    return r.after(shifted_log1p(x, y), tail_error(a, r, shift=r.u * a, rounded=r.u), r.u)


@logaddexp.theory("shifted-log1p")
def shifted_log1p_theory(x, y, r):
    a = np.abs(x - y)
    return r.after(shifted_log1p(x, y), tail_error(a, r, shift=r.u * a), r.u)


logaddexp.theory("guarded")(shifted_log1p_theory)  # log 2 is rounded no worse than log1p 1


@logaddexp.claim("logaddexp-softplus", "one is the softplus of the difference", x=real(), y=real())
def logaddexp_softplus(x, y):
    return equation(logaddexp(x, y), x + softplus(y - x))


@logaddexp_softplus.derivation()
def logaddexp_softplus_steps(x, y):
    yield logaddexp(x, y), "the left-hand side"
    yield np.log(np.exp(x) + np.exp(y)), "definition of logaddexp"
    yield np.log(np.exp(x) * (1 + np.exp(y - x))), "take eˣ out"
    yield x + np.log(1 + np.exp(y - x)), "logarithm of a product"
    yield x + softplus(y - x), "definition of softplus"
