"""The assertion run: what came out, beside what the catalogue says must come out.

A claim has its expected verdict under its expected conditions; a form keeps every contract its
page promises, stays within the bound its page derives, and breaks where its page predicts, to the
exact float in ideal arithmetic.  Where NumPy's kernel on this CPU moves a boundary, that is
measured apart and allowed as far as the page states.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stabcheck.finding import CHECKS, Check, Finding, Place, Status, overall

if TYPE_CHECKING:
    from stabcheck.certificate import Certification
    from stabcheck.proof import ProofResult
    from stabcheck.reading.sheet import SheetResult
    from stabcheck.sweeping.result import Failure, PredictionCheck, SweepResult

__all__ = [
    "CHECKS",
    "Check",
    "ClaimCheck",
    "Finding",
    "Place",
    "Status",
    "claim_findings",
    "overall",
    "sheet_findings",
    "sweep_findings",
]

_BOUND_STATUS: dict[str, Status] = {
    "kept": "as expected",
    "exceeded": "unexpected",
    "undecided": "undecided",
}

EVERY_STEP = "every step PROVED"
WHOLE_WAY = "leads from one side of the claim to the other"

_CERTIFICATE_STATUS: dict[str, Status] = {"accepted": "as expected", "rejected": "unexpected"}

_SHEET_STATUS: dict[str, Status] = {
    "REFUTED": "unexpected",
    "UNDECIDED": "undecided",
    "NOT READ": "undecided",
}


@dataclass(frozen=True)
class ClaimCheck:
    """A claim's proof, and the page that makes the claim, by name and title.

    ``certificate`` is what became of its certificate, where one was asked for.
    """

    page: str
    title: str
    proof: ProofResult
    certificate: Certification | None = None


# --- claims ---------------------------------------------------------------------------------


def claim_findings(check: ClaimCheck) -> list[Finding]:
    """What there is to assert about one claim: verdict and conditions, then the rest."""
    proof = check.proof
    expected = _verdict(proof.expected, proof.expected_conditions)
    found = _verdict(proof.verdict, proof.conditions)
    status: Status = "as expected"
    if expected != found:
        status = "undecided" if proof.verdict == "UNDECIDED" else "unexpected"
    claim = Finding(
        check.page,
        proof.name,
        "claim",
        status,
        expected,
        found,
        _remark(proof, status),
        seconds=proof.seconds,
    )
    return [claim, *_derivation_findings(check), *_certificate_findings(check)]


def _remark(proof: ProofResult, status: Status) -> str:
    """The claim's title; and what tells against it, where it did not come out as expected."""
    remarks = [] if proof.title == proof.name else [proof.title]
    example = proof.counterexample
    if status != "as expected" and example is not None:
        point = ", ".join(f"{name} = {value}" for name, value in example.point.items())
        remarks.append(f"at {point}: {example.lhs} against {example.rhs}")
    elif status == "undecided" and proof.residual:
        remarks.append(f"what resists: {proof.residual}")
    return "; ".join(remarks)


def _verdict(verdict: str, conditions: tuple[str, ...]) -> str:
    """A verdict in print; only what is PROVED is so under conditions."""
    shown = conditions if verdict == "PROVED" else ()
    return f"{verdict} if {', '.join(sorted(shown))}" if shown else verdict


def _derivation_findings(check: ClaimCheck) -> list[Finding]:
    """Each derivation's lines; and that together they lead from one side to the other."""
    proof = check.proof
    findings = []
    for derivation in proof.derivations:
        broken = derivation.broken(proof.expected_conditions)
        status: Status = "as expected"
        if broken:
            is_open = all(step.verdict == "UNDECIDED" for step in broken)
            status = "undecided" if is_open else "unexpected"
        found = "; ".join(
            f"{step.lhs} = {step.rhs} is {_verdict(step.verdict, step.conditions)}"
            for step in broken
        )
        findings.append(
            _derivation(check, status, EVERY_STEP, found or EVERY_STEP, derivation.title)
        )
    if not proof.is_derived:
        findings.append(_derivation(check, "unexpected", WHOLE_WAY, "it does not", "derivations"))
    return findings


def _derivation(
    check: ClaimCheck, status: Status, expected: str, found: str, title: str
) -> Finding:
    return Finding(check.page, check.proof.name, "derivation", status, expected, found, title)


def _certificate_findings(check: ClaimCheck) -> list[Finding]:
    """What Coq says of the certificate, if it was asked; a proof it cannot be told of is open."""
    found, proof = check.certificate, check.proof
    if found is None or found.status == "written" or proof.verdict == "UNDECIDED":
        return []
    status = _CERTIFICATE_STATUS.get(found.status, "undecided")
    expected, seconds = "accepted", found.seconds or 0.0
    finding = Finding(
        check.page, proof.name, "certificate", status, expected, found.status, found.note
    )
    return [replace(finding, seconds=seconds)]


