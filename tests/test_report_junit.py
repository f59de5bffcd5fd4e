"""--output junit: valid XML that counts every assertion once."""

from __future__ import annotations

import io
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from ci_findings import BROKEN, EMPTY, HERE_FROM_THE_ROOT, REFUSED, REFUSED_EARLY, RUN

from stabcheck.report.junit import write
from stabcheck.report.run import Run

SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "fixtures" / "junit.xsd")


def written(run: Run, encoding: str = "utf-8") -> str:
    """What is written to a stream of this encoding, as bytes would read it back."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, newline="\n")
    write(run, stream)
    stream.flush()
    return raw.getvalue().decode(encoding)


@pytest.mark.parametrize("run", [RUN, REFUSED, REFUSED_EARLY, EMPTY])
def test_the_report_is_valid(run: Run) -> None:
    """Every kind of run is valid XML in the form that Ant and Jenkins agree on."""
    SCHEMA.validate(ET.fromstring(written(run)))


def test_the_schema_refuses_what_readers_would() -> None:
    """A schema that accepted everything would hold nothing: a missing count is refused."""
    text = written(RUN)
    for wrong in (text.replace(' failures="2"', ""), text.replace("<system-out />", "")):
        assert wrong != text
        with pytest.raises(xmlschema.XMLSchemaValidationError):
            SCHEMA.validate(ET.fromstring(wrong))


def test_every_assertion_is_a_case_and_the_counts_are_right() -> None:
    """A page is a suite; a finding is a case; failed and undecided are counted apart."""
    first, second = ET.fromstring(written(RUN))
    assert [first.get(key) for key in ("name", "tests", "failures", "skipped", "time")] == [
        "page",
        "3",
        "2",
        "0",
        "1.250",
    ]
    assert [second.get(key) for key in ("name", "tests", "failures", "skipped")] == [
        "other",
        "1",
        "0",
        "1",
    ]
    assert len(first.findall("testcase")) == 3
    assert len(first.findall("testcase/failure")) == 2
    assert [element.get("message") for element in second.findall("testcase/skipped")] == [
        "expected PROVED, found UNDECIDED"
    ]


def test_a_failure_says_what_and_where(monkeypatch: pytest.MonkeyPatch) -> None:
    """Expectation, outcome, note and place stand in the failure; no character is illegal."""
    monkeypatch.chdir(Path(__file__).parent.parent)
    failure = ET.fromstring(written(Run("ci", (BROKEN,), 1))).find(".//failure")
    assert failure is not None
    assert failure.get("type") == "contract/range"
    assert failure.get("message") == "expected range kept, found broken"
    text = failure.text or ""
    assert "nan, at s < 0 & \N{REPLACEMENT CHARACTER}" in text
    assert text.endswith(f"{HERE_FROM_THE_ROOT}:1")


def test_a_refused_command_is_a_case_in_error() -> None:
    """A mistake is one test in error, with its sentence and its hint."""
    (suite,) = ET.fromstring(written(REFUSED))
    error = suite.find("testcase/error")
    assert error is not None
    assert suite.get("errors") == "1"
    assert error.get("message") == "there is no page 'x'"
    assert (error.text or "").endswith("hint: closest: y")


def test_an_ascii_stream_gets_references() -> None:
    """Where the stream is ASCII, other characters are references, and read back the same."""
    run = Run("ci", (BROKEN,), 1)
    ascii_text = written(run, "ascii")
    assert ascii_text.isascii()
    assert [e.text for e in ET.fromstring(ascii_text).iter("failure")] == [
        e.text for e in ET.fromstring(written(run)).iter("failure")
    ]
