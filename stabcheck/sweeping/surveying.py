"""A part of a line surveyed: its forms run and judged block by block, and what came of it counted.

A block is a megabyte of float64 or so; the surveys of the blocks are added.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import FAILING, Outcome, worst_by_row
from stabcheck.sweeping.places import binade_edges, cell_edges, pieces
from stabcheck.sweeping.tally import CELLS, MANY_RUNS, Breakage, Span, Survey, Tally, Worst
from stabcheck.sweeping.theory import check_theory
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Codes, Floats, Verdicts
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.places import Part, Pieces, Places, Walk
    from stabcheck.sweeping.trials import Trial

    Trying = Callable[[Line, Form, Stretch], Trial]

__all__ = ["keep_freed_memory", "survey"]

#: So many numbers are judged at a time: Python's own work is then little beside NumPy's.
BLOCK_ENTRIES = 1 << 17
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
    block = max(BLOCK_ENTRIES // n, min(FEWEST_FLOATS, MOST_ENTRIES // n), 1)
    found = Survey()
    for first in range(start, stop, block):
        found += _block(line, forms, walk.part(first, min(first + block, stop)), trying)
    return found


def keep_freed_memory() -> None:
    """Have arrays reuse the memory of those before them.

    glibc returns freed memory to the system, and takes it back page by page with the next array,
    unless a larger piece has been freed before: one is, untouched.  Elsewhere nothing happens.
    """
    np.empty(FREED_BYTES, dtype=np.uint8)


def _block(line: Line, forms: Sequence[Form], part: Part, trying: Trying) -> Survey:
    started = time.perf_counter()
    part = part.where(line.in_domain(part.s))
    if not len(part.s):
        return Survey(seconds=time.perf_counter() - started)
    stretch = line.stretch(part.s)
    by_binade = pieces(part.places, binade_edges(line.fmt))
    tallies = tuple(
        _tally(line, trying(line, form, stretch), stretch, part.places, by_binade) for form in forms
    )
    return Survey(
        tallies,
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


def _tally(
    line: Line,
    trial: Trial,
    stretch: Stretch,
    places: Places,
    by_binade: Pieces,
) -> Tally:
    verdicts = trial.verdicts
    if verdicts is None:
        return Tally(mishaps=trial.mishaps, error=trial.error)
    codes, error_ulp = verdicts.codes, verdicts.error_ulp
    return Tally(
        {contract: int((codes[contract] == Outcome.HOLDS).sum()) for contract in codes},
        _broken(codes, error_ulp, places, by_binade),
        _worst_finite(error_ulp, places),
        _strip(verdicts, places, line.fmt),
        trial.mishaps,
        theory=check_theory(line, trial, stretch),
    )


def _outcomes(codes: Codes) -> list[Outcome]:
    """The ways in which some float fails."""
    if codes.max() < FAILING[0]:
        return []
    met = np.bincount(codes, minlength=len(Outcome))
    return [outcome for outcome in FAILING if met[outcome]]


def _broken(
    codes: dict[str, Codes], error_ulp: Floats, places: Places, by_binade: Pieces
) -> dict[tuple[str, Outcome], Breakage]:
    """What is broken, and how; contracts that the same floats break share their breakage."""
    broken: dict[tuple[str, Outcome], Breakage] = {}
    told: list[tuple[bytes, Breakage]] = []
    for contract, of_contract in codes.items():
        for outcome in _outcomes(of_contract):
            failing = of_contract == outcome
            pattern = np.packbits(failing).tobytes()
            same = next((breakage for known, breakage in told if known == pattern), None)
            if same is None:
                same = _breakage(failing, error_ulp, places, by_binade)
                told.append((pattern, same))
            broken[contract, outcome] = same
    return broken


def _breakage(
    failing: np.ndarray[Any, np.dtype[np.bool_]],
    error_ulp: Floats,
    places: Places,
    by_binade: Pieces,
) -> Breakage:
    steps = np.diff(failing.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    told = range(len(starts)) if len(starts) <= MANY_RUNS else (0, -1)
    spans = tuple(_span(int(starts[k]), int(stops[k]), error_ulp, places) for k in told)
    return Breakage(len(starts), spans, _by_binade(failing, error_ulp, places, by_binade))


def _by_binade(
    failing: np.ndarray[Any, np.dtype[np.bool_]],
    error_ulp: Floats,
    places: Places,
    by_binade: Pieces,
) -> dict[int, tuple[int, Worst]]:
    """In each binade where any fail, how many do, and the first of those with the largest error."""
    counts = np.add.reduceat(failing, by_binade.starts, dtype=np.int64)
    errors = np.where(failing, error_ulp, -1.0)
    peaks = np.maximum.reduceat(errors, by_binade.starts)
    at_peak = np.flatnonzero(failing & (errors == np.repeat(peaks, by_binade.counts)))
    binade = np.searchsorted(by_binade.starts, at_peak, side="right") - 1
    met, first = np.unique(binade, return_index=True)
    return {
        int(by_binade.index[k]): (
            int(counts[k]),
            Worst(float(peaks[k]), int(places[at_peak[at]])),
        )
        for k, at in zip(met.tolist(), first.tolist(), strict=True)
    }


def _span(start: int, stop: int, error_ulp: Floats, places: Places) -> Span:
    return Span(
        first=int(places[start]),
        last=int(places[stop - 1]),
        before=int(places[start - 1]) if start > 0 else None,
        after=int(places[stop]) if stop < len(places) else None,
        count=stop - start,
        worst=_worst(error_ulp[start:stop], places[start:stop]),
    )


def _worst(error_ulp: Floats, places: Places) -> Worst:
    worst = int(np.argmax(error_ulp))
    return Worst(float(error_ulp[worst]), int(places[worst]))


def _worst_finite(error_ulp: Floats, places: Places) -> Worst | None:
    """The largest finite error: where inf or NaN came out, the range contract speaks."""
    worst = _worst(error_ulp, places)
    if np.isfinite(worst.error_ulp):
        return worst
    finite = np.isfinite(error_ulp)
    if not finite.any():
        return None
    return _worst(np.where(finite, error_ulp, -1.0), places)


def _strip(verdicts: Verdicts, places: Places, fmt: Format) -> tuple[int, ...]:
    """The most severe outcome under the strongest contract judged, cell by cell."""
    strongest = verdicts.codes.get("relative", verdicts.codes["range"])
    by_cell = pieces(places, cell_edges(fmt, CELLS))
    cells = np.full(CELLS, -1)
    cells[by_cell.index] = np.maximum.reduceat(strongest, by_cell.starts)
    return tuple(cells.tolist())
