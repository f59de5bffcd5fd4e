"""Runs made into failures: the witness run again, what came out beside what is true, the cause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.causes import acceptance, blamed_at, true_balls_at
from stabcheck.sweeping.places import binade_of
from stabcheck.sweeping.rendering import point, truth_text
from stabcheck.sweeping.result import Binade, Failure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flint import arb

    from stabcheck.formats import Format
    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Outcome
    from stabcheck.sweeping.failures import BinadeRun, Run
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.result import PredictionCheck

__all__ = ["Witnesses", "describe", "witnesses_of"]


@dataclass(frozen=True)
class Witnesses:
    """The floats to show of some runs, whichever their forms, and what is true there.

    ``rows`` says by ordinal which point of ``stretch`` a float is; ``balls`` are its truths.
    """

    rows: dict[int, int]
    stretch: Stretch
    balls: list[list[arb]]


def witnesses_of(line: Line, runs: Sequence[Run]) -> Witnesses | None:
    """The witnesses of ``runs``; None without any run."""
    if not runs:
        return None
    rows = {ordinal: row for row, ordinal in enumerate(dict.fromkeys(run.witness for run in runs))}
    stretch = line.at_ordinals(np.array(list(rows), dtype=np.int64))
    return Witnesses(rows, stretch, true_balls_at(line, stretch, range(len(rows))))


@dataclass(frozen=True)
class Seen:
    """What came out at a witness, in the entry that is worst, beside what is true there."""

    got: Any
    truth: arb
    error_ulp: float


def describe(
    line: Line,
    form: Form,
    runs: Sequence[Run],
    witnesses: Witnesses | None,
    checks: Sequence[PredictionCheck],
) -> tuple[Failure, ...]:
    """The runs of one form as failures, with their predictions beside them.

    Their floats are among the ``witnesses``.
    """
    if not runs or witnesses is None:
        return ()
    stretch = witnesses.stretch
    got = line.outputs(form, stretch.arguments)
    verdicts = line.verdicts(form, got, stretch)
    got = got.reshape(len(got), -1)
    causes: dict[tuple[int, int, Outcome], str] = {}
    failures = []
    for run in runs:
        row = witnesses.rows[run.witness]
        entry = verdicts.worst_entry(run.contract, row)
        accepts = acceptance(line, form, run.contract, stretch, row, entry, witnesses.balls[row])
        # the same wrong value has the same cause, whichever contracts it breaks
        key = (row, entry, run.outcome)
        if key not in causes:
            causes[key], _ = blamed_at(line, form, accepts, stretch, row)
        seen = Seen(got[row, entry], accepts.truth, float(verdicts.error_ulp[row, entry]))
        failures.append(_failure(line, run, seen, causes[key], checks))
    return tuple(failures)


def _failure(
    line: Line, run: Run, seen: Seen, cause: str, checks: Sequence[PredictionCheck]
) -> Failure:
    check = _matching(run, checks)
    return Failure(
        contract=run.contract,
        outcome=run.outcome.word,
        cause=cause,
        first=point(run.first, line.fmt),
        last=point(run.last, line.fmt),
        count=run.count,
        runs=run.runs,
        exact_edges=run.exact_edges,
        counted=run.counted,
        witness=point(run.witness, line.fmt),
        got=line.fmt.decimal(seen.got),
        truth=truth_text(seen.truth),
        error_ulp=seen.error_ulp,
        predicted=None if check is None else check.predicted,
        deviation_floats=None if check is None else check.deviation_floats,
        binades=tuple(_binade(each, line.fmt) for each in run.binades),
    )


def _binade(counted: BinadeRun, fmt: Format) -> Binade:
    sign, exponent = binade_of(counted.index, fmt)
    worst = point(counted.worst, fmt)
    return Binade(sign, exponent, counted.failing, counted.walked, worst, counted.error_ulp)


def _matching(run: Run, checks: Sequence[PredictionCheck]) -> PredictionCheck | None:
    """The prediction whose edge, as found, is an edge of this run."""
    for check in checks:
        is_same = check.outcome == run.outcome.word
        if is_same and check.found and check.found.ordinal in (run.first, run.last):
            return check
    return None
