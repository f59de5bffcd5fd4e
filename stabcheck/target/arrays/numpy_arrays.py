"""NumPy's arrays, with ml_dtypes for bfloat16 and the 8-bit formats: nothing is converted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

__all__ = ["NumPy", "library", "spread"]

Floats = np.ndarray[Any, Any]


def spread(floats: Floats) -> Floats:
    """The same floats in every second place of a longer array, along the last axis."""
    longer = np.zeros((*floats.shape[:-1], 2 * floats.shape[-1]), dtype=floats.dtype)
    longer[..., ::2] = floats
    return longer[..., ::2]


class NumPy:
    """NumPy."""

    name = "numpy"
    version = np.__version__

    def array(self, floats: Floats) -> Floats:
        """A copy, so that a function that writes into its input writes into nothing of ours."""
        return floats.copy()

    def floats(self, value: Any) -> Floats:
        """The array that came out; a number or a list of them becomes one."""
        array = np.asarray(value)
        if array.dtype == object:
            raise TypeError(f"it returns {type(value).__name__}")
        return array

    def strided(self, floats: Floats) -> Floats:
        """Every second place of a longer array."""
        return spread(floats)

    def gradient(self, function: Callable[..., Any], arguments: Sequence[Any], which: int) -> Any:
        """NumPy differentiates nothing."""
        raise NotImplementedError("NumPy has no autodiff; name the gradient as MODULE:FUNCTION")


def library() -> NumPy:
    """NumPy, which is always there."""
    return NumPy()
