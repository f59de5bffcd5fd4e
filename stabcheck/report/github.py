"""``--output github``: workflow commands, which GitHub Actions shows as annotations of the source.

GitHub shows ten errors of a step at most, so the ten worst findings are annotated; all of them
stand in the job's summary, where the workflow has one (``GITHUB_STEP_SUMMARY``), and their number
in the log.  See GitHub's documentation, "Workflow commands for GitHub Actions".
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from stabcheck.finding import Finding
from stabcheck.report.findings import (
    findings_of_run,
    in_words,
    relative_path,
    rule_of,
    worst_first,
)
from stabcheck.report.json_envelope import writes_utf8
from stabcheck.report.run import Run

__all__ = ["MOST_ANNOTATIONS", "summary", "write"]

MOST_ANNOTATIONS = 10
_COMMANDS = {"unexpected": "error", "undecided": "warning"}


def write(run: Run, stream: TextIO) -> None:
    """Write the worst findings of ``run`` as annotations, and all of them to the job's summary."""
    findings = findings_of_run(run)
    worst = worst_first(findings)
    lines = [
        _command("error", f"{p.message} ({p.hint})" if p.hint else p.message, title="stabcheck")
        for p in run.problems
    ]
    lines += [_annotation(finding) for finding in worst[:MOST_ANNOTATIONS]]
    if not run.problems:
        lines.append(_command("notice", _count(findings, worst), title="stabcheck"))
    text = "\n".join(lines) + "\n"
    stream.write(text if writes_utf8(stream) else text.encode("ascii", "replace").decode("ascii"))
    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place and not run.problems:
        with Path(place).open("a", encoding="utf-8") as job_summary:
            job_summary.write(summary(findings))


def summary(findings: Sequence[Finding]) -> str:
    """The findings as the Markdown of a job's summary: their number, and a table of the worst."""
    worst = worst_first(findings)
    lines = ["### stabcheck", "", _count(findings, worst)]
    if worst:
        lines += ["", "| | expected | found | where |", "|---|---|---|---|"]
    lines += ["| " + " | ".join(map(_cell, _row(finding))) + " |" for finding in worst]
    return "\n".join(lines) + "\n\n"


def _row(finding: Finding) -> tuple[str, str, str, str]:
    found = f"{finding.found} ({finding.note})" if finding.note else finding.found
    subject = f"{finding.subject} {rule_of(finding)}"
    return subject, finding.expected, found, _where(finding)


def _where(finding: Finding) -> str:
    place = finding.place
    return f"{relative_path(place.file)}:{place.line}" if place else ""


def _cell(text: str) -> str:
    """Text inside a Markdown table: no bar ends the cell, no sign is taken for markup."""
    for sign in "\\`*_[]<|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _count(findings: Sequence[Finding], worst: Sequence[Finding]) -> str:
    text = f"{len(findings):,} assertion{'' if len(findings) == 1 else 's'}"
    for status in _COMMANDS:
        number = sum(finding.status == status for finding in worst)
        text += f", {number:,} {status}" if number else ""
    if not worst:
        return f"{text}, all as expected"
    left = len(worst) - MOST_ANNOTATIONS
    return f"{text}; the worst {MOST_ANNOTATIONS} are annotated" if left > 0 else text


def _annotation(finding: Finding) -> str:
    place = finding.place
    where = {"file": relative_path(place.file), "line": str(place.line)} if place else {}
    title = f"stabcheck {rule_of(finding)}"
    return _command(_COMMANDS[finding.status], in_words(finding), **where, title=title)


def _command(command: str, message: str, **properties: str) -> str:
    """One workflow command, with the escapes that GitHub's runner undoes."""
    parts = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{command} {parts}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
