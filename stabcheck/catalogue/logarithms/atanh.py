"""The inverse hyperbolic tangent, ½ log((1 + x)/(1 − x)) for |x| < 1: Fisher's z of a correlation.

It makes of a correlation a number that is nearly normal, and of a squashed action what it was
before. The plain formula loses small x: 1 + x and 1 − x have rounded it away, and below u/2 the
quotient is 1 and its logarithm 0. One log1p for both, ½ log1p(2x/(1 − x)), mends that, and loses
x near −1, where its operand is close to −1. Two of them,

    ½ (log1p(x) − log1p(−x)),

hold everywhere: they differ in sign, so that the difference adds up.

x is taken as exact, κ = 0: near ±1 a rounding of x would excuse anything. The bounds: a logarithm
is off by its kernel and by what its operand is off; of two numbers of one sign the sum by no more.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.logarithms.logit import logit
from stabcheck.quantity import (
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    real,
    special,
    zero,
)

atanh = Quantity(
    "atanh",
    "the inverse hyperbolic tangent",
    arguments={"x": real(above=-1, below=1)},
    source="NIST Digital Library of Mathematical Functions, equation 4.37.24",
    specials=(
        special(1.0, accepts=np.inf),
        special(-1.0, accepts=-np.inf),
        special(-0.0, accepts=[-0.0, 0.0]),
        special(np.nan, accepts="nan"),
    ),
)


@atanh.definition
def definition(x):
    return np.log((1 + x) / (1 - x)) / 2


@atanh.sensitivity
def sensitivity(x):
    return 0 * x  # taken as exact


#: Up to where 1 + x and 1 − x both round to 1: half the spacing below 1, a tie going to 1.
absorption = Boundary("u/2", lambda f, n: f.unit_roundoff / 2)


@atanh.form(
    "naive",
    why="1 + x and 1 − x round a small x away, and from u/2 on nothing is left",
    holds=("range", "absolute", "special"),
    breaks=(
        zero("x=s", "cancellation", below=absorption),
        zero("x=s", "cancellation", above=-absorption),
        inaccurate("x=s", "cancellation"),
    ),
)
def naive(x):
    return np.log((1 + x) / (1 - x)) / 2


@atanh.form(
    "log1p",
    why="log1p keeps every digit of a small x; near −1 its operand is close to −1",
    holds=("special",),
    breaks=(inaccurate("x=s", "cancellation"),),
)
def log1p(x):
    return np.log1p(2 * x / (1 - x)) / 2


@atanh.form(
    "difference",
    why="the two logarithms differ in sign, so that their difference adds up",
    holds=("range", "relative", "absolute", "special"),
)
def difference(x):
    return (np.log1p(x) - np.log1p(-x)) / 2


atanh.evaluation(difference)


@atanh.theory("naive")
def naive_theory(x, r):
    return r.after(2 * np.abs(difference(x)), 3 * r.u, r.kernel) / 2 + r.lost


@atanh.theory("log1p")
def log1p_theory(x, r):
    share = 2 * np.abs(x) * (r.relative(2 * r.u) + r.lost) / (1 + x)  # of 1 + 2x/(1 − x)
    theta = share / np.maximum(1 - share, 0)
    return r.after(2 * np.abs(difference(x)), theta, r.kernel) / 2 + r.lost


@atanh.theory("difference")
def difference_theory(x, r):
    return np.abs(difference(x)) * r.relative(r.kernel + r.u) + 3 * r.lost


@atanh.claim("atanh-inverts-tanh", "it is the inverse of tanh", x=real())
def atanh_inverts_tanh(x):
    return equation(atanh(np.tanh(x)), x)


@atanh_inverts_tanh.derivation()
def atanh_inverts_tanh_steps(x):
    p, q = np.exp(x), np.exp(-x)
    yield atanh(np.tanh(x)), "the left-hand side"
    yield np.log((1 + (p - q) / (p + q)) / (1 - (p - q) / (p + q))) / 2, "definitions of both"
    yield np.log(2 * p / (2 * q)) / 2, "over one denominator, which cancels"
    yield np.log(np.exp(2 * x)) / 2, "eˣ/e⁻ˣ = e^2x"
    yield x, "the logarithm undoes the exponential"


@atanh.claim("atanh-logit", "half the log-odds of (1 + x)/2", x=real(above=-1, below=1))
def atanh_logit(x):
    return equation(atanh(x), logit((1 + x) / 2) / 2)


@atanh.claim("atanh-is-identity", "only near 0", expected="REFUTED", x=real(above=-1, below=1))
def atanh_is_identity(x):
    return equation(atanh(x), x)


@atanh.claim("atanh-derivative", "its derivative is 1/(1 − x²)", x=real(above=-1, below=1))
def atanh_derivative(x):
    return equation(D(atanh(x), x), 1 / (1 - x**2))
