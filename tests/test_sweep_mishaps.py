"""A form that _raises, _hangs, warns or returns no floats is a finding, and the sweep goes on."""

from __future__ import annotations

import io
import json
import threading
import time
import warnings
from typing import Any

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.ci import sweep_findings
from stabcheck.cli.main import main
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real, special
from stabcheck.report.json_envelope import envelope
from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import painted
from stabcheck.report.terminal.sweep import show
from stabcheck.sweeping import outputs, trials
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.result import Mishap, SweepResult

FLOAT16 = find_format("float16")


def page_of(*functions: Any) -> Quantity:
    """The page of x/2 with these forms and, last, a sound one."""
    rows = (special(np.nan, accepts=["nan", "error"]),)
    page = Quantity("half", "x/2", arguments={"x": real()}, specials=rows)
    page.definition(lambda x: x / 2)
    page.sensitivity(np.abs)
    for function in functions:
        page.form(function.__name__, why="", holds=("range",))(function)
    page.form("sound", why="", holds=("range",))(lambda x: x / 2)
    return page


def swept(*functions: Any) -> list[SweepResult]:
    """The results of these forms in float16; the sound form beside them is found sound."""
    page = page_of(*functions)
    probe = parse_probe("x=s", page)
    *results, sound = judge_line(page, page.forms, FLOAT16, probe, with_specials=True)
    assert sound.contracts["absolute"] == "pass"
    assert (sound.error, sound.mishaps) == ("", ())
    return results


def _raises(x):
    return np.sort(x)


def _raises_from_1000_on(x):
    if (x.stored >= 1000).any():
        raise ZeroDivisionError("too large")
    return x / 2


def _is_a_vector(x):
    return (x / 2)[..., None]


def _is_a_condition(x):
    return x > 0


def _is_nothing(x):
    return None if len(x.shape) == 0 else x


def _is_no_array_of_ours(x):
    return np.zeros(3 + x.ndim)


def _warns(x):
    warnings.warn("deprecated", FutureWarning, stacklevel=1)
    return x / 2


def _warns_of_overflow(x):
    with np.errstate(over="warn"):  # heard where NumPy's kernel overflows, which is float32's
        return np.log(np.exp(x)) / 2


def _hangs(x):
    while True:
        x = x + 0


def _hangs_by_itself(x):
    while True:
        time.sleep(0.01 + x.ndim)


@pytest.mark.parametrize(
    ("function", "kind", "what", "first"),
    [
        (_raises, "raised", "TypeError: numpy.sort is not modelled", "-65504.0"),
        (_raises_from_1000_on, "raised", "ZeroDivisionError: too large", "1000.0"),
        (_is_a_vector, "wrong shape", "returns shape (1,), the quantity has ()", "-65504.0"),
        (_is_a_condition, "wrong dtype", "returns Condition, no number of the format", "-65504.0"),
        (_is_nothing, "wrong dtype", "returns NoneType, no number of the format", "-65504.0"),
        (
            _is_no_array_of_ours,
            "wrong dtype",
            "returns ndarray, no number of the format",
            "-65504.0",
        ),
    ],
)
def test_a_form_that_returns_no_floats_fails_everything(function, kind, what, first) -> None:
    """It is told what happened and at which input first; no contract is kept."""
    (result,) = swept(function)
    (mishap,) = result.mishaps
    assert (mishap.kind, mishap.what) == (kind, what)
    assert mishap.at is not None
    assert mishap.at.value == first
    assert result.error == f"{kind}: {what}"
    assert set(result.contracts.values()) <= {"fail", "pass"}
    assert result.contracts["range"] == "fail"
    assert [finding.status for finding in sweep_findings(result)] == ["unexpected"]


def test_a_warning_is_told_and_the_form_judged() -> None:
    """What a form warns of does not change what it returns; the first input is found."""
    told, overflow = swept(_warns, _warns_of_overflow)
    assert told.mishaps == (Mishap("warned", "FutureWarning: deprecated", told.mishaps[0].at),)
    assert told.contracts["range"] == "pass"
    (mishap,) = overflow.mishaps
    assert "overflow" in mishap.what
    assert mishap.at is not None
    assert mishap.at.value == "88.75"


@pytest.mark.parametrize("function", [_hangs, _hangs_by_itself])
def test_a_form_that_hangs_is_left(function, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time it is stopped: at its next operation, or by the alarm in the main thread."""
    monkeypatch.setattr(outputs, "FORM_SECONDS", 0.2)
    monkeypatch.setattr(trials, "PART_SECONDS", 0.01)
    (result,) = swept(function)
    assert result.error == "hung: gave up after 0.2 s"
    assert result.mishaps[0].at is not None


def test_off_the_main_thread_the_next_operation_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no alarm rings, as on a thread, a form that still computes is stopped all the same."""
    monkeypatch.setattr(outputs, "FORM_SECONDS", 0.2)
    monkeypatch.setattr(trials, "PART_SECONDS", 0.01)
    results: list[SweepResult] = []
    thread = threading.Thread(target=lambda: results.extend(swept(_hangs)))
    thread.start()
    thread.join(60)
    assert results[0].error == "hung: gave up after 0.2 s"


def test_mishaps_are_shown_with_their_input() -> None:
    """On the terminal and in JSON: what happened, where first, and on how many lines."""
    results = swept(_raises_from_1000_on, _warns)
    run = Run("sweep", tuple(results), 1)
    screen_text = io.StringIO()
    with painted(screen_text) as screen:
        show(run, screen)
    lines = [line.strip() for line in screen_text.getvalue().splitlines()]
    at = "first at s = 1000.0 (0x63d0)"
    assert f"✗ raised  ZeroDivisionError: too large; float16 on x=s, {at}" in lines
    assert any(line.startswith("! warned  FutureWarning: deprecated; float16") for line in lines)
    entries = json.loads(json.dumps(envelope(run)["results"]))
    assert entries[0]["mishaps"] == [
        {
            "kind": "raised",
            "what": "ZeroDivisionError: too large",
            "at": {"value": "1000.0", "bits": "0x63d0"},
        }
    ]


def test_a_replay_of_a_form_that_raises_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback: a sentence, and the exit code of what is not as expected."""
    page = quantities()["sigmoid"]
    form = next(form for form in page.forms if form.name == "naive")
    broken = type(form)("naive", _raises, form.why, form.holds)
    monkeypatch.setattr(page, "forms", [broken])
    line_ = ["sweep", "sigmoid/naive", "--format", "float16", "--probe", "x=s", "--at", "1"]
    assert main(line_) == 1
    assert "sigmoid/naive at 1: raised: TypeError" in capsys.readouterr().err
