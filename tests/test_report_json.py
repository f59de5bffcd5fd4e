"""The JSON envelope: always valid, always the promised keys."""

from __future__ import annotations

import io
import json
import platform
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from report_examples import (
    PROVED,
    REFUTED,
    check,
    prediction,
    prove_run,
    sweep_result,
    sweep_run,
)

from stabcheck.catalogue import pages
from stabcheck.ci import claim_findings
from stabcheck.report.json_envelope import write
from stabcheck.report.run import Explanation, Problem, Run
from stabcheck.sweeping.result import Point, TheoryCheck


def written(run: Run) -> dict[str, Any]:
    """The envelope as a strict parser reads it back."""

    def refuse(word: str) -> None:
        raise AssertionError(f"{word} is not JSON")

    stream = io.StringIO()
    write(run, stream)
    envelope: dict[str, Any] = json.loads(stream.getvalue(), parse_constant=refuse)
    return envelope


def test_the_envelope_has_its_seven_keys() -> None:
    """Every envelope has schema, command, version, exit_code, machine, results and errors."""
    envelope = written(prove_run(PROVED))
    keys = ["schema", "command", "version", "exit_code", "machine", "results", "errors"]
    assert list(envelope) == keys
    assert envelope["schema"] == 1
    assert envelope["command"] == "prove"
    assert envelope["errors"] == []


def test_a_sweep_says_whose_kernels_ran() -> None:
    """NumPy's version and the vector extensions it found; a proof and a refusal run no kernel."""
    machine = written(sweep_run(sweep_result()))["machine"]
    assert machine["numpy"] == np.__version__
    assert machine["architecture"] == platform.machine()
    found = np.show_config(mode="dicts")["SIMD Extensions"]
    assert machine["baseline"] == found["baseline"]
    assert machine["found"] == found.get("found", [])
    assert written(prove_run(PROVED))["machine"] is None
    assert written(Run("sweep", (), 2, (Problem("no such form"),)))["machine"] is None


def test_a_departure_stands_in_floats_beside_its_prediction() -> None:
    """Predicted, found and ideal with their bits, the distance, and what is allowed of it."""
    moved = replace(prediction("kernel", 3), allowed_floats=1)
    (entry,) = written(sweep_run(sweep_result(predictions=(moved,))))["results"]
    (check_,) = entry["predictions"]
    for key in ("predicted", "found", "ideal"):
        assert check_[key] == {"value": "88.72284", "bits": "0x42b17218"}
    assert (check_["deviation_floats"], check_["allowed_floats"]) == (3, 1)
    assert check_["verdict"] == "kernel"


def test_an_error_stands_beside_its_bound() -> None:
    """The ratio with the float that attains it; null where the page states no bound."""
    at = Point("-0.5", "0xbf000000", -1056964608)
    theory = TheoryCheck(0.625, at, 9000, "kept")
    runs = sweep_run(sweep_result(theory=theory), sweep_result())
    bounded, bare = written(runs)["results"]
    assert bounded["theory"] == {
        "ratio": 0.625,
        "at": {"value": "-0.5", "bits": "0xbf000000"},
        "inputs": 9000,
        "verdict": "kept",
    }
    assert bare["theory"] is None


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
