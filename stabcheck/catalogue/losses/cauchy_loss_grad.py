"""The gradient of the Cauchy loss, 2x/(1 + x²): an outlier pulls the less the farther out it is.

It rises to 1 at |x| = 1 and falls off as 2/x. As typed, x² overflows from √MAX on, and 2x/∞ is 0
where 2/x is an ordinary number. Divided by x above and below,

    2/(x + 1/x),

nothing is squared, but 1/x overflows in its turn, for x of a few of the smallest numbers. Each
formula where it is good, 2x/(1 + x²) up to 1 and (2/x)/(1 + 1/x²) beyond, and nothing overflows
that is not in the branch not taken.

The bounds: of 1 + q² the square's roundings count by its share, at most ½; the quotients are
factors.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import Boundary, Quantity, equation, real, special, zero

cauchy_loss_grad = Quantity(
    "cauchy_loss_grad",
    "the gradient of the Cauchy loss",
    arguments={"x": real()},
    symbol="cauchy_loss′",
    source="Barron, A General and Adaptive Robust Loss Function, CVPR (2019)",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0]),
        special(np.inf, accepts=0.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=[-0.0, 0.0]),
    ),
)


@cauchy_loss_grad.definition
def definition(x):
    return 2 * x / (1 + x**2)


@cauchy_loss_grad.sensitivity
def sensitivity(x):
    a = np.abs(x)  # |x f′(x)| = |f (1 − x²)/(1 + x²)|
    q = np.where(a <= 1, a, 1 / a)
    return 2 * q / (1 + q * q) * ((1 - q * q) / (1 + q * q))


#: From where x² overflows; 2x/∞ is 0.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))
#: Up to where 1/x overflows.
vanishing = Boundary("1/(MAX + ½ulp)", lambda f, n: 1 / f.overflow_threshold)


@cauchy_loss_grad.form(
    "naive",
    why="x² overflows, and 2x/∞ is 0, where 2/x is an ordinary number",
    holds=(),
    breaks=(
        zero("x=s", "overflow", above=overflow),
        zero("x=s", "overflow", below=-overflow),
    ),
)
def naive(x):
    return 2 * x / (1 + x * x)


@cauchy_loss_grad.form(
    "reciprocal",
    why="nothing is squared; but 1/x overflows where x is a small subnormal number, and 2/∞ is 0",
    holds=(),
    given=(lambda x: x != 0,),
    breaks=(
        zero("x=s", "overflow", below=vanishing),
        zero("x=s", "overflow", above=-vanishing),
    ),
)
def reciprocal(x):
    return 2 / (x + 1 / x)


@cauchy_loss_grad.form(
    "near-and-far",
    why="x² up to 1, 1/x² beyond: what overflows is in the branch not taken",
    holds=("range", "relative", "absolute", "special"),
)
def near_and_far(x):
    return np.where(np.abs(x) <= 1, 2 * x / (1 + x * x), 2 / x / (1 + 1 / x / x))


cauchy_loss_grad.evaluation(near_and_far)


@cauchy_loss_grad.theory("near-and-far")
def near_and_far_theory(x, r):
    a = np.abs(x)
    q = np.where(a <= 1, a, 1 / a)
    share = q * q / (1 + q * q)
    theta = share * r.relative(np.where(a <= 1, r.u, 2 * r.u)) + 2 * r.lost + r.u
    rounded = np.where(a <= 1, r.u, 2 * r.u)
    return 2 * q / (1 + q * q) * r.relative(theta + rounded) + 2 * r.lost


@cauchy_loss_grad.claim("cauchy-grad-inversion", "the same pull at x and at 1/x", x=real(above=0))
def cauchy_grad_inversion(x):
    return equation(cauchy_loss_grad(1 / x), cauchy_loss_grad(x))


@cauchy_grad_inversion.derivation()
def cauchy_grad_inversion_steps(x):
    yield cauchy_loss_grad(1 / x), "the left-hand side"
    yield 2 * (1 / x) / (1 + (1 / x) ** 2), "definition of its gradient"
    yield 2 * x / (x**2 + 1), "multiply above and below by x²"
    yield cauchy_loss_grad(x), "definition of its gradient"
