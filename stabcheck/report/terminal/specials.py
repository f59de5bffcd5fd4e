"""The special values that a form gets wrong: what went in, what came out, what is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.report.terminal.screen import Part, Screen
from stabcheck.sweeping.result import SpecialOutcome, SweepResult

__all__ = ["show_specials"]


def show_specials(results: Sequence[SweepResult], screen: Screen) -> None:
    """Print every special value that comes out wrong, with the formats in which it does."""
    wrong: dict[SpecialOutcome, list[str]] = {}
    for result in results:
        for outcome in result.specials:
            if not outcome.passed:
                wrong.setdefault(outcome, []).append(result.format)
    if not wrong:
        return
    is_promised = any("special" in result.promised for result in results)
    style = "bold red" if is_promised else "yellow"
    screen.blank()
    screen.line(("special values", style), ("  breaks special", "dim"), indent=2)
    table = screen.table("", "came out", "accepted", "in")
    swept = len({result.format for result in results if result.specials})
    for outcome, formats in wrong.items():
        where = "every format" if len(formats) == swept > 1 else ", ".join(formats)
        table.add_row(*(screen.text(part) for part in _cells(outcome, where)))
    screen.show(table, indent=4)


def _cells(outcome: SpecialOutcome, where: str) -> tuple[Part, ...]:
    accepted = " or ".join(outcome.accepted)
    if outcome.note:
        accepted += f"  ({outcome.note})"
    return (outcome.arguments, outcome.got, accepted, (where, "dim"))
