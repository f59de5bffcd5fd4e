"""The squared distance of two numbers, (x − y)², and what multiplying it out does to it.

For many points at a time x² − 2xy + y² is tempting: the middle term of all pairs is one product of
matrices, the squares are computed once for each point, and libraries do so. Near x = y three large
terms cancel: what is left has the rounding errors of x² and y², may be 0 for points that differ, or
less than 0, of which a root is NaN. The difference of two floats, squared, has three roundings,
however close they are.

x and y are taken as exact, κ = 0: counted with their roundings, all of this would be excused.
The bounds: the difference is off by u, its square twice that and u; of the sum every term is off by
its roundings, however they cancel.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import Boundary, D, Quantity, equation, inaccurate, nan, real, special

squared_distance = Quantity(
    "squared_distance",
    "the squared distance (x − y)²",
    arguments={"x": real(), "y": real()},
    source="Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed. (2002), section 1.7",
    probes=("x=s, y=1", "x=s, y=0.1"),
    specials=(
        special(np.inf, 0.0, accepts=np.inf),
        special(0.0, -np.inf, accepts=np.inf),
        special(np.inf, np.inf, accepts=["nan", 0.0], note="∞ − ∞"),
        special(1.0, 1.0, accepts=0.0),
        special(np.nan, 0.0, accepts="nan"),
    ),
)


@squared_distance.definition
def definition(x, y):
    return (x - y) ** 2


@squared_distance.sensitivity
def sensitivity(x, y):
    return 0 * (x + y)  # both are taken as exact


#: From where 2x overflows.
doubled = Boundary("½(MAX + ½ulp)", lambda f, n: f.overflow_threshold / 2)


@squared_distance.form(
    "expanded",
    why="near x = y, three terms of the size of x² cancel, and what is left may be less than 0; "
    "where 2x overflows it is ∞ − ∞",
    holds=(),
    breaks=(
        inaccurate("x=s, y=1", "cancellation"),
        inaccurate("x=s, y=0.1", "cancellation"),
        nan("x=s, y=1", "overflow", above=doubled),
    ),
    source="scikit-learn, sklearn.metrics.pairwise.euclidean_distances",
)
def expanded(x, y):
    return x * x - 2 * x * y + y * y


@squared_distance.form(
    "difference",
    why="the difference of two floats is off by a rounding at most, and exact where they are close",
    holds=("range", "relative", "absolute", "special"),
)
def difference(x, y):
    d = x - y
    return d * d


@squared_distance.theory("expanded")
def expanded_theory(x, y, r):
    square = x * x * r.relative(r.u) + r.lost
    first = r.after(np.abs(x * x - 2 * x * y), square + 2 * np.abs(x * y) * r.relative(r.u), r.u)
    return r.after((x - y) ** 2, first + y * y * r.relative(r.u) + 3 * r.lost, r.u)


@squared_distance.theory("difference")
def difference_theory(x, y, r):
    return (x - y) ** 2 * r.relative(3 * r.u) + r.lost


@squared_distance.claim("squared-distance-expanded", "multiplied out", x=real(), y=real())
def squared_distance_expanded(x, y):
    return equation(squared_distance(x, y), x**2 - 2 * x * y + y**2)


@squared_distance_expanded.derivation()
def squared_distance_expanded_steps(x, y):
    yield squared_distance(x, y), "the left-hand side"
    yield (x - y) * (x - y), "definition of the square"
    yield x * (x - y) - y * (x - y), "multiply out the first"
    yield x**2 - 2 * x * y + y**2, "and the second; xy twice"


@squared_distance.claim(
    "squared-distance-of-squares", "a misprint", expected="REFUTED", x=real(), y=real()
)
def squared_distance_of_squares(x, y):
    return equation(squared_distance(x, y), x**2 - y**2)


@squared_distance.claim("squared-distance-derivative", "its derivative in x", x=real(), y=real())
def squared_distance_derivative(x, y):
    return equation(D(squared_distance(x, y), x), 2 * (x - y))
