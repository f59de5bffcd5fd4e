"""The sigmoid-weighted linear unit (SiLU, or swish), x·σ(x): a smooth max(x, 0) that dips below 0.

A unit that weighs its input by the sigmoid of it: close to x for large x, to 0 for very negative
x, with a minimum of −0.278 at x = −1.278 (see the page `silu_grad`).

The left tail is x·eˣ, and x·eˣ is an ordinary number for a while after eˣ has ceased to be one.
So there are three ways to lose it.  In x/(1 + e⁻ˣ), which libraries use, e⁻ˣ overflows, and −0 is
left of 10⁻³⁶ (float32).  In ½x(1 + tanh(x/2)) the sum cancels.  And the careful sigmoid in e^−|x|
is a subnormal number with few digits, or 0, which the factor x then shows.  Nothing is lost with
the exponential in two halves,

    x·eˣ = (x·e^½x)·e^½x,

of which neither vanishes before the product does.  To a network 10⁻³⁶ is 0, and all of these are
good to a few roundings of 1, except for the one by tanh, whose errors grow with x.

The bounds: a factor x multiplies what σ(x) is off; of the halves both are the same float, twice off
in e^−|x| and, by its share, in 1 + e^−|x|.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import (
    overflow_of_tail,
    saturation,
    sigmoid,
    two_branch,
    two_branch_theory,
    unless_excused,
    via_tanh_theory,
)
from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    Quantity,
    equation,
    inaccurate,
    nan,
    real,
    special,
    zero,
)

silu = Quantity(
    "silu",
    "the sigmoid-weighted linear unit (swish)",
    arguments={"x": real()},
    source="Elfwing, Uchibe & Doya, Sigmoid-weighted linear units for neural network function "
    "approximation in reinforcement learning, Neural Networks 107 (2018) 3–11",
    gradient="silu_grad",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=-0.0),
    ),
)


@silu.definition
def definition(x):
    return x * sigmoid(x)


@silu.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x silu′(x)|, and silu′ = σ(x)(1 + xσ(−x))
    return np.abs(x * np.where(x >= 0, 1 + e + x * e, e * (1 + x + e)) / ((1 + e) * (1 + e)))


#: Where e^x rounds to 0, and x times that is not excused.
vanishing = unless_excused(-EXP_UNDERFLOW)


@silu.form(
    "quotient",
    why="e⁻ˣ overflows for very negative x, and −0 is left of x·eˣ, which is not even subnormal",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "overflow", below=-overflow_of_tail),),
)
def quotient(x):
    return x / (1 + np.exp(-x))


@silu.form(
    "exp-ratio",
    why="eˣ overflows for large x, and ∞/∞ is NaN where silu(x) is x",
    holds=(),
    breaks=(nan("x=s", "overflow", above=EXP_OVERFLOW),),
)
def exp_ratio(x):
    e = np.exp(x)
    return x * (e / (1 + e))


@silu.form(
    "via-tanh",
    why="tanh(x/2) rounds to −1 + a multiple of u: 1 + tanh(x/2) cancels, and then is 0; and what "
    "it is off by, the factor x makes larger than a few roundings of 1",
    holds=("range", "special"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", below=-saturation),
    ),
)
def via_tanh(x):
    return x * (np.tanh(x / 2) / 2 + 1 / 2)


@silu.form(
    "two-branch",
    why="σ(x) is subnormal, and then 0, while x·σ(x) is neither, and the factor x shows it",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "underflow", below=-vanishing),),
)
def two_branches(x):
    return x * two_branch(x)


@silu.form(
    "split",
    why="e^−|x| in two halves: x times one of them is large enough to be multiplied by the other, "
    "and only the last product may be subnormal",
    holds=("range", "relative", "absolute", "special"),
)
def split(x):
    h = np.exp(-np.abs(x) / 2)
    return x * np.where(x >= 0, 1, h) * (np.where(x >= 0, 1, h) / (1 + h * h))


silu.evaluation(split)


@silu.theory("quotient")
def quotient_theory(x, r):
    share = two_branch(-x)  # of e⁻ˣ in 1 + e⁻ˣ
    theta = share * r.relative(r.kernel) + r.lost + 2 * r.u
    return np.abs(split(x)) * r.relative(theta) + r.lost


@silu.theory("via-tanh")
def weighted_tanh_theory(x, r):
    return r.product(x, 0, two_branch(x), via_tanh_theory(x, r))


@silu.theory("two-branch")
def weighted_branches_theory(x, r):
    return r.product(x, 0, two_branch(x), two_branch_theory(x, r))


@silu.theory("split")
def split_theory(x, r):
    h = np.exp(-np.abs(x) / 2)
    share = h * h / (1 + h * h)
    square = share * r.relative(r.u) * np.exp(2 * r.kernel)  # of h², rounded, in 1 + h²
    # h²/(1 + h²) is off by twice what h is, by the share of the 1; 1/(1 + h²) by that of h²
    twice = np.where(x >= 0, share, 1 / (1 + h * h)) * r.relative(2 * r.kernel)
    theta = twice + square + np.where(x >= 0, 2, 4) * r.u + 3 * r.lost
    return np.abs(split(x)) * r.relative(theta) + 5 * r.lost  # |x|h < 1 times what h, h² … lose


@silu.claim("silu-reflection", "its two tails differ by x", x=real())
def silu_reflection(x):
    return equation(silu(x) - silu(-x), x)


@silu_reflection.derivation()
def silu_reflection_steps(x):
    yield silu(x) - silu(-x), "the left-hand side"
    yield x * sigmoid(x) + x * sigmoid(-x), "definition of silu, twice"
    yield x * (sigmoid(x) + sigmoid(-x)), "take x out"
    yield x, "σ(x) + σ(−x) = 1"


@silu.claim("silu-even-part", "its even part is ½x tanh(x/2)", x=real())
def silu_even_part(x):
    return equation(silu(x) + silu(-x), x * np.tanh(x / 2))


@silu.claim(
    "silu-is-relu", "only nearly so, though both are x + 0 far out", expected="REFUTED", x=real()
)
def silu_is_relu(x):
    return equation(silu(x), np.maximum(x, 0))
