"""``stabcheck list`` on the terminal: pages, their forms, their claims."""

from __future__ import annotations

from stabcheck.quantity import Page, Quantity
from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import Screen, counted_as
from stabcheck.report.terminal.verdicts import VERDICT_STYLES

__all__ = ["show"]


def show(run: Run, screen: Screen) -> None:
    """Print every page with what can be selected of it."""
    for page in run.results:
        screen.line((page.name, "bold"), "  ", (page.title, "dim"))
        if isinstance(page, Quantity):
            _show_forms(page, screen)
        _show_claims(page, screen)
        screen.blank()
    forms = sum(len(page.forms) for page in run.results if isinstance(page, Quantity))
    claims = sum(len(page.claims) for page in run.results)
    counts = ((len(run.results), "page"), (forms, "form"), (claims, "claim"))
    screen.line(", ".join(counted_as(number, word) for number, word in counts))
    screen.line(("Each form makes a claim too, page/form: that it equals the definition.", "dim"))


def _show_forms(page: Quantity, screen: Screen) -> None:
    table = screen.table(None, None, None)
    for number, form in enumerate(page.forms):
        label = screen.text(("" if number else "forms", "dim"))
        table.add_row(label, screen.text(form.name), screen.text((form.why, "dim")))
    screen.show(table, indent=2)


def _show_claims(page: Page, screen: Screen) -> None:
    table = screen.table(None, None, None, None)
    for number, claim in enumerate(page.claims):
        label = screen.text(("" if number else "claims", "dim"))
        verdict = screen.text((claim.expected, VERDICT_STYLES[claim.expected]))
        table.add_row(label, screen.text(claim.name), verdict, screen.text((claim.title, "dim")))
    if page.claims:
        screen.show(table, indent=2)
