"""Floats to a library and back: asked in a process of its own, where the library is imported."""

from __future__ import annotations

from typing import Any

import numpy as np

from stabcheck.formats import find_format
from stabcheck.target.arrays import find_library


def keeps_bits(_: Any, library: str, fmt: str) -> tuple[bool, bool, bool]:
    """Whether all patterns of 16 bits come back as they were, of their type, and strided."""
    arrays = find_library(library)
    dtype = find_format(fmt).dtype
    patterns = np.arange(1 << 16, dtype=np.uint16)
    floats = patterns.view(dtype) if dtype.itemsize == 2 else patterns.astype(dtype)
    back = arrays.floats(arrays.array(floats))
    strided = arrays.floats(arrays.strided(floats))
    return (
        back.tobytes() == floats.tobytes(),
        back.dtype == dtype,
        strided.tobytes() == floats.tobytes(),
    )
