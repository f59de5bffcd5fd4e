"""Running error analysis in double-double: 30 digits, with a proven bound on what they miss.

It decides nearly every value of float64, as `stabcheck.carriers.running` does those of narrower
formats.  Where a bound would need care (large errors, results close to overflow and underflow)
nothing is known, and the balls answer.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from flint import ctx

from stabcheck.carriers import doubledouble as dd
from stabcheck.carriers.batch import (
    Batch,
    deleted_by_row,
    repetitions,
    taken_by_row,
    whole_batch,
)
from stabcheck.carriers.double_bounds import BOUNDED, STEPS, Number, nothing
from stabcheck.carriers.protocol import Condition, Position, aligned
from stabcheck.carriers.running import INFLATION, outcomes
from stabcheck.enclosure import enclose, split
from stabcheck.exact import Exact, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["RunningDouble", "run_running_double"]

Floats = Any  # NDArray[np.float64]

CONSTANT_BITS = 256


class RunningDouble(Batch):
    """Numbers hi + lo, each within ``error`` of the real number it stands for.

    An error that is infinite or NaN means that nothing is known, and stands wherever hi or lo is
    no finite number.
    """

    def __init__(self, hi: Floats, lo: Floats, error: Floats) -> None:
        self.hi = hi
        self.lo = lo
        self.error = error

    @property
    def stored(self) -> Floats:
        """The leading parts."""
        return self.hi

    @property
    def number(self) -> Number:
        """hi, lo and error together."""
        return Number(self.hi, self.lo, self.error)

    def constant(self, value: Any) -> Self:
        """Two float64 and what they miss."""
        return type(self)(*(np.array([part]) for part in _constant(exact(value))))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """What the operation makes of the numbers; nothing is known where it is not bounded."""
        if row.name in COMPOSED:
            composed: Self = COMPOSED[row.name](*operands)
            return composed
        columns = aligned(*(part for each in operands for part in each.number))
        numbers = [Number(*columns[k : k + 3]) for k in range(0, len(columns), 3)]
        if row.name not in BOUNDED:
            return type(self)(*nothing(np.broadcast_shapes(*(each.hi.shape for each in numbers))))
        return type(self)(*BOUNDED[row.name](*numbers))

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """Undecided where the difference is within the errors."""
        columns = aligned(*left.number, *right.number)
        difference, _ = dd.add((columns[0], columns[1]), (-columns[3], -columns[4]))
        slack = (columns[2] + columns[5]) * INFLATION
        exactly = (slack == 0) & (difference == 0)
        return Condition(*outcomes(name, difference > slack, -difference > slack, exactly), self)

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where``; where undecided, an error wide enough for both branches."""
        holds, fails, *columns = aligned(
            condition.holds, condition.fails, *chosen.number, *other.number
        )
        hi, lo, error = (
            np.where(fails, second, first)
            for first, second in zip(columns[:3], columns[3:], strict=True)
        )
        undecided = ~(holds | fails)
        if undecided.any():
            apart, _ = dd.add((columns[0], columns[1]), (-columns[3], -columns[4]))
            hull = np.maximum(columns[2], (np.abs(apart) + columns[5]) * INFLATION)
            error = np.where(undecided, hull, error)
        return type(self)(hi, lo, error)

    def reduce(self, name: str) -> Self:
        """Sums, ``max`` and ``min`` by halves."""
        count = self.hi.shape[-1]
        if count == 0:
            nothing = np.zeros(self.hi.shape[:-1])
            return type(self)(nothing, nothing, nothing)
        step, parts = STEPS[name], self.number
        while (half := parts.hi.shape[-1] // 2) > 0:
            first, second, last = (
                Number(*(part[..., cut] for part in parts))
                for cut in (slice(half), slice(half, 2 * half), slice(2 * half, None))
            )
            both = zip(step(first, second), last, strict=True)
            parts = Number(*(np.concatenate(each, axis=-1) for each in both))
        return type(self)(*(part[..., 0] for part in parts))

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """Columns times their numbers, added up; unknown where it is uncertain which is left."""
        counts = repetitions(self.hi, places, without).astype(np.float64)
        nothing_missing = np.zeros(counts.shape)
        number = Number(counts, nothing_missing, nothing_missing)
        products = BOUNDED["multiply"](self.number, number)
        kept = (np.where(counts == 0, 0.0, part) for part in products)
        total = type(self)(*kept).reduce("sum")
        if without is not None:
            total.error = np.where(without.certain, total.error, np.inf)
        return total

    def argmax(self) -> Position:
        """The first of the largest; certain where no other entry can be larger."""
        index = np.argmax(self.hi, axis=1)
        best = self.rearranged(lambda a: taken_by_row(a, index)[:, None])
        gap, _ = dd.add((best.hi, best.lo), (-self.hi, -self.lo))
        reach = (self.error + best.error) * INFLATION
        apart = (gap > reach) | (np.arange(self.hi.shape[1]) == index[:, None])
        exactly = ((self.error == 0) & (self.lo == 0)).all(axis=1)
        return Position(index, exactly | apart.all(axis=1))

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """The same numbers elsewhere."""
        return type(self)(*map(move, self.number))

    def taken(self, position: Position) -> Self:
        """The entry at a position of each row; unknown where the position is uncertain."""
        entry = self.rearranged(lambda a: taken_by_row(a, position.index))
        entry.error = np.where(position.certain, entry.error, np.inf)
        return entry

    def deleted(self, position: Position) -> Self:
        """Each row without its entry at a position; unknown where that is uncertain."""
        kept = self.rearranged(lambda a: deleted_by_row(a, position.index))
        kept.error = np.where(position.certain[:, None], kept.error, np.inf)
        return kept

    def joined(self, values: list[Self]) -> Self:
        """Joined along the first logical axis."""
        columns = zip(*(value.number for value in values), strict=True)
        return type(self)(*(np.concatenate(column, axis=1) for column in columns))


class Limits(RunningDouble):
    """Limits of such numbers, as some of the arguments tend to infinity: ±inf with an error of 0.

    An operation that is continuous where it is used makes limits of limits.  A comparison is not
    where its sides meet, nor is the sign at 0: numbers with equal limits need not be equal, and
    there nothing is known.
    """

    def operate(self, row: Operation, *operands: Self) -> Self:
        """As on numbers, but for the sign at 0."""
        result = super().operate(row, *operands)
        if row.name == "sign":
            result.error = np.where(result.hi == 0, np.inf, result.error)
        return result

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """Undecided for equal limits, and for infinite ones."""
        found = super().compare("greater", left, right)
        reverse = super().compare("less", left, right)
        nowhere = np.zeros(found.holds.shape, dtype=bool)
        return Condition(*outcomes(name, found.holds, reverse.holds, nowhere), self)

    def argmax(self) -> Position:
        """Certain where the others are smaller for certain, as what tends to −∞ is."""
        index = np.argmax(self.hi, axis=1)
        best = self.rearranged(lambda a: taken_by_row(a, index)[:, None])
        gap, _ = dd.add((best.hi, best.lo), (-self.hi, -self.lo))
        apart = gap > (self.error + best.error) * INFLATION
        apart |= np.isneginf(self.hi) & (self.error == 0) & (best.hi > -np.inf)
        apart |= np.arange(self.hi.shape[1]) == index[:, None]
        return Position(index, apart.all(axis=1) & (best.error[:, 0] < np.inf))


@cache
def _constant(value: Exact) -> tuple[float, float, float]:
    with ctx.workprec(CONSTANT_BITS):
        return split(enclose(value))


def _tanh(x: Any) -> Any:
    grown = np.expm1(-2 * np.abs(x))
    return np.sign(x) * (-grown / (2 + grown))


def _sinh(x: Any) -> Any:
    grown = np.expm1(np.abs(x))
    return np.sign(x) * ((grown + grown / (grown + 1)) / 2)


def _cosh(x: Any) -> Any:
    grown = np.exp(np.abs(x))
    return (grown + 1 / grown) / 2


#: What is made of other operations, and has its bound from them.
COMPOSED: dict[str, Callable[..., Any]] = {
    "tanh": _tanh,
    "sinh": _sinh,
    "cosh": _cosh,
    "hypot": lambda a, b: np.sqrt(a * a + b * b),
    "logaddexp": lambda a, b: np.maximum(a, b) + np.log1p(np.exp(-np.abs(a - b))),
}


def run_running_double(
    function: Callable[..., Any], arguments: Sequence[Any]
) -> tuple[Floats, Floats, Floats]:
    """``function`` at exactly the given points, as hi + lo, and bounds on the errors.

    Each argument is an array (B, *shape) of floats of at most 64 bits; all results are
    (B, *shape of the function's value).  Where an argument is infinite, the value is the limit.  An
    infinite bound means that nothing is known; ±inf with a bound of 0 is the limit.
    """
    with np.errstate(all="ignore"):  # overflow and NaN here only mean that nothing is known
        floats = [np.asarray(argument).astype(np.float64) for argument in arguments]
        is_real = all(np.isfinite(each).all() for each in floats)
        carrier = RunningDouble if is_real else Limits
        values = [_exactly(carrier, each) for each in floats]
        result = whole_batch(values, function(*values))
        known = np.isfinite(result.lo) & (result.error < np.inf)
    return result.hi, result.lo, np.where(known, result.error, np.inf)


def _exactly(carrier: type[RunningDouble], floats: Floats) -> RunningDouble:
    return carrier(floats, np.zeros(floats.shape), np.where(np.isnan(floats), np.inf, 0.0))
