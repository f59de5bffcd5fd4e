"""NumPy's two protocols, and the conditions a formula may branch on.

A carrier refuses by name whatever is not in the tables, so that nothing is computed by luck.
"""

from __future__ import annotations

from functools import cache
from inspect import Signature, signature
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.functions import FUNCTIONS
from stabcheck.carriers.operations import BY_UFUNC, COMPARISONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

__all__ = ["Condition", "Position", "Protocol", "aligned"]


def aligned(*arrays: NDArray[Any]) -> list[NDArray[Any]]:
    """Stored arrays with as many axes each, padded after the batch axis, not before it."""
    axes = {array.ndim for array in arrays}
    if len(axes) == 1:
        return list(arrays)
    most = max(axes)
    return [
        array.reshape(array.shape[0], *(1,) * (most - array.ndim), *array.shape[1:])
        for array in arrays
    ]


class Protocol(NDArrayOperatorsMixin):
    """NumPy's two protocols, answered from the tables and refusing by name what is not there."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        check_time()
        if method != "__call__" or kwargs:
            how = f".{method}" if method != "__call__" else f" with {', '.join(kwargs)}"
            raise TypeError(f"numpy.{ufunc.__name__}{how} is not modelled")
        like = next((value for value in inputs if hasattr(value, "operate")), None)
        if like is not None:
            row = BY_UFUNC.get(ufunc)
            if row is not None:
                return like.operate(row, *map(like.lift, inputs))
            if ufunc in COMPARISONS:
                return like.compare(COMPARISONS[ufunc], *map(like.lift, inputs))
            if ufunc is np.matmul:
                return like.matmul(*map(like.lift, inputs))
            if ufunc in (np.isnan, np.isinf, np.isfinite):
                return like.classify(ufunc)
        elif ufunc in _LOGIC and all(isinstance(value, Condition) for value in inputs):
            return _LOGIC[ufunc](*inputs)
        raise TypeError(f"numpy.{ufunc.__name__} is not modelled")

    def __array_function__(
        self, func: Callable[..., Any], types: Any, args: Any, kwargs: Any
    ) -> Any:
        implementation = FUNCTIONS.get(func)
        if implementation is None:
            raise TypeError(f"numpy.{func.__name__} is not modelled")
        modelled, fewest, most = _modelled(implementation)
        if kwargs or not fewest <= len(args) <= most:
            try:
                modelled.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"numpy.{func.__name__} is modelled as {modelled} only") from error
        return implementation(*args, **kwargs)


@cache
def _modelled(implementation: Callable[..., Any]) -> tuple[Signature, int, int]:
    """The signature of a function of the table, and how many positional arguments will do."""
    modelled = signature(implementation)
    kinds = modelled.parameters.values()
    return modelled, sum(each.default is each.empty for each in kinds), len(kinds)


class Condition(Protocol):
    """A batch of conditions, each known to hold, known to fail, or (neither) undecided.

    ``holds`` and ``fails`` are Boolean arrays with the batch axis first; ``like`` is a value of
    the carrier that was compared, by which constants in the branches are converted.
    """

    def __init__(self, holds: NDArray[np.bool_], fails: NDArray[np.bool_], like: Any) -> None:
        self.holds = holds
        self.fails = fails
        self.like = like

    def __bool__(self) -> bool:
        raise TypeError("a formula branches with numpy.where, not with if, and, or, while")

    def __and__(self, other: Condition) -> Condition:
        holds, more_holds, fails, more_fails = aligned(
            self.holds, other.holds, self.fails, other.fails
        )
        return Condition(holds & more_holds, fails | more_fails, self.like)

    def __or__(self, other: Condition) -> Condition:
        return ~(~self & ~other)

    def __invert__(self) -> Condition:
        return Condition(self.fails, self.holds, self.like)


class Position:
    """The index that ``argmax`` found in each row of the batch, and whether it is certain."""

    def __init__(self, index: NDArray[np.intp], certain: NDArray[np.bool_]) -> None:
        self.index = index
        self.certain = certain


_LOGIC: dict[np.ufunc, Callable[..., Condition]] = {
    np.logical_and: Condition.__and__,
    np.logical_or: Condition.__or__,
    np.logical_not: Condition.__invert__,
}
