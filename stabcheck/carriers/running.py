"""Running error analysis: a float64 value with a proven bound on its distance from the truth.

It costs two or three float64 operations per operation of the formula, and decides nearly every
value of a format of up to 32 bits; what it leaves open goes to the balls.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.batch import (
    Batch,
    deleted_by_row,
    repetitions,
    taken_by_row,
    whole_batch,
)
from stabcheck.carriers.operations import ELEMENTARY_ULP
from stabcheck.carriers.propagation import EXACT, FLUSHED, LOST
from stabcheck.carriers.protocol import Condition, Position, aligned
from stabcheck.exact import exact
from stabcheck.formats import find_format

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation
    from stabcheck.exact import Exact

__all__ = ["Running", "exactly", "outcomes", "radii_of", "run_by"]

Floats = Any  # NDArray[np.float64]

#: Covers the roundings of the bound itself: a few hundred, each of relative size 2^−53.
INFLATION = 1 + 2.0**-40

ULP = 2.0**-52

#: Kernels that lose digits inside, which a few ulp of the result do not cover.
LOSSY_INSIDE = frozenset({"logaddexp"})


class Running(Batch):
    """Float64 values, each within ``error`` of the real number it stands for.

    An error that is infinite or NaN means that nothing is known; a value that is not finite always
    has one.  The error of values that are all known exactly is the number `EXACT`.
    """

    def __init__(self, value: Floats, error: Floats | float = EXACT) -> None:
        self.value = value
        self._error = error

    @property
    def stored(self) -> Floats:
        """The values."""
        return self.value

    @property
    def is_exact(self) -> bool:
        """Whether every value is the very number it stands for."""
        return self._error is EXACT

    @property
    def error(self) -> Floats:
        """The bounds, shaped like the values."""
        return np.zeros(self.value.shape) if self.is_exact else self._error

    def constant(self, value: Any) -> Self:
        """The nearest float64, with half an ulp of error unless it is exact."""
        nearest, missed = _constant(exact(value))
        return type(self)(np.array([nearest]), np.array([missed]) if missed else EXACT)

    def operate(self, row: Operation, *operands: Self) -> Self:
        """NumPy's kernel, its own error, and what the operands' errors make of it."""
        values = aligned(*(each.value for each in operands))
        result = row.kernel(*values)
        radii = radii_of(operands, values)
        is_exact = all(radius is EXACT for radius in radii)
        if row.kernel_ulp == 0 and is_exact:
            return type(self)(result)
        moved: Any = EXACT
        if not is_exact or row.name in LOSSY_INSIDE:
            columns = (part for pair in zip(values, radii, strict=True) for part in pair)
            moved = row.propagate(result, *columns)
        if row.kernel_ulp == 0:
            return type(self)(result, np.broadcast_to(moved, result.shape))
        is_sum = row.name in ("add", "subtract")
        if is_sum:
            error = _lost_in_sum(result, values[0], values[1] if row.name == "add" else -values[1])
        else:
            error = np.abs(result)
            error *= row.kernel_ulp * ULP
        if moved is not EXACT:
            error += moved
        error *= INFLATION
        if not is_sum:
            error += FLUSHED if row.kernel_ulp >= ELEMENTARY_ULP else LOST
        return type(self)(result, error)

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """Undecided where the difference is within the errors."""
        first, second = aligned(left.value, right.value)
        one, other = radii_of((left, right), (first, second))
        if one is EXACT and other is EXACT:
            orders = first > second, first < second, first == second
            return Condition(*outcomes(name, *orders), self)
        slack = (one + other) * INFLATION
        difference = first - second
        exactly = slack == 0
        above = (difference > slack) | (exactly & (first > second))
        below = (-difference > slack) | (exactly & (first < second))
        same = exactly & (first == second)
        return Condition(*outcomes(name, above, below, same), self)

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where``; where undecided, an error wide enough for both branches."""
        holds, fails, first, second = aligned(
            condition.holds, condition.fails, chosen.value, other.value
        )
        one, two = radii_of((chosen, other), (first, second))
        value, undecided = np.where(fails, second, first), ~(holds | fails)
        if one is EXACT and two is EXACT and not undecided.any():
            return type(self)(value)
        error = np.where(fails, two, one)
        if undecided.any():
            hull = np.maximum(one, (np.abs(first - second) + two) * INFLATION)
            error = np.where(undecided, hull, error)
        return type(self)(value, np.broadcast_to(error, value.shape))

    def reduce(self, name: str) -> Self:
        """Sums from left to right, every partial sum with its rounding; ``max`` and ``min``."""
        if name != "sum":
            extreme = getattr(np, name)(self.value, axis=-1)
            is_exact = self.is_exact
            return type(self)(extreme, EXACT if is_exact else self.error.max(axis=-1))
        count = self.value.shape[-1]
        if count == 0:
            return type(self)(np.zeros(self.value.shape[:-1]))
        if count == 1:
            return self.rearranged(lambda a: a[..., 0])
        partial = np.add.accumulate(self.value, axis=-1)
        lost = _lost_in_sum(partial[..., 1:], partial[..., :-1], self.value[..., 1:])
        error = self.error.sum(axis=-1) + lost.sum(axis=-1)
        return type(self)(partial[..., -1], error * (INFLATION + 2 * count * ULP))

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """Columns times their numbers, each product with its rounding, added up."""
        counts = repetitions(self.value, places, without).astype(np.float64)
        products = np.where(counts == 0, 0.0, self.value * counts)
        moved = np.where(counts == 0, 0.0, self.error * counts)
        own = np.abs(products) * ULP + LOST
        total = type(self)(products, (moved + own) * INFLATION).reduce("sum")
        if without is None:
            return total
        return type(self)(total.value, np.where(without.certain, total.error, np.inf))

    def argmax(self) -> Position:
        """The first of the largest; certain where no other entry can be larger."""
        index = _first_largest(self.value)
        if self.is_exact:
            return Position(index, np.ones(index.shape, dtype=bool))
        best = taken_by_row(self.value, index)[:, None]
        reach = (self.error + taken_by_row(self.error, index)[:, None]) * INFLATION
        apart = (best - self.value > reach) | (np.arange(len(self)) == index[:, None])
        exactly = (self.error == 0).all(axis=1)
        return Position(index, exactly | apart.all(axis=1))

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """The same values and errors elsewhere."""
        error = EXACT if self.is_exact else move(self._error)
        return type(self)(move(self.value), error)

    def taken(self, position: Position) -> Self:
        """The entry at a position of each row; unknown where the position is uncertain."""
        entry = self.rearranged(lambda a: taken_by_row(a, position.index))
        return entry.known_where(position.certain)

    def deleted(self, position: Position) -> Self:
        """Each row without its entry at a position; unknown where that is uncertain."""
        kept = self.rearranged(lambda a: deleted_by_row(a, position.index))
        return kept.known_where(position.certain[:, None])

    def known_where(self, certain: NDArray[np.bool_]) -> Self:
        """The same values, of which nothing is known where they are not ``certain``."""
        if certain.all():
            return self
        return type(self)(self.value, np.where(certain, self.error, np.inf))

    def joined(self, values: list[Self]) -> Self:
        """Joined along the first logical axis."""
        return type(self)(
            np.concatenate([value.value for value in values], axis=1),
            np.concatenate([value.error for value in values], axis=1),
        )


