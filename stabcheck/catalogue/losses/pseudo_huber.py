"""The pseudo-Huber loss, δ²(√(1 + (x/δ)²) − 1): quadratic near 0, linear far from it, and smooth.

A residual x up to about δ counts as x²/2, beyond it as δ|x|: an outlier pulls with a bounded force.
Typed as it stands the root cancels with 1 near 0, where all of the loss is what it exceeds 1 by,
and for residuals of √MAX the square overflows although the loss is of the size of x. SciPy writes

    √(1 + v²) − 1 = expm1(½ log1p(v²)),    v = x/δ,

which mends the first; so does the conjugate, v²/(√(1 + v²) + 1). Neither mends the second, and the
conjugate makes NaN of ∞/∞. With the larger a and the smaller m of |x| and δ,

    |x| · m/(√(1 + (m/a)²) + δ/a),

nothing is subtracted, only a quotient of at most 1 is squared, and no factor exceeds the result.

κ is of x; δ is a constant that somebody chose, and exact. The bounds: every operation is a factor
e^θ, in a sum by the share of its term; in the plain form the errors of the root stay when 1 is
taken off.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.losses.huber import huber
from stabcheck.catalogue.losses.pseudo_huber_grad import clipped, pseudo_huber_grad, root_theta
from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    let,
    nan,
    real,
    special,
    zero,
)

pseudo_huber = Quantity(
    "pseudo_huber",
    "the pseudo-Huber loss",
    arguments={"x": real(), "delta": real(above=0)},
    source="Hartley & Zisserman, Multiple View Geometry in Computer Vision, 2nd ed. (2003), "
    "appendix 6.8",
    gradient="pseudo_huber_grad",
    probes=("x=s, delta=1", "x=s, delta=0.1"),
    specials=(
        special(np.inf, 1.0, accepts=np.inf),
        special(-np.inf, 1.0, accepts=np.inf),
        special(-0.0, 1.0, accepts=0.0),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@pseudo_huber.definition
def definition(x, delta):
    return delta**2 * (np.sqrt(1 + (x / delta) ** 2) - 1)


@pseudo_huber.sensitivity
def sensitivity(x, delta):
    return np.abs(x * clipped(x, delta))  # |x ∂/∂x|


#: From where x² overflows.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))
#: Up to where √(1 + x²) rounds to 1: 1 + x² must not exceed 1 + 2u, so x² is below 3u.
absorption = Boundary(
    "√(3u)",
    lambda f, n: np.sqrt(3 * f.unit_roundoff),
    within=lambda f, n: f.unit_roundoff * np.sqrt(3 * f.unit_roundoff),  # rounding x²
)


@pseudo_huber.form(
    "naive",
    why="near 0 the root rounds to 1 and nothing is left; far from it the square overflows, though "
    "the loss is of the size of x",
    holds=("special",),
    breaks=(
        zero("x=s, delta=1", "cancellation", below=absorption),
        zero("x=s, delta=1", "cancellation", above=-absorption),
        inaccurate("x=s, delta=1", "cancellation"),
        infinite("x=s, delta=1", "overflow", above=overflow),
        infinite("x=s, delta=1", "overflow", below=-overflow),
    ),
)
def naive(x, delta):
    v = x / delta
    return delta * delta * (np.sqrt(1 + v * v) - 1)


@pseudo_huber.form(
    "expm1",
    why="expm1 and log1p keep every digit near 0; the square overflows still, and before it does "
    "the rounding of the logarithm, u·log v, has become a part of the loss",
    holds=("special",),
    breaks=(
        infinite("x=s, delta=1", "overflow", above=overflow),
        infinite("x=s, delta=1", "overflow", below=-overflow),
    ),
    source="SciPy, scipy.special.pseudo_huber",
)
def expm1(x, delta):
    v = x / delta
    return delta * delta * np.expm1(np.log1p(v * v) / 2)


@pseudo_huber.form(
    "conjugate",
    why="nothing is subtracted; the square overflows still, above and below, and ∞/∞ is NaN",
    holds=(),
    breaks=(
        nan("x=s, delta=1", "overflow", above=overflow),
        nan("x=s, delta=1", "overflow", below=-overflow),
    ),
)
def conjugate(x, delta):
    v = x / delta
    return x * x / (np.sqrt(1 + v * v) + 1)


@pseudo_huber.form(
    "scaled",
    why="only a quotient of at most 1 is squared, and only positive numbers are added",
    holds=("range", "relative", "absolute", "special"),
)
def scaled(x, delta):
    a, m = np.maximum(np.abs(x), delta), np.minimum(np.abs(x), delta)
    return np.abs(x) * (m / (np.sqrt(1 + m / a * (m / a)) + delta / a))


@pseudo_huber.evaluation
def evaluation(x, delta):
    return delta * x * x / (np.sqrt(delta * delta + x * x) + delta)  # exact where the loss is


def root_error(x, delta, r):
    """The error of √(1 + (x/δ)²), of three roundings of the square by its share, and two more."""
    v = np.abs(x / delta)
    root = np.sqrt(1 + v * v)
    theta = (v / root * (v / root) * r.relative(3 * r.u) + 3 * r.lost + r.u) / 2
    return r.after(root, root * r.relative(theta), r.u)


@pseudo_huber.theory("naive")
def naive_theory(x, delta, r):
    difference = evaluation(x, delta) / (delta * delta)
    off = r.after(difference, root_error(x, delta, r), r.u)
    return r.after(evaluation(x, delta), delta * delta * off, 2 * r.u) + r.lost * (difference + off)


@pseudo_huber.theory("expm1")
def expm1_theory(x, delta, r):
    v = np.abs(x / delta)
    # ½ log1p(v²) is off by what v² is at most, relatively, and so, near 0, is expm1 of it
    half = np.log1p(v * v) / 2
    theta = half * r.relative(3 * r.u + r.kernel) + 4 * r.lost
    root = np.sqrt(1 + v * v)
    difference = evaluation(x, delta) / (delta * delta)
    off = r.after(difference, root * r.relative(theta), r.kernel)
    return r.after(evaluation(x, delta), delta * delta * off, 2 * r.u) + r.lost * (difference + off)


@pseudo_huber.theory("scaled")
def scaled_theory(x, delta, r):
    a, m = np.maximum(np.abs(x), delta), np.minimum(np.abs(x), delta)
    root, q = np.sqrt(1 + m / a * (m / a)), delta / a
    theta = root_theta(x, delta, r) * root / (root + q) * np.exp(2 * r.u)
    total = theta + q / (root + q) * r.relative(r.u) + r.lost + r.u
    value = evaluation(x, delta)
    return value * r.relative(total + 2 * r.u) + (np.abs(x) + 1) * r.lost


@pseudo_huber.claim("pseudo-huber-conjugate", "nothing subtracted", x=real(), delta=real(above=0))
def pseudo_huber_conjugate(x, delta):
    v = x / delta
    return equation(pseudo_huber(x, delta), x**2 / (np.sqrt(1 + v**2) + 1))


@pseudo_huber_conjugate.derivation()
def pseudo_huber_conjugate_steps(x, delta):
    root = let("w", np.sqrt(1 + (x / delta) ** 2))
    yield pseudo_huber(x, delta), "the left-hand side"
    yield delta**2 * (root - 1), "definition, with w = √(1 + (x/δ)²)"
    yield delta**2 * ((root - 1) * (root + 1) / (root + 1)), "multiply above and below by w + 1"
    yield delta**2 * ((root**2 - 1) / (root + 1)), "a difference of two squares"
    yield delta**2 * ((x / delta) ** 2 / (root + 1)), "w² = 1 + (x/δ)²"
    yield x**2 / (np.sqrt(1 + (x / delta) ** 2) + 1), "δ² cancels"


@pseudo_huber.claim(
    "pseudo-huber-is-huber",
    "only nearly so",
    expected="REFUTED",
    x=real(),
    delta=real(above=0),
)
def pseudo_huber_is_huber(x, delta):
    return equation(pseudo_huber(x, delta), huber(x, delta))


@pseudo_huber.claim("pseudo-huber-derivative", "its gradient", x=real(), delta=real(above=0))
def pseudo_huber_derivative(x, delta):
    return equation(D(pseudo_huber(x, delta), x), pseudo_huber_grad(x, delta))


@pseudo_huber_derivative.derivation()
def pseudo_huber_derivative_steps(x, delta):
    yield D(pseudo_huber(x, delta), x), "the derivative sought"
    yield delta**2 * (x / delta**2) / np.sqrt(1 + (x / delta) ** 2), "chain rule on the root"
    yield x / np.sqrt(1 + (x / delta) ** 2), "δ² cancels"
    yield pseudo_huber_grad(x, delta), "definition of its gradient"
