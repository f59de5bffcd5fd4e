"""The Gaussian negative log-likelihood of a residual r by its log-variance s, ½(s + r²e⁻ˢ).

A regression that says how sure it is predicts s = log σ², which may be any real number, beside the
mean. Made of the variance v = eˢ again, ½(log v + r²/v) loses what the logarithm was for: for
large s, v overflows, and log v with it, where the loss is s/2; for very negative s, v underflows,
and a perfect prediction is log 0 + 0/0. With r²e⁻ˢ the first is mended, but e⁻ˢ overflows in its
turn, before the loss does, and 0 · ∞ is NaN. The standardised residual has half the exponent,

    z = re^−s/2,    ½(s + z²),

and in two parts of its own, h = e^−s/4, the exponential meets r before it can overflow, however
small r is (of float16's smallest alone a few are too small); only r = 0 has to be kept from ∞.

Where s is negative the two terms cancel at the best, r² ≈ −seˢ: the loss there is as accurate as s
and r are, and κ says so. The bounds: z² is a factor off, four kernels and five roundings.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    D,
    Quantity,
    equation,
    infinite,
    nan,
    real,
    special,
)

gaussian_nll = Quantity(
    "gaussian_nll",
    "the Gaussian negative log-likelihood by a log-variance",
    arguments={"s": real(), "r": real()},
    source="Kendall & Gal, What Uncertainties Do We Need in Bayesian Deep Learning for Computer "
    "Vision?, NIPS 30 (2017), equation (8)",
    probes=("s=s, r=0", "s=s, r=1", "s=s, r=0.1"),
    specials=(
        special(-np.inf, 1.0, accepts=[np.inf, "nan"], note="sure and wrong: ∞ − ∞"),
        special(np.inf, 1.0, accepts=np.inf),
        special(-np.inf, 0.0, accepts=-np.inf, note="sure and right"),
        special(0.0, np.inf, accepts=np.inf),
        special(np.nan, 0.0, accepts="nan"),
    ),
)


@gaussian_nll.definition
def definition(s, r):
    return (s + r**2 * np.exp(-s)) / 2


@gaussian_nll.sensitivity
def sensitivity(s, r):
    z = np.where(r == 0, 0, r * np.exp(-s / 2))  # |s(1 − z²)/2| + |rz e^−s/2|
    return np.abs(s) * np.abs(1 - z * z) / 2 + z * z


@gaussian_nll.form(
    "variance",
    why="eˢ overflows for large s, and underflows for very negative s: its logarithm, known "
    "before, is ±∞, and 0/0 is NaN",
    holds=(),
    breaks=(
        infinite("s=s, r=0", "overflow", above=EXP_OVERFLOW),
        infinite("s=s, r=1", "overflow", above=EXP_OVERFLOW),
        nan("s=s, r=0", "underflow", below=EXP_UNDERFLOW),
    ),
)
def variance(s, r):
    v = np.exp(s)
    return (np.log(v) + r * r / v) / 2


@gaussian_nll.form(
    "precision",
    why="e⁻ˢ overflows for very negative s before half of it does; without a residual it is 0 · ∞",
    holds=(),
    breaks=(
        infinite("s=s, r=1", "overflow", below=-EXP_OVERFLOW),
        nan("s=s, r=0", "overflow", below=-EXP_OVERFLOW),
    ),
)
def precision(s, r):
    return (s + r * r * np.exp(-s)) / 2


@gaussian_nll.form(
    "standardised",
    why="the exponential in two parts, each of which meets r before it meets the other; halved "
    "before it is squared",
    holds=("range", "relative", "absolute", "special"),
)
def standardised(s, r):
    h = np.exp(-s / 4)
    z = np.where(r == 0, 0, r * h * h)
    return s / 2 + z * (z / 2)


@gaussian_nll.theory("standardised")
def standardised_theory(s, r, u):
    z = np.where(r == 0, 0, np.abs(r) * np.exp(-s / 2))
    square = z * (z / 2)
    theta = 4 * u.kernel + 5 * u.u
    off = square * u.relative(theta) + (4 * z * (1 + np.exp(-s / 4)) + 2) * u.lost
    return u.after(np.abs(standardised(s, r)), off, u.u)


@gaussian_nll.claim("gaussian-nll-of-a-variance", "from the variance", v=real(above=0), r=real())
def gaussian_nll_of_a_variance(v, r):
    return equation(gaussian_nll(np.log(v), r), (np.log(v) + r**2 / v) / 2)


@gaussian_nll_of_a_variance.derivation()
def gaussian_nll_of_a_variance_steps(v, r):
    yield gaussian_nll(np.log(v), r), "the left-hand side"
    yield (np.log(v) + r**2 * np.exp(-np.log(v))) / 2, "definition, at s = log v"
    yield (np.log(v) + r**2 / v) / 2, "e^−log v = 1/v"


@gaussian_nll.claim(
    "gaussian-nll-is-squares",
    "only for a constant variance",
    expected="REFUTED",
    s=real(),
    r=real(),
)
def gaussian_nll_is_squares(s, r):
    return equation(gaussian_nll(s, r), r**2 / 2)


@gaussian_nll.claim("gaussian-nll-derivative", "zero where s = log r²", s=real(), r=real())
def gaussian_nll_derivative(s, r):
    return equation(D(gaussian_nll(s, r), s), (1 - r**2 * np.exp(-s)) / 2)
