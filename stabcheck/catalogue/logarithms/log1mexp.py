"""The logarithm of a complement, log(1 − e⁻ᵃ) for a > 0: from log p, with p = e⁻ᵃ, to log(1 − p).

Whoever keeps probabilities as logarithms meets it: survival functions, the tails of a geometric or
an exponential distribution, "none of these happened". Typed as it stands it fails at both ends. For
small a, e⁻ᵃ rounds to 1 and log 0 = −∞, where the truth is about log a; for large a, 1 − e⁻ᵃ rounds
to 1 and log 1 = 0, where the truth is about −e⁻ᵃ. Each end has its own remedy,

    log(−expm1(−a)) for small a,    log1p(−e⁻ᵃ) for large a,

and each remedy fails at the other end. Mächler switches at a = log 2, where −expm1(−a) and e⁻ᵃ are
both ½: left of it the logarithm is of at most ½, right of it log1p is of at least −½, and neither
gets near its bad end.

The bounds: a logarithm is off by what its operand is off, relatively, and by its kernel. Of 1 − e⁻ᵃ
that is the error of e⁻ᵃ over 1 − e⁻ᵃ, with its own rounding where there is one.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softplus import softplus
from stabcheck.catalogue.logarithms.log1mexp_grad import log1mexp_grad
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
    zero,
)

log1mexp = Quantity(
    "log1mexp",
    "the logarithm of 1 − e⁻ᵃ",
    arguments={"a": real(above=0)},
    source="Mächler, Accurately Computing log(1 − exp(−|a|)), Rmpfr vignette (2012), equation (7)",
    gradient="log1mexp_grad",
    specials=(
        special(0.0, accepts=-np.inf, note="the complement of certainty"),
        special(np.inf, accepts=[-0.0, 0.0]),
        special(np.nan, accepts="nan"),
    ),
)


@log1mexp.definition
def definition(a):
    return np.log(1 - np.exp(-a))


@log1mexp.sensitivity
def sensitivity(a):
    return a * np.exp(-a) / -np.expm1(-a)


#: Up to where e⁻ᵃ rounds to 1: 1 − e⁻ᵃ ≤ u/2, half the spacing below 1, a tie going to 1.
vanishing = Boundary(
    "-log(1 - u/2)",
    lambda f, n: -np.log(1 - f.unit_roundoff / 2),
    kernel=lambda f, n: f.unit_roundoff / 2,  # less than an ulp: only of 0 is e⁻ᵃ surely 1
)
#: From where 1 − e⁻ᵃ rounds to 1: e⁻ᵃ ≤ u/2, a tie going to 1.
absorption = Boundary(
    "(p + 1) log 2",
    lambda f, n: (f.precision + 1) * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding e⁻ᵃ is as good as moving a by u
    kernel=lambda f, n: exact(1) / 64,  # NumPy's float32 kernel rounds expm1(−a) to −1 early
)


@log1mexp.form(
    "naive",
    why="for small a, e⁻ᵃ rounds to 1, and log 0 = −∞; for large a, 1 − e⁻ᵃ rounds to 1, and "
    "log 1 = 0; in between, digits are lost towards both ends",
    holds=("special",),
    breaks=(
        infinite("a=s", "cancellation", below=vanishing),
        inaccurate("a=s", "cancellation"),
        zero("a=s", "cancellation", above=absorption),
    ),
)
def naive(a):
    return np.log(1 - np.exp(-a))


@log1mexp.form(
    "log1p",
    why="log1p keeps −e⁻ᵃ for large a; for small a, e⁻ᵃ has rounded to 1 before it",
    holds=("special",),
    breaks=(
        infinite("a=s", "cancellation", below=vanishing),
        inaccurate("a=s", "cancellation"),
    ),
)
def log1p(a):
    return np.log1p(-np.exp(-a))


@log1mexp.form(
    "log-expm1",
    why="expm1 keeps a for small a; for large a, −expm1(−a) rounds to 1, and log 1 = 0",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("a=s", "cancellation"),
        zero("a=s", "cancellation", above=absorption),
    ),
)
def log_expm1(a):
    return np.log(-np.expm1(-a))


@log1mexp.form(
    "two-branch",
    why="each formula where it is good: expm1 up to log 2, log1p from there on",
    holds=("range", "relative", "absolute", "special"),
    source="Mächler, Accurately Computing log(1 − exp(−|a|)), Rmpfr vignette (2012), equation (7)",
)
def two_branch(a):
    return np.where(a <= LN2, np.log(-np.expm1(-a)), np.log1p(-np.exp(-a)))


log1mexp.evaluation(two_branch)


def complement_theta(a, r):
    """The θ of 1 − e⁻ᵃ for what e⁻ᵃ is off; beyond bounds where that may be all there is."""
    share = (np.exp(-a) * r.relative(r.kernel) + r.lost) / -np.expm1(-a)
    return share / np.maximum(1 - share, 0)


def expm1_theta(a, r):
    """The θ of −expm1(−a)."""
    return r.relative(r.kernel) + r.lost / -np.expm1(-a)


@log1mexp.theory("naive")
def naive_theory(a, r):
    return r.after(two_branch(a), complement_theta(a, r) + r.u, r.kernel)


@log1mexp.theory("log1p")
def log1p_theory(a, r):
    return r.after(two_branch(a), complement_theta(a, r), r.kernel)


@log1mexp.theory("log-expm1")
def log_expm1_theory(a, r):
    return r.after(two_branch(a), expm1_theta(a, r), r.kernel)


@log1mexp.theory("two-branch")
def two_branch_theory(a, r):
    # where a rounded log 2 may send a either way, the first bounds the second
    theta = np.where(a <= 3 / 4, expm1_theta(a, r), complement_theta(a, r))
    return r.after(two_branch(a), theta, r.kernel)


@log1mexp.claim("log1mexp-involution", "the complement of the complement", a=real(above=0))
def log1mexp_involution(a):
    return equation(log1mexp(-log1mexp(a)), -a)


@log1mexp_involution.derivation()
def log1mexp_involution_steps(a):
    yield log1mexp(-log1mexp(a)), "the left-hand side"
    yield np.log(1 - np.exp(np.log(1 - np.exp(-a)))), "definition of log1mexp, twice"
    yield np.log(1 - (1 - np.exp(-a))), "the exponential undoes the logarithm"
    yield np.log(np.exp(-a)), "1 − (1 − p) = p"
    yield -a, "the logarithm undoes the exponential"


@log1mexp.claim("log1mexp-doubling", "a difference of two squares", a=real(above=0))
def log1mexp_doubling(a):
    return equation(log1mexp(2 * a), log1mexp(a) + softplus(-a))


@log1mexp_doubling.derivation()
def log1mexp_doubling_steps(a):
    e = np.exp(-a)
    yield log1mexp(2 * a), "the left-hand side"
    yield np.log(1 - e**2), "e^−2a is the square of e⁻ᵃ"
    yield np.log((1 - e) * (1 + e)), "a difference of two squares"
    yield np.log(1 - e) + np.log(1 + e), "logarithm of a product"
    yield log1mexp(a) + softplus(-a), "definitions of log1mexp and softplus"


@log1mexp.claim(
    "log1mexp-is-its-tail", "only nearly so, for large a", expected="REFUTED", a=real(above=0)
)
def log1mexp_is_its_tail(a):
    return equation(log1mexp(a), -np.exp(-a))


@log1mexp.claim("log1mexp-derivative", "its derivative is 1/(eᵃ − 1)", a=real(above=0))
def log1mexp_derivative(a):
    return equation(D(log1mexp(a), a), log1mexp_grad(a))


@log1mexp_derivative.derivation()
def log1mexp_derivative_steps(a):
    yield D(log1mexp(a), a), "the derivative sought"
    yield np.exp(-a) / (1 - np.exp(-a)), "chain rule on the logarithm; two minus signs cancel"
    yield 1 / (np.exp(a) - 1), "multiply above and below by eᵃ"
    yield log1mexp_grad(a), "definition of log1mexp′"
