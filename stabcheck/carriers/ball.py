"""Balls: every value a proven enclosure of the real number the formula means.

Entries are python-flint's ``arb``.  Where a comparison is undecided `numpy.where` takes the hull
of both branches, so that an enclosure stays one.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.batch import (
    Batch,
    deleted_by_row,
    repetitions,
    taken_by_row,
    whole_batch,
)
from stabcheck.carriers.protocol import Condition, Position, aligned
from stabcheck.enclosure import enclose
from stabcheck.exact import Exact, exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["Ball", "ball_of", "compare_balls", "distinct_objects", "elementwise", "run_ball"]

_COMPARISONS: dict[str, tuple[Callable[..., bool], Callable[..., bool]]] = {
    "greater": (lambda a, b: a > b, lambda a, b: a <= b),
    "greater_equal": (lambda a, b: a >= b, lambda a, b: a < b),
    "less": (lambda a, b: a < b, lambda a, b: a >= b),
    "less_equal": (lambda a, b: a <= b, lambda a, b: a > b),
    "equal": (lambda a, b: a == b, lambda a, b: a != b),
    "not_equal": (lambda a, b: a != b, lambda a, b: a == b),
}


_UNKNOWN = np.array(arb.nan(), dtype=object)


def ball_of(constant: Exact) -> Any:
    """A ball around an exact constant, at the current working precision."""
    return enclose(constant)


def elementwise(function: Callable[..., Any], *arrays: NDArray[Any]) -> NDArray[Any]:
    """``function`` of entries, computed once for operands that are the same objects.

    Vectors of a probe repeat entries, and equal entries share one object.
    """
    if all(array.ndim == 1 for array in arrays):
        return np.asarray(np.frompyfunc(function, len(arrays), 1)(*arrays), dtype=object)
    known: dict[Any, Any] = {}

    def once(*operands: Any) -> Any:
        key = tuple(map(id, operands))
        if key not in known:
            known[key] = function(*operands)
        return known[key]

    return np.asarray(np.frompyfunc(once, len(arrays), 1)(*arrays), dtype=object)


def distinct_objects(array: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """The different objects in an array, and where in their list each entry is."""
    identities = np.asarray(np.frompyfunc(id, 1, 1)(array)).astype(np.int64)
    _, first, places = np.unique(identities, return_index=True, return_inverse=True)
    return array.reshape(-1)[first], places.reshape(array.shape)


class Ball(Batch):
    """A batch of enclosures; ``data`` is an object array of ``arb``."""

    def __init__(self, data: NDArray[Any]) -> None:
        self.data = data

    @property
    def stored(self) -> NDArray[Any]:
        """The balls."""
        return self.data

    def holding(self, data: NDArray[Any]) -> Self:
        """Other entries in the same carrier."""
        return type(self)(data)

    def constant(self, value: Any) -> Self:
        """A ball around a constant; raises ValueError for inf and NaN, which are no reals."""
        return self.holding(np.array([ball_of(exact(value))], dtype=object))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """The exact operation on enclosures."""
        return self.holding(elementwise(row.ball, *aligned(*(each.data for each in operands))))

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """Undecided where the balls overlap."""
        holds, fails = (
            elementwise(test, *aligned(left.data, right.data)).astype(bool)
            for test in _COMPARISONS[name]
        )
        return Condition(holds, fails, self)

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where``, with the hull of both branches where the condition is undecided."""
        holds, fails, first, second = aligned(
            condition.holds, condition.fails, chosen.data, other.data
        )
        undecided = ~(holds | fails)
        picked = np.where(holds, first, second)
        if undecided.any():
            hull = elementwise(lambda a, b: a.union(b), first, second)
            picked = np.where(undecided, hull, picked)
        return self.holding(picked)

    def reduce(self, name: str) -> Self:
        """``sum``, ``max`` or ``min`` over the last axis."""
        count = self.data.shape[-1]
        if count == 0:
            if name != "sum":
                raise ValueError(f"{name} of an empty vector")
            return self.holding(np.full(self.data.shape[:-1], arb(0), dtype=object))
        columns = [self.data[..., k] for k in range(count)]
        return self.holding(reduce(lambda a, b: elementwise(_STEPS[name], a, b), columns))

    def argmax(self) -> Position:
        """The first of the largest entries; uncertain where balls overlap."""
        best = self.data[:, 0]
        index = np.zeros(best.shape, dtype=np.intp)
        certain = np.ones(best.shape, dtype=bool)
        for k in range(1, self.data.shape[1]):
            column = self.data[:, k]
            above = elementwise(lambda a, b: a is not b and a > b, column, best).astype(bool)
            certain &= above | elementwise(lambda a, b: a is b or a <= b, column, best).astype(bool)
            best, index = np.where(above, column, best), np.where(above, k, index)
        return Position(index, certain)

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """Columns times their numbers, added up; NaN where it is uncertain which one is left."""
        counts = repetitions(self.data, places, without).astype(object)
        total = self.holding(elementwise(_times, self.data, counts)).reduce("sum")
        if without is None:
            return total
        return self.holding(np.where(without.certain, total.data, _UNKNOWN))

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """The same balls elsewhere."""
        return self.holding(move(self.data))

    def taken(self, position: Position) -> Self:
        """The entry at a position of each row; NaN, the unknown, where that is uncertain."""
        entries = taken_by_row(self.data, position.index)
        return self.holding(np.where(position.certain, entries, _UNKNOWN))

    def deleted(self, position: Position) -> Self:
        """Each row without the entry at its position; NaN where that is uncertain."""
        kept = deleted_by_row(self.data, position.index)
        return self.holding(np.where(position.certain[:, None], kept, _UNKNOWN))

    def joined(self, values: list[Self]) -> Self:
        """Joined along the first logical axis."""
        return self.holding(np.concatenate([value.data for value in values], axis=1))


