"""What went wrong inside one rounded operation, seen from its operands alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

from stabcheck.carriers.summation import leaves_as_it_is
from stabcheck.enclosure import rational_ball
from stabcheck.formats import rational

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from stabcheck.carriers.rounded import Arithmetic
    from stabcheck.carriers.tape import Step
    from stabcheck.formats import Format

__all__ = ["TROUBLES", "relative_error", "troubles"]

#: What can go wrong in one operation, the gravest first.
TROUBLES = (
    "inf − inf",
    "inf / inf",
    "0 / 0",
    "0 · inf",
    "log of zero",
    "overflow",
    "stagnation",
    "underflow",
)

#: One rounding moves a result by at most one unit roundoff, NumPy's kernels by a few.
KERNEL_ROUNDINGS = 4

#: A sum further off than that, until it is known whether it stopped growing.
INEXACT_SUM = "inexact sum"

_INVALID = {
    "+": "inf − inf",
    "-": "inf − inf",
    "sum": "inf − inf",
    "*": "0 · inf",
    "@": "0 · inf",
}


def relative_error(value: Any, exact: Any) -> float:
    """|value − exact| / |exact| of extended numbers, 0 where they may be equal, else maybe inf."""
    if not (isinstance(value, arb) and isinstance(exact, arb)):
        return 0.0 if repr(value) == repr(exact) else np.inf
    gap = abs(value - exact)
    if gap.contains(0):
        return 0.0
    ratio = gap / abs(exact)
    return float(ratio) if ratio.is_finite() else np.inf


def troubles(step: Step, arithmetic: Arithmetic) -> NDArray[Any]:
    """What went wrong in each entry of a rounded step: one of `TROUBLES`, or ``""``."""
    words = np.full(step.value.shape, "", dtype=object)
    operands = step.operands
    if len(operands) > 1 and step.operation != "@":
        operands = tuple(np.broadcast_to(each, step.value.shape) for each in operands)
    for place in np.ndindex(step.value.shape):
        used = operands if step.operation == "@" else [each[place] for each in operands]
        entries = [number for each in used for number in np.ravel(np.array(each, dtype=object))]
        pair = step.value[place], step.exact[place]
        words[place] = _of_entry(step.operation, entries, *pair, arithmetic.format)
        if words[place] == INEXACT_SUM:
            addends = _addends(step, operands, entries, place)
            stops = _stagnates(addends, arithmetic.accumulating.format)
            words[place] = "stagnation" if stops else ""
    return words


def _addends(
    step: Step, operands: tuple[NDArray[Any], ...], entries: list[Any], place: tuple[int, ...]
) -> NDArray[np.float64]:
    """What is added up for one entry of a sum or a matrix product, in its order."""
    if step.operation == "@":
        return _floats_of(_products(operands, place))
    return _floats_of(entries) if step.places is None else _floats_of(entries)[step.places]


def _floats_of(addends: list[Any]) -> NDArray[np.float64]:
    return np.array([float(addend) for addend in addends])


def _products(operands: tuple[NDArray[Any], ...], place: tuple[int, ...]) -> list[Any]:
    """What is added up for one entry of a matrix product."""
    left, right = operands
    row = left if left.ndim == 1 else left[place[0]]
    column = right if right.ndim == 1 else right[:, place[-1]]
    return [a * b for a, b in zip(row, column, strict=True)]


def _of_entry(operation: str, entries: list[Any], value: Any, exact: Any, fmt: Format) -> str:
    is_real = isinstance(exact, arb) and exact.is_finite()
    if not isinstance(value, arb):
        return "overflow" if is_real else _without_number(operation, entries, value)
    if not is_real:
        return ""
    if relative_error(value, exact) <= KERNEL_ROUNDINGS * float(rational(fmt.unit_roundoff)):
        return ""
    if abs(value) < rational_ball(rational(fmt.smallest_normal)):
        return "underflow"
    return INEXACT_SUM if operation in ("sum", "@") else ""


def _without_number(operation: str, entries: list[Any], value: float) -> str:
    """The name of an operation on infinities or zeros that has no value in real arithmetic."""
    if any(not isinstance(each, arb) and np.isnan(each) for each in entries):
        return ""
    if np.isnan(value):
        if operation == "/":
            return "0 / 0" if isinstance(entries[1], arb) else "inf / inf"
        return _INVALID.get(operation, "")
    return "log of zero" if operation in ("log", "log1p") and value < 0 else ""


def _stagnates(addends: NDArray[np.float64], fmt: Format) -> bool:
    """Whether, summed from left to right in the format, an addend leaves the sum as it is."""
    with np.errstate(all="ignore"):
        return bool(leaves_as_it_is(fmt.nearest(addends)))
