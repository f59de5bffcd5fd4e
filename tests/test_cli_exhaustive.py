"""``sweep --exhaustive``, ``--from``, ``--to``, ``--executor`` and ``--journal``."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from stabcheck.cli.main import main
from stabcheck.cli.progress import progress

NAIVE = ["sweep", "sigmoid/naive", "--format", "float32"]


def results(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """The results of a run that is as expected, from its JSON."""
    assert main([*arguments, "--output", "json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"]
    return found


def test_a_range_is_walked_float_by_float(capsys: pytest.CaptureFixture[str]) -> None:
    """By bits or by decimals, either end alone, and the evidence says from where to where."""
    (found,) = results(capsys, *NAIVE, "--from", "0x3f800000", "--to", "1.0001")
    assert (found["inputs"], found["evidence"]) == (840, "exhaustive")
    assert found["evidence_note"] == "all 840 floats from 1.0 to 1.0001"
    assert found["between"] == [
        {"value": "1.0", "bits": "0x3f800000"},
        {"value": "1.0001", "bits": "0x3f800347"},
    ]
    (top,) = results(capsys, *NAIVE, "--from", "0x7f7ffff0")
    assert (top["inputs"], top["between"][1]["bits"]) == (16, "0x7f7fffff")
    (zeros,) = results(capsys, *NAIVE, "--from", "0x80000000", "--to", "0x00000000")
    assert zeros["inputs"] == 2
    assert main([*NAIVE, "--from", "1", "--to", "1.0001"]) == 0
    assert "float32 840 floats, exhaustive from 1.0 to 1.0001\n" in capsys.readouterr().out


def test_exhaustive_takes_the_formats_that_can_be(capsys: pytest.CaptureFixture[str]) -> None:
    """Every probe of a small format is walked whole, long vectors too; float64 is left out."""
    line = ["sweep", "logsumexp/naive", "--probe", "(s, ..., s) n=100", "--exhaustive"]
    (long,) = results(capsys, *line, "--format", "float16")
    assert (long["inputs"], long["between"]) == (63_488, None)
    narrow = results(capsys, "sweep", "sigmoid/naive", "--exhaustive", "--from", "1", "--to", "1.1")
    assert [found["format"] for found in narrow] == ["float16", "bfloat16", "float32"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "float64", "--exhaustive"], "float64 has 18,437,736,874,454,810,624 floats"),
        (["--format", "float64", "--from", "1", "--to", "2"], "too many to walk"),
        (["--format", "float32", "--from", "3", "--to", "1"], "--from 3 stands above --to 1"),
        (["--format", "float16", "--from", "0x3f800000"], "is no pattern of float16"),
        (["--format", "float32", "--to", "one"], "--to 'one' is no number"),
        (["--format", "float32", "--from", "inf"], "a probe walks finite floats"),
        (["--format", "float32", "--at", "1", "--to", "2"], "--at replays one input, and no range"),
        (["--format", "float16", "--executor", "dask://"], "there is no executor 'dask://'"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, what is wrong, and a hint; no traceback."""
    assert main(["sweep", "sigmoid/naive", *arguments]) == 2
    told = capsys.readouterr().err
    assert message in told
    assert "\nhint: " in told


def test_a_journal_is_kept_and_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same sweep resumes it; another is refused, as is a file in no directory."""
    line = [*NAIVE, "--from", "1", "--to", "1.0001", "--journal"]
    first, again = (results(capsys, *line, str(tmp_path / "journal"))[0] for _ in range(2))
    assert first | {"seconds": 0} == again | {"seconds": 0}
    for other in (["sweep", "sigmoid/two-branch", *line[2:]], [*NAIVE[:2], "--journal"]):
        assert main([*other, str(tmp_path / "journal")]) == 2
        told = capsys.readouterr().err
        assert "is the journal of sigmoid/naive in float32 on x=s, from 1.0 to 1.0001, not" in told
    assert main([*line, str(tmp_path / "nowhere" / "journal")]) == 2
    assert "cannot be opened" in capsys.readouterr().err


def test_threads_take_turns_and_find_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """``--executor threads`` gives what processes give."""
    line = ["sweep", "logsumexp/naive", "--format", "float16"]
    printed = []
    for executor in ("threads", "processes"):
        assert main([*line, "--executor", executor, "--jobs", "2"]) == 0
        printed.append(capsys.readouterr().out)
    assert printed[0] == printed[1]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Yes."""
        return True


def test_many_small_pieces_are_told_with_their_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar of an exhaustive sweep shows how far it is, how fast, and the time left."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with progress("sweeping", 4_000_000, "floats") as advance:
        for _ in range(3):
            advance("sigmoid float32", 1_000_000)
    shown = terminal.getvalue()
    assert "75%" in shown
    assert "M floats/s" in shown
    assert "left" in shown
