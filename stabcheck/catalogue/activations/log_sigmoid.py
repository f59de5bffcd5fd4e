"""The log-sigmoid, log σ(x) = −log(1 + e⁻ˣ): the log-probability of the label 1.

Taken as the logarithm of a sigmoid it inherits both of its ends.  For very negative x, σ(x) rounds
to 0 although log σ(x) ≈ x is an ordinary number; for large x, σ(x) rounds to 1 and log 1 = 0 keeps
nothing of log σ(x) ≈ −e⁻ˣ.  It is the softplus with two signs turned, log σ(x) = −softplus(−x), so

    log σ(x) = min(x, 0) − log1p(e^−|x|)

has the merits of the stable softplus.

The bounds are those of softplus at −x; and where σ(x) is a subnormal number, what it loses there
is a large part of it, and an absolute error of its logarithm.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import branches, sigmoid
from stabcheck.catalogue.activations.softplus import (
    absorption,
    log1p_exp_theory,
    softplus,
    stable_theory,
)
from stabcheck.quantity import (
    EXP_OVERFLOW,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
    zero,
)

log_sigmoid = Quantity(
    "log_sigmoid",
    "the logarithm of the logistic sigmoid",
    arguments={"x": real()},
    symbol="logσ",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 2.4.2",
    specials=(
        special(-np.inf, accepts=-np.inf),
        special(np.inf, accepts=[-0.0, 0.0]),
        special(np.nan, accepts="nan"),
    ),
)


@log_sigmoid.definition
def definition(x):
    return np.log(1 / (1 + np.exp(-x)))


@log_sigmoid.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x σ(−x)|, the sigmoid in branches
    return np.abs(x) * np.where(x >= 0, e, 1) / (1 + e)


@log_sigmoid.form(
    "naive",
    why="for very negative x, e⁻ˣ overflows, σ(x) comes out as 0, and log 0 = −∞; for large x, "
    "σ(x) rounds to 1, and log 1 = 0",
    holds=("special",),
    breaks=(
        infinite("x=s", "overflow", below=-EXP_OVERFLOW),
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=absorption),
    ),
)
def naive(x):
    return np.log(1 / (1 + np.exp(-x)))


@log_sigmoid.form(
    "log1p-exp",
    why="log1p keeps the right tail; e⁻ˣ still overflows at the left, where log σ(x) is x",
    holds=("special",),
    breaks=(infinite("x=s", "overflow", below=-EXP_OVERFLOW),),
)
def log1p_exp(x):
    return -np.log1p(np.exp(-x))


@log_sigmoid.form(
    "stable",
    why="e^−|x| never exceeds 1, log1p loses none of it, and both terms are ≤ 0",
    holds=("range", "relative", "absolute", "special"),
    source="Mächler, Accurately Computing log(1 − exp(−|a|)), Rmpfr vignette (2012), section 3",
)
def stable(x):
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


log_sigmoid.evaluation(stable)


@log_sigmoid.theory("naive")
def naive_theory(x, r):
    y, share = branches(x)
    quotient = r.of_sum(1, y, share * r.relative(r.kernel) + r.lost + 2 * r.u)
    return r.after(stable(x), quotient, r.kernel)


@log_sigmoid.theory("log1p-exp")
def mirrored_log1p_exp_theory(x, r):
    return log1p_exp_theory(-x, r)


@log_sigmoid.theory("stable")
def mirrored_stable_theory(x, r):
    return stable_theory(-x, r)


@log_sigmoid.claim("log-sigmoid-softplus", "the softplus, two signs turned", x=real())
def log_sigmoid_softplus(x):
    return equation(log_sigmoid(x), -softplus(-x))


@log_sigmoid_softplus.derivation()
def log_sigmoid_softplus_steps(x):
    yield log_sigmoid(x), "the left-hand side"
    yield np.log(1 / (1 + np.exp(-x))), "definition of log σ"
    yield -np.log(1 + np.exp(-x)), "logarithm of a reciprocal"
    yield -softplus(-x), "definition of softplus"


@log_sigmoid.claim("log-sigmoid-derivative", "its derivative is σ(−x)", x=real())
def log_sigmoid_derivative(x):
    return equation(D(log_sigmoid(x), x), sigmoid(-x))
