"""What the carriers of many inputs at once share: shapes, indexing, reductions.

A value carries a hidden leading *batch* axis of length B (one row per input point, or 1 for a
constant).  Its *logical* shape, what the formula sees, is the rest: a scalar argument is logically
``()`` and stored as ``(B,)``, a vector argument ``(N,)`` and ``(B, N)``.  NumPy functions without
an axis reduce over the logical axes only, an axis counts logical axes, and broadcasting aligns the
trailing logical axes, never the batch.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.operations import OPERATIONS, Operation
from stabcheck.carriers.protocol import Condition, Position, Protocol
from stabcheck.exact import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Batch", "NoNumber", "deleted_by_row", "repetitions", "taken_by_row", "whole_batch"]

Array = Any
CONSTANT = (int, float, Fraction, Exact)


class NoNumber(TypeError):
    """A formula returned something else than numbers."""


def is_number(value: Any) -> bool:
    """Whether a value is a Python number or an exact constant."""
    return isinstance(value, CONSTANT) and not isinstance(value, bool)


def taken_by_row(array: Array, index: NDArray[np.intp]) -> Array:
    """From a stored vector (B, N), the entry at ``index`` (B,) of each row."""
    if array.shape[1] == 2:  # much quicker
        return np.where(index == 0, array[:, 0], array[:, 1])
    return np.take_along_axis(array, index[:, None], axis=1)[:, 0]


def repetitions(
    array: Array, places: NDArray[np.intp], without: Position | None
) -> NDArray[np.int64]:
    """How often each column of a stored vector (B, m) stands in a sum, row by row."""
    counts = np.bincount(places, minlength=array.shape[1]).astype(np.int64)
    by_row = np.broadcast_to(counts, array.shape).copy()
    if without is not None:
        by_row[np.arange(len(array)), without.index] -= 1
    return by_row


def deleted_by_row(array: Array, index: NDArray[np.intp]) -> Array:
    """A stored vector (B, N) without the entry at ``index`` (B,) of each row."""
    if array.shape[1] == 2:
        return np.where(index == 0, array[:, 1], array[:, 0])[:, None]
    kept = np.arange(array.shape[1] - 1)
    return np.take_along_axis(array, kept + (kept >= index[:, None]), axis=1)


def whole_batch(arguments: Sequence[Batch], result: Any) -> Any:
    """The value a formula returned for ``arguments``, a constant repeated for every row."""
    like = arguments[0]
    if not isinstance(result, type(like)) and not is_number(result):
        raise NoNumber(f"returns {type(result).__name__}, no number of the format")
    value: Any = like.lift(result)
    rows = max(argument.stored.shape[0] for argument in arguments)
    return value.rearranged(lambda a: np.broadcast_to(a, (rows, *a.shape[1:])).copy(order="K"))


class Batch(Protocol, ABC):
    """A batch of real numbers or arrays; each carrier says how it operates on them."""

    # --- what a carrier implements ---

    @property
    @abstractmethod
    def stored(self) -> Array:
        """The array whose shape is ``(B, *logical shape)``."""

    @abstractmethod
    def constant(self, value: Any) -> Self:
        """A Python number or exact constant as a value of this carrier, with B = 1."""

    @abstractmethod
    def operate(self, row: Operation, *operands: Self) -> Self:
        """One elementwise operation of the table."""

    @abstractmethod
    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """One comparison, elementwise, by NumPy's name."""

    @abstractmethod
    def select(self, condition: Condition, chosen: Self, other: Self) -> Self:
        """``chosen`` where the condition holds, ``other`` where it fails."""

    @abstractmethod
    def reduce(self, name: str) -> Self:
        """The ``"sum"``, ``"max"`` or ``"min"`` over the last axis."""

    @abstractmethod
    def argmax(self) -> Position:
        """The first index of the largest entry of a vector."""

    @abstractmethod
    def rearranged(self, move: Callable[[Array], Array]) -> Self:
        """The same entries elsewhere: ``move`` applied to every stored array."""

    @abstractmethod
    def taken(self, position: Position) -> Self:
        """The entry of a vector at a position that may differ from row to row."""

    @abstractmethod
    def deleted(self, position: Position) -> Self:
        """A vector without the entry at a position that may differ from row to row."""

    @abstractmethod
    def joined(self, values: list[Self]) -> Self:
        """Values with equal batches joined along the first logical axis."""

    @abstractmethod
    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """The sum of the columns of a stored vector (B, m) at ``places``, in their order.

        In each row the first repetition of the column ``without`` is left out.
        """

    def classify(self, predicate: np.ufunc) -> Condition:
        """``isnan``, ``isinf`` or ``isfinite``; real numbers are always finite."""
        finite = np.full(self.stored.shape, predicate is np.isfinite)
        return Condition(finite, ~finite, self)

    def matmul(self, left: Self, right: Self) -> Self:
        """``left @ right`` on logical vectors and matrices: products, then sums left to right."""
        if left.ndim == 0 or right.ndim == 0 or left.ndim > 2 or right.ndim > 2:
            raise TypeError("numpy.matmul is modelled for vectors and matrices only")
        columns = right if right.ndim == 1 else right.T
        if left.shape[-1] != columns.shape[-1]:
            raise ValueError(f"shapes {left.shape} and {right.shape} do not match in matmul")
        if left.ndim == 2 and right.ndim == 2:
            left = left[:, None, :]
        products: Self = left * columns
        return products.sum(axis=-1)

    # --- shapes ---

    @property
    def shape(self) -> tuple[int, ...]:
        """The logical shape."""
        return tuple(int(length) for length in self.stored.shape[1:])

    @property
    def ndim(self) -> int:
        """The number of logical axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of logical entries."""
        return int(np.prod(self.shape, dtype=int))

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a scalar has no length")
        return self.shape[0]

    def __bool__(self) -> bool:
        raise TypeError("a formula branches with numpy.where, not with if, and, or, while")

    @property
    def T(self) -> Self:
        """The logical transpose."""
        return self.rearranged(lambda a: a.transpose(0, *range(a.ndim - 1, 0, -1)))

    def __getitem__(self, key: Any) -> Self:
        if isinstance(key, Position):
            return self.taken(key)
        keys = key if isinstance(key, tuple) else (key,)
        if not all(isinstance(part, int | slice | type(None) | type(...)) for part in keys):
            raise TypeError(f"indexing by {type(key).__name__} is not modelled")
        return self.rearranged(lambda a: a[(slice(None), *keys)])

    def __iter__(self) -> Iterator[Self]:
        return (self[k] for k in range(len(self)))

    # --- operands and reductions ---

    def lift(self, operand: Any) -> Self:
        """``operand`` as a value of this carrier; raises TypeError for anything but numbers."""
        if isinstance(operand, type(self)):
            return operand
        if is_number(operand):
            return self.constant(operand)
        raise TypeError(f"{type(operand).__name__} is no operand of {type(self).__name__}")

    def _along(self, name: str, axis: int | None, *, keepdims: bool) -> Self:
        if axis is None:
            whole = self.rearranged(lambda a: a.reshape(a.shape[0], self.size)).reduce(name)
            ones = (1,) * self.ndim
            return whole.rearranged(lambda a: a.reshape(a.shape[0], *ones)) if keepdims else whole
        if not -self.ndim <= axis < self.ndim:
            raise IndexError(f"axis {axis} of a value with {self.ndim} axes")
        stored_axis = axis % self.ndim + 1
        reduced = self.rearranged(lambda a: np.moveaxis(a, stored_axis, -1)).reduce(name)
        return reduced.rearranged(lambda a: np.expand_dims(a, stored_axis)) if keepdims else reduced

    def sum(self, axis: int | None = None, *, keepdims: bool = False) -> Self:
        """The sum over one logical axis, or over all; the sum of nothing is 0."""
        return self._along("sum", axis, keepdims=keepdims)

    def max(self, axis: int | None = None, *, keepdims: bool = False) -> Self:
        """The largest entry; raises ValueError if there is none."""
        return self._along("max", axis, keepdims=keepdims)

    def min(self, axis: int | None = None, *, keepdims: bool = False) -> Self:
        """The smallest entry; raises ValueError if there is none."""
        return self._along("min", axis, keepdims=keepdims)

    def mean(self, axis: int | None = None, *, keepdims: bool = False) -> Self:
        """The sum divided by the number of entries."""
        count = self.size if axis is None else self.shape[axis]
        total = self.sum(axis, keepdims=keepdims)
        return self.operate(OPERATIONS["divide"], total, self.constant(count))
