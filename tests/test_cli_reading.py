"""Formulas, files of claims and whole sheets on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stabcheck.cli.main import main

FIXTURES = Path(__file__).parent / "fixtures"
CHAIN = "log(1+exp(x)) = max(x,0) + log1p(exp(-|x|))"


def _run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([CHAIN], 0, "PROVED"),
        (["sqrt(x^2) = x"], 1, "at x = -1"),
        (["sqrt(x^2) = x", "--expect", "refuted"], 0, "REFUTED"),
        (["sqrt(x^2) = x", "--assume", "x > 0"], 0, "PROVED"),
        (["exp(log(x)) = x"], 0, "if x > 0"),
        (["logsumexp(x) = a + logsumexp(x - a)", "--vector", "x"], 0, "LSE(x − a)"),
        (["logsumexp(x) = logsumexp(x - a)", "--vector", "x"], 1, "REFUTED"),
        (["diff(tanh(x), x) = 1 - tanh(x)^2"], 0, "PROVED"),
    ],
)
def test_a_formula_of_ones_own_is_decided(capsys, arguments, code, said) -> None:
    """A formula with an equality sign is put to the prover; the exit code is its verdict's."""
    found, out, _ = _run(capsys, "prove", *arguments)
    assert found == code
    assert said in out


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        ("sqrt(x = x", "column"),
        ("foo(x) = x", "no function 'foo'"),
        ("x.real = 1", "column"),
        ("__import__('os') = 1", "column"),
        ("(" * 5000 + " = 1", "column"),
        ("x = " + "9" * 100_000, "column"),
    ],
)
def test_a_formula_that_cannot_be_read_is_one_sentence(capsys, formula, said) -> None:
    """What is not mathematics is refused with its column and a hint, and never evaluated."""
    code, out, err = _run(capsys, "prove", formula)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_file_of_claims_is_proved_line_by_line(capsys, tmp_path) -> None:
    """Each line is a claim, with the verdict it expects."""
    path = tmp_path / "claims.txt"
    path.write_text(f"stable: {CHAIN}\nsqrt(x^2) = x ; expect refuted\n", encoding="utf-8")
    code, out, _ = _run(capsys, "prove", "--claims", str(path), "--output", "json")
    results = json.loads(out)["results"]
    assert code == 0
    assert [(r["name"], r["verdict"]) for r in results] == [
        ("stable", "PROVED"),
        ("sqrt(x^2) = x", "REFUTED"),
    ]


def test_a_sheet_is_checked_and_its_misprint_named(capsys) -> None:
    """The homework's formulas: one misprint, a condition nobody stated, an index used twice."""
    sheet = next(FIXTURES.glob("homework*"))
    code, out, _ = _run(capsys, "prove", "--sheet", str(sheet))
    assert code == 1
    assert out.count("is a misprint") == 1
    assert "holds only if C > 0, which nobody states" in out
    assert "the index i is both free and bound" in out
    code, out, _ = _run(capsys, "prove", "--sheet", str(sheet), "--output", "json")
    results = json.loads(out)["results"]
    assert code == 1
    assert {"DEFINITION", "CHOICE", "PROVED", "REFUTED"} <= {r["verdict"] for r in results}
    assert all({"line", "verdict", "note"} <= set(result) for result in results)
    assert "NOT READ" not in {result["verdict"] for result in results}


@pytest.mark.parametrize("option", ["--sheet", "--claims"])
def test_a_file_that_is_not_there_is_one_sentence(capsys, option, tmp_path) -> None:
    """A missing file is the user's mistake, with exit code 2."""
    code, _, err = _run(capsys, "prove", option, str(tmp_path / "nothing.md"))
    assert code == 2
    assert "no such file" in err


def test_a_claim_has_its_time_and_no_more(capsys) -> None:
    """What is not decided in time is UNDECIDED, and says so."""
    hard = "(x+y+z+u+v+w+a+b+c)^40 = (x+y+z+u+v+w+a+b+c)^41/(x+y+z+u+v+w+a+b+c)"
    code, out, _ = _run(capsys, "prove", hard, "--timeout", "0.2")
    assert code == 4
    assert "UNDECIDED" in out
