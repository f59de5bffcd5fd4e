"""Identities machine learning lives on, true ones and false ones, to try the proof engine with.

Each is a claim like those of the catalogue; the false ones are what people write by mistake.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from stabcheck.quantity import PI, D, Page, equation, exact, index, real, vector

Array = Any

page = Page("identities", "identities to try the engine with")


def sigma(x: Array) -> Array:
    """The logistic sigmoid."""
    return 1 / (1 + np.exp(-x))


def softplus(x: Array) -> Array:
    """log(1 + e^x)."""
    return np.log(1 + np.exp(x))


def lse(x: Array) -> Array:
    """log Σ e^x."""
    return np.log(np.sum(np.exp(x)))


def softmax(x: Array) -> Array:
    """e^x / Σ e^x."""
    return np.exp(x) / np.sum(np.exp(x))


def block(s: Array, v: Array) -> tuple[Array, Array, Array]:
    """A block's largest score m, its sum l = Σ e^(s − m), its weighted mean o."""
    m = np.max(s)
    e = np.exp(s - m)
    return m, np.sum(e), np.sum(e * v) / np.sum(e)


def merged(first: Any, second: Any) -> Array:
    """The weighted mean over two blocks from what is known of each (online softmax)."""
    (m1, l1, o1), (m2, l2, o2) = first, second
    m = np.maximum(m1, m2)
    a, b = l1 * np.exp(m1 - m), l2 * np.exp(m2 - m)
    return (a * o1 + b * o2) / (a + b)


def squares(x: Array) -> Array:
    """Σ (x − mean x)²."""
    return np.sum((x - np.mean(x)) ** 2)


def claim(
    name: str, sides: Any, expected: str = "PROVED", conditions: Any = (), **args: Any
) -> None:
    """Add the claim that the two formulas ``sides`` computes are equal."""

    def state(*values: Any) -> Any:
        return equation(*sides(*values))

    vars(state)["__signature__"] = inspect.signature(sides)
    page.claim(name, name, expected=expected, conditions=conditions, **args)(state)


R, V = real(), vector("N")
POSITIVE = real(above=0)

# --- true -----------------------------------------------------------------------------------

