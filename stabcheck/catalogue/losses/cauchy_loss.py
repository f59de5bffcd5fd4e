"""The Cauchy loss, log(1 + x²): a residual counts by its square if small, by its logarithm if not.

It is the negative logarithm of a Cauchy density, and of Student's with other constants; stochastic
neighbour embeddings contain it. Typed as it stands it has the two ends of log(1 + eˣ) at 2 log|x|:
near 0, 1 + x² rounds to 1, and far out x² overflows, where the loss is not even 200. log1p mends
the first end. For the other, 1 or 1/x² is taken out,

    log(1 + x²) = 2 log max(|x|, 1) + log1p(q²),    q = min(|x|, 1/|x|),

and both terms are ≥ 0.

The bounds: 1 + x² is off by its share of x²; log1p of a factor is at most that factor, and the
square of 1/|x| is three roundings off.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softplus import softplus
from stabcheck.catalogue.losses.cauchy_loss_grad import cauchy_loss_grad
from stabcheck.quantity import (
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

cauchy_loss = Quantity(
    "cauchy_loss",
    "the Cauchy loss log(1 + x²)",
    arguments={"x": real()},
    source="Barron, A General and Adaptive Robust Loss Function, CVPR (2019)",
    gradient="cauchy_loss_grad",
    specials=(
        special(-np.inf, accepts=np.inf),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=0.0),
    ),
)


@cauchy_loss.definition
def definition(x):
    return np.log(1 + x**2)


@cauchy_loss.sensitivity
def sensitivity(x):
    q = np.minimum(np.abs(x), 1 / np.abs(x))  # 2x²/(1 + x²)
    return 2 * np.where(np.abs(x) <= 1, x * x, 1) / (1 + q * q)


#: From where x² overflows.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))
#: Up to where 1 + x² rounds to 1: x² ≤ u, a tie going to 1.
absorption = Boundary(
    "√u",
    lambda f, n: np.sqrt(f.unit_roundoff),
    within=lambda f, n: f.unit_roundoff * np.sqrt(f.unit_roundoff),  # rounding x²
)


@cauchy_loss.form(
    "naive",
    why="near 0, 1 + x² rounds to 1, and log 1 = 0; far out x² overflows where its logarithm is "
    "of ordinary size",
    holds=("special",),
    breaks=(
        zero("x=s", "cancellation", below=absorption),
        zero("x=s", "cancellation", above=-absorption),
        inaccurate("x=s", "cancellation"),
        infinite("x=s", "overflow", above=overflow),
        infinite("x=s", "overflow", below=-overflow),
    ),
)
def naive(x):
    return np.log(1 + x * x)


@cauchy_loss.form(
    "log1p",
    why="log1p keeps every digit near 0; x² overflows still",
    holds=("special",),
    breaks=(
        infinite("x=s", "overflow", above=overflow),
        infinite("x=s", "overflow", below=-overflow),
    ),
)
def log1p(x):
    return np.log1p(x * x)


@cauchy_loss.form(
    "scaled",
    why="only a number of at most 1 is squared, and both terms are ≥ 0",
    holds=("range", "relative", "absolute", "special"),
    source="TensorFlow Probability, tfp.math.log1psquare",
)
def scaled(x):
    a = np.abs(x)
    q = np.where(a <= 1, a, 1 / a)
    return 2 * np.log(np.maximum(a, 1)) + np.log1p(q * q)


cauchy_loss.evaluation(scaled)


@cauchy_loss.theory("naive")
def naive_theory(x, r):
    inner = sensitivity(x) / 2 * r.relative(r.u) + r.lost + r.u  # the share of x² in 1 + x²
    return r.after(scaled(x), inner, r.kernel)


@cauchy_loss.theory("log1p")
def log1p_theory(x, r):
    return r.after(scaled(x), sensitivity(x) / 2 * r.relative(r.u) + r.lost, r.kernel)


@cauchy_loss.theory("scaled")
def scaled_theory(x, r):
    a = np.abs(x)
    q = np.where(a <= 1, a, 1 / a)
    theta = np.where(a <= 1, r.u, 3 * r.u)  # of q²
    tail = np.log1p(q * q) * r.relative(theta + r.kernel) + 3 * r.lost
    large = 2 * np.log(np.maximum(a, 1)) * r.relative(r.kernel)
    return r.after(scaled(x), large + tail, r.u)


@cauchy_loss.claim("cauchy-softplus", "the softplus of twice the logarithm", x=real(above=0))
def cauchy_softplus(x):
    return equation(cauchy_loss(x), softplus(2 * np.log(x)))


@cauchy_softplus.derivation()
def cauchy_softplus_steps(x):
    yield cauchy_loss(x), "the left-hand side"
    yield np.log(1 + x**2), "definition of the loss"
    yield np.log(1 + np.exp(2 * np.log(x))), "x² = e^(2 log x), x being positive"
    yield softplus(2 * np.log(x)), "definition of softplus"


@cauchy_loss.claim("cauchy-is-quadratic", "only near 0", expected="REFUTED", x=real())
def cauchy_is_quadratic(x):
    return equation(cauchy_loss(x), x**2)


@cauchy_loss.claim("cauchy-derivative", "its gradient", x=real())
def cauchy_derivative(x):
    return equation(D(cauchy_loss(x), x), cauchy_loss_grad(x))
