"""Failures gathered by kind: one outcome with one cause on one probe, over the formats.

One run of floats often breaks several contracts at once, and one mechanism shows in every format
and on many probes.  A reader wants to see it once, where it tells the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stabcheck.sweeping.result import Failure, PredictionCheck, SweepResult

__all__ = ["Kind", "Row", "is_plain", "kinds_of", "summarised", "telling"]

#: A vector of two or three entries shows a mechanism plainly; of one, it may hide it.
PLAIN_LENGTHS = ("n=2", "n=3")
MOST_KINDS = 5


@dataclass(frozen=True)
class Row:
    """One run of failing floats, with every contract it breaks and the prediction it meets."""

    result: SweepResult
    failure: Failure
    contracts: tuple[str, ...]
    prediction: PredictionCheck | None

    @property
    def breaks_promise(self) -> bool:
        """Whether a contract that the page promises is broken here."""
        return any(contract in self.result.promised for contract in self.contracts)


@dataclass(frozen=True)
class Kind:
    """Runs of one outcome on one probe that meet one prediction, or else share their cause."""

    outcome: str
    cause: str
    probe: str
    formula: str
    rows: tuple[Row, ...]

    @property
    def contracts(self) -> tuple[str, ...]:
        """Every contract broken by some run, in the order in which they come."""
        return tuple(dict.fromkeys(c for row in self.rows for c in row.contracts))

    @property
    def breaks_promise(self) -> bool:
        """Whether some run breaks a promised contract."""
        return any(row.breaks_promise for row in self.rows)

    @property
    def formats(self) -> int:
        """In how many formats it was met."""
        return len({row.result.format for row in self.rows})


def kinds_of(results: Iterable[SweepResult]) -> list[Kind]:
    """Every failure of one form, gathered by kind in the order in which they are met."""
    gathered: dict[tuple[str, str, str, str], list[Row]] = {}
    for result in results:
        for row in _rows(result):
            cause, formula = row.failure.cause, ""
            if row.prediction is not None:
                cause, formula = row.prediction.cause, row.prediction.formula
            key = (row.failure.outcome, cause, result.probe, formula)
            gathered.setdefault(key, []).append(row)
    return [Kind(*key, tuple(rows)) for key, rows in gathered.items()]


def _rows(result: SweepResult) -> list[Row]:
    runs: dict[tuple[str, str, str], list[Failure]] = {}
    for failure in result.failures:
        key = (failure.outcome, failure.first.bits, failure.last.bits)
        runs.setdefault(key, []).append(failure)
    return [
        Row(result, same[0], tuple(f.contract for f in same), _prediction(result, same))
        for same in runs.values()
    ]


def _prediction(result: SweepResult, failures: Sequence[Failure]) -> PredictionCheck | None:
    predicted = {f.predicted.bits for f in failures if f.predicted is not None}
    outcome = failures[0].outcome
    for check in result.predictions:
        if check.outcome == outcome and check.predicted and check.predicted.bits in predicted:
            return check
    return None


def summarised(kind: Kind) -> Kind:
    """``kind`` with the runs of one format made one row, unless a prediction tells them apart."""
    rows: dict[str, Row] = {}
    for row in kind.rows:
        key = row.result.format
        rows[key] = row if kind.formula or key not in rows else _merged(rows[key], row)
    return kind if kind.formula else replace(kind, rows=tuple(rows.values()))


def _merged(one: Row, other: Row) -> Row:
    """Two rows as one that spans both, with the larger error as the one to show."""
    a, b = one.failure, other.failure
    worse = a if a.error_ulp >= b.error_ulp else b
    spanning = replace(
        worse,
        first=min(a.first, b.first, key=lambda point: point.ordinal),
        last=max(a.last, b.last, key=lambda point: point.ordinal),
        count=a.count + b.count,
        runs=a.runs + b.runs,
        exact_edges=False,
        counted=a.counted if a.counted == b.counted else "floats walked",
    )
    contracts = dict.fromkeys((*one.contracts, *other.contracts))
    return replace(one, failure=spanning, contracts=tuple(contracts))


def telling(kinds: Sequence[Kind]) -> list[Kind]:
    """The kinds worth showing first: one probe for every mechanism, every broken promise."""
    best: dict[tuple[str, str, str], Kind] = {}
    for kind in kinds:
        key = (kind.outcome, kind.cause, kind.formula)
        if key not in best or _weight(kind) > _weight(best[key]):
            best[key] = kind
    foreseen = {(outcome, cause) for outcome, cause, formula in best if formula}
    chosen = [
        kind
        for (outcome, cause, formula), kind in best.items()
        if formula or (outcome, cause) not in foreseen
    ]
    ranked = sorted(chosen, key=_weight, reverse=True)[:MOST_KINDS]
    return [kind for kind in kinds if kind in ranked or kind.breaks_promise]


def _weight(kind: Kind) -> tuple[bool, bool, int, bool]:
    return (kind.breaks_promise, bool(kind.formula), kind.formats, is_plain(kind.probe))


def is_plain(probe: str) -> bool:
    """Whether the probe shows a mechanism plainly: short vectors, or none."""
    return probe.endswith(PLAIN_LENGTHS) or "n=" not in probe
