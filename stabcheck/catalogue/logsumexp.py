"""Log-sum-exp."""
from __future__ import annotations

import numpy as np

from stabcheck.quantity import Quantity, infinite, special, vector

logsumexp = Quantity(
    "logsumexp", "log-sum-exp", arguments={"x": vector("N")}, symbol="LSE",
    specials=(
        special((float("-inf"), float("-inf")), accepts=float("-inf")),
        special((float("inf"), 0.0), accepts=float("inf")),
        special((float("nan"), 0.0), accepts="nan"),
        special((), accepts=[float("-inf"), "error"], note="empty"),
    ),
)


@logsumexp.definition
def definition(x):
    return np.log(np.sum(np.exp(x)))


@logsumexp.evaluation
def evaluation(x):
    a = np.max(x)
    return a + np.log(np.sum(np.exp(x - a)))


@logsumexp.sensitivity
def sensitivity(x):
    e = np.exp(x - np.max(x))
    return np.sum(np.abs(x) * e) / np.sum(e)


@logsumexp.form("naive", why="overflows", holds=(), bound=lambda n: n + 4,
    breaks=(
        infinite("(s, ..., s)", "overflow", above=lambda f, n: np.log(f.overflow_threshold / n),
                 within=lambda f, n: (n - 1) * f.unit_roundoff, formula="log((MAX + ½ulp)/n)"),
        infinite("(s, ..., s)", "underflow", below=lambda f, n: np.log(f.underflow_threshold), formula="log(½·tiny)"),
        infinite("(s, 0, ..., 0)", "overflow", above=lambda f, n: np.log(f.overflow_threshold), formula="log(MAX + ½ulp)"),
    ))
def naive(x):
    return np.log(np.sum(np.exp(x)))


@logsumexp.form("shifted", why="the largest term is e⁰ = 1", holds=("range", "absolute"), bound=lambda n: n + 4)
def shifted(x):
    a = np.max(x)
    return a + np.log(np.sum(np.exp(x - a)))


@logsumexp.form("shifted-log1p", why="the largest term taken out", holds=("range", "relative", "absolute"), bound=lambda n: n + 4)
def shifted_log1p(x):
    k = np.argmax(x)
    a = x[k]
    return a + np.log1p(np.sum(np.exp(np.delete(x, k) - a)))
