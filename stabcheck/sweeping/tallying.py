"""What came of a part of a line, counted: a form's verdicts made a tally."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import FAILING, Outcome
from stabcheck.sweeping.places import cell_edges, pieces
from stabcheck.sweeping.tally import CELLS, MANY_RUNS, Breakage, Span, Tally, Worst
from stabcheck.sweeping.theory import check_theory

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.sweeping.contracts import Codes, Floats, Verdicts
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.places import Pieces, Places
    from stabcheck.sweeping.trials import Trial

__all__ = ["tally_of"]


def tally_of(
    line: Line, trial: Trial, stretch: Stretch, places: Places, by_binade: Pieces
) -> Tally:
    """The tally of a form tried on a stretch of a line, whose floats are at ``places``."""
    verdicts = trial.verdicts
    if verdicts is None:
        return Tally(mishaps=trial.mishaps, error=trial.error)
    theory = check_theory(line, trial, stretch)
    if verdicts.are_alike:
        alike = _of_alike(verdicts, places, by_binade, line.fmt)
        return replace(alike, mishaps=trial.mishaps, theory=theory)
    codes, error_ulp = verdicts.codes, verdicts.error_ulp
    return Tally(
        {each: int(np.count_nonzero(codes[each] == Outcome.HOLDS)) for each in codes},
        _broken(codes, error_ulp, places, by_binade),
        _worst_finite(error_ulp, places),
        _strip(verdicts, places, line.fmt),
        trial.mishaps,
        theory=theory,
    )


def _of_alike(verdicts: Verdicts, places: Places, by_binade: Pieces, fmt: Format) -> Tally:
    """The tally of floats on which the same came out, from the first of them."""
    codes = {contract: int(entries[0]) for contract, entries in verdicts.codes.items()}
    error = float(verdicts.error_ulp[0])
    count, last = len(places), int(places[-1])
    worst = Worst(error, int(places[0]))
    breakage = Breakage(
        1,
        (Span(worst.place, last, None, None, count, worst),),
        {
            k: (each, Worst(error, int(places[start])))
            for k, start, each in zip(
                by_binade.index.tolist(), by_binade.starts, by_binade.counts.tolist(), strict=True
            )
        },
    )
    cells = np.full(CELLS, -1)
    cells[pieces(places, cell_edges(fmt, CELLS)).index] = codes.get("relative", codes["range"])
    return Tally(
        {contract: count * (code == Outcome.HOLDS) for contract, code in codes.items()},
        {(c, Outcome(code)): breakage for c, code in codes.items() if code in FAILING},
        worst if np.isfinite(error) else None,
        tuple(cells.tolist()),
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
