"""Random points off the probes: vectors of few entries, and what is known to be hard for formulas.

Magnitudes are log-uniform: over the whole lattice, or over the binades where exponentials are
neither 0, 1 nor infinite.  A point is drawn in one of several patterns: independent entries, one
dominating, alternating signs, ties for the largest, −∞ among the others, entries 2^−k apart,
neighbours on the lattice, the landmarks of the format and of the page, small numbers.

Python's own generator is used: what it draws from a seed is the same on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from stabcheck.exact import exact
from stabcheck.sweeping.points import CENTRAL_EXPONENT, landmark_ordinals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stabcheck.formats import Format
    from stabcheck.sweeping.space import Point, Space

__all__ = ["random_points"]

#: Most vectors are at most so long; one in `SELDOM` is one of the longer ones.
SHORT = 8
LONGER = (13, 30, 100)
SELDOM = 24
#: Near a float is up to so many floats away.
NEAR_FLOATS = 4
#: So often a point is drawn until it lies in the space.
MOST_DRAWN = 100


def random_points(space: Space, count: int, seed: int) -> Iterator[Point]:
    """``count`` points of the space; the first of more points are the same.

    They are fewer where few points of the arguments' bounds lie in the space.
    """
    random = Random(f"{seed} {space.quantity.name} {space.fmt.name}")  # noqa: S311 - no secret
    drawing = _Drawing(space, random)
    for _ in range(count):
        tried = (drawing.point() for _ in range(MOST_DRAWN))
        point = next((each for each in tried if space.contains(each)), None)
        if point is not None:
            yield point


@dataclass
class _Drawing:
    """Draws points; entries are ordinals."""

    space: Space
    random: Random

    @property
    def fmt(self) -> Format:
        return self.space.fmt

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        return self.space.bounds

    @cached_property
    def is_masked(self) -> list[bool]:
        return self.space.is_masked

    @cached_property
    def landmarks(self) -> list[int]:
        """The floats where the format, or a form by its page, changes its ways."""
        boundaries = [
            prediction.boundary(self.fmt, n)
            for form in self.space.quantity.forms
            for prediction in form.breaks
            if prediction.boundary is not None
            for n in (1, 2)
        ]
        marks = [self.fmt.first_at_or_above(exact(boundary)) for boundary in boundaries]
        top = self.fmt.max_ordinal
        every = [0, top, -top, *landmark_ordinals(self.fmt), *marks, *(-mark for mark in marks)]
        return list(dict.fromkeys(mark for mark in every if abs(mark) <= top))

    def point(self) -> Point:
        """One point: all entries in one pattern, then each inside its domain."""
        n = self._length()
        lengths = [n if vector else 1 for vector in self.space.is_vector]
        entries = iter(self.random.choice(_PATTERNS)(self, sum(lengths)))
        arguments = []
        for k, length in enumerate(lengths):
            inside = [self._inside(next(entries), *self.bounds[k]) for _ in range(length)]
            arguments.append(self._masked(inside) if self.is_masked[k] else tuple(inside))
        return tuple(arguments)

    def _length(self) -> int:
        if self.random.randrange(SELDOM) == 0:
            return self.random.choice(LONGER)
        return self.random.randint(1, SHORT)

    def _inside(self, ordinal: int, low: int, high: int) -> int:
        """The entry if it lies in its domain, else any that does, or one near an end."""
        if low <= ordinal <= high:
            return ordinal
        step = self.random.randrange(min(NEAR_FLOATS, high - low) + 1)
        return self.random.choice((self.random.randint(low, high), low + step, high - step))

    def _masked(self, entries: list[int]) -> tuple[int, ...]:
        """One vector in eight with −∞ in place of some entries, but not of all."""
        if len(entries) > 1 and self.random.randrange(8) == 0:
            for k in self.random.sample(range(len(entries)), len(entries) // 2):
                entries[k] = -self.fmt.max_ordinal - 1
        return tuple(entries)

    # --- one entry ---

    def magnitude(self) -> Callable[[], int]:
        """A way to draw magnitudes: over the whole lattice, or in the central binades."""
        top = self.fmt.max_ordinal
        low = self.fmt.first_at_or_above(exact(2.0**-CENTRAL_EXPONENT))
        high = min(self.fmt.first_at_or_above(exact(2.0**CENTRAL_EXPONENT)), top)
        if self.random.randrange(3) == 0:
            return lambda: self.random.randint(0, top)
        return lambda: self.random.randint(low, high)

    def sign(self) -> int:
        """1 or −1."""
        return self.random.choice((1, -1))

    def near(self, ordinal: int) -> int:
        """A float near another."""
        moved = ordinal + self.random.randint(-NEAR_FLOATS, NEAR_FLOATS)
        return max(-self.fmt.max_ordinal, min(moved, self.fmt.max_ordinal))

    def nearest(self, number: float) -> int:
        """The float nearest to a number, MAX beyond it."""
        ordinal = int(self.fmt.to_ordinal(self.fmt.nearest([number]))[0])
        return max(-self.fmt.max_ordinal, min(ordinal, self.fmt.max_ordinal))

    def value(self, ordinal: int) -> float:
        """The float with this ordinal."""
        return float(self.fmt.from_ordinal([ordinal])[0])


# --- patterns: so many ordinals -------------------------------------------------------------


def _independent(draw: _Drawing, count: int) -> list[int]:
    magnitude = draw.magnitude()
    return [draw.sign() * magnitude() for _ in range(count)]


def _dominated(draw: _Drawing, count: int) -> list[int]:
    large = draw.magnitude()()
    entries = [draw.sign() * draw.random.randint(0, large) for _ in range(count)]
    entries[draw.random.randrange(count)] = draw.sign() * large
    return entries


def _alternating(draw: _Drawing, count: int) -> list[int]:
    magnitude, first = draw.magnitude()(), draw.sign()
    return [first * (-1) ** k * draw.near(magnitude) for k in range(count)]


def _tied(draw: _Drawing, count: int) -> list[int]:
    magnitude = draw.magnitude()
    entries = [draw.sign() * magnitude() for _ in range(count)]
    for k in draw.random.sample(range(count), max(1, count // 2)):
        entries[k] = max(entries)
    return entries


def _spread(draw: _Drawing, count: int) -> list[int]:
    middle = draw.value(draw.sign() * draw.magnitude()())
    step = draw.random.choice((1.0, 2.0**-CENTRAL_EXPONENT, 2.0 ** -draw.random.randrange(60)))
    return [draw.nearest(middle + draw.random.randint(-count, count) * step) for _ in range(count)]


def _near_equal(draw: _Drawing, count: int) -> list[int]:
    middle = draw.sign() * draw.magnitude()()
    return [draw.near(middle) for _ in range(count)]


def _at_landmarks(draw: _Drawing, count: int) -> list[int]:
    magnitude = draw.magnitude()
    ways = (
        lambda: draw.near(draw.random.choice(draw.landmarks)),
        lambda: draw.sign() * magnitude(),
        lambda: 0,
    )
    return [draw.random.choice(ways)() for _ in range(count)]


def _small(draw: _Drawing, count: int) -> list[int]:
    unit = 2.0 ** draw.random.randint(-4, 3)
    return [draw.nearest(draw.random.randint(-8, 8) * unit) for _ in range(count)]


_PATTERNS = (
    _independent,
    _dominated,
    _alternating,
    _tied,
    _spread,
    _near_equal,
    _at_landmarks,
    _small,
)
