"""Sums of floats from left to right, rounded at every step, over vectors of any length.

A long vector repeats few numbers, and adding the same number c again and again to a sum t is
quick: while t stays in one binade, every step adds the same.  There t = k·ulp and c = (q + r)·ulp
with q whole and 0 ≤ r < 1, so that a step rounds k + q + r: up or down by r alone, unless r = ½.
Then the first such step makes k even, and from an even k every step adds the even one of q and
q + 1.  So after one step inside a binade the next one is known for all that stay inside it, and
many are done at once, exactly: what results are are multiples of the spacing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import rational

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stabcheck.formats import Format

__all__ = ["FEW_ADDITIONS", "sum_in_order"]

#: So many equal addends at least are added many at a time, where it is so many in all.
FEW_EQUAL, FEW_ADDITIONS = 256, 1 << 17
#: Of others so many are laid out at a time, and at most so many of each row.
MOST_ENTRIES = 4_000_000
MOST_COLUMNS = 2048
#: More steps than any sum has.
MOST_STEPS = 2.0**40

_EXPONENT_AT, _EXPONENT_BITS = 52, np.int64(0x7FF0_0000_0000_0000)
_SMALLEST_NORMAL = 2.0**-1022


def sum_in_order(
    columns: NDArray[Any],
    places: NDArray[np.intp],
    fmt: Format,
    left_out: NDArray[np.intp] | None = None,
) -> NDArray[Any]:
    """Σₖ columns[:, places[k]] in the order of k, rounded to the format of ``columns`` (B, m).

    ``left_out`` says, row by row, which k is skipped.
    """
    total = np.full(len(columns), -0.0).astype(columns.dtype)  # x + −0 is x, for every x
    for start, stop, is_equal in _parts(places, len(columns)):
        skipped = None if left_out is None else left_out - start
        if is_equal:
            counts = np.full(len(columns), stop - start)
            if skipped is not None:
                counts -= (skipped >= 0) & (skipped < stop - start)
            total = _with_equal(total, columns[:, places[start]], counts, fmt)
        else:
            total = _one_by_one(total, columns, places[start:stop], skipped)
    return total


def _parts(places: NDArray[np.intp], rows: int) -> list[tuple[int, int, bool]]:
    """``places`` cut into the long runs of equal ones, and what is between them.

    Of each part its first place, the one after its last, and whether it is such a run.
    """
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    lengths = np.diff(starts, append=len(places))
    is_long = lengths >= max(FEW_EQUAL, FEW_ADDITIONS // max(1, rows))
    # a run begins a part if it is long, and if the one before it is
    begins = is_long | np.concatenate([[True], is_long[:-1]])
    cuts = [*starts[begins].tolist(), len(places)]
    return list(zip(cuts[:-1], cuts[1:], is_long[begins].tolist(), strict=True))


def _one_by_one(
    total: NDArray[Any],
    columns: NDArray[Any],
    places: NDArray[np.intp],
    left_out: NDArray[np.intp] | None,
) -> NDArray[Any]:
    width = min(MOST_COLUMNS, max(1, MOST_ENTRIES // max(1, len(columns))))
    neutral = np.array(-0.0).astype(columns.dtype)
    for start in range(0, len(places), width):
        block = columns[:, places[start : start + width]]
        if left_out is not None:
            skipped = np.arange(start, start + block.shape[1]) == left_out[:, None]
            block = np.where(skipped, neutral, block)
        total = np.add.accumulate(np.concatenate([total[:, None], block], axis=1), axis=1)[:, -1]
    return total


def _with_equal(
    total: NDArray[Any], addend: NDArray[Any], counts: NDArray[Any], fmt: Format
) -> NDArray[Any]:
    """``total`` with ``addend`` added to it so many times as ``counts`` says, row by row."""
    total, left = total.copy(), counts.copy()
    while len(rows := np.flatnonzero(left > 0)):
        before, step = total[rows], addend[rows]
        once = before + step
        twice = once + step
        first, second, third = (each.astype(np.float64) for each in (before, once, twice))
        # a sum that has stopped stays what it is; so does NaN
        stopped = (third == second) | np.isnan(second)
        inside = (_binade(first) == _binade(second)) & (_binade(second) == _binade(third))
        gained = third - second
        many = np.minimum(left[rows] - 1, _room(second, gained, fmt))
        many[stopped | ~inside] = 0
        total[rows] = np.where(many > 0, second + many * gained, second).astype(total.dtype)
        left[rows] -= 1 + many
        left[rows[stopped]] = 0
    return total


def _binade(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """The bits of the sign and the exponent: float64's binades are finer than any format's."""
    return values.view(np.int64) >> _EXPONENT_AT


@cache
def _largest(fmt: Format) -> float:
    return float(rational(fmt.max))


def _room(value: NDArray[np.float64], gain: NDArray[np.float64], fmt: Format) -> Any:
    """How many steps of ``gain`` at least are left inside the binade of ``value``.

    Halves are compared, as float64's own top binade ends beyond it; what is lost by that, and by
    the quotient's rounding, is less than the steps that are taken off.
    """
    half = np.abs(value) / 2
    low = np.asarray(value.view(np.int64) & _EXPONENT_BITS).view(np.float64) / 2
    top = np.minimum(np.maximum(2 * low, _SMALLEST_NORMAL), _largest(fmt) / 2)
    space = np.where(np.signbit(value) == np.signbit(gain), top - half, half - low)
    space = space / np.abs(gain) * 2
    space = np.where(np.isfinite(space), np.minimum(space, MOST_STEPS), 0.0)
    return np.maximum(space.astype(np.int64) - 3, 0)
