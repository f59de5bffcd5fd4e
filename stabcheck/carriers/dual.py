"""Numbers with a slope: a formula's derivative along one direction, on whatever carrier it runs.

A `Dual` is a value and its tangent, both of the carrier inside; the operations' partials make one
of the other.  Run on a `Dual` of balls a formula gives the derivative as a ball, on one of floats
with an error bound the derivative with one; and a `Dual` of `Dual`s has the second derivative.
Where a formula has a kink, its operations' partials are undefined, and so is the tangent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.batch import Batch
from stabcheck.carriers.protocol import Condition, Position

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["Dual", "one_hot", "slope_along"]


class Dual(Batch):
    """``value`` and ``tangent``, of one carrier and one logical shape; no tangent: a constant."""

    def __init__(self, value: Any, tangent: Any = None) -> None:
        self.value = value
        self.tangent = tangent

    @property
    def stored(self) -> Any:
        """What the value stores."""
        return self.value.stored

    @property
    def slope(self) -> Any:
        """The tangent, zeros for a constant."""
        if self.tangent is not None:
            return self.tangent
        return _spread(self.value.constant(0), self.value)

    def lift(self, operand: Any) -> Self:
        """A number, or a value of the carrier inside, as a constant."""
        return operand if isinstance(operand, type(self)) else type(self)(self.value.lift(operand))

    def constant(self, value: Any) -> Self:
        """A constant of the carrier inside."""
        return type(self)(self.value.constant(value))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """The operation, and by its partials its slope."""
        values = [operand.value for operand in operands]
        result = values[0].operate(row, *values)
        slope = None
        for operand, partial in zip(operands, row.partials, strict=True):
            if operand.tangent is not None:
                part = partial(*values) * operand.tangent
                slope = part if slope is None else slope + part
        return type(self)(result, None if slope is None else _spread(slope, result))

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """A comparison of the values."""
        found = left.value.compare(name, left.value, right.value)
        return Condition(found.holds, found.fails, left)

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where`` on values and tangents."""
        inner = Condition(condition.holds, condition.fails, condition.like.value)
        like = inner.like
        value = like.select(inner, chosen.value, other.value)
        if chosen.tangent is None and other.tangent is None:
            return type(self)(value)
        return type(self)(value, _spread(like.select(inner, chosen.slope, other.slope), value))

    def reduce(self, name: str) -> Self:
        """A sum has the sum of the slopes; a maximum that of the first largest entry."""
        value = self.value.reduce(name)
        if self.tangent is None:
            return type(self)(value)
        if name == "sum":
            return type(self)(value, self.tangent.reduce(name))
        place = (self.value if name == "max" else -self.value).argmax()
        return type(self)(value, self.tangent.taken(place))

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """The sums of values and of slopes."""
        return self._both(lambda each: each.sum_of(places, without))

    def argmax(self) -> Position:
        """The place of the largest value."""
        found: Position = self.value.argmax()
        return found

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """Values and slopes, moved alike."""
        return self._both(lambda each: each.rearranged(move))

    def taken(self, position: Position) -> Self:
        """The entry at a position."""
        return self._both(lambda each: each.taken(position))

    def deleted(self, position: Position) -> Self:
        """Without the entry at a position."""
        return self._both(lambda each: each.deleted(position))

    def joined(self, values: list[Self]) -> Self:
        """Values joined, and slopes."""
        value = values[0].value.joined([each.value for each in values])
        if all(each.tangent is None for each in values):
            return type(self)(value)
        return type(self)(value, values[0].value.joined([each.slope for each in values]))

    def classify(self, predicate: np.ufunc) -> Condition:
        """``isnan``, ``isinf`` or ``isfinite`` of the values."""
        found = self.value.classify(predicate)
        return Condition(found.holds, found.fails, self)

    def _both(self, change: Callable[[Any], Any]) -> Self:
        tangent = None if self.tangent is None else change(self.tangent)
        return type(self)(change(self.value), tangent)


def _spread(slope: Any, like: Any) -> Any:
    """A slope with as many entries as the value it belongs to."""
    if slope.shape == like.shape:
        return slope
    missing = (1,) * (like.ndim - slope.ndim)

    def spread(a: Any) -> Any:
        aligned = a.reshape(a.shape[0], *missing, *a.shape[1:])
        return np.broadcast_to(aligned, (a.shape[0], *like.shape))

    return slope.rearranged(spread)


def one_hot(like: Any, place: int) -> Any:
    """The vector that is 1 at ``place`` and 0 elsewhere, as long as ``like``, on its carrier.

    For a real it is 1.
    """
    if not like.shape:
        return like.constant(1)
    ones, zeros = (like.constant(number)[None] for number in (1, 0))
    chosen = place % len(like)
    return ones.joined([ones if k == chosen else zeros for k in range(len(like))])


def slope_along(formula: Callable[..., Any], values: Sequence[Any], which: int, place: int) -> Any:
    """∂ formula / ∂ one entry, or a real, of ``values[which]``; shaped like the formula's value."""
    given = [Dual(value) for value in values]
    given[which].tangent = one_hot(values[which], place)
    result = given[0].lift(formula(*given))
    return result.slope
