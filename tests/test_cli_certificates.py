"""``stabcheck prove --certificate`` and ``--verify``: what is written, shown and answered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from amounts import FULL

from stabcheck.certificate import Certificate, Certification, Coq, CoqMissing
from stabcheck.certificate.coq import assumptions
from stabcheck.cli.main import main

AXIOMS = """\
Axioms:
ClassicalDedekindReals.sig_not_dec : forall P : Prop, {~ ~ P} + {~ P}
ClassicalDedekindReals.sig_forall_dec
  : forall P : nat -> Prop,
    (forall n : nat, {P n} + {~ P n}) -> {n : nat | ~ P n} + {forall n : nat, P n}
"""


def says(answer: str) -> Coq:
    """A Coq that runs this Python code instead of checking the file."""
    return Coq((sys.executable, "-c", answer))


def prove_with(coq: Coq, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """The exit code of ``prove --verify`` where that Coq is installed."""
    monkeypatch.setattr(Coq, "installed", classmethod(lambda _: coq))
    return main(["prove", "--verify", *arguments])


def test_certificates_are_written_with_an_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One file a claim, that it holds or does not; of a claim without one it says why: exit 4."""
    folder = tmp_path / "new" / "proofs"
    claims = ("lse-shift", "lse-is-max", "diff(diff(exp(x), x), x) = exp(x)")
    assert main(["prove", *claims, "--certificate", str(folder)]) == 4
    names = {"lse_shift.v", "lse_is_max.v", "index.md"}
    assert {path.name for path in folder.iterdir()} == names
    source = (folder / "lse_shift.v").read_text(encoding="utf-8")
    assert source.startswith("(** * lse-shift: log(Σᵢ e^xᵢ) = a + log(Σᵢ e^(xᵢ − a))\n")
    assert "Theorem claim_lse_shift :" in source
    index = (folder / "index.md").read_text(encoding="utf-8")
    assert "| [lse_shift.v](lse_shift.v) |" in index
    assert "| log(Σᵢ e^xᵢ) ≠ maxᵢ xᵢ | [lse_is_max.v](lse_is_max.v) |" in index
    assert "| the derivative of a derivative |" in index
    shown = capsys.readouterr().out
    assert "Coq written" in shown
    assert "no certificate: the derivative of a derivative" in shown
    assert "; 2 certificates written" in shown


def test_no_certificate_takes_the_place_of_another(tmp_path: Path) -> None:
    """Formulas whose names come to the same letters have files of their own."""
    assert main(["prove", "x-1 = -1+x", "x+1 = 1+x", "--certificate", str(tmp_path)]) == 0
    assert len(list(tmp_path.glob("*.v"))) == 2


def test_a_folder_that_cannot_be_written_is_a_mistake(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2 and a sentence."""
    (tmp_path / "file").touch()
    assert main(["prove", "lse-shift", "--certificate", str(tmp_path / "file" / "in")]) == 2
    assert "cannot write to" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--verify"], ["--certificate", "proofs"]])
def test_of_sheets_there_are_none(option: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and a sentence: it is not passed over in silence."""
    assert main(["prove", "--sheet", "docs/sheet.md", *option]) == 2
    assert "certificates are written of claims" in capsys.readouterr().err


def test_without_coq_there_is_nothing_to_verify_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Exit code 2, and the package that has it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["prove", "lse-shift", "--verify"]) == 2
    said = capsys.readouterr().err
    assert "neither coqc nor rocq is installed" in said
    assert "apt install coq" in said


