"""What the survey of a whole walk comes to: what fails, why, and whether it was foreseen."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.quantity import CONTRACTS
from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.failures import find_runs, sharpen
from stabcheck.sweeping.findings import describe, witnesses_of
from stabcheck.sweeping.places import float_at
from stabcheck.sweeping.predictions import check, nearest_run
from stabcheck.sweeping.rendering import point_of
from stabcheck.sweeping.result import SweepResult, WorstError
from stabcheck.sweeping.specials import judge_specials
from stabcheck.sweeping.strips import blank, strip
from stabcheck.sweeping.sums import accumulated_in, stagnation
from stabcheck.sweeping.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Form
    from stabcheck.sweeping.course import Course
    from stabcheck.sweeping.failures import Run
    from stabcheck.sweeping.findings import Witnesses
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.places import Walk
    from stabcheck.sweeping.result import ContractVerdict, Point, Stagnation
    from stabcheck.sweeping.tally import Survey, Worst

__all__ = ["conclude", "counts_of", "note_of", "verdicts_of", "worst_error"]


def conclude(course: Course, found: Survey, *, with_specials: bool = False) -> list[SweepResult]:
    """What the survey of a course's whole walk comes to, one result for each form.

    ``with_specials`` also judges the page's table of special values, which no probe enters.
    """
    started = time.perf_counter()
    line, forms = course.line, course.forms
    tallies = found.forms or (Tally(),) * len(forms)
    runs = sharpen(line, forms, find_runs(found, course.walk), course.walk)
    witnesses = witnesses_of(line, runs)
    results = [
        _result(course, k, found, tally, [run for run in runs if run.form == k], witnesses)
        for k, tally in enumerate(tallies)
    ]
    if with_specials:
        results = [
            _with_specials(result, course, form)
            for result, form in zip(results, course.written, strict=True)
        ]
    seconds = (found.seconds + time.perf_counter() - started) / max(1, len(forms))
    return [replace(result, seconds=seconds) for result in results]


def _result(
    course: Course,
    k: int,
    found: Survey,
    tally: Tally,
    runs: Sequence[Run],
    witnesses: Witnesses | None,
) -> SweepResult:
    """The result of the ``k``-th form, from its tally and its runs."""
    line, form, walk = course.line, course.forms[k], course.walk
    result = SweepResult(
        quantity=line.quantity.name,
        form=form.name,
        format=line.fmt.name,
        probe=line.probe.text,
        evidence=walk.evidence,
        evidence_note=note_of(walk, found),
        inputs=found.inputs,
        undecided=found.undecided,
        filtered=found.filtered,
        contracts=dict.fromkeys(CONTRACTS, "fail"),
        promised=form.holds,
        max_error_ulp=None,
        failures=(),
        predictions=(),
        specials=(),
        strip=blank(),
        seconds=0.0,
        error=tally.error,
        mishaps=tally.mishaps,
        between=_between(course),
    )
    if tally.error:
        return result
    checks = tuple(check(one, form, nearest_run(one, runs), line) for one in course.expected[k])
    kept_in = _accumulated_in(line, form, found)
    return replace(
        result,
        contracts=verdicts_of(tally),
        counts=counts_of(tally, found.inputs),
        max_error_ulp=worst_error(tally.worst, line.fmt),
        failures=describe(line, form, runs, witnesses, checks),
        predictions=checks,
        strip=strip(tally.strip, runs, line.fmt),
        accumulate=line.arithmetic.summation if kept_in else "",
        accumulated_in=kept_in,
        stagnation=_stagnation(line, form, tally.worst, runs),
        theory=tally.theory,
    )


def _between(course: Course) -> tuple[Point, Point] | None:
    if course.between is None or course.is_whole:
        return None
    fmt = course.line.fmt
    first, last = (point_of(float_at(place, fmt), fmt) for place in course.between)
    return first, last


def note_of(walk: Walk, found: Survey) -> str:
    """What the evidence is, how much of it lies in the domain, and what was added to it."""
    more = found.refinement
    chosen = found.inputs - more.added
    notes = [walk.note if chosen == len(walk) else f"{walk.note}, {chosen:,} of them in the domain"]
    if more.changes:
        notes.append(f"{more.changes:,} beside changes of the truth")
    if more.tried:
        notes.append(f"{more.worst:,} worse of {more.tried:,} tried beside the largest errors")
    return "; ".join(notes)


def verdicts_of(tally: Tally) -> dict[str, ContractVerdict]:
    """Contract by contract, what a whole walk's tally comes to."""
    judged: dict[str, ContractVerdict] = dict.fromkeys(CONTRACTS, "n/a")
    judged |= {contract: "pass" for contract, count in tally.holds.items() if count}
    return judged | {contract: "fail" for contract, _ in tally.broken}


def counts_of(tally: Tally, inputs: int) -> dict[str, dict[str, int]]:
    """By contract how many floats hold, how many fail in which way, and how many are undecided."""
    counts = {contract: {"holds": count} for contract, count in tally.holds.items()}
    for (contract, outcome), breakage in sorted(tally.broken.items()):
        counts[contract][outcome.word] = breakage.count
    for of_contract in counts.values():
        of_contract["undecided"] = inputs - sum(of_contract.values())
    return counts


def worst_error(worst: Worst | None, fmt: Format) -> WorstError | None:
    """The worst error with its input written out."""
    if worst is None:
        return None
    at = point_of(float_at(worst.place, fmt), fmt)
    return WorstError(worst.error_ulp, at.value, at.bits)


def _accumulated_in(line: Line, form: Form, found: Survey) -> str:
    """In which format the form's sums are kept, as a run at the first float walked tells."""
    if found.first is None or not any(line.probe.is_vector):
        return ""
    return accumulated_in(line, form, line.probe.arguments(_at(line, found.first), line.fmt))


def _stagnation(
    line: Line, form: Form, worst: Worst | None, runs: Sequence[Run]
) -> Stagnation | None:
    """A sum that stops growing, looked for where the error is largest.

    There it may as well overflow: so it is looked for at the witnesses of what is inaccurate, too,
    and where addends or their exponentials are 1: these are the first to be lost in a sum.
    """
    ordinals = [run.witness for run in runs if run.outcome == Outcome.INACCURATE]
    floats = np.concatenate(
        [
            *([] if worst is None else [_at(line, worst.place)]),
            line.fmt.from_ordinal(np.array(ordinals, dtype=np.int64)),
            line.fmt.nearest(np.array([0.0, 1.0, -1.0])),
        ]
    )
    inside = line.in_domain(floats)
    return stagnation(line, form, floats[inside]) if inside.any() else None


def _at(line: Line, place: int) -> np.ndarray[Any, Any]:
    """The float at one place, shape (1,)."""
    return np.array([float_at(place, line.fmt)], dtype=line.fmt.dtype)


def _with_specials(result: SweepResult, course: Course, form: Form) -> SweepResult:
    """The result with the page's table of special values, and the contract that judges it."""
    line, every_nan = course.line, course.between is not None
    if result.error or not line.quantity.specials:
        return result
    specials = judge_specials(line.quantity, form, line.arithmetic, every_nan=every_nan)
    if not specials:
        return result
    passed = all(outcome.passed for outcome in specials)
    verdict: ContractVerdict = "pass" if passed else "fail"
    return replace(result, specials=specials, contracts={**result.contracts, "special": verdict})
