"""--output github: annotations that GitHub's runner reads back as they were meant."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from ci_findings import BROKEN, HERE_FROM_THE_ROOT, MISSED, REFUSED, RUN

from stabcheck.report.github import MOST_ANNOTATIONS, summary, write
from stabcheck.report.run import Run

_COMMAND = re.compile(r"::(\w+) ([^:]*)::(.*)")


@pytest.fixture(autouse=True)
def no_job(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests may themselves run in a job that has a summary."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    monkeypatch.chdir(Path(__file__).parent.parent)


def commands(run: Run) -> list[tuple[str, dict[str, str], str]]:
    """Each command, its properties and its message, as the runner takes them apart."""
    stream = io.StringIO()
    write(run, stream)
    found = []
    for line in stream.getvalue().splitlines():
        match = _COMMAND.fullmatch(line)
        assert match is not None, line
        pairs = (part.partition("=") for part in match[2].split(","))
        found.append((match[1], {k: unescaped(v) for k, _, v in pairs}, unescaped(match[3])))
    return found


def unescaped(text: str) -> str:
    """What GitHub's runner makes of an escaped text: the sign of the escapes comes last."""
    for code, sign in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, sign)
    return text


def test_a_finding_is_an_annotation_of_its_line() -> None:
    """File, line and title are properties; the message survives its escapes."""
    (command, properties, message), (last, _, count) = commands(Run("ci", (BROKEN,), 1))
    assert command == "error"
    assert properties["file"] == HERE_FROM_THE_ROOT
    assert properties["line"] == "1"
    assert properties["title"] == "stabcheck contract/range"
    assert message.startswith("page/form float32 x=s: expected range kept, found broken")
    assert "100% wrong:\nnan, at" in message
    assert (last, count) == ("notice", "1 assertion, 1 unexpected")


def test_a_comma_in_a_file_name_ends_no_property(tmp_path: Path) -> None:
    """Signs that separate properties are escaped in them."""
    assert BROKEN.place is not None
    odd = str(tmp_path / "a,b:c%.py")
    run = Run("ci", (replace(BROKEN, place=replace(BROKEN.place, file=odd)),), 1)
    assert commands(run)[0][1]["file"] == Path(odd).as_posix()


def test_undecided_is_a_warning_and_what_holds_is_counted() -> None:
    """Only what is not as expected is annotated, the worst first."""
    assert [command for command, _, _ in commands(RUN)] == ["error", "error", "warning", "notice"]
    assert commands(RUN)[-1][2] == "4 assertions, 2 unexpected, 1 undecided"


def test_ten_are_annotated_and_all_are_in_the_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GitHub shows ten of a step; the job's summary is appended to, and has every one."""
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    many = tuple(replace(MISSED, subject=f"page/form{k}") for k in range(13))
    shown = commands(Run("ci", many, 1))
    assert len(shown) == MOST_ANNOTATIONS + 1 == 11
    assert shown[-1][2] == "13 assertions, 13 unexpected; the worst 10 are annotated"
    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n### stabcheck\n")
    assert text.count("page/form") == 13


def test_the_summary_is_a_table_that_no_cell_breaks() -> None:
    """A bar, a line break and markup inside a cell stay inside it."""
    lines = summary([replace(BROKEN, note="a|b\n*c*")]).splitlines()
    row = lines[-2]
    assert row.count(" | ") == 3
    assert r"a\|b \*c\*" in row


def test_all_as_expected_is_one_notice() -> None:
    """Where nothing is wrong, one line says so."""
    held = replace(BROKEN, status="as expected")
    assert commands(Run("ci", (held,), 0)) == [
        ("notice", {"title": "stabcheck"}, "1 assertion, all as expected")
    ]


def test_a_refused_command_is_an_error() -> None:
    """A mistake is annotated, without a file."""
    assert commands(REFUSED) == [
        ("error", {"title": "stabcheck"}, "there is no page 'x' (closest: y)")
    ]
