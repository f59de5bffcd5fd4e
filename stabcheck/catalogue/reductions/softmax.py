"""Softmax, πᵢ = exp xᵢ / Σⱼ exp xⱼ: N real scores, made a probability distribution.

It is the gradient of log-sum-exp and the last layer of most classifiers.  Only the differences of
the scores matter: one constant added to all of them changes nothing.  So a = maxⱼ xⱼ may be
subtracted first, as every library does:

    πᵢ = exp(xᵢ − a) / Σⱼ exp(xⱼ − a).

Accuracy is therefore judged against the differences xᵢ − max x, which are what a rounded shift
perturbs; the size of x itself is no excuse.

The bounds are those of Blanchard, Higham & Higham, entry by entry instead of normwise: n + 3
roundings for the plain form; for the shifted one those of the differences besides, where a term
counts by its weight in the sum instead of all by the largest, 2(max x − min x)u.  Without a
division, exp(x − y) takes the error of x − y, an absolute one, for a relative one.
"""

from __future__ import annotations

import numpy as np

from stabcheck.quantity import (
    EXP_OVERFLOW,
    EXP_UNDERFLOW,
    Boundary,
    Quantity,
    equation,
    given,
    inaccurate,
    index,
    let,
    nan,
    real,
    special,
    vector,
    zero,
)

softmax = Quantity(
    "softmax",
    "softmax",
    arguments={"x": vector("N")},
    source="Blanchard, Higham & Higham, Accurately computing the log-sum-exp and softmax "
    "functions, IMA J. Numer. Anal. 41 (2021) 2311–2330, equation (1.2)",
    specials=(
        special((-np.inf, 0.0), accepts=(0.0, 1.0), note="a masked score"),
        special((-np.inf, -np.inf), accepts=["nan", 0.0], note="all masked: 0 in attention"),
        special((np.inf, 0.0), accepts=[(1.0, 0.0), ("nan", 0.0), "nan"], note="∞/∞, or the limit"),
        special((np.nan, 0.0), accepts="nan"),
        special((), accepts=["error", ()], note="there is no distribution on nothing"),
    ),
)


@softmax.definition
def definition(x):
    return np.exp(x) / np.sum(np.exp(x))


