"""The gradient of binary cross-entropy in the logit: the residual σ(x) − y.

Back-propagation needs nothing else of the loss, however the loss itself was computed.  As it
stands the difference loses digits where the model is certain and right: for y = 1 and large x,
σ(x) rounds to 1 and nothing is left of −e⁻ˣ.  Put over one denominator with e = e^−|x| ≤ 1,

    σ(x) − y = ((1 − y) − ey)/(1 + e) for x ≥ 0,   (e(1 − y) − y)/(1 + e) for x < 0,

a label of 0 or 1 leaves one term only, and it is exact.  A label of ½ cancels near x = 0, where
σ(x) − ½ ≈ x/4 is what e = 1 + expm1(−|x|) is short of 1 by.

The bounds: a numerator is off by the roundings of its terms, however they cancel, and of their
difference; of the quotient, every rounding is a factor e^θ.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import naive_theory, sigmoid
from stabcheck.catalogue.activations.softplus import absorption
from stabcheck.quantity import Quantity, inaccurate, real, special, zero

bce_with_logits_grad = Quantity(
    "bce_with_logits_grad",
    "the gradient of binary cross-entropy with logits",
    arguments={"x": real(), "y": real(above=-1, below=2)},  # labels, and room around [0, 1]
    symbol="BCE′",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 10.2.3",
    specials=(
        special(np.inf, 1.0, accepts=[0.0, -0.0], note="certain and right"),
        special(-np.inf, 0.0, accepts=[0.0, -0.0], note="certain and right"),
        special(np.inf, 0.0, accepts=1.0, note="certain and wrong"),
        special(-np.inf, 1.0, accepts=-1.0, note="certain and wrong"),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@bce_with_logits_grad.definition
def definition(x, y):
    return sigmoid(x) - y


@bce_with_logits_grad.sensitivity
def sensitivity(x, y):
    e = np.exp(-np.abs(x))  # |x σ′(x)|; the label is taken as exact
    return np.abs(x) * e / ((1 + e) * (1 + e)) + 0 * y


@bce_with_logits_grad.form(
    "residual",
    why="σ(x) rounds to 1 where the label is 1 and x large, and nothing is left of −e⁻ˣ",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s, y=1", "cancellation"),
        zero("x=s, y=1", "cancellation", above=absorption),
    ),
)
def residual(x, y):
    return 1 / (1 + np.exp(-x)) - y


@bce_with_logits_grad.form(
    "one-quotient",
    why="1 − y is exact for y ≥ ½, a label of 0 or 1 leaves one term, and e^−|x| never exceeds 1; "
    "but for y = ½ near x = 0, two numbers close to ½ cancel",
    holds=("range", "absolute", "special"),
    breaks=(inaccurate("x=s, y=0.5", "cancellation"),),
    bound=6,
)
def one_quotient(x, y):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, (1 - y) - e * y, e * (1 - y) - y) / (1 + e)


@bce_with_logits_grad.form(
    "near-and-far",
    why="where e^−|x| is close to 1, expm1 gives what it lacks, and 1 − 2y is exact for y ≥ ¼",
    holds=("range", "relative", "absolute", "special"),
    bound=6,
)
def near_and_far(x, y):
    e, m = np.exp(-np.abs(x)), np.expm1(-np.abs(x))
    near = (1 - 2 * y) + np.where(x >= 0, -m * y, m * (1 - y))
    far = np.where(x >= 0, (1 - y) - e * y, e * (1 - y) - y)
    return np.where(e > 1 / 2, near, far) / (1 + e)


bce_with_logits_grad.evaluation(one_quotient)


@bce_with_logits_grad.theory("residual")
def residual_theory(x, y, r):
    return r.after(one_quotient(x, y), naive_theory(x, r), r.u)


def far_terms(x, y, r):
    """What the terms of the numerator are off, e among them."""
    e = np.exp(-np.abs(x))
    right = np.abs(1 - y) * r.relative(r.u) + e * np.abs(y) * r.relative(r.kernel + r.u)
    left = e * np.abs(1 - y) * r.relative(r.kernel + 2 * r.u)
    return np.where(x >= 0, right, left) + 3 * r.lost


def near_terms(x, y, r):
    """What they are off with expm1 in the place of e."""
    m = np.where(x >= 0, np.abs(y), np.abs(1 - y)) * -np.expm1(-np.abs(x))
    return np.abs(1 - 2 * y) * r.relative(r.u) + m * r.relative(r.kernel + 2 * r.u) + 3 * r.lost


def quotient(x, y, terms, r):
    """The error of the quotient, the terms of its numerator being off by so much."""
    e, value = np.exp(-np.abs(x)), one_quotient(x, y)
    numerator = r.after(value * (1 + e), terms, r.u)
    below = e / (1 + e) * r.relative(r.kernel) + r.lost + r.u
    return r.after(value, numerator / (1 + e), below + r.u)


@bce_with_logits_grad.theory("one-quotient")
def one_quotient_theory(x, y, r):
    return quotient(x, y, far_terms(x, y, r), r)


@bce_with_logits_grad.theory("near-and-far")
def near_and_far_theory(x, y, r):
    near, far = near_terms(x, y, r), far_terms(x, y, r)
    is_near = np.exp(-np.abs(x)) > 3 / 5  # well above ½, where a rounded e may take either branch
    return quotient(x, y, np.where(is_near, near, np.maximum(near, far)), r)
