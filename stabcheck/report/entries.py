"""What each kind of result says, as plain values: the entries of the machine-readable formats."""

from __future__ import annotations

from dataclasses import asdict
from functools import singledispatch
from typing import Any

from stabcheck.ci import ClaimCheck, Finding, claim_findings, overall, sweep_findings
from stabcheck.quantity import Form, Page, Quantity
from stabcheck.reading.sheet import SheetResult
from stabcheck.report.replay_command import replay_command, replay_found
from stabcheck.report.run import Explanation
from stabcheck.report.source import body_lines
from stabcheck.sweeping.replay import Replay
from stabcheck.sweeping.result import Failure, Point, SweepResult
from stabcheck.target.one_input import OneInput
from stabcheck.target.report import Report

__all__ = ["entries", "entry"]


def entries(result: Any) -> list[dict[str, Any]]:
    """The plain values of one result; a sheet has one entry for each equality and each remark."""
    return _sheet(result) if isinstance(result, SheetResult) else [entry(result)]


@singledispatch
def entry(result: Any) -> dict[str, Any]:
    """The plain values of one result; raises TypeError for what is no result."""
    raise TypeError(f"{type(result).__name__} is not a result")


@entry.register
def _(finding: Finding) -> dict[str, Any]:
    return asdict(finding)


# --- sheets ---------------------------------------------------------------------------------


def _sheet(sheet: SheetResult) -> list[dict[str, Any]]:
    equalities = [{"sheet": sheet.name, **asdict(item)} for item in sheet.items]
    remarks = [
        {
            "sheet": sheet.name,
            "line": r.line,
            "problem": r.problem,
            "verdict": "REMARK",
            "note": r.text,
        }
        for r in sheet.remarks
    ]
    return sorted([*equalities, *remarks], key=lambda each: int(each["line"]))


# --- prove ----------------------------------------------------------------------------------


@entry.register
def _(check: ClaimCheck) -> dict[str, Any]:
    proof = check.proof
    example = proof.counterexample
    return {
        "name": proof.name,
        "page": check.page,
        "title": proof.title,
        "verdict": proof.verdict,
        "expected": proof.expected,
        "as_expected": overall(claim_findings(check)) == "as expected",
        "statement": {"lhs": proof.lhs, "rhs": proof.rhs},
        "assumptions": list(proof.assumptions),
        "conditions": list(proof.conditions),
        "counterexample": example
        and {"point": dict(example.point), "lhs": example.lhs, "rhs": example.rhs},
        "residual": proof.residual,
        "seconds": round(proof.seconds, 6),
        "steps": [
            {
                "rule": step.rule,
                "before": step.before,
                "after": step.after,
                "reason": step.reason,
                "conditions": list(step.conditions),
            }
            for step in proof.steps
        ],
        "derivations": [
            {
                "title": derivation.title,
                "steps": [
                    {
                        "lhs": step.lhs,
                        "rhs": step.rhs,
                        "reason": step.reason,
                        "verdict": step.verdict,
                        "given": list(step.given),
                        "conditions": list(step.conditions),
                        "note": step.note,
                    }
                    for step in derivation.steps
                ],
            }
            for derivation in proof.derivations
        ],
        "certificate": check.certificate and asdict(check.certificate),
    }


# --- sweep ----------------------------------------------------------------------------------


@entry.register
def _(result: SweepResult) -> dict[str, Any]:
    values = asdict(result)
    values["predictions"] = [
        {
            **asdict(check),
            "predicted": _point(check.predicted),
            "found": _point(check.found),
            "ideal": _point(check.ideal),
        }
        for check in result.predictions
    ]
    values["failures"] = [_failure(result, failure) for failure in result.failures]
    values["between"] = result.between and [_point(end) for end in result.between]
    values["mishaps"] = [
        {"kind": mishap.kind, "what": mishap.what, "at": _point(mishap.at)}
        for mishap in result.mishaps
    ]
    if result.theory is not None:
        values["theory"]["at"] = _point(result.theory.at)
    if result.search is not None:
        for found, written in zip(
            result.search.counterexamples, values["search"]["counterexamples"], strict=True
        ):
            written["arguments"] = dict(found.arguments)
            written["replay"] = replay_found(result, found)
    values["counted"] = result.counted
    stopped = result.stagnation
    values["stagnation"] = stopped and {
        "at": _point(stopped.at),
        "got": stopped.got,
        "truth": stopped.truth,
    }
    values["seconds"] = round(result.seconds, 6)
    values["as_expected"] = overall(sweep_findings(result)) == "as expected"
    return values


