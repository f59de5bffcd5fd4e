"""The sums inside a form: in which format they are kept, and whether they stop growing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stabcheck.carriers.recorder import first_with, operations
from stabcheck.carriers.stagnating import where_stagnating
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.sweeping.result import Stagnation

if TYPE_CHECKING:
    from typing import Any

    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Line

__all__ = ["accumulated_in", "stagnation"]

#: The operations that add up entries.
SUMS = frozenset({"sum", "@"})
#: The precision of a run of which only the operations, or values in a few digits, are shown.
RECORDING_BITS = 64
#: Of fewer addends no sum stagnates: it is then as good as its roundings.
FEW_ADDENDS = 8


def accumulated_in(line: Line, form: Form, arguments: list[np.ndarray[Any, Any]]) -> str:
    """The name of the format that the sums of ``form`` are kept in; empty where it has none.

    One run at its first point tells which operations there are.
    """
    if not any(line.probe.is_vector) or not len(arguments[0]):
        return ""
    one = [values[:1] for values in arguments]
    with np.errstate(all="ignore"):
        used = operations(form.function, one, line.arithmetic, RECORDING_BITS)
    return line.arithmetic.accumulating.format.name if SUMS.intersection(used) else ""


def stagnation(line: Line, form: Form, floats: np.ndarray[Any, Any]) -> Stagnation | None:
    """The first sum of ``form`` that stops growing at one of these floats of the line, in order."""
    if not any(line.probe.is_vector) or line.probe.n <= FEW_ADDENDS:
        return None
    arguments = line.probe.arguments(floats, line.fmt)
    for row in np.flatnonzero(where_stagnating(form.function, arguments, line.arithmetic)).tolist():
        one = [values[row : row + 1] for values in arguments]
        with np.errstate(all="ignore"):
            event = first_with(
                "stagnation", SUMS, form.function, one, line.arithmetic, RECORDING_BITS
            )
        if event is not None:
            (value, *_), (truth, *_) = event.value, event.truth
            got = line.fmt.decimal(line.fmt.round_exact(value))
            return Stagnation(point_of(floats[row], line.fmt), got, truth_text(truth))
    return None
