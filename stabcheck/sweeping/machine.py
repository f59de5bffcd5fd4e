"""Whose kernels ran: what a boundary that departs from its prediction is put down to."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import numpy as np

__all__ = ["Machine", "machine"]


@dataclass(frozen=True)
class Machine:
    """NumPy's version, the processor's architecture, and the vector extensions NumPy uses on it.

    ``baseline`` are those that this NumPy was built for, ``found`` those that it found besides.
    """

    numpy: str
    architecture: str
    baseline: tuple[str, ...]
    found: tuple[str, ...]

    def __str__(self) -> str:
        return f"NumPy {self.numpy}, {' '.join(self.found or self.baseline) or 'no extensions'}"


@cache
def machine() -> Machine:
    """This machine."""
    config = cast("dict[str, Any]", np.show_config(mode="dicts"))
    extensions = config.get("SIMD Extensions", {})
    baseline, found = (tuple(extensions.get(key, ())) for key in ("baseline", "found"))
    return Machine(np.__version__, platform.machine(), baseline, found)
