"""The NumPy functions that are no ufuncs, as methods of a batch carrier.

Only what is listed here is modelled; a carrier refuses everything else by name.
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FUNCTIONS"]


def _where(condition: Any, chosen: Any, other: Any) -> Any:
    like = condition.like
    return like.select(condition, like.lift(chosen), like.lift(other))


def _argmax(value: Any) -> Any:
    if value.ndim != 1:
        raise TypeError("numpy.argmax is modelled for vectors only")
    if len(value) == 0:
        raise ValueError("attempt to get argmax of an empty sequence")
    return value.argmax()


def _delete(value: Any, key: Any) -> Any:
    if value.ndim != 1:
        raise TypeError("numpy.delete is modelled for vectors only")
    if isinstance(key, int):
        return value.rearranged(lambda a: np.delete(a, key, axis=1))
    return value.deleted(key)


def _clip(value: Any, a_min: Any = None, a_max: Any = None) -> Any:
    raised = value if a_min is None else np.maximum(value, a_min)
    return raised if a_max is None else np.minimum(raised, a_max)


def _product(value: Any) -> Any:
    """Entry by entry, from left to right."""
    return functools.reduce(operator.mul, value) if len(value) else 1


def _concatenate(values: Any) -> Any:
    parts = list(values)
    like = next(part for part in parts if hasattr(part, "joined"))
    return like.joined([like.lift(part) for part in parts])


#: What a formula may call besides the ufuncs of the table of operations.
FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.sum: lambda value, axis=None, keepdims=False: value.sum(axis, keepdims=keepdims),
    np.mean: lambda value, axis=None, keepdims=False: value.mean(axis, keepdims=keepdims),
    np.max: lambda value, axis=None, keepdims=False: value.max(axis, keepdims=keepdims),
    np.amax: lambda value, axis=None, keepdims=False: value.max(axis, keepdims=keepdims),
    np.min: lambda value, axis=None, keepdims=False: value.min(axis, keepdims=keepdims),
    np.amin: lambda value, axis=None, keepdims=False: value.min(axis, keepdims=keepdims),
    np.prod: _product,
    np.var: lambda value: np.mean(np.square(value - np.mean(value))),
    np.std: lambda value: np.sqrt(np.var(value)),
    np.dot: lambda left, right: left @ right,
    np.linalg.norm: lambda value: np.sqrt(value @ value),
    np.where: _where,
    np.argmax: _argmax,
    np.delete: _delete,
    np.clip: _clip,
    np.concatenate: _concatenate,
    np.transpose: lambda value: value.T,
    np.shape: lambda value: value.shape,
    np.ndim: lambda value: value.ndim,
    np.size: lambda value: value.size,
}
