"""The error function, which NumPy lacks: erf x = 2/√π ∫₀ˣ e^(−t²) dt, and erfc x = 1 − erf x.

As universal functions they take part in NumPy's protocols like every other: a carrier is asked
before anything is computed.  On floats they are the C library's, in float64 (glibc states at most
1 ulp for erf and 5 for erfc), rounded to the type that was given; this is also how SciPy evaluates
them in float32.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = ["ERF", "ERFC", "erf", "erfc"]

ERF = np.frompyfunc(math.erf, 1, 1)
ERFC = np.frompyfunc(math.erfc, 1, 1)


def erf(x: Any) -> Any:
    """The error function of a number, an array of floats, or a value of a carrier."""
    return _typed(ERF(x), x)


def erfc(x: Any) -> Any:
    """1 − erf x, without the cancellation where erf x is close to 1."""
    return _typed(ERFC(x), x)


def _typed(value: Any, argument: Any) -> Any:
    """Floats of the argument's type in place of the objects that Python functions return."""
    if not isinstance(value, np.ndarray):
        return value
    given = np.asarray(argument).dtype
    return value.astype(np.float64 if given.kind in "biu" else given)
