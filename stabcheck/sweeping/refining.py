"""A walk refined: floats that what is found at those chosen says to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stabcheck.sweeping.changes import beside_changes
from stabcheck.sweeping.climbing import climb
from stabcheck.sweeping.examined import examine_places
from stabcheck.sweeping.points import EXHAUSTIVE_LENGTH, LONG
from stabcheck.sweeping.tally import Refinement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.examined import Examined, Trying
    from stabcheck.sweeping.line import Line

__all__ = ["refined"]


def refined(
    line: Line, forms: Sequence[Form], walked: Examined, trying: Trying
) -> tuple[Examined, Refinement]:
    """What was ``walked``, and the floats beside changes of the truth, and the worst found.

    Nothing is looked for outside what was walked.
    """
    beside = beside_changes(line, walked.places, walked.stretch.truth)
    first, last = walked.places[[0, -1]]
    beside = beside[(first < beside) & (beside < last)]
    children = _children(line)
    worst, tried = beside[:0], 0
    if children:
        worst, tried = climb(line, forms, walked, beside, trying, children)
        worst = worst[(first < worst) & (worst < last)]
    more = examine_places(line, forms, np.union1d(beside, worst), trying)
    if more is None:
        return walked, Refinement(0, 0, tried)
    found = Refinement(int(np.isin(beside, more.places).sum()), 0, tried)
    found = Refinement(found.changes, len(more) - found.changes, tried)
    return walked.joined(more), found


def _children(line: Line) -> int:
    """How many floats are tried beside each of the worst: as many as take no longer than a walk."""
    n = line.probe.n
    if n > LONG:
        return 0
    if n > EXHAUSTIVE_LENGTH:
        return 4
    return 16 if line.fmt.bits > 32 else 64
