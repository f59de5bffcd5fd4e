"""Exact operations on balls and on the infinities and NaN of floats.

An *extended* number is an Arb ball, or one of the floats inf, −inf, nan.  Where every operand is a
ball the operation is exact; where floats come in, it follows IEEE 754: 1/(1 + ∞) = 0, log 0 = −∞,
∞ − ∞ = NaN.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.ball import Ball
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.protocol import Condition, aligned
from stabcheck.enclosure import CAP_BITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation
    from stabcheck.formats import Format

__all__ = ["Extended", "correctly_rounded", "extended", "operate_extended"]

Number = Any  # arb | float; arb has no static type

_LARGEST = float(np.finfo(np.float64).max)
_SMALLEST = float(np.finfo(np.float64).tiny)

_REDUCTIONS = {"sum": "add", "max": "maximum", "min": "minimum"}


def extended(value: Any) -> Number:
    """A float of any format as an extended number."""
    number = float(value)
    return arb(number) if np.isfinite(number) else number


def operate_extended(row: Operation, operands: Sequence[Number]) -> Number:
    """The operation on extended numbers, at the current working precision.

    A ball that is not finite comes back where the operands are too wide to tell.
    """
    if all(isinstance(operand, arb) for operand in operands):
        result = row.ball(*operands)
        if result.is_finite() or not all(operand.is_exact() for operand in operands):
            return result
    elif row.name in ("maximum", "minimum", "logaddexp"):
        return _extreme(row, *operands)
    with np.errstate(all="ignore"):
        result = float(row.ufunc(*(_stand_in(operand) for operand in operands)))
    return arb(result) if np.isfinite(result) else result


def _extreme(row: Operation, first: Number, second: Number) -> Number:
    """Of two numbers that are not both balls, where the result is one of them or no real."""
    result = float(row.ufunc(_stand_in(first), _stand_in(second)))
    if not np.isfinite(result):
        return result
    return first if isinstance(first, arb) else second


def _stand_in(operand: Number) -> float:
    """A float64 with the operand's sign that is 0 or infinite only where the operand is."""
    if not isinstance(operand, arb) or operand.is_zero():
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
            if not isinstance(value, arb):
                return target.nearest(value)[()]
            try:
                return target.round_exact(value)
            except ArithmeticError:
                if bits >= CAP_BITS:
                    raise
                bits *= 2

    return np.asarray(np.frompyfunc(once, len(arrays), 1)(*arrays)).astype(target.dtype)


class Extended(Ball):
    """A batch of extended numbers, operated on exactly."""

    def constant(self, value: Any) -> Self:
        """A ball around a constant; inf and NaN stay floats."""
        if isinstance(value, float) and not np.isfinite(value):
            return self.holding(np.array([value], dtype=object))
        return super().constant(value)

    def operate(self, row: Operation, *operands: Self) -> Self:
        """The exact operation, with the rules of floats for inf and NaN."""
        arrays = aligned(*(each.data for each in operands))
        apply = np.frompyfunc(lambda *numbers: operate_extended(row, numbers), len(arrays), 1)
        return self.holding(np.asarray(apply(*arrays), dtype=object))

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """As balls compare; inf and NaN as floats do."""
        finite = left.rearranged(_real_parts), right.rearranged(_real_parts)
        among_balls = super().compare(name, *finite)
        first, second = aligned(left.data, right.data)
        floats = ~(_are_balls(first) & _are_balls(second))
        stand_in = np.frompyfunc(_stand_in, 1, 1)
        as_floats = getattr(np, name)(*(stand_in(each).astype(float) for each in (first, second)))
        holds = np.where(floats, as_floats, among_balls.holds)
        return Condition(holds, np.where(floats, ~as_floats, among_balls.fails), self)

    def reduce(self, name: str) -> Self:
        """``sum``, ``max`` or ``min`` over the last axis."""
        if self.data.shape[-1] == 0:
            return super().reduce(name)
        row = OPERATIONS[_REDUCTIONS[name]]
        columns = [self.holding(self.data[..., k]) for k in range(self.data.shape[-1])]
        return reduce(lambda a, b: Extended.operate(self, row, a, b), columns)


def _are_balls(array: NDArray[Any]) -> NDArray[np.bool_]:
    return np.asarray(np.frompyfunc(lambda x: isinstance(x, arb), 1, 1)(array)).astype(bool)


def _real_parts(array: NDArray[Any]) -> NDArray[Any]:
    """The balls of an array, and 0 in the place of floats."""
    return np.where(_are_balls(array), array, np.array(arb(0), dtype=object))
