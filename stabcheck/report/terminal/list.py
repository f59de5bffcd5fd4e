"""``stabcheck list`` on the terminal: the pages by groups, or pages with their forms and claims."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len
from rich.table import Table

from stabcheck.quantity import Page, Quantity
from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import Screen, counted_as
from stabcheck.report.terminal.verdicts import VERDICT_STYLES

__all__ = ["show"]

COUNTS = "forms  claims"


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
    """Print the pages by groups, a line each, in columns that all share where there is room."""
    by_group = [(group, list(own)) for group, own in groupby(pages, key=lambda page: page.group)]
    table = _table(screen)
    for k, (group, of_group) in enumerate(by_group):
        if k:
            table.add_row()
        table.add_row(screen.text((group.name, "bold")), screen.text((group.title, "dim")))
        _add_pages(table, of_group, screen)
    if screen.fits(table):
        screen.show(table)
        screen.blank()
        return
    width = min(screen.columns, max(_natural_width(of_group) for _, of_group in by_group))
    screen.line((COUNTS.rjust(width), "dim"))
    for group, of_group in by_group:
        screen.line((group.name, "bold"), (f"  {group.title}", "dim"))
        own = _table(screen)
        own.width, own.show_header, own.columns[1].ratio = width, False, 1
        _add_pages(own, of_group, screen)
        screen.show(own)
        screen.blank()


def _natural_width(pages: Sequence[Page]) -> int:
    """The columns that the pages of a group take when no title is folded."""
    names, titles = (max(map(cell_len, each)) for each in zip(*map(_said, pages), strict=True))
    return names + titles + len(f"      {COUNTS}")


def _said(page: Page) -> tuple[str, str]:
    return page.name, page.title


def _table(screen: Screen) -> Table:
    table = screen.table("", "", *COUNTS.split())
    for column in table.columns[2:]:
        column.justify, column.min_width = "right", len("claims")
    table.columns[0].no_wrap = True
    return table


def _add_pages(table: Table, pages: Sequence[Page], screen: Screen) -> None:
    for page in pages:
        forms, claims = str(_forms(page) or ""), str(len(page.claims) or "")
        table.add_row(f"  {page.name}", screen.text(page.title), forms, claims)


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
