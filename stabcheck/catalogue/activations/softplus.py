"""Softplus, log(1 + eˣ): a smooth max(x, 0), and the integral of the sigmoid.

It is the cross-entropy of a logit against the label 0, a positive parameter made of a real one,
and what log-sum-exp comes to for two scores of which one is 0.  Typed as it stands it has two
ends to fall off: eˣ overflows for large x, where softplus(x) is x; and for very negative x, where
softplus(x) ≈ eˣ, the sum 1 + eˣ rounds to 1 and leaves nothing.  log1p mends the left end, and

    softplus(x) = max(x, 0) + log1p(e^−|x|)

both: the exponential never exceeds 1, and both terms are ≥ 0.

The bounds: what e^−|x| is off, 1 + e^−|x| is off by its share, and log(1 + e) by that, absolutely,
and by its kernel; log rounds 1 + e besides, log1p does not.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import branches, sigmoid
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
    zero,
)

softplus = Quantity(
    "softplus",
    "softplus",
    arguments={"x": real()},
    source="Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option "
    "Pricing, NIPS 13 (2001), equation (2)",
    gradient="sigmoid",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
    ),
)


@softplus.definition
def definition(x):
    return np.log(1 + np.exp(x))


@softplus.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x σ(x)|, the sigmoid in branches
    return np.abs(x) * np.where(x >= 0, 1, e) / (1 + e)


#: From where 1 + e^−|x| rounds to 1: e^−|x| ≤ u = 2⁻ᵖ, a tie going to 1.
absorption = Boundary(
    "p log 2",
    lambda f, n: f.precision * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding e^−|x| is as good as moving x by u
)


@softplus.form(
    "naive",
    why="eˣ overflows for large x; for very negative x the sum 1 + eˣ rounds to 1, and log 1 = 0",
    holds=("special",),
    breaks=(
        infinite("x=s", "overflow", above=EXP_OVERFLOW),
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-absorption),
    ),
)
def naive(x):
    return np.log(1 + np.exp(x))


@softplus.form(
    "log1p-exp",
    why="log1p keeps the left tail to the last digit; eˣ still overflows at the right",
    holds=("special",),
    breaks=(infinite("x=s", "overflow", above=EXP_OVERFLOW),),
)
def log1p_exp(x):
    return np.log1p(np.exp(x))


@softplus.form(
    "shifted",
    why="nothing overflows, but log(1 + small) loses the small, which for x < 0 is all there is",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-absorption),
    ),
)
def shifted(x):
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))


@softplus.form(
    "stable",
    why="e^−|x| never exceeds 1, log1p loses none of it, and both terms are ≥ 0",
    holds=("range", "relative", "absolute", "special"),
    source="Mächler, Accurately Computing log(1 − exp(−|a|)), Rmpfr vignette (2012), section 2",
)
def stable(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


softplus.evaluation(stable)


@softplus.theory("naive")
def naive_theory(x, r):
    inner = branches(x)[0] * r.relative(r.kernel) + r.lost + r.u  # σ(x) is the share of eˣ
    return r.after(stable(x), inner, r.kernel)


@softplus.theory("log1p-exp")
def log1p_exp_theory(x, r):
    inner = branches(x)[0] * r.relative(r.kernel) + r.lost
    return r.after(stable(x), inner, r.kernel)


def tail_error(a, r, *, shift=0, rounded=0):
    """The error of log(1 + e^−a), a ≥ 0, the exponent off by ``shift``, 1 + e by ``rounded``."""
    theta = r.kernel + shift
    inner = np.exp(theta - a) * theta / (1 + np.exp(-a)) + r.lost + rounded
    return r.after(np.log1p(np.exp(-a)), inner, r.kernel)


@softplus.theory("shifted")
def shifted_theory(x, r):
    return r.after(stable(x), tail_error(np.abs(x), r, rounded=r.u), r.u)


@softplus.theory("stable")
def stable_theory(x, r):
    return r.after(stable(x), tail_error(np.abs(x), r), r.u)


@softplus.claim("softplus-reflection", "its two tails differ by x", x=real())
def softplus_reflection(x):
    return equation(softplus(x) - softplus(-x), x)


@softplus_reflection.derivation()
def softplus_reflection_steps(x):
    yield softplus(x) - softplus(-x), "the left-hand side"
    yield np.log(1 + np.exp(x)) - np.log(1 + np.exp(-x)), "definition of softplus, twice"
    yield np.log((1 + np.exp(x)) / (1 + np.exp(-x))), "logarithm of a quotient"
    yield np.log(np.exp(x)), "1 + eˣ = eˣ(e⁻ˣ + 1)"
    yield x, "the logarithm undoes the exponential"


@softplus.claim("softplus-derivative", "its derivative is the sigmoid", x=real())
def softplus_derivative(x):
    return equation(D(softplus(x), x), sigmoid(x))


@softplus_derivative.derivation()
def softplus_derivative_steps(x):
    yield D(softplus(x), x), "the derivative sought"
    yield np.exp(x) / (1 + np.exp(x)), "chain rule on the logarithm"
    yield 1 / (1 + np.exp(-x)), "divide above and below by eˣ"
    yield sigmoid(x), "definition of σ"
