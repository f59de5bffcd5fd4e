"""The gradient of binary cross-entropy in the probability, (p − y)/(p(1 − p)).

Automatic differentiation of the loss makes it a sum of two terms,

    −y/p + (1 − y)/(1 − p),

and for a soft label they cancel where the model is right, at p close to y. Over one denominator the
difference p − y is taken of two given numbers: it is exact where it is small, and the quotient is
accurate everywhere. Near p = 0 and 1 it is as large as the loss is steep; a chain that goes on
through the sigmoid multiplies it by p(1 − p), and where p has rounded to 1 that is 0 · ∞. Use the
gradient in the logit, σ(x) − y.

p and y are taken as exact, κ = 0: counted with the roundings of p, what cancels would be excused.
The bounds: four roundings of the quotient; of the sum, those of its terms, however they cancel.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import Quantity, inaccurate, real, special

bce_grad = Quantity(
    "bce_grad",
    "the gradient of binary cross-entropy in the probability",
    arguments={"p": real(above=0, below=1), "y": real(at_least=0, at_most=1)},
    symbol="bce′",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 10.2.3",
    specials=(
        special(1.0, 0.0, accepts=np.inf, note="certain and wrong"),
        special(0.0, 1.0, accepts=-np.inf, note="certain and wrong"),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@bce_grad.definition
def definition(p, y):
    return (p - y) / (p * (1 - p))


@bce_grad.sensitivity
def sensitivity(p, y):
    return 0 * (p + y)  # both are taken as exact


@bce_grad.form(
    "two-quotients",
    why="for a soft label the two quotients cancel where the model is right",
    holds=("range",),
    breaks=(inaccurate("p=s, y=0.5", "cancellation"), inaccurate("p=s, y=0.1", "cancellation")),
)
def two_quotients(p, y):
    return -y / p + (1 - y) / (1 - p)


@bce_grad.form(
    "one-quotient",
    why="p − y is exact where it is small",
    holds=("range", "relative", "absolute", "special"),
)
def one_quotient(p, y):
    return (p - y) / (p * (1 - p))


@bce_grad.theory("two-quotients")
def two_quotients_theory(p, y, r):
    right = np.abs(y / p) * r.relative(r.u) + r.lost
    wrong = np.abs((1 - y) / (1 - p)) * r.relative(3 * r.u) + r.lost
    return r.after(np.abs(one_quotient(p, y)), right + wrong, r.u)


@bce_grad.theory("one-quotient")
def one_quotient_theory(p, y, r):
    lost = np.abs((p - y) / p) * (r.lost / (p * (1 - p)))
    return np.abs(one_quotient(p, y)) * r.relative(4 * r.u) + lost + r.lost
