"""The scaled exponential linear unit (SELU), λx for x > 0 and λα(eˣ − 1) for x ≤ 0.

An ELU whose two constants, λ = 1.0507… and α = 1.6732…, are such that a layer of many normalised
units returns normalised values: mean 0 and variance 1 is a fixed point.  They are solutions of two
equations, taken here as the decimals that libraries have; what rounding them costs is a rounding.

Its paper prints αeˣ − α, which cancels near 0 as eˣ − 1 does: for −½u ≤ x < 0, eˣ is 1, and 0 is
left of −λα|x|.  expm1 keeps it.  At the other end, λx with a rounded λ overflows a little early or
late, in bfloat16 and float32 one float too late, which is an error of an ulp like another.
(Of its derivative, λαeˣ, is true what the page `elu_grad` says: y + λα leaves roundings.)

The bounds: a constant and a product are two roundings, expm1 its kernel's.
"""

from __future__ import annotations

import numpy as np

from stabcheck.catalogue.activations.elu import elu
from stabcheck.catalogue.activations.tanh import one_lost
from stabcheck.quantity import Quantity, equation, exact, inaccurate, real, special, zero

ALPHA = exact(16732632423543772848170429916717) / 10**31
LAMBDA = exact(10507009873554804934193349852946) / 10**31

selu = Quantity(
    "selu",
    "the scaled exponential linear unit",
    arguments={"x": real()},
    source="Klambauer, Unterthiner, Mayr & Hochreiter, Self-Normalizing Neural Networks, NIPS 30 "
    "(2017)",
    specials=(
        special(-np.inf, accepts=-float((LAMBDA * ALPHA).value), note="−λα, rounded"),
        special(np.inf, accepts=np.inf),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=[-0.0, 0.0]),
    ),
)


@selu.definition
def definition(x):
    return LAMBDA * np.where(x > 0, x, ALPHA * (np.exp(x) - 1))


@selu.sensitivity
def sensitivity(x):
    return LAMBDA * np.abs(x) * np.where(x > 0, 1, ALPHA * np.exp(np.minimum(x, 0)))


@selu.form(
    "as-printed",
    why="just below 0, αeˣ is α minus a multiple of u, and for −½u ≤ x < 0, α: the difference "
    "leaves that, or 0",
    holds=(),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=-one_lost),
    ),
    source="Klambauer et al. 2017",
)
def as_printed(x):
    return LAMBDA * np.where(x > 0, x, ALPHA * np.exp(x) - ALPHA)


@selu.form(
    "folded",
    why="expm1 keeps a small x to the last digit, and each constant is rounded once",
    holds=("range", "relative", "absolute", "special"),
    source="PyTorch, selu",
)
def folded(x):
    return np.where(x > 0, LAMBDA * x, LAMBDA * ALPHA * np.expm1(x))


@selu.form(
    "compensated",
    why="of λx = x + (λ − 1)x only a twentieth feels the rounding of its constant",
    holds=("range", "relative", "absolute", "special"),
)
def compensated(x):
    return np.where(x > 0, x + (LAMBDA - 1) * x, LAMBDA * ALPHA * np.expm1(x))


selu.evaluation(compensated)


@selu.theory("folded")
def folded_theory(x, r):
    theta = 2 * r.u + np.where(x > 0, 0, r.kernel)
    return np.abs(compensated(x)) * r.relative(theta) + 2 * r.lost


@selu.theory("compensated")
def compensated_theory(x, r):
    right = r.after(LAMBDA * x, (LAMBDA - 1) * x * r.relative(2 * r.u) + r.lost, r.u)
    return np.where(x > 0, right, folded_theory(x, r))


@selu.claim("selu-parts", "its two branches as a sum", x=real())
def selu_parts(x):
    return equation(selu(x), LAMBDA * (np.maximum(x, 0) + ALPHA * np.minimum(np.exp(x) - 1, 0)))


@selu.claim(
    "selu-is-scaled-elu",
    "tempting by its name: λ elu(x) lacks the α",
    expected="REFUTED",
    x=real(below=0),
)
def selu_is_scaled_elu(x):
    return equation(selu(x), LAMBDA * elu(x))