def _times(ball: Any, count: int) -> Any:
    """A column as often as it stands in a sum: not at all is 0, whatever it is."""
    return ball * count if count else arb(0)


_STEPS: dict[str, Callable[[Any, Any], Any]] = {
    "sum": lambda a, b: a + b,
    "max": lambda a, b: a if a is b else a.max(b),
    "min": lambda a, b: a if a is b else a.min(b),
}


def _balls(argument: Any) -> Ball:
    given = np.asarray(argument)
    if given.dtype == object:
        return Ball(given)
    distinct, places = np.unique(given.astype(np.float64), return_inverse=True)
    if not np.isfinite(distinct).all():
        raise ValueError("inf and nan are no real numbers")
    exactly = np.frompyfunc(arb, 1, 1)(distinct.astype(object))
    return Ball(np.asarray(exactly, dtype=object)[places.reshape(given.shape)])


def run_ball(function: Callable[..., Any], arguments: Sequence[Any], bits: int) -> NDArray[Any]:
    """Enclosures of ``function`` at exactly the given points, at ``bits`` of working precision.

    Each argument is an array (B, *shape) of finite floats of any format, or of ``arb``; the result
    is an object array of ``arb``, (B, *shape of the function's value).
    A ball that is not finite means that more precision may tell.  Raises ValueError for inf and
    NaN among the arguments.
    """
    with ctx.workprec(bits):
        values = [_balls(argument) for argument in arguments]
        return np.asarray(whole_batch(values, function(*values)).data)


def compare_balls(
    condition: Callable[..., Any], arguments: Sequence[Any], bits: int
) -> NDArray[np.bool_]:
    """At which points ``condition``, a formula that compares, certainly holds in all its entries.

    The arguments and ``bits`` are those of `run_ball`.
    """
    with ctx.workprec(bits):
        holds = condition(*map(_balls, arguments)).holds
    return np.broadcast_to(holds.reshape(len(holds), -1).all(axis=1), len(arguments[0]))
