"""Binary cross-entropy of a logit, −(y log σ(x) + (1 − y) log(1 − σ(x))).

The loss of a binary classifier whose last score x is turned into a probability by the sigmoid,
against a label y: 0 or 1 or, for soft labels, anything between.  From σ and log it breaks where
σ(x) rounds to 0 or 1.  With log(1 + e⁻ˣ) taken out,

    max(x, 0) − xy + log(1 + e^−|x|),

nothing overflows; but log(1 + small) loses the small, and for x > 0 with y close to 1, x − xy
cancels.  The branches x(1 − y) for x ≥ 0 and −xy for x < 0 cancel nothing, and log1p loses
nothing.  The definition itself cannot be evaluated for large |x|: at y = 0 it takes 1.44·|x| bits
to tell 1 − σ(x) from 0, so the oracle evaluates the branches, proved equal.

The bounds follow the operations: a product is off by u of itself, a sum by the errors of its terms
and u of itself, log(1 + e) by what 1 + e is off, relatively, and by its kernel.  What cancels is
off by u of what it was before.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import sigmoid
from stabcheck.catalogue.activations.softplus import tail_error
from stabcheck.quantity import (
    EXP_OVERFLOW,
    LN2,
    Boundary,
    D,
    Quantity,
    equation,
    given,
    inaccurate,
    infinite,
    nan,
    real,
    special,
    zero,
)

bce_with_logits = Quantity(
    "bce_with_logits",
    "binary cross-entropy with logits",
    arguments={"x": real(), "y": real()},
    symbol="BCE",
    gradient="bce_with_logits_grad",
    source="Murphy, Probabilistic Machine Learning: An Introduction (2022), section 10.2.3",
    specials=(
        special(np.inf, 1.0, accepts=[0.0, -0.0], note="certain and right"),
        special(-np.inf, 0.0, accepts=[0.0, -0.0], note="certain and right"),
        special(np.inf, 0.0, accepts=np.inf, note="certain and wrong"),
        special(-np.inf, 1.0, accepts=np.inf, note="certain and wrong"),
        special(np.inf, 0.5, accepts=np.inf, note="a soft label"),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@bce_with_logits.definition
def definition(x, y):
    return -(y * np.log(sigmoid(x)) + (1 - y) * np.log(1 - sigmoid(x)))


@bce_with_logits.sensitivity
def sensitivity(x, y):
    e = np.exp(-np.abs(x))  # |x ∂/∂x| = |x(σ(x) − y)|; the label is taken as exact
    # over 1 + e: σ(x) − y itself cancels where the label is certain and right
    return np.abs(x * np.where(x >= 0, (1 - y) - e * y, e * (1 - y) - y) / (1 + e))


#: From where 1 + e^−|x| rounds to 1: e^−|x| ≤ u = 2⁻ᵖ, a tie going to 1.
absorption = Boundary(
    "p log 2",
    lambda f, n: f.precision * LN2,
    within=lambda f, n: f.unit_roundoff,  # rounding e^−|x| is as good as moving x by u
)


@bce_with_logits.form(
    "naive",
    why="log(1 − σ) is log 0 once σ rounds to 1, and log σ once e⁻ˣ overflows; a label of 0 or 1 "
    "makes 0 · ∞ = NaN of the other term",
    holds=(),
    breaks=(
        infinite("x=s, y=0", "cancellation", above=absorption),
        nan("x=s, y=1", "cancellation", above=absorption),
        nan("x=s, y=0", "overflow", below=-EXP_OVERFLOW),
        infinite("x=s, y=1", "overflow", below=-EXP_OVERFLOW),
    ),
)
def naive(x, y):
    p = sigmoid(x)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


@bce_with_logits.form(
    "sheet",
    why="nothing overflows, but log(1 + small) loses the small, and x − xy cancels near y = 1",
    holds=("range",),
    breaks=(
        zero("x=s, y=0", "cancellation", below=-absorption),
        zero("x=s, y=1", "cancellation", above=absorption),
        inaccurate("x=s, y=below(1)", "cancellation"),
    ),
)
def sheet(x, y):
    return np.maximum(x, 0) - x * y + np.log(1 + np.exp(-np.abs(x)))


@bce_with_logits.theory("sheet")
def sheet_theory(x, y, r):
    return summed(x, y, tail_error(np.abs(x), r, rounded=r.u), r)


def summed(x, y, logarithm, r):
    """The error of (max(x, 0) − xy) + log(1 + e^−|x|), whose logarithm is off by so much."""
    product = np.abs(x * y) * r.relative(r.u) + r.lost
    difference = r.after(np.maximum(x, 0) - x * y, product, r.u)
    return r.after(branch(x, y), difference + logarithm, r.u)


@bce_with_logits.form(
    "log1p",
    why="log1p keeps the small, added last, after max(x, 0) − xy has cancelled; but for y near 1 "
    "that cancellation shows the rounding of xy",
    holds=("range",),
    breaks=(inaccurate("x=s, y=below(1)", "cancellation"),),
)
def log1p(x, y):
    return np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))


@bce_with_logits.theory("log1p")
def log1p_theory(x, y, r):
    return summed(x, y, tail_error(np.abs(x), r), r)


@bce_with_logits.form(
    "branch",
    why="1 − y is exact for y ≥ ½, both terms are ≥ 0 for 0 ≤ y ≤ 1, and nothing cancels",
    holds=("range", "relative", "absolute"),
)
def branch(x, y):
    return np.where(x >= 0, x * (1 - y), -x * y) + np.log1p(np.exp(-np.abs(x)))


bce_with_logits.evaluation(branch)


@bce_with_logits.theory("branch")
def branch_theory(x, y, r):
    product = np.where(x >= 0, x * (1 - y), x * y)
    linear = r.after(product, 0, 2 * r.u)
    return r.after(branch(x, y), linear + tail_error(np.abs(x), r), r.u)


@bce_with_logits.claim("bce-equivalence", "the stable formula, any real label", x=real(), y=real())
def bce_equivalence(x, y):
    return equation(
        -(y * np.log(sigmoid(x)) + (1 - y) * np.log(1 - sigmoid(x))),
        np.maximum(x, 0) - x * y + np.log(1 + np.exp(-np.abs(x))),
    )


@bce_equivalence.derivation("for every x")
def bce_equivalence_steps(x, y):
    e = np.exp(-x)
    yield -(y * np.log(sigmoid(x)) + (1 - y) * np.log(1 - sigmoid(x))), "the left-hand side"
    yield -y * np.log(sigmoid(x)) - (1 - y) * np.log(1 - sigmoid(x)), "take the minus sign in"
    yield (
        -y * np.log(1 / (1 + e)) - (1 - y) * np.log(e / (1 + e)),
        "definition of σ; 1 − σ(x) = e⁻ˣ/(1 + e⁻ˣ)",
    )
    yield y * np.log(1 + e) + (1 - y) * (-np.log(e) + np.log(1 + e)), "logarithm of a quotient"
    yield y * np.log(1 + e) + (1 - y) * (x + np.log(1 + e)), "log e⁻ˣ = −x"
    yield (1 - y) * x + np.log(1 + e), "y + (1 − y) = 1"
    yield x - x * y + np.log(1 + e), "multiply out"


@bce_equivalence.derivation("for x < 0, where e⁻ˣ may overflow")
def bce_equivalence_left(x, y):
    yield given(x < 0)
    yield x - x * y + np.log(1 + np.exp(-x)), "from the chain for every x"
    yield np.log(np.exp(x)) - x * y + np.log(1 + np.exp(-x)), "x = log eˣ"
    yield -x * y + np.log(1 + np.exp(x)), "log eˣ + log(1 + e⁻ˣ) = log(eˣ + 1)"
    yield np.maximum(x, 0) - x * y + np.log(1 + np.exp(-np.abs(x))), "max(x, 0) = 0 and |x| = −x"


@bce_equivalence.derivation("for x ≥ 0")
def bce_equivalence_right(x, y):
    yield given(x >= 0)
    yield x - x * y + np.log(1 + np.exp(-x)), "from the chain for every x"
    yield np.maximum(x, 0) - x * y + np.log(1 + np.exp(-np.abs(x))), "max(x, 0) = x and |x| = x"


@bce_with_logits.claim("bce-gradient", "the gradient is the residual", x=real(), y=real())
def bce_gradient(x, y):
    return equation(D(bce_with_logits(x, y), x), sigmoid(x) - y)
