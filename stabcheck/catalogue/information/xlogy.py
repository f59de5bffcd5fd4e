"""The product x log y, with 0 where x = 0: a term of an entropy or of a likelihood.

A probability of 0 contributes nothing, by the limit of x log x; but in floats 0 · log 0 is
0 · (−∞) = NaN, and one NaN is the sum. The limit has to be said, and said carelessly it hides what
should be seen: x = 0 beside y = NaN is no zero.

Likelihoods are typed as powers, too, and log yˣ is x log y only on paper: the power is 0 or ∞ long
before its logarithm is large, and a power close to 1 has rounded away what its logarithm is.

x and y are taken as exact: with the roundings of y counted, anything near y = 1 would be excused.
The bounds: a logarithm is off by its kernel, a product by u; the logarithm of a power by what the
power is off, absolutely.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    exact,
    inaccurate,
    infinite,
    real,
    special,
)

xlogy = Quantity(
    "xlogy",
    "x log y",
    arguments={"x": real(), "y": real(above=0)},
    source="SciPy, scipy.special.xlogy",
    probes=("x=s, y=0.5", "x=s, y=below(1)", "x=1, y=s"),
    specials=(
        special(0.0, 0.0, accepts=[0.0, -0.0], note="the limit"),
        special(0.0, np.inf, accepts=[0.0, -0.0]),
        special(0.0, np.nan, accepts="nan"),
        special(1.0, 0.0, accepts=-np.inf),
        special(np.inf, 2.0, accepts=np.inf),
    ),
)


@xlogy.definition
def definition(x, y):
    return x * np.log(y)


@xlogy.sensitivity
def sensitivity(x, y):
    return 0 * (x + y)  # both are taken as exact


#: From where ½ˢ rounds to 0: half the smallest number is 2^(emin − p), a tie going to 0.
vanishing = Boundary("p - emin", lambda f, n: exact(f.precision - f.emin))
#: From where 2ˢ overflows.
overflow = Boundary("log₂(MAX + ½ulp)", lambda f, n: np.log(f.overflow_threshold) / LN2)


@xlogy.form(
    "log-of-power",
    why="the power underflows to log 0 = −∞ and overflows to ∞, where x log y is of ordinary size; "
    "close to 1 it has rounded its logarithm away",
    holds=(),
    breaks=(
        infinite("x=s, y=0.5", "underflow", above=vanishing),
        infinite("x=s, y=0.5", "overflow", below=-overflow),
        inaccurate("x=s, y=below(1)", "cancellation"),
    ),
)
def log_of_power(x, y):
    return np.log(y**x)


@xlogy.form(
    "product",
    why="accurate for every positive y; at x = y = 0 it is 0 · (−∞) = NaN",
    holds=("range", "relative", "absolute"),
)
def product(x, y):
    return x * np.log(y)


@xlogy.form(
    "zero-for-zero",
    why="the limit is said, and y = NaN is unsaid with it",
    holds=("range", "relative", "absolute"),
)
def zero_for_zero(x, y):
    return np.where(x == 0, 0, x * np.log(y))


@xlogy.form(
    "guarded",
    why="0 where x = 0 and y is a number; a NaN is let through",
    holds=("range", "relative", "absolute", "special"),
    source="SciPy, scipy.special.xlogy",
)
def guarded(x, y):
    return np.where(x == 0, np.where(y >= 0, 0, y), x * np.log(y))


@xlogy.theory("product")
def product_theory(x, y, r):
    return np.abs(x * np.log(y)) * r.relative(r.kernel + r.u) + (np.abs(x) + 1) * r.lost


xlogy.theory("zero-for-zero")(product_theory)
xlogy.theory("guarded")(product_theory)


@xlogy.claim("xlogy-of-powers", "powers come down", x=real(), y=real(above=0), k=real())
def xlogy_of_powers(x, y, k):
    return equation(xlogy(x, y**k), k * xlogy(x, y))


@xlogy.claim(
    "xlogy-is-symmetric", "it is not", expected="REFUTED", x=real(above=0), y=real(above=0)
)
def xlogy_is_symmetric(x, y):
    return equation(xlogy(x, y), xlogy(y, x))


@xlogy.claim("xlogy-derivative", "its derivative in y", x=real(), y=real(above=0))
def xlogy_derivative(x, y):
    return equation(D(xlogy(x, y), y), x / y)
