"""Predictions: met, missed, or moved by this CPU's kernels, each told from the others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.exact import LN2, exact
from stabcheck.formats import find_format
from stabcheck.quantity import Prediction, infinite, nan, zero
from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.failures import Run
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.predictions import check, expectations
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.result import PredictionCheck

#: The distance of neighbouring float32 at the overflow of an exponential, 88.7.
SPACING = 2.0**-17

LSE = quantities()["logsumexp"]


def checked(prediction, fmt="float32", probe="(s, 0)", form="naive") -> PredictionCheck:
    """What a sweep says of one prediction put in place of a form's own."""
    changed = replace(LSE.find_form(form), breaks=(prediction,))
    (result,) = judge_line(LSE, [changed], find_format(fmt), parse_probe(probe, LSE))
    (outcome,) = result.predictions
    return outcome


def overflow_on(probe, factor=1, **details: Any) -> Prediction:
    """The overflow of a sum of exponentials, predicted at ``factor`` times MAX + ½ulp."""
    above = lambda f, _n: np.log(f.overflow_threshold * factor)  # noqa: E731 - a formula
    return infinite(probe, "overflow", above=above, **details)


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
def test_a_right_prediction_is_met_to_the_float(fmt) -> None:
    """Predicted, found and ideal are one float."""
    outcome = checked(overflow_on("(s, 0, ..., 0)"), fmt)
    assert outcome.verdict == "met"
    assert outcome.predicted == outcome.found == outcome.ideal
    assert outcome.deviation_floats == 0


def test_a_prediction_two_floats_off_is_missed() -> None:
    """Ideal arithmetic is the judge, and it is exact: a slightly wrong formula is a wrong one."""
    outcome = checked(overflow_on("(s, 0, ..., 0)", 1 + 2 * SPACING))
    assert outcome.verdict == "missed"
    assert outcome.deviation_floats == -2
    assert outcome.ideal == outcome.found


def test_the_room_for_a_sums_rounding_is_counted_in_floats() -> None:
    """``within`` widens what counts as met by the floats it spans, and by no more."""
    three_off = 1 + 2.5 * SPACING
    rooms = {
        floats: checked(
            overflow_on(
                "(s, 0, ..., 0)", three_off, within=lambda _f, _n, k=floats: exact(k) * SPACING
            )
        )
        for floats in (1, 4)
    }
    assert {floats: room.allowed_floats for floats, room in rooms.items()} == {1: 1, 4: 4}
    assert {floats: room.verdict for floats, room in rooms.items()} == {1: "missed", 4: "met"}


def test_a_failure_predicted_where_there_is_none_is_missed() -> None:
    """No infinite float, no edge: the prediction is missed, with nothing found."""
    outcome = checked(overflow_on("(s, 0, ..., 0)"), form="shifted-log1p")
    assert (outcome.verdict, outcome.found, outcome.ideal) == ("missed", None, None)


def test_a_prediction_without_a_boundary_says_only_that_it_occurs() -> None:
    """It is met by any failure of its outcome, and missed where there is none."""
    assert checked(infinite("(s, 0, ..., 0)", "overflow")).verdict == "met"
    assert checked(nan("(s, 0, ..., 0)", "overflow")).verdict == "missed"


def test_a_prediction_for_another_line_is_not_checked() -> None:
    """A prediction speaks of the probes it names, by family or in full."""
    form = replace(LSE.find_form("naive"), breaks=(overflow_on("(s, ..., s) n=3"),))
    for probe, count in (("(s, s)", 0), ("(s, s, s)", 1)):
        (result,) = judge_line(LSE, [form], find_format("float16"), parse_probe(probe, LSE))
        assert len(result.predictions) == count


def test_a_boundary_beyond_the_format_predicts_nothing() -> None:
    """Where the closed form lies beyond MAX, the failure must not occur, and does not."""
    beyond = infinite("(s, 0, ..., 0)", "overflow", above=lambda f, _n: f.overflow_threshold * 2)
    assert checked(beyond, form="shifted").verdict == "met"
    assert checked(beyond, form="naive").verdict == "missed"


@pytest.mark.parametrize(("moved", "verdict"), [(0, "met"), (5, "kernel"), (6, "missed")])
def test_a_kernels_deviation_is_allowed_as_the_page_states(moved, verdict) -> None:
    """Found elsewhere than in ideal arithmetic: ``kernel`` as far as the page states."""
    fmt = find_format("float32")
    line = Line(LSE, parse_probe("(s, 0)", LSE), fmt)
    form = replace(
        LSE.find_form("naive"),
        breaks=(overflow_on("(s, 0, ..., 0)", kernel=lambda _f, _n: exact(5 * SPACING)),),
    )
    (expected,) = expectations(form, line.probe, fmt)
    edge = expected.ordinal + moved
    run = Run(0, "range", Outcome.INFINITE, edge, fmt.max_ordinal, edge - 1, None, edge, 1)
    outcome = check(expected, form, run, line)
    assert outcome.verdict == verdict
    assert outcome.deviation_floats == moved
    assert outcome.ideal == outcome.predicted


def test_a_saturating_kernel_is_not_held_against_the_prediction() -> None:
    """tanh's saturation is where the page says in ideal arithmetic, wherever NumPy puts it."""
    page = quantities()["tanh_grad"]
    form = page.find_form("one-minus-square")
    (result,) = judge_line(page, [form], find_format("float32"), parse_probe("x=s", page))
    zeros = [outcome for outcome in result.predictions if outcome.outcome == "zero"]
    assert zeros
    for outcome in zeros:
        assert outcome.ideal == outcome.predicted
        assert outcome.verdict in ("met", "kernel")


def test_an_edge_below_is_the_last_float_of_the_failure() -> None:
    """``below`` bounds a failure from above: its last float is compared."""
    outcome = checked(
        zero("(s, 0, ..., 0)", "cancellation", below=lambda f, _n: -f.precision * LN2),
        form="shifted",
    )
    assert outcome.verdict == "met"
    assert outcome.found is not None
    assert outcome.found.value.startswith("-16.6")
