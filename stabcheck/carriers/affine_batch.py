"""Formulas in affine arithmetic: what a formula is for every s of an interval.

The operations that are written with operators are those of `Affine`.  Any other is taken at the
ends of its operands' ranges, where it is known to be monotone; where that is not known of it, the
result is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.affine import BITS, FLAT, Affine
from stabcheck.carriers.ball import Ball, ball_of, elementwise
from stabcheck.carriers.batch import whole_batch
from stabcheck.carriers.protocol import aligned
from stabcheck.exact import exact

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.affine import Bounds
    from stabcheck.carriers.operations import Operation

__all__ = ["run_affine"]

#: The operations that are written with the operators above.
ALGEBRAIC = frozenset(
    {"add", "subtract", "multiply", "divide", "negative", "absolute", "maximum", "minimum"}
)
#: By how an operation grows with each of its operands: 1, or −1 where it falls.
MONOTONE: dict[str, tuple[int, ...]] = {
    "exp": (1,),
    "expm1": (1,),
    "log": (1,),
    "log1p": (1,),
    "logaddexp": (1, 1),
    "sqrt": (1,),
    "sinh": (1,),
    "tanh": (1,),
    "sign": (1,),
    "erf": (1,),
    "erfc": (-1,),
}
#: Those of which that holds of magnitudes.
EVEN = frozenset({"square", "cosh", "hypot"})


def _at_the_ends(row: Operation, *operands: Affine) -> Affine:
    """A monotone operation: from its value at the one end to that at the other."""
    first = operands[0]
    directions: tuple[int, ...] | None
    if row.name == "power":
        directions = _directions_of_power(*operands)
    elif row.name in EVEN:
        operands, directions = tuple(map(abs, operands)), (1,) * len(operands)
    else:
        directions = MONOTONE.get(row.name)
    if directions is None or not all(operand.is_known for operand in operands):
        return first.unknown
    ends = [operand.range[::way] for operand, way in zip(operands, directions, strict=True)]
    return first.within(*(row.ball(*end) for end in zip(*ends, strict=True)))


def _directions_of_power(base: Affine, exponent: Affine) -> tuple[int, int] | None:
    """How a power of a positive base grows; None for any other, and for an inexact exponent."""
    p, known = exponent.range
    if not (base > 0 and p == known) or p == 0:
        return None
    return (1, 1) if p > 0 else (-1, 1)


class AffineBatch(Ball):
    """Affine numbers in the place of balls."""

    def __init__(self, data: NDArray[Any], s: Bounds) -> None:
        super().__init__(data)
        self.s = s

    def holding(self, data: NDArray[Any]) -> Self:
        """Other entries over the same s."""
        return type(self)(data, self.s)

    def constant(self, value: Any) -> Self:
        """A constant."""
        ball = ball_of(exact(value))
        number = Affine(FLAT, ball.lower(), ball.upper(), self.s)
        return self.holding(np.array([number], dtype=object))

    def operate(self, row: Operation, *operands: Self) -> Self:
        """By the operators, or at the ends."""

        def act(*entries: Any) -> Affine:
            numbers = [self._affine(entry) for entry in entries]
            return row.ball(*numbers) if row.name in ALGEBRAIC else _at_the_ends(row, *numbers)

        return self.holding(elementwise(act, *aligned(*(each.data for each in operands))))

    def _affine(self, entry: Any) -> Affine:
        """An entry, which is a ball where nothing is known."""
        if isinstance(entry, Affine):
            return entry
        return Affine(FLAT, entry.lower(), entry.upper(), self.s)


def run_affine(
    function: Callable[..., Any],
    arguments: Sequence[tuple[NDArray[Any], NDArray[np.int64]]],
    s: tuple[float, float],
) -> NDArray[Any]:
    """What ``function`` is for every s from ``s[0]`` to ``s[1]``: `Affine` numbers, (1, *out).

    Each argument is given by its values at the two ends, (2, *shape) finite floats, between which
    its entries are monotone; and by which of the entries are s itself, 1, or −s, −1, and which are
    not, 0: (1, *shape).
    """
    with ctx.workprec(BITS), np.errstate(all="ignore"):
        ends = (arb(s[0]), arb(s[1]))

        def entry(slope: int, first: float, last: float) -> Affine:
            if slope:
                return Affine(arb(int(slope)), FLAT, FLAT, ends)
            return Affine(FLAT, arb(min(first, last)), arb(max(first, last)), ends)

        values = []
        for (first, last), slopes in arguments:
            columns = (np.asarray(end).astype(np.float64)[None] for end in (first, last))
            entries = np.frompyfunc(entry, 3, 1)(slopes, *columns)
            values.append(AffineBatch(np.asarray(entries, dtype=object), ends))
        return np.asarray(whole_batch(values, function(*values)).data)
