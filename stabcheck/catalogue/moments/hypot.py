"""The length of a vector of two entries, √(x² + y²): a distance, an amplitude, |x + iy|.

Typed as it stands it overflows where the length is only √MAX, the root of what the format holds,
and underflows to 0 where it is √tiny: the square has twice the exponent. With the larger of |x| and
|y| taken out,

    √(x² + y²) = m √(1 + (n/m)²),    m = max(|x|, |y|), n = min(|x|, |y|),

the square is of a quotient of at most 1, and what underflows in it is negligible beside 1. For
x = y = 0 the quotient is 0/0, and for two infinities ∞/∞: where n = m the length is √2 m. Every
library of mathematics has the function, np.hypot here, and few programs use it.

The length scales with the vector: an absolute error is one beside ‖(x, y)‖, not beside 1, which
would excuse every mistake in a vector that is small.

The bounds: every operation is a factor e^θ, the quotient's counting twice in its square, the
square's by its share in 1 + (n/m)², at most ½, and the sum's by half under the root. A square that
underflows is off by all of it, and so may its root be.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    SQRT2,
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    nan,
    real,
    special,
    zero,
)

hypot = Quantity(
    "hypot",
    "the length of (x, y)",
    arguments={"x": real(), "y": real()},
    source="Moler & Morrison, Replacing Square Roots by Pythagorean Sums, IBM J. Res. Develop. 27 "
    "(1983) 577–581",
    probes=("x=s, y=0", "x=s, y=-1", "x=s, y=s"),
    specials=(
        special(np.inf, 1.0, accepts=np.inf),
        special(np.inf, np.inf, accepts=np.inf),
        special(-np.inf, 0.0, accepts=np.inf),
        special(0.0, -0.0, accepts=0.0),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@hypot.definition
def definition(x, y):
    return np.sqrt(x**2 + y**2)


@hypot.sensitivity
def sensitivity(x, y):
    return np.hypot(x, y)  # |x · x/h| + |y · y/h| = h


@hypot.scale
def scale(x, y):
    return np.hypot(x, y)


#: From where x² overflows, and up to where it rounds to 0.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))
underflow = Boundary("√(½tiny)", lambda f, n: np.sqrt(f.underflow_threshold))


@hypot.form(
    "naive",
    why="the squares overflow from √MAX on, and below √tiny they are 0",
    holds=("special",),
    breaks=(
        infinite("x=s, y=0", "overflow", above=overflow),
        infinite("x=s, y=0", "overflow", below=-overflow),
        infinite("x=s, y=-1", "overflow", above=overflow),
        zero("x=s, y=0", "underflow", below=underflow),
        zero("x=s, y=0", "underflow", above=-underflow),
        inaccurate("x=s, y=0", "underflow"),
        inaccurate("x=s, y=s", "underflow"),
    ),
)
def naive(x, y):
    return np.sqrt(x * x + y * y)


@hypot.form(
    "divided",
    why="the quotient of the smaller by the larger is squared; at (0, 0) it is 0/0, and of two "
    "infinities ∞/∞",
    holds=(),
    given=(lambda x, y: x != 0,),
    breaks=(nan("x=s, y=0", "0 / 0"), nan("x=s, y=s", "0 / 0")),
)
def divided(x, y):
    m, n = np.maximum(np.abs(x), np.abs(y)), np.minimum(np.abs(x), np.abs(y))
    return m * np.sqrt(1 + n / m * (n / m))


@hypot.form(
    "scaled",
    why="only quotients of at most 1 are squared, and equal entries need none",
    holds=("range", "relative", "absolute", "special"),
    source="Moler & Morrison, Replacing Square Roots by Pythagorean Sums, IBM J. Res. Develop. 27 "
    "(1983) 577–581",
)
def scaled(x, y):
    m, n = np.maximum(np.abs(x), np.abs(y)), np.minimum(np.abs(x), np.abs(y))
    return np.where(n == m, SQRT2 * m, m * np.sqrt(1 + n / m * (n / m)))


@hypot.form(
    "library",
    why="scaled inside, and correct to an ulp",
    holds=("range", "relative", "absolute", "special"),
)
def library(x, y):
    return np.hypot(x, y)


@hypot.theory("naive")
def naive_theory(x, y, r):
    value = np.hypot(x, y)
    lost = np.minimum(np.sqrt(2 * r.lost), r.lost / value * 2)  # of squares that underflow
    return value * r.relative(2 * r.u) + lost + r.lost


@hypot.theory("scaled")
def scaled_theory(x, y, r):
    m, n = np.maximum(np.abs(x), np.abs(y)), np.minimum(np.abs(x), np.abs(y))
    q = np.where(m == 0, 0, n / m)
    share = q * q / (1 + q * q)
    theta = (share * r.relative(3 * r.u) + 3 * r.lost + r.u) / 2 + 2 * r.u
    return np.hypot(x, y) * r.relative(theta) + r.lost


@hypot.theory("library")
def library_theory(x, y, r):
    return np.hypot(x, y) * r.relative(r.kernel) + r.lost


@hypot.claim("hypot-homogeneous", "it scales with the vector", x=real(), y=real(), c=real(above=0))
def hypot_homogeneous(x, y, c):
    return equation(hypot(c * x, c * y), c * hypot(x, y))


@hypot_homogeneous.derivation()
def hypot_homogeneous_steps(x, y, c):
    yield hypot(c * x, c * y), "the left-hand side"
    yield np.sqrt((c * x) ** 2 + (c * y) ** 2), "definition of hypot"
    yield np.sqrt(c**2 * (x**2 + y**2)), "c² is common"
    yield c * np.sqrt(x**2 + y**2), "the root of c² is c > 0"
    yield c * hypot(x, y), "definition of hypot"


@hypot.claim("hypot-is-a-sum", "not even nearly", expected="REFUTED", x=real(), y=real())
def hypot_is_a_sum(x, y):
    return equation(hypot(x, y), np.abs(x) + np.abs(y))


@hypot.claim("hypot-derivative", "its derivative is the direction", x=real(above=0), y=real())
def hypot_derivative(x, y):
    return equation(D(hypot(x, y), x), x / hypot(x, y))