@entry.register
def _(replay: Replay) -> dict[str, Any]:
    return {**asdict(replay), "at": _point(replay.at), "arguments": dict(replay.arguments)}


@entry.register
def _(report: Report) -> dict[str, Any]:
    values = asdict(report)
    values["sweeps"] = [entry(result) for result in report.sweeps]
    values["gradients"] = [entry(result) for result in report.gradients]
    values["incidents"] = [
        {**asdict(incident), "is_fault": incident.is_fault} for incident in report.incidents
    ]
    return {**values, "status": report.status, "passed": report.passed}


@entry.register
def _(judged: OneInput) -> dict[str, Any]:
    values = {**asdict(judged), "at": _point(judged.at), "arguments": dict(judged.arguments)}
    return {**values, "status": judged.status}


def _failure(result: SweepResult, failure: Failure) -> dict[str, Any]:
    return {
        "contract": failure.contract,
        "outcome": failure.outcome,
        "cause": failure.cause,
        "first": _point(failure.first),
        "last": _point(failure.last),
        "count": failure.count,
        "runs": failure.runs,
        "exact_edges": failure.exact_edges,
        "counted": failure.counted,
        "witness": _point(failure.witness),
        "got": failure.got,
        "truth": failure.truth,
        "error_ulp": failure.error_ulp,
        "predicted": _point(failure.predicted),
        "deviation_floats": failure.deviation_floats,
        "binades": [{**asdict(each), "worst": _point(each.worst)} for each in failure.binades],
        "replay": replay_command(result, failure),
    }


def _point(point: Point | None) -> dict[str, str] | None:
    return None if point is None else {"value": point.value, "bits": point.bits}


# --- the catalogue --------------------------------------------------------------------------


@entry.register
def _(page: Page) -> dict[str, Any]:
    return {
        "name": page.name,
        "group": page.group.name,
        "title": page.title,
        "source": page.source,
        "forms": [_form(form) for form in page.forms] if isinstance(page, Quantity) else [],
        "claims": [
            {"name": claim.name, "title": claim.title, "expected": claim.expected}
            for claim in page.claims
        ],
    }


def _form(form: Form) -> dict[str, Any]:
    return {
        "name": form.name,
        "why": form.why,
        "formula": body_lines(form.function),
        "holds": list(form.holds),
        "breaks": [
            {"outcome": p.outcome, "cause": p.cause, "on": p.on, "formula": p.formula}
            for p in form.breaks
        ],
        "source": form.source,
    }


def _meaning(page: Page) -> dict[str, Any]:
    """What a quantity is: its definition, its special values, and the page of its gradient."""
    if not isinstance(page, Quantity):
        return {}
    return {
        "definition": body_lines(page.meaning),
        "arguments": {name: argument.kind for name, argument in page.arguments.items()},
        "specials": [
            {
                "arguments": [repr(value) for value in case.arguments],
                "accepted": [str(value) for value in case.accepted],
                "note": case.note,
            }
            for case in page.specials
        ],
        "gradient": page.gradient,
    }


@entry.register
def _(explanation: Explanation) -> dict[str, Any]:
    return {
        **entry(explanation.page),
        "prose": explanation.page.prose,
        **_meaning(explanation.page),
        "proofs": [entry(check) for check in explanation.checks],
        "sweeps": [entry(result) for result in explanation.sweeps],
    }
