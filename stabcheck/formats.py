"""The table of floating-point formats, and the lattice their floats form.

A format's finite floats are numbered by *ordinals*: 0 is +0 (and −0), k > 0 the k-th positive
float, −k its negative, so that neighbours differ by one and bisection is integer arithmetic.
Subnormals are gradual in every format.  Rounding is to nearest, ties to even.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import ml_dtypes
import numpy as np
from flint import arb

from stabcheck.decimals import short_decimal
from stabcheck.enclosure import decide
from stabcheck.exact import Exact, exact

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["FORMATS", "Format", "find_format", "rational"]

#: The bits of a float64 that hold its exponent.
_EXPONENT_BITS = np.int64(0x7FF0_0000_0000_0000)

#: Times a spacing, the middle of the binade in which float64 has that spacing.
_ROUNDING_ANCHOR = 1.5 * 2.0**52


@dataclass(frozen=True)
class Format:
    """One floating-point format, IEEE 754 in all but what `has_inf` and `top` say.

    ``bits`` is its width, ``precision`` p counts the hidden bit, ``emin`` and ``emax`` are the
    exponents of the smallest and largest normal binade.  Without an infinity, overflow gives NaN.
    ``top`` is MAX in units of the spacing of its binade (2^p − 1 unless patterns are reserved).
    """

    name: str
    bits: int
    precision: int
    emin: int
    emax: int
    dtype: np.dtype[Any]
    has_inf: bool = True
    top: int = 0
    subnormals: str = "gradual"

    # --- characteristic numbers, exactly ---

    @cached_property
    def max(self) -> Exact:
        """The largest finite float."""
        return exact((self.top or 2**self.precision - 1) * self._spacing(self.emax))

    @cached_property
    def largest(self) -> float:
        """MAX in float64."""
        return float(rational(self.max))

    @cached_property
    def overflow_threshold(self) -> Exact:
        """MAX + ½ulp: from here on magnitudes round beyond MAX (a tie goes to the even side)."""
        return exact(rational(self.max) + self._spacing(self.emax) / 2)

    @cached_property
    def smallest_normal(self) -> Exact:
        """2^emin."""
        return exact(Fraction(2) ** self.emin)

    @cached_property
    def smallest_subnormal(self) -> Exact:
        """2^(emin − p + 1), the smallest positive float."""
        return exact(self._spacing(self.emin))

    @cached_property
    def underflow_threshold(self) -> Exact:
        """Half the smallest subnormal: at or below it, magnitudes round to 0."""
        return exact(self._spacing(self.emin) / 2)

    @cached_property
    def unit_roundoff(self) -> Exact:
        """2^−p, the largest relative error of one rounding in the normal range."""
        return exact(Fraction(1, 2**self.precision))

    def _spacing(self, exponent: int) -> Fraction:
        return Fraction(2) ** (exponent - self.precision + 1)

    # --- the lattice ---

    @cached_property
    def max_ordinal(self) -> int:
        """The ordinal of MAX; the next one is +inf, or NaN in a format without infinities."""
        return self._floor_ordinal(rational(self.max))[0]

    @cached_property
    def _unsigned(self) -> np.dtype[Any]:
        return np.dtype(f"uint{self.bits}")

    def to_ordinal(self, values: ArrayLike) -> NDArray[np.int64]:
        """The ordinals of an array of this format's floats; ±inf are one beyond ±MAX."""
        patterns = np.asarray(values, dtype=self.dtype).view(self._unsigned)
        magnitude = (patterns & self._unsigned.type(2 ** (self.bits - 1) - 1)).astype(np.int64)
        negative = patterns >> self._unsigned.type(self.bits - 1) == 1
        return np.asarray(np.where(negative, -magnitude, magnitude))

    def from_ordinal(self, ordinals: ArrayLike) -> NDArray[Any]:
        """The floats with these ordinals, as an array of ``dtype``."""
        numbers = np.asarray(ordinals, dtype=np.int64)
        sign = (numbers < 0).astype(np.uint64) << np.uint64(self.bits - 1)
        patterns = np.abs(numbers).astype(np.uint64) | sign
        return np.asarray(patterns.astype(self._unsigned)).view(self.dtype)

    def bits_of(self, value: Any) -> int:
        """The bit pattern of one float of this format."""
        return int(np.asarray(value, dtype=self.dtype).view(self._unsigned))

    def from_bits(self, pattern: int) -> Any:
        """The float with this bit pattern; raises OverflowError for a pattern that is too wide."""
        return np.asarray(pattern, dtype=self._unsigned).view(self.dtype)[()]

    def hex_bits(self, value: Any) -> str:
        """The bit pattern in hexadecimal, at the width of the format (``0x42b17218``)."""
        return f"0x{self.bits_of(value):0{self.bits // 4}x}"

    def all_patterns(self) -> NDArray[Any]:
        """Every bit pattern as a float; raises ValueError for formats wider than 16 bits."""
        if self.bits > 16:
            raise ValueError(f"{self.name} has 2^{self.bits} patterns, too many for one array")
        return np.arange(2**self.bits).astype(self._unsigned).view(self.dtype)

    def ulp(self, magnitudes: ArrayLike) -> NDArray[np.float64]:
        """The spacing of the binade each float64 magnitude lies in.

        Below the normal range it is the smallest subnormal, beyond MAX the top binade's spacing;
        the ulp of NaN is NaN.
        """
        values = np.asarray(magnitudes, dtype=np.float64)
        # the exponent bits of a float64 alone are the power of two at or below it
        powers = np.asarray(values.view(np.int64) & _EXPONENT_BITS)
        np.maximum(powers, self._lowest_power, out=powers)
        np.minimum(powers, self._highest_power, out=powers)
        spacing = powers.view(np.float64)
        spacing *= 2.0 ** (1 - self.precision)
        unknown = np.isnan(values)
        return np.where(unknown, np.nan, spacing) if unknown.any() else spacing

    @cached_property
    def _lowest_power(self) -> np.int64:
        return np.float64(2.0**self.emin).view(np.int64)

    @cached_property
    def _highest_power(self) -> np.int64:
        return np.float64(2.0**self.emax).view(np.int64)

    # --- rounding ---

    def nearest(self, values: ArrayLike) -> NDArray[Any]:
        """An array of float64 rounded to this format, once; overflow gives ±inf, or NaN."""
        given = np.asarray(values, dtype=np.float64)
        if self.bits == 64:
            return given
        if self.bits == 32:  # NumPy casts with one rounding, ml_dtypes with two
            with np.errstate(over="ignore"):
                return np.asarray(given.astype(self.dtype))
        anchor = self.anchor(given)
        return self.stored(np.copysign((given + anchor) - anchor, given))

    def anchor(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """What to add to float64 values and subtract again: multiples of the spacing are left."""
        return self.ulp(values) * _ROUNDING_ANCHOR

    def stored(self, rounded: NDArray[np.float64]) -> NDArray[Any]:
        """Float64 values that are floats of the format, in ``dtype``; beyond MAX ±inf, or NaN."""
        beyond = np.abs(rounded) > self.largest
        if beyond.any():
            overflowed = np.copysign(np.inf, rounded) if self.has_inf else np.nan
            rounded = np.where(beyond, overflowed, rounded)
        with np.errstate(invalid="ignore"):  # ml_dtypes flags the casting of NaN
            return np.asarray(rounded.astype(self.dtype))

    def round_exact(self, constant: Exact | arb) -> Any:
        """``constant`` correctly rounded, as a scalar of ``dtype``.

        Raises ArithmeticError where a ball is too wide, or a closed form too close to a
        midpoint, to be decided.
        """
        ordinal = decide(constant, self._nearest_ordinal)
        below_zero = constant if isinstance(constant, arb) else constant.value or 0
        negative = ordinal < 0 or (ordinal == 0 and below_zero < 0)
        return self.from_bits(abs(ordinal) | (int(negative) << (self.bits - 1)))

    def first_at_or_above(self, constant: Exact | arb) -> int:
        """The ordinal of the smallest finite float ≥ ``constant``; beyond MAX, MAX's plus one.

        Raises ArithmeticError as `round_exact` does.
        """
        return int(decide(constant, self._ceiling_ordinal))

    def last_at_or_below(self, constant: Exact | arb) -> int:
        """The ordinal of the largest finite float ≤ ``constant``; below −MAX, its minus one.

        Raises ArithmeticError as `round_exact` does.
        """
        return -int(decide(constant, lambda x: self._ceiling_ordinal(-x)))

    def _floor_ordinal(self, magnitude: Fraction) -> tuple[int, int, int]:
        """The last float ≤ ``magnitude``, and by which fraction of the spacing it is beyond it.

        The answer is (ordinal, remainder, divisor); integers, as fractions are ten times slower.
        """
        top, bottom = magnitude.numerator, magnitude.denominator
        if top == 0:
            return 0, 0, 1
        exponent = top.bit_length() - bottom.bit_length()
        if top << max(-exponent, 0) < bottom << max(exponent, 0):
            exponent -= 1
        binade = max(exponent, self.emin)
        shift = binade - self.precision + 1
        divisor = bottom << max(shift, 0)
        whole, remainder = divmod(top << max(-shift, 0), divisor)
        # each binade above the first normal one adds its own 2^(p−1) floats
        return whole + ((binade - self.emin) << (self.precision - 1)), remainder, divisor

    def _nearest_ordinal(self, value: Fraction) -> int:
        ordinal, remainder, divisor = self._floor_ordinal(abs(value))
        up = 2 * remainder > divisor or (2 * remainder == divisor and ordinal % 2 == 1)
        nearest = min(ordinal + int(up), self.max_ordinal + 1)
        return -nearest if value < 0 else nearest

    def _ceiling_ordinal(self, value: Fraction) -> int:
        ordinal, remainder, _ = self._floor_ordinal(abs(value))
        if value < 0:
            return -min(ordinal, self.max_ordinal)
        return min(ordinal + int(remainder > 0), self.max_ordinal + 1)

    # --- print ---

    def decimal(self, value: Any) -> str:
        """``value`` in decimal, so that it reads back: exactly if that is short, else shortest."""
        number = float(value)
        if self.bits == 64 or not np.isfinite(number) or number == 0:
            return repr(number)
        if number not in self._decimals:
            half = float(self.ulp(number)) / 2
            self._decimals[number] = short_decimal(
                number, half, lambda text: bool(self.round_exact(exact(text)) == number)
            )
        return self._decimals[number]

    @cached_property
    def _decimals(self) -> dict[float, str]:
        """What has been written out once: edges and powers of two come up again and again."""
        return {}


def rational(constant: Exact) -> Fraction:
    """The fraction that one of a format's characteristic numbers is."""
    return cast("Fraction", constant.value)


_ROWS = (
    Format("float16", 16, 11, -14, 15, np.dtype(np.float16)),
    Format("bfloat16", 16, 8, -126, 127, np.dtype(ml_dtypes.bfloat16)),
    Format("float32", 32, 24, -126, 127, np.dtype(np.float32)),
    Format("float64", 64, 53, -1022, 1023, np.dtype(np.float64)),
    Format("float8_e4m3fn", 8, 4, -6, 8, np.dtype(ml_dtypes.float8_e4m3fn), has_inf=False, top=14),
    Format("float8_e5m2", 8, 3, -14, 15, np.dtype(ml_dtypes.float8_e5m2)),
)

FORMATS: dict[str, Format] = {row.name: row for row in _ROWS}


def find_format(name: str) -> Format:
    """The format called ``name``; raises KeyError."""
    return FORMATS[name]