claim("sigma-reflection", lambda x: (1 - sigma(x), sigma(-x)), x=R)
claim("log-sigma", lambda x: (np.log(sigma(x)), -softplus(-x)), x=R)
claim(
    "softplus-stable",
    lambda x: (softplus(x), np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))),
    x=R,
)
claim("softplus-difference", lambda x: (softplus(x) - softplus(-x), x), x=R)
claim(
    "logaddexp-stable",
    lambda x, y: (
        np.log(np.exp(x) + np.exp(y)),
        np.maximum(x, y) + np.log1p(np.exp(-np.abs(x - y))),
    ),
    x=R,
    y=R,
)
claim(
    "log1mexp-near",
    lambda a: (np.log(1 - np.exp(-a)), np.log(-np.expm1(-a))),
    a=POSITIVE,
)
claim("log1mexp-far", lambda a: (np.log(1 - np.exp(-a)), np.log1p(-np.exp(-a))), a=POSITIVE)
claim(
    "logcosh",
    lambda x: (np.log(np.cosh(x)), np.abs(x) + softplus(-2 * np.abs(x)) - np.log(exact(2))),
    x=R,
)
claim(
    "logsubexp",
    lambda x, d: (np.log(np.exp(x + d) - np.exp(x)), x + d + np.log(1 - np.exp(-d))),
    x=R,
    d=POSITIVE,
)
claim(
    "log-softmax-shift",
    lambda x, i: (np.log(softmax(x)[i]), (x - np.max(x) - lse(x - np.max(x)))[i]),
    x=V,
    i=index("N"),
)
claim(
    "softmax-jacobian",
    lambda x, i, j: (
        D(softmax(x)[i], x[j]),
        softmax(x)[i] * (D(x[i], x[j]) - softmax(x)[j]),
    ),
    x=V,
    i=index("N"),
    j=index("N"),
)
claim("gradient-sums-to-zero", lambda x, i: (np.sum(softmax(x)) - 1, 0 * x[i]), x=V, i=index("N"))
claim(
    "entropy-from-logits",
    lambda x: (-np.sum(softmax(x) * np.log(softmax(x))), lse(x) - np.sum(softmax(x) * x)),
    x=V,
)
claim(
    "kl-from-logits",
    lambda x, y: (
        np.sum(softmax(x) * (np.log(softmax(x)) - np.log(softmax(y)))),
        np.sum(softmax(x) * (x - y)) - lse(x) + lse(y),
    ),
    x=V,
    y=V,
)
claim(
    "variance-shift",
    lambda x: (
        np.sum((x - np.mean(x)) ** 2),
        np.sum(x**2) - x.size * np.mean(x) ** 2,
    ),
    x=V,
)
claim(
    "variance-any-shift",
    lambda x, a: (
        np.mean((x - np.mean(x)) ** 2),
        np.mean((x - a) ** 2) - (np.mean(x) - a) ** 2,
    ),
    x=V,
    a=R,
)
claim(
    "gelu-tanh",
    lambda x: (
        x / 2 * (1 + np.tanh(np.sqrt(2 / PI) * (x + 0.044715 * x**3))),
        x * sigma(2 * np.sqrt(2 / PI) * (x + 0.044715 * x**3)),
    ),
    x=R,
)
claim(
    "silu-derivative",
    lambda x: (D(x * sigma(x), x), sigma(x) * (1 + x * (1 - sigma(x)))),
    x=R,
)
claim(
    "tanh-by-expm1",
    lambda x: (np.tanh(x), np.expm1(2 * x) / (np.expm1(2 * x) + 2)),
    x=R,
)
claim(
    "asinh",
    lambda x: (
        np.log(x + np.sqrt(x**2 + 1)),
        np.sign(x) * np.log1p(np.abs(x) + x**2 / (1 + np.sqrt(x**2 + 1))),
    ),
    x=R,
)
claim(
    "asinh-positive",
    lambda x: (
        np.log(x + np.sqrt(x**2 + 1)),
        np.log1p(x + x**2 / (1 + np.sqrt(x**2 + 1))),
    ),
    x=POSITIVE,
)
claim("cosh-minus-one", lambda x: (np.cosh(x) - 1, 2 * np.sinh(x / 2) ** 2), x=R)
claim("root-of-square", lambda x: (np.sqrt(x**2), np.abs(x)), x=R)
claim("root-of-fourth", lambda x: (np.sqrt(x**4), x**2), x=R)
claim("exp-log", lambda x: (np.exp(np.log(x)), x), conditions=("x > 0",), x=R)
claim("x-over-x", lambda x: (x / x, 1 + 0 * x), conditions=("x ≠ 0",), x=R)
claim("max-minus-min", lambda x, y: (np.maximum(x, y) - np.minimum(x, y), np.abs(x - y)), x=R, y=R)
claim("max-of-scaled", lambda x: (np.max(2 * x + 1), 2 * np.max(x) + 1), x=V)
claim("max-of-exp", lambda x: (np.max(np.exp(x)), np.exp(np.max(x))), x=V)
claim("sum-of-squares", lambda x: (np.sum(x) * np.sum(x), np.sum(x) ** 2), x=V)
claim(
    "mean-of-bce",
    lambda x, y: (
        np.mean(-(y * np.log(sigma(x)) + (1 - y) * np.log(1 - sigma(x)))),
        np.mean(np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))),
    ),
    x=V,
    y=V,
)

