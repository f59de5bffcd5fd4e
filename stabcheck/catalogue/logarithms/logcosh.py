"""The logarithm of the hyperbolic cosine, log cosh x: x²/2 near 0, |x| − log 2 far from it.

As a loss it is a smooth |x|, with tanh as its gradient; in independent component analysis it is the
usual contrast. Typed as it stands it has two ends to fall off: cosh x overflows, where log cosh x
is not even 100; and near 0, cosh x rounds to 1, where log cosh x ≈ x²/2. With e^|x| taken out,

    log cosh x = |x| + log(1 + e^−2|x|) − log 2,

nothing overflows. But near 0 this is log 2 − log 2: what libraries call the stable form loses every
digit of x²/2. Relative accuracy there takes cosh² x = 1 + sinh² x,

    log cosh x = ½ log1p(sinh² x),

in which nothing is subtracted. The two meet anywhere around |x| = 1.

The bounds: cosh x is off by its kernel, log by that and by its own. In ½ log1p(sinh² x) all are
factors: of log(1 + q), q being off by a factor makes no more than that factor. In the shifted form
the errors add up, of a sum close to log 2 however small its value.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softplus import softplus, tail_error
from stabcheck.catalogue.activations.softplus import stable as stable_softplus
from stabcheck.catalogue.activations.tanh import tanh
from stabcheck.quantity import (
    LN2,
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

logcosh = Quantity(
    "logcosh",
    "the logarithm of the hyperbolic cosine",
    arguments={"x": real()},
    source="Hyvärinen, Fast and Robust Fixed-Point Algorithms for Independent Component Analysis, "
    "IEEE Trans. Neural Networks 10 (1999) 626–634",
    gradient="tanh",
    specials=(
        special(-np.inf, accepts=np.inf),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=[0.0, -0.0]),
    ),
)


@logcosh.definition
def definition(x):
    return np.log(np.cosh(x))


@logcosh.sensitivity
def sensitivity(x):
    return np.abs(x) * np.tanh(np.abs(x))


def inverse_cosh(y):
    """The x ≥ 0 with cosh x = y."""
    return np.log(y + np.sqrt(y * y - 1))


#: From where cosh x overflows.
overflow = Boundary("arcosh(MAX + ½ulp)", lambda f, n: inverse_cosh(f.overflow_threshold))
#: Up to where cosh x rounds to 1: half the spacing above 1, a tie going to 1.
absorption = Boundary(
    "arcosh(1 + u)",
    lambda f, n: inverse_cosh(1 + f.unit_roundoff),
    kernel=lambda f, n: np.sqrt(f.unit_roundoff) / 2,  # √(2u), and a kernel an ulp off moves it so
)
doubled = Boundary("½(MAX + ½ulp)", lambda f, n: f.overflow_threshold / 2)


@logcosh.form(
    "naive",
    why="cosh x overflows where its logarithm is of ordinary size; near 0 it rounds to 1, and "
    "log 1 = 0 where x²/2 is due",
    holds=("special",),
    breaks=(
        infinite("x=s", "overflow", above=overflow),
        infinite("x=s", "overflow", below=-overflow),
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=absorption),
        zero("x=s", "cancellation", above=-absorption),
    ),
)
def naive(x):
    return np.log(np.cosh(x))


@logcosh.form(
    "one-sided",
    why="no |x| is needed if softplus is stable; but it is log 2 − log 2 near 0, at the far left "
    "−2x overflows, and −∞ + ∞ is NaN",
    holds=(),
    breaks=(inaccurate("x=s", "cancellation"), infinite("x=s", "overflow", below=-doubled)),
    source="Keras, keras.losses.log_cosh",
)
def one_sided(x):
    return x + stable_softplus(-2 * x) - LN2


@logcosh.form(
    "shifted",
    why="nothing overflows, but near 0 it is log 2 − log 2, which leaves nothing of x²/2",
    holds=("range", "absolute", "special"),
    breaks=(inaccurate("x=s", "cancellation"),),
)
def shifted(x):
    return np.abs(x) + np.log1p(np.exp(-2 * np.abs(x))) - LN2


@logcosh.form(
    "near-and-far",
    why="near 0 nothing is subtracted at all; far from it |x| exceeds the log 2 that is",
    holds=("range", "relative", "absolute", "special"),
)
def near_and_far(x):
    a = np.abs(x)
    near = np.log1p(np.sinh(a) * np.sinh(a)) / 2
    return np.where(a <= 1, near, (a - LN2) + np.log1p(np.exp(-2 * a)))


logcosh.evaluation(near_and_far)


@logcosh.theory("naive")
def naive_theory(x, r):
    return r.after(near_and_far(x), r.kernel, r.kernel)


@logcosh.theory("shifted")
def shifted_theory(x, r):
    a = np.abs(x)
    total = r.after(a + np.log1p(np.exp(-2 * a)), tail_error(2 * a, r), r.u)
    return r.after(near_and_far(x), total + LN2 * r.relative(r.u), r.u)


@logcosh.theory("near-and-far")
def near_and_far_theory(x, r):
    a, value = np.abs(x), near_and_far(x)
    near = value * r.relative(3 * r.kernel + r.u) + 3 * r.lost
    difference = r.after(np.abs(a - LN2), LN2 * r.relative(r.u), r.u)
    return np.where(a <= 1, near, r.after(value, difference + tail_error(2 * a, r), r.u))


@logcosh.claim("logcosh-softplus", "the softplus, shifted and doubled", x=real())
def logcosh_softplus(x):
    return equation(logcosh(x), x + softplus(-2 * x) - LN2)


@logcosh_softplus.derivation()
def logcosh_softplus_steps(x):
    yield logcosh(x), "the left-hand side"
    yield np.log((np.exp(x) + np.exp(-x)) / 2), "definition of cosh"
    yield np.log(np.exp(x) * (1 + np.exp(-2 * x))) - LN2, "take eˣ out; logarithm of a quotient"
    yield x + np.log(1 + np.exp(-2 * x)) - LN2, "logarithm of a product"
    yield x + softplus(-2 * x) - LN2, "definition of softplus"


@logcosh.claim("logcosh-from-sinh", "what is left of 1 by the square of sinh", x=real())
def logcosh_from_sinh(x):
    return equation(logcosh(x), np.log(1 + np.sinh(x) ** 2) / 2)


@logcosh_from_sinh.derivation()
def logcosh_from_sinh_steps(x):
    yield logcosh(x), "the left-hand side"
    yield np.log(np.cosh(x) ** 2) / 2, "logarithm of a power"
    yield np.log(1 + np.sinh(x) ** 2) / 2, "cosh² − sinh² = 1"


@logcosh.claim("logcosh-is-its-asymptote", "only nearly so", expected="REFUTED", x=real())
def logcosh_is_its_asymptote(x):
    return equation(logcosh(x), np.abs(x) - LN2)


@logcosh.claim("logcosh-derivative", "its derivative is tanh", x=real())
def logcosh_derivative(x):
    return equation(D(logcosh(x), x), tanh(x))


@logcosh_derivative.derivation()
def logcosh_derivative_steps(x):
    yield D(logcosh(x), x), "the derivative sought"
    yield np.sinh(x) / np.cosh(x), "chain rule on the logarithm; cosh′ = sinh"
    yield tanh(x), "definition of tanh"
