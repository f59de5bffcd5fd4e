"""The assertion run: what counts as expected, as unexpected and as undecided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_examples import PROVED, REFUTED, UNDECIDED, check, failure, prediction, sweep_result

from stabcheck.ci import Finding, claim_findings, overall, sweep_findings
from stabcheck.proof import DerivationResult, DerivationStep, ProofResult
from stabcheck.sweeping.result import SpecialOutcome


def status_of_claim(proof: ProofResult) -> str:
    """What all assertions about one claim come to."""
    return overall(claim_findings(check(proof)))


def findings_of(kind: str, findings: list[Finding]) -> list[Finding]:
    """The findings of one kind of check."""
    return [finding for finding in findings if finding.check == kind]


def test_verdicts_that_are_expected_are_as_expected() -> None:
    """A claim expected to be PROVED, and one expected to be REFUTED, are both as expected."""
    assert status_of_claim(PROVED) == "as expected"
    assert status_of_claim(REFUTED) == "as expected"


def test_a_flipped_expectation_is_unexpected() -> None:
    """The same proofs under the opposite expectation are not as expected."""
    assert status_of_claim(replace(PROVED, expected="REFUTED")) == "unexpected"
    assert status_of_claim(replace(REFUTED, expected="PROVED")) == "unexpected"


def test_a_surprising_verdict_comes_with_its_evidence() -> None:
    """A claim unexpectedly REFUTED tells its point, one left UNDECIDED what resists."""
    refuted = claim_findings(check(replace(REFUTED, expected="PROVED")))[0]
    assert refuted.note == "only nearly so; at N = 2, x = (1, 2): [2.3132 ± 4e-5] against 2"
    assert claim_findings(check(REFUTED))[0].note == "only nearly so"
    undecided = claim_findings(check(replace(UNDECIDED, title=UNDECIDED.name)))[0]
    assert undecided.note == "what resists: √(3 + 2√2) − √2 − 1"


def test_undecided_is_rounded_to_neither_side() -> None:
    """UNDECIDED where a verdict was expected is a status of its own, and fine where expected."""
    assert status_of_claim(UNDECIDED) == "undecided"
    assert status_of_claim(replace(UNDECIDED, expected="UNDECIDED")) == "as expected"


def test_a_condition_too_many_or_too_few_is_unexpected() -> None:
    """A proof must rest on just the conditions that its page states."""
    assert status_of_claim(replace(PROVED, expected_conditions=())) == "unexpected"
    assert status_of_claim(replace(PROVED, conditions=())) == "unexpected"


@pytest.mark.parametrize(
    ("verdict", "status"), [("REFUTED", "unexpected"), ("UNDECIDED", "undecided")]
)
def test_a_broken_step_of_a_derivation_is_found(verdict: str, status: str) -> None:
    """A derivation with a false line is unexpected, with an undecided line undecided."""
    step = DerivationStep(PROVED.lhs, PROVED.rhs, "a slip", verdict)
    proof = replace(PROVED, derivations=(DerivationResult("chain", (step,)),))
    found = findings_of("derivation", claim_findings(check(proof)))
    assert [finding.status for finding in found] == [status]
    assert f"{PROVED.lhs} = {PROVED.rhs} is {verdict}" in found[0].found


def test_a_line_that_needs_an_unstated_condition_is_found() -> None:
    """A line PROVED only where x > 0 does not serve a claim stated for all x."""
    step = DerivationStep(
        PROVED.lhs, PROVED.rhs, "log x² = 2 log x", "PROVED", conditions=("x > 0",)
    )
    proof = replace(PROVED, derivations=(DerivationResult("chain", (step,)),))
    found = findings_of("derivation", claim_findings(check(proof)))
    assert [finding.status for finding in found] == ["unexpected"]
    assert "if x > 0" in found[0].found


@pytest.mark.parametrize(
    "steps", [(), (DerivationStep("e^x", "e^x + 0", "beside the point", "PROVED"),)]
)
def test_a_derivation_must_lead_from_one_side_to_the_other(steps) -> None:
    """No lines, or true lines about something else, derive nothing."""
    proof = replace(PROVED, derivations=(DerivationResult("chain", steps),))
    found = findings_of("derivation", claim_findings(check(proof)))
    assert [finding.status for finding in found] == ["as expected", "unexpected"]


def test_a_failure_that_is_not_promised_away_is_as_expected() -> None:
    """A form may break what it does not promise, where its page predicts it."""
    findings = sweep_findings(sweep_result())
    assert overall(findings) == "as expected"
    assert len(findings_of("prediction", findings)) == 1


def test_a_broken_promise_is_unexpected_and_names_the_float() -> None:
    """A promised contract that fails is unexpected; its note says at which float."""
    broken = findings_of("contract", sweep_findings(sweep_result(promised=("range",))))
    assert [finding.status for finding in broken] == ["unexpected"]
    assert "0x42b17218" in broken[0].note


def test_an_undecided_truth_leaves_a_promise_undecided() -> None:
    """A promise kept on all inputs but those of undecided truth is neither kept nor broken."""
    result = sweep_result(
        promised=("range",), contracts={"range": "pass"}, failures=(), undecided=3
    )
    assert overall(sweep_findings(result)) == "undecided"


def test_a_missed_prediction_is_unexpected_and_a_kernels_deviation_is_not() -> None:
    """Ideal arithmetic decides whether a page is right; this CPU's kernel may depart."""
    missed = sweep_result(predictions=(prediction("missed", 7),))
    kernel = sweep_result(predictions=(prediction("kernel", -2),))
    assert overall(sweep_findings(missed)) == "unexpected"
    assert overall(sweep_findings(kernel)) == "as expected"
    assert "-2 floats" in findings_of("prediction", sweep_findings(kernel))[0].note


def test_a_special_value_out_of_its_table_is_unexpected() -> None:
    """Where special is promised, each row of the page's table is asserted by itself."""
    wrong = SpecialOutcome("(inf, 0.0)", "nan", ("inf",), passed=False, note="")
    result = sweep_result(specials=(wrong,))
    found = findings_of("special", sweep_findings(result))
    assert [finding.status for finding in found] == ["unexpected"]
    assert findings_of("special", sweep_findings(sweep_result(promised=()))) == []


def test_a_form_that_cannot_run_is_unexpected() -> None:
    """A form that raises is one unexpected finding, whatever else the result says."""
    findings = sweep_findings(sweep_result(error="TypeError: numpy.sort is not modelled"))
    assert [finding.status for finding in findings] == ["unexpected"]
    assert "numpy.sort" in findings[0].found


def test_failures_of_other_contracts_do_not_break_a_promise() -> None:
    """Only the promised contract's own verdict decides."""
    result = sweep_result(
        promised=("absolute",),
        contracts={"range": "fail", "absolute": "pass"},
        failures=(failure("range"),),
    )
    assert overall(sweep_findings(result)) == "as expected"
