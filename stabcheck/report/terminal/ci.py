"""``stabcheck ci`` on the terminal: what was asserted by page, then everything unexpected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stabcheck.budget import BETTER
from stabcheck.ci import CHECKS, Finding, overall
from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import Screen
from stabcheck.report.terminal.verdicts import MARKS

__all__ = ["show"]

PLURALS = {
    "claim": "claims",
    "derivation": "derivations",
    "certificate": "certificates",
    "bound": "bounds",
    "prediction": "predictions",
    "special": "special values",
    "fault": "faults",
    "budget": "budget",
}
#: Where there is no room for these words.
SHORT = {
    "derivation": "deriv.",
    "certificate": "certif.",
    "prediction": "pred.",
    "special": "special",
}


def show(run: Run, screen: Screen) -> None:
    """Print one row per page with the counts of what held, then each finding that did not."""
    findings: Sequence[Finding] = run.results
    pages = list(dict.fromkeys(finding.page for finding in findings))
    asserted = {finding.check for finding in findings}
    checks = [check for check in CHECKS if check in asserted]
    of_what, promised = ("page", "promises") if run.pages else ("function", "contracts")
    plurals = PLURALS | {"contract": promised}
    of_pages = {page: [f for f in findings if f.page == page] for page in pages}
    for headings, gap in ((plurals, 2), (plurals | SHORT, 2), (plurals | SHORT, 1)):
        table = screen.table("", of_what, *(headings[check] for check in checks), gap=gap)
        for column in table.columns[2:]:
            column.justify = "right"
        table.columns[1].no_wrap = True  # a name is whole
        for page, own in of_pages.items():
            mark = screen.text(MARKS[overall(own)])
            table.add_row(mark, page, *(_held(own, check) for check in checks))
        if screen.fits(table, indent=2):
            break
    screen.show(table, indent=2)
    for finding in findings:
        if finding.status != "as expected":
            screen.blank()
            _show_finding(finding, screen)
    screen.blank()
    _show_improvements(findings, screen)
    _show_summary(findings, screen)


def _held(findings: Sequence[Finding], check: str) -> str:
    """How many findings of one check are as expected, and out of how many if not all."""
    of_check = [finding for finding in findings if finding.check == check]
    held = sum(finding.status == "as expected" for finding in of_check)
    if not of_check:
        return ""
    return f"{held:,}" if held == len(of_check) else f"{held:,} of {len(of_check):,}"


def _show_finding(finding: Finding, screen: Screen) -> None:
    mark, style = MARKS[finding.status]
    screen.line((f"{mark} {finding.check}: ", style), (finding.subject, "bold"), indent=2)
    screen.line(("expected ", "dim"), finding.expected, indent=4)
    screen.line(("found    ", "dim"), finding.found, indent=4)
    if finding.note:
        screen.line((finding.note, "dim"), indent=4)
    if finding.replay:
        screen.line(finding.replay, indent=4)


def _show_improvements(findings: Sequence[Finding], screen: Screen) -> None:
    """What is better than its budget: no failure, but worth writing down."""
    better = [f for f in findings if f.check == "budget" and f.found.startswith(BETTER)]
    for finding in better:
        screen.line(("▸ ", "green"), finding.subject, (f"  {finding.found}", "dim"), indent=2)
    if better:
        screen.line(("--update-budget writes it down", "dim"), indent=2)
        screen.blank()


def _show_summary(findings: Sequence[Finding], screen: Screen) -> None:
    statuses: Counter[str] = Counter(finding.status for finding in findings)
    total = f"{len(findings):,} assertions: "
    if statuses["as expected"] == len(findings):
        screen.line(total, ("all as expected", "green"))
        return
    said = [screen.text((f"{statuses[s]:,} {s}", MARKS[s][1])) for s in MARKS if statuses[s]]
    screen.line(total, screen.text(", ").join(said))
