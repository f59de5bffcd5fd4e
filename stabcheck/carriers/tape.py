"""A formula run with its first operations rounded and every later one exact, each written down.

With all operations rounded this is what a computer does; with none, the truth; and in between it
tells which rounding the result does not survive.  Zeros have no sign here.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.batch import Batch, whole_batch
from stabcheck.carriers.extended import Extended, extended
from stabcheck.carriers.rounded import Arithmetic, Rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation
    from stabcheck.carriers.protocol import Position

__all__ = ["ALL", "Step", "Tape", "trace"]

#: More operations than any formula has.
ALL = 10**9

#: NumPy's ``**`` and friends, as a person writes them.
_SIGNS = {
    "add": "+",
    "subtract": "-",
    "multiply": "*",
    "divide": "/",
    "negative": "neg",
    "power": "**",
    "absolute": "abs",
}


@dataclass(frozen=True)
class Step:
    """One operation of a run: entries are extended numbers, without the batch axis.

    ``exact`` is the same operation on the same operands without rounding.  Of a sum over repeated
    entries, ``places`` says which entry of its operand each addend is.
    """

    operation: str
    operands: tuple[NDArray[Any], ...]
    value: NDArray[Any]
    exact: NDArray[Any]
    places: NDArray[np.intp] | None = None


@dataclass
class Tape:
    """What is written down: operations 1 … ``cut`` are rounded, in ``arithmetic``.

    In operation ``cut`` itself the entries marked in ``spared`` stay exact.  What ``before``, a
    tape of the same formula at the same point and precision, has of them is taken from there:
    operations on the same numbers are the same.
    """

    arithmetic: Arithmetic
    cut: int
    spared: NDArray[np.bool_] | None = None
    before: Tape | None = None
    steps: list[Step] = field(default_factory=list)
    values: list[NDArray[Any]] = field(default_factory=list)

    def write(self, step: Step, value: NDArray[Any]) -> None:
        """Write down the next operation, and its value with the batch axis."""
        self.steps.append(step)
        self.values.append(value)

    def known(self, number: int) -> tuple[Step, NDArray[Any]] | None:
        """The operation of this number as the tape ``before`` has it, if it is the same here."""
        before = self.before
        shared = self.cut if self.spared is None else self.cut - 1
        if before is None or number > min(shared, before.cut):
            return None
        return before.steps[number - 1], before.values[number - 1]


class Taped(Extended):
    """Extended numbers whose operations are written on a tape."""

    def __init__(self, data: NDArray[Any], tape: Tape) -> None:
        super().__init__(data)
        self.tape = tape

    def holding(self, data: NDArray[Any]) -> Self:
        """Other entries on the same tape."""
        return type(self)(data, self.tape)

    def operate(self, row: Operation, *operands: Self) -> Self:
        """An elementwise operation."""
        name = _SIGNS.get(row.name, row.name)
        return self._write(name, lambda *values: values[0].operate(row, *values), operands)

    def reduce(self, name: str) -> Self:
        """A sum, or the largest or smallest entry, as one operation."""
        return self._write(name, lambda value: value.reduce(name), (self,))

    def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
        """A sum over repeated entries, as one operation."""
        kept = places
        if without is not None:
            kept = np.delete(places, np.flatnonzero(places == without.index[0])[0])
        return self._write("sum", lambda value: value.sum_of(places, without), (self,), kept)

    def matmul(self, left: Self, right: Self) -> Self:
        """A matrix product, as one operation."""
        return self._write("@", lambda a, b: a.matmul(a, b), (left, right))

    def _write(
        self,
        name: str,
        act: Callable[..., Any],
        operands: Sequence[Self],
        places: NDArray[np.intp] | None = None,
    ) -> Self:
        tape = self.tape
        number = len(tape.steps) + 1
        if (known := tape.known(number)) is not None:
            tape.write(*known)
            return self.holding(known[1])
        exact = act(*(Extended(each.data) for each in operands)).data
        value = exact
        if number <= tape.cut:
            rounded = act(*(self._floats(each.data) for each in operands)).data
            value = np.asarray(np.frompyfunc(extended, 1, 1)(rounded), dtype=object)
            if number == tape.cut and tape.spared is not None:
                value = np.where(tape.spared, exact, value)
        shown = tuple(each.data[0] for each in operands)
        came_out, true = _arrays((value[0], exact[0]))
        tape.write(Step(name, _arrays(shown), came_out, true, places), value)
        return self.holding(value)

    def _floats(self, data: NDArray[Any]) -> Rounded:
        """Operands as floats: earlier results are floats already, constants are rounded once."""
        arithmetic = self.tape.arithmetic
        nearest = np.frompyfunc(partial(_as_float, arithmetic), 1, 1)(data)
        return Rounded(np.asarray(nearest).astype(arithmetic.working_dtype), arithmetic)


def _as_float(arithmetic: Arithmetic, number: Any) -> Any:
    if not isinstance(number, arb):
        return number
    if number.is_exact() and number == float(number):
        return arithmetic.format.nearest(float(number))[()]
    return arithmetic.format.round_exact(number)


def _arrays(values: Sequence[Any]) -> tuple[NDArray[Any], ...]:
    """Object arrays, of no axis for a single number."""
    return tuple(np.array(value, dtype=object) for value in values)


def trace(
    function: Callable[..., Any], arguments: Sequence[Any], tape: Tape, bits: int
) -> NDArray[Any]:
    """Run ``function`` at one point onto ``tape`` and return its value, extended numbers.

    Each argument is an array (1, *shape) of floats; the value has the shape of the function's.
    What the function warns of has been told where it was first run.
    """
    with ctx.workprec(bits), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values: list[Batch] = [
            Taped(np.asarray(np.frompyfunc(extended, 1, 1)(argument), dtype=object), tape)
            for argument in arguments
        ]
        return _arrays([whole_batch(values, function(*values)).data[0]])[0]
