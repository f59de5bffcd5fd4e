"""The derivative of the ELU: 1 for x > 0, eˣ for x < 0.

Saved memory is the temptation here: the output y = eˣ − 1 of the forward pass is at hand, and
eˣ = y + 1.  But y is a multiple of ½u close to −1, and then −1: from x = −(p + 1) log 2 down the
derivative comes out as 0, in float16 from −8.4.  The other danger is the branch not taken.  With
masks that multiply, eˣ = ∞ times the 0 of its mask is NaN for large x; so it is in automatic
differentiation of np.where(x > 0, x, eˣ − 1), which multiplies the derivative of both branches by
a mask.  e^min(x, 0) has neither.

The bounds: y + 1 is off by what rounding y costs, an absolute error.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.elu import elu
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    nan,
    real,
    special,
    zero,
)

elu_grad = Quantity(
    "elu_grad",
    "the derivative of the exponential linear unit",
    arguments={"x": real()},
    symbol="elu′",
    source="Clevert, Unterthiner & Hochreiter, Fast and Accurate Deep Network Learning by "
    "Exponential Linear Units (ELUs), ICLR 2016, section 3",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=1.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=1.0),
    ),
)


@elu_grad.definition
def definition(x):
    return np.exp(np.minimum(x, 0))


@elu_grad.sensitivity
def sensitivity(x):
    return np.abs(np.minimum(x, 0)) * np.exp(np.minimum(x, 0))


#: From where eˣ − 1 rounds to −1: eˣ ≤ ½u, a tie going to 1.
absorption = Boundary(
    "(p + 1) log 2",
    lambda f, n: (f.precision + 1) * LN2,
    kernel=lambda f, n: LN2,  # a kernel good to an ulp may round to −1 from eˣ = u on
)


@elu_grad.form(
    "from-output",
    why="y is rounded to a multiple of ½u and then to −1, and y + 1 is what that rounding has left",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-absorption),
    ),
    source="PyTorch, elu_backward for in-place operation",
)
def from_output(x):
    y = np.expm1(np.minimum(x, 0))
    return y + 1


@elu_grad.form(
    "masks",
    why="the mask of the branch not taken multiplies eˣ = ∞ by 0, which is NaN",
    holds=(),
    breaks=(nan("x=s", "overflow", above=EXP_OVERFLOW),),
)
def masks(x):
    return np.where(x > 0, 1, 0) + np.where(x > 0, 0, 1) * np.exp(x)


@elu_grad.form(
    "clamped",
    why="the exponential never exceeds 1, and is all there is",
    holds=("range", "relative", "absolute", "special"),
)
def clamped(x):
    return np.exp(np.minimum(x, 0))


@elu_grad.theory("from-output")
def from_output_theory(x, r):
    y = np.expm1(np.minimum(x, 0))
    return r.after(clamped(x), r.after(y, 0, r.kernel), r.u)


@elu_grad.theory("clamped")
def clamped_theory(x, r):
    return r.after(clamped(x), 0, r.kernel)


@elu_grad.claim("elu-derivative", "it is the derivative of elu", x=real())
def elu_derivative(x):
    return equation(D(elu(x), x), elu_grad(x))


@elu_grad.claim("elu-derivative-output", "in terms of y = elu(x)", x=real())
def elu_derivative_output(x):
    return equation(elu_grad(x), np.minimum(elu(x), 0) + 1)


@elu_grad.claim(
    "elu-derivative-as-output", "tempting: y + 1 without the minimum", expected="REFUTED", x=real()
)
def elu_derivative_as_output(x):
    return equation(elu_grad(x), elu(x) + 1)
