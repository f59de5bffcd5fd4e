"""Any other library that keeps to the array API standard, CuPy among them."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np

__all__ = ["ArrayAPI", "library_of"]

Floats = np.ndarray[Any, Any]


class ArrayAPI:
    """A library spoken to by ``asarray``, and by DLPack or a method of its own on the way back."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.name = module.__name__
        self.version = str(getattr(module, "__version__", ""))

    def array(self, floats: Floats) -> Any:
        """The library's array; raises TypeError for a type that it lacks."""
        return self.module.asarray(floats.copy())

    def floats(self, value: Any) -> Floats:
        """NumPy's array of it: by ``get`` where the array lives on a device."""
        if hasattr(value, "get") and hasattr(value, "device"):
            return np.asarray(value.get())
        array = np.asarray(value)
        if array.dtype == object:
            raise TypeError(f"it returns {type(value).__name__}")
        return array

    def strided(self, floats: Floats) -> Any:
        """Every second place of a longer array."""
        return self.array(np.repeat(floats, 2, axis=-1))[..., ::2]

    def gradient(self, function: Callable[..., Any], arguments: Sequence[Any], which: int) -> Any:
        """The standard has no autodiff."""
        raise NotImplementedError(f"{self.name}'s autodiff is not known; name the gradient")


def library_of(name: str) -> ArrayAPI:
    """The module ``name`` as a library; raises ImportError, or TypeError where it has no arrays."""
    module = importlib.import_module(name)
    if not hasattr(module, "asarray"):
        raise TypeError(f"{name} has no asarray")
    return ArrayAPI(module)
