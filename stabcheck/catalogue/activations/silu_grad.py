"""The derivative of the SiLU, silu′(x) = σ(x)(1 + x(1 − σ(x))) = σ(x) + xσ′(x).

It is negative below x = −1.278, where silu falls, and exceeds 1 from x = 1.278 on, by at most a
tenth.  At a zero that is no float no fixed number of ulp can be asked for: there the contract
allows what rounding x would change, κ·|f| = |x silu″(x)|, which near −1.278 is 0.28.

In terms of y = silu(x) it is y + σ(x)(1 − y): true, and useless for large x, where x + (1 − x)
cancels, to 0 from 2/u on.  The formula with x(1 − σ(x)), which libraries use, multiplies by x what
rounding σ(x) to a multiple of u has left.  This ends where σ(x) is 1, at p log 2, and costs up to
½p log 2 roundings of 1, 18 in float64; σ(−x) for 1 − σ(x) costs nothing.  In the left tail,
eˣ(1 + x), the exponential has to be split, as for silu itself.

The bounds follow the operations; 1 + x + e^−|x| for x < 0 is off by roundings of its terms, however
small it is itself.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.sigmoid import (
    naive,
    naive_theory,
    overflow_of_tail,
    sigmoid,
    two_branch,
    two_branch_theory,
)
from stabcheck.catalogue.activations.silu import silu, vanishing
from stabcheck.quantity import (
    D,
    Quantity,
    equation,
    inaccurate,
    real,
    special,
    zero,
)

silu_grad = Quantity(
    "silu_grad",
    "the derivative of the sigmoid-weighted linear unit",
    arguments={"x": real()},
    symbol="silu′",
    source="Elfwing, Uchibe & Doya, Sigmoid-weighted linear units for neural network function "
    "approximation in reinforcement learning, Neural Networks 107 (2018) 3–11",
    specials=(
        special(-np.inf, accepts=[-0.0, 0.0, "nan"], note="−0 in the limit; NaN in most libraries"),
        special(np.inf, accepts=[1.0, "nan"], note="1 in the limit; NaN in most libraries"),
        special(np.nan, accepts="nan"),
        special(-0.0, accepts=0.5),
    ),
)


@silu_grad.definition
def definition(x):
    return sigmoid(x) * (1 + x * (1 - sigmoid(x)))


@silu_grad.sensitivity
def sensitivity(x):
    e = np.exp(-np.abs(x))  # |x silu″(x)|, and silu″ = σ′(x)(2 − x tanh(x/2))
    return np.abs(x * e / ((1 + e) * (1 + e)) * (2 - np.abs(x) * (1 - e) / (1 + e)))


@silu_grad.form(
    "from-output",
    why="for large x, y is x, and y + (1 − y) is what the rounding of 1 − x leaves: 0, 1 or 2, and "
    "from 2/u on 0",
    holds=("range",),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation"),
    ),
    source="Ramachandran, Zoph & Le, Swish: a Self-Gated Activation Function, arXiv:1710.05941v1",
)
def from_output(x):
    s = two_branch(x)
    y = x * s
    return y + s * (1 - y)


@silu_grad.form(
    "backward",
    why="x times what 1 − σ(x) keeps of a rounded σ(x), which is some roundings of 1; in the left "
    "tail e⁻ˣ overflows",
    holds=("range",),
    breaks=(zero("x=s", "overflow", below=-overflow_of_tail),),
    source="PyTorch, silu_backward",
)
def backward(x):
    s = naive(x)
    return s * (1 + x * (1 - s))


@silu_grad.form(
    "two-tails",
    why="σ(−x) for 1 − σ(x) loses nothing; in the left tail σ(x) is subnormal, and then 0, while "
    "xσ(x) is not",
    holds=("range", "absolute", "special"),
    breaks=(zero("x=s", "underflow", below=-vanishing),),
)
def two_tails(x):
    return two_branch(x) * (1 + x * two_branch(-x))


@silu_grad.form(
    "split",
    why="e^−|x| in two halves, so that 1 + x is large enough when the last of them multiplies it; "
    "only 1 + x + e^−|x|, which is 0 near −1.278, cancels, and of floats as good as exact",
    holds=("range", "relative", "absolute", "special"),
    bound=8,  # where silu″ is 0, near −2.399, κ excuses nothing
)
def split(x):
    h = np.exp(-np.abs(x) / 2)
    e = h * h
    half = np.where(x >= 0, 1, h)
    return half * np.where(x >= 0, 1 + (1 + x) * e, 1 + x + e) * (half / ((1 + e) * (1 + e)))


silu_grad.evaluation(split)


def assembled(x, r, s, off, rest, lacking):
    """The error of σ(1 + x·rest), of which σ and rest = 1 − σ are off by so much."""
    inner = r.after(1 + x * rest, r.product(x, 0, rest, lacking), r.u)
    return r.product(s, off, 1 + x * rest, inner)


@silu_grad.theory("backward")
def backward_theory(x, r):
    off, rest = naive_theory(x, r), two_branch(-x)
    return assembled(x, r, two_branch(x), off, rest, r.after(rest, off, r.u))


@silu_grad.theory("two-tails")
def two_tails_theory(x, r):
    left, right = two_branch_theory(x, r), two_branch_theory(-x, r)
    return assembled(x, r, two_branch(x), left, two_branch(-x), right)


@silu_grad.theory("from-output")
def from_output_theory(x, r):
    s, off = two_branch(x), two_branch_theory(x, r)
    y = r.product(x, 0, s, off)
    rest = r.product(s, off, 1 - x * s, r.after(1 - x * s, y, r.u))
    return r.after(split(x), y + rest, r.u)


@silu_grad.theory("split")
def split_theory(x, r):
    h = np.exp(-np.abs(x) / 2)
    e = h * h
    squared = 2 * r.kernel + r.u  # of e
    right = (1 + x) * e * r.relative(squared + 2 * r.u)
    left = np.abs(1 + x) * r.relative(r.u) + e * r.relative(squared)
    numerator = np.where(x >= 0, 1 + (1 + x) * e, 1 + x + e)
    inner = r.after(numerator, np.where(x >= 0, right, left) + 4 * r.lost, r.u)
    factor = e / (1 + e) * r.relative(squared) + 3 * r.lost + r.u  # of 1 + e, which enters twice
    theta = 2 * factor + np.where(x >= 0, 3 * r.u, 2 * r.kernel + 4 * r.u)
    outer = np.where(x >= 0, 1, e) / ((1 + e) * (1 + e))
    whole = inner * np.exp(theta) + np.abs(numerator) * r.relative(theta)
    return outer * whole + 6 * r.lost  # |1 + x|h ≤ 1 times what h, h², … lose


@silu_grad.claim("silu-derivative", "it is the derivative of silu", x=real())
def silu_derivative(x):
    return equation(D(silu(x), x), silu_grad(x))


@silu_derivative.derivation()
def silu_derivative_steps(x):
    yield D(silu(x), x), "the derivative sought"
    yield sigmoid(x) + x * D(sigmoid(x), x), "product rule"
    yield sigmoid(x) + x * (sigmoid(x) * (1 - sigmoid(x))), "σ′ = σ(1 − σ)"
    yield silu_grad(x), "take σ out"


@silu_grad.claim("silu-derivative-reflection", "at x and at −x together 1", x=real())
def silu_derivative_reflection(x):
    return equation(silu_grad(x) + silu_grad(-x), 1)


@silu_grad.claim("silu-derivative-output", "in terms of y = silu(x)", x=real())
def silu_derivative_output(x):
    return equation(silu_grad(x), silu(x) + sigmoid(x) * (1 - silu(x)))


@silu_grad.claim(
    "silu-derivative-output-misprinted",
    "tempting: σ(1 + x(1 − y)), as if y were σ",
    expected="REFUTED",
    x=real(),
)
def silu_derivative_output_misprinted(x):
    return equation(silu_grad(x), sigmoid(x) * (1 + x * (1 - silu(x))))
