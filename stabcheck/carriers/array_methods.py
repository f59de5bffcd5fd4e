"""The methods and in-place operators of an array, by the NumPy functions of the same names."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

__all__ = ["ArrayMethods"]


def _method(function: Any) -> Callable[..., Any]:
    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self.__array_function__(function, (), (self, *args), kwargs)

    call.__doc__ = f"As ``numpy.{function.__name__}``."
    return call


def _in_place(name: str) -> Callable[[Any, Any], Any]:
    """An in-place operator: a number is replaced, an array is written to."""
    plain = getattr(NDArrayOperatorsMixin, f"__{name}__")
    written = getattr(NDArrayOperatorsMixin, f"__i{name}__")

    def operate(self: Any, other: Any) -> Any:
        return (written if self.ndim else plain)(self, other)

    return operate


class ArrayMethods(NDArrayOperatorsMixin):
    """An array that answers NumPy's functions has their methods too."""

    __slots__ = ()

    sum, mean = _method(np.sum), _method(np.mean)
    max, min = _method(np.max), _method(np.min)
    var, std = _method(np.var), _method(np.std)
    any, all = _method(np.any), _method(np.all)
    argmax, clip, dot, copy = map(_method, (np.argmax, np.clip, np.dot, np.copy))
    ravel, reshape, squeeze = map(_method, (np.ravel, np.reshape, np.squeeze))
    transpose, swapaxes = _method(np.transpose), _method(np.swapaxes)

    __iadd__, __isub__ = _in_place("add"), _in_place("sub")
    __imul__, __itruediv__ = _in_place("mul"), _in_place("truediv")
    __ipow__, __iand__, __ior__ = map(_in_place, ("pow", "and", "or"))

    def __array_namespace__(self, *, api_version: str | None = None) -> Any:
        """NumPy, which has the functions of the array API; as NumPy's own arrays say it."""
        return np

    def flatten(self) -> Any:
        """A copy as a vector."""
        return self.ravel().copy()

    def fill(self, value: Any) -> None:
        """Set every entry."""
        self[...] = value  # type: ignore[index]  # an array has __setitem__
