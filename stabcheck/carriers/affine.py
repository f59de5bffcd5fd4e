"""Affine arithmetic: numbers on a whole interval of s at once, proven.

Every number is slope · s plus something within two bounds, the slope exact.  Sums keep the slopes,
so that x − max(x, 0) is 0 on the right; a product with a number close to a whole one, x/(1 + e⁻ˣ),
has the slope of x times that.  What is not known is NaN.

After J. Comba, J. Stolfi, *Affine arithmetic and its applications to computer graphics*, SIBGRAPI
1993, with the one noise symbol s and every other error in the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, ctx

__all__ = ["BITS", "FLAT", "Affine"]

Bounds = tuple[arb, arb]

BITS = 128
MODERATE = 2.0**20
#: The slope of a constant.
FLAT = arb(0)


@dataclass(frozen=True, eq=False)
class Affine:
    """All numbers slope · s + r, r from ``low`` to ``high``, for each s from ``s[0]`` to ``s[1]``.

    The bounds are points; NaN where nothing is known.  Comparisons hold where they do for certain.
    """

    slope: arb
    low: arb
    high: arb
    s: Bounds

    @property
    def range(self) -> Bounds:
        """The smallest and the largest of the numbers, from outside."""
        if self.slope.is_zero():
            return self.low, self.high
        first, last = self.s if self.slope > 0 else self.s[::-1]
        return (first * self.slope + self.low).lower(), (last * self.slope + self.high).upper()

    def within(self, low: arb, high: arb, slope: arb = FLAT) -> Affine:
        """Other numbers over the same s."""
        return Affine(slope, low.lower(), high.upper(), self.s)

    def _lifted(self, other: Any) -> Affine:
        return other if isinstance(other, Affine) else self.within(arb(other), arb(other))

    def __neg__(self) -> Affine:
        return self.within(-self.high, -self.low, -self.slope)

    def __add__(self, other: Any) -> Affine:
        with_ = self._lifted(other)
        return self.within(self.low + with_.low, self.high + with_.high, self.slope + with_.slope)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Affine:
        return self + -self._lifted(other)

    def __mul__(self, other: Any) -> Affine:
        with_ = self._lifted(other)
        if self.slope.is_zero() and not with_.slope.is_zero():
            return with_ * self
        low, high = with_.range
        # (slope s + r)(near + rest), the rest next to nothing
        near = low if low == high else _nearest_whole(low, high)
        slope = self.slope * near
        if not with_.slope.is_zero() or slope.is_zero() or not slope.is_exact():
            return self.within(*_product(self.range, (low, high)))
        least, most = _product(self.range, (low - near, high - near))
        kept = _product((self.low, self.high), (near, near))
        return self.within(kept[0] + least, kept[1] + most, slope)

    def __truediv__(self, other: Any) -> Affine:
        low, high = self._lifted(other).range
        if not (low > 0 or high < 0):
            return self.unknown
        return self * self.within(1 / high, 1 / low)

    def __abs__(self) -> Affine:
        return self.max(-self)

    def max(self, other: Any) -> Affine:
        """The larger of two, at each s."""
        with_ = self._lifted(other)
        if self >= with_:
            return self
        if self <= with_:
            return with_
        (low, high), (least, most) = self.range, with_.range
        return self.within(low.max(least), high.max(most))

    def min(self, other: Any) -> Affine:
        """The smaller of two, at each s."""
        return -(-self).max(-self._lifted(other))

    def union(self, other: Any) -> Affine:
        """All numbers of both."""
        with_ = self._lifted(other)
        (low, high), (least, most) = self.range, with_.range
        return self.within(low.min(least), high.max(most))

    def bounds(self) -> tuple[float, float]:
        """The smallest and the largest of the numbers in float64, from outside."""
        low, high = self.range
        return _below(low), -_below(-high)

    def ends(self) -> tuple[float, float]:
        """The same, to the nearest."""
        low, high = self.range
        return float(low), float(high)

    def middle(self) -> tuple[float, float]:
        """A number, and how far all numbers are from it at most."""
        with ctx.workprec(BITS):
            low, high = self.range
            middle = float((low + high) / 2)
            if not np.isfinite(middle):
                return middle, np.inf
            return middle, max(-_below(middle - high), -_below(low - middle))

    def multiple(self) -> tuple[float, float]:
        """The slope, and how far the numbers are from that multiple of s at most."""
        return float(self.slope), max(-_below(-self.high), -_below(self.low))

    @property
    def unknown(self) -> Affine:
        """A number of which nothing is known."""
        return self.within(arb.nan(), arb.nan())

    @property
    def is_known(self) -> bool:
        """Whether anything is known of the numbers."""
        return bool(self.low.is_finite() and self.high.is_finite())

    def __gt__(self, other: Any) -> bool:
        return bool((self - other).range[0] > 0)

    def __ge__(self, other: Any) -> bool:
        return bool((self - other).range[0] >= 0)

    def __lt__(self, other: Any) -> bool:
        return bool((self - other).range[1] < 0)

    def __le__(self, other: Any) -> bool:
        return bool((self - other).range[1] <= 0)

    def __eq__(self, other: object) -> bool:
        return self <= other and self >= other

    def __ne__(self, other: object) -> bool:
        return self < other or self > other

    __hash__ = None  # type: ignore[assignment]  # equal is what is so for certain


def _below(point: arb) -> float:
    """A float64 below a point."""
    return float(np.nextafter(float(point.lower()), -np.inf))


def _nearest_whole(low: arb, high: arb) -> arb:
    """The whole number in the middle of two bounds; 0 where they are far away."""
    middle = float((low + high) / 2)
    return arb(round(middle)) if abs(middle) < MODERATE else FLAT


def _product(one: Bounds, other: Bounds) -> Bounds:
    ends = [a * b for a in one for b in other]
    low, high = ends[0], ends[0]
    for end in ends[1:]:
        low, high = low.min(end), high.max(end)
    return low, high