@softmax.evaluation
def evaluation(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


@softmax.sensitivity
def sensitivity(x):
    d = np.max(x) - x  # Σⱼ dⱼ |∂πᵢ/∂xⱼ|, and ∂πᵢ/∂xⱼ = πᵢ(δᵢⱼ − πⱼ)
    p = np.exp(-d) / np.sum(np.exp(-d))
    return p * (d * (1 - 2 * p) + np.sum(d * p))


#: From where n terms eˢ add up to ∞; each of the n − 1 roundings is as good as moving s by u.
overflow_of_sum = Boundary(
    "log((MAX + ½ulp)/n)",
    lambda f, n: np.log(f.overflow_threshold / n),
    within=lambda f, n: (n - 1) * f.unit_roundoff,
)


@softmax.form(
    "naive",
    why="e/∞ is 0 once the sum overflows, ∞/∞ is NaN once a term does, and 0/0 is NaN once all "
    "terms underflow",
    holds=("special",),
    breaks=(
        zero("(s, ..., s) n=2", "overflow", above=overflow_of_sum),
        nan("(s, ..., s)", "overflow", above=EXP_OVERFLOW),
        nan("(s, ..., s)", "underflow", below=EXP_UNDERFLOW),
        nan("(s, 0, ..., 0)", "overflow", above=EXP_OVERFLOW),
    ),
    bound=lambda n: n + 4,
)
def naive(x):
    e = np.exp(x)
    return e / np.sum(e)


@softmax.theory("naive")
def naive_theory(x, r):
    total = np.sum(np.exp(x))
    below = r.of_sum(x.size, total, r.kernel)
    theta = r.kernel + below + r.u  # Blanchard, Higham & Higham: (n + 3)u, normwise
    return definition(x) * r.relative(theta) + (1 / total * np.exp(theta) + 1) * r.lost


@softmax.form(
    "shifted",
    why="the largest exponential is e⁰ = 1, so the sum lies between 1 and n",
    holds=("range", "relative", "absolute", "special"),
    bound=lambda n: n + 4,
    source="Blanchard, Higham & Higham 2021, section 4",
)
def shifted(x):
    e = np.exp(x - np.max(x))
    return e / np.sum(e)


def shifted_sum(x, r):
    """d = x − max x, the sum s of all e^d, and its θ.

    Rounding d makes of e^d at most e^(d(1 − u)): in the mean of all terms, weighted as they are,
    u Σ |dᵢ| e^(dᵢ(1 − u)) / s, which is at most u·(max x − min x), the bound of Blanchard, Higham
    & Higham, for moderate x.
    """
    d = x - np.max(x)
    s = np.sum(np.exp(d))
    shift = r.u * np.sum(-d * np.exp(d * (1 - r.u))) / s
    return d, s, r.of_sum(x.size, s, r.kernel + shift)


@softmax.theory("shifted")
def shifted_theory(x, r):
    d, s, below = shifted_sum(x, r)
    theta = r.kernel + below + r.u  # and of each numerator −ud besides
    off = np.exp(d * (1 - r.u) + theta) * (theta - r.u * d) / s
    return off + (np.exp(below) + 1) * r.lost


@softmax.form(
    "division-free",
    why="x − LSE(x) is a difference of rounded numbers of the size of x, and the exponential "
    "makes its absolute error a relative one",
    holds=("range", "special"),
    breaks=(inaccurate("(s, ..., s) n=2", "cancellation"),),
    bound=lambda n: n + 4,
    source="Blanchard, Higham & Higham 2021, which finds it the less accurate of the two",
)
def division_free(x):
    a = np.max(x)
    y = a + np.log(np.sum(np.exp(x - a)))
    return np.exp(x - y)


def log_of_sum_theory(x, r):
    """The error of max x + log Σ exp(x − max x)."""
    _, s, theta = shifted_sum(x, r)
    logarithm = r.after(np.log(s), theta, r.kernel)
    return r.after(np.max(x) + np.log(s), logarithm, r.u)


@softmax.theory("division-free")
def division_free_theory(x, r):
    d, s, _ = shifted_sum(x, r)
    exponent = d - np.log(s)
    theta = r.kernel + r.after(exponent, log_of_sum_theory(x, r), r.u)
    return np.exp(exponent + theta) * theta + r.lost


@softmax.claim("softmax-shift", "the shift by any a", x=vector("N"), a=real(), i=index("N"))
def softmax_shift(x, a, i):
    return equation(softmax(x)[i], softmax(x - a)[i])


@softmax_shift.derivation()
def softmax_shift_steps(x, a, i):
    c = let("C", np.exp(-a))
    yield softmax(x)[i], "the left-hand side"
    yield np.exp(x[i]) / np.sum(np.exp(x)), "definition of softmax; the sum has its own index"
    yield c * np.exp(x[i]) / (c * np.sum(np.exp(x))), "multiply above and below by C = e⁻ᵃ > 0"
    yield np.exp(x[i] + np.log(c)) / np.sum(np.exp(x + np.log(c))), "C = exp log C, under the sum"
    yield np.exp(x[i] - a) / np.sum(np.exp(x - a)), "log C = −a"
    yield softmax(x - a)[i], "definition of softmax"


@softmax.claim(
    "softmax-constant",
    "a constant factor is a shift by its logarithm",
    conditions=("C > 0",),
    x=vector("N"),
    C=real(),
    i=index("N"),
)
def softmax_constant(x, C, i):
    return equation(
        C * np.exp(x[i]) / (C * np.sum(np.exp(x))),
        np.exp(x[i] + np.log(C)) / np.sum(np.exp(x + np.log(C))),
    )


@softmax_constant.derivation("for C > 0")
def softmax_constant_steps(x, C, i):
    yield given(C > 0)
    yield C * np.exp(x[i]) / (C * np.sum(np.exp(x))), "the left-hand side"
    yield C * np.exp(x[i]) / np.sum(C * np.exp(x)), "bring C under the sum"
    yield (
        np.exp(np.log(C)) * np.exp(x[i]) / np.sum(np.exp(np.log(C)) * np.exp(x)),
        "C = exp log C, since C > 0",
    )
    yield np.exp(x[i] + np.log(C)) / np.sum(np.exp(x + np.log(C))), "add the exponents"


@softmax.claim(
    "softmax-scale",
    "a factor on the scores is no shift",
    expected="REFUTED",
    x=vector("N"),
    c=real(),
    i=index("N"),
)
def softmax_scale(x, c, i):
    return equation(softmax(c * x)[i], softmax(x)[i])
