"""The Huber loss: x²/2 up to |x| = δ and δ(|x| − δ/2) beyond, where an outlier pulls with δ only.

Two formulas, and a choice between them. Made by masks, as it is typed where there is no `where`,

    [|x| ≤ δ] · x²/2 + [|x| > δ] · δ(|x| − δ/2),

it is NaN where the square overflows, far out in the other branch: 0 · ∞. A choice that computes
both and takes one has no such trouble, nor has the form without a choice, m²/2 + δ(|x| − m) with
m = min(|x|, δ): both terms are ≥ 0, the difference is exact or large. A square is halved before it
is one: x·(x/2) overflows where the loss does, and x·x/2 one binade before.

κ is of x; δ is a constant that somebody chose, and exact. The bounds: roundings are factors, and
nothing cancels; of |x| − δ/2 they are at most twice as large a part as of |x|.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import Boundary, D, Quantity, equation, nan, real, special

huber = Quantity(
    "huber",
    "the Huber loss",
    arguments={"x": real(), "delta": real(above=0)},
    source="Huber, Robust Estimation of a Location Parameter, Ann. Math. Statist. 35 (1964) 73–101",
    probes=("x=s, delta=1", "x=s, delta=0.1"),
    specials=(
        special(np.inf, 1.0, accepts=np.inf),
        special(-np.inf, 1.0, accepts=np.inf),
        special(-0.0, 1.0, accepts=0.0),
        special(np.nan, 1.0, accepts="nan"),
    ),
)


@huber.definition
def definition(x, delta):
    return np.where(np.abs(x) <= delta, x**2 / 2, delta * (np.abs(x) - delta / 2))


@huber.sensitivity
def sensitivity(x, delta):
    return np.abs(x) * np.minimum(np.abs(x), delta)  # |x ∂/∂x|


#: From where x² overflows, and 0 · ∞ is NaN.
overflow = Boundary("√(MAX + ½ulp)", lambda f, n: np.sqrt(f.overflow_threshold))


@huber.form(
    "masks",
    why="the branch not taken is multiplied by 0, and where its square overflows 0 · ∞ is NaN",
    holds=(),
    breaks=(
        nan("x=s, delta=1", "overflow", above=overflow),
        nan("x=s, delta=1", "overflow", below=-overflow),
    ),
)
def masks(x, delta):
    inside = np.where(np.abs(x) <= delta, 1, 0)
    return inside * (x * x / 2) + (1 - inside) * (delta * (np.abs(x) - delta / 2))


@huber.form(
    "where",
    why="both branches are computed and one is taken; each is a product of accurate numbers",
    holds=("range", "relative", "absolute", "special"),
    source="SciPy, scipy.special.huber",
)
def where(x, delta):
    return np.where(np.abs(x) <= delta, x * (x / 2), delta * (np.abs(x) - delta / 2))


@huber.form(
    "clipped",
    why="without a choice: the square is of min(|x|, δ), the rest |x| − min(|x|, δ) is ≥ 0",
    holds=("range", "relative", "absolute", "special"),
    source="Optax, optax.huber_loss",
)
def clipped(x, delta):
    m = np.minimum(np.abs(x), delta)
    return m * (m / 2) + delta * (np.abs(x) - m)


@huber.theory("where")
def where_theory(x, delta, r):
    a = np.abs(x)
    near = x * x / 2 * r.relative(r.u) + (1 + a) * r.lost
    linear = r.after(np.abs(a - delta / 2), r.lost, r.u)
    far = r.after(delta * np.abs(a - delta / 2), delta * linear, r.u)
    return np.where(a <= delta, near, far)


@huber.theory("clipped")
def clipped_theory(x, delta, r):
    a = np.abs(x)
    m = np.minimum(a, delta)
    terms = m * m / 2 * r.relative(r.u) + delta * (a - m) * r.relative(2 * r.u) + (2 + m) * r.lost
    return r.after(m * m / 2 + delta * (a - m), terms, r.u)


@huber.claim("huber-smooth-l1", "β times PyTorch's smooth L1 loss", x=real(), beta=real(above=0))
def huber_smooth_l1(x, beta):
    a = np.abs(x)
    return equation(huber(x, beta), beta * np.where(a < beta, x**2 / 2 / beta, a - beta / 2))


@huber.claim("huber-derivative", "its slope: x, clipped", x=real(), delta=real(above=0))
def huber_derivative(x, delta):
    return equation(D(huber(x, delta), x), np.clip(x, -delta, delta))


@huber.claim("huber-is-linear", "only nearly so", expected="REFUTED", x=real(), delta=real(above=0))
def huber_is_linear(x, delta):
    return equation(huber(x, delta), delta * np.abs(x))
