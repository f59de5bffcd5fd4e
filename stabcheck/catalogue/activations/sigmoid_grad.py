"""The derivative of the sigmoid, σ′(x) = σ(x)(1 − σ(x)): what back-propagation multiplies by.

The forward pass has left s = σ(x), and s(1 − s) costs one subtraction and one product; PyTorch and
JAX compute it so.  The subtraction is exact for s ≥ ½ and yet the end of it: s is a rounding of
σ(x), and for large x 1 − s shows little else.  From x = p log 2 on, s is 1 and the derivative 0:
in float32 at 16.6, where σ′(x) is still 6·10⁻⁸.  A
network whose scores are large stops learning at the right and goes on at the left.

σ′ is even, σ′(x) = σ(x)σ(−x), and written in e = e^−|x| ≤ 1,

    σ′(x) = e/(1 + e)²,

there is nothing to cancel and nothing to overflow; in eˣ itself the denominator overflows first,
and leaves 0, and then the numerator, and leaves NaN.

The bounds: every rounding is a factor e^θ; that of e counts once, and twice by its share in 1 + e.
In s(1 − s) what s is off is subtracted from 1 as it is.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import (
    branches,
    naive_theory,
    overflow_of_tail,
    sigmoid,
    two_branch,
    two_branch_theory,
    unless_excused,
)
from stabcheck.catalogue.activations.softplus import absorption
from stabcheck.catalogue.activations.tanh_grad import tanh_grad
from stabcheck.quantity import (
    EXP_OVERFLOW,
    Boundary,
    Quantity,
    equation,
    inaccurate,
    nan,
    real,
    special,
    zero,
)

sigmoid_grad = Quantity(
    "sigmoid_grad",
    "the derivative of the logistic sigmoid",
    arguments={"x": real()},
    symbol="σ′",
    source="Goodfellow, Bengio & Courville, Deep Learning (2016), section 3.10",
    specials=(
        special(-np.inf, accepts=0.0),
        special(np.inf, accepts=0.0),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=0.25),
    ),
)


@sigmoid_grad.definition
def definition(x):
    return sigmoid(x) * (1 - sigmoid(x))


@sigmoid_grad.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x σ″(x)| = |x| σ′(x) |1 − 2σ(x)|
    return np.abs(x) * e / ((1 + e) * (1 + e)) * ((1 - e) / (1 + e))


#: Where (1 + eˣ)² is ∞, and the 0 that comes of it is not excused.
overflow_of_square = unless_excused(
    Boundary(
        "log(√(MAX + ½ulp) - 1)",
        lambda f, n: np.log(np.sqrt(f.overflow_threshold) - 1),
        within=lambda f, n: 2 * f.unit_roundoff,  # the roundings of eˣ and of 1 + eˣ
    ),
    part=1 / 2,
)


@sigmoid_grad.form(
    "from-output",
    why="however accurate s = σ(x) is: for large x it is a multiple of u, and then 1, and 1 − s is "
    "what that rounding has left",
    holds=("range", "absolute", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=absorption),
    ),
)
def from_output(x):
    s = two_branch(x)
    return s * (1 - s)


@sigmoid_grad.form(
    "exp-ratio",
    why="(1 + eˣ)² overflows halfway to where eˣ does, and the quotient is 0; then it is ∞/∞ = NaN",
    holds=(),
    breaks=(
        zero("x=s", "overflow", above=overflow_of_square),
        nan("x=s", "overflow", above=EXP_OVERFLOW),
    ),
)
def exp_ratio(x):
    e = np.exp(x)
    return e / ((1 + e) * (1 + e))


@sigmoid_grad.form(
    "two-tails",
    why="σ(−x) is 1 − σ(x) without the subtraction; each of the two is 0 too early, once its "
    "exponential overflows and while it should be a subnormal number",
    holds=("range", "absolute", "special"),
    breaks=(
        zero("x=s", "overflow", above=overflow_of_tail),
        zero("x=s", "overflow", below=-overflow_of_tail),
    ),
)
def two_tails(x):
    return sigmoid(x) * sigmoid(-x)


@sigmoid_grad.form(
    "stable",
    why="e^−|x| never exceeds 1, and only positive numbers are added",
    holds=("range", "relative", "absolute", "special"),
)
def stable(x):
    e = np.exp(-np.abs(x))
    return e / ((1 + e) * (1 + e))


sigmoid_grad.evaluation(stable)


@sigmoid_grad.theory("from-output")
def from_output_theory(x, r):
    s, rest = branches(x)  # σ(x), and 1 − σ(x) without cancellation
    off = two_branch_theory(x, r)
    return r.product(s, off, rest, r.after(rest, off, r.u))


@sigmoid_grad.theory("two-tails")
def two_tails_theory(x, r):
    s, rest = branches(x)
    return r.product(s, naive_theory(x, r), rest, naive_theory(-x, r))


@sigmoid_grad.theory("stable")
def stable_theory(x, r):
    e = np.exp(-np.abs(x))
    factor = e / (1 + e) * r.relative(r.kernel) + r.lost + r.u  # of 1 + e, which enters twice
    return stable(x) * r.relative(r.kernel + 2 * factor + 2 * r.u) + 3 * r.lost


@sigmoid_grad.claim("sigmoid-grad-even", "the same at x and at −x", x=real())
def sigmoid_grad_even(x):
    return equation(sigmoid_grad(x), sigmoid_grad(-x))


@sigmoid_grad_even.derivation()
def sigmoid_grad_even_steps(x):
    e = np.exp(-x)
    yield sigmoid_grad(x), "the left-hand side"
    yield 1 / (1 + e) * (1 - 1 / (1 + e)), "definition of σ′ and of σ"
    yield 1 / (1 + e) * (e / (1 + e)), "e⁻ˣ = (1 + e⁻ˣ) − 1"
    yield (1 - 1 / (1 + np.exp(x))) * (1 / (1 + np.exp(x))), "multiply above and below by eˣ, twice"
    yield sigmoid_grad(-x), "definition of σ and of σ′"


@sigmoid_grad.claim("sigmoid-grad-tanh", "4σ′(2x) = tanh′ x", x=real())
def sigmoid_grad_tanh(x):
    return equation(4 * sigmoid_grad(2 * x), tanh_grad(x))


@sigmoid_grad.claim(
    "sigmoid-grad-tanh-unscaled",
    "tempting: σ = (tanh(x/2) + 1)/2 has an inner factor ½ as well",
    expected="REFUTED",
    x=real(),
)
def sigmoid_grad_tanh_unscaled(x):
    return equation(sigmoid_grad(x), tanh_grad(x / 2) / 2)
