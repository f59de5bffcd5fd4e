"""The identity, roundabout: what is written, cut off, sorted or looped over comes out as it was."""
# ruff: noqa: ANN201, D103  (that is how they are written)

from __future__ import annotations

import numpy as np

LN2 = 0.6931471805599453
LOG2_TYPED = 0.69314718
THIRD = 1 / 3


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


def rooted_cube(x):
    return (x**3) ** (1 / 3)


def reciprocal_twice(x):
    return (x**-1.0) ** -1.0
