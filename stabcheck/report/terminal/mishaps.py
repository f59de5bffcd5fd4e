"""What a form did besides returning floats: that it raised, hung, or warned, and where first."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.report.terminal.screen import Screen
from stabcheck.sweeping.result import Mishap, SweepResult

__all__ = ["show_mishaps"]


def show_mishaps(results: Sequence[SweepResult], screen: Screen) -> None:
    """Print each mishap with its first input; one that is met on many lines, once."""
    lines: dict[tuple[str, str], list[tuple[SweepResult, Mishap]]] = {}
    for result in results:
        for mishap in result.mishaps:
            lines.setdefault((mishap.kind, mishap.what), []).append((result, mishap))
    for (kind, what), met in lines.items():
        result, mishap = met[0]
        where = f"{result.format} on {result.probe}"
        if mishap.at is not None:
            where += f", first at s = {mishap.at.value} ({mishap.at.bits})"
        if len(met) > 1:
            where += f"; on {len(met)} lines in all"
        mark, style = ("!", "yellow") if kind == "warned" else ("✗", "bold red")
        screen.hanging((f"{mark} {kind}  ", style), f"{what}; {where}", indent=2)
