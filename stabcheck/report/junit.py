"""``--output junit``: one test case for each assertion, one test suite for each page.

The form that Jenkins, GitLab and most services read: the common part of the schema of Ant's JUnit
tasks and of the one of Jenkins's xUnit plugin.  What is not as expected is a failure; what stayed
undecided is neither passed nor failed, and the one word that JUnit has for that is skipped.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TextIO
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from stabcheck.finding import Finding
from stabcheck.report.findings import findings_of_run, relative_path, rule_of
from stabcheck.report.json_envelope import writes_utf8
from stabcheck.report.run import Problem, Run

__all__ = ["write"]

#: What XML 1.0 cannot hold, not even escaped.
_NO_CHARACTER = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ELEMENTS = {"unexpected": "failure", "undecided": "skipped"}


def write(run: Run, stream: TextIO) -> None:
    """Write ``run`` to ``stream``; a refused command is one test case in error."""
    root = Element("testsuites")
    findings = findings_of_run(run)
    for page in dict.fromkeys(finding.page for finding in findings):
        _add_suite(root, page, [finding for finding in findings if finding.page == page])
    if run.problems:
        _add_problems(root, run)
    indent(root)
    ascii_only = tostring(root, encoding="us-ascii").decode("ascii")
    body = tostring(root, encoding="unicode") if writes_utf8(stream) else ascii_only
    stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n')


def _add_suite(root: Element, page: str, findings: Sequence[Finding]) -> None:
    suite = _suite(
        root,
        page,
        tests=len(findings),
        failures=sum(finding.status == "unexpected" for finding in findings),
        skipped=sum(finding.status == "undecided" for finding in findings),
        seconds=sum(finding.seconds for finding in findings),
    )
    for finding in findings:
        case = _case(suite, finding)
        if finding.status in _ELEMENTS:
            message = f"expected {finding.expected}, found {finding.found}"
            element = SubElement(case, _ELEMENTS[finding.status], message=_legal(message))
            if finding.status == "unexpected":
                element.set("type", rule_of(finding))
            element.text = _legal(_body(finding))
    _close(suite)


def _case(suite: Element, finding: Finding) -> Element:
    return SubElement(
        suite,
        "testcase",
        classname=_legal(f"stabcheck.{finding.page}"),
        name=_legal(f"{finding.subject} {rule_of(finding)}: {finding.expected}"),
        time=f"{finding.seconds:.3f}",
    )


def _body(finding: Finding) -> str:
    lines = [
        f"expected {finding.expected}",
        f"found    {finding.found}",
        finding.note,
        finding.replay,
    ]
    if finding.place is not None:
        lines.append(f"{relative_path(finding.place.file)}:{finding.place.line}")
    return "\n".join(line for line in lines if line)


def _add_problems(root: Element, run: Run) -> None:
    name = f"stabcheck {run.command}".strip()
    suite = _suite(root, name, tests=len(run.problems), errors=len(run.problems))
    for problem in run.problems:
        case = SubElement(suite, "testcase", classname="stabcheck", name=name, time="0.000")
        error = SubElement(case, "error", message=_legal(problem.message), type="refused")
        error.text = _legal(_sentences(problem))
    _close(suite)


def _sentences(problem: Problem) -> str:
    return f"{problem.message}\nhint: {problem.hint}" if problem.hint else problem.message


def _suite(
    root: Element,
    name: str,
    *,
    tests: int,
    failures: int = 0,
    errors: int = 0,
    skipped: int = 0,
    seconds: float = 0.0,
) -> Element:
    """A new test suite, with the attributes and the first child that both schemas ask for."""
    suite = SubElement(
        root,
        "testsuite",
        id=str(len(root)),
        name=_legal(name),
        package="stabcheck",
        timestamp=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}",
        hostname="localhost",
        tests=str(tests),
        failures=str(failures),
        errors=str(errors),
        skipped=str(skipped),
        time=f"{seconds:.3f}",
    )
    SubElement(suite, "properties")
    return suite


def _close(suite: Element) -> None:
    """What a suite must end with in Ant's schema; nothing is captured here."""
    SubElement(suite, "system-out")
    SubElement(suite, "system-err")


def _legal(text: str) -> str:
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", text)
