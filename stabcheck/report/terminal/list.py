"""``stabcheck list`` on the terminal: the pages by groups, or pages with their forms and claims."""

from __future__ import annotations

from itertools import groupby

from stabcheck.quantity import Page, Quantity
from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import Screen, counted_as
from stabcheck.report.terminal.verdicts import VERDICT_STYLES

__all__ = ["show"]


def show(run: Run, screen: Screen) -> None:
    """Print one line a page, or with the option ``all`` everything that can be selected of it."""
    if "all" in run.options:
        for page in run.results:
            _show_page(page, screen)
    else:
        _show_groups(run.results, screen)
    forms = sum(_forms(page) for page in run.results)
    claims = sum(len(page.claims) for page in run.results)
    counts = ((len(run.results), "page"), (forms, "form"), (claims, "claim"))
    screen.line(", ".join(counted_as(number, word) for number, word in counts))
    if "all" in run.options:
        text = "Each form makes a claim too, page/form: that it equals the definition."
    else:
        name = next((page.name for page in run.results), "NAME")
        text = f"Every command takes the names of pages and groups: stabcheck list {name}"
    screen.line((text, "dim"))


def _forms(page: Page) -> int:
    return len(page.forms) if isinstance(page, Quantity) else 0


# --- groups ---------------------------------------------------------------------------------


def _show_groups(pages: tuple[Page, ...], screen: Screen) -> None:
    """Print the pages by groups, a line each, in columns that all the groups share."""
    table = screen.table("", "", "forms", "claims")
    for column in table.columns[2:]:
        column.justify = "right"
    last = None
    for group, of_group in groupby(pages, key=lambda page: page.group):
        if last is not None:
            table.add_row()
        last = group
        table.add_row(screen.text((group.name, "bold")), screen.text((group.title, "dim")))
        for page in of_group:
            forms = str(_forms(page) or "")
            claims = str(len(page.claims) or "")
            table.add_row(f"  {page.name}", screen.text(page.title), forms, claims)
    screen.show(table)
    screen.blank()


# --- pages ----------------------------------------------------------------------------------


def _show_page(page: Page, screen: Screen) -> None:
    screen.line((page.name, "bold"), "  ", (page.title, "dim"))
    if isinstance(page, Quantity):
        _show_forms(page, screen)
    _show_claims(page, screen)
    screen.blank()


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
