"""The logistic sigmoid, σ(x) = 1/(1 + e⁻ˣ): a real number, made a probability.

σ is the inverse of the log-odds log(p/(1 − p)), rises from 0 to 1, and is symmetric,
σ(−x) = 1 − σ(x).  It turns the last score of a classifier into a probability, and was the
classical activation of hidden units.

In floating point the question is the left tail, where σ(x) ≈ eˣ is tiny but not 0, and the size of
the exponential inside. The plain formula is nearly right: for x ≤ −log(MAX + ½ulp), e⁻ˣ overflows
to ∞ and 1/∞ = 0, while σ(x) is still a subnormal number; in float32 this is the band −103.97 < x ≤
−88.72. Relative accuracy is lost there and nowhere else (below −101.89 the truth is within 4 ulp of
0, and 0 is good enough); range and absolute accuracy never are. In bfloat16 even the band is
excused: |x| = 89 exceeds 1/(8u) = 32, so four roundings of x alone may change σ(x) by as much as
itself.

The bounds count roundings as factors e^θ: of e⁻ˣ it is its kernel's, which 1 + e⁻ˣ feels by the
share of e⁻ˣ in it; the sum and the quotient add u each.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    EXP_OVERFLOW,
    Boundary,
    D,
    Quantity,
    equation,
    exact,
    inaccurate,
    nan,
    real,
    special,
    zero,
)

sigmoid = Quantity(
    "sigmoid",
    "the logistic sigmoid",
    arguments={"x": real()},
    symbol="σ",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 2.4.2",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=1.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=0.5),
    ),
)


@sigmoid.definition
def definition(x):
    return 1 / (1 + np.exp(-x))


@sigmoid.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x σ′(x)|, and σ′ is even
    return np.abs(x) * e / ((1 + e) * (1 + e))


def unless_excused(boundary, part=1):
    """A boundary at x ≈ part · log MAX; but beyond MAX if κ ≈ x ≥ 1/(8u) excuses all there."""

    def judged(f, n):
        kappa = part * 0.7 * (f.emax + 1)
        return boundary(f, n) if 8 * kappa < 2**f.precision else 2 * f.max

    return Boundary(boundary.formula, judged, boundary.within)


#: Where e^|x| is ∞, and a 0 that comes of it is not excused.
overflow_of_tail = unless_excused(EXP_OVERFLOW)


#: From where tanh(x/2) rounds to 1: 1 − tanh(x/2) = 2/(eˣ + 1) ≤ u/2 = 2^−(p+1).
saturation = Boundary(
    "log(2^(p+2) - 1)",
    lambda f, n: np.log(exact(2 ** (f.precision + 2) - 1)),
    kernel=lambda f, n: exact(2),  # NumPy's float32 kernel rounds tanh z to 1 from z = 10 only
)


@sigmoid.form(
    "naive",
    why="e⁻ˣ overflows for very negative x, and the result 0 is then wrong only while σ(x) ≈ eˣ "
    "is still a subnormal number",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "overflow", below=-overflow_of_tail),),
)
def naive(x):
    return 1 / (1 + np.exp(-x))


def branches(x):
    """σ(x), and the share of e⁻ˣ in 1 + e⁻ˣ, which is σ(−x): neither cancels."""
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e), np.where(x >= 0, e, 1) / (1 + e)


@sigmoid.theory("naive")
def naive_theory(x, r):
    y, share = branches(x)
    # 1 + e⁻ˣ is off by its share of e⁻ˣ; the sum and the quotient are rounded once each
    theta = share * r.relative(r.kernel) + r.lost + 2 * r.u
    return y * r.relative(theta) + r.lost


@sigmoid.form(
    "exp-ratio",
    why="eˣ overflows for large x, and ∞/∞ is NaN where σ(x) is 1",
    holds=(),
    breaks=(nan("x=s", "overflow", above=EXP_OVERFLOW),),
)
def exp_ratio(x):
    e = np.exp(x)
    return e / (1 + e)


@sigmoid.form(
    "via-tanh",
    why="tanh(x/2) rounds to −1 + a multiple of u, so that adding 1 cancels every digit of the "
    "left tail; from tanh = −1 on, 0 is left",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-saturation),
    ),
)
def via_tanh(x):
    return np.tanh(x / 2) / 2 + 1 / 2


@sigmoid.theory("via-tanh")
def via_tanh_theory(x, r):
    t = np.tanh(x / 2)
    half = r.after(t, r.lost, r.kernel) / 2 + r.lost  # x/2 is exact but for underflow
    return r.after(branches(x)[0], half, r.u)


@sigmoid.form(
    "two-branch",
    why="the exponential is of −|x| and never exceeds 1; each branch is a quotient of accurate "
    "positive numbers",
    holds=("range", "relative", "absolute", "special"),
)
def two_branch(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))


@sigmoid.theory("two-branch")
def two_branch_theory(x, r):
    y, share = branches(x)
    # in e/(1 + e) both e are the same float: the denominator takes back some of its error
    theta = np.where(x >= 0, share, 1) * r.relative(r.kernel) + r.lost + 2 * r.u
    return y * r.relative(theta) + 2 * r.lost


@sigmoid.claim("sigmoid-derivative", "σ′ = σ(1 − σ)", x=real())
def sigmoid_derivative(x):
    return equation(D(sigmoid(x), x), sigmoid(x) * (1 - sigmoid(x)))


@sigmoid_derivative.derivation()
def sigmoid_derivative_steps(x):
    e = np.exp(-x)
    yield D(sigmoid(x), x), "the derivative sought"
    yield e / (1 + e) ** 2, "chain rule on (1 + e⁻ˣ)⁻¹; the two minus signs cancel"
    yield 1 / (1 + e) * (e / (1 + e)), "split the square"
    yield 1 / (1 + e) * (1 - 1 / (1 + e)), "e⁻ˣ = (1 + e⁻ˣ) − 1"
    yield sigmoid(x) * (1 - sigmoid(x)), "definition of σ, twice"
