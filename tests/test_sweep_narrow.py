"""In formats the pages do not speak of, contracts are shown and nothing is promised."""

from __future__ import annotations

import numpy as np
import pytest
from amounts import share

from stabcheck.catalogue import quantities
from stabcheck.ci import sweep_findings
from stabcheck.formats import find_format
from stabcheck.sweeping.engine import DEFAULT_FORMATS, plan, sweep
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.replay import replay

NARROW = ("float8_e4m3fn", "float8_e5m2")


@pytest.mark.parametrize("name", NARROW)
def test_a_page_is_swept_and_nothing_is_asserted(name) -> None:
    """No form errs, contracts have verdicts, and neither promises nor predictions are judged."""
    looked_at = share(quantities(), 10)
    tasks = plan([quantities()[each] for each in looked_at], formats=[name])
    results = list(sweep([task for task in tasks if task.length <= 3], jobs=1))
    assert {result.quantity for result in results} == set(looked_at)
    assert [result.error for result in results if result.error] == []
    assert all(result.contracts["range"] in ("pass", "fail") for result in results)
    assert any(result.failures for result in results)
    assert [finding for result in results for finding in sweep_findings(result)] == []


@pytest.mark.parametrize("name", NARROW)
def test_every_float_is_walked_on_long_vectors_too(name) -> None:
    """There are so few that nothing is left out, and what is found is exact."""
    tasks = plan([quantities()["softmax"]], formats=[name], probes=["(s, 0, ..., 0) n=100"])
    for result in sweep(tasks, jobs=1):
        assert result.evidence == "exhaustive"
        assert result.inputs == 2 * (find_format(name).max_ordinal + 1)


def test_the_default_formats_are_spoken_of() -> None:
    """There a page promises and predicts."""
    for name in DEFAULT_FORMATS:
        page = quantities()["sigmoid"]
        results = list(sweep(plan([page], ["naive", "two-branch"], [name]), jobs=1))
        assert any(result.promised for result in results)
        assert any(result.predictions for result in results)


def test_probes_a_format_cannot_hold_are_left_out() -> None:
    """(s, -inf) needs an infinity, and x=1000 a float above 448; other probes stay."""
    page = quantities()["logsumexp"]
    by_format = {
        name: {task.probe for task in plan([page], formats=[name])} for name in ("float16", *NARROW)
    }
    assert by_format["float16"] - by_format["float8_e4m3fn"] == {"(s, -inf)"}
    assert by_format["float8_e5m2"] == by_format["float16"]
    named = plan([page], formats=["float16", "float8_e4m3fn"], probes=["(s, -inf)"])
    assert [task.format for task in named] == ["float16"]
    assert [task.with_specials for task in named] == [True]
    for probe in ("(s, -inf)", "(s, 1000)"):
        with pytest.raises(ValueError, match="float8_e4m3fn cannot hold"):
            plan([page], formats=["float8_e4m3fn"], probes=[probe])
        with pytest.raises(ValueError, match="float8_e4m3fn cannot hold"):
            replay("logsumexp", "naive", "float8_e4m3fn", probe, "1")


def test_inputs_beyond_a_format_without_infinity_are_outside_the_domain() -> None:
    """Where s+300 is no float of the format, there is nothing to judge."""
    page, fmt = quantities()["logsumexp"], find_format("float8_e4m3fn")
    line = Line(page, parse_probe("(s, s+300)", page), fmt)
    s = fmt.nearest(np.array([-448.0, 0.0, 100.0, 448.0]))
    assert line.in_domain(s).tolist() == [True, True, True, False]
