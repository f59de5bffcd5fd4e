"""The JSON envelope: always valid, always the promised keys."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from report_examples import PROVED, REFUTED, check, prove_run, sweep_result, sweep_run

from stabcheck.catalogue import pages
from stabcheck.ci import claim_findings
from stabcheck.report.json_envelope import write
from stabcheck.report.run import Explanation, Problem, Run


def written(run: Run) -> dict[str, Any]:
    """The envelope as a strict parser reads it back."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    stream = io.StringIO()
    write(run, stream)
    envelope: dict[str, Any] = json.loads(stream.getvalue(), parse_constant=refuse)
    return envelope


def test_the_envelope_has_its_six_keys() -> None:
    """Every envelope has schema, command, version, exit_code, results and errors."""
    envelope = written(prove_run(PROVED))
    assert list(envelope) == ["schema", "command", "version", "exit_code", "results", "errors"]
    assert envelope["schema"] == 1
    assert envelope["command"] == "prove"
    assert envelope["errors"] == []


def test_a_proof_has_the_promised_keys() -> None:
    """A prove entry tells statement, verdict, conditions and counterexample."""
    proved, refuted = written(prove_run(PROVED, REFUTED))["results"]
    assert proved["statement"] == {"lhs": PROVED.lhs, "rhs": PROVED.rhs}
    assert proved["conditions"] == ["C > 0"]
    assert proved["counterexample"] is None
    assert refuted["counterexample"] == {
        "point": {"N": "2", "x": "(1, 2)"},
        "lhs": "[2.3132 ± 4e-5]",
        "rhs": "2",
    }
    promised = {"name", "verdict", "expected", "assumptions", "seconds", "steps"}
    assert promised <= set(proved)
    assert proved["steps"][0]["rule"] == "factor"


def test_a_sweep_has_the_promised_keys() -> None:
    """A sweep entry tells its contracts, worst error and failures with their bits."""
    (entry,) = written(sweep_run(sweep_result()))["results"]
    promised = {"quantity", "form", "format", "probe", "evidence", "inputs", "contracts"}
    assert promised <= set(entry)
    assert entry["counted"] == "floats walked"
    assert entry["accumulate"] == "left to right, rounded at every step"
    assert entry["max_error_ulp"] == {"value": 4.5, "at": "-0.5", "bits": "0xbf000000"}
    failure = entry["failures"][0]
    boundary = {"value": "88.72284", "bits": "0x42b17218"}
    assert failure["first"] == failure["predicted"] == boundary
    assert {"contract", "outcome", "cause", "last", "count", "got", "truth"} <= set(failure)


def test_an_infinite_error_is_a_string() -> None:
    """JSON knows no infinity, so it is the string "inf"."""
    (entry,) = written(sweep_run(sweep_result()))["results"]
    assert entry["failures"][0]["error_ulp"] == "inf"


def test_a_refused_command_is_an_envelope_too() -> None:
    """A mistake has its sentence and its hint under errors, and no results."""
    envelope = written(Run("sweep", (), 2, (Problem("there is no page 'x'", "closest: y"),)))
    assert envelope["exit_code"] == 2
    assert envelope["results"] == []
    assert envelope["errors"] == [{"message": "there is no page 'x'", "hint": "closest: y"}]


def test_findings_pages_and_explanations_have_entries() -> None:
    """Results of ci, list and explain are written as well."""
    page = pages()["logsumexp"]
    finding = claim_findings(check(PROVED))[0]
    explanation = Explanation(page, (check(PROVED),), (sweep_result(),))
    run = Run("explain", (finding, page, explanation), 0)
    asserted, listed, explained = written(run)["results"]
    assert asserted["status"] == "as expected"
    assert "naive" in [form["name"] for form in listed["forms"]]
    assert explained["proofs"][0]["name"] == "lse-shift"


def test_what_is_no_result_is_refused() -> None:
    """An unknown kind of result is an error of the program, never a silent string."""
    with pytest.raises(TypeError, match="object is not a result"):
        written(Run("prove", (object(),), 0))
