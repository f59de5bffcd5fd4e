"""The verbs end to end, on small selections: what they print, write and exit with."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stabcheck.catalogue import pages
from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.main import main
from stabcheck.quantity import Quantity

PROGRAM = str(Path(sys.executable).with_name("stabcheck"))


def as_json(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The envelope a command prints."""
    code = main([*arguments, "--output", "json"])
    envelope: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert envelope["exit_code"] == code
    return envelope


def test_prove_tells_every_selected_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    """Claims come out by name, with their verdicts, and the run is as expected."""
    envelope = as_json(["prove", "lse-*"], capsys)
    verdicts = {entry["name"]: entry["verdict"] for entry in envelope["results"]}
    assert verdicts["lse-shift"] == "PROVED"
    assert verdicts["lse-is-max"] == "REFUTED"
    assert envelope["exit_code"] == ExitCode.AS_EXPECTED


def test_sweep_finds_the_boundary_to_the_bit(capsys: pytest.CaptureFixture[str]) -> None:
    """The naive log-sum-exp on (s, 0) is infinite from the float that its page predicts."""
    arguments = ["sweep", "logsumexp/naive", "--probe", "(s, 0)", "--jobs", "1"]
    envelope = as_json([*arguments, "--format", "float16", "--format", "float32"], capsys)
    found = {
        result["format"]: failure["first"]
        for result in envelope["results"]
        for failure in result["failures"]
        if failure["contract"] == "range"
    }
    assert found == {
        "float16": {"value": "11.09375", "bits": "0x498c"},
        "float32": {"value": "88.72284", "bits": "0x42b17218"},
    }


def test_sweep_keeps_the_order_of_the_selection(capsys: pytest.CaptureFixture[str]) -> None:
    """Results come form by form, format by format as the table has them, whoever finishes first."""
    arguments = ["sweep", "sigmoid", "--format", "float32", "--format", "bfloat16"]
    envelope = as_json(arguments, capsys)
    order = [(result["form"], result["format"]) for result in envelope["results"]]
    forms = [form.name for form in pages()["sigmoid"].forms]  # type: ignore[attr-defined]
    assert order == [(form, name) for form in forms for name in ("bfloat16", "float32")]


def test_a_probe_goes_to_the_quantities_that_take_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Among several quantities, a probe selects those whose arguments it gives."""
    arguments = ["sweep", "sigmoid/naive", "logsumexp/naive", "--probe", "x=s", "--jobs", "1"]
    envelope = as_json([*arguments, "--format", "float32"], capsys)
    assert {result["quantity"] for result in envelope["results"]} == {"sigmoid"}


def test_a_replay_tells_every_step(capsys: pytest.CaptureFixture[str]) -> None:
    """--at replays one input: its steps, what came out and what is true."""
    arguments = ["sweep", "sigmoid/exp-ratio", "--format", "float32", "--at", "0x42b17218"]
    (entry,) = as_json(arguments, capsys)["results"]
    assert entry["at"] == {"value": "88.72284", "bits": "0x42b17218"}
    assert [step["operation"] for step in entry["steps"]] == ["exp", "+", "/"]
    assert entry["got"] == ["nan"]


@pytest.mark.parametrize(
    ("at", "hint"),
    [
        ("0xzz", "8 digits of 0-9"),
        ("0x42b1721", "8 digits of 0-9"),
        ("0x042b1721f", "8 digits of 0-9"),
        ("0x42b1_7218", "8 digits of 0-9"),
        ("0x7f800000", "--at takes bits in hex"),
        ("seven", "--at takes bits in hex"),
        ("", "--at takes bits in hex"),
        ("1e999999999", "--at takes bits in hex"),
        ("1e-999999999", "--at takes bits in hex"),
    ],
)
def test_malformed_bits_are_a_mistake(
    at: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no finite float of the format, in its full width, is refused with a hint."""
    code = main(["sweep", "sigmoid/naive", "--format", "float32", "--at", at])
    captured = capsys.readouterr()
    assert (code, captured.out) == (ExitCode.USAGE, "")
    assert captured.err.splitlines()[1].startswith("hint: ")
    assert hint in captured.err


