"""The logistic sigmoid, σ(x) = 1/(1 + e⁻ˣ)."""
from __future__ import annotations

import numpy as np

from stabcheck.quantity import Quantity, equation, infinite, nan, real, special, zero

sigmoid = Quantity(
    "sigmoid",
    "the logistic sigmoid",
    arguments={"x": real()},
    symbol="σ",
    specials=(
        special(float("-inf"), accepts=0.0),
        special(float("inf"), accepts=1.0),
        special(float("nan"), accepts="nan"),
    ),
)


@sigmoid.definition
def definition(x):
    return 1 / (1 + np.exp(-x))


@sigmoid.sensitivity
def sensitivity(x):
    return np.abs(x) / ((1 + np.exp(-x)) * (1 + np.exp(x)))


@sigmoid.form("naive", why="e⁻ˣ overflows inside for very negative x, where the result 0 is right in range",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "overflow", below=lambda f, n: -np.log(f.overflow_threshold), formula="-log(MAX + ½ulp)"),))
def naive(x):
    return 1 / (1 + np.exp(-x))


@sigmoid.form("exp-ratio", why="∞/∞ for large x", holds=("absolute",),
    breaks=(nan("x=s", "inf / inf", above=lambda f, n: np.log(f.overflow_threshold), formula="log(MAX + ½ulp)"),))
def exp_ratio(x):
    e = np.exp(x)
    return e / (1 + e)


@sigmoid.form("two-branch", why="the exponential never exceeds 1", holds=("range", "relative", "absolute", "special"))
def two_branch(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1 / (1 + e), e / (1 + e))
