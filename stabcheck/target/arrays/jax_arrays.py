"""JAX's arrays, on the CPU, with 64-bit floats allowed: otherwise JAX itself would round them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import jax
import numpy as np

from stabcheck.target.arrays.numpy_arrays import spread

__all__ = ["Jax", "library"]

Floats = np.ndarray[Any, Any]


class Jax:
    """JAX."""

    name = "jax"
    version = str(jax.__version__)

    def array(self, floats: Floats) -> Any:
        """A JAX array of the same type."""
        return jax.numpy.asarray(floats)

    def floats(self, value: Any) -> Floats:
        """NumPy's array of it; JAX too takes its small types from ml_dtypes."""
        array = np.asarray(value)
        if array.dtype == object:
            raise TypeError(f"it returns {type(value).__name__}")
        return array

    def strided(self, floats: Floats) -> Any:
        """A slice: JAX's arrays have no strides of their own, so it is a copy."""
        return self.array(spread(floats))

    def gradient(self, function: Callable[..., Any], arguments: Sequence[Any], which: int) -> Any:
        """By jax.grad."""
        return jax.grad(lambda *given: function(*given).sum(), argnums=which)(*arguments)


def library() -> Jax:
    """JAX, set up before its first array is made."""
    allowed = True
    jax.config.update("jax_enable_x64", allowed)
    return Jax()
