"""Predictions: where the page says a form breaks, beside where it does.

A page predicts for ideal arithmetic, in which every operation is correctly rounded.  So the form
is run in that arithmetic too, around the predicted float, and the edge is looked for there: a
prediction is right or wrong by ideal arithmetic, and what this CPU's kernels add is told apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.exact import exact
from stabcheck.sweeping.contracts import Outcome, judge
from stabcheck.sweeping.outputs import outputs
from stabcheck.sweeping.rendering import point
from stabcheck.sweeping.result import PredictionCheck

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stabcheck.exact import Exact
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Prediction
    from stabcheck.sweeping.failures import Run
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.probes import Probe

__all__ = ["Expectation", "check", "expectations", "nearest_run"]

#: How far from a predicted float, in floats, the edge of ideal arithmetic is looked for.
SEARCH_FLOATS = 4096


@dataclass(frozen=True)
class Expectation:
    """A prediction made definite on one line: the first ordinal of the predicted set.

    ``outcome`` is what comes out in this format: NaN for infinite where there is no infinity.
    ``inward`` is the direction of the predicted set, +1 or −1.  ``ordinal`` is None where the
    prediction states no boundary, or where the boundary lies beyond ±MAX (``is_beyond``).
    """

    prediction: Prediction
    outcome: Outcome
    ordinal: int | None
    inward: int
    allowed_floats: int
    kernel_floats: int = 0
    is_beyond: bool = False


def expectations(form: Form, probe: Probe, fmt: Format) -> list[Expectation]:
    """What the page predicts of ``form`` on this line.

    Where a sum is so long that its rounding may move the boundary beyond the floats that are
    searched, nothing is predicted: n·u is no longer small, and the page's first order is void.
    """
    made = (_expectation(p, probe, fmt) for p in form.breaks if probe.matches(p.on))
    return [one for one in made if one.allowed_floats <= SEARCH_FLOATS]


def _expectation(prediction: Prediction, probe: Probe, fmt: Format) -> Expectation:
    outcome = Outcome[prediction.outcome.upper()]
    if outcome == Outcome.INFINITE and not fmt.has_inf:
        outcome = Outcome.NAN
    if prediction.boundary is None:
        return Expectation(prediction, outcome, None, 1, 0)
    n = probe.n
    boundary = exact(prediction.boundary(fmt, n))
    inward = 1 if prediction.above is not None else -1
    ordinal = _first(boundary, inward, fmt)
    allowed, by_kernel = (
        0 if distance is None else _reach(boundary, exact(distance(fmt, n)), inward, fmt)
        for distance in (prediction.within, prediction.kernel)
    )
    if abs(ordinal) > fmt.max_ordinal:
        return Expectation(prediction, outcome, None, inward, allowed, is_beyond=True)
    return Expectation(prediction, outcome, ordinal, inward, allowed, by_kernel)


def _reach(boundary: Exact, distance: Exact, inward: int, fmt: Format) -> int:
    """How many floats the predicted one moves when its boundary does, by ``distance`` in s."""
    here, *ends = (
        _first(moved, inward, fmt) for moved in (boundary, boundary - distance, boundary + distance)
    )
    return max(abs(end - here) for end in ends)


def _first(boundary: Exact, inward: int, fmt: Format) -> int:
    if inward > 0:
        return fmt.first_at_or_above(boundary)
    return fmt.last_at_or_below(boundary)


def nearest_run(expectation: Expectation, runs: Sequence[Run]) -> Run | None:
    """Of one form's runs the one that is predicted: of its outcome, with the nearest edge.

    The contracts come in their order, so that ``infinite`` is looked for under range, and
    ``inaccurate`` under relative before absolute.
    """
    candidates = [run for run in runs if run.outcome == expectation.outcome]
    if not candidates:
        return None
    contract = candidates[0].contract
    same = [run for run in candidates if run.contract == contract]
    if expectation.ordinal is None:
        return same[0]
    target = expectation.ordinal
    return min(same, key=lambda run: abs(_edge(run, expectation) - target))


def check(expectation: Expectation, form: Form, run: Run | None, line: Line) -> PredictionCheck:
    """The prediction beside what was found; ``run`` is its nearest run, if there is one."""
    fmt = line.fmt
    if expectation.ordinal is None:
        met = (run is None) == expectation.is_beyond
        found = None if run is None else _edge(run, expectation)
        return _report(expectation, found, None, "met" if met else "missed", fmt)
    found = None if run is None else _edge(run, expectation)
    contract = run.contract if run is not None else _contract(expectation.outcome)

    known: dict[int, bool] = {}

    def fails_ideally(ordinal: int) -> bool:
        if ordinal not in known:
            # the first is predicted: where it is right, so are its neighbours
            ahead = [ordinal] if known else [ordinal - 1, ordinal, ordinal + 1]
            within = [each for each in ahead if abs(each) <= fmt.max_ordinal]
            outcomes = _ideally(within, form, line, contract)
            known.update(zip(within, outcomes == expectation.outcome, strict=True))
        return known[ordinal]

    ideal = _search(expectation.ordinal, expectation.inward, fmt.max_ordinal, fails_ideally)
    return _report(expectation, found, ideal, _verdict(expectation, found, ideal), fmt)


def _edge(run: Run, expectation: Expectation) -> int:
    return run.first if expectation.inward > 0 else run.last


def _contract(outcome: Outcome) -> str:
    return "relative" if outcome in (Outcome.INACCURATE, Outcome.ZERO) else "range"


def _verdict(expectation: Expectation, found: int | None, ideal: int | None) -> Any:
    predicted, allowed = expectation.ordinal, expectation.allowed_floats
    if predicted is None or ideal is None or abs(ideal - predicted) > allowed:
        return "missed"
    if found is None:
        return "missed"
    if abs(found - predicted) <= allowed:
        return "met"
    by_kernel = abs(found - ideal) <= expectation.kernel_floats + allowed
    return "kernel" if by_kernel else "missed"


def _report(
    expectation: Expectation, found: int | None, ideal: int | None, verdict: Any, fmt: Format
) -> PredictionCheck:
    prediction, predicted = expectation.prediction, expectation.ordinal
    deviation = None if found is None or predicted is None else found - predicted
    return PredictionCheck(
        outcome=prediction.outcome,
        cause=prediction.cause,
        formula=prediction.formula,
        predicted=None if predicted is None else point(predicted, fmt),
        found=None if found is None else point(found, fmt),
        ideal=None if ideal is None else point(ideal, fmt),
        deviation_floats=deviation,
        allowed_floats=expectation.allowed_floats,
        verdict=verdict,
    )


# --- ideal arithmetic -----------------------------------------------------------------------


def _search(
    predicted: int, inward: int, max_ordinal: int, fails: Callable[[int], bool]
) -> int | None:
    """The outermost failing ordinal near ``predicted``; None if no edge is near.

    From the predicted float by doubling steps, outward while it fails and inward while it does
    not, then bisection: two evaluations where the prediction is exact.
    """
    fails_at_start = fails(predicted)
    direction = -inward if fails_at_start else inward
    start, step = predicted, 1
    while step <= SEARCH_FLOATS:
        stop = start + direction * step
        if abs(stop) > max_ordinal:
            return None
        if fails(stop) != fails_at_start:
            inside, outside = (start, stop) if fails_at_start else (stop, start)
            return _bisect(inside, outside, fails)
        start, step = stop, 2 * step
    return None


def _bisect(inside: int, outside: int, fails: Callable[[int], bool]) -> int:
    while abs(outside - inside) > 1:
        middle = inside + (outside - inside) // 2
        if fails(middle):
            inside = middle
        else:
            outside = middle
    return inside


def _ideally(ordinals: Sequence[int], form: Form, line: Line, contract: str) -> Any:
    """The outcomes under ``contract`` at these ordinals, in ideal arithmetic."""
    stretch = line.at_ordinals(np.array(ordinals, dtype=np.int64))
    arithmetic = replace(line.arithmetic, ideal=True)
    got = outputs(form, stretch.arguments, arithmetic)
    allowance = line.allowance(form, stretch)
    verdicts = judge(got, stretch.truth, stretch.sensitivity, line.fmt, allowance).worst()
    return verdicts.codes.get(contract, verdicts.codes["range"])
