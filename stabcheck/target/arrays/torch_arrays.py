"""PyTorch's tensors, on the CPU: types that NumPy lacks travel as integers of their bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ml_dtypes
import numpy as np
import torch

__all__ = ["Torch", "library"]

Floats = np.ndarray[Any, Any]

#: The types NumPy itself lacks: the tensor's, NumPy's, and the integers that carry their bits.
_FOREIGN: tuple[tuple[Any, Any, Any], ...] = (
    (torch.bfloat16, np.dtype(ml_dtypes.bfloat16), np.int16),
    (torch.float8_e4m3fn, np.dtype(ml_dtypes.float8_e4m3fn), np.uint8),
    (torch.float8_e5m2, np.dtype(ml_dtypes.float8_e5m2), np.uint8),
)


class Torch:
    """PyTorch."""

    name = "torch"
    version = str(torch.__version__)

    def array(self, floats: Floats) -> Any:
        """A tensor with the same bits."""
        for dtype, ours, carrier in _FOREIGN:
            if floats.dtype == ours:
                return torch.from_numpy(floats.copy().view(carrier)).view(dtype)
        return torch.from_numpy(floats.copy())

    def floats(self, value: Any) -> Floats:
        """The tensor's bits as NumPy's array."""
        if not isinstance(value, torch.Tensor):
            return np.asarray(value)
        tensor = value.detach().cpu().resolve_neg().contiguous()
        for dtype, ours, carrier in _FOREIGN:
            if tensor.dtype == dtype:
                integers = torch.int16 if carrier is np.int16 else torch.uint8
                return np.asarray(tensor.view(integers).numpy()).view(ours)
        return np.asarray(tensor.numpy())

    def strided(self, floats: Floats) -> Any:
        """Every second place of a longer tensor."""
        whole = np.ascontiguousarray(np.repeat(floats, 2, axis=-1))
        return self.array(whole)[..., ::2]

    def gradient(self, function: Callable[..., Any], arguments: Sequence[Any], which: int) -> Any:
        """By torch.autograd."""
        leaves = [
            each.detach().clone().requires_grad_(position == which)
            for position, each in enumerate(arguments)
        ]
        (found,) = torch.autograd.grad(function(*leaves).sum(), [leaves[which]])
        return found


def library() -> Torch:
    """PyTorch."""
    return Torch()
