"""The gradient of the pseudo-Huber loss, x/√(1 + (x/δ)²): x near 0, ±δ far from it.

That it is bounded is the point of the loss: an outlier pulls no harder than δ. In floats the worst
outlier does not pull at all. From |x| = δ√MAX on, (x/δ)² overflows, and x/∞ is 0. With the larger a
and the smaller m of |x| and δ, both branches are the clipped residual, damped near ±δ:

    min(max(x, −δ), δ)/√(1 + (m/a)²),

and only a quotient of at most 1 is squared.

κ is of x; δ is exact. The bounds: of 1 + (m/a)² the square's roundings count by its share, at most
½, and under the root by half of that.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import Boundary, Quantity, real, special, zero

pseudo_huber_grad = Quantity(
    "pseudo_huber_grad",
    "the gradient of the pseudo-Huber loss",
    arguments={"x": real(), "delta": real(above=0)},
    symbol="pseudo_huber′",
    source="Hartley & Zisserman, Multiple View Geometry in Computer Vision, 2nd ed. (2003), "
    "appendix 6.8",
    probes=("x=s, delta=1", "x=s, delta=0.1"),
    specials=(
        special(np.inf, 1.0, accepts=1.0),
        special(-np.inf, 1.0, accepts=-1.0),
        special(-0.0, 1.0, accepts=[0.0, -0.0]),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@pseudo_huber_grad.definition
def definition(x, delta):
    return x / np.sqrt(1 + (x / delta) ** 2)


@pseudo_huber_grad.sensitivity
def sensitivity(x, delta):
    q = delta / np.maximum(np.abs(x), delta)  # |x|/(1 + (x/δ)²)^(3/2)
    p = x / np.maximum(np.abs(x), delta)
    return np.abs(clipped(x, delta)) * (q * q / (p * p + q * q))


#: From where x² overflows; x/∞ is 0.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))


@pseudo_huber_grad.form(
    "naive",
    why="the square overflows, and x/∞ is 0: the worst outlier does not pull at all",
    holds=(),
    breaks=(
        zero("x=s, delta=1", "overflow", above=overflow),
        zero("x=s, delta=1", "overflow", below=-overflow),
    ),
)
def naive(x, delta):
    v = x / delta
    return x / np.sqrt(1 + v * v)


@pseudo_huber_grad.form(
    "clipped",
    why="the residual is clipped first, and only a quotient of at most 1 is squared",
    holds=("range", "relative", "absolute", "special"),
)
def clipped(x, delta):
    a, m = np.maximum(np.abs(x), delta), np.minimum(np.abs(x), delta)
    return np.minimum(np.maximum(x, -delta), delta) / np.sqrt(1 + m / a * (m / a))


pseudo_huber_grad.evaluation(clipped)


def root_theta(x, delta, r):
    """The θ of √(1 + (m/a)²): three roundings of the square by its share, and two more."""
    a, m = np.maximum(np.abs(x), delta), np.minimum(np.abs(x), delta)
    share = m / a * (m / a) / (1 + m / a * (m / a))
    return (share * r.relative(3 * r.u) + 3 * r.lost + r.u) / 2 + r.u


@pseudo_huber_grad.theory("clipped")
def clipped_theory(x, delta, r):
    value = np.abs(clipped(x, delta))
    return value * r.relative(root_theta(x, delta, r) + r.u) + r.lost
