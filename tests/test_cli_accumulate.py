"""``--accumulate``: on the command line, in the evidence, and in the line that replays."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.main import main

SWEEP = ["sweep", "logsumexp/naive", "--format", "bfloat16", "--probe", "(s, ..., s) n=3"]


def results(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The results in the envelope that a command prints."""
    main([*arguments, "--output", "json"])
    entries: list[dict[str, Any]] = json.loads(capsys.readouterr().out)["results"]
    return entries


def test_the_replay_line_says_how_sums_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    """With sums in float32 each replay line says so and, run, comes to the same value."""
    (entry,) = results([*SWEEP, "--accumulate", "float32"], capsys)
    assert entry["accumulated_in"] == "float32"
    failure = entry["failures"][0]
    command = shlex.split(failure["replay"])
    assert command[-4:-1] == ["--accumulate", "float32", "--at"]
    (replayed,) = results(command[1:], capsys)
    assert replayed["accumulated_in"] == "float32"
    assert replayed["got"] == [failure["got"]]


def test_in_the_format_itself_the_line_stays_short(capsys: pytest.CaptureFixture[str]) -> None:
    """Rounded at every step is the default, and needs no word in the replay line."""
    (entry,) = results(SWEEP, capsys)
    assert entry["accumulated_in"] == "bfloat16"
    assert "--accumulate" not in entry["failures"][0]["replay"]


def test_a_replay_adds_up_as_it_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """300 ones are 256 step by step and 300 in float32, and the replay shows which."""
    line = ["sweep", "softmax/shifted", "--format", "bfloat16", "--probe", "(s, ..., s) n=300"]
    main([*line, "--at", "0"])
    assert "256.0" in capsys.readouterr().out
    main([*line, "--at", "0", "--accumulate", "float32"])
    text = capsys.readouterr().out
    assert "256.0" not in text
    assert "sums kept in float32" in text


def test_another_way_of_adding_up_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """Only the two ways are known; the usage error names them."""
    assert main(["ci", "softmax", "--accumulate", "float64"]) == ExitCode.USAGE
    assert "float32" in capsys.readouterr().err
