"""Running error analysis: a float64 value with a proven bound on its distance from the truth.

It costs two or three float64 operations per operation of the formula, and decides nearly every
value of a format of up to 32 bits; what it leaves open goes to the balls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.batch import Batch, deleted_by_row, taken_by_row, whole_batch
from stabcheck.carriers.operations import ELEMENTARY_ULP
from stabcheck.carriers.propagation import FLUSHED, LOST
from stabcheck.carriers.protocol import Condition, Position, aligned
from stabcheck.exact import exact
from stabcheck.formats import find_format

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["Running", "run_running"]

Floats = Any  # NDArray[np.float64]

#: Covers the roundings of the bound itself: a few hundred, each of relative size 2^−53.
INFLATION = 1 + 2.0**-40

ULP = 2.0**-52


class Running(Batch):
    """Float64 values, each within ``error`` of the real number it stands for.

    An infinite error means that nothing is known; a value that is not finite always has one.
    """

    def __init__(self, value: Floats, error: Floats) -> None:
        self.value = value
        known = np.isfinite(value) & ~np.isnan(error)
        self.error = np.where(known, error, np.inf)

    @property
    def stored(self) -> Floats:
        """The values."""
        return self.value

    def constant(self, value: Any) -> Self:
        """The nearest float64, with half an ulp of error unless it is exact."""
        number = exact(value)
        nearest = float(find_format("float64").round_exact(number))
        missed = 0.0 if number.value == nearest else abs(nearest) * ULP + LOST
        return type(self)(np.array([nearest]), np.array([missed]))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """NumPy's kernel, its own error, and what the operands' errors make of it."""
        columns = aligned(*(part for each in operands for part in (each.value, each.error)))
        result = row.ufunc(*columns[::2])
        moved = row.propagate(result, *columns)
        if row.kernel_ulp == 0:
            return type(self)(result, moved)
        if row.name in ("add", "subtract"):
            second = columns[2] if row.name == "add" else -columns[2]
            own = _lost_in_sum(result, columns[0], second)
            return type(self)(result, (moved + own) * INFLATION)
        own = np.abs(result) * (row.kernel_ulp * ULP)
        lost = FLUSHED if row.kernel_ulp >= ELEMENTARY_ULP else LOST
        return type(self)(result, (moved + own) * INFLATION + lost)

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """Undecided where the difference is within the errors."""
        first, its_error, second, other_error = aligned(
            left.value, left.error, right.value, right.error
        )
        slack = (its_error + other_error) * INFLATION
        difference = first - second
        exactly = slack == 0
        above = (difference > slack) | (exactly & (first > second))
        below = (-difference > slack) | (exactly & (first < second))
        same = exactly & (first == second)
        return Condition(*_outcomes(name, above, below, same), self)

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where``; where undecided, an error wide enough for both branches."""
        holds, fails, value, error, other_value, other_error = aligned(
            condition.holds, condition.fails, chosen.value, chosen.error, other.value, other.error
        )
        hull = np.maximum(error, (np.abs(value - other_value) + other_error) * INFLATION)
        undecided = ~(holds | fails)
        settled = np.where(fails, other_error, error)
        return type(self)(np.where(fails, other_value, value), np.where(undecided, hull, settled))

    def reduce(self, name: str) -> Self:
        """Sums from left to right, every partial sum with its rounding; ``max`` and ``min``."""
        if name != "sum":
            return type(self)(getattr(np, name)(self.value, axis=-1), self.error.max(axis=-1))
        if self.value.shape[-1] == 0:
            nothing = np.zeros(self.value.shape[:-1])
            return type(self)(nothing, nothing)
        partial = np.add.accumulate(self.value, axis=-1)
        lost = _lost_in_sum(partial[..., 1:], partial[..., :-1], self.value[..., 1:])
        inflation = INFLATION + 2 * self.value.shape[-1] * ULP
        error = (self.error.sum(axis=-1) + lost.sum(axis=-1)) * inflation
        return type(self)(partial[..., -1], error)

    def argmax(self) -> Position:
        """The first of the largest; certain where no other entry can be larger."""
        index = np.argmax(self.value, axis=1)
        best = taken_by_row(self.value, index)[:, None]
        reach = (self.error + taken_by_row(self.error, index)[:, None]) * INFLATION
        apart = (best - self.value > reach) | (np.arange(len(self)) == index[:, None])
        exactly = (self.error == 0).all(axis=1)
        return Position(index, exactly | apart.all(axis=1))

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """The same values and errors elsewhere."""
        return type(self)(move(self.value), move(self.error))

    def taken(self, position: Position) -> Self:
        """The entry at a position of each row; unknown where the position is uncertain."""
        entry = self.rearranged(lambda a: taken_by_row(a, position.index))
        return type(self)(entry.value, np.where(position.certain, entry.error, np.inf))

    def deleted(self, position: Position) -> Self:
        """Each row without its entry at a position; unknown where that is uncertain."""
        kept = self.rearranged(lambda a: deleted_by_row(a, position.index))
        return type(self)(kept.value, np.where(position.certain[:, None], kept.error, np.inf))

    def joined(self, values: list[Self]) -> Self:
        """Joined along the first logical axis."""
        return type(self)(
            np.concatenate([value.value for value in values], axis=1),
            np.concatenate([value.error for value in values], axis=1),
        )


def _lost_in_sum(total: Floats, first: Floats, second: Floats) -> Floats:
    """|first + second − total|, exactly: Knuth's TwoSum; NaN where something overflows."""
    part = total - first
    return np.abs((first - (total - part)) + (second - part))


def _outcomes(name: str, above: Floats, below: Floats, same: Floats) -> tuple[Floats, Floats]:
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


def run_running(
    function: Callable[..., Any], arguments: Sequence[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Float64 values of ``function`` at exactly the given points, and bounds on their errors.

    Each argument is an array (B, *shape) of floats of at most 64 bits; both results are
    (B, *shape of the function's value).  An infinite bound means that nothing is known.
    """
    with np.errstate(all="ignore"):  # overflow and NaN here only mean that nothing is known
        floats = [np.asarray(argument).astype(np.float64) for argument in arguments]
        values = [Running(each, np.zeros(each.shape)) for each in floats]
        result = whole_batch(values, function(*values))
    return result.value, result.error
