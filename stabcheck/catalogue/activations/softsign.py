"""Softsign, x/(1 + |x|): a sign function with algebraic tails, 1 − 1/|x| where tanh has 1 − 2e^−2x.

The formula is as good as formulas get: two roundings, nothing cancels, and 1 + |x| cannot overflow,
as adding 1 to MAX changes nothing.  That is owed to its plainness.  Written as what is missing to
±1, sign(x)(1 − 1/(1 + |x|)), it loses small arguments: up to |x| = u, 1 + |x| rounds to 1.  And
with √(x²) for |x|, the usual trick where a library lacks a smooth one, x² overflows from √MAX on,
and x/∞ is 0 where softsign is 1.

The bounds: a sum and a quotient are two roundings; of what cancels, three of 1.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import Boundary, Quantity, equation, inaccurate, real, special, zero

softsign = Quantity(
    "softsign",
    "softsign",
    arguments={"x": real()},
    source="Glorot & Bengio, Understanding the difficulty of training deep feedforward neural "
    "networks, AISTATS 2010, section 2.3",
    gradient="softsign_grad",
    specials=(
        special(-np.inf, accepts=[-1.0, "nan"], note="−1 in the limit; NaN in most libraries"),
        special(np.inf, accepts=[1.0, "nan"], note="1 in the limit; NaN in most libraries"),
        special(np.nan, accepts="nan"),
        special(0.0, accepts=0.0),
        special(-0.0, accepts=-0.0, note="softsign is odd"),
    ),
)


@softsign.definition
def definition(x):
    return x / (1 + np.abs(x))


@softsign.sensitivity
def sensitivity(x):
    return np.abs(x) / ((1 + np.abs(x)) * (1 + np.abs(x)))


#: Up to which |x| the sum 1 + |x| rounds to 1: half the distance 2u to the next float, a tie.
absorption = Boundary("u", lambda f, n: f.unit_roundoff)
#: From which |x| on x² overflows.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))


@softsign.form(
    "lacking",
    why="for small x, 1/(1 + |x|) rounds to 1 minus a multiple of u, and 1 minus that leaves the "
    "multiple; up to |x| = u, nothing, and of −0 not the sign",
    holds=("range", "absolute"),
    breaks=(
        inaccurate("x=s", "cancellation"),
        zero("x=s", "cancellation", above=-absorption),
        zero("x=s", "cancellation", below=absorption),
    ),
)
def lacking(x):
    return np.sign(x) * (1 - 1 / (1 + np.abs(x)))


@softsign.form(
    "root-of-square",
    why="x² overflows although √(x²) would not, and x/∞ is 0",
    holds=(),
    breaks=(
        zero("x=s", "overflow", above=overflow),
        zero("x=s", "overflow", below=-overflow),
    ),
)
def root_of_square(x):
    return x / (1 + np.sqrt(x * x))


@softsign.form(
    "plain",
    why="a sum of positive numbers that cannot overflow, and a quotient",
    holds=("range", "relative", "absolute", "special"),
)
def plain(x):
    return x / (1 + np.abs(x))


@softsign.theory("lacking")
def lacking_theory(x, r):
    rest = 1 / (1 + np.abs(x))
    return r.after(plain(x), rest * r.relative(2 * r.u) + r.lost, r.u)


@softsign.theory("plain")
def plain_theory(x, r):
    return np.abs(plain(x)) * r.relative(2 * r.u) + r.lost


@softsign.claim("softsign-lacking", "what it lacks of ±1", conditions=("x ≠ 0",), x=real())
def softsign_lacking(x):
    return equation(softsign(x), x / np.abs(x) * (1 - 1 / (1 + np.abs(x))))


@softsign.claim("softsign-inverse", "y/(1 − |y|) undoes it", x=real())
def softsign_inverse(x):
    y = softsign(x)
    return equation(y / (1 - np.abs(y)), x)


@softsign_inverse.derivation()
def softsign_inverse_steps(x):
    y = softsign(x)
    yield y / (1 - np.abs(y)), "the left-hand side"
    yield x / (1 + np.abs(x)) / (1 - np.abs(x) / (1 + np.abs(x))), "definition of softsign, twice"
    yield x / (1 + np.abs(x)) / (1 / (1 + np.abs(x))), "1 = (1 + |x|)/(1 + |x|)"
    yield x, "the denominators cancel"


@softsign.claim(
    "softsign-inverse-itself",
    "tempting: its own inverse, up to a sign",
    expected="REFUTED",
    x=real(),
)
def softsign_inverse_itself(x):
    return equation(softsign(softsign(x)), x)
