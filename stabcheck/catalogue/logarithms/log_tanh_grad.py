"""The logarithm of tanh′, log(1 − tanh² x): what squashing by tanh does to a log-density.

A stochastic policy that draws a normal number and squashes it into (−1, 1) has the logarithm of its
density corrected by this. It is −2 log cosh x, about −2|x| for large |x|; typed with the squashed
action t = tanh x at hand, log(1 − t²) is −∞ from where t rounds to ±1. So it is typed
log(1 − t² + 10⁻⁶), which caps it at −13.8, where the gradient stops. As TensorFlow Probability has
it,

    2(log 2 − x − softplus(−2x)),

nothing overflows and nothing is lost for large |x|. Near 0 it is log 2 − log 2, and plain 1 − t²
has rounded t² away; what is small is kept by log(1 − tanh² x) = −log(1 + sinh² x).

The bounds: of 1 − t² what t² is off is over 1 − t², beyond bounds where that may be all; the others
are twice those of log cosh.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softplus import stable as stable_softplus
from stabcheck.catalogue.activations.softplus import stable_theory as softplus_theory
from stabcheck.catalogue.activations.tanh_grad import evaluation as tanh_grad_in_halves
from stabcheck.catalogue.activations.tanh_grad import saturation, tanh_grad
from stabcheck.catalogue.logarithms.logcosh import logcosh, near_and_far_theory
from stabcheck.quantity import (
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

log_tanh_grad = Quantity(
    "log_tanh_grad",
    "the logarithm of the derivative of tanh",
    arguments={"x": real()},
    symbol="log tanh′",
    source="Haarnoja, Zhou, Abbeel & Levine, Soft Actor-Critic: Off-Policy Maximum Entropy "
    "Deep Reinforcement Learning with a Stochastic Actor, ICML (2018), appendix C",
    specials=(
        special(-np.inf, accepts=-np.inf),
        special(np.inf, accepts=-np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=[0.0, -0.0]),
    ),
)


@log_tanh_grad.definition
def definition(x):
    return np.log(tanh_grad(x))


@log_tanh_grad.sensitivity
def sensitivity(x):
    return 2 * np.abs(x) * np.tanh(np.abs(x))


#: Up to where 1 − tanh² x rounds to 1: tanh² x ≤ u/2, half the spacing below 1, a tie going to 1.
absorption = Boundary(
    "artanh √(u/2)",
    lambda f, n: np.log((1 + root(f)) / (1 - root(f))) / 2,
    within=lambda f, n: 2 * f.unit_roundoff * root(f),  # rounding tanh x, and its square
    kernel=lambda f, n: 4 * f.unit_roundoff * root(f),
)


def root(f):
    """The tanh of which the square is u/2."""
    return np.sqrt(f.unit_roundoff / 2)


@log_tanh_grad.form(
    "naive",
    why="tanh x rounds to ±1, and log 0 = −∞; near 0, 1 − tanh² x rounds to 1, and log 1 = 0",
    holds=("special",),
    breaks=(
        infinite("x=s", "cancellation", above=saturation),
        infinite("x=s", "cancellation", below=-saturation),
        zero("x=s", "cancellation", below=absorption),
        zero("x=s", "cancellation", above=-absorption),
        inaccurate("x=s", "cancellation"),
    ),
)
def naive(x):
    t = np.tanh(x)
    return np.log(1 - t * t)


@log_tanh_grad.form(
    "log1p",
    why="log1p keeps −tanh² x near 0; for large |x| it is log1p(−1) = −∞ as before",
    holds=("special",),
    breaks=(
        infinite("x=s", "cancellation", above=saturation),
        infinite("x=s", "cancellation", below=-saturation),
        inaccurate("x=s", "cancellation"),
    ),
)
def log1p(x):
    t = np.tanh(x)
    return np.log1p(-t * t)


@log_tanh_grad.form(
    "softplus",
    why="accurate for large |x|; near 0 it is log 2 − log 2",
    holds=("range", "absolute"),
    breaks=(inaccurate("x=s", "cancellation"),),
    source="TensorFlow Probability, tfp.bijectors.Tanh",
    bound=6,
)
def by_softplus(x):
    return 2 * (LN2 - x - stable_softplus(-2 * x))


@log_tanh_grad.form(
    "near-and-far",
    why="near 0 the logarithm is of 1 + sinh² x, without a subtraction; far from it |x| exceeds "
    "the log 2 that is subtracted",
    holds=("range", "relative", "absolute", "special"),
)
def near_and_far(x):
    a = np.abs(x)
    far = -2 * ((a - LN2) + np.log1p(np.exp(-2 * a)))
    return np.where(a <= 1, -np.log1p(np.sinh(a) * np.sinh(a)), far)


log_tanh_grad.evaluation(near_and_far)


def square_theta(x, r):
    """The θ of 1 − tanh² x for what tanh² x is off."""
    share = (np.tanh(x) ** 2 * r.relative(2 * r.kernel + r.u) + 3 * r.lost) / tanh_grad_in_halves(x)
    return share / np.maximum(1 - share, 0)


@log_tanh_grad.theory("naive")
def naive_theory(x, r):
    return r.after(np.abs(near_and_far(x)), square_theta(x, r) + r.u, r.kernel)


@log_tanh_grad.theory("log1p")
def log1p_theory(x, r):
    return r.after(np.abs(near_and_far(x)), square_theta(x, r), r.kernel)


@log_tanh_grad.theory("softplus")
def by_softplus_theory(x, r):
    first = r.after(np.abs(LN2 - x), LN2 * r.relative(r.u), r.u)
    return 2 * r.after(np.abs(near_and_far(x)) / 2, first + softplus_theory(-2 * x, r), r.u)


@log_tanh_grad.theory("near-and-far")
def doubled_theory(x, r):
    return 2 * near_and_far_theory(x, r)


@log_tanh_grad.claim("log-tanh-grad-logcosh", "twice the log cosh, below 0", x=real())
def log_tanh_grad_logcosh(x):
    return equation(log_tanh_grad(x), -2 * logcosh(x))


@log_tanh_grad_logcosh.derivation()
def log_tanh_grad_logcosh_steps(x):
    yield log_tanh_grad(x), "the left-hand side"
    yield np.log(4 / (np.exp(x) + np.exp(-x)) ** 2), "definitions of log tanh′ and tanh′"
    yield -2 * np.log((np.exp(x) + np.exp(-x)) / 2), "logarithm of a power"
    yield -2 * logcosh(x), "definitions of cosh and log cosh"


@log_tanh_grad.claim("log-tanh-grad-is-linear", "only far out", expected="REFUTED", x=real())
def log_tanh_grad_is_linear(x):
    return equation(log_tanh_grad(x), 2 * (LN2 - np.abs(x)))


@log_tanh_grad.claim("log-tanh-grad-derivative", "its derivative is −2 tanh x", x=real())
def log_tanh_grad_derivative(x):
    return equation(D(log_tanh_grad(x), x), -2 * np.tanh(x))
