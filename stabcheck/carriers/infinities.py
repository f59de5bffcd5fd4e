"""Infinite entries of a probe as real numbers: the truth there is a limit.

`stabcheck.carriers.running_double.Limits` follows it as one; balls and float64 get a number that is
so large that nobody sees the difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

if TYPE_CHECKING:
    from stabcheck.formats import Format

__all__ = ["exactly_finite", "nearly_finite"]

Floats = np.ndarray[Any, Any]

#: An infinite entry is read as 2^k with k so much beyond the format's largest exponent.
BEYOND_EXPONENT = 24
#: The same where float64 has to hold it.
FAR_IN_FLOAT64 = 1000


def exactly_finite(values: Floats, fmt: Format) -> Floats:
    """Floats as real numbers: an infinite entry becomes one far beyond every float of ``fmt``.

    The truth there is the limit, to within less than any format can hold.  Raises ValueError for
    NaN.
    """
    if values.dtype == object or np.isfinite(values).all():
        return values
    if np.isnan(values).any():
        raise ValueError("nan is no real number")
    if fmt.bits < 64:
        return nearly_finite(values, fmt)
    balls = np.empty(values.shape, dtype=object)
    far = arb(2) ** (fmt.emax + BEYOND_EXPONENT)
    for position, value in np.ndenumerate(values):
        balls[position] = arb(float(value)) if np.isfinite(value) else far * int(np.sign(value))
    return balls


def nearly_finite(values: Floats, fmt: Format) -> Floats:
    """The same in float64: as far for the narrower formats, for float64 as far as it reaches."""
    wide = values.astype(np.float64, copy=False)
    infinite = np.isinf(wide)
    if not infinite.any():
        return values
    far = 2.0 ** min(fmt.emax + BEYOND_EXPONENT, FAR_IN_FLOAT64)
    return np.where(infinite, np.sign(wide) * far, wide)
