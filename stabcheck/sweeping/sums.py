"""The sums inside a form: in which format they are kept, and whether they stop growing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stabcheck.carriers.recorder import record
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.sweeping.result import Stagnation

if TYPE_CHECKING:
    from typing import Any

    from stabcheck.carriers.recorder import Event
    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Line, Stretch

__all__ = ["accumulated_in", "stagnation"]

#: The operations that add up entries.
SUMS = frozenset({"sum", "@"})
#: The precision of a run of which only the operations, or values in a few digits, are shown.
RECORDING_BITS = 64
#: Of fewer addends no sum stagnates: it is then as good as its roundings.
FEW_ADDENDS = 8


def accumulated_in(line: Line, form: Form, stretch: Stretch) -> str:
    """The name of the format that the sums of ``form`` are kept in; empty where it has none.

    One run at its first point tells which operations there are.
    """
    if not any(line.probe.is_vector) or not len(stretch.s):
        return ""
    one = [values[:1] for values in stretch.arguments]
    operations = {event.operation for event in _events(line, form, one)}
    return line.arithmetic.accumulating.format.name if operations & SUMS else ""


def stagnation(line: Line, form: Form, stretch: Stretch, row: int) -> Stagnation | None:
    """The first sum of ``form`` that stops growing at one point of ``stretch``, if one does."""
    if not any(line.probe.is_vector) or line.probe.n <= FEW_ADDENDS:
        return None
    one = [values[row : row + 1] for values in stretch.arguments]
    for event in _events(line, form, one):
        if event.trouble == "stagnation":
            (value, *_), (truth, *_) = event.value, event.truth
            got = line.fmt.decimal(line.fmt.round_exact(value))
            return Stagnation(point_of(stretch.s[row], line.fmt), got, truth_text(truth))
    return None


def _events(line: Line, form: Form, arguments: list[np.ndarray[Any, Any]]) -> list[Event]:
    with np.errstate(all="ignore"):
        return record(form.function, arguments, line.arithmetic, RECORDING_BITS)
