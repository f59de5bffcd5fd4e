"""The findings of any run, each with its place in the source: what the formats for CI are made of.

Paths are written relative to the root of the repository, where a service looks them up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import singledispatch
from pathlib import Path
from typing import Any

from stabcheck.checked import check_findings
from stabcheck.ci import ClaimCheck, claim_findings, sheet_findings, sweep_findings
from stabcheck.finding import CHECKS, Finding, Place
from stabcheck.quantity import Page, Quantity
from stabcheck.reading.sheet import SheetResult
from stabcheck.report.run import Run
from stabcheck.sweeping.result import SweepResult
from stabcheck.target.callables import source_of
from stabcheck.target.report import CHECKED, Report

__all__ = ["findings_of_run", "in_words", "relative_path", "rule_of", "worst_first"]

_STATUSES = ("unexpected", "undecided", "as expected")


def findings_of_run(run: Run) -> list[Finding]:
    """Every finding of ``run``, in its order, each at its place in the source where it has one."""
    places = _places(run.pages)
    return [
        replace(finding, place=finding.place or places.get(finding.subject.partition(" ")[0]))
        for result in run.results
        for finding in _findings(result)
    ]


def worst_first(findings: Sequence[Finding]) -> list[Finding]:
    """What is not as expected: the unexpected first, by check, by contract, by the error."""
    return sorted((f for f in findings if f.status != "as expected"), key=_severity)


def _severity(finding: Finding) -> tuple[int, int, int, float]:
    checks, contracts = list[str](CHECKS), list[str](CHECKED)
    error_ulp = finding.error_ulp or 0.0
    return (
        _STATUSES.index(finding.status),
        checks.index(finding.check) if finding.check in checks else len(checks),
        contracts.index(finding.contract) if finding.contract in contracts else len(contracts),
        -math.inf if math.isnan(error_ulp) else -error_ulp,
    )


def rule_of(finding: Finding) -> str:
    """What kind of thing a finding asserts: ``claim``, ``contract/range`` and so on."""
    return f"{finding.check}/{finding.contract}" if finding.contract else finding.check


def in_words(finding: Finding) -> str:
    """What was expected and what was found, what to know besides, and below it the replay."""
    text = f"{finding.subject}: expected {finding.expected}, found {finding.found}"
    text += f" ({finding.note})" if finding.note else ""
    return f"{text}\n{finding.replay}" if finding.replay else text


# --- each kind of result --------------------------------------------------------------------


@singledispatch
def _findings(result: Any) -> list[Finding]:
    raise TypeError(f"{type(result).__name__} asserts nothing")


@_findings.register
def _(finding: Finding) -> list[Finding]:
    return [finding]


@_findings.register
def _(check: ClaimCheck) -> list[Finding]:
    return claim_findings(check)


@_findings.register
def _(result: SweepResult) -> list[Finding]:
    return sweep_findings(result)


@_findings.register
def _(report: Report) -> list[Finding]:
    return check_findings(report)


@_findings.register
def _(sheet: SheetResult) -> list[Finding]:
    return sheet_findings(sheet)


# --- places ---------------------------------------------------------------------------------


def _places(pages: Mapping[str, Page]) -> dict[str, Place]:
    """Where the claims and the forms of ``pages`` are written, by name."""
    functions: dict[str, Callable[..., Any]] = {}
    for page in pages.values():
        functions |= {claim.name: claim.function for claim in page.all_claims}
        forms = page.forms if isinstance(page, Quantity) else ()
        functions |= {f"{page.name}/{form.name}": form.function for form in forms}
    sources = {name: source_of(function) for name, function in functions.items()}
    return {
        name: Place(source.__code__.co_filename, source.__code__.co_firstlineno)
        for name, source in sources.items()
        if source is not None
    }


def relative_path(file: str) -> str:
    """``file`` from the root of the repository on, with forward slashes; absolute outside it.

    The root is the nearest folder, from the working directory upwards, that holds a ``.git``; the
    working directory itself where none does.
    """
    here = Path.cwd()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), here)
    path = Path(file).resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
