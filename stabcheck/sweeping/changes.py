"""Where the truth changes: the floats at which it overflows, vanishes, or turns.

Rounded to the format, the truth is 0, subnormal, normal or beyond MAX, and of one sign.  Between
two floats walked of which it is not the same, the place where it changes is bisected to the float,
by the truth alone.  Where the truth rises and then falls, or falls and then rises, the float at
which it turns is looked for likewise: there κ is 0, and no contract excuses anything.  A truth that
changes and changes back between two floats walked is not seen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import find_format
from stabcheck.sweeping.places import not_among, ordinals_at, places_at
from stabcheck.sweeping.points import EXHAUSTIVE_LENGTH

if TYPE_CHECKING:
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.places import Places
    from stabcheck.truth import Truth

__all__ = ["beside_changes"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Classes = np.ndarray[Any, np.dtype[np.int8]]

ZERO, SUBNORMAL, NORMAL, BEYOND = range(1, 5)
#: So many floats on either side of a change are walked, and so many beside a turn.
NEAR = 4
#: Then those 2, 4, 8, … floats off a turn, up to a part 2^−k of a binade.
TURN_PART = 3
#: So many changes and turns of one line are looked for at most, the first and last among them;
#: of vectors with many entries, each of which has its own, fewer.
MOST, MOST_OF_MANY = 24, 6
#: So many floats of each stretch that is searched are asked for at a time.
SECTIONS = 63
#: Two truths are told apart as float64 where they differ by more than this part of them.
APART = 2.0**-50


def beside_changes(line: Line, places: Places, truth: Truth) -> Places:
    """The places beside each change of the ``truth`` at ascending ``places``, ascending too."""
    ordinals = ordinals_at(places)
    found = [_around(_changes(line, ordinals, truth), [])]
    reach = line.fmt.precision - TURN_PART if line.probe.n <= EXHAUSTIVE_LENGTH else 0
    far = [1 << k for k in range(3, reach)]
    found.append(_around(_turns(line, ordinals, truth), far))
    wanted = np.unique(np.concatenate(found))
    return not_among(places_at(wanted[np.abs(wanted) <= line.fmt.max_ordinal]), places)


def _around(centres: Places, far: list[int]) -> Places:
    near = range(-NEAR, NEAR + 1)
    offsets = np.array([*near, *far, *(-each for each in far)], dtype=np.int64)
    around: Places = (centres[:, None] + offsets).ravel()
    return around


def _some(count: int, line: Line) -> Places:
    """Of so many the first, the last, and some between."""
    most = MOST if line.probe.n <= EXHAUSTIVE_LENGTH else MOST_OF_MANY
    chosen: Places = np.unique(np.linspace(0, count - 1, min(count, most)).astype(np.intp))
    return chosen


# --- changes of class -----------------------------------------------------------------------


def _classes(truth: Truth) -> Classes:
    """Entry by entry the class with its sign, shape (B, entries); 0 where it is undecided."""
    fmt = find_format(truth.rounded.dtype.name)
    flat = (len(truth.hi), -1)
    rounded = np.abs(truth.rounded.astype(np.float64)).reshape(flat)
    smallest = float(fmt.ulp(0.0)) * 2.0 ** (fmt.precision - 1)
    code = np.full(rounded.shape, NORMAL, dtype=np.int8)
    code[rounded < smallest] = SUBNORMAL
    code[rounded == 0] = ZERO
    code[~np.isfinite(rounded)] = BEYOND
    code[truth.undecided.reshape(flat)] = 0
    return np.where(np.signbit(truth.hi.reshape(flat)) & (code != ZERO), -code, code)


def _changes(line: Line, ordinals: Places, truth: Truth) -> Places:
    """The ordinals just below each change of a class, bisected."""
    classes = _classes(truth)
    changed = (classes[1:] != classes[:-1]) & (classes[1:] != 0) & (classes[:-1] != 0)
    rows, entries = np.nonzero(changed)
    kinds = [
        (row, entry, least)
        for row, entry in zip(rows.tolist(), entries.tolist(), strict=True)
        for least in _between(classes[row, entry], classes[row + 1, entry])
    ]
    chosen = [kinds[k] for k in _some(len(kinds), line).tolist()]
    if not chosen:
        return np.zeros(0, dtype=np.int64)
    row, entry, least = (np.array(each, dtype=np.int64) for each in zip(*chosen, strict=True))
    low, high = ordinals[row].copy(), ordinals[row + 1].copy()
    starts = classes[row, entry] >= least
    while (open_ := np.flatnonzero(high - low > 1)).size:
        grid = _grid(low[open_], high[open_])
        _, known = _truths(line, grid)
        found = np.take_along_axis(
            _classes(known).reshape(*grid.shape, -1), entry[open_, None, None], axis=2
        )[..., 0]
        still = ((found >= least[open_, None]) == starts[open_, None]) | (found == 0)
        first = np.where(still.all(axis=1), grid.shape[1], np.argmin(still, axis=1))
        ends = np.concatenate([low[open_, None], grid, high[open_, None]], axis=1)
        rows = np.arange(len(open_))
        low[open_], high[open_] = ends[rows, first], ends[rows, first + 1]
    return low


def _between(one: int, other: int) -> range:
    """The classes that a truth reaches on its way: at each of them, and above, it is another."""
    low, high = sorted((int(one), int(other)))
    return range(low + 1, high + 1)


def _grid(low: Places, high: Places) -> Places:
    """`SECTIONS` ordinals strictly between each two, evenly; where there are fewer, some twice."""
    part = np.arange(1, SECTIONS + 1, dtype=np.int64)
    gap = (high - low)[:, None]
    # (gap · part) / (SECTIONS + 1) in integers: the gap may be 2^63
    steps = gap // (SECTIONS + 1) * part + gap % (SECTIONS + 1) * part // (SECTIONS + 1)
    between: Places = low[:, None] + np.clip(steps, 1, gap - 1)
    return between


def _truths(line: Line, ordinals: Places) -> tuple[Floats, Truth]:
    """The truth at these ordinals, row after row; and in float64, shaped like them."""
    truth = line.at_ordinals(ordinals.ravel()).truth
    return truth.hi.reshape(*ordinals.shape, -1), truth


# --- turns ----------------------------------------------------------------------------------


def _turns(line: Line, ordinals: Places, truth: Truth) -> Places:
    """The ordinals at which the truth is largest or smallest between others."""
    values = truth.hi.reshape(len(truth.hi), -1)
    with np.errstate(all="ignore"):
        steps = np.diff(values, axis=0)
        apart = np.abs(steps) > APART * (np.abs(values[1:]) + np.abs(values[:-1]))
    way = np.where(apart & np.isfinite(steps), np.sign(steps), 0)
    rows, entries = np.nonzero(way[1:] * way[:-1] < 0)
    chosen = _some(len(rows), line)
    if not len(chosen):
        return np.zeros(0, dtype=np.int64)
    row, entry = rows[chosen], entries[chosen]
    sign = way[row, entry]  # +1 where it is largest
    low, high = ordinals[row].copy(), ordinals[row + 2].copy()
    middle = ordinals[row + 1].copy()
    is_open = high - low > 2
    while (open_ := np.flatnonzero(is_open)).size:
        grid = _grid(low[open_], high[open_])
        known, _ = _truths(line, grid)
        of_entry = np.take_along_axis(known, entry[open_, None, None], axis=2)[..., 0]
        heights = np.nan_to_num(sign[open_, None] * of_entry, nan=-np.inf)
        ends = np.concatenate([low[open_, None], grid, high[open_, None]], axis=1)
        rows = np.arange(len(open_))
        first = np.argmax(heights, axis=1)
        last = heights.shape[1] - 1 - np.argmax(heights[:, ::-1], axis=1)
        middle[open_] = ends[rows, (first + last) // 2 + 1]
        low[open_], high[open_] = ends[rows, first], ends[rows, last + 2]
        # float64 tells no more apart: it turns somewhere among these
        is_open[open_] = (high[open_] - low[open_] > 2) & (last - first <= 1)
    return middle
