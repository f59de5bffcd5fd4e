"""A sheet on the terminal: every equality by problem and line, its verdict, and what to mend."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from rich.text import Text

from stabcheck.reading.sheet import SheetItem, SheetResult
from stabcheck.report.terminal.screen import Screen, counted_as
from stabcheck.report.terminal.verdicts import counterexample

__all__ = ["show_sheet"]

STYLES = {
    "PROVED": ("✓", "green"),
    "DEFINITION": ("≔", "dim"),
    "CHOICE": ("≔", "dim"),
    "REFUTED": ("✗", "bold red"),
    "UNDECIDED": ("?", "bold yellow"),
    "NOT READ": ("?", "bold yellow"),
}
#: So many columns stand before an equality: its line and its verdict.
BESIDE = len("    line 1234  ✗ UNDECIDED     ")


def show_sheet(sheet: SheetResult, screen: Screen) -> None:
    """Print the equalities problem by problem, then the misprints, the remarks and a count."""
    screen.line((sheet.name or "sheet", "bold"))
    for problem, items in groupby(sheet.items, key=lambda item: item.problem):
        screen.blank()
        screen.line((problem or "before the first heading", "bold"), indent=2)
        table = screen.table(None, None, None)
        for item in items:
            mark, style = STYLES[item.verdict]
            verdict = screen.text((mark, style), " ", (f"{item.verdict:<10}", style))
            table.add_row(screen.text((f"line {item.line}", "dim")), verdict, _said(item, screen))
        screen.show(table, indent=4)
    screen.blank()
    for misprint in sheet.misprints:
        meant = f"; {misprint.meant} would fit" if misprint.meant else ""
        screen.line(
            (f"line {misprint.line}: {misprint.understood} is a misprint", "bold red"),
            f": {misprint.neighbours[0]} = {misprint.neighbours[1]} holds without it{meant}",
            indent=2,
        )
    for remark in sheet.remarks:
        screen.line((f"line {remark.line}: {remark.text}", "magenta"), indent=2)
    for item in sheet.items:
        if item.conditions:
            wanted = ", ".join(item.conditions)
            screen.line(
                (f"line {item.line}: holds only if {wanted}, which nobody states", "magenta"),
                indent=2,
            )
    screen.blank()
    counts: Counter[str] = Counter(item.verdict for item in sheet.items)
    counted = ", ".join(f"{counts[verdict]} {verdict}" for verdict in STYLES if counts[verdict])
    said = f"{counted_as(len(sheet.items), 'equality', 'equalities')}: {counted or 'none'}"
    screen.line(f"{said} in {sheet.seconds:.1f} s")


def _said(item: SheetItem, screen: Screen) -> Text:
    """The equality as understood, or as written where it was not; below it, what is to be said."""
    lines = [screen.text(item.understood or item.source)]
    if item.unlinked or item.verdict in {"UNDECIDED", "NOT READ"}:
        lines.append(screen.text((item.note, "yellow" if not item.unlinked else "dim")))
    if item.conditions:
        lines.append(screen.text(("if " + ", ".join(item.conditions), "magenta")))
    if item.given:
        lines.append(screen.text(("given " + ", ".join(item.given), "dim")))
    if item.counterexample is not None:
        room = screen.columns - BESIDE
        lines.append(screen.text((counterexample(item.counterexample, room), "dim")))
    return Text("\n").join(lines)
