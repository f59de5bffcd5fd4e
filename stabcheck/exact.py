"""Exact real constants: rationals and closed forms such as ``log 2`` or ``√2/π``.

A page of the catalogue never rounds a constant.  Where it writes ``0.1`` it means the decimal
one tenth, and where it writes ``LN2 / 2`` it means that real number; each carrier makes of it
what it can (a term, a ball, one correctly rounded float).  A bare ``np.log(2)`` would be a
float64: wrong by 2e-17 in a proof, and wide enough to promote float16 arithmetic to float64.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.error_function import ERF, ERFC

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LN2", "PI", "SQRT2", "E", "Exact", "exact"]

Number = int | float | Fraction

_UFUNC_NAMES = {
    np.add: "add",
    np.subtract: "subtract",
    np.multiply: "multiply",
    np.divide: "divide",
    np.power: "power",
    np.negative: "negative",
    np.exp: "exp",
    np.log: "log",
    np.sqrt: "sqrt",
    np.tanh: "tanh",
    ERF: "erf",
    ERFC: "erfc",
}


@dataclass(frozen=True, eq=True)
class Exact:
    """A real number given exactly: a leaf (``rational``, ``pi``) or an operation on such numbers.

    ``value`` is the fraction of a rational leaf and None otherwise.  Arithmetic and the ufuncs
    ``exp``, ``log``, ``sqrt``, ``tanh``, ``erf`` and ``erfc`` build larger closed forms; mixed
    with a carrier, the carrier takes over.  Rational arithmetic is folded, so ``Exact`` rationals
    stay rational.
    """

    operation: str
    operands: tuple[Exact, ...] = ()
    value: Fraction | None = None

    def fold(
        self, leaf: Callable[[str, Fraction | None], Any], apply: Callable[[str, list[Any]], Any]
    ) -> Any:
        """Evaluate bottom-up: ``leaf(name, fraction)``, then ``apply(name, values)``."""
        if not self.operands:
            return leaf(self.operation, self.value)
        return apply(self.operation, [operand.fold(leaf, apply) for operand in self.operands])

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        name = _UFUNC_NAMES.get(ufunc)
        if method != "__call__" or name is None or kwargs:
            return NotImplemented
        if not all(isinstance(value, Exact | int | float | Fraction) for value in inputs):
            return NotImplemented
        return _operate(name, *inputs)

    def __add__(self, other: Any) -> Any:
        return _operate("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return _operate("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return _operate("subtract", self, other)

    def __rsub__(self, other: Any) -> Any:
        return _operate("subtract", other, self)

    def __mul__(self, other: Any) -> Any:
        return _operate("multiply", self, other)

    def __rmul__(self, other: Any) -> Any:
        return _operate("multiply", other, self)

    def __truediv__(self, other: Any) -> Any:
        return _operate("divide", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return _operate("divide", other, self)

    def __pow__(self, other: Any) -> Any:
        return _operate("power", self, other)

    def __neg__(self) -> Any:
        return _operate("negative", self)


def exact(number: Exact | Number) -> Exact:
    """The exact constant a Python number stands for; a float is the decimal it is written as.

    ``exact(0.1)`` is 1/10.  Raises ValueError for inf and NaN, which are no real numbers.
    """
    return number if isinstance(number, Exact) else _leaf(number)


@lru_cache(maxsize=4096, typed=True)  # 0.1 equals the fraction that it is as a float
def _leaf(number: Number) -> Exact:
    if isinstance(number, float):
        if not np.isfinite(number):
            raise ValueError(f"{number} is not a real number")
        return Exact("rational", value=Fraction(repr(float(number))))
    return Exact("rational", value=Fraction(number))


def _operate(name: str, *operands: Any) -> Any:
    if not all(isinstance(operand, Exact | int | float | Fraction) for operand in operands):
        return NotImplemented
    numbers = tuple(exact(operand) for operand in operands)
    values = [number.value for number in numbers if number.value is not None]
    folded = _fold_rational(name, values) if len(values) == len(numbers) else None
    if folded is not None:
        return Exact("rational", value=folded)
    return Exact(name, numbers)


def _fold_rational(name: str, values: list[Fraction]) -> Fraction | None:
    match name, values:
        case "add", [a, b]:
            return a + b
        case "subtract", [a, b]:
            return a - b
        case "multiply", [a, b]:
            return a * b
        case "divide", [a, b]:
            return a / b
        case "negative", [a]:
            return -a
        case "power", [a, b] if b.denominator == 1:
            return Fraction(a**b.numerator)
        case "power", [a, b] if b.numerator == 1 and a > 0:
            above, below = _root(a.numerator, b.denominator), _root(a.denominator, b.denominator)
            return None if above is None or below is None else Fraction(above, below)
    return None


def _root(n: int, k: int) -> int | None:
    """The k-th root of a positive integer, where that is an integer; else None."""
    root = 1 << -(-n.bit_length() // k)  # not below it; Newton's steps fall to its floor
    while True:
        lower = ((k - 1) * root + n // root ** (k - 1)) // k
        if lower >= root:
            return root if root**k == n else None
        root = lower


LN2 = Exact("log", (Exact("rational", value=Fraction(2)),))
SQRT2 = Exact("sqrt", (Exact("rational", value=Fraction(2)),))
E = Exact("exp", (Exact("rational", value=Fraction(1)),))
PI = Exact("pi")
