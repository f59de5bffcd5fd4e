"""``--output sarif``: SARIF 2.1.0, for code scanning: what is not as expected, at its line.

OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0.  The assertions that hold
are counted, not listed: a service shows every result as an alert.
"""

from __future__ import annotations

import hashlib
import json
from importlib.metadata import version
from pathlib import PurePath
from typing import Any, TextIO
from urllib.parse import quote

from stabcheck.finding import Finding, Place
from stabcheck.report.findings import (
    findings_of_run,
    in_words,
    relative_path,
    rule_of,
    worst_first,
)
from stabcheck.report.json_envelope import writes_utf8
from stabcheck.report.run import Problem, Run

__all__ = ["log", "write"]

_LEVELS = {"unexpected": "error", "undecided": "warning"}

#: What each rule asserts, for the page that a service makes of it.
_RULES = {
    "claim": "A claim comes out with its expected verdict, under its expected conditions.",
    "derivation": "Every step of a derivation is proved, and the steps lead to the claim.",
    "certificate": "The proof assistant Coq accepts the claim's theorem and its proof.",
    "equality": "An equality of a sheet was read, and holds.",
    "contract": "A function runs, and keeps the contracts it promises.",
    "contract/range": "Never infinite, nan or finite against the truth.",
    "contract/relative": "The error stays within t ulp of the truth, times 1 + κ.",
    "contract/absolute": "The error stays within t rounding units of the scale of the quantity.",
    "contract/special": "Infinities, NaN and zeros give what the page accepts.",
    "contract/gradient": "The derivative keeps what is promised of it.",
    "bound": "The error stays within the a-priori bound that the page derives.",
    "prediction": "A form breaks where its page predicts, to the exact float.",
    "fault": "A function returns floats of the right shape, leaves its input alone, and lives.",
    "budget": "A function is no worse than it was when its budget was written.",
    "special": "Infinities, NaN and zeros give what the page accepts.",
}


def write(run: Run, stream: TextIO) -> None:
    """Write the log of ``run`` to ``stream``, in ASCII where the stream is not UTF-8."""
    ascii_only = not writes_utf8(stream)
    stream.write(json.dumps(log(run), indent=2, ensure_ascii=ascii_only, allow_nan=False) + "\n")


def log(run: Run) -> dict[str, Any]:
    """The run as a SARIF log of one run, in plain JSON values."""
    findings = findings_of_run(run)
    shown = worst_first(findings)
    rules = list(dict.fromkeys(rule_of(finding) for finding in shown))
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": _driver(rules)},
                "invocations": [_invocation(run)],
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, rules) for finding in shown],
                "properties": {
                    "assertions": len(findings),
                    "asExpected": len(findings) - len(shown),
                },
            }
        ],
    }


def _driver(rules: list[str]) -> dict[str, Any]:
    return {
        "name": "stabcheck",
        "version": version("stabcheck"),
        "rules": [
            {
                "id": rule,
                "shortDescription": {"text": _RULES[rule]},
            }
            for rule in rules
        ],
    }


def _invocation(run: Run) -> dict[str, Any]:
    invocation: dict[str, Any] = {
        "executionSuccessful": not run.problems,
        "exitCode": int(run.exit_code),
    }
    if run.problems:
        invocation["toolExecutionNotifications"] = [_notification(each) for each in run.problems]
    return invocation


def _notification(problem: Problem) -> dict[str, Any]:
    sentences = (problem.message, f"hint: {problem.hint}" if problem.hint else "")
    return {"level": "error", "message": {"text": "; ".join(filter(None, sentences))}}


def _result(finding: Finding, rules: list[str]) -> dict[str, Any]:
    rule = rule_of(finding)
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": rules.index(rule),
        "level": _LEVELS[finding.status],
        "message": {"text": in_words(finding)},
        "locations": [_location(finding)],
        "partialFingerprints": {"assertion/v1": _fingerprint(finding)},
    }
    return result


def _location(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [{"fullyQualifiedName": finding.subject}]}
    if finding.place is not None:
        location["physicalLocation"] = _physical(finding.place)
    return location


def _physical(place: Place) -> dict[str, Any]:
    path = relative_path(place.file)
    is_absolute = PurePath(path).is_absolute()
    artifact = (
        {"uri": PurePath(path).as_uri()}
        if is_absolute
        else {"uri": quote(path), "uriBaseId": "%SRCROOT%"}
    )
    return {"artifactLocation": artifact, "region": {"startLine": place.line}}


def _fingerprint(finding: Finding) -> str:
    """The same from run to run for one assertion, wherever its line has moved to."""
    words = (finding.page, finding.subject, rule_of(finding), finding.expected)
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]
