"""Strips: the float line from −MAX to MAX in a few cells, each showing the worst of it.

Cells are equal in floats, not in value: a quarter of the line lies below −1, a quarter above 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stabcheck.formats import Format
    from stabcheck.sweeping.contracts import Codes
    from stabcheck.sweeping.failures import Run

__all__ = ["CELLS", "OUTSIDE", "SYMBOLS", "blank", "strip"]

CELLS = 48
SYMBOLS = {
    Outcome.HOLDS: ".",
    Outcome.UNDECIDED: "?",
    Outcome.INACCURATE: "~",
    Outcome.ZERO: "0",
    Outcome.FINITE: "F",
    Outcome.INFINITE: "I",
    Outcome.NAN: "N",
}
#: A cell of which no float was walked: outside the domain.
OUTSIDE = " "


def strip(ordinals: np.ndarray[Any, Any], codes: Codes, runs: Iterable[Run], fmt: Format) -> str:
    """The line as ``CELLS`` characters of ``SYMBOLS``; edges of ``runs`` count as walked."""
    worst = np.full(CELLS, -1, dtype=np.int8)
    np.maximum.at(worst, _cells(ordinals, fmt), codes)
    for run in runs:
        ends = _cells(np.array([run.first, run.last], dtype=np.int64), fmt)
        np.maximum.at(worst, ends, np.int8(run.outcome))
    return "".join(OUTSIDE if code < 0 else SYMBOLS[Outcome(int(code))] for code in worst)


def _cells(ordinals: np.ndarray[Any, Any], fmt: Format) -> np.ndarray[Any, Any]:
    """The cell of each ordinal; the two middle cells meet at 0."""
    half = CELLS // 2
    # float64 is exact enough to choose one of 48 cells
    position = np.floor(np.abs(ordinals).astype(np.float64) / (fmt.max_ordinal + 1) * half)
    offset = np.minimum(position, half - 1).astype(np.int64)
    return np.asarray(np.where(ordinals < 0, half - 1 - offset, half + offset))


def blank() -> str:
    """The strip of a form that could not be run."""
    return OUTSIDE * CELLS
