"""Functions of vectors as people write them: sound ones, and broken ones of each style."""
# ruff: noqa: ANN201, D103  (that is how they are written)

from __future__ import annotations

import math

import numpy as np

LN2 = 0.6931471805599453
LOG2_TYPED = 0.69314718
THIRD = 1 / 3


# --- softmax and log-sum-exp ----------------------------------------------------------------


def softmax_in_place(x):
    x = x - x.max(axis=-1, keepdims=True)
    e = np.exp(x)
    e /= e.sum(axis=-1, keepdims=True)
    return e


def softmax_rows(x):
    e = np.exp(x - x.max(axis=1)[:, None])
    return e / e.sum(axis=1, keepdims=True)


def softmax_by_letters(x):
    e = np.exp(x - np.max(x))
    return np.einsum("i,->i", e, 1 / np.einsum("i->", e))


def softmax_by_inner_product(x):
    e = np.exp(x - np.max(x))
    return e / np.inner(e, np.ones_like(e))


def softmax_by_letters_squared(x):
    e = np.exp(x)
    return e / np.einsum("i,i->", e, e)


def softmax_rows_wrong_sum(x):
    e = np.exp(x - x.max(axis=1, keepdims=True))
    return e / e.sum()


def softmax_columns(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=0, keepdims=True)


def softmax_max_forgotten(x):
    m = np.max(x)
    return np.exp(x - m) / np.exp(x).sum()


def softmax_writes_through_a_view(x):
    y = x[:]
    y -= y.max()
    e = np.exp(x)
    return e / e.sum()


def logsumexp_method(x):
    m = x.max()
    return m + np.log(np.exp(x - m).sum())


def logsumexp_reduce(x):
    return np.logaddexp.reduce(x)


def logsumexp_mean(x):
    return np.log(np.mean(np.exp(x))) + np.log(len(x))


def logsumexp_mean_forgotten(x):
    return np.log(np.mean(np.exp(x)))


def logsumexp_guarded(x):
    if np.any(x > 100):
        m = np.max(x)
        return m + np.log(np.sum(np.exp(x - m)))
    return np.log(np.sum(np.exp(x)))


def logsumexp_empty_guard(x):
    if x.size == 0:
        return -np.inf
    m = np.max(x)
    m = m if np.isfinite(m) else 0.0
    return m + np.log(np.sum(np.exp(x - m)))


def logsumexp_from_the_second(x):
    m = x[0]
    for v in x[1:]:
        m = max(m, v)
    s = 0.0
    for v in x:
        s += math.exp(v - m)
    return m + math.log(s)


def logsumexp_from_the_second_only(x):
    s = math.exp(x[0])
    for v in x[2:]:
        s += math.exp(v)
    return math.log(s)


def logsumexp_by_namespace(x):
    xp = x.__array_namespace__()
    m = xp.max(x)
    return m + xp.log(xp.sum(xp.exp(x - m)))


def logsumexp_online(x):
    m, total = -math.inf, 0.0
    for v in x:
        new = max(m, v)
        total = total * math.exp(m - new) + math.exp(v - new)
        m = new
    return m + math.log(total)


def logsumexp_online_unscaled(x):
    m, total = -math.inf, 0.0
    for v in x:
        new = max(m, v)
        total = total + math.exp(v - new)
        m = new
    return m + math.log(total)


def logsumexp_first(x):
    return x[0] + np.log(np.sum(np.exp(x - x[0])))


def logsumexp_epsilon(x):
    return np.log(np.sum(np.exp(x)) + 1e-12)


def logsumexp_sorted(x):
    y = np.sort(x)
    return y[-1] + np.log(np.sum(np.exp(y - y[-1])))


# --- binary cross-entropy -------------------------------------------------------------------


def bce_stable(x, y):
    return np.maximum(x, 0) - x * y + np.log1p(np.exp(-np.abs(x)))


def bce_labels_first(y_true, raw):
    return np.logaddexp(0, raw) - raw * y_true


def bce_mean(x, y):
    return np.mean(bce_stable(x, y))


def bce_sum(x, y):
    return bce_stable(x, y).sum()


def bce_sum_of_labels_lost(x, y):
    return np.sum(np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))) - np.mean(x * y)


def bce_clipped(x, y):
    p = np.clip(1 / (1 + np.exp(-x)), 1e-7, 1 - 1e-7)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))
