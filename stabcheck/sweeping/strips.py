"""Strips: the float line from −MAX to MAX in a few cells, each showing the worst of it.

Cells are equal in floats, not in value: a quarter of the line lies below −1, a quarter above 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.places import cell_edges, places_at
from stabcheck.sweeping.tally import CELLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stabcheck.formats import Format
    from stabcheck.sweeping.failures import Run

__all__ = ["CELLS", "OUTSIDE", "SYMBOLS", "blank", "strip"]

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


def strip(worst: Iterable[int], runs: Iterable[Run], fmt: Format) -> str:
    """The line as characters of ``SYMBOLS``, from the most severe outcome in each cell.

    Below 0 no float of the cell was walked.  Edges of ``runs`` count as walked.
    """
    codes = np.array(list(worst))
    edges = cell_edges(fmt, CELLS)
    for run in runs:
        ends = np.searchsorted(edges, places_at(np.array([run.first, run.last])), side="right") - 1
        np.maximum.at(codes, ends, run.outcome)
    return "".join(OUTSIDE if code < 0 else SYMBOLS[Outcome(code)] for code in codes.tolist())


def blank() -> str:
    """The strip of a form that could not be run."""
    return OUTSIDE * CELLS
