"""A failed assertion in plain text, for the reader of a test's output."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.finding import Finding
from stabcheck.report.findings import rule_of, worst_first
from stabcheck.target.report import Report

__all__ = ["failure_message"]


def failure_message(report: Report, findings: Sequence[Finding]) -> str:
    """What is not as expected of a checked function, the worst first, each with its replay."""
    worst = worst_first(findings)
    held = len(findings) - len(worst)
    lines = [
        f"{report.subject.name} as {report.quantity}: {held} of {len(findings)} assertions hold"
    ]
    for finding in worst:
        lines += ["", f"  {rule_of(finding)}: expected {finding.expected}, found {finding.found}"]
        lines += [f"    {text}" for text in (finding.note, finding.replay) if text]
    example = report.proof.counterexample
    if example is not None:
        point = ", ".join(f"{name} = {value}" for name, value in example.point.items())
        lines += ["", f"  over the reals it is another function: at {point}"]
        lines.append(f"    it is {example.lhs}, and {report.quantity} is {example.rhs}")
    return "\n".join(lines)
