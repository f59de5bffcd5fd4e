"""A point made simpler while it keeps a property: the shortest vectors, the roundest numbers.

Entries are taken away, whole stretches of a vector first; what is left is moved to 0, ±1, small
and round numbers, powers of two and fewer digits.  A number is the rounder the fewer characters it
is written in.  A step is taken only to a simpler point, so that there is an end.
"""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_UP, Context, Decimal
from typing import TYPE_CHECKING

import numpy as np

from stabcheck.exact import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stabcheck.sweeping.space import Point, Space

    Keeps = Callable[[Sequence[Point]], Sequence[bool]]

__all__ = ["shrink", "simplicity"]

#: Of longer vectors stretches are changed together, not every entry by itself.
SHORT = 8
#: The numbers tried in place of any other, and so many digits of it.
ROUND = (0, 1, 2, 3, 4, 5, 8, 10, 16, 20, 50, 100, 1000, 0.5, 0.25, 0.1)
MOST_DIGITS = 6
#: So many steps at most; a few dozen are usual.
STEPS = 500


def simplicity(space: Space, point: Point) -> tuple[float, ...]:
    """What a simpler point has less of: entries, then characters, then magnitude, then minus."""
    entries = [entry for argument in point for entry in argument]
    texts = [space.decimal(entry) for entry in entries]
    return (
        len(entries),
        sum(len(text) for text in texts if text != "0"),
        sum(abs(entry - _one(space)) for entry in map(abs, entries) if entry),
        sum(entry < 0 for entry in entries),
    )


def shrink(space: Space, point: Point, keeps: Keeps) -> Point:
    """The simplest point that is reached from ``point`` by steps all of which it ``keeps``."""
    for _ in range(STEPS):
        simpler = _step(space, point, keeps)
        if simpler is None:
            break
        point = simpler
    return point


def _step(space: Space, point: Point, keeps: Keeps) -> Point | None:
    here = simplicity(space, point)
    for candidates in (_shorter(space, point), _rounder(space, point)):
        found = {each: simplicity(space, each) for each in candidates if space.contains(each)}
        order = sorted((each for each in found if found[each] < here), key=found.__getitem__)
        kept = keeps(order) if order else ()
        for candidate, is_kept in zip(order, kept, strict=True):
            if is_kept:
                return candidate
    return None


def _slices(n: int) -> Iterator[slice]:
    """A half of n entries, a quarter, … , each by itself unless they are many."""
    size = n
    while size:
        yield from (slice(start, start + size) for start in range(0, n, size))
        size = size // 2 if size > 1 and (n <= SHORT or size > n // SHORT) else 0


def _shorter(space: Space, point: Point) -> Iterator[Point]:
    """The point without some places of its vectors."""
    n = max(len(entries) for entries in point)
    if not any(space.is_vector) or n == 1:
        return
    for gone in (*_slices(n), *(slice(k, k + 1) for k in (0, n - 1))):
        left = [k for k in range(n) if k not in range(n)[gone]]
        if left:
            yield tuple(
                tuple(entries[k] for k in left) if vector else entries
                for entries, vector in zip(point, space.is_vector, strict=True)
            )


def _rounder(space: Space, point: Point) -> Iterator[Point]:
    """The point with some entries moved to rounder numbers, each to its own or all to one."""
    flat = [entry for entries in point for entry in entries]
    near = [_near(space, entry) for entry in flat]
    shared = [_ordinal(space, sign * number) for number in ROUND for sign in (1, -1)]
    for where in _slices(len(flat)):
        places = range(len(flat))[where]
        for to in shared:
            yield _with(point, dict.fromkeys(places, to))
        for way in range(len(near[0])):
            yield _with(point, {k: near[k][way] for k in places})
    finite = [entry for entry in flat if abs(entry) <= space.fmt.max_ordinal]
    for origin in dict.fromkeys(finite[:SHORT]):
        moved = space.fmt.from_ordinal(flat).astype(np.float64) - _value(space, origin)
        yield _with(point, dict(enumerate(_ordinal(space, float(each)) for each in moved)))


def _with(point: Point, changed: dict[int, int]) -> Point:
    places = iter(range(sum(map(len, point))))
    return tuple(
        tuple(changed.get(k, entry) for entry, k in zip(entries, places, strict=False))
        for entries in point
    )


def _near(space: Space, entry: int) -> list[int]:
    """Rounder numbers near one: fewer digits, powers of two, the other sign, nearer to 1."""
    value = _value(space, entry)
    if not math.isfinite(value) or value == 0:
        return [entry] * (2 * MOST_DIGITS + 5)
    number, (_, exponent) = Decimal(space.decimal(entry)), math.frexp(value)
    ways = (ROUND_DOWN, ROUND_UP)
    fewer = [
        float(Context(prec=digits, rounding=way).plus(number))
        for digits in range(1, MOST_DIGITS + 1)
        for way in ways
    ]
    root = math.copysign(2.0 ** (exponent // 2), value)
    powers = [math.copysign(math.ldexp(1.0, exponent - 1), value), root, value / 2]
    return [_ordinal(space, each) for each in (*fewer, *powers, float(round(value)), -value)]


def _one(space: Space) -> int:
    return space.fmt.first_at_or_above(exact(1))


def _value(space: Space, entry: int) -> float:
    return float(space.fmt.from_ordinal([entry])[0])


def _ordinal(space: Space, number: float) -> int:
    """The nearest float; −∞ stays what it is, and what overflows lies outside the space."""
    return int(space.fmt.to_ordinal(space.fmt.nearest([number]))[0])
