"""What ``ci`` asserts: the catalogue, or the functions of the project one stands in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stabcheck.budget import Line, line_of
from stabcheck.catalogue import pages
from stabcheck.checked import check_findings
from stabcheck.ci import claim_findings, sweep_findings
from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.progress import progress
from stabcheck.cli.proving import prove_all
from stabcheck.cli.selection import forms_of, match, select_pages
from stabcheck.cli.sweeping import sweep_all
from stabcheck.config import ConfigMistake
from stabcheck.finding import Finding
from stabcheck.project import PYPROJECT, Project
from stabcheck.project_check import check_in
from stabcheck.target.dry_run import NotCallable
from stabcheck.target.loading import NotLoaded

if TYPE_CHECKING:
    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.config import ConfiguredCheck
    from stabcheck.quantity import Page
    from stabcheck.target.report import Report

__all__ = [
    "Asserted",
    "assert_catalogue",
    "assert_project",
    "refuse_options_of_the_catalogue",
]


@dataclass(frozen=True)
class Asserted:
    """The findings of a run; what a budget would say of each function; the pages asked."""

    findings: tuple[Finding, ...]
    functions: Mapping[str, tuple[Line, ...]]
    pages: Mapping[str, Page] = field(default_factory=dict)


def assert_catalogue(names: Sequence[str], accumulate: Accumulate, jobs: int | None) -> Asserted:
    """Everything that the pages called ``names`` say; all pages without a name."""
    selected = select_pages(names)
    checks = prove_all([(page, claim) for page in selected.values() for claim in page.all_claims])
    pairs = [pair for page in selected.values() for pair in forms_of(page)]
    results = sweep_all(pairs, jobs=jobs, accumulate=accumulate)
    lines: dict[str, tuple[Line, ...]] = {}
    for result in results:
        name = f"{result.quantity}/{result.form}"
        lines[name] = (*lines.get(name, ()), line_of(result))
    findings = (
        *(finding for check in checks for finding in claim_findings(check)),
        *(finding for result in results for finding in sweep_findings(result)),
    )
    return Asserted(findings, lines, selected)


def refuse_options_of_the_catalogue(accumulate: Accumulate, jobs: int | None) -> None:
    """Raise Mistake for what says how the catalogue is swept: functions run as they are."""
    for option, is_given in (("--accumulate", accumulate != "same"), ("--jobs", jobs is not None)):
        if is_given:
            raise Mistake(
                f"{option} is for the catalogue, and this is a project", "add --catalogue"
            )


def assert_project(project: Project, names: Sequence[str]) -> Asserted:
    """Everything that the project's checks called ``names`` require; all without a name."""
    checks = _selected(project, names)
    findings: list[Finding] = []
    lines: dict[str, tuple[Line, ...]] = {}
    with progress("checking", len(checks)) as advance:
        for check in checks:
            report = _checked(project, check)
            findings += check_findings(report, check.expect_fail)
            lines[check.name] = _lines(report)
            advance(check.name)
    return Asserted(tuple(findings), lines)


def _selected(project: Project, names: Sequence[str]) -> list[ConfiguredCheck]:
    known = {check.name: check for check in project.config.checks}
    if not known:
        raise Mistake(
            f"[tool.stabcheck] of {project.folder / PYPROJECT} lists no check",
            "add a [[tool.stabcheck.check]], or assert the catalogue: stabcheck ci --catalogue",
            ExitCode.NOTHING_SELECTED,
        )
    for name in names:
        if name not in known and name in pages():
            hint = f"it is a page of the catalogue: stabcheck ci --catalogue {name}"
            raise Mistake(f"there is no check {name!r} in {project.folder / PYPROJECT}", hint)
    chosen = match(names or ["*"], list(known), "check")
    if not chosen:
        hint = f"there are: {', '.join(known)}"
        message = f"nothing is selected by {' '.join(names)}"
        raise Mistake(message, hint, ExitCode.NOTHING_SELECTED)
    return [known[name] for name in chosen]


def _checked(project: Project, check: ConfiguredCheck) -> Report:
    try:
        return check_in(project, check)
    except (ConfigMistake, NotCallable, NotLoaded) as mistake:
        raise Mistake(f"{check.name}: {mistake.message}", mistake.hint) from mistake
    except ValueError as error:
        raise Mistake(f"{check.name}: {error}") from error


def _lines(report: Report) -> tuple[Line, ...]:
    """What a budget says of a function: its sweeps, and those of its derivative."""
    gradients = [line_of(result, f"{result.probe} gradient") for result in report.gradients]
    return (*(line_of(result) for result in report.sweeps), *gradients)
