"""The focal loss, −(1 − p)² log p with p = σ(x): a cross-entropy that leaves the easy ones alone.

x is the logit of the label that is right: minus the logit where the label is 0. The factor
(1 − p)², with the usual exponent γ = 2, takes the loss of examples that are classified well down to
e^−3x, so that a thousand of them do not drown the one that is not.

For very negative x, e⁻ˣ overflows, p comes out as 0, and log p is −∞ where the loss is about |x|;
libraries take the logarithm from a stable cross-entropy instead. But 1 − p of a rounded p is a
multiple of u: it loses its digits as x grows, and the loss is 0 from where p rounds to 1.
1 − σ(x) is σ(−x): with e = e^−|x|,

    σ(−x) = e/(1 + e) or 1/(1 + e),    −log σ(x) = max(−x, 0) + log1p(e),

and nothing is subtracted.

The bounds: σ(−x) and softplus are off as on their pages, and products of what is off add up. 1 − p
is off by what p is, however small it is itself.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations import log_sigmoid as logarithm
from stabcheck.catalogue.activations import sigmoid as probability
from stabcheck.catalogue.activations import softplus as entropy
from stabcheck.catalogue.activations.sigmoid import sigmoid
from stabcheck.catalogue.activations.softplus import softplus
from stabcheck.catalogue.losses.focal_loss_grad import focal_loss_grad
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    infinite,
    real,
    special,
    zero,
)

focal_loss = Quantity(
    "focal_loss",
    "the focal loss of a logit, γ = 2",
    arguments={"x": real()},
    symbol="FL",
    source="Lin, Goyal, Girshick, He & Dollár, Focal Loss for Dense Object Detection, ICCV (2017), "
    "equation (4)",
    gradient="focal_loss_grad",
    specials=(
        special(np.inf, accepts=[0.0, -0.0], note="certain and right"),
        special(-np.inf, accepts=np.inf, note="certain and wrong"),
        special(np.nan, accepts="nan"),
    ),
)


@focal_loss.definition
def definition(x):
    p = sigmoid(x)
    return -((1 - p) ** 2) * np.log(p)


@focal_loss.sensitivity
def sensitivity(x):
    p, q = probability.branches(x)
    return np.abs(x) * q * q * (2 * p * entropy.stable(-x) + q)


def absorbed(f, _n):
    """Where 1 + e⁻ˣ rounds to 1; beyond MAX if the loss, e^−3x, is lost in the format before."""
    lost = 3 * f.precision > f.precision - 1 - f.emin
    return 2 * f.max if lost else f.precision * LN2


absorption = Boundary(
    "p log 2",
    absorbed,
    within=lambda f, n: f.unit_roundoff,  # rounding e⁻ˣ is as good as moving x by u
)


@focal_loss.form(
    "naive",
    why="for large x, p rounds to 1, and 0 · log 1 is 0; for very negative x, e⁻ˣ overflows, p "
    "comes out as 0, and log 0 = −∞",
    holds=("special",),
    breaks=(
        zero("x=s", "cancellation", above=absorption),
        infinite("x=s", "overflow", below=-EXP_OVERFLOW),
    ),
)
def naive(x):
    p = 1 / (1 + np.exp(-x))
    return -((1 - p) * (1 - p)) * np.log(p)


@focal_loss.form(
    "stable-logarithm",
    why="the cross-entropy is good everywhere, but its factor is not: for large x, 1 − p keeps "
    "digits above u only, and then none",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "cancellation", above=absorption),),
    source="torchvision, torchvision.ops.sigmoid_focal_loss",
    bound=6,
)
def stable_logarithm(x):
    p = 1 / (1 + np.exp(-x))
    return entropy.stable(-x) * ((1 - p) * (1 - p))


@focal_loss.form(
    "stable",
    why="1 − σ(x) is σ(−x), in branches; nothing is subtracted",
    holds=("range", "relative", "absolute", "special"),
    bound=8,
)
def stable(x):
    e = np.exp(-np.abs(x))
    q = np.where(x >= 0, e, 1) / (1 + e)
    return q * q * (np.maximum(-x, 0) + np.log1p(e))


focal_loss.evaluation(stable)


def weighted(q, off, loss, other, r):
    """The error of q² times a loss, q and the loss themselves off by so much."""
    return r.product(q * q, r.product(q, off, q, off), loss, other)


def complement_theory(x, r):
    """The error of 1 − p."""
    return r.after(probability.branches(x)[1], probability.naive_theory(x, r), r.u)


@focal_loss.theory("naive")
def naive_theory(x, r):
    q = probability.branches(x)[1]
    off = logarithm.naive_theory(x, r)
    return weighted(q, complement_theory(x, r), entropy.stable(-x), off, r)


@focal_loss.theory("stable-logarithm")
def stable_logarithm_theory(x, r):
    q = probability.branches(x)[1]
    off = entropy.stable_theory(-x, r)
    return weighted(q, complement_theory(x, r), entropy.stable(-x), off, r)


@focal_loss.theory("stable")
def stable_theory(x, r):
    q, off = probability.branches(x)[1], probability.two_branch_theory(-x, r)
    return weighted(q, off, entropy.stable(-x), entropy.stable_theory(-x, r), r)


@focal_loss.claim("focal-in-one-sigmoid", "what is right, by what is wrong", x=real())
def focal_in_one_sigmoid(x):
    return equation(focal_loss(x), sigmoid(-x) ** 2 * softplus(-x))


@focal_in_one_sigmoid.derivation()
def focal_in_one_sigmoid_steps(x):
    yield focal_loss(x), "the left-hand side"
    yield -((1 - sigmoid(x)) ** 2) * np.log(sigmoid(x)), "definition of FL"
    yield sigmoid(-x) ** 2 * -np.log(1 / (1 + np.exp(-x))), "1 − σ(x) = σ(−x); definition of σ"
    yield sigmoid(-x) ** 2 * np.log(1 + np.exp(-x)), "logarithm of a reciprocal"
    yield sigmoid(-x) ** 2 * softplus(-x), "definition of softplus"


@focal_loss.claim("focal-is-cross-entropy", "only with γ = 0", expected="REFUTED", x=real())
def focal_is_cross_entropy(x):
    return equation(focal_loss(x), -np.log(sigmoid(x)))


@focal_loss.claim("focal-derivative", "its gradient", x=real())
def focal_derivative(x):
    return equation(D(focal_loss(x), x), focal_loss_grad(x))


@focal_derivative.derivation()
def focal_derivative_steps(x):
    p = sigmoid(x)
    yield D(focal_loss(x), x), "the derivative sought"
    yield (
        2 * (1 - p) * (p * (1 - p)) * np.log(p) - (1 - p) ** 2 * (p * (1 - p)) / p,
        "product rule; σ′ = σ(1 − σ)",
    )
    yield (1 - p) ** 2 * (2 * p * np.log(p) - (1 - p)), "(1 − p)² is common"
    yield focal_loss_grad(x), "definition of FL′"