claim(
    "cross-entropy-with-soft-labels",  # every y with Σ y = 1 is w / Σ w, for w = y
    lambda x, w: (
        -np.sum(w / np.sum(w) * np.log(softmax(x))),
        lse(x) - np.sum(w / np.sum(w) * x),
    ),
    conditions=("Σᵢ wᵢ ≠ 0",),
    x=V,
    w=V,
)
claim(
    "focal-loss-from-logits",
    lambda x, g: (
        -((1 - sigma(x)) ** g) * np.log(sigma(x)),
        np.exp(-g * softplus(x)) * softplus(-x),
    ),
    x=R,
    g=R,
)
claim(
    "lse-of-concatenation",
    lambda x, y: (lse(np.concatenate([x, y])), np.log(np.exp(lse(x)) + np.exp(lse(y)))),
    x=V,
    y=vector("M"),
)
claim(
    "online-softmax-merge",
    lambda s, v, t, w: (
        np.sum(softmax(np.concatenate([s, t])) * np.concatenate([v, w])),
        merged(block(s, v), block(t, w)),
    ),
    s=V,
    v=V,
    t=vector("M"),
    w=vector("M"),
)
claim(
    "online-softmax-step",
    lambda s, v, t, w: (
        np.sum(softmax(np.append(s, t)) * np.append(v, w)),
        merged(block(s, v), (t, exact(1), w)),
    ),
    s=V,
    v=V,
    t=R,
    w=R,
)
claim(
    "variance-merge",
    lambda x, y: (
        squares(np.concatenate([x, y])),
        squares(x)
        + squares(y)
        + (np.mean(y) - np.mean(x)) ** 2 * (x.size * y.size / (x.size + y.size)),
    ),
    x=V,
    y=vector("M"),
)
claim(
    "welford-step",
    lambda x, t: (
        squares(np.append(x, t)),
        squares(x) + (t - np.mean(x)) * (t - np.mean(np.append(x, t))),
    ),
    x=V,
    t=R,
)

# --- false ----------------------------------------------------------------------------------

F = "REFUTED"
claim("root-of-square-is-x", lambda x: (np.sqrt(x**2), x), F, x=R)
claim("softplus-no-abs", lambda x: (softplus(x), np.maximum(x, 0) + np.log1p(np.exp(-x))), F, x=R)
claim("true-for-positive-only", lambda x: (np.abs(x), x), F, x=R)
claim("true-for-one-only", lambda x: (np.sum(x) ** 2, np.sum(x**2)), F, x=V)
claim("differ-by-1e-40", lambda x: (sigma(x), sigma(x) + np.exp(-(x**2)) / 10**40), F, x=R)
claim("bound-index-capture", lambda x, i: (np.sum(x - x[i]), 0 * x[i]), F, x=V, i=index("N"))
claim("n-minus-one", lambda x: (np.sum(x) / x.size, np.sum(x) / (x.size - 1)), F, x=V)
claim(
    "variance-merge-unweighted",
    lambda x, y: (
        squares(np.concatenate([x, y])),
        squares(x) + squares(y) + (np.mean(y) - np.mean(x)) ** 2,
    ),
    F,
    x=V,
    y=vector("M"),
)
claim(
    "soft-labels-not-normalised",
    lambda x, y: (-np.sum(y * np.log(softmax(x))), lse(x) - np.sum(y * x)),
    F,
    x=V,
    y=V,
)
claim(
    "focal-loss-sign-lost",
    lambda x, g: (
        -((1 - sigma(x)) ** g) * np.log(sigma(x)),
        np.exp(g * softplus(x)) * softplus(-x),
    ),
    F,
    x=R,
    g=R,
)
claim("shift-dropped", lambda x, a: (lse(x), lse(x - a)), F, x=V, a=R)
claim("max-is-first", lambda x, i: (np.max(x), x[i]), F, x=V, i=index("N"))
claim(
    "jacobian-no-delta",
    lambda x, i, j: (D(softmax(x)[i], x[j]), -softmax(x)[i] * softmax(x)[j]),
    F,
    x=V,
    i=index("N"),
    j=index("N"),
)
claim(
    "branch-swapped",
    lambda x: (np.abs(x), np.where(x >= 0, -x, x)),
    F,
    x=R,
)
claim("boundary-point", lambda x: (np.where(x > 0, 1, 0), np.where(x >= 0, 1, 0)), F, x=R)
