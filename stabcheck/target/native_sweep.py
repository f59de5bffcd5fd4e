"""One probe in one format, swept on a user's function: the result a catalogue form gets, too."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.causes import true_balls
from stabcheck.sweeping.conclusions import counts_of, note_of, verdicts_of, worst_error
from stabcheck.sweeping.failures import find_runs, sharpen
from stabcheck.sweeping.points import EXHAUSTIVE_LENGTH, walk
from stabcheck.sweeping.rendering import point, truth_text
from stabcheck.sweeping.result import Failure, SweepResult
from stabcheck.sweeping.strips import strip
from stabcheck.sweeping.surveying import survey
from stabcheck.sweeping.tally import Tally
from stabcheck.sweeping.trials import Trial

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.failures import Run
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.places import Walk
    from stabcheck.target.native_line import NativeLine

__all__ = ["sweep_line"]

#: So many reals are cheap to judge, and walked densely.
FEW_REALS = 2


def sweep_line(line: NativeLine, form: Form) -> SweepResult:
    """Walk the line, judge the function at every float walked, and find the edges of its failures.

    What else the function does is left in ``line.incidents``.
    """
    started = time.perf_counter()
    path = native_walk(line)

    def trying(_: Line, tried: Form, stretch: Stretch) -> Trial:
        return Trial(tried, line.walked(tried, stretch).worst())

    found = survey(line, [form], path, 0, len(path), trying)
    tally = found.forms[0] if found.forms else Tally()
    runs = sharpen(line, [form], find_runs(found, path), path)
    return SweepResult(
        quantity=line.quantity.name,
        form=form.name,
        format=line.fmt.name,
        probe=line.probe.text,
        evidence=path.evidence,
        evidence_note=note_of(path, found),
        inputs=found.inputs,
        undecided=found.undecided,
        filtered=found.filtered,
        contracts=verdicts_of(tally),
        counts=counts_of(tally, found.inputs),
        promised=form.holds,
        max_error_ulp=worst_error(tally.worst, line.fmt),
        failures=_failures(line, form, runs),
        predictions=(),
        specials=(),
        strip=strip(tally.strip, runs, line.fmt),
        seconds=time.perf_counter() - started,
        needed_ulp=line.needed_ulp,
    )


def native_walk(line: NativeLine) -> Walk:
    """The floats to walk: all of a small format where one call takes many of them."""
    is_wide = any(line.probe.is_vector) or len(line.probe.entries) > FEW_REALS
    n = line.probe.n if line.call.is_batched else max(line.probe.n, EXHAUSTIVE_LENGTH + 1)
    return walk(line.fmt, n, is_vector=is_wide)


def _failures(line: NativeLine, form: Form, runs: Sequence[Run]) -> tuple[Failure, ...]:
    """The runs as failures; of compiled or foreign code no operation can be blamed."""
    if not runs:
        return ()
    witnesses = list({run.witness: None for run in runs})
    stretch = line.at_ordinals(np.array(witnesses, dtype=np.int64))
    got = line.outputs(form, stretch.arguments)
    got = got.reshape(len(got), -1)
    verdicts = line.judge(form, stretch)
    return tuple(
        _failure(line, run, witnesses.index(run.witness), stretch, verdicts, got) for run in runs
    )


def _failure(
    line: NativeLine, run: Run, row: int, stretch: Stretch, verdicts: Verdicts, got: Any
) -> Failure:
    entry = verdicts.worst_entry(run.contract, row)
    return Failure(
        contract=run.contract,
        outcome=run.outcome.word,
        cause="",
        first=point(run.first, line.fmt),
        last=point(run.last, line.fmt),
        count=run.count,
        runs=run.runs,
        exact_edges=run.exact_edges,
        counted=run.counted,
        witness=point(run.witness, line.fmt),
        got=line.returned.decimal(got[row, entry]),
        truth=truth_text(true_balls(line, stretch, row)[entry]),
        error_ulp=float(verdicts.error_ulp[row, entry]),
        predicted=None,
        deviation_floats=None,
    )
