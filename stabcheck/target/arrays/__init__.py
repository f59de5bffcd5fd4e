"""The libraries whose arrays a function takes, each in a file: floats in and out, bit for bit.

Conversions never round: what the function is given are the floats of the format, and what it
returns is judged in the type it has.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterable, Sequence
from types import FunctionType, ModuleType
from typing import Any, Protocol

import numpy as np

__all__ = ["COMPILING", "KNOWN", "Library", "find_library", "guess_library"]

Floats = np.ndarray[Any, Any]

#: The libraries that have a file of their own; any other is spoken to by the array API.
KNOWN = {
    "numpy": "stabcheck.target.arrays.numpy_arrays",
    "torch": "stabcheck.target.arrays.torch_arrays",
    "jax": "stabcheck.target.arrays.jax_arrays",
}
STANDARD = "stabcheck.target.arrays.array_api"
#: Libraries that compile for every shape that they meet, which takes longer than the call.
COMPILING = ("jax",)
#: Libraries that are recognised by a function's module.
RECOGNISED = ("torch", "jax", "cupy", "array_api_strict")


class Library(Protocol):
    """What is asked of a library.

    ``array`` makes an array of NumPy's one, of the same type and bits; ``floats`` takes one (or a
    Python number) back to NumPy.  ``strided`` is the same array, not contiguous in memory.
    ``gradient`` is ∂ Σ function(arguments) / ∂ arguments[which], by the library's own autodiff;
    it raises NotImplementedError where the library has none.
    """

    name: str
    version: str

    def array(self, floats: Floats) -> Any:
        """The library's array of these floats."""

    def floats(self, value: Any) -> Floats:
        """NumPy's array of the library's; raises TypeError for what is no array of numbers."""

    def strided(self, floats: Floats) -> Any:
        """The library's array of these floats, every second place of a longer one."""

    def gradient(self, function: Callable[..., Any], arguments: Sequence[Any], which: int) -> Any:
        """The derivative of the sum of what ``function`` returns."""


def find_library(name: str) -> Library:
    """The library called ``name``, imported; raises ImportError where it is not installed."""
    if name in KNOWN:
        made: Library = importlib.import_module(KNOWN[name]).library()
        return made
    spoken_to: Library = importlib.import_module(STANDARD).library_of(name)
    return spoken_to


def guess_library(module: str, function: Any) -> str:
    """Whose arrays ``function`` of ``module`` takes: by its module, or what that has imported."""
    roots = [module.partition(".")[0], _root(getattr(function, "__module__", None) or "")]
    roots += _imported(function)
    return next((root for root in roots if root in RECOGNISED), "numpy")


def _root(name: str) -> str:
    return name.partition(".")[0]


def _imported(function: Any) -> Iterable[str]:
    """The roots of the modules that the function's globals name."""
    wrapped = getattr(function, "__wrapped__", function)
    names = wrapped.__globals__ if isinstance(wrapped, FunctionType) else {}
    for value in names.values():
        if isinstance(value, ModuleType):
            yield _root(value.__name__)
        elif callable(value) and _root(getattr(value, "__module__", None) or "") in sys.modules:
            yield _root(value.__module__)
