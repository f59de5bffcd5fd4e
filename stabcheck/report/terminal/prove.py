"""``stabcheck prove`` on the terminal: per page its claims, each with statement and verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from rich.table import Table
from rich.text import Text

from stabcheck.ci import ClaimCheck, claim_findings, overall
from stabcheck.reading.sheet import SheetResult
from stabcheck.report.run import Run
from stabcheck.report.terminal.overview import is_glance, show_claims_at_a_glance
from stabcheck.report.terminal.screen import NATURAL_COLUMNS, Screen, counted_as
from stabcheck.report.terminal.sheet import show_sheet
from stabcheck.report.terminal.steps import show_steps
from stabcheck.report.terminal.verdicts import (
    MARKS,
    VERDICT_STYLES,
    certificate_text,
    counterexample,
    statement,
    verdict_text,
)

__all__ = ["show", "show_claims"]

#: A column this wide holds a statement well, even one that must go on below.
ROOMY_COLUMNS = 80
LEGEND = {
    "PROVED": "over the reals, for vectors of every length",
    "REFUTED": "at the point shown, where two enclosures are disjoint",
    "UNDECIDED": "neither",
}


def show(run: Run, screen: Screen) -> None:
    """Print every claim by page, then the legend and what came of all."""
    checks = [result for result in run.results if isinstance(result, ClaimCheck)]
    if checks:
        _show_checks(run, checks, screen)
    for result in run.results:
        if isinstance(result, SheetResult):
            show_sheet(result, screen)


def _show_checks(run: Run, every: Sequence[ClaimCheck], screen: Screen) -> None:
    told = every
    if is_glance(run):
        show_claims_at_a_glance(run, every, screen)
        screen.blank()
        told = [check for check in every if _is_telling(check)]
    by_page = [list(group) for _, group in groupby(told, key=lambda check: check.page)]
    beside = all(_fits_beside(checks, screen) for checks in by_page)
    for checks in by_page:
        screen.line((checks[0].page, "bold"), "  ", (checks[0].title, "dim"))
        if "steps" in run.options:
            for check in checks:
                show_steps(check, screen)
        else:
            _show_claims(checks, screen, beside=beside)
        screen.blank()
    met = {check.proof.verdict for check in every}
    said = (f"{verdict} {meaning}" for verdict, meaning in LEGEND.items() if verdict in met)
    screen.line(("; ".join(said), "dim"))
    screen.line(*_summary(every))


def _is_telling(check: ClaimCheck) -> bool:
    """Whether a claim is worth a line among many: not PROVED, or not without conditions."""
    is_plain = check.proof.verdict == "PROVED" and not check.proof.conditions
    return not is_plain or overall(claim_findings(check)) != "as expected"


def show_claims(checks: Sequence[ClaimCheck], screen: Screen) -> None:
    """Print claims: mark and verdict, name and, beside it or below, the statement."""
    _show_claims(checks, screen, beside=_fits_beside(checks, screen))


def _show_claims(checks: Sequence[ClaimCheck], screen: Screen, *, beside: bool) -> None:
    if beside:
        screen.show(_table(checks, screen), indent=2)
        return
    for check in checks:
        answer = certificate_text(check, screen)
        name = check.proof.name
        parts = (verdict_text(check, screen), "  ", name, *(("  ", answer) if answer else ()))
        screen.line(*parts, indent=2)
        screen.show(_details(check, screen.columns - 6, screen), indent=6)


def _fits_beside(checks: Sequence[ClaimCheck], screen: Screen) -> bool:
    """Whether statements stand well beside the claims' names, rather than below them."""
    roomy = _room(checks, screen) >= ROOMY_COLUMNS
    return roomy or screen.fits(_table(checks, screen, is_whole=True), indent=2)


def _room(checks: Sequence[ClaimCheck], screen: Screen) -> int:
    longest = max(len(check.proof.name) for check in checks)
    answer = max(certificate_text(check, screen).cell_len for check in checks)
    return screen.columns - longest - answer - len("  ✓ UNDECIDED    ")


def _table(checks: Sequence[ClaimCheck], screen: Screen, *, is_whole: bool = False) -> Table:
    """Claims with their details beside; where these are whole, a counterexample is one line."""
    has_answers = any(check.certificate for check in checks)
    table = screen.table(*[None] * (4 if has_answers else 3))
    for check in checks:
        name = screen.text(check.proof.name)
        answer = [certificate_text(check, screen)] if has_answers else []
        details = _details(check, _room(checks, screen), screen, is_whole=is_whole)
        table.add_row(verdict_text(check, screen), name, *answer, details)
    return table


def _details(check: ClaimCheck, columns: int, screen: Screen, *, is_whole: bool = False) -> Text:
    proof = check.proof
    lines = [screen.text(statement(check, columns))]
    if proof.conditions:
        lines.append(screen.text(("if " + ", ".join(proof.conditions), "magenta")))
    if proof.counterexample is not None:
        room = NATURAL_COLUMNS if is_whole else columns
        lines.append(screen.text((counterexample(proof.counterexample, room), "dim")))
    if check.certificate is not None and check.certificate.status == "none":
        lines.append(screen.text((f"no certificate: {check.certificate.note}", "dim")))
    if proof.residual:
        lines.append(screen.text((f"left undecided: {proof.residual}", "yellow")))
    for finding in claim_findings(check):
        if finding.status != "as expected":
            what = f"{finding.check}: expected {finding.expected}, found {finding.found}"
            if finding.check == "certificate" and finding.status == "unexpected":
                what = f"{what}: {finding.note}"
            lines.append(screen.text((what, "bold red")))
    return Text("\n").join(lines)


def _summary(checks: Sequence[ClaimCheck]) -> list[str | tuple[str, str]]:
    verdicts: Counter[str] = Counter(check.proof.verdict for check in checks)
    statuses: Counter[str] = Counter(overall(claim_findings(check)) for check in checks)
    seconds = sum(check.proof.seconds for check in checks)
    counted = ", ".join(f"{verdicts[name]} {name}" for name in VERDICT_STYLES if verdicts[name])
    parts: list[str | tuple[str, str]] = [f"{counted_as(len(checks), 'claim')}: {counted}; "]
    if statuses["as expected"] == len(checks):
        parts.append(("all as expected", "green"))
    for status in ("unexpected", "undecided"):
        if statuses[status]:
            parts += [", "] if len(parts) > 1 else []
            parts.append((f"{statuses[status]} {status}", MARKS[status][1]))
    return [*parts, f" in {seconds:.1f} s", *_certified(checks)]


def _certified(checks: Sequence[ClaimCheck]) -> list[str | tuple[str, str]]:
    """How many certificates there are, and how many of them Coq accepts, if it was asked."""
    count = Counter(check.certificate.status for check in checks if check.certificate)
    asked = count["accepted"] + count["rejected"] + count["timed out"]
    if asked:
        style = MARKS["as expected" if count["accepted"] == asked else "unexpected"][1]
        said = f"{count['accepted']} of {counted_as(asked, 'certificate')}"
        return ["; ", (f"Coq accepts {said}", style)]
    return [f"; {counted_as(count['written'], 'certificate')} written"] if count else []
