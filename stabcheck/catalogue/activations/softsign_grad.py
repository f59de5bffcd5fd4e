"""The derivative of softsign, 1/(1 + |x|)².

Its tail is 1/x², and the square in the denominator overflows where 1/x² is still a number, if a
subnormal one: from √MAX on 0 comes out.  Squaring the quotient, (1/(1 + |x|))², has no such
trouble.  The quotient rule, as automatic differentiation applies it,

    1/(1 + |x|) − |x|/(1 + |x|)²,

is a difference of two numbers that agree in all but 1/x of their digits; from x = 1/u on only
their roundings are left, and 1/x for 1/x² where the square overflows.

The bounds: a square doubles what its root is off by.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softsign import softsign
from stabcheck.quantity import Boundary, D, Quantity, equation, inaccurate, real, special, zero

softsign_grad = Quantity(
    "softsign_grad",
    "the derivative of softsign",
    arguments={"x": real()},
    symbol="softsign′",
    source="Glorot & Bengio, Understanding the difficulty of training deep feedforward neural "
    "networks, AISTATS 2010, section 2.3",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=0.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=1.0),
    ),
)


@softsign_grad.definition
def definition(x):
    return 1 / (1 + np.abs(x)) ** 2


@softsign_grad.sensitivity
def sensitivity(x):
    d = 1 + np.abs(x)
    return 2 * np.abs(x) / (d * d * d)


overflow = Boundary(
    "(√(MAX + ½ulp) - 1)",
    lambda f, n: np.sqrt(f.overflow_threshold) - 1,
    within=lambda f, n: f.unit_roundoff * np.sqrt(f.overflow_threshold),
)


@softsign_grad.form(
    "reciprocal",
    why="(1 + |x|)² overflows, and 1/∞ is 0 while 1/x² is a subnormal number",
    holds=("range", "absolute", "special"),
    breaks=(
        zero("x=s", "overflow", above=overflow),
        zero("x=s", "overflow", below=-overflow),
    ),
)
def reciprocal(x):
    d = 1 + np.abs(x)
    return 1 / (d * d)


@softsign_grad.form(
    "quotient-rule",
    why="two numbers near 1/x, whose difference is 1/x²: from x = 1/u on it is what their rounding "
    "leaves, and where the square overflows, 1/x",
    holds=("range",),
    breaks=(inaccurate("x=s", "cancellation"),),
)
def quotient_rule(x):
    d = 1 + np.abs(x)
    return 1 / d - np.abs(x) / (d * d)


@softsign_grad.form(
    "squared-quotient",
    why="the quotient is squared, not its denominator: only the result itself may underflow",
    holds=("range", "relative", "absolute", "special"),
)
def squared_quotient(x):
    y = 1 / (1 + np.abs(x))
    return y * y


softsign_grad.evaluation(squared_quotient)


@softsign_grad.theory("reciprocal")
def reciprocal_theory(x, r):
    return squared_quotient(x) * r.relative(4 * r.u) + r.lost


@softsign_grad.theory("squared-quotient")
def squared_quotient_theory(x, r):
    y = 1 / (1 + np.abs(x))
    off = y * r.relative(2 * r.u) + r.lost
    return r.product(y, off, y, off)


@softsign_grad.theory("quotient-rule")
def quotient_rule_theory(x, r):
    y = 1 / (1 + np.abs(x))
    first = y * r.relative(2 * r.u) + r.lost
    second = np.abs(x) * y * y * r.relative(4 * r.u) + r.lost
    return r.after(y * y, first + second, r.u)


@softsign_grad.claim("softsign-derivative", "it is the derivative of softsign", x=real())
def softsign_derivative(x):
    return equation(D(softsign(x), x), softsign_grad(x))


@softsign_grad.claim("softsign-derivative-output", "(1 − |y|)², y = softsign(x)", x=real())
def softsign_derivative_output(x):
    return equation(softsign_grad(x), (1 - np.abs(softsign(x))) ** 2)


@softsign_grad.claim(
    "softsign-derivative-as-tanh", "tempting: 1 − y², as for tanh", expected="REFUTED", x=real()
)
def softsign_derivative_as_tanh(x):
    return equation(softsign_grad(x), 1 - softsign(x) ** 2)
