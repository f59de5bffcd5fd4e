"""What there is to assert about a function that was checked: its contracts, and that it is sound.

A contract that is required must hold.  What is known to fail, with a reason, must fail: where it
holds after all, the excuse is out of date, and that is a failure too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from stabcheck.finding import Finding, Place, Status
from stabcheck.target.report import CHECKED

if TYPE_CHECKING:
    from stabcheck.target.report import ContractReport, Incident, Report, Witness

__all__ = ["check_findings"]

_NOTHING: Mapping[str, str] = {}


def check_findings(report: Report, expect_fail: Mapping[str, str] = _NOTHING) -> list[Finding]:
    """The findings about one function: each contract asserted, and each fault.

    ``expect_fail`` maps contracts and kinds of faults that are known to fail to the reasons.
    """
    asserted = [each for each in report.contracts if each.required or each.contract in expect_fail]
    findings = [_contract_finding(each, expect_fail.get(each.contract)) for each in asserted]
    findings += [_fault_finding(fault, expect_fail.get(fault.kind)) for fault in report.faults]
    judged = {each.contract for each in asserted} | {fault.kind for fault in report.faults}
    findings += [_unmet(name, why) for name, why in expect_fail.items() if name not in judged]
    name, place = report.subject.name, _place(report)
    findings = [
        replace(each, page=name, subject=f"{name} {each.subject}".rstrip(), place=place)
        for each in findings
    ]
    return [replace(findings[0], seconds=report.seconds), *findings[1:]] if findings else []


def _place(report: Report) -> Place | None:
    subject = report.subject
    return Place(subject.file, subject.line or 1) if subject.file else None


def _contract_finding(contract: ContractReport, reason: str | None) -> Finding:
    found = {
        "holds": "kept",
        "fails": f"broken in {', '.join(contract.failing)}",
        "undecided": "undecided",
        "not judged": "not judged",
    }[contract.verdict]
    witness = contract.witness
    return Finding(
        "",
        "",
        "contract",
        _status(contract.verdict, reason),
        f"{contract.contract} kept" if reason is None else f"{contract.contract} broken: {reason}",
        found,
        _witnessed(witness, contract.instead) if witness else "",
        contract=contract.contract,
        error_ulp=witness.error_ulp if witness else None,
        replay=witness.replay if witness else "",
    )


def _status(verdict: str, reason: str | None) -> Status:
    if verdict in ("undecided", "not judged"):
        return "undecided"
    wanted = "holds" if reason is None else "fails"
    return "as expected" if verdict == wanted else "unexpected"


def _witnessed(witness: Witness, instead: str) -> str:
    if witness.at is None:  # a row of the table of special values
        told = f"at {witness.arguments} in {witness.format}: got {witness.got}"
        told += f", accepted {witness.truth}"
    else:
        how = f"{witness.outcome} by {witness.cause}" if witness.cause else witness.outcome
        how += f" in {witness.operation}" if witness.operation else ""
        told = f"{how} at {witness.arguments} ({witness.at.bits}) in {witness.format}: "
        told += f"got {witness.got}, true {witness.truth}"
    return f"{told}; {instead} keeps it" if instead else told


def _fault_finding(fault: Incident, reason: str | None) -> Finding:
    at = f" at {fault.arguments}" if fault.arguments else ""
    return Finding(
        "",
        fault.format,
        "fault",
        "unexpected" if reason is None else "as expected",
        "no fault" if reason is None else f"{fault.kind}: {reason}",
        fault.kind,
        f"{fault.what}{at}",
    )


def _unmet(name: str, reason: str) -> Finding:
    """What was expected to fail, and was not judged or did not come."""
    if name in CHECKED:
        expected = f"{name} broken: {reason}"
        return Finding("", "", "contract", "unexpected", expected, "not judged", contract=name)
    return Finding("", "", "fault", "unexpected", f"{name}: {reason}", "no such fault")
