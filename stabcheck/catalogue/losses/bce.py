"""Binary cross-entropy of a probability, −(y log p + (1 − y) log(1 − p)), 0 < p < 1.

What is minimised when the model's last layer gives p itself, against a label y: 0 or 1 or, for soft
labels, anything between. Of a p that is given nothing need be lost but in one place: where p is
small, 1 − p rounds to 1, and for the label 0 nothing is left of a loss that is about p. log1p(−p)
is what log(1 − p) means. At p = 0 and p = 1 a hard label makes 0 · ∞ = NaN of the other term, which
is not there.

Libraries keep p, or the logarithms, away from the ends: p between 10⁻⁷ and 1 − 10⁻⁷, or logarithms
of at least −100. Inside, that is the same function, as is proved; outside, the loss is capped, at
16.12 or at 100, and its gradient is 0: the example that is most wrong teaches nothing.

A p made of a logit by a sigmoid has lost more than any formula brings back: near 1 it has no digits
of 1 − p, and from where it is 1 the loss of the label 0 is ∞. Use the logit.

The bounds: each term is a product of factors, and the terms have one sign; of log(1 − p) the
rounding of 1 − p is an absolute error.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import sigmoid
from stabcheck.catalogue.losses.bce_grad import bce_grad
from stabcheck.catalogue.losses.bce_with_logits import bce_with_logits
from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    real,
    special,
    zero,
)

bce = Quantity(
    "bce",
    "binary cross-entropy of a probability",
    arguments={"p": real(above=0, below=1), "y": real(at_least=0, at_most=1)},
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 10.2.3",
    gradient="bce_grad",
    specials=(
        special(1.0, 1.0, accepts=[0.0, -0.0], note="certain and right"),
        special(0.0, 0.0, accepts=[0.0, -0.0], note="certain and right"),
        special(1.0, 0.0, accepts=np.inf, note="certain and wrong"),
        special(0.0, 1.0, accepts=np.inf, note="certain and wrong"),
        special(0.0, 0.5, accepts=np.inf, note="a soft label"),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@bce.definition
def definition(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@bce.sensitivity
def sensitivity(p, y):
    return np.abs(p - y) / (1 - p)  # |p ∂/∂p|; the label is exact


#: Up to where 1 − p rounds to 1: half the spacing below 1, a tie going to 1.
absorption = Boundary("u/2", lambda f, n: f.unit_roundoff / 2)


@bce.form(
    "naive",
    why="for small p, 1 − p rounds to 1, and the label 0 has no loss; at p = 0 or 1 a hard label "
    "makes 0 · ∞ of the other term",
    holds=("range", "absolute"),
    breaks=(
        zero("p=s, y=0", "cancellation", below=absorption),
        inaccurate("p=s, y=0", "cancellation"),
    ),
)
def naive(p, y):
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@bce.form(
    "log1p",
    why="log1p keeps every digit of a small p; at p = 0 or 1 a hard label makes 0 · ∞ still",
    holds=("range", "relative", "absolute"),
)
def log1p(p, y):
    return -(y * np.log(p) + (1 - y) * np.log1p(-p))


bce.evaluation(log1p)


@bce.form(
    "guarded",
    why="a term whose weight is 0 is not there, whatever its logarithm",
    holds=("range", "relative", "absolute", "special"),
)
def guarded(p, y):
    right = np.where(y == 0, 0, y * np.log(p))
    wrong = np.where(y == 1, 0, (1 - y) * np.log1p(-p))
    return -(right + wrong)


@bce.form(
    "clamped-logarithms",
    why="no logarithm is below −100, and none is weighted by 0 · ∞; what is less likely than e⁻¹⁰⁰ "
    "is told apart no more",
    holds=("range",),
    given=(lambda p, y: np.log(p) >= -100, lambda p, y: np.log(1 - p) >= -100),
    breaks=(inaccurate("p=s, y=1", "rounding"),),
    formats=("float32", "float64"),
    source="PyTorch, torch.nn.functional.binary_cross_entropy",
)
def clamped_logarithms(p, y):
    right, wrong = np.maximum(np.log(p), -100), np.maximum(np.log1p(-p), -100)
    return -(y * right + (1 - y) * wrong)


@bce.form(
    "clipped",
    why="no logarithm is of 0; but 1 − p is rounded as before, and what is less likely than 10⁻⁷ "
    "is told apart no more",
    holds=(),
    given=(lambda p, y: p >= 1e-7, lambda p, y: p <= 0.9999999),
    breaks=(inaccurate("p=s, y=0", "cancellation"), inaccurate("p=s, y=1", "rounding")),
    source="Keras, keras.losses.BinaryCrossentropy",
)
def clipped(p, y):
    inside = np.clip(p, 1e-7, 0.9999999)
    return -(y * np.log(inside) + (1 - y) * np.log(1 - inside))


def summed(p, y, wrong, r):
    """The error of the sum of the two terms, of which the second is off by so much."""
    right = np.abs(y * np.log(p)) * r.relative(r.kernel + r.u) + 2 * r.lost
    return r.after(log1p(p, y), right + wrong, r.u)


@bce.theory("naive")
def naive_theory(p, y, r):
    logarithm = r.after(np.abs(np.log1p(-p)), r.u, r.kernel)
    weighted = r.after(np.abs((1 - y) * np.log1p(-p)), np.abs(1 - y) * logarithm, 2 * r.u)
    return summed(p, y, weighted, r)


@bce.theory("log1p")
def log1p_theory(p, y, r):
    theta = r.kernel + 2 * r.u
    wrong = np.abs((1 - y) * np.log1p(-p)) * r.relative(theta) + 3 * r.lost
    return summed(p, y, wrong, r)


bce.theory("guarded")(log1p_theory)


@bce.theory("clamped-logarithms")
def clamped_logarithms_theory(p, y, r):
    right, wrong = np.maximum(-100 - np.log(p), 0), np.maximum(-100 - np.log1p(-p), 0)
    capped = np.abs(y) * right + np.abs(1 - y) * wrong
    return log1p_theory(p, y, r) + capped * np.exp(3 * r.u)


@bce.claim("bce-of-a-sigmoid", "of a logit's probability it is BCE", x=real(), y=real())
def bce_of_a_sigmoid(x, y):
    return equation(bce(sigmoid(x), y), bce_with_logits(x, y))


@bce.claim(
    "bce-other-label",
    "labels and probabilities turned around together",
    p=real(above=0, below=1),
    y=real(),
)
def bce_other_label(p, y):
    return equation(bce(1 - p, 1 - y), bce(p, y))


@bce.claim(
    "bce-symmetry",
    "a label is no prediction",
    expected="REFUTED",
    p=real(above=0, below=1),
    y=real(above=0, below=1),
)
def bce_symmetry(p, y):
    return equation(bce(p, y), bce(y, p))


@bce.claim("bce-derivative", "its gradient", p=real(above=0, below=1), y=real())
def bce_derivative(p, y):
    return equation(D(bce(p, y), p), bce_grad(p, y))


@bce_derivative.derivation()
def bce_derivative_steps(p, y):
    yield D(bce(p, y), p), "the derivative sought"
    yield -y / p + (1 - y) / (1 - p), "the derivative of a logarithm, twice"
    yield (-y * (1 - p) + (1 - y) * p) / (p * (1 - p)), "over one denominator"
    yield (p - y) / (p * (1 - p)), "the products −yp and yp cancel"
    yield bce_grad(p, y), "definition of its gradient"