def sheet_findings(sheet: SheetResult) -> list[Finding]:
    """What there is to assert about a sheet: that each of its equalities holds, and was read."""
    return [
        Finding(
            sheet.name,
            f"line {item.line}",
            "equality",
            _SHEET_STATUS.get(item.verdict, "as expected"),
            "holds",
            item.verdict,
            item.note,
            place=Place(sheet.name, item.line),
        )
        for item in sheet.items
    ]


# --- forms ----------------------------------------------------------------------------------


def sweep_findings(result: SweepResult) -> list[Finding]:
    """What there is to assert about one form in one format on one probe."""
    if result.error:
        return [_finding(result, "contract", "unexpected", "a form that runs", result.error)]
    findings = [
        *_contract_findings(result),
        *_bound_findings(result),
        *(_prediction_finding(result, check) for check in result.predictions),
        *_special_findings(result),
        *_search_findings(result),
    ]
    return [replace(findings[0], seconds=result.seconds), *findings[1:]] if findings else []


def _finding(
    result: SweepResult, check: Check, status: Status, expected: str, found: str, note: str = ""
) -> Finding:
    subject = f"{result.quantity}/{result.form} {result.format} {result.probe}"
    return Finding(result.quantity, subject, check, status, expected, found, note)


def _contract_findings(result: SweepResult) -> list[Finding]:
    findings = []
    for contract in result.promised:
        verdict = result.contracts.get(contract, "n/a")
        if contract == "special" or verdict == "n/a":
            continue
        status: Status = "unexpected" if verdict == "fail" else "as expected"
        failure = next((f for f in result.failures if f.contract == contract), None)
        note = _described(failure) if failure else ""
        if status == "as expected" and result.undecided:
            status = "undecided"
            note = f"the truth of {result.undecided} of {result.inputs} inputs stayed undecided"
        found = {"fail": "broken", "pass": "kept"}[verdict]
        finding = _finding(result, "contract", status, f"{contract} kept", found, note)
        error_ulp = failure.error_ulp if failure else None
        findings.append(replace(finding, contract=contract, error_ulp=error_ulp))
    return findings


def _described(failure: Failure) -> str:
    witness = failure.witness
    return (
        f"{failure.outcome} by {failure.cause} at s = {witness.value} ({witness.bits}): "
        f"got {failure.got}, true {failure.truth}"
    )


def _bound_findings(result: SweepResult) -> list[Finding]:
    theory = result.theory
    if theory is None:
        return []
    found = f"at most {theory.ratio:.3g} of it, at s = {theory.at.value} ({theory.at.bits})"
    if theory.verdict == "exceeded":
        found = f"{theory.ratio:.6g} times it at s = {theory.at.value} ({theory.at.bits})"
    status = _BOUND_STATUS[theory.verdict]
    note = f"judged at {theory.inputs:,} of {result.inputs:,} floats, where nothing overflows"
    return [_finding(result, "bound", status, "an error within the a-priori bound", found, note)]


def _prediction_finding(result: SweepResult, check: PredictionCheck) -> Finding:
    expected = f"{check.outcome} by {check.cause}"
    if check.predicted is not None:
        expected += f" from s = {check.predicted.value} ({check.predicted.bits})"
    found = "not found"
    if check.found is not None:
        found = f"from s = {check.found.value} ({check.found.bits})"
    elif check.verdict != "missed":
        found = "found"
    status: Status = "unexpected" if check.verdict == "missed" else "as expected"
    return _finding(result, "prediction", status, expected, found, _deviation(check))


def _deviation(check: PredictionCheck) -> str:
    if not check.deviation_floats:
        return check.formula
    whose = "the kernel of this CPU departs" if check.verdict == "kernel" else "departs"
    floats = "float" if abs(check.deviation_floats) == 1 else "floats"
    return f"{check.formula}: {whose} by {check.deviation_floats:+d} {floats}"


def _special_findings(result: SweepResult) -> list[Finding]:
    if "special" not in result.promised:
        return []
    return [
        _finding(
            result,
            "special",
            "as expected" if outcome.passed else "unexpected",
            f"f({outcome.arguments}) = {' or '.join(outcome.accepted)}",
            outcome.got,
            outcome.note,
        )
        for outcome in result.specials
    ]


def _search_findings(result: SweepResult) -> list[Finding]:
    """What a search off the probes has broken; that it broke nothing asserts nothing."""
    search = result.search
    if search is None:
        return []
    if search.error:
        return [_finding(result, "contract", "unexpected", "a form that runs", search.error)]
    broken = {contract: search.breaking(contract) for contract in result.promised}
    return [
        replace(
            _finding(
                result,
                "contract",
                "unexpected",
                f"{contract} kept off the probes",
                "broken",
                f"{found.outcome} by {found.cause} on {found.probe} at s = {found.at}: "
                f"got {found.got}, true {found.truth}",
            ),
            contract=contract,
            error_ulp=found.error_ulp,
        )
        for contract, found in broken.items()
        if found is not None
    ]
