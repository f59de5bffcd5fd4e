"""A term of the relative entropy, x log(x/y): what is lost in coding for y what comes as x.

Summed over a distribution it is the Kullback–Leibler divergence, the loss of a variational
inference. As typed, the quotient overflows when the model gives next to nothing to what happens,
although its logarithm is of ordinary size. And where x and y are close, which is where a model is
good, the quotient is close to 1 and its rounding is all there is; in log x − log y, two logarithms
cancel. What is close is divided as a difference,

    x log(x/y) = x log1p((x − y)/y)    for |x − y| ≤ y/2,

where x − y is exact; what is far apart has its roots divided, 2x log(√x/√y), which have half the
exponents; and in between the plain formula is good.

x and y are taken as exact: counted with their roundings, all of this would be excused. The bounds:
the logarithm's operand is off by one rounding, 1.45 of them in log1p, or three under a factor of 2.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.information.xlogy import xlogy
from stabcheck.quantity import Boundary, D, Quantity, equation, inaccurate, infinite, real, special

rel_entr = Quantity(
    "rel_entr",
    "a term of the relative entropy, x log(x/y)",
    arguments={"x": real(above=0, at_most=1), "y": real(above=0, at_most=1)},
    source="SciPy, scipy.special.rel_entr",
    probes=("x=1, y=s", "x=s, y=0.1", "x=s, y=1"),
    specials=(
        special(0.0, 1.0, accepts=[0.0, -0.0], note="the limit"),
        special(0.0, 0.0, accepts=[0.0, -0.0]),
        special(1.0, 0.0, accepts=np.inf, note="what comes was ruled out"),
        special(0.0, np.nan, accepts="nan"),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@rel_entr.definition
def definition(x, y):
    return x * np.log(x / y)


@rel_entr.sensitivity
def sensitivity(x, y):
    return 0 * (x + y)  # both are taken as exact


#: Up to where 1/s overflows.
overflow = Boundary("1/(MAX + ½ulp)", lambda f, n: 1 / f.overflow_threshold)


@rel_entr.form(
    "naive",
    why="the quotient overflows where its logarithm is of ordinary size, and close to 1 its "
    "rounding is a large part of its logarithm",
    holds=(),
    breaks=(
        infinite("x=1, y=s", "overflow", below=overflow),
        inaccurate("x=1, y=s", "cancellation"),
        inaccurate("x=s, y=0.1", "cancellation"),
    ),
)
def naive(x, y):
    return x * np.log(x / y)


@rel_entr.form(
    "difference",
    why="nothing overflows; but the two logarithms cancel near x = y",
    holds=("range",),
    breaks=(inaccurate("x=s, y=0.1", "cancellation"),),
)
def difference(x, y):
    return x * (np.log(x) - np.log(y))


@rel_entr.form(
    "near-and-far",
    why="close to y the difference x − y is exact, far from it the roots are divided",
    holds=("range", "relative", "absolute", "special"),
    source="SciPy, scipy.special.rel_entr (the first branch)",
)
def near_and_far(x, y):
    quotient, far = x / y, 2 * np.log(np.sqrt(x) / np.sqrt(y))
    apart = np.where(quotient < 1 / 64, far, np.where(quotient > 64, far, np.log(quotient)))
    logarithm = np.where(np.abs(x - y) <= y / 2, np.log1p((x - y) / y), apart)
    return np.where(x == 0, np.where(y >= 0, 0, y), x * logarithm)


@rel_entr.theory("difference")
def difference_theory(x, y, r):
    logarithms = (np.abs(np.log(x)) + np.abs(np.log(y))) * r.relative(r.kernel) + 2 * r.lost
    off = r.after(np.abs(near_and_far(x, y) / x), logarithms, r.u)
    return r.after(np.abs(near_and_far(x, y)), x * off, r.u)


@rel_entr.theory("near-and-far")
def near_and_far_theory(x, y, r):
    value = np.abs(near_and_far(x, y))
    near = value * r.relative(1.45 * r.u + r.kernel + r.u)
    middle = value * r.relative(r.kernel + r.u) + x * (r.u + r.lost) * np.exp(r.kernel + r.u)
    far = value * r.relative(r.kernel + r.u) + 6 * x * (r.u + r.lost) * np.exp(r.kernel + r.u)
    # a rounded y/2 or quotient may take either branch: bounds of neighbours overlap
    apart = np.where(np.abs(np.log(x / y)) > 4, far, middle)
    is_near = np.abs(x - y) <= y / 2
    return np.where(is_near, near, apart) + (x + 1) * r.lost


@rel_entr.claim("rel-entr-from-xlogy", "two terms", x=real(above=0), y=real(above=0))
def rel_entr_from_xlogy(x, y):
    return equation(rel_entr(x, y), xlogy(x, x) - xlogy(x, y))


@rel_entr_from_xlogy.derivation()
def rel_entr_from_xlogy_steps(x, y):
    yield rel_entr(x, y), "the left-hand side"
    yield x * np.log(x / y), "definition of rel_entr"
    yield x * (np.log(x) - np.log(y)), "logarithm of a quotient"
    yield xlogy(x, x) - xlogy(x, y), "definition of xlogy, twice"


@rel_entr.claim(
    "rel-entr-is-symmetric", "no distance", expected="REFUTED", x=real(above=0), y=real(above=0)
)
def rel_entr_is_symmetric(x, y):
    return equation(rel_entr(x, y), rel_entr(y, x))


@rel_entr.claim("rel-entr-derivative", "its derivative in y", x=real(above=0), y=real(above=0))
def rel_entr_derivative(x, y):
    return equation(D(rel_entr(x, y), y), -x / y)
