"""--output sarif: a valid log, with every unexpected finding at its line."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ci_findings import BROKEN, EMPTY, HERE_FROM_THE_ROOT, REFUSED, REFUSED_EARLY, RUN

from stabcheck.finding import CHECKS, Place
from stabcheck.report.run import Run
from stabcheck.report.sarif import log, write

SCHEMA = json.loads((Path(__file__).parent / "fixtures" / "sarif.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def results(run: Run) -> list[dict[str, Any]]:
    """The results of the log's one run."""
    found: list[dict[str, Any]] = log(run)["runs"][0]["results"]
    return found


@pytest.mark.parametrize("run", [RUN, REFUSED, REFUSED_EARLY, EMPTY])
def test_the_log_is_valid(run: Run) -> None:
    """Every kind of run is a log as SARIF 2.1.0 has it."""
    stream = io.StringIO()
    write(run, stream)
    VALIDATOR.validate(json.loads(stream.getvalue()))


def test_the_schema_refuses_what_the_standard_does() -> None:
    """A schema that accepted everything would hold nothing: line 0 and a new key are refused."""
    for change in ({"startLine": 0}, {"line": 3}, {}):
        wrong = log(RUN)
        wrong["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] = change
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate(wrong)


def test_what_holds_is_counted_and_not_listed() -> None:
    """A service shows each result as an alert, so only what is not as expected is one."""
    assert [result["level"] for result in results(RUN)] == ["error", "error", "warning"]
    assert log(RUN)["runs"][0]["properties"] == {"assertions": 4, "asExpected": 1}


def test_a_result_leads_to_its_line_and_its_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst result has the file from the repository's root, the line, and its rule."""
    monkeypatch.chdir(Path(__file__).parent.parent)
    run = log(RUN)["runs"][0]
    worst = run["results"][0]
    assert worst["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": HERE_FROM_THE_ROOT, "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1},
    }
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert worst["ruleId"] == "contract/range"


def test_a_file_elsewhere_is_an_absolute_uri(tmp_path: Path) -> None:
    """Outside the repository a place is a URI by itself, with its blanks escaped."""
    place = Place(str(tmp_path / "a b.py"), 2)
    (result,) = results(Run("ci", (replace(BROKEN, place=place),), 1))
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": (tmp_path / "a b.py").as_uri()}


def test_a_fingerprint_follows_the_assertion_and_not_the_line() -> None:
    """The same assertion keeps its fingerprint when its line moves; another one has another."""
    moved = replace(BROKEN, place=Place("elsewhere.py", 99), found="broken otherwise")
    other = replace(BROKEN, contract="absolute")
    prints = [results(Run("ci", (f,), 1))[0]["partialFingerprints"] for f in (BROKEN, moved, other)]
    assert prints[0] == prints[1] != prints[2]


def test_every_check_has_its_rule() -> None:
    """Whatever can be asserted, its rule is described."""
    for check in (*CHECKS, "equality"):
        finding = replace(BROKEN, check=check, contract="")
        (rule,) = log(Run("ci", (finding,), 1))["runs"][0]["tool"]["driver"]["rules"]
        assert rule["shortDescription"]["text"].endswith(".")


def test_a_refused_command_did_not_succeed() -> None:
    """A mistake is a notification of an execution that failed."""
    (invocation,) = log(REFUSED)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    text = invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert text == "there is no page 'x'; hint: closest: y"
