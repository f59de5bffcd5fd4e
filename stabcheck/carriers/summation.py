"""Sums of floats from left to right, rounded at every step, over vectors of any length.

A long vector repeats few numbers, and adding the same number c again and again to a sum t is
quick: while t stays in one binade, every step adds the same.  There t = k·ulp and c = (q + r)·ulp
with q whole and 0 ≤ r < 1, so that a step rounds k + q + r: up or down by r alone, unless r = ½.
Then the first such step makes k even, and from an even k every step adds the even one of q and
q + 1.  So after one step inside a binade the next one is known for all that stay inside it, and
many are done at once, exactly: what results are are multiples of the spacing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import rational

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stabcheck.formats import Format

__all__ = ["sum_in_order"]

#: So many equal addends at least are added many at a time.
FEW_EQUAL = 16
#: Of others so many are laid out at a time, and at most so many of each row.
MOST_ENTRIES = 4_000_000
MOST_COLUMNS = 2048
#: More steps than any sum has.
MOST_STEPS = 2.0**40


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
    for start, stop, is_equal in _parts(places):
        skipped = None if left_out is None else left_out - start
        if is_equal:
            counts = np.full(len(columns), stop - start)
            if skipped is not None:
                counts -= (skipped >= 0) & (skipped < stop - start)
            total = _with_equal(total, columns[:, places[start]], counts, fmt)
        else:
            total = _one_by_one(total, columns, places[start:stop], skipped)
    return total


def _parts(places: NDArray[np.intp]) -> list[tuple[int, int, bool]]:
    """``places`` cut into runs of at least `FEW_EQUAL` equal ones, and what is between them.

    Of each part its first place, the one after its last, and whether it is such a run.
    """
    starts = np.flatnonzero(np.diff(places, prepend=-1))
    lengths = np.diff(starts, append=len(places))
    is_long = lengths >= FEW_EQUAL
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
        # a sum that has stopped stays what it is; so does NaN
        stopped = (twice == once) | np.isnan(once.astype(np.float64))
        inside = _binade(before, fmt) == _binade(once, fmt)
        inside &= _binade(twice, fmt) == _binade(once, fmt)
        once, many = once.astype(np.float64), left[rows] - 1
        gained = twice.astype(np.float64) - once
        many = np.where(inside & ~stopped, np.minimum(many, _room(once, gained, fmt)), 0)
        with np.errstate(all="ignore"):
            total[rows] = np.where(many > 0, once + many * gained, once).astype(total.dtype)
        left[rows] = np.where(stopped, 0, left[rows] - 1 - many)
    return total


def _binade(values: NDArray[Any], fmt: Format) -> NDArray[np.int64]:
    """Numbers of the pieces of the line that have one spacing, of either sign."""
    wide = values.astype(np.float64)
    exponents = np.maximum(np.frexp(wide)[1] - 1, fmt.emin).astype(np.int64) - (fmt.emin - 1)
    exponents[~np.isfinite(wide)] = fmt.emax - fmt.emin + 3
    return np.asarray(np.where(np.signbit(wide), -exponents, exponents))


def _room(value: NDArray[np.float64], gain: NDArray[np.float64], fmt: Format) -> Any:
    """How many steps of ``gain`` at least are left inside the binade of ``value``.

    Halves are compared, as float64's own top binade ends beyond it; what is lost by that, and by
    the quotient's rounding, is less than the steps that are taken off.
    """
    half, ulp = np.abs(value) / 2, fmt.ulp(value)
    top = np.minimum(np.ldexp(ulp, fmt.precision - 1), float(rational(fmt.max)) / 2)
    low = np.ldexp(ulp, fmt.precision - 2)
    low = np.where(half < low, 0.0, low)  # of the subnormal numbers
    growing = np.signbit(value) == np.signbit(gain)
    with np.errstate(all="ignore"):
        space = np.where(growing, top - half, half - low) / np.abs(gain) * 2
    space = np.where(np.isfinite(space), np.minimum(space, MOST_STEPS), 0.0)
    return np.maximum(space.astype(np.int64) - 3, 0)
