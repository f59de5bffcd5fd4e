"""What all sweeps came to: worst errors, evidence, and the count of what was asserted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stabcheck.ci import Finding, sweep_findings
from stabcheck.report.terminal.screen import Part, Screen, counted_as
from stabcheck.sweeping.machine import machine
from stabcheck.sweeping.result import SweepResult

__all__ = ["evidence", "of_bound", "show_summary", "worst"]


#: A ratio like this is no longer written out.
MANY_TIMES = 1000


def worst(group: Sequence[SweepResult]) -> str:
    """The largest error of a form in one format over its probes, and where it was met."""
    errors = [(result.max_error_ulp, result.probe) for result in group if result.max_error_ulp]
    if not errors:
        return ""
    error, _ = max(errors, key=lambda pair: pair[0].value if pair[0] else 0.0)
    return f"{error.value:.3g} at {error.at}" if error else ""


def of_bound(group: Sequence[SweepResult]) -> Part:
    """The largest ratio of error to a-priori bound over the probes, marked where it is no bound."""
    checks = [result.theory for result in group if result.theory]
    exceeded = [check.ratio for check in checks if check.verdict == "exceeded"]
    if exceeded:
        return f"{max(exceeded):.4g} ✗!", "bold white on red"
    if not checks:
        return ""
    largest = max(check.ratio for check in checks)
    return f"{largest:.2f}" if largest < MANY_TIMES else f"{largest:.3g}"


def evidence(group: Sequence[SweepResult]) -> str:
    """How many floats of one format were judged on which evidence, over its probes."""
    inputs: Counter[str] = Counter()
    for result in group:
        inputs[f"{result.counted}, {result.evidence}{_reach(result)}"] += result.inputs
    parts = [f"{count:,} {kind}" for kind, count in inputs.items()]
    undecided = sum(result.undecided for result in group)
    if undecided:
        parts.append(f"{undecided:,} undecided")
    return f"{group[0].format} {' + '.join(parts)}"


def _reach(result: SweepResult) -> str:
    """From where to where every float was walked, if it was a part of the line."""
    if result.between is None:
        return ""
    first, last = result.between
    return f" from {first.value} to {last.value}"


def show_summary(results: Sequence[SweepResult], screen: Screen) -> None:
    """Print what was swept, what was asserted, and whose kernels ran."""
    findings = [finding for result in results for finding in sweep_findings(result)]
    forms = len({(result.quantity, result.form) for result in results})
    formats = len({result.format for result in results})
    inputs = sum(result.inputs for result in results)
    undecided = sum(result.undecided for result in results)
    swept = f"{counted_as(forms, 'form')} × {counted_as(formats, 'format')}, {inputs:,} inputs"
    if undecided:
        swept += f", {undecided:,} of them undecided"
    screen.line(swept, "; ", *_verdict(findings))
    moved = sum(check.verdict == "kernel" for result in results for check in result.predictions)
    if moved:
        boundaries = counted_as(moved, "boundary", "boundaries")
        screen.line((f"{boundaries} moved by this machine's kernels: {machine()}", "dim"))


def _verdict(findings: Sequence[Finding]) -> list[Part]:
    held = Counter(finding.check for finding in findings if finding.status == "as expected")
    kept = counted_as(held["contract"] + held["special"], "promise")
    if held["bound"]:
        kept += f" and {counted_as(held['bound'], 'a-priori bound')}"
    met = counted_as(held["prediction"], "prediction")
    parts: list[Part] = [f"{kept} kept, {met} met; "]
    bad = Counter(finding.status for finding in findings if finding.status != "as expected")
    if not bad:
        return [*parts, ("all as expected", "green")]
    return [*parts, (", ".join(f"{count} {status}" for status, count in bad.items()), "bold red")]