def radii_of(operands: Sequence[Running], values: Sequence[Floats]) -> list[Any]:
    """The operands' errors with as many axes as their aligned values; `EXACT` is kept."""
    return [
        EXACT if each.is_exact else each.error.reshape(value.shape)
        for each, value in zip(operands, values, strict=True)
    ]


def _first_largest(vectors: Floats) -> Any:
    """`numpy.argmax` along rows, but quicker for pairs; where there is a NaN nothing is known."""
    if vectors.shape[1] == 2:
        return (vectors[:, 1] > vectors[:, 0]).astype(np.intp)
    return np.argmax(vectors, axis=1)


@cache
def _constant(number: Exact) -> tuple[float, float]:
    nearest = float(find_format("float64").round_exact(number))
    return nearest, 0.0 if number.value == nearest else abs(nearest) * ULP + LOST


def _lost_in_sum(total: Floats, first: Floats, second: Floats) -> Floats:
    """|first + second − total|, exactly: Knuth's TwoSum; NaN where something overflows."""
    part = total - first
    return np.abs((first - (total - part)) + (second - part))


def outcomes(name: str, above: Floats, below: Floats, same: Floats) -> tuple[Floats, Floats]:
    """Where a comparison holds and where it fails, from what is certain of the operands."""
    match name:
        case "greater":
            return above, below | same
        case "greater_equal":
            return above | same, below
        case "less":
            return below, above | same
        case "less_equal":
            return below | same, above
        case "equal":
            return same, above | below
    return above | below, same


def run_by(
    carrier: type[Running], function: Callable[..., Any], arguments: Sequence[Floats]
) -> tuple[Floats, Floats]:
    """What ``carrier`` makes of ``function`` at points given in float64: values and errors.

    A value is inf only where it is known, and NaN where nothing is.
    """
    with np.errstate(all="ignore"):  # overflow and NaN here only mean that nothing is known
        values = [exactly(carrier, argument) for argument in arguments]
        result = whole_batch(values, function(*values))
        value, error = result.value, result.error
        known = error < np.inf
    return value, error if known.all() else np.where(known, error, np.inf)


def run_between(
    function: Callable[..., Any], ends: Sequence[Sequence[Floats]]
) -> tuple[Floats, Floats]:
    """Values in float64, and how far the function is from them at most between the arguments' ends.

    Each argument is given by its lower and its upper ends; an infinite bound says nothing.
    """
    with np.errstate(all="ignore"):
        values = []
        for low, high in ends:
            middle = np.asarray(low, np.float64) * 0.5 + np.asarray(high, np.float64) * 0.5
            reach = np.maximum(high - middle, middle - low) * INFLATION
            values.append(Running(middle, np.where(np.isnan(reach), np.inf, reach)))
        result = whole_batch(values, function(*values))
        return result.value, result.error


def exactly(carrier: type[Running], floats: Floats) -> Running:
    """Floats as the very numbers they are; nothing is known of those that are not finite."""
    finite = np.isfinite(floats)
    return carrier(floats) if finite.all() else carrier(floats, np.where(finite, 0.0, np.inf))
