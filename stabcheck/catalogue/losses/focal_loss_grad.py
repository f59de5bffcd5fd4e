"""The gradient of the focal loss in the logit, (1 − p)²(2p log p + p − 1) with p = σ(x).

Everything is at hand from the forward pass, and the formula is typed as the paper has it. It is as
good as 1 − p is: for large x, p rounds to 1, and the gradient of an example that is classified well
is 0 rather than −e^−3x, no great loss; for very negative x, e⁻ˣ overflows, p comes out as 0, and
0 · log 0 is NaN, where the gradient of an example that is badly wrong is −1. With q = σ(−x) = 1 − p
in branches and −log p = softplus(−x),

    −q²(2p softplus(−x) + q),

all terms have one sign, and each is as accurate as its exponential, e^−|x|.

The bounds: p, q and softplus are off as on their pages; of their products and of the sum, all of
one sign, every rounding is a factor e^θ.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations import log_sigmoid as logarithm
from stabcheck.catalogue.activations import sigmoid as probability
from stabcheck.catalogue.activations import softplus as entropy
from stabcheck.catalogue.activations.sigmoid import branches, sigmoid
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    Quantity,
    nan,
    real,
    special,
    zero,
)

focal_loss_grad = Quantity(
    "focal_loss_grad",
    "the gradient of the focal loss, γ = 2",
    arguments={"x": real()},
    symbol="FL′",
    source="Lin, Goyal, Girshick, He & Dollár, Focal Loss for Dense Object Detection, "
    "arXiv:1708.02002 (2017), appendix B",
    specials=(
        special(np.inf, accepts=[0.0, -0.0], note="certain and right"),
        special(-np.inf, accepts=-1.0, note="certain and wrong"),
        special(np.nan, accepts="nan"),
    ),
)


@focal_loss_grad.definition
def definition(x):
    p = sigmoid(x)
    return (1 - p) ** 2 * (2 * p * np.log(p) - (1 - p))


def parts(x):
    """p, q = 1 − p and −log p, none of them by subtraction."""
    return *branches(x), entropy.stable(-x)


@focal_loss_grad.sensitivity
def sensitivity(x):
    p, q, loss = parts(x)  # |x| times the second derivative of the loss
    return np.abs(x) * p * q * q * np.abs(2 * (2 * p - q) * loss + 5 * q)


def absorbed(f, _n):
    """Where 1 + e⁻ˣ rounds to 1; beyond MAX if the gradient, −e^−3x, is lost before."""
    lost = 3 * f.precision > f.precision - 1 - f.emin
    return 2 * f.max if lost else f.precision * LN2


absorption = Boundary(
    "p log 2",
    absorbed,
    within=lambda f, n: f.unit_roundoff,  # rounding e⁻ˣ is as good as moving x by u
)


@focal_loss_grad.form(
    "as-printed",
    why="for large x, p rounds to 1, and nothing is left; for very negative x, e⁻ˣ overflows, p "
    "comes out as 0, and 0 · log 0 is NaN",
    holds=(),
    breaks=(
        zero("x=s", "cancellation", above=absorption),
        nan("x=s", "overflow", below=-EXP_OVERFLOW),
    ),
    source="Lin, Goyal, Girshick, He & Dollár, Focal Loss for Dense Object Detection, "
    "arXiv:1708.02002 (2017), appendix B",
)
def as_printed(x):
    p = 1 / (1 + np.exp(-x))
    return (1 - p) * (1 - p) * (2 * p * np.log(p) + p - 1)


@focal_loss_grad.form(
    "stable",
    why="p and 1 − p in branches, and all terms of one sign",
    holds=("range", "relative", "absolute", "special"),
    bound=8,
)
def stable(x):
    e = np.exp(-np.abs(x))
    p, q = np.where(x >= 0, 1, e) / (1 + e), np.where(x >= 0, e, 1) / (1 + e)
    surprise = np.where(e == 0, 0, p * (np.maximum(-x, 0) + np.log1p(e)))  # not 0 · ∞ at −∞
    return -(q * q) * (2 * surprise + q)


focal_loss_grad.evaluation(stable)


@focal_loss_grad.theory("as-printed")
def as_printed_theory(x, r):
    p, q, loss = parts(x)
    off = probability.naive_theory(x, r)
    product = 2 * r.product(p, off, loss, logarithm.naive_theory(x, r)) + r.lost
    raised = r.after(np.abs(p - 2 * p * loss), product + off, r.u)
    inner = r.after(2 * p * loss + q, raised, r.u)
    complement = r.after(q, off, r.u)
    square = r.product(q, complement, q, complement)
    return r.product(q * q, square, 2 * p * loss + q, inner)


@focal_loss_grad.theory("stable")
def stable_theory(x, r):
    p, q, loss = parts(x)
    off = probability.two_branch_theory(-x, r)
    product = r.product(p, probability.two_branch_theory(x, r), loss, entropy.stable_theory(-x, r))
    inner = r.after(2 * p * loss + q, 2 * product + off, r.u)
    return r.product(q * q, r.product(q, off, q, off), 2 * p * loss + q, inner)
