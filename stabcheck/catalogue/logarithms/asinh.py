"""The inverse hyperbolic sine, log(x + √(x² + 1)): x near 0, ±log 2|x| far from it.

A logarithm for data of either sign. The textbook's formula breaks in every way there is. Near 0 it
is the logarithm of a rounded 1 + x; for negative x, x + √(x² + 1) cancels, and soon is 0; and from
√MAX on x² overflows, where arsinh x is not even 400. The function is odd, so that |x| is enough,
which mends the cancellation; what the operand exceeds 1 by, without a subtraction, mends the
middle,

    arsinh a = log1p(a + a·a/(1 + √(1 + a²))) for a = |x| ≤ 1,

and beyond it a is taken out, log a + log1p(√(1 + 1/a²)): both terms are ≥ 0, and only numbers of
at most 1 are squared.

The bounds: log1p of a factor is off by at most that factor; of a sum of numbers ≥ 0 each counts by
its share.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
    zero,
)

asinh = Quantity(
    "asinh",
    "the inverse hyperbolic sine",
    arguments={"x": real()},
    source="NIST Digital Library of Mathematical Functions, equation 4.37.16",
    specials=(
        special(-np.inf, accepts=-np.inf),
        special(np.inf, accepts=np.inf),
        special(-0.0, accepts=[-0.0, 0.0]),
        special(np.nan, accepts="nan"),
    ),
)


@asinh.definition
def definition(x):
    return np.log(x + np.sqrt(x**2 + 1))


@asinh.sensitivity
def sensitivity(x):
    a = np.abs(x)  # |x|/√(1 + x²)
    q = np.where(a <= 1, a, 1 / a)
    return np.where(a <= 1, a, 1) / np.sqrt(1 + q * q)


#: Between these, x + √(x² + 1) rounds to 1: half the spacing above 1 is u, below it u/2.
vanishing = Boundary("u", lambda f, n: f.unit_roundoff)
vanishing_below = Boundary("-u/2", lambda f, n: -f.unit_roundoff / 2)
#: From where x² overflows.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))


@asinh.form(
    "naive",
    why="near 0 the operand rounds to 1; for negative x it cancels, and log 0 = −∞; x² overflows",
    holds=(),
    breaks=(
        zero("x=s", "cancellation", below=vanishing),
        zero("x=s", "cancellation", above=vanishing_below),
        inaccurate("x=s", "cancellation"),
        infinite("x=s", "cancellation"),
    ),
)
def naive(x):
    return np.log(x + np.sqrt(x * x + 1))


@asinh.form(
    "odd",
    why="|x| does not cancel; near 0 the operand rounds to 1 as before, and x² overflows",
    holds=("special",),
    breaks=(
        zero("x=s", "cancellation", below=vanishing),
        zero("x=s", "cancellation", above=-vanishing),
        inaccurate("x=s", "cancellation"),
        infinite("x=s", "overflow", above=overflow),
        infinite("x=s", "overflow", below=-overflow),
    ),
)
def odd(x):
    a = np.abs(x)
    value = np.log(a + np.sqrt(a * a + 1))
    return np.where(x >= 0, value, -value)


@asinh.form(
    "near-and-far",
    why="near 0 nothing is subtracted from the operand, far from it nothing is squared but 1/x",
    holds=("range", "relative", "absolute", "special"),
)
def near_and_far(x):
    a = np.abs(x)
    q = np.where(a <= 1, a, 1 / a)
    root = np.sqrt(1 + q * q)
    near = np.log1p(q + q * (q / (1 + root)))
    value = np.where(a <= 1, near, np.log(a) + np.log1p(root))
    return np.where(x >= 0, value, -value)


asinh.evaluation(near_and_far)


@asinh.theory("odd")
def odd_theory(x, r):
    a = np.abs(x)
    q = np.where(a <= 1, a, 1 / a)
    root = np.where(a <= 1, 1, a) * np.sqrt(1 + q * q)
    operand = a + root
    theta = root / operand * r.relative(2 * r.u) + r.lost + r.u
    return r.after(np.abs(near_and_far(x)), theta, r.kernel)


@asinh.theory("near-and-far")
def near_and_far_theory(x, r):
    a = np.abs(x)
    q = np.where(a <= 1, a, 1 / a)
    root = np.sqrt(1 + q * q)
    # √(1 + q²): the square by its share, at most ½, and half of it under the root
    theta = q * q / (1 + q * q) * r.relative(np.where(a <= 1, r.u, 3 * r.u)) / 2 + 3 * r.u / 2
    share = q / (1 + root + q)
    small = share * r.relative(root / (1 + root) * r.relative(theta) + 3 * r.u) + r.u
    near = np.log1p(q + q * (q / (1 + root))) * r.relative(small + r.kernel) + 4 * r.lost
    terms = np.log(np.maximum(a, 1)) + np.log1p(root)
    far = terms * r.relative(r.kernel) + root / (1 + root) * r.relative(theta + r.lost)
    return np.where(a <= 1, near, r.after(terms, far, r.u))


@asinh.claim("asinh-inverts-sinh", "it is the inverse of sinh", x=real())
def asinh_inverts_sinh(x):
    return equation(asinh(np.sinh(x)), x)


@asinh_inverts_sinh.derivation()
def asinh_inverts_sinh_steps(x):
    yield asinh(np.sinh(x)), "the left-hand side"
    yield np.log(np.sinh(x) + np.sqrt(np.sinh(x) ** 2 + 1)), "definition of arsinh"
    yield np.log(np.sinh(x) + np.cosh(x)), "sinh² + 1 = cosh², and cosh is positive"
    yield np.log(np.exp(x)), "definitions of sinh and cosh"
    yield x, "the logarithm undoes the exponential"


@asinh.claim("asinh-odd", "an odd function", x=real())
def asinh_odd(x):
    return equation(asinh(-x), -asinh(x))


@asinh.claim("asinh-is-its-asymptote", "only far out", expected="REFUTED", x=real(above=0))
def asinh_is_its_asymptote(x):
    return equation(asinh(x), np.log(2 * x))


@asinh.claim("asinh-derivative", "its derivative is 1/√(x² + 1)", x=real())
def asinh_derivative(x):
    return equation(D(asinh(x), x), 1 / np.sqrt(x**2 + 1))
