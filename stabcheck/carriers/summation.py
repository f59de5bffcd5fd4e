"""Sums of floats from left to right, rounded at every step, over vectors of any length.

A long vector repeats few numbers, and adding the same number c again and again to a sum t is
quick: while t stays in one binade, every step adds the same.  There t = k·ulp and c = (q + r)·ulp
with q whole and 0 ≤ r < 1, so that a step rounds k + q + r: up or down by r alone, unless r = ½.
Then the first such step makes k even, and from an even k every step adds the even one of q and
q + 1.  So after one step inside a binade the next one is known for all that stay inside it, and
many are done at once.  Within a binade the floats stand evenly, and so do their bit patterns: what
is added to the sum is added to its pattern, in integers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FEW_ADDITIONS", "leaves_as_it_is", "stops_growing", "sum_in_order"]

#: So many equal addends at least are added many at a time, where it is so many in all.
FEW_EQUAL, FEW_ADDITIONS = 256, 1 << 16
#: From so many rows on others are added entry by entry, all rows at once; else so many at a time.
MANY_ROWS, MOST_COLUMNS = 64, 2048

_EXPONENT_AT, _MANTISSA_BITS = 52, np.int64((1 << 52) - 1)


def sum_in_order(
    columns: NDArray[Any],
    places: NDArray[np.intp],
    left_out: NDArray[np.intp] | None = None,
) -> NDArray[Any]:
    """Σₖ columns[:, places[k]] in the order of k, rounded to the format of ``columns`` (B, m).

    ``left_out`` says, row by row, which k is skipped.
    """
    total = np.full(len(columns), -0.0).astype(columns.dtype)  # x + −0 is x, for every x
    for start, stop, is_equal in _parts(places, len(columns)):
        skipped = None if left_out is None else left_out - start
        if is_equal:
            counts = _counts(stop - start, skipped, len(columns))
            total = _with_equal(total, columns[:, places[start]], counts)
        else:
            total = _one_by_one(total, columns, places[start:stop], skipped)
    return total


def stops_growing(
    columns: NDArray[Any], places: NDArray[np.intp], left_out: NDArray[np.intp] | None = None
) -> NDArray[np.bool_]:
    """Whether, row by row, in that sum an addend that is not 0 leaves it as it is.

    Of equal addends the last one does, if any.
    """
    stops = np.zeros(len(columns), dtype=np.bool_)
    total = np.full(len(columns), -0.0).astype(columns.dtype)
    for start, stop, is_equal in _parts(places, len(columns)):
        skipped = None if left_out is None else left_out - start
        if is_equal:
            addend = columns[:, places[start]]
            before = _with_equal(total, addend, _counts(stop - start, skipped, len(columns)) - 1)
            total = before + addend
            stops |= (total == before) & (addend != 0)
        else:
            block = np.column_stack([total, columns[:, places[start:stop]]])
            if skipped is not None:
                block[np.arange(-1, stop - start) == skipped[:, None]] = 0
            stops |= leaves_as_it_is(block)
            total = _one_by_one(total, columns, places[start:stop], skipped)
    return stops


def leaves_as_it_is(addends: NDArray[Any]) -> NDArray[np.bool_]:
    """Whether, added up along the last axis, an addend that is not 0 leaves the sum as it is."""
    totals = np.add.accumulate(addends, axis=-1)
    is_same = (totals[..., 1:] == totals[..., :-1]) & (addends[..., 1:] != 0)
    return np.asarray(is_same.any(axis=-1))


class _Runs:
    """The runs of equal places: their starts and lengths, found once for sums that follow."""

    def __init__(self) -> None:
        self._last: tuple[Any, Any, Any] = (None, None, None)

    def of(self, places: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The runs of an array that nobody writes to; those of the last one are still known."""
        known, starts, lengths = self._last
        if known is not places:
            starts = np.flatnonzero(np.diff(places, prepend=-1))
            lengths = np.diff(starts, append=len(places))
            self._last = places, starts, lengths
        return starts, lengths


_runs_of = _Runs()


