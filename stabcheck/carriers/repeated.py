"""Long vectors with few different entries, each held once.

A probe's vector of 100,000 entries has two or three different ones.  Entry by entry a formula does
to equal entries the same, so each is computed once; only sums see how often an entry stands there,
and in which order, as the rounding of a sum depends on it.  What needs the whole vector gets it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.batch import Batch
from stabcheck.carriers.protocol import Condition, Position

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["Repeated", "on_repeated"]


@dataclass(frozen=True, eq=False)
class Layout:
    """Where the entries stand: ``places[k]`` is the column that entry k of the vector repeats.

    Columns come in the order of their first places.  ``without`` is the column of which, row by
    row, the first repetition has been taken out.
    """

    places: NDArray[np.intp]
    without: Position | None = None

    @property
    def length(self) -> int:
        """The length of the vector."""
        return len(self.places) - (self.without is not None)


class Repeated(Batch):
    """A vector of ``inner``'s columns laid out by ``layout``; without one, ``inner`` itself."""

    def __init__(self, inner: Any, layout: Layout | None = None) -> None:
        self.inner = inner
        self.layout = layout

    @property
    def stored(self) -> Any:
        """The whole vector, or what ``inner`` stores."""
        return self.whole().stored

    @property
    def shape(self) -> tuple[int, ...]:
        """The logical shape."""
        return tuple(self.inner.shape) if self.layout is None else (self.layout.length,)

    def whole(self) -> Any:
        """Every entry in its place, on the carrier inside."""
        if self.layout is None:
            return self.inner
        places, without = self.layout.places, self.layout.without
        whole = self.inner.rearranged(lambda a: a[:, places])
        if without is None:
            return whole
        first = np.unique(places, return_index=True)[1]
        return whole.deleted(Position(first[without.index], without.certain))

    def _together(self, *values: Self) -> tuple[list[Any], Layout | None]:
        """Operands with one layout: columns beside columns and numbers, or else whole vectors."""
        layouts = {id(value.layout): value.layout for value in values if value.layout is not None}
        others = [value for value in values if value.layout is None]
        if len(layouts) == 1 and all(other.inner.ndim == 0 for other in others):
            return [value.inner for value in values], next(iter(layouts.values()))
        return [value.whole() for value in values], None

    def lift(self, operand: Any) -> Self:
        """A number, or a value of the carrier inside, as one of this carrier."""
        return operand if isinstance(operand, type(self)) else type(self)(self.inner.lift(operand))

    def constant(self, value: Any) -> Self:
        """A constant of the carrier inside."""
        return type(self)(self.inner.constant(value))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """An elementwise operation, once for each column."""
        values, layout = self._together(*operands)
        return type(self)(values[0].operate(row, *values), layout)

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """A comparison, once for each column."""
        (first, second), layout = self._together(left, right)
        condition = first.compare(name, first, second)
        return Condition(condition.holds, condition.fails, type(self)(first, layout))

    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``numpy.where``; a condition knows the layout of what was compared."""
        (like, first, second), layout = self._together(condition.like, chosen, other)
        decided = condition
        if layout is not condition.like.layout:
            decided = condition.like.on_whole(condition)
        elif condition.holds.shape[1:] != like.shape:
            raise TypeError("conditions on a long vector and on a number are not modelled together")
        return type(self)(like.select(decided, first, second), layout)

    def on_whole(self, condition: Condition) -> Condition:
        """A condition on the columns as one on every entry."""
        if self.layout is None:
            return condition
        if self.layout.without is not None:
            raise TypeError("a condition on a long vector without an entry is not modelled")
        places = self.layout.places
        return Condition(condition.holds[:, places], condition.fails[:, places], self.whole())

    def matmul(self, left: Self, right: Self) -> Self:
        """The product of whole vectors and matrices."""
        first, second = left.whole(), right.whole()
        return type(self)(first.matmul(first, second))

    def reduce(self, name: str) -> Self:
        """A sum in the order of the places; the largest or smallest column."""
        if self.layout is None or (name != "sum" and self.layout.without is not None):
            return type(self)(self.whole().reduce(name))
        if name == "sum":
            return type(self)(self.inner.sum_of(self.layout.places, self.layout.without))
        return type(self)(self.inner.reduce(name))

    def _along(self, name: str, axis: int | None, *, keepdims: bool) -> Self:
        if self.layout is None or axis not in (None, 0, -1):
            return type(self)(getattr(self.whole(), name)(axis, keepdims=keepdims))
        reduced = self.reduce(name)
        return reduced[None] if keepdims else reduced

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """The same of the whole vector."""
        return type(self)(self.whole().sum_of(places, without))

    def argmax(self) -> Position:
        """The first of the largest columns, as a column."""
        if self.layout is None or self.layout.without is not None:
            found: Position = self.whole().argmax()
        else:
            found = self.inner.argmax()
        return found

    def rearranged(self, move: Callable[[Any], Any]) -> Self:
        """The whole vector rearranged."""
        return type(self)(self.whole().rearranged(move))

    def taken(self, position: Position) -> Self:
        """The entry at a position that `argmax` found."""
        return type(self)(self._found_in().taken(position))

    def deleted(self, position: Position) -> Self:
        """The vector without the entry at a position that `argmax` found."""
        if self.layout is None or self.layout.without is not None:
            return type(self)(self.whole().deleted(position))
        return type(self)(self.inner, replace(self.layout, without=position))

    def _found_in(self) -> Any:
        """What `argmax` looks at: the columns, or the whole vector once an entry is out."""
        is_plain = self.layout is None or self.layout.without is None
        return self.inner if is_plain else self.whole()

    def joined(self, values: list[Self]) -> Self:
        """Whole vectors joined."""
        whole = [value.whole() for value in values]
        return type(self)(whole[0].joined(whole))

    def classify(self, predicate: np.ufunc) -> Condition:
        """``isnan``, ``isinf`` or ``isfinite``, once for each column."""
        condition = self.inner.classify(predicate)
        return Condition(condition.holds, condition.fails, self)


def on_repeated(
    function: Callable[..., Any], places: NDArray[np.intp], is_vector: Sequence[bool]
) -> Callable[..., Any]:
    """``function`` given its vectors by their columns, and returning a vector by its columns.

    ``is_vector`` says which arguments are vectors; all of them have the layout ``places``.
    """
    layout = Layout(places)

    @wraps(function)
    def by_columns(*arguments: Any) -> Any:
        values = [
            Repeated(argument, layout if vector else None)
            for argument, vector in zip(arguments, is_vector, strict=True)
        ]
        result = function(*values)
        if not isinstance(result, Repeated):
            return result
        return _columns_of(result, layout)

    return by_columns


def _columns_of(result: Repeated, layout: Layout) -> Any:
    """A result by its columns; raises TypeError where equal entries come out unequal."""
    if result.layout is layout:
        return result.inner
    whole = result.whole()
    if whole.shape != (layout.length,):
        return whole
    first = np.unique(layout.places, return_index=True)[1]
    stored = whole.stored
    by_column = stored[:, first][:, layout.places]
    if stored.dtype != object and not _alike(stored, by_column):
        raise TypeError("of equal entries it makes unequal ones: name a shorter probe")
    return whole.rearranged(lambda a: a[:, first])


def _alike(left: NDArray[Any], right: NDArray[Any]) -> bool:
    """Whether floats are the same, zeros with their sign; one NaN is like another."""
    both_nan = np.isnan(left) & np.isnan(right)
    return bool((both_nan | ((left == right) & (np.signbit(left) == np.signbit(right)))).all())
