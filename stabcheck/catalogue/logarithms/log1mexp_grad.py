"""The derivative of log(1 − e⁻ᵃ), 1/(eᵃ − 1) for a > 0: in physics, Bose and Einstein's function.

The chain rule leaves e⁻ᵃ/(1 − e⁻ᵃ), and for small a, where the derivative is about 1/a, the
denominator cancels: to a multiple of u first, then to 0, and the gradient is ∞. The textbook's
1/(eᵃ − 1) cancels as well, and expm1 mends it; but eᵃ overflows for large a and its reciprocal is
0, while the truth, e⁻ᵃ, is a subnormal number. In

    e⁻ᵃ/(−expm1(−a))

the exponential never exceeds 1, and nothing is subtracted.

The bounds: of a quotient every rounding is a factor e^θ. What e⁻ᵃ is off counts in 1 − e⁻ᵃ by
e⁻ᵃ/(1 − e⁻ᵃ), the value itself; an exponential that is subnormal, or lost, is off by all of it.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    EXP_OVERFLOW,
    Boundary,
    Quantity,
    inaccurate,
    infinite,
    real,
    special,
    zero,
)

log1mexp_grad = Quantity(
    "log1mexp_grad",
    "the derivative of log(1 − e⁻ᵃ)",
    arguments={"a": real(above=0)},
    symbol="log1mexp′",
    source="NIST Digital Library of Mathematical Functions, section 25.12(iii)",
    specials=(
        special(0.0, accepts=np.inf),
        special(np.inf, accepts=0.0),
        special(np.nan, accepts="nan"),
    ),
)


@log1mexp_grad.definition
def definition(a):
    return 1 / (np.exp(a) - 1)


@log1mexp_grad.sensitivity
def sensitivity(a):
    m = -np.expm1(-a)  # a e⁻ᵃ/(1 − e⁻ᵃ)²
    return a / m * (np.exp(-a) / m)


def judged(f, n):
    """Where eᵃ is ∞; but nowhere, so beyond MAX, if that a ≈ 0.7(emax + 1) exceeds 1/(8u)."""
    return EXP_OVERFLOW(f, n) if 6 * (f.emax + 1) < 2**f.precision else 2 * f.max


reciprocal_of_overflow = Boundary("log(MAX + ½ulp)", judged)
#: Up to where e⁻ᵃ rounds to 1: 1 − e⁻ᵃ ≤ u/2, half the spacing below 1, a tie going to 1.
vanishing = Boundary(
    "-log(1 - u/2)",
    lambda f, n: -np.log(1 - f.unit_roundoff / 2),
    kernel=lambda f, n: f.unit_roundoff / 2,  # less than an ulp: only of 0 is e⁻ᵃ surely 1
)
#: Up to where eᵃ rounds to 1: eᵃ − 1 ≤ u, half the spacing above 1, a tie going to 1.
vanishing_above = Boundary(
    "log(1 + u)",
    lambda f, n: np.log(1 + f.unit_roundoff),
    kernel=lambda f, n: f.unit_roundoff,
)


@log1mexp_grad.form(
    "chain-rule",
    why="what is left of the plain log(1 − e⁻ᵃ): for small a, 1 − e⁻ᵃ cancels, and dividing by 0 "
    "makes ∞ of 1/a",
    holds=("special",),
    breaks=(
        infinite("a=s", "cancellation", below=vanishing),
        inaccurate("a=s", "cancellation"),
    ),
)
def chain_rule(a):
    return np.exp(-a) / (1 - np.exp(-a))


@log1mexp_grad.form(
    "reciprocal",
    why="the textbook's formula: eᵃ − 1 cancels for small a, and overflows for large a, where the "
    "reciprocal 0 is wrong only while e⁻ᵃ is a subnormal number",
    holds=("special",),
    breaks=(
        infinite("a=s", "cancellation", below=vanishing_above),
        inaccurate("a=s", "cancellation"),
        zero("a=s", "overflow", above=reciprocal_of_overflow),
    ),
)
def reciprocal(a):
    return 1 / (np.exp(a) - 1)


@log1mexp_grad.form(
    "reciprocal-expm1",
    why="expm1 keeps a for small a; for large a it overflows still, and 0 is wrong while e⁻ᵃ is a "
    "subnormal number",
    holds=("range", "absolute", "special"),
    breaks=(zero("a=s", "overflow", above=reciprocal_of_overflow),),
)
def reciprocal_expm1(a):
    return 1 / np.expm1(a)


@log1mexp_grad.form(
    "stable",
    why="e⁻ᵃ never exceeds 1, expm1 keeps a for small a, and nothing is subtracted",
    holds=("range", "relative", "absolute", "special"),
)
def stable(a):
    return np.exp(-a) / -np.expm1(-a)


log1mexp_grad.evaluation(stable)


def quotient(a, theta, r):
    """The error of a quotient whose θ is this, and whose numerator may be lost to underflow."""
    return stable(a) * r.relative(theta) + r.lost / -np.expm1(-a) * np.exp(theta) + r.lost


@log1mexp_grad.theory("chain-rule")
def chain_rule_theory(a, r):
    share = (np.exp(-a) * r.relative(r.kernel) + r.lost) / -np.expm1(-a)
    return quotient(a, r.kernel + share / np.maximum(1 - share, 0) + 2 * r.u, r)


@log1mexp_grad.theory("reciprocal")
def reciprocal_theory(a, r):
    share = r.relative(r.kernel) / -np.expm1(-a)  # of eᵃ in eᵃ − 1
    return quotient(a, share / np.maximum(1 - share, 0) + 2 * r.u, r)


@log1mexp_grad.theory("reciprocal-expm1")
def reciprocal_expm1_theory(a, r):
    return quotient(a, r.kernel + r.u, r)


@log1mexp_grad.theory("stable")
def stable_theory(a, r):
    return quotient(a, 2 * r.kernel + r.u, r)
