"""The inverse of softplus, log(eˣ − 1) for x > 0: a positive parameter, made a real one.

An optimiser works on the real line; where a scale must stay positive it is softplus of a free
parameter, and this is how the parameter is initialised. Typed as it stands it overflows for large
x, where it is x to the last digit, and for small x, where it is about log x, eˣ rounds to 1 and
leaves log 0 = −∞. log(expm1(x)) mends the left end only. With eˣ taken out,

    log(eˣ − 1) = x + log(1 − e⁻ˣ) = x + log(−expm1(−x)),

both ends hold. It has a zero, at x = log 2: there it is as accurate as x itself, no more, and
neither is any other form.

The bounds: a logarithm is off by what its operand is off, relatively, and by its kernel; the sum by
that and by its own rounding.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.softplus import softplus
from stabcheck.catalogue.logarithms.log1mexp import expm1_theta, log1mexp
from stabcheck.catalogue.logarithms.logit import logit
from stabcheck.quantity import (
    EXP_OVERFLOW,
    Boundary,
    D,
    Quantity,
    equation,
    inaccurate,
    infinite,
    real,
    special,
)

log_expm1 = Quantity(
    "log_expm1",
    "the inverse of softplus",
    arguments={"x": real(above=0)},
    symbol="softplus⁻¹",
    source="TensorFlow Probability, tfp.math.softplus_inverse",
    specials=(
        special(0.0, accepts=-np.inf),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
    ),
)


@log_expm1.definition
def definition(x):
    return np.log(np.exp(x) - 1)


@log_expm1.sensitivity
def sensitivity(x):
    return x / -np.expm1(-x)


#: Up to where eˣ rounds to 1: half the spacing above 1 is u, a tie going to 1.
vanishing = Boundary(
    "log(1 + u)",
    lambda f, n: np.log(1 + f.unit_roundoff),
    kernel=lambda f, n: f.unit_roundoff,  # less than an ulp: only at 0 is eˣ surely 1
)


@log_expm1.form(
    "naive",
    why="eˣ overflows for large x, where log(eˣ − 1) is x; for small x it rounds to 1, and "
    "log 0 = −∞",
    holds=("special",),
    breaks=(
        infinite("x=s", "cancellation", below=vanishing),
        inaccurate("x=s", "cancellation"),
        infinite("x=s", "overflow", above=EXP_OVERFLOW),
    ),
)
def naive(x):
    return np.log(np.exp(x) - 1)


@log_expm1.form(
    "log-expm1",
    why="expm1 keeps every digit of a small x; for large x it overflows still",
    holds=("special",),
    breaks=(infinite("x=s", "overflow", above=EXP_OVERFLOW),),
)
def log_of_expm1(x):
    return np.log(np.expm1(x))


@log_expm1.form(
    "stable",
    why="the exponential is of −x and never exceeds 1; for large x it is lost beside x",
    holds=("range", "relative", "absolute", "special"),
    source="TensorFlow Probability, tfp.math.softplus_inverse",
)
def stable(x):
    return x + np.log(-np.expm1(-x))


log_expm1.evaluation(stable)


@log_expm1.theory("naive")
def naive_theory(x, r):
    share = r.relative(r.kernel) / -np.expm1(-x)  # of eˣ in eˣ − 1
    return r.after(np.abs(stable(x)), share / np.maximum(1 - share, 0) + r.u, r.kernel)


@log_expm1.theory("log-expm1")
def log_of_expm1_theory(x, r):
    return r.after(np.abs(stable(x)), r.kernel, r.kernel)


@log_expm1.theory("stable")
def stable_theory(x, r):
    logarithm = r.after(np.abs(np.log(-np.expm1(-x))), expm1_theta(x, r), r.kernel)
    return r.after(np.abs(stable(x)), logarithm, r.u)


@log_expm1.claim("log-expm1-inverts-softplus", "it is the inverse of softplus", x=real())
def log_expm1_inverts_softplus(x):
    return equation(log_expm1(softplus(x)), x)


@log_expm1_inverts_softplus.derivation()
def log_expm1_inverts_softplus_steps(x):
    yield log_expm1(softplus(x)), "the left-hand side"
    yield np.log(np.exp(np.log(1 + np.exp(x))) - 1), "definitions of both"
    yield np.log(1 + np.exp(x) - 1), "the exponential undoes the logarithm"
    yield x, "and the logarithm the exponential"


@log_expm1.claim("softplus-inverts-log-expm1", "and softplus is its", x=real(above=0))
def softplus_inverts_log_expm1(x):
    return equation(softplus(log_expm1(x)), x)


@log_expm1.claim("log-expm1-from-log1mexp", "x and a complement", x=real(above=0))
def log_expm1_from_log1mexp(x):
    return equation(log_expm1(x), x + log1mexp(x))


@log_expm1_from_log1mexp.derivation()
def log_expm1_from_log1mexp_steps(x):
    yield log_expm1(x), "the left-hand side"
    yield np.log(np.exp(x) - 1), "definition of the inverse"
    yield np.log(np.exp(x) * (1 - np.exp(-x))), "take eˣ out"
    yield x + np.log(1 - np.exp(-x)), "logarithm of a product"
    yield x + log1mexp(x), "definition of log1mexp"


@log_expm1.claim("log-expm1-log-odds", "odds of a probability e⁻ˣ, against", x=real(above=0))
def log_expm1_log_odds(x):
    return equation(logit(np.exp(-x)), -log_expm1(x))


@log_expm1_log_odds.derivation()
def log_expm1_log_odds_steps(x):
    yield logit(np.exp(-x)), "the left-hand side"
    yield np.log(np.exp(-x) / (1 - np.exp(-x))), "definition of logit"
    yield np.log(1 / (np.exp(x) - 1)), "multiply above and below by eˣ"
    yield -log_expm1(x), "logarithm of a reciprocal; definition of the inverse"


@log_expm1.claim(
    "log-expm1-is-identity", "only nearly so, for large x", expected="REFUTED", x=real(above=0)
)
def log_expm1_is_identity(x):
    return equation(log_expm1(x), x)


@log_expm1.claim("log-expm1-derivative", "its derivative is 1/(1 − e⁻ˣ)", x=real(above=0))
def log_expm1_derivative(x):
    return equation(D(log_expm1(x), x), 1 / (1 - np.exp(-x)))
