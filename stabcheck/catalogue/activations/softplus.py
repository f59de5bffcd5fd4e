"""Softplus, log(1 + eˣ): a smooth max(x, 0), and the integral of the sigmoid.

It is the cross-entropy of a logit against the label 0, a positive parameter made of a real one,
and what log-sum-exp comes to for two scores of which one is 0.  Typed as it stands it has two
ends to fall off: eˣ overflows for large x, where softplus(x) is x; and for very negative x, where
softplus(x) ≈ eˣ, the sum 1 + eˣ rounds to 1 and leaves nothing.  log1p mends the left end, and

    softplus(x) = max(x, 0) + log1p(e^−|x|)

both: the exponential never exceeds 1, and both terms are ≥ 0.

Others leave log(1 + eˣ) for something cheaper where that makes no difference: eˣ at the left,
x + e⁻ˣ and then x at the right. From where on depends on the precision, and each set of cutoffs is
right for one format; a threshold of 20, as PyTorch has it, is right for float32 and takes 19 bits
off float64 (in float16, e²⁰ is ∞ anyhow).

The bounds: what e^−|x| is off, 1 + e^−|x| is off by its share, and log(1 + e) by that, absolutely,
and by its kernel; log rounds 1 + e besides, log1p does not.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import branches, sigmoid
from stabcheck.quantity import (
    EXP_OVERFLOW,
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

softplus = Quantity(
    "softplus",
    "softplus",
    arguments={"x": real()},
    source="Dugas et al., Incorporating Second-Order Functional Knowledge for Better Option "
    "Pricing, NIPS 13 (2001)",
    gradient="sigmoid",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
    ),
)


@softplus.definition
def definition(x):
    return np.log(1 + np.exp(x))


@softplus.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x σ(x)|, the sigmoid in branches
    return np.abs(x) * np.where(x >= 0, 1, e) / (1 + e)


#: From where 1 + e^−|x| rounds to 1: e^−|x| ≤ u = 2⁻ᵖ, a tie going to 1.
absorption = Boundary(
    "p log 2",
    lambda f, n: f.precision * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding e^−|x| is as good as moving x by u
)


@softplus.form(
    "naive",
    why="eˣ overflows for large x; for very negative x the sum 1 + eˣ rounds to 1, and log 1 = 0",
    holds=("special",),
    breaks=(
        infinite("x=s", "overflow", above=EXP_OVERFLOW),
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-absorption),
    ),
)
def naive(x):
    return np.log(1 + np.exp(x))


@softplus.form(
    "log1p-exp",
    why="log1p keeps the left tail to the last digit; eˣ still overflows at the right",
    holds=("special",),
    breaks=(infinite("x=s", "overflow", above=EXP_OVERFLOW),),
)
def log1p_exp(x):
    return np.log1p(np.exp(x))


@softplus.form(
    "shifted",
    why="nothing overflows, but log(1 + small) loses the small, which for x < 0 is all there is",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-absorption),
    ),
)
def shifted(x):
    return np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))


@softplus.form(
    "stable",
    why="e^−|x| never exceeds 1, log1p loses none of it, and both terms are ≥ 0",
    holds=("range", "relative", "absolute", "special"),
    source="Mächler, Accurately Computing log(1 − exp(−|a|)), Rmpfr vignette (2012), section 3",
)
def stable(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


softplus.evaluation(stable)


def cut(x, left, middle, right):
    """log(1 + eˣ) by its first terms: eˣ up to ``left``, x + e⁻ˣ beyond ``middle``, then x."""
    beyond = np.where(x <= right, x + np.exp(-x), x)
    return np.where(x <= left, np.exp(x), np.where(x <= middle, np.log1p(np.exp(x)), beyond))


@softplus.form(
    "cutoffs",
    why="what is left out is less than a rounding at −37, 18 and 33.3, in float64; eˣ is computed "
    "everywhere and taken where it is small",
    holds=("range", "relative", "absolute", "special"),
    approximates=1.04e-16,
    formats=("float64",),
    source="Mächler, Accurately Computing log(1 − exp(−|a|)), Rmpfr vignette (2012), equation (10)",
)
def cutoffs(x):
    return cut(x, -37, 18, 33.3)


@softplus.form(
    "cutoffs-float32",
    why="the same of float32: what is left out is less than a rounding at −17, 8 and 16",
    holds=("range", "relative", "absolute", "special"),
    approximates=2.1e-8,
    formats=("float32",),
)
def cutoffs_float32(x):
    return cut(x, -17, 8, 16)


@softplus.form(
    "threshold",
    why="x from 20 on, which leaves out e⁻²⁰: nothing in float32, and the last 19 bits of float64",
    holds=("range", "relative", "absolute", "special"),
    approximates=1.04e-10,
    formats=("bfloat16", "float32", "float64"),
    source="PyTorch, torch.nn.functional.softplus",
)
def threshold(x):
    return np.where(x > 20, x, np.log1p(np.exp(x)))


@softplus.theory("naive")
def naive_theory(x, r):
    inner = branches(x)[0] * r.relative(r.kernel) + r.lost + r.u  # σ(x) is the share of eˣ
    return r.after(stable(x), inner, r.kernel)


@softplus.theory("log1p-exp")
def log1p_exp_theory(x, r):
    inner = branches(x)[0] * r.relative(r.kernel) + r.lost
    return r.after(stable(x), inner, r.kernel)


def tail_error(a, r, *, shift=0, rounded=0):
    """The error of log(1 + e^−a), a ≥ 0, the exponent off by ``shift``, 1 + e by ``rounded``."""
    theta = r.kernel + shift
    inner = np.exp(theta - a) * theta / (1 + np.exp(-a)) + r.lost + rounded
    return r.after(np.log1p(np.exp(-a)), inner, r.kernel)


@softplus.theory("shifted")
def shifted_theory(x, r):
    return r.after(stable(x), tail_error(np.abs(x), r, rounded=r.u), r.u)


@softplus.theory("stable")
def stable_theory(x, r):
    return r.after(stable(x), tail_error(np.abs(x), r), r.u)


def cut_theory(x, r, left, middle, right):
    """What is left out, and the roundings of what is not."""
    e = np.exp(-np.abs(x))
    at_left = e * e / 2 + e * r.relative(r.kernel) + r.lost
    beyond = e * e / 2 + r.after(x + e, e * r.relative(r.kernel) + r.lost, r.u)
    at_right = np.where(x <= right, beyond, r.after(x, e, r.u))  # x as if it were rounded
    return np.where(x <= left, at_left, np.where(x <= middle, log1p_exp_theory(x, r), at_right))


@softplus.theory("cutoffs")
def cutoffs_theory(x, r):
    return cut_theory(x, r, -37, 18, 33.3)


@softplus.theory("cutoffs-float32")
def cutoffs_float32_theory(x, r):
    return cut_theory(x, r, -17, 8, 16)


@softplus.theory("threshold")
def threshold_theory(x, r):
    at_right = r.after(x, np.exp(-np.abs(x)), r.u)  # x as if it were rounded
    return np.where(x > 20, at_right, log1p_exp_theory(x, r))


@softplus.claim("softplus-reflection", "its two tails differ by x", x=real())
def softplus_reflection(x):
    return equation(softplus(x) - softplus(-x), x)


@softplus_reflection.derivation()
def softplus_reflection_steps(x):
    yield softplus(x) - softplus(-x), "the left-hand side"
    yield np.log(1 + np.exp(x)) - np.log(1 + np.exp(-x)), "definition of softplus, twice"
    yield np.log((1 + np.exp(x)) / (1 + np.exp(-x))), "logarithm of a quotient"
    yield np.log(np.exp(x)), "1 + eˣ = eˣ(e⁻ˣ + 1)"
    yield x, "the logarithm undoes the exponential"


@softplus.claim("softplus-derivative", "its derivative is the sigmoid", x=real())
def softplus_derivative(x):
    return equation(D(softplus(x), x), sigmoid(x))


@softplus_derivative.derivation()
def softplus_derivative_steps(x):
    yield D(softplus(x), x), "the derivative sought"
    yield np.exp(x) / (1 + np.exp(x)), "chain rule on the logarithm"
    yield 1 / (1 + np.exp(-x)), "divide above and below by eˣ"
    yield sigmoid(x), "definition of σ"
