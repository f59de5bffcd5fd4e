"""One operation of the table, done exactly, on balls and on the infinities and NaN of floats.

An *extended* number is an Arb ball, or one of the floats inf, −inf, nan.  Where every operand is a
ball the operation is exact; where floats come in, it follows IEEE 754: 1/(1 + ∞) = 0, log 0 = −∞,
∞ − ∞ = NaN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, ctx

from stabcheck.enclosure import CAP_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation
    from stabcheck.formats import Format

__all__ = ["Extended", "correctly_rounded", "extended", "operate_extended"]

Extended = Any  # arb | float; arb has no static type

_LARGEST = float(np.finfo(np.float64).max)
_SMALLEST = float(np.finfo(np.float64).tiny)


def extended(value: Any) -> Extended:
    """A float of any format as an extended number."""
    number = float(value)
    return arb(number) if np.isfinite(number) else number


def operate_extended(row: Operation, operands: Sequence[Extended]) -> Extended:
    """The operation on extended numbers, at the current working precision.

    A ball that is not finite comes back where the operands are too wide to tell.
    """
    if all(isinstance(operand, arb) for operand in operands):
        result = row.ball(*operands)
        if result.is_finite() or not all(operand.is_exact() for operand in operands):
            return result
    elif row.name in ("maximum", "minimum"):
        return _extreme(row, operands)
    with np.errstate(all="ignore"):
        result = float(row.ufunc(*(_stand_in(operand) for operand in operands)))
    return arb(result) if np.isfinite(result) else result


def _extreme(row: Operation, operands: Sequence[Extended]) -> Extended:
    """The larger or smaller of two where one is no real number: the other, or a float."""
    first, second = operands
    lone, other = (second, first) if isinstance(first, arb) else (first, second)
    result = float(row.ufunc(lone, 0.0))
    return other if result == 0 else float(row.ufunc(lone, other) if _is_float(other) else result)


def _is_float(operand: Extended) -> bool:
    return not isinstance(operand, arb)


def _stand_in(operand: Extended) -> float:
    """A float64 with the operand's sign that is 0 or infinite only where the operand is."""
    if _is_float(operand) or operand.is_zero():
        return float(operand)
    value = float(operand.mid())
    return float(np.copysign(np.clip(abs(value), _SMALLEST, _LARGEST), value))


def correctly_rounded(
    row: Operation, arrays: Sequence[NDArray[Any]], target: Format
) -> NDArray[Any]:
    """The operation on arrays of floats, each result correctly rounded to ``target``."""

    def once(*floats: Any) -> Any:
        bits = 128
        while True:
            with ctx.workprec(bits):
                value = operate_extended(row, [extended(number) for number in floats])
            if _is_float(value):
                return target.nearest(value)[()]
            try:
                return target.round_exact(value)
            except ArithmeticError:
                if bits >= CAP_BITS:
                    raise
                bits *= 2

    return np.asarray(np.frompyfunc(once, len(arrays), 1)(*arrays)).astype(target.dtype)
