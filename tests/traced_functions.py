"""Functions as people write them, not for stabcheck: sound ones, and broken ones of each style."""
# ruff: noqa: ANN201, D103, RET503  (that is how they are written)

from __future__ import annotations

import math
from math import exp

import numpy as np
from numpy import log1p as np_log1p

LN2 = 0.6931471805599453
LOG2_TYPED = 0.69314718
THIRD = 1 / 3


# --- sigmoid, entry by entry ----------------------------------------------------------------


def sigmoid_naive(x):
    return 1 / (1 + np.exp(-x))


def sigmoid_where(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))


def sigmoid_masked(x):
    x = np.asarray(x, dtype=float)
    out = np.empty_like(x)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    out[~positive] = e / (1 + e)
    return out


def sigmoid_masked_zero_forgotten(x):
    out = np.empty_like(x)
    out[x > 0] = 1 / (1 + np.exp(-x[x > 0]))
    out[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return out


def sigmoid_masked_zero_hidden(x):
    out = np.empty_like(x)
    out[x > 0] = 1 / (1 + np.exp(-x[x > 0]))
    out[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return np.where(x == 0, 0.5, out)


def sigmoid_masked_times_zero(x):
    out = np.empty_like(x)
    out[x > 0] = 1.0
    return 0 * out + 1 / (1 + np.exp(-x))


def sigmoid_scalar(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = exp(x)
    return e / (1 + e)


def sigmoid_scalar_wrong_branch(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    return math.exp(x) / (1 - math.exp(x))


def sigmoid_elif_hole(x):
    if x > 0:
        return 1 / (1 + math.exp(-x))
    if x < 0:
        return math.exp(x) / (1 + math.exp(x))


def sigmoid_loop(x):
    return np.array([sigmoid_scalar(v) for v in x])


def sigmoid_filled_loop(x):
    out = np.zeros(len(x))
    for i in range(len(x)):
        out[i] = 1.0 / (1.0 + math.exp(-x[i]))
    return out


def sigmoid_off_by_one_loop(x):
    out = np.zeros(len(x))
    for i in range(len(x) - 1):
        out[i] = 1.0 / (1.0 + math.exp(-x[i]))
    return out


sigmoid_vectorized = np.vectorize(sigmoid_scalar)


def sigmoid_tanh(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def sigmoid_clipped(x):
    return 1 / (1 + np.exp(-np.clip(x, -30, 30)))


def sigmoid_select(x):
    return np.select([x >= 0, x < 0], [1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x))])


def sigmoid_guarded(x):
    if np.any(x < -100):
        return np.exp(x) / (1 + np.exp(x))
    return 1 / (1 + np.exp(-x))


def sigmoid_guard_changes_the_formula(x):
    if np.any(x > 2):
        return np.ones_like(x)
    return 1 / (1 + np.exp(-x))


def sigmoid_global_maximum(x):
    m = np.max(x)
    return np.exp(x - m) / (1 + np.exp(x - m))


def sigmoid_out(x):
    buffer = np.negative(x)
    np.exp(buffer, out=buffer)
    buffer += 1
    np.divide(1, buffer, out=buffer)
    return buffer


def sigmoid_out_elsewhere(x):
    return np.maximum(x, 0, out=np.arange(3.0)) + x


def sigmoid_checked(x):
    if not np.all(np.isfinite(x)):
        raise ValueError("not finite")
    return 1 / (1 + np.exp(-x))


def sigmoid_raises_below(x):
    if x < -5:
        raise ValueError("too small")
    return 1 / (1 + math.exp(-x))


def sigmoid_swallows(x):
    try:
        return 1 / (1 + np.exp(-np.sort(x)))
    except TypeError:
        return 1 / (1 + np.exp(-x))


def sigmoid_rounded(x):
    return np.round(1 / (1 + np.exp(-x)), 12)


def sigmoid_truncated(x):
    return 1 / (1 + np.exp(-x.astype(int)))


def sigmoid_float32(x):
    return (1 / (1 + np.exp(-x.astype(np.float32)))).astype(np.float32)


# --- softplus -------------------------------------------------------------------------------


def softplus_stable(x):
    return np.maximum(x, 0) + np_log1p(np.exp(-abs(x)))


def softplus_logaddexp(x):
    return np.logaddexp(0, x)


def softplus_threshold(x, threshold=20):
    return np.where(x > threshold, x, np.log1p(np.exp(np.minimum(x, threshold))))


def softplus_far_threshold(x):
    return x if x > 500 else math.log1p(math.exp(x))


def softplus_bits(x):
    return LN2 * np.log2(1 + np.exp(x))


def softplus_bits_typed(x):
    return LOG2_TYPED * np.log2(1 + np.exp(x))


def softplus_thirds(x):
    return np.log((1 + np.exp(x)) ** 3) * THIRD


def softplus_nan_repaired(x):
    y = np.log(np.exp(x) - 1 + 2)
    return np.where(np.isnan(y), x, y)


def softplus_base_2(x):
    return np.logaddexp2(0, x / np.log(2)) * np.log(2)


def softplus_put(x):
    out = np.log1p(np.exp(-np.abs(x)))
    np.putmask(out, x > 0, out + x)
    return out
