"""Curves: the error of every form along one line, cell by cell, for a picture of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import find_format
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import cell_edges, pieces
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.line import Stretch
    from stabcheck.sweeping.probes import Probe

__all__ = ["CELLS", "OUTSIDE", "Curve", "Panel", "trace_line"]

#: The cells of the whole line; about as many as a page is wide in points.
CELLS = 480
#: The outcome of a cell of which no float was walked.
OUTSIDE = -1


@dataclass(frozen=True)
class Curve:
    """One form along a line: in each cell its largest finite error, and its worst outcome.

    ``error_ulp`` is NaN where no error is finite, ``outcome`` a code of `contracts.Outcome` under
    the strongest contract judged, or `OUTSIDE`: everywhere in a format the form is not written for.
    """

    form: str
    error_ulp: np.ndarray[Any, np.dtype[np.float64]]
    outcome: np.ndarray[Any, np.dtype[np.int8]]


@dataclass(frozen=True)
class Panel:
    """The curves of all forms in one format; ``predicted`` are ordinals and their closed forms."""

    fmt: Format
    probe: str
    evidence: str
    curves: tuple[Curve, ...]
    predicted: tuple[tuple[int, str], ...]


def trace_line(
    quantity: Quantity,
    forms: Sequence[Form],
    format_name: str,
    probe: Probe,
    accumulate: Accumulate = "same",
) -> Panel:
    """The errors of ``forms`` along ``probe``, on the floats that a sweep walks by default."""
    fmt = find_format(format_name)
    line = Line(quantity, probe, fmt, accumulate)
    course = Course(line, forms)
    part = course.walk.part()
    part = part.where(line.in_domain(part.s))
    stretch = line.stretch(part.s)
    cells = pieces(part.places, cell_edges(fmt, CELLS))
    predicted = {
        (one.ordinal, one.prediction.formula): None
        for many in course.expected
        for one in many
        if one.ordinal is not None
    }
    return Panel(
        fmt,
        probe.text,
        course.walk.evidence,
        tuple(_curve(line, form, stretch, cells.index, cells.starts) for form in forms),
        tuple(predicted),
    )


def _curve(line: Line, form: Form, stretch: Stretch, index: Any, starts: Any) -> Curve:
    error_ulp, outcome = np.full(CELLS, np.nan), np.full(CELLS, OUTSIDE, dtype=np.int8)
    is_drawn = form.is_written_for(line.fmt.name)
    verdicts = attempt(line, form, stretch).verdicts if is_drawn else None
    if verdicts is not None:
        codes = verdicts.codes.get("relative", verdicts.codes["range"])
        outcome[index] = np.maximum.reduceat(codes, starts)
        finite = np.where(np.isfinite(verdicts.error_ulp), verdicts.error_ulp, -1.0)
        largest = np.maximum.reduceat(finite, starts)
        error_ulp[index] = np.where(largest < 0, np.nan, largest)
    return Curve(form.name, error_ulp, outcome)
