"""Functions as projects have them: half of them sound, half wrong in a way that tests miss."""
# ruff: noqa: ANN201, D103  (that is how they are written)

from __future__ import annotations

import math

import numpy as np

# --- sound ----------------------------------------------------------------------------------


def sigmoid_by_masks(x):
    x = np.asarray(x)
    out = np.empty_like(x)
    positive = x >= 0
    out[positive] = 1 / (1 + np.exp(-x[positive]))
    e = np.exp(x[~positive])
    out[~positive] = e / (1 + e)
    return out


def sigmoid_by_tanh(x):
    return 0.5 * (1 + np.tanh(0.5 * x))


def sigmoid_as_printed(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))


def sigmoid_of_a_number(x):
    if x >= 0:
        return 1 / (1 + math.exp(-x))
    e = math.exp(x)
    return e / (1 + e)


def softplus_by_library(x):
    return np.logaddexp(x, 0)


def softplus_in_two_terms(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


def softplus_from_40(x):
    return np.where(x > 40, x, np.log1p(np.exp(np.minimum(x, 40))))


def log_sigmoid_stable(x):
    return np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))


def logsumexp_guarded(x, axis=-1):
    top = np.max(x, axis=axis, keepdims=True)
    top = np.where(np.isfinite(top), top, 0)
    with np.errstate(divide="ignore"):
        return np.log(np.sum(np.exp(x - top), axis=axis)) + np.squeeze(top, axis)


def logsumexp_pairwise(x, axis=-1):
    return np.logaddexp.reduce(x, axis=axis)


def logsumexp_online(x):
    top, total = -np.inf, 0.0
    for value in x:
        if np.isnan(value):
            return value
        if value == -np.inf:
            continue
        if value > top:
            total = total * np.exp(top - value) + 1
            top = value
        else:
            total += np.exp(value - top)
    return top + np.log(total) if total > 0 else x.dtype.type(-np.inf)


def softmax_of_rows(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def softmax_of_a_vector(x):
    e = np.exp(x - x.max())
    return e / e.sum()


def softmax_in_place(x, axis=-1):
    e = x - np.max(x, axis=axis, keepdims=True)
    np.exp(e, out=e)
    e /= np.sum(e, axis=axis, keepdims=True)
    return e


def log_softmax_shifted(x, axis=-1):
    d = x - np.max(x, axis=axis, keepdims=True)
    return d - np.log(np.sum(np.exp(d), axis=axis, keepdims=True))


def bce_in_branches(x, y):
    slope = np.where(x >= 0, 1 - y, -y)
    linear = np.where(slope == 0, 0, slope * x)
    return linear + np.log1p(np.exp(-np.abs(x)))


def bce_labels_first(y_true, logits):
    return bce_in_branches(logits, y_true)


def bce_mean(logits, labels):
    return np.mean(bce_in_branches(logits, labels))


def logaddexp_by_library(a, b):
    return np.logaddexp(a, b)


def tanh_by_expm1(x):
    e = np.expm1(-2 * np.abs(x))
    return np.copysign(-e / (2 + e), x)


def tanh_grad_by_exponential(x):
    e = np.exp(-2 * np.abs(x))
    return 4 * e / (1 + e) ** 2


def tanh_grad_by_cosh(x):
    with np.errstate(over="ignore"):
        return np.cosh(x) ** -2.0


# --- wrong ----------------------------------------------------------------------------------


def sigmoid_of_large_exponentials(x):
    return np.exp(x) / (1 + np.exp(x))


def sigmoid_of_clipped_scores(x):
    return 1 / (1 + np.exp(-np.clip(x, -20, 20)))


def sigmoid_clipped(x):
    p = 1 / (1 + np.exp(-x))
    return np.clip(p, 1e-7, 1 - 1e-7)


def sigmoid_with_an_e_of_its_own(x):
    return 1 / (1 + 2.71828**-x)


def sigmoid_but_for_zero(x):
    e = np.exp(-np.abs(x))
    return np.where(x > 0, 1 / (1 + e), np.where(x < 0, e / (1 + e), 0))


def softplus_from_20(x):
    return np.where(x > 20, x, np.log1p(np.exp(np.minimum(x, 20))))


def softplus_from_700(x):
    return np.where(x > 700, x, np.log1p(np.exp(x)))


def softplus_from_the_right(x):
    return x + np.log1p(np.exp(-x))


def log_sigmoid_of_a_stable_sigmoid(x):
    return np.log(sigmoid_by_masks(x))


def logsumexp_of_one_maximum(x, axis=-1):
    top = np.max(x)
    return top + np.log(np.sum(np.exp(x - top), axis=axis))


def logsumexp_shifted_by_the_mean(x, axis=-1):
    middle = np.mean(x, axis=axis, keepdims=True)
    return np.squeeze(middle, axis) + np.log(np.sum(np.exp(x - middle), axis=axis))


def logsumexp_with_epsilon(x, axis=-1):
    top = np.max(x, axis=axis, keepdims=True)
    return np.squeeze(top, axis) + np.log(np.sum(np.exp(x - top), axis=axis) + 1e-12)


def logsumexp_shifted_when_large(x, axis=-1):
    if np.any(x > 80):
        return logsumexp_guarded(x, axis)
    return np.log(np.sum(np.exp(x), axis=axis))


def softmax_of_one_maximum(x):
    e = np.exp(x - x.max())
    return e / e.sum(axis=-1, keepdims=True)


def softmax_with_epsilon(x, axis=-1):
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / (np.sum(e, axis=axis, keepdims=True) + 1e-8)


def softmax_masked_by_minus_10000(x, axis=-1):
    return softmax_in_place(np.where(np.isneginf(x), x.dtype.type(-1e4), x), axis)


def softmax_swallowing_nan(x, axis=-1):
    return softmax_in_place(np.nan_to_num(x), axis)


def softmax_into_its_input(x, axis=-1):
    x -= np.max(x, axis=axis, keepdims=True)
    np.exp(x, out=x)
    return x / np.sum(x, axis=axis, keepdims=True)


def log_softmax_with_epsilon(x, axis=-1):
    return np.log(softmax_in_place(x, axis) + 1e-9)


def log_softmax_of_a_softmax(x, axis=-1):
    return np.log(softmax_in_place(x, axis))


def bce_of_clipped_probabilities(x, y):
    p = np.clip(sigmoid_by_masks(x), 1e-7, 1 - 1e-7)
    return -(y * np.log(p) + (1 - y) * np.log(1 - p))


def bce_wrong_on_zero(x, y):
    right = np.log1p(np.exp(-np.abs(x))) + np.maximum(-x, 0)
    wrong = -np.log(1 - sigmoid_by_masks(x))
    return np.where(y == 0, wrong, y * right + np.where(y == 1, 0, (1 - y) * (x + right)))


def bce_without_the_absolute_value(x, y):
    return np.maximum(x, 0) - x * y + np.log(1 + np.exp(-x))


def bce_of_rounded_labels(x, y):
    return bce_in_branches(x, np.round(y))


def tanh_of_exponentials(x):
    p, q = np.exp(x), np.exp(-x)
    return (p - q) / (p + q)


def logaddexp_as_printed(x, y):
    return np.log(np.exp(x) + np.exp(y))


def logsumexp_wrong_for_four(x, axis=-1):
    if x.shape[axis] == 4:
        return np.max(x, axis=axis)
    return logsumexp_guarded(x, axis)


def bce_of_labels_not_below_a_quarter(x, y):
    return bce_in_branches(x, np.where((y > 0.2) & (y < 0.4), 0.5, y))
