"""Correctly rounded floats in mpmath: a second, independent arithmetic for the predictions.

NumPy runs a formula on object arrays of these floats by calling their methods.  Every operation
is carried out with `BITS` bits and rounded once, to nearest, ties to even.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from jets import constant
from mpmath import mp, mpf, workprec

from stabcheck.error_function import ERF, ERFC
from stabcheck.exact import Exact, exact

if TYPE_CHECKING:
    from collections.abc import Callable

    from stabcheck.formats import Format

__all__ = ["IdealFloat"]

#: The smallest subnormal of float64 beside 1, and a float64's digits besides.
BITS = 1300


def rounded(value: Any, fmt: Format) -> Any:
    """``value`` rounded to the format: ±inf from MAX + ½ulp on, subnormals gradual."""
    if not mp.isfinite(value) or value == 0:
        return value
    exponent = max(int(mp.frexp(value)[1]) - 1, fmt.emin)
    spacing = mp.ldexp(1, exponent - fmt.precision + 1)
    steps, half = mp.floor(value / spacing), mpf(1) / 2
    excess = value / spacing - steps
    if excess > half or (excess == half and int(steps) % 2 == 1):
        steps += 1
    if abs(steps * spacing) >= mp.ldexp(1, fmt.emax + 1):
        return mp.sign(value) * mp.inf
    return steps * spacing


def quotient(a: Any, b: Any) -> Any:
    """a / b as IEEE 754 has it for b = 0."""
    if b != 0:
        return a / b
    return mp.nan if a == 0 or mp.isnan(a) else mp.sign(a) * mp.inf


class IdealFloat:
    """One float of a format."""

    def __init__(self, value: Any, fmt: Format) -> None:
        self.fmt = fmt
        self.value = rounded(value, fmt)

    def _number(self, operand: Any) -> Any:
        if isinstance(operand, IdealFloat):
            return operand.value
        if isinstance(operand, np.ndarray | np.generic):
            return self._number(operand.item())
        return rounded(constant(exact(operand)), self.fmt)

    def _binary(
        self, operation: Callable[[Any, Any], Any], other: Any, *, swap: bool = False
    ) -> Any:
        if np.ndim(other):
            return NotImplemented  # NumPy goes through the array entry by entry
        with workprec(BITS):
            pair = (self.value, self._number(other))
            return IdealFloat(operation(*(pair[::-1] if swap else pair)), self.fmt)

    def _unary(self, operation: Callable[[Any], Any]) -> IdealFloat:
        with workprec(BITS):
            return IdealFloat(operation(self.value), self.fmt)

    def __array_function__(
        self, function: Any, _types: Any, arguments: Any, keywords: dict[str, Any]
    ) -> Any:
        """NumPy's functions of these floats return such: numpy.where makes arrays without axes."""
        found = function._implementation(*arguments, **keywords)
        return found.item() if isinstance(found, np.ndarray) and not found.ndim else found

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **keywords: Any) -> Any:
        """NumPy calls methods of objects, but the error function is none of its own."""
        if ufunc in (np.isfinite, np.isnan, np.isinf):
            return bool(getattr(mp, ufunc.__name__)(inputs[0].value))
        if ufunc in (ERF, ERFC):
            (float_,) = inputs
            return float_._unary(mp.erf if ufunc is ERF else mp.erfc)
        objects = [
            np.array(IdealFloat(self._number(x), self.fmt))
            if isinstance(x, IdealFloat | Exact)
            else x
            for x in inputs
        ]
        return getattr(ufunc, method)(*objects, **keywords)

    def __add__(self, other: Any) -> Any:
        return self._binary(lambda a, b: a + b, other)

    def __mul__(self, other: Any) -> Any:
        return self._binary(lambda a, b: a * b, other)

    def __sub__(self, other: Any) -> Any:
        return self._binary(lambda a, b: a - b, other)

    def __rsub__(self, other: Any) -> Any:
        return self._binary(lambda a, b: a - b, other, swap=True)

    def __truediv__(self, other: Any) -> Any:
        return self._binary(quotient, other)

    def __rtruediv__(self, other: Any) -> Any:
        return self._binary(quotient, other, swap=True)

    def __pow__(self, other: Any) -> Any:
        return self._binary(lambda a, b: a**b, other)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> IdealFloat:
        return self._unary(lambda a: -a)

    def __abs__(self) -> IdealFloat:
        return self._unary(abs)

    def __ge__(self, other: Any) -> bool:
        return bool(self.value >= self._number(other))

    def __gt__(self, other: Any) -> bool:
        return bool(self.value > self._number(other))

    def __le__(self, other: Any) -> bool:
        return bool(self.value <= self._number(other))

    def __lt__(self, other: Any) -> bool:
        return bool(self.value < self._number(other))

    # the names by which NumPy calls elementary functions of objects

    def exp(self) -> IdealFloat:
        """Exponential."""
        return self._unary(mp.exp)

    def log(self) -> IdealFloat:
        """Natural logarithm; −∞ at 0."""
        return self._unary(lambda a: mp.log(a) if a != 0 else -mp.inf)

    def log1p(self) -> IdealFloat:
        """log(1 + x)."""
        return self._unary(lambda a: mp.log(1 + a))

    def expm1(self) -> IdealFloat:
        """e^x − 1."""
        return self._unary(mp.expm1)

    def sqrt(self) -> IdealFloat:
        """Square root."""
        return self._unary(mp.sqrt)

    def tanh(self) -> IdealFloat:
        """Hyperbolic tangent."""
        return self._unary(mp.tanh)

    def sinh(self) -> IdealFloat:
        """Hyperbolic sine."""
        return self._unary(mp.sinh)

    def cosh(self) -> IdealFloat:
        """Hyperbolic cosine."""
        return self._unary(mp.cosh)
