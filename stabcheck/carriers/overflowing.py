"""Running error analysis that goes on where float64 overflows.

A value of ±inf with a known error stands for some real number beyond every float64, on that side:
1/(1 + e^1000) is then a number close to 0 instead of unknown.  Where such a number comes from it
exceeds the largest float64 by 2^970 at least, and what little is added to it later takes away no
more than 2^900 at a time, so that it stays beyond.  Its error counts as 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.ball import compare_balls
from stabcheck.carriers.propagation import EXACT
from stabcheck.carriers.protocol import Condition, Position, aligned
from stabcheck.carriers.running import Running, exactly, radii_of, run_by

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation

__all__ = ["Overflowing", "certainly", "run_running"]

Floats = Any  # NDArray[np.float64]

#: e^710 exceeds the largest float64 by a quarter of it.
OVERFLOWING_EXPONENT = 710.0

#: The precision in which balls are compared.
BITS = 256

#: What may be added to a number beyond float64, and how wide an error may be beside one.
SMALL = 2.0**900

#: More than the reciprocal of a number beyond float64, which is at most 2^−1023.
RECIPROCAL = 2.0**-1022


class Overflowing(Running):
    """Running error analysis in which numbers beyond float64 are told from unknown ones."""

    def __init__(self, value: Floats, error: Floats | float = EXACT) -> None:
        if error is not EXACT:
            error = np.where(np.isinf(value) & (error < np.inf), 0.0, error)
        super().__init__(value, error)

    def operate(self, row: Operation, *operands: Self) -> Self:
        """As on floats, with what is known of operands and results beyond them."""
        result = super().operate(row, *operands)
        values = aligned(*(each.value for each in operands))
        radii = radii_of(operands, values)
        beyond_before = np.logical_or.reduce(np.broadcast_arrays(*map(np.isinf, values)))
        error = result.error
        if row.name == "divide":
            reach = (np.abs(values[0]) + radii[0]) * RECIPROCAL
            shrunk = np.isinf(values[1]) & (radii[1] == 0) & np.isfinite(values[0])
            error = np.where(shrunk, reach + error, error)
        elif row.name not in FAITHFUL:
            error = np.where(beyond_before, np.inf, error)
        if row.name in GROWING:
            beyond_now = GROWING[row.name](values, radii) & np.isinf(result.value)
            error = np.where(beyond_now, 0.0, error)
        return type(self)(result.value, error)

    def compare(self, name: str, left: Self, right: Self) -> Condition:
        """A number beyond float64 compares with moderate ones only."""
        found = super().compare(name, left, right)
        values = aligned(left.value, right.value)
        comparable = np.isfinite(values[0]) & np.isfinite(values[1])
        for (first, second), (_, radius) in (
            (values, radii_of((left, right), values)),
            (values[::-1], radii_of((right, left), values[::-1])),
        ):
            comparable |= np.isinf(first) & (np.abs(second) <= SMALL) & (radius <= SMALL)
        return Condition(found.holds & comparable, found.fails & comparable, self)

    def argmax(self) -> Position:
        """Certain only where every entry is a float64."""
        found = super().argmax()
        return Position(found.index, found.certain & np.isfinite(self.value).all(axis=1))


def _of_sum(values: Sequence[Floats], radii: Sequence[Floats]) -> Floats:
    """What is beyond float64 stays there if little is added, or more of the same sign.

    The sum of two floats that overflows exceeds them by half of their last spacing, 2^970.
    """
    (first, second), (one, other) = values, radii
    known = (one <= SMALL) & (other <= SMALL)
    little = (np.abs(first) <= SMALL) | (np.abs(second) <= SMALL)
    return known & (little | (np.signbit(first) == np.signbit(second)))


def _of_difference(values: Sequence[Floats], radii: Sequence[Floats]) -> Floats:
    return _of_sum((values[0], -values[1]), radii)


def _of_product(values: Sequence[Floats], radii: Sequence[Floats]) -> Floats:
    """Exact factors, none of which makes a number beyond float64 smaller."""
    growing = np.minimum(*map(np.abs, values)) >= 1
    return growing & (radii[0] == 0) & (radii[1] == 0)


def _of_exponential(values: Sequence[Floats], radii: Sequence[Floats]) -> Floats:
    return np.asarray(values[0] - radii[0] >= OVERFLOWING_EXPONENT)


#: Where the result of an operation, ±inf in float64, is known to be beyond float64.
GROWING: dict[str, Callable[[Sequence[Floats], Sequence[Floats]], Floats]] = {
    "add": _of_sum,
    "subtract": _of_difference,
    "multiply": _of_product,
    "exp": _of_exponential,
    "expm1": _of_exponential,
}

#: The operations for which ±inf may stand for any number beyond float64: they keep the sign and
#: the size (the first row), or tend to a limit that is reached there (the second).
FAITHFUL = frozenset(
    {"add", "subtract", "multiply", "negative", "absolute", "maximum", "minimum"}
    | {"sign", "exp", "expm1", "tanh", "erf", "erfc"}
)


def run_running(
    function: Callable[..., Any], arguments: Sequence[Any]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Float64 values of ``function`` at exactly the given points, and bounds on their errors.

    Each argument is an array (B, *shape) of floats of at most 64 bits; both results are
    (B, *shape of the function's value).  An infinite bound means that nothing is known; ±inf with
    a bound of 0 is a number beyond every float64.
    """
    floats = [np.asarray(argument).astype(np.float64) for argument in arguments]
    value, error = run_by(Running, function, floats)
    open_entries = error == np.inf
    if open_entries.any():
        unknown = np.flatnonzero(open_entries.reshape(len(error), -1).any(axis=1))
        rows = [argument[unknown] for argument in floats]
        value[unknown], error[unknown] = run_by(Overflowing, function, rows)
    return value, error


def certainly(condition: Callable[..., Any], arguments: Sequence[Any]) -> NDArray[np.bool_]:
    """At which points a condition on the arguments certainly holds, in all its entries.

    ``condition`` is a formula that compares; the arguments are those of `run_running`.  Where
    float64 is undecided, balls are asked once.  Infinite arguments decide nothing.
    """
    floats = [np.asarray(argument).astype(np.float64) for argument in arguments]
    with np.errstate(all="ignore"):
        found = condition(*(exactly(Running, argument) for argument in floats))
    holds, fails = (
        np.broadcast_to(side.reshape(len(side), -1), (len(floats[0]), side[0].size))
        for side in (found.holds, found.fails)
    )
    certain = np.array(holds.all(axis=1))
    finite = [np.isfinite(each).reshape(len(each), -1).all(axis=1) for each in floats]
    rows = np.flatnonzero(~certain & ~fails.any(axis=1) & np.logical_and.reduce(finite))
    if len(rows):
        certain[rows] = compare_balls(condition, [each[rows] for each in floats], BITS)
    return certain
