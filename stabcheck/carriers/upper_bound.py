"""Upper bounds of magnitudes in float64, kept only where they are close.

An upper bound by itself is worth nothing as an excuse: where a formula cancels, the radius of a
ball is an upper bound too, however small the value inside.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb

__all__ = ["NARROW", "finite_sum", "narrow_bound"]

Floats = Any  # NDArray[np.float64]

#: A bound is close if it exceeds the magnitude by at most so much of it.
NARROW = 2.0**-10

_LARGEST = float(np.finfo(np.float64).max)


def narrow_bound(balls: Any, negligible: Floats) -> Floats:
    """|ball| from above, for an object array of balls, or NaN where the bound is not close.

    It is close where the radius is at most `NARROW` of the magnitude, or the bound itself at
    most ``negligible`` (float64, broadcast against ``balls``).
    """
    with np.errstate(over="ignore"):  # of a ball beyond float64
        return np.asarray(np.frompyfunc(_bound, 2, 1)(balls, negligible)).astype(np.float64)


def _bound(ball: arb, negligible: float) -> float:
    if not ball.is_finite():
        return np.nan
    highest = ball.abs_upper()
    is_narrow = ball.rad() <= NARROW * ball.abs_lower()
    if not is_narrow and not (np.isfinite(negligible) and highest <= arb(negligible)):
        return np.nan
    bound = float(np.nextafter(float(highest), np.inf))
    return min(bound, _LARGEST) if highest <= _LARGEST else bound


def finite_sum(magnitude: Floats, error: Floats) -> Floats:
    """``magnitude`` + ``error`` in float64, rounded up; of finite ones at most the largest float.

    What is lost there is a part in 2⁵³ of a magnitude that no float exceeds.
    """
    with np.errstate(over="ignore"):
        total = np.nextafter(magnitude + error, np.inf)
    return np.where(np.isfinite(magnitude) & np.isfinite(error), np.minimum(total, _LARGEST), total)
