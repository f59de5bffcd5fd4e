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


def softplus_base_2(x):
    return np.logaddexp2(0, x / np.log(2)) * np.log(2)


def softplus_put(x):
    out = np.log1p(np.exp(-np.abs(x)))
    np.putmask(out, x > 0, out + x)
    return out


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


# --- the identity, roundabout ---------------------------------------------------------------


def written_through_an_alias(x):
    y = np.asarray(x)
    y *= 2
    return x / 2


def written_through_a_view(x):
    y = x[:]
    y += 1
    return x


def written_into_a_copy(x):
    z = x[x > 0]
    z += 1
    return x


def cut_off_at_0(x):
    x[x < 0] = 0
    return x


def cut_off_far_out(x):
    return np.clip(x, -1e10, 1e10)


def reversed_once(x):
    return x[::-1]


def reversed_twice(x):
    return x[::-1][::-1]


def sorted_entries(x):
    return sorted(x)


def outer_mean_of_rows(x):
    return (x[:, None] + 0 * x[None, :]).mean(axis=1)


def outer_mean_of_columns(x):
    return (x[:, None] + 0 * x[None, :]).mean(axis=0)


def piecewise_by_group(x):
    return np.piecewise(x, [x < 0], [lambda v: v, lambda v: v.mean() + 0 * v])


def divided_where_it_can_be(x):
    return np.divide(x, x, out=np.zeros_like(x), where=x != 0) * x


def nan_in_a_branch(x):
    return np.where(x > 0, x, np.nan)


def nan_in_a_dead_branch(x):
    return np.where(x > 0, x, np.where(x <= 0, x, np.nan))


def nan_swallowed(x):
    y = np.log(x)
    return np.exp(np.where(np.isnan(y), 0, y))


def cubed_over_squared(x):
    return x**3 / x**2


def looped_until(x):
    s = 0
    while s < 10:
        s += x
    return s


def far_sum_guard(x):
    return x if np.sum(x) < 1e9 else x + 1


def root_squared(x):
    return np.sqrt(x) ** 2
