"""One line judged: every form of a quantity, along one probe, in one format."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from stabcheck.quantity import CONTRACTS
from stabcheck.sweeping.contracts import FAILING, Outcome
from stabcheck.sweeping.failures import find_runs, sharpen
from stabcheck.sweeping.findings import describe
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.points import walk
from stabcheck.sweeping.predictions import check, expectations, nearest_run
from stabcheck.sweeping.rendering import point_of
from stabcheck.sweeping.result import SweepResult, WorstError
from stabcheck.sweeping.specials import judge_specials
from stabcheck.sweeping.strips import blank, strip
from stabcheck.sweeping.sums import accumulated_in, stagnation
from stabcheck.sweeping.theory import check_theory
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.failures import Run
    from stabcheck.sweeping.line import Stretch
    from stabcheck.sweeping.points import Walk
    from stabcheck.sweeping.predictions import Expectation
    from stabcheck.sweeping.probes import Probe
    from stabcheck.sweeping.result import (
        ContractVerdict,
        Failure,
        PredictionCheck,
        SpecialOutcome,
    )
    from stabcheck.sweeping.trials import Trial

__all__ = ["judge_line"]

#: So many reals are cheap to judge, and walked densely.
FEW_REALS = 2


def judge_line(
    quantity: Quantity,
    forms: Sequence[Form],
    fmt: Format,
    probe: Probe,
    *,
    with_specials: bool = False,
    is_spoken_of: bool = True,
    accumulate: Accumulate = "same",
) -> list[SweepResult]:
    """Sweep ``forms`` along ``probe``, all against one truth; one result per form.

    Where the page does not speak of the format (``is_spoken_of``), its contracts are judged, but
    nothing is promised and nothing predicted.  ``with_specials`` also judges the page's table of
    special values, which no probe enters.
    """
    started = time.perf_counter()
    line = Line(quantity, probe, fmt, accumulate)
    if not is_spoken_of:
        forms = [replace(form, holds=(), breaks=(), theory=None) for form in forms]
    expected = [expectations(form, probe, fmt) for form in forms]
    marks = [one.ordinal for many in expected for one in many if one.ordinal is not None]
    path = _inside_domain(line, walk(fmt, probe.n, marks, is_vector=_is_wide(probe)))
    stretch = line.stretch(path.s)
    trials = [attempt(line, form, stretch) for form in forms]
    runs = [
        run
        for index, trial in enumerate(trials)
        if trial.verdicts is not None
        for run in find_runs(index, trial.verdicts, path)
    ]
    runs = sharpen(line, forms, runs, path)
    results = [
        _result(line, trial, expected[index], [r for r in runs if r.form == index], path, stretch)
        for index, trial in enumerate(trials)
    ]
    if with_specials:
        results = [
            result
            if result.error
            else _with_specials(result, judge_specials(quantity, form, line.arithmetic))
            for result, form in zip(results, forms, strict=True)
        ]
    seconds = (time.perf_counter() - started) / max(1, len(forms))
    return [replace(result, seconds=seconds) for result in results]


def _is_wide(probe: Probe) -> bool:
    """Whether a point of the probe is more than one or two reals."""
    return any(probe.is_vector) or len(probe.entries) > FEW_REALS


def _inside_domain(line: Line, path: Walk) -> Walk:
    inside = line.in_domain(path.s)
    if inside.all():
        return path
    note = f"{path.note}, {int(inside.sum()):,} of them in the domain"
    return replace(path, s=path.s[inside], ordinals=path.ordinals[inside], note=note)


def _result(
    line: Line,
    trial: Trial,
    expected: Sequence[Expectation],
    runs: Sequence[Run],
    path: Walk,
    stretch: Stretch,
) -> SweepResult:
    form, verdicts = trial.form, trial.verdicts
    if verdicts is None:
        checks: tuple[PredictionCheck, ...] = ()
        failures: tuple[Failure, ...] = ()
        contracts: dict[str, ContractVerdict] = dict.fromkeys(CONTRACTS, "fail")
        drawn = blank()
    else:
        checks = tuple(check(one, form, nearest_run(one, runs), line) for one in expected)
        failures = describe(line, form, runs, checks)
        contracts = _contract_verdicts(verdicts)
        strongest = verdicts.codes.get("relative", verdicts.codes["range"])
        drawn = strip(path.ordinals, strongest, runs, line.fmt)
    worst = _worst_row(verdicts)
    kept_in = "" if verdicts is None else accumulated_in(line, form, stretch)
    undecided = stretch.truth.undecided.reshape(len(path.s), -1).any(axis=1)
    return SweepResult(
        quantity=line.quantity.name,
        form=form.name,
        format=line.fmt.name,
        probe=line.probe.text,
        evidence=path.evidence,
        evidence_note=path.note,
        inputs=len(path.s),
        undecided=int(undecided.sum()),
        filtered=int(stretch.truth.filtered),
        contracts=contracts,
        promised=form.holds,
        max_error_ulp=_worst_error(verdicts, path, line.fmt),
        failures=failures,
        predictions=checks,
        specials=(),
        strip=drawn,
        seconds=0.0,
        error=trial.error,
        mishaps=trial.mishaps,
        accumulate=line.arithmetic.summation if kept_in else "",
        accumulated_in=kept_in,
        stagnation=None if worst is None else stagnation(line, form, stretch, worst),
        theory=None if verdicts is None else check_theory(line, form, stretch),
    )


def _contract_verdicts(verdicts: Verdicts) -> dict[str, ContractVerdict]:
    judged: dict[str, ContractVerdict] = dict.fromkeys(CONTRACTS, "n/a")
    for contract, codes in verdicts.codes.items():
        if np.isin(codes, FAILING).any():
            judged[contract] = "fail"
        elif (codes == Outcome.HOLDS).any():
            judged[contract] = "pass"
    return judged


def _worst_row(verdicts: Verdicts | None) -> int | None:
    """The walked float with the largest finite error: of inf and NaN the range contract speaks."""
    if verdicts is None or not (finite := np.isfinite(verdicts.error_ulp)).any():
        return None
    return int(np.argmax(np.where(finite, verdicts.error_ulp, -1.0)))


def _worst_error(verdicts: Verdicts | None, path: Walk, fmt: Format) -> WorstError | None:
    worst = _worst_row(verdicts)
    if verdicts is None or worst is None:
        return None
    at = point_of(path.s[worst], fmt)
    return WorstError(float(verdicts.error_ulp[worst]), at.value, at.bits)


def _with_specials(result: SweepResult, specials: tuple[SpecialOutcome, ...]) -> SweepResult:
    if not specials:
        return result
    passed = all(outcome.passed for outcome in specials)
    verdict: ContractVerdict = "pass" if passed else "fail"
    return replace(result, specials=specials, contracts={**result.contracts, "special": verdict})
