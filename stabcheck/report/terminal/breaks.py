"""Where a form breaks: predicted beside found, what came out and what is true, and a replay."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from stabcheck.formats import find_format
from stabcheck.report.replay_command import replay_command
from stabcheck.report.terminal.density import show_density
from stabcheck.report.terminal.kinds import Kind, Row, kinds_of, summarised, telling
from stabcheck.report.terminal.screen import Screen
from stabcheck.sweeping.result import Failure, Point, PredictionCheck, SweepResult

__all__ = ["show_breaks", "where"]

#: The format whose replay is offered, if it is among those that fail.
REPLAYED_FORMAT = "float32"
#: Whose doing it is that a boundary lies some floats beside the prediction.
WHOSE = {
    "met": ("✓", " by rounding in the sum"),
    "kernel": ("✓", " by this CPU's kernel"),
    "missed": ("✗", ""),
}


def show_breaks(results: Sequence[SweepResult], screen: Screen, *, every: bool) -> None:
    """Print the failures of one form: those that tell the most, or ``every`` one of them."""
    kinds = kinds_of(results)
    shown = kinds if every else telling(kinds)
    for kind in shown:
        screen.blank()
        _show_kind(kind if every else summarised(kind), screen, every=every)
    for result in results:
        for check in result.predictions:
            if check.verdict == "missed":
                screen.line((f"✗ {_missed(result, check)}", "bold red"), indent=2)
    hidden = len(kinds) - len(shown)
    if hidden:
        screen.line((f"and {hidden} more of these on other probes (--all)", "dim"), indent=2)


def _show_kind(kind: Kind, screen: Screen, *, every: bool) -> None:
    style = "bold red" if kind.breaks_promise else "yellow"
    screen.line(
        (f"{kind.outcome} by {kind.cause}", style),
        " on ",
        (kind.probe, "bold"),
        (f"  breaks {', '.join(kind.contracts)}", "dim"),
        indent=2,
    )
    if kind.formula:
        screen.line(("predicted at ", "dim"), kind.formula, indent=4)
    shown = _replayed(kind)
    whole = _table(kind, screen, with_outcome=True)
    if screen.fits(whole, indent=4):
        screen.show(whole, indent=4)
    else:
        narrow = _table(kind, screen, with_outcome=False)
        fits = screen.fits(narrow, indent=4)
        screen.show(narrow if fits else _stacked_table(kind, screen), indent=4)
        screen.line(_what_came_out(shown, screen), indent=4)
    show_density(kind, screen, every=every)
    screen.command(replay_command(shown.result, shown.failure), indent=4)


def _table(kind: Kind, screen: Screen, *, with_outcome: bool) -> Table:
    """One row per run of floats; what came out stands beside it if ``with_outcome``."""
    outcome = ["came out", "true"] if with_outcome else []
    table = screen.table("", "where", "bits", *_beside_header(kind), *outcome)
    for row in kind.rows:
        cells = [row.result.format, where(row.failure, row.result.format), _bits(row)]
        cells += [_beside(row)] if kind.formula else []
        cells += [row.failure.got, row.failure.truth] if with_outcome else []
        table.add_row(*map(screen.text, cells))
    return table


def _stacked_table(kind: Kind, screen: Screen) -> Table:
    """One row per run of floats, its bits below the decimals."""
    table = screen.table("", "where", *_beside_header(kind))
    for row in kind.rows:
        place = screen.text(where(row.failure, row.result.format), "\n", (_bits(row), "dim"))
        table.add_row(
            row.result.format, place, *(screen.text(_beside(row)) for _ in _beside_header(kind))
        )
    return table


def _beside_header(kind: Kind) -> list[str]:
    return ["beside the prediction"] if kind.formula else []


def where(failure: Failure, format_name: str) -> str:
    """The failing floats as a set of s: ``s ≥ 89.0``, ``s = 1``, ``−5 ≤ s ≤ 3``."""
    top = find_format(format_name).max_ordinal
    first, last = failure.first, failure.last
    if failure.runs > 1 or failure.counted == "floats walked":
        return f"{first.value} … {last.value}, {_runs(failure)}"
    if first.ordinal == last.ordinal:
        return f"s = {first.value}"
    if first.ordinal <= -top and last.ordinal >= top:
        return "every s"
    if last.ordinal >= top:
        return f"s ≥ {first.value}"
    if first.ordinal <= -top:
        return f"s ≤ {last.value}"
    return f"{first.value} ≤ s ≤ {last.value}"


def _runs(failure: Failure) -> str:
    if failure.counted == "floats walked":
        return f"{failure.count:,} of the floats walked"
    runs = "in one run" if failure.runs == 1 else f"in {failure.runs:,} runs"
    return f"{failure.count:,} floats {runs}"


def _bits(row: Row) -> str:
    top = find_format(row.result.format).max_ordinal
    first, last = row.failure.first, row.failure.last
    if first.ordinal == last.ordinal or last.ordinal >= top:
        return first.bits
    if first.ordinal <= -top:
        return last.bits
    return f"{first.bits} … {last.bits}"


def _beside(row: Row) -> str:
    check = row.prediction
    if check is None or check.predicted is None:
        return ""
    if not check.deviation_floats:
        return "✓ to the bit"
    floats = "float" if abs(check.deviation_floats) == 1 else "floats"
    mark, whose = WHOSE[check.verdict]
    return (
        f"{mark} {check.predicted.value} {check.predicted.bits}, "
        f"{check.deviation_floats:+,d} {floats}{whose}"
    )


def _replayed(kind: Kind) -> Row:
    """The run whose replay is offered: a broken promise, else the usual format, else the last."""
    preferred = [row for row in kind.rows if row.breaks_promise] or list(kind.rows)
    usual = [row for row in preferred if row.result.format == REPLAYED_FORMAT]
    return (usual or preferred[-1:])[0]


def _what_came_out(row: Row, screen: Screen) -> Text:
    failure = row.failure
    return screen.text(
        (f"{row.result.format} at s = {failure.witness.value}: ", "dim"),
        failure.got,
        (" came out, true is ", "dim"),
        failure.truth,
    )


def _missed(result: SweepResult, check: PredictionCheck) -> str:
    predicted = f"{check.outcome} by {check.cause}"
    if check.predicted is not None:
        predicted += f" from s = {check.predicted.value} ({check.predicted.bits})"
    found = f"found {_place(check.found)}, in correctly rounded arithmetic {_place(check.ideal)}"
    return f"{result.format} on {result.probe}: predicted {predicted}; {found}"


def _place(point: Point | None) -> str:
    return f"s = {point.value} ({point.bits})" if point else "nowhere"
