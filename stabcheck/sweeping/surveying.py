"""A part of a line surveyed: its forms run and judged block by block, and what came of it counted.

A block is a megabyte of float64 or so; the surveys of the blocks are added.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np

from stabcheck.sweeping.asymptotes import ASYMPTOTE_BITS, piece_edges
from stabcheck.sweeping.contracts import worst_by_row
from stabcheck.sweeping.places import binade_edges, pieces
from stabcheck.sweeping.tally import Survey
from stabcheck.sweeping.tallying import tally_of
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.asymptotes import Asymptote
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.places import Part, Walk
    from stabcheck.sweeping.trials import Trial

    Trying = Callable[[Line, Form, Stretch], Trial]

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
MOST_ENTRIES = 1 << 23


def survey(
    line: Line, forms: Sequence[Form], walk: Walk, start: int, stop: int, trying: Trying = attempt
) -> Survey:
    """What ``forms`` do on the floats of ``walk`` from the ``start``-th to before the ``stop``-th.

    Floats outside the quantity's domain are passed over.  ``trying`` runs a form on a stretch.
    """
    keep_freed_memory()
    n = line.probe.n
    size = max(BLOCK_ENTRIES // n, min(FEWEST_FLOATS, MOST_ENTRIES // n), 1)
    found = Survey()
    for first, after, asymptote in _blocks(line, walk, start, stop, size):
        found += _block(line, forms, walk.part(first, after), trying, asymptote)
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
    started = time.perf_counter()
    part = part.where(line.in_domain(part.s))
    if not len(part.s):
        return Survey(seconds=time.perf_counter() - started)
    stretch = line.stretch_on(asymptote, part.s) if asymptote else line.stretch(part.s)
    by_binade = pieces(part.places, binade_edges(line.fmt))
    trials = (trying(line, form, stretch) for form in forms)
    return Survey(
        tuple(tally_of(line, trial, stretch, part.places, by_binade) for trial in trials),
        first=int(part.places[0]),
        last=int(part.places[-1]),
        inputs=len(part.s),
        undecided=_undecided(stretch),
        filtered=int(stretch.truth.filtered),
        binades=dict(zip(by_binade.index.tolist(), by_binade.counts.tolist(), strict=True)),
        seconds=time.perf_counter() - started,
    )


def _undecided(stretch: Stretch) -> int:
    """At how many floats the truth stayed undecided."""
    if stretch.truth.is_decided:
        return 0
    return int(worst_by_row(stretch.truth.undecided).sum())
