"""What a search off the probes found: how many points were tried, and the simplest that break."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.report.replay_command import replay_found
from stabcheck.report.terminal.screen import Screen, counted_as
from stabcheck.sweeping.counterexamples import Counterexample, Search
from stabcheck.sweeping.result import SweepResult

__all__ = ["show_search"]

#: The format whose replay is offered, if it is among those that fail.
REPLAYED_FORMAT = "float32"
#: Of longer vectors the first entries are shown.
SHOWN_ENTRIES = 8
NOTHING = "none found (sampled: no proof)"


def show_search(results: Sequence[SweepResult], screen: Screen, *, every: bool) -> None:
    """Print what the search found in each format, and the replay of one find, or of ``every``."""
    searched = [(result, result.search) for result in results if result.search]
    if not searched:
        return
    tried = ", ".join(dict.fromkeys(_tried(search) for _, search in searched))
    screen.blank()
    screen.line(("off the probes", "bold"), (f"  {tried}", "dim"), indent=2)
    for result, search in searched:
        found = search.counterexamples
        if search.error:
            screen.line((f"✗ {result.format}  {search.error}", "bold red"), indent=4)
        elif not found:
            unknown = f", {search.undecided:,} undecided" if search.undecided else ""
            screen.line(f"{result.format}  {NOTHING}{unknown}", indent=4)
    _show_found(searched, screen, every=every)


def _show_found(
    searched: Sequence[tuple[SweepResult, Search]], screen: Screen, *, every: bool
) -> None:
    """Print the counterexamples, and the replay of one, or of ``every`` one."""
    finds = [(result, each) for result, search in searched for each in search.counterexamples]
    if not finds:
        return
    table = screen.table("", "simplest point", "came out", "true", "breaks", "points")
    for result, found in finds:
        style = "bold red" if set(found.contracts) & set(result.promised) else "yellow"
        table.add_row(
            screen.text(result.format),
            screen.text(_point(found)),
            screen.text(found.got),
            screen.text(found.truth),
            screen.text((f"{', '.join(found.contracts)}: {found.outcome} by {found.cause}", style)),
            screen.text((f"{found.count:,}", "dim")),
        )
    screen.show(table, indent=4)
    broken = [(r, each) for r, each in finds if set(each.contracts) & set(r.promised)]
    usual = [(r, each) for r, each in broken or finds if r.format == REPLAYED_FORMAT]
    for result, found in finds if every else (usual or broken or finds)[:1]:
        screen.command(replay_found(result, found), indent=4)


def _tried(search: Search) -> str:
    return f"{counted_as(search.points, 'random point')} in each format, seed {search.seed}"


def _point(found: Counterexample) -> str:
    """The point as one would write it; of long vectors the beginning."""
    written = []
    for name, value in found.arguments:
        entries = value.strip("()").split(", ")
        is_long = len(entries) > SHOWN_ENTRIES
        shown = f"({', '.join(entries[:SHOWN_ENTRIES])}, …) n={len(entries)}" if is_long else value
        written.append(f"{name} = {shown}")
    return ", ".join(written)