def test_what_coq_accepts_is_shown_with_its_time(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mark in the terminal, and the fields in JSON."""
    coq = says(f"print({AXIOMS!r})")
    assert prove_with(coq, monkeypatch, "lse-shift") == 0
    shown = capsys.readouterr().out
    assert "Coq ✓ " in shown
    assert "; Coq accepts 1 of 1 certificate" in shown
    assert prove_with(coq, monkeypatch, "lse-shift", "--steps") == 0
    assert "Coq ✓ " in capsys.readouterr().out
    assert prove_with(coq, monkeypatch, "lse-shift", "--output", "json") == 0
    (entry,) = json.loads(capsys.readouterr().out)["results"]
    found: dict[str, Any] = entry["certificate"]
    assert found["status"] == "accepted"
    assert found["seconds"] > 0
    assert found["assumptions"] == [
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
    ]


@pytest.mark.parametrize("claim", ["lse-shift", "lse-is-max"])
@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ("raise SystemExit('no such tactic')", "no such tactic"),
        ("pass", "Coq does not say what the theorem rests on"),
        ("print('Axioms:\\neasy : 1 = 2')", "it rests on easy"),
    ],
)
def test_what_coq_rejects_exits_1(
    answer: str,
    note: str,
    claim: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An error, a strange axiom, or no word on the axioms at all; of what is REFUTED too."""
    assert prove_with(says(answer), monkeypatch, claim) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "Coq ✗" in shown
    assert "; Coq accepts 0 of 1 certificate" in shown
    assert f"certificate: expected accepted, found rejected: {note}" in shown


def test_no_answer_in_time_is_undecided() -> None:
    """It is neither accepted nor rejected."""
    found = says("import time; time.sleep(60)").verify(Certificate("a", ""), 0.2)
    assert found == Certification("timed out", "no answer within 0.2 s", 0, 0.2)


def program(folder: Path, name: str, answer: str) -> None:
    """A program of that name, which runs this Python code."""
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{answer}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.mark.parametrize("name", ["coqc", "rocq"])
def test_either_name_will_do(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Coq is called rocq since version 9, and checks a file with one more word."""
    program(tmp_path, name, "print('9.2 5.4.1')")
    monkeypatch.setenv("PATH", str(tmp_path))
    verb = ["compile"] if name == "rocq" else []
    assert [*Coq.installed().command[: 1 + len(verb)]] == [str(tmp_path / name), *verb]


def test_an_old_coq_will_not_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its version is told."""
    program(tmp_path, "coqc", "print('8.15.2 4.14.0')")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CoqMissing, match=r"the installed Coq is 8\.15\.2, and 8\.16 is needed"):
        Coq.installed()


def test_coq_without_its_library_is_no_verdict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Since version 9 the library is a package of its own: exit code 2, and the package's name."""
    error = "Cannot find a physical path bound to logical path\nReals with prefix Stdlib."
    assert prove_with(says(f"raise SystemExit({error!r})"), monkeypatch, "lse-shift") == 2
    said = capsys.readouterr().err
    assert "Coq is installed without its standard library" in said
    assert "libcoq-stdlib" in said


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Section Variables:\nhyp : 2 = 3\nAxioms:\neasy : 1 = 2\n", {"hyp", "easy"}),
        ("Axioms:\nloop is assumed to be guarded.\n", {"loop"}),
        ("Theory:\nType hierarchy is collapsed (logic is inconsistent)\n", {"Type"}),
    ],
)
def test_whatever_a_theorem_rests_on_is_read(printed: str, names: set[str]) -> None:
    """Variables of a section, what was not checked, another logic: none of it passes unseen."""
    assert names <= set(assumptions(printed) or ())


def test_axioms_are_read_by_name() -> None:
    """Types that go on below a name are no names."""
    assert assumptions("") is None
    assert assumptions("Closed under the global context\n") == ()
    assert assumptions(AXIOMS) == (
        "ClassicalDedekindReals.sig_forall_dec",
        "ClassicalDedekindReals.sig_not_dec",
    )


def test_nothing_depends_on_how_strings_hash(tmp_path: Path) -> None:
    """Under another seed of the hashes the same proofs are found, step by step, word by word."""
    claims = () if FULL else ("l2_norm/scaled", "layer-norm-mean", "norm-additive")
    written = ("--steps", "--output", "latex:steps.tex", "--certificate", ".")
    command = [sys.executable, "-m", "stabcheck", "prove", *claims, *written]
    found = []
    for seed in range(1, 5 if FULL else 3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        own = {**os.environ, "PYTHONHASHSEED": str(seed)}
        subprocess.run(command, cwd=folder, env=own, check=True, capture_output=True)
        found.append({path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()})
    assert len(found[0]) >= len(claims) + 2
    assert all(each == found[0] for each in found)