def _parts(places: NDArray[np.intp], rows: int) -> list[tuple[int, int, bool]]:
    """``places`` cut into the long runs of equal ones, and what is between them.

    Of each part its first place, the one after its last, and whether it is such a run.
    """
    starts, lengths = _runs_of.of(places)
    is_long = lengths >= max(FEW_EQUAL, FEW_ADDITIONS // max(1, rows))
    # a run begins a part if it is long, and if the one before it is
    begins = is_long | np.concatenate([[True], is_long[:-1]])
    cuts = [*starts[begins].tolist(), len(places)]
    return list(zip(cuts[:-1], cuts[1:], is_long[begins].tolist(), strict=True))


def _counts(length: int, left_out: NDArray[np.intp] | None, rows: int) -> NDArray[np.intp]:
    """How many of so many equal addends are not left out, row by row."""
    counts = np.full(rows, length)
    return counts if left_out is None else counts - ((left_out >= 0) & (left_out < length))


def _one_by_one(
    total: NDArray[Any],
    columns: NDArray[Any],
    places: NDArray[np.intp],
    left_out: NDArray[np.intp] | None,
) -> NDArray[Any]:
    """``total`` with the columns at ``places`` added to it, the ``left_out``-th of them skipped."""
    if len(total) < MANY_ROWS:
        for start in range(0, len(places), MOST_COLUMNS):
            block = columns[:, places[start : start + MOST_COLUMNS]]
            if left_out is not None:
                block[np.arange(start, start + block.shape[1]) == left_out[:, None]] = -0.0
            partial = np.add.accumulate(np.column_stack([total, block]), axis=1)
            total = partial[:, -1]
        return total
    total = total.copy()
    addends = {place: np.ascontiguousarray(columns[:, place]) for place in set(places.tolist())}
    skipped = set() if left_out is None else set(left_out.tolist())
    for k, place in enumerate(places.tolist()):
        where = left_out != k if k in skipped else True
        np.add(total, addends[place], out=total, where=where)
    return total


def _with_equal(total: NDArray[Any], addend: NDArray[Any], counts: NDArray[Any]) -> NDArray[Any]:
    """``total`` with ``addend`` added to it so many times as ``counts`` says, row by row."""
    total, left = total.copy(), counts.copy()
    rows = np.flatnonzero(left > 0)
    while len(rows):
        step, to_do = addend[rows], left[rows]
        once = total[rows] + step
        twice = once + step
        thrice = twice + step
        first, second, third = (
            each.astype(np.float64).view(np.int64) for each in (once, twice, thrice)
        )
        gained = third - second
        # a sum that a step leaves as it is stays so; NaN, too
        stopped = (gained == 0) | np.isnan(third.view(np.float64))
        inside = (_binade(first) == _binade(second)) & (_binade(second) == _binade(third))
        many = np.where(inside & ~stopped, np.minimum(to_do - 3, _room(third, gained)), 0)
        many = np.maximum(many, 0)
        after = np.where(to_do == 1, once, np.where(to_do == 2, twice, thrice))
        jumps = many > 0
        if jumps.any():
            moved = third[jumps] + many[jumps] * gained[jumps]
            after[jumps] = moved.view(np.float64).astype(total.dtype)
        total[rows] = after
        left[rows] = np.where(stopped, 0, to_do - 3 - many)
        rows = rows[left[rows] > 0]
    return total


def _binade(patterns: NDArray[np.int64]) -> NDArray[np.int64]:
    """The bits of the sign and the exponent: float64's binades are finer than any format's."""
    return patterns >> _EXPONENT_AT


def _room(pattern: NDArray[np.int64], gained: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many steps that add ``gained`` to a float64's pattern stay inside its binade.

    Its first float is not inside: what is rounded to it may lie below, where floats are denser.
    Of a format that ends within the binade, what is beyond MAX is made of it by the cast.
    """
    low = pattern & ~_MANTISSA_BITS
    space = np.where(gained > 0, (low | _MANTISSA_BITS) - pattern, pattern - low - 1)
    return np.maximum(space, 0) // np.maximum(np.abs(gained), 1)