@pytest.mark.parametrize(
    ("at", "fmt", "bits"),
    [
        ("60", "float32", "0x42700000"),
        ("0X42B17218", "float32", "0x42b17218"),
        ("−1e-3", "float16", "0x9419"),
        ("0x38", "float8_e4m3fn", "0x38"),
        ("1", "FLOAT16", "0x3c00"),
    ],
)
def test_an_input_is_replayed_by_its_bits_or_its_decimal(
    at: str, fmt: str, bits: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Bits in the format's full width and decimals name the same floats."""
    arguments = ["sweep", "sigmoid/naive", "--format", fmt, f"--at={at}"]
    (entry,) = as_json(arguments, capsys)["results"]
    assert entry["at"]["bits"] == bits


def test_ci_exits_1_when_an_expectation_is_flipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it stands the page holds; with one claim expected otherwise, ci says which, and 1."""
    assert as_json(["ci", "network"], capsys)["exit_code"] == ExitCode.AS_EXPECTED
    (claim,) = [c for c in pages()["network"].claims if c.name == "tanh-not-affine"]
    monkeypatch.setattr(claim, "expected", "PROVED")
    envelope = as_json(["ci", "network"], capsys)
    assert envelope["exit_code"] == ExitCode.NOT_AS_EXPECTED
    wrong = [entry for entry in envelope["results"] if entry["status"] != "as expected"]
    assert [(entry["subject"], entry["found"]) for entry in wrong] == [
        ("tanh-not-affine", "REFUTED")
    ]


def test_prove_exits_4_when_only_undecided_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """UNDECIDED alone has its own code, and never counts as proved or refuted."""
    from dataclasses import replace

    from stabcheck.proof import prove_claim

    undecided = replace(
        prove_claim(pages()["logsumexp"].claims[0]), verdict="UNDECIDED", residual="x"
    )
    monkeypatch.setattr("stabcheck.cli.proving.prove_claim", lambda *_: undecided)
    assert main(["prove", "lse-shift"]) == ExitCode.UNDECIDED


def test_explain_shows_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    """A page is explained by its prose, formulas, derivations, breaks, specials and sources."""
    assert main(["explain", "silu"]) == 0
    text = capsys.readouterr().out
    page = pages()["silu"]
    assert isinstance(page, Quantity)
    for part in (page.title, page.source, "x/(1 + e^(−x))", "for x real", "smallest failing input"):
        assert part in text
    for part in ("special values", "equal to the definition", "stabcheck explain silu_grad"):
        assert part in text
    for form in page.forms:
        assert form.why in text
    prose = " ".join(page.prose.split())
    assert " ".join(text.split()).count(prose) == 1
    assert "silu/" not in text.partition("form ")[0]  # what forms claim stands with the forms


def test_explain_tells_programs_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has the definition, the special values and the gradient's page besides."""
    (page,) = as_json(["explain", "silu"], capsys)["results"]
    assert page["gradient"] == "silu_grad"
    assert page["definition"] == ["return x * sigmoid(x)"]
    assert {"arguments": ["nan"], "accepted": ["nan"], "note": ""} in page["specials"]


def test_progress_is_on_stderr_and_only_on_a_terminal() -> None:
    """A terminal on stderr sees a bar while stdout stays the same data; a pipe sees nothing."""
    command = [PROGRAM, "prove", "lse-*", "--output", "json"]
    quiet = subprocess.run(command, capture_output=True, text=True, check=True)
    assert quiet.stderr == ""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color"}
    lively = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=theirs, text=True, check=True, env=environment
    )
    os.close(theirs)
    seen = os.read(ours, 65536).decode()
    os.close(ours)
    assert "proving" in seen
    assert len(json.loads(lively.stdout)["results"]) == len(json.loads(quiet.stdout)["results"])
