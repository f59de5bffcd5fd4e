"""The entropy of a coin by its logit, −p log p − (1 − p) log(1 − p) with p = σ(x).

How undecided a classifier is: log 2 at x = 0, about |x|e^−|x| where it is sure. It regularises
policies, selects examples to be labelled, and is what binary cross-entropy cannot get below. From p
it breaks as cross-entropy does, where p rounds to 0 or 1: 0 · (−∞) is NaN. From softplus it is

    log(1 + eˣ) − xσ(x),

which overflows nowhere and cancels for large x: two numbers close to x. With e = e^−|x| both terms
are ≥ 0,

    log(1 + e) + |x|e/(1 + e),

and one thing remains: where e is a subnormal number, a rounding of it is multiplied by |x|. The
exponential comes in two halves, h = e^−|x|/2, and |x|h is an ordinary number before it meets h.

The bounds: each term is a product of factors, and both are ≥ 0.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import branches, sigmoid
from stabcheck.catalogue.activations.sigmoid_grad import sigmoid_grad
from stabcheck.catalogue.activations.softplus import softplus, tail_error
from stabcheck.catalogue.activations.softplus import stable as stable_softplus
from stabcheck.catalogue.activations.softplus import stable_theory as softplus_theory
from stabcheck.catalogue.losses.bce_with_logits import absorption, bce_with_logits
from stabcheck.quantity import (
    EXP_OVERFLOW,
    D,
    Quantity,
    equation,
    inaccurate,
    nan,
    real,
    special,
)

binary_entropy_with_logits = Quantity(
    "binary_entropy_with_logits",
    "the entropy of a coin by its logit",
    arguments={"x": real()},
    symbol="H",
    source="Cover & Thomas, Elements of Information Theory, 2nd ed. (2006), example 2.1.1",
    specials=(
        special(-np.inf, accepts=[0.0, -0.0], note="sure"),
        special(np.inf, accepts=[0.0, -0.0], note="sure"),
        special(np.nan, accepts="nan"),
    ),
)


@binary_entropy_with_logits.definition
def definition(x):
    p = sigmoid(x)
    return -(p * np.log(p) + (1 - p) * np.log(1 - p))


@binary_entropy_with_logits.sensitivity
def sensitivity(x):
    h = np.abs(x) * np.exp(-np.abs(x) / 2)  # |x H′(x)| = x²σ(x)σ(−x)
    return h * h / (1 + np.exp(-np.abs(x))) ** 2


@binary_entropy_with_logits.form(
    "naive",
    why="where p rounds to 1, and where e⁻ˣ overflows and p comes out as 0, a weight of 0 meets a "
    "logarithm of 0, and 0 · (−∞) is NaN",
    holds=(),
    breaks=(
        nan("x=s", "cancellation", above=absorption),
        nan("x=s", "overflow", below=-EXP_OVERFLOW),
    ),
)
def naive(x):
    p = 1 / (1 + np.exp(-x))
    return -(p * np.log(p) + (1 - p) * np.log(1 - p))


@binary_entropy_with_logits.form(
    "softplus",
    why="nothing overflows, but for large x two numbers close to x cancel",
    holds=("range",),
    breaks=(inaccurate("x=s", "cancellation"),),
)
def by_softplus(x):
    return stable_softplus(x) - x / (1 + np.exp(-x))


@binary_entropy_with_logits.form(
    "stable",
    why="both terms are ≥ 0, and x meets the exponential in two halves; where that is 0 there is "
    "no term, not 0 · ∞",
    holds=("range", "relative", "absolute", "special"),
)
def stable(x):
    a, h = np.abs(x), np.exp(-np.abs(x) / 2)
    e = h * h
    return np.log1p(e) + np.where(h == 0, 0, a * h / (1 + e) * h)


binary_entropy_with_logits.evaluation(stable)


@binary_entropy_with_logits.theory("softplus")
def by_softplus_theory(x, r):
    p, share = branches(x)
    theta = share * r.relative(r.kernel) + r.lost + 2 * r.u
    weighted = np.abs(x) * p * r.relative(theta) + (1 + np.abs(x)) * r.lost
    return r.after(stable(x), softplus_theory(x, r) + weighted, r.u)


@binary_entropy_with_logits.theory("stable")
def stable_theory(x, r):
    a, e = np.abs(x), np.exp(-np.abs(x))
    theta = 2 * r.kernel + r.u  # of e, in two halves
    logarithm = tail_error(a, r, shift=theta)
    total = 2 * r.kernel + 4 * r.u + e / (1 + e) * r.relative(theta) + r.lost
    weighted = a * e / (1 + e) * r.relative(total) + (2 + a) * r.lost
    return r.after(stable(x), logarithm + weighted, r.u)


@binary_entropy_with_logits.claim("binary-entropy-softplus", "the softplus, less xσ", x=real())
def binary_entropy_softplus(x):
    return equation(binary_entropy_with_logits(x), softplus(x) - x * sigmoid(x))


@binary_entropy_with_logits.claim("binary-entropy-even", "heads or tails", x=real())
def binary_entropy_even(x):
    return equation(binary_entropy_with_logits(-x), binary_entropy_with_logits(x))


@binary_entropy_with_logits.claim(
    "binary-entropy-floor", "cross-entropy against the soft label σ(x)", x=real()
)
def binary_entropy_floor(x):
    return equation(binary_entropy_with_logits(x), bce_with_logits(x, sigmoid(x)))


@binary_entropy_floor.derivation()
def binary_entropy_floor_steps(x):
    p = sigmoid(x)
    yield binary_entropy_with_logits(x), "the left-hand side"
    yield -(p * np.log(p) + (1 - p) * np.log(1 - p)), "definition of H"
    yield bce_with_logits(x, p), "definition of BCE, at y = σ(x)"


@binary_entropy_with_logits.claim(
    "binary-entropy-is-its-tail", "only nearly so", expected="REFUTED", x=real()
)
def binary_entropy_is_its_tail(x):
    return equation(binary_entropy_with_logits(x), np.abs(x) * np.exp(-np.abs(x)))


@binary_entropy_with_logits.claim("binary-entropy-derivative", "its derivative is −xσ′", x=real())
def binary_entropy_derivative(x):
    return equation(D(binary_entropy_with_logits(x), x), -x * sigmoid_grad(x))


@binary_entropy_derivative.derivation()
def binary_entropy_derivative_steps(x):
    yield D(binary_entropy_with_logits(x), x), "the derivative sought"
    yield sigmoid(x) - (sigmoid(x) + x * sigmoid_grad(x)), "of softplus it is σ; product rule"
    yield -x * sigmoid_grad(x), "σ cancels"
