"""The search for a counterexample: a rational point at which two disjoint balls stand.

Points come simplest first (small integers, small sizes), then from a seeded generator, so that
the same claim is always refuted at the same point.  Where hardly any has a value on both sides,
the same points follow at smaller scales: √(1/10⁶ − x²) has values near 0 alone.  Where both sides
agree to working precision at every point, a few points are tried again with many more bits: a
difference below 1e-30 is a difference.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from stabcheck.carriers.term import Term
from stabcheck.proof.evaluate import Point, Undefined, enclose, holds_at
from stabcheck.quantity import Argument

__all__ = ["Counterexample", "Witness", "find_counterexample", "points"]

_BITS = 96
_MORE_BITS = (512, 4096)
_SIZES = (2, 3, 1, 4)
_LONGEST_NUMBER = 24
_FEW = 3
_SCALES = [Fraction(1, 2**k) for k in (0, 12, 24)]
_SIMPLE = [Fraction(n, d) for n, d in ((1, 1), (2, 1), (-1, 1), (1, 2), (3, 1), (-2, 1), (0, 1))]
_WIDE = [Fraction(k, 4) for k in range(-40, 41)] + [Fraction(k) for k in (-300, -50, 50, 300)]


@dataclass(frozen=True)
class Counterexample:
    """A point in print, and the two sides' disjoint balls in print."""

    point: dict[str, str]
    lhs: str
    rhs: str


@dataclass(frozen=True)
class Witness:
    """A point and the two disjoint balls that stand there."""

    point: Point
    left: arb
    right: arb

    def printed(self, digits: int = 12) -> Counterexample:
        """The witness as text, with enough digits to see that the balls are disjoint."""
        while digits < 2000:
            left, right = (ball.str(digits) for ball in (self.left, self.right))
            if not arb(left).overlaps(arb(right)):
                break
            digits *= 2
        return Counterexample(_print_point(self.point), left, right)


def find_counterexample(
    left: Term,
    right: Term,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...] = (),
    *,
    tries: int = 60,
) -> Witness | None:
    """A point of the domain where the two terms certainly differ, or None.

    ``given`` are conditions the point must certainly satisfy.  A point where a side is undefined
    never counts.
    """
    agreeing: list[Point] = []
    for scale in _SCALES:
        if len(agreeing) >= _FEW:
            break
        for point in itertools.islice(points(left, right, arguments, scale), tries):
            if not all(holds_at(condition, point, _BITS) for condition in given):
                continue
            balls = _sides(left, right, point, _BITS)
            if balls is None:
                continue
            if not balls[0].overlaps(balls[1]):
                return Witness(point, *balls)
            agreeing.append(point)
    for point, bits in itertools.product(agreeing[:_FEW], _MORE_BITS):
        balls = _sides(left, right, point, bits)
        if balls is not None and not balls[0].overlaps(balls[1]):
            return Witness(point, *balls)
    return None


def _sides(left: Term, right: Term, point: Point, bits: int) -> tuple[arb, arb] | None:
    try:
        return enclose(left, point, bits), enclose(right, point, bits)
    except Undefined:
        return None


# --- points ---------------------------------------------------------------------------------


def points(
    left: Term, right: Term, arguments: Mapping[str, Argument], scale: Fraction = _SCALES[0]
) -> Iterator[Point]:
    """Points of the arguments' domain, simplest first, without end; the same ones every time."""
    names = sorted({size for argument in arguments.values() for size in argument.sizes})
    free = [each for each in left.free_indices() | right.free_indices() if each.attains is None]
    free.sort(key=lambda index: (index.uid, index.name))
    generator = random.Random(0)  # noqa: S311  (reproducible points, no secrets)
    for attempt in itertools.count():
        sizes = _sizes(names, attempt)
        numbers = (scale * number for number in _numbers(attempt, generator))
        reals, entries = {}, {}
        for name, argument in arguments.items():
            if argument.kind == "real":
                reals[name] = _inside(argument, numbers)
            elif argument.kind != "index":
                for place in itertools.product(*(range(sizes[s]) for s in argument.sizes)):
                    entries[(name, *place)] = _inside(argument, numbers)
        positions = {index: generator.randrange(sizes[index.set.name]) for index in free}
        yield Point(sizes, reals, entries, positions)


def _sizes(names: list[str], attempt: int) -> dict[str, int]:
    """All sizes 1, then all 2, then sizes of all kinds together."""
    if attempt < 2:
        return dict.fromkeys(names, attempt + 1)
    return {name: _SIZES[(attempt + shift) % len(_SIZES)] for shift, name in enumerate(names)}


def _numbers(attempt: int, generator: random.Random) -> Iterator[Fraction]:
    if attempt < 2 * len(_SIMPLE):
        yield from itertools.cycle(_SIMPLE[attempt % len(_SIMPLE) :] + _SIMPLE)
    while True:
        pool = _WIDE if attempt % 3 == 0 else _SIMPLE + _WIDE[20:61]
        yield generator.choice(pool)


def _inside(argument: Argument, numbers: Iterator[Fraction]) -> Fraction:
    """The next number, moved into the argument's interval (of rational bounds).

    An end that belongs to it is left where it is drawn.
    """
    value = next(numbers)
    if any(end is not None and end.value == value for end in (argument.at_least, argument.at_most)):
        return value
    lowest, highest = argument.above or argument.at_least, argument.below or argument.at_most
    low = None if lowest is None else lowest.value
    high = None if highest is None else highest.value
    if low is not None and high is not None:
        return low + (high - low) * (abs(value) % 7 + 1) / 9
    if low is not None and value <= low:
        return low + abs(value) + 1
    if high is not None and value >= high:
        return high - abs(value) - 1
    return value


def _print_point(point: Point) -> dict[str, str]:
    printed = {name: str(size) for name, size in point.sizes.items()}
    printed |= {name: _plain(value) for name, value in point.reals.items()}
    families: dict[str, list[tuple[tuple[int, ...], Fraction]]] = {}
    for (name, *place), value in point.entries.items():
        families.setdefault(name, []).append((tuple(place), value))
    for name, values in families.items():
        printed[name] = _print_family(values)
    printed |= {index.name: str(place + 1) for index, place in point.indices.items()}
    return printed


def _print_family(values: list[tuple[tuple[int, ...], Fraction]]) -> str:
    if len(values[0][0]) == 1:
        return "({})".format(", ".join(_plain(value) for _, value in values))
    rows = itertools.groupby(values, key=lambda pair: pair[0][0])
    return "({})".format(", ".join(_print_family([((0,), v) for _, v in row]) for _, row in rows))


def _plain(value: Fraction) -> str:
    """The number in print; one with many digits only to its leading ones."""
    text = str(value)
    return text if len(text) <= _LONGEST_NUMBER else f"≈ {float(value):.6g}"
