"""The exponential linear unit (ELU), x for x > 0 and eˣ − 1 for x ≤ 0: a ReLU that saturates at −1.

(With a factor α before eˣ − 1, which is 1 here: it changes nothing of what follows.)

Near 0 it is x on both sides, and eˣ − 1 is the textbook case of cancellation: for −½u ≤ x < 0, eˣ
rounds to 1, and 0 is left of x; for larger −x, x to a multiple of u.  The library's expm1 is made
for this.  Where the branches are chosen by a mask, np.where(x > 0, x, ...), the other branch is
evaluated too: eˣ overflows for large x and is thrown away, which harms nothing here but its
derivative (see the page `elu_grad`).  expm1(min(x, 0)) never overflows.

The bounds: eˣ − 1 is off by what eˣ is off, however small it is itself; expm1 by its kernel.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.tanh import one_lost
from stabcheck.quantity import Quantity, equation, inaccurate, real, special, zero

elu = Quantity(
    "elu",
    "the exponential linear unit",
    arguments={"x": real()},
    source="Clevert, Unterthiner & Hochreiter, Fast and Accurate Deep Network Learning by "
    "Exponential Linear Units (ELUs), ICLR 2016, section 3",
    gradient="elu_grad",
    specials=(
        special(-np.inf, accepts=-1.0),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=[-0.0, 0.0]),
    ),
)


@elu.definition
def definition(x):
    return np.where(x > 0, x, np.exp(x) - 1)


@elu.sensitivity
def sensitivity(x):
    return np.abs(x) * np.exp(np.minimum(x, 0))


@elu.form(
    "exp-minus-1",
    why="just below 0, eˣ rounds to 1 minus a multiple of u, and subtracting 1 leaves that; for "
    "−½u ≤ x < 0, nothing",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=-one_lost),
    ),
)
def exp_minus_1(x):
    return np.where(x > 0, x, np.exp(x) - 1)


@elu.form(
    "expm1",
    why="the library's expm1 keeps a small x to the last digit",
    holds=("range", "relative", "absolute", "special"),
    source="PyTorch, elu",
)
def expm1(x):
    return np.where(x > 0, x, np.expm1(x))


@elu.form(
    "two-parts",
    why="of max(x, 0) and min(x, 0) one is 0 and adds nothing; nothing overflows, either, not even "
    "what is thrown away",
    holds=("range", "relative", "absolute", "special"),
)
def two_parts(x):
    return np.maximum(x, 0) + np.expm1(np.minimum(x, 0))


elu.evaluation(two_parts)


@elu.theory("exp-minus-1")
def exp_minus_1_theory(x, r):
    e = np.exp(np.minimum(x, 0))
    off = r.after(np.expm1(np.minimum(x, 0)), e * r.relative(r.kernel) + r.lost, r.u)
    return np.where(x > 0, x * r.u, off)


@elu.theory("expm1")
def expm1_theory(x, r):
    return r.after(two_parts(x), 0, np.where(x > 0, r.u, r.kernel))


elu.theory("two-parts")(expm1_theory)  # adding 0 to one of the parts is exact


@elu.claim("elu-parts", "its two branches as a sum", x=real())
def elu_parts(x):
    return equation(elu(x), np.maximum(x, 0) + np.minimum(np.exp(x) - 1, 0))


@elu.claim("elu-is-max", "tempting: eˣ − 1 ≥ x on both sides of 0", expected="REFUTED", x=real())
def elu_is_max(x):
    return equation(elu(x), np.maximum(x, np.exp(x) - 1))
