"""A part of a line surveyed: its forms run and judged block by block, and what came of it counted.

A block is a megabyte of float64 or so; the surveys of the blocks are added.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stabcheck.sweeping.asymptotes import ASYMPTOTE_BITS, piece_edges
from stabcheck.sweeping.contracts import worst_by_row
from stabcheck.sweeping.examined import examine
from stabcheck.sweeping.places import binade_edges, pieces
from stabcheck.sweeping.refining import refined
from stabcheck.sweeping.tally import Survey
from stabcheck.sweeping.tallying import tally_of
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.asymptotes import Asymptote
    from stabcheck.sweeping.examined import Trying
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.places import Part, Places, Walk
    from stabcheck.sweeping.trials import Trial

__all__ = ["keep_freed_memory", "survey"]

#: So many numbers are judged at a time: Python's own work is then little beside NumPy's.
BLOCK_ENTRIES = 1 << 17
#: Along an asymptote there is less to do, and as much again can be done at a time.
LONGER = 2
#: Many times what a block needs, and less than the 32 MiB up to which glibc learns.
FREED_BYTES = 1 << 24
#: Of vectors, though, no fewer than this are, so that formulas are not run for a handful,
FEWEST_FLOATS = 1 << 12
#: as long as these are no more numbers than this, should a formula want them in full.
MOST_ENTRIES = 1 << 25


def survey(
    line: Line,
    forms: Sequence[Form],
    walk: Walk,
    start: int,
    stop: int,
    trying: Trying = attempt,
    *,
    is_refined: bool = True,
) -> Survey:
    """What ``forms`` do on the floats of ``walk`` from the ``start``-th to before the ``stop``-th.

    Floats outside the quantity's domain are passed over.  ``trying`` runs a form on a stretch.
    Where the walk leaves floats out and ``is_refined``, more are walked, as what is found says.
    """
    is_refined &= not walk.is_exhaustive
    keep_freed_memory()
    n = line.probe.n
    size = max(BLOCK_ENTRIES // n, min(FEWEST_FLOATS, MOST_ENTRIES // n), 1)
    found = Survey()
    for first, after, asymptote in _blocks(line, walk, start, stop, size):
        began = time.perf_counter()
        part = walk.part(first, after)
        part = part.where(line.in_domain(part.s))
        if len(part.s):
            found += (
                _refined_block(line, forms, part, trying)
                if is_refined
                else _block(line, forms, part, trying, asymptote)
            )
        found += Survey(seconds=time.perf_counter() - began)
    return found


def _blocks(
    line: Line, walk: Walk, start: int, stop: int, size: int
) -> Iterator[tuple[int, int, Asymptote | None]]:
    """A part of a walk in blocks: the first float, the one after the last, and their asymptote."""
    parts: list[tuple[int, int, Asymptote | None]] = [(start, stop, None)]
    if walk.is_exhaustive and walk.fmt.bits == ASYMPTOTE_BITS and start < stop:
        edges = piece_edges(walk.fmt) - int(walk.places[0])
        lowest, highest = np.searchsorted(edges, [start, stop - 1], side="right").tolist()
        parts = [
            (max(start, int(edges[k])), min(stop, int(edges[k + 1])), line.asymptotes.on(k))
            for k in range(lowest - 1, highest)
        ]
    for first, after, asymptote in parts:
        length = size if asymptote is None else size * LONGER
        for begin in range(first, after, length):
            yield begin, min(begin + length, after), asymptote


def keep_freed_memory() -> None:
    """Have arrays reuse the memory of those before them.

    glibc returns freed memory to the system, and takes it back page by page with the next array,
    unless a larger piece has been freed before: one is, untouched.  Elsewhere nothing happens.
    """
    np.empty(FREED_BYTES, dtype=np.uint8)


def _block(
    line: Line, forms: Sequence[Form], part: Part, trying: Trying, asymptote: Asymptote | None
) -> Survey:
    """The floats of a part, one form after another."""
    stretch = line.stretch_on(asymptote, part.s) if asymptote else line.stretch(part.s)
    trials = (trying(line, form, stretch) for form in forms)
    return _counted(line, part.places, stretch, trials)


def _refined_block(line: Line, forms: Sequence[Form], part: Part, trying: Trying) -> Survey:
    """The floats of a part, and those that they say to look at."""
    walked, refinement = refined(line, forms, examine(line, forms, part, trying), trying)
    found = _counted(line, walked.places, walked.stretch, walked.trials)
    return replace(found, refinement=refinement)


def _counted(line: Line, places: Places, stretch: Stretch, trials: Iterable[Trial]) -> Survey:
    by_binade = pieces(places, binade_edges(line.fmt))
    return Survey(
        tuple(tally_of(line, trial, stretch, places, by_binade) for trial in trials),
        first=int(places[0]),
        last=int(places[-1]),
        inputs=len(places),
        undecided=_undecided(stretch),
        filtered=int(stretch.truth.filtered),
        binades=dict(zip(by_binade.index.tolist(), by_binade.counts.tolist(), strict=True)),
    )


def _undecided(stretch: Stretch) -> int:
    """At how many floats the truth stayed undecided."""
    if stretch.truth.is_decided:
        return 0
    return int(worst_by_row(stretch.truth.undecided).sum())
