"""``stabcheck check``: what it says and how it exits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stabcheck
from stabcheck.cli.main import main

HERE = Path(__file__).parent
SOUND = f"{HERE / 'misbehaving.py'}:sound"


def test_a_sound_function_passes(capsys: pytest.CaptureFixture[str]) -> None:
    """Proof, every contract and exit code 0, in the words of the report."""
    assert main(["check", SOUND, "--as", "sigmoid", "--format", "float32"]) == 0
    said = capsys.readouterr().out
    assert "PROVED" in said
    assert "passes: range, absolute, special hold" in said


def test_a_broken_function_fails_with_its_simplest_input(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The naive log-sum-exp fails at a round number, and the line that replays it fails too."""
    command = ["check", f"{HERE / 'naive_functions.py'}:logsumexp", "--as", "logsumexp"]
    assert main([*command, "--format", "float32", "--output", "json"]) == 1
    (report,) = json.loads(capsys.readouterr().out)["results"]
    witness = next(c for c in report["contracts"] if c["contract"] == "range")["witness"]
    assert witness["arguments"] == "x = (90.0)"
    assert (witness["got"], witness["outcome"]) == ("inf", "infinite")
    at = witness["replay"].split(" --at ")[1]
    again = [*command, "--format", "float32", "--probe", witness["probe"], "--at", at]
    assert main(again) == 1
    assert "breaks     range" in capsys.readouterr().out


def test_what_decides_can_be_chosen() -> None:
    """A contract that fails decides only where it is required."""
    command = ["check", f"{HERE / 'naive_functions.py'}:sigmoid", "--as", "sigmoid"]
    quick = ["--format", "float32", "--output", "json:/dev/null"]
    assert main([*command, *quick, "--require", "range,absolute"]) == 0
    assert main([*command, *quick, "--require", "relative"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["nowhere:f", "--as", "sigmoid"], "no module nowhere", "installed"),
        ([SOUND, "--as", "sigmoyd"], "no quantity 'sigmoyd'", "closest: sigmoid"),
        ([SOUND, "--as", "logsumexp"], "cannot be called as logsumexp", "def checked(x)"),
        ([SOUND, "--as", "sigmoid", "--require", "rnage"], "no contract 'rnage'", "range"),
        ([SOUND, "--as", "sigmoid", "--kw", "beta"], "no NAME=VALUE", "beta=1"),
        ([SOUND, "--as", "sigmoid", "--memory", "lots"], "no amount", "2G"),
        ([SOUND, "--as", "sigmoid", "--args", "y"], "are x", "--help"),
        ([SOUND, "--as", "sigmoid", "--library", "nowhere"], "nowhere cannot be used", "pip"),
    ],
)
def test_a_mistake_is_one_sentence_and_a_hint(
    arguments: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be checked exits 2 and says why, without a traceback."""
    assert main(["check", *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert hint in said
    assert "Traceback" not in said


def test_a_function_at_hand_is_checked() -> None:
    """`stabcheck.check` takes a function, a local one too, and says that it was not isolated."""

    def local(x):
        return 1 / (1 + 2.718281828459045 ** (-x))

    report = stabcheck.check(local, "sigmoid", formats=["float64"])
    assert report.passed
    assert any("not isolated" in said for said in report.assumptions)


def test_an_unknown_option_is_refused() -> None:
    """A misspelt keyword argument is an error, not ignored."""
    with pytest.raises(TypeError, match="max_ulps"):
        stabcheck.check(SOUND, "sigmoid", max_ulps=3)  # type: ignore[call-arg]
