"""``stabcheck sweep … --at BITS`` on the terminal: every operation beside its exact value."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.report.terminal.screen import Screen
from stabcheck.sweeping.replay import Replay, ReplayStep

__all__ = ["entries_text", "show_replay"]

#: Of longer vectors the first entries and the last are shown.
SHOWN_ENTRIES = 3
LONG_VECTOR = 8


def show_replay(replay: Replay, screen: Screen) -> None:
    """Print one input's way through a form: its operations, its result, what it breaks."""
    screen.line((f"{replay.quantity}/{replay.form}", "bold"), f" in {replay.format}")
    screen.line(f"s = {replay.at.value} ", (replay.at.bits, "dim"), f" on {replay.probe}", indent=2)
    if replay.accumulated_in not in ("", replay.format):
        screen.line(("sums kept in ", "dim"), replay.accumulated_in, indent=2)
    for name, value in replay.arguments:
        screen.line(f"{name} = {_shortened(value)}", indent=2)
    screen.blank()
    _show_steps(replay, screen)
    screen.blank()
    _show_result(replay, screen)


def _show_steps(replay: Replay, screen: Screen) -> None:
    table = screen.table("", "operation", "comes out", "true", "error, ulp", "")
    for step in replay.steps:
        is_blamed = step.index == replay.blamed
        style = "bold yellow" if is_blamed else ""
        table.add_row(
            screen.text((f"{step.index}", "dim")),
            screen.text((_operation(step), style)),
            screen.text((entries_text(step.value), style)),
            screen.text(entries_text(step.truth)),
            screen.text("" if step.error_ulp is None else f"{step.error_ulp:.3g}"),
            screen.text((_remark(replay, step), style or "dim")),
        )
    screen.show(table, indent=2)
    if replay.blamed is not None:
        screen.line(
            ("◂ the first operation whose rounding the result does not survive", "dim"), indent=2
        )


def _operation(step: ReplayStep) -> str:
    """An operation as one would write it: between its operands, or before them."""
    if not step.operation.isidentifier() and len(step.operands) == 2:
        return f"{step.operands[0]} {step.operation} {step.operands[1]}"
    if len(step.operands) == 1 and step.operands[0].startswith("("):
        return f"{step.operation}{step.operands[0]}"
    return f"{step.operation}({', '.join(step.operands)})"


def _shortened(written: str) -> str:
    """A long vector by its first entries, its last and their number."""
    entries = written.strip("()").split(", ")
    if len(entries) <= LONG_VECTOR:
        return written
    return f"{entries_text(entries)}, {len(entries)} entries"


def entries_text(values: Sequence[str]) -> str:
    """A number, or a vector in parentheses."""
    if len(values) == 1:
        return values[0]
    shown = list(values)
    if len(values) > SHOWN_ENTRIES + 1:
        shown = [*values[:SHOWN_ENTRIES], "…", values[-1]]
    return f"({', '.join(shown)})"


def _remark(replay: Replay, step: ReplayStep) -> str:
    if step.index != replay.blamed:
        return step.trouble
    return f"◂ {replay.cause}"


def _show_result(replay: Replay, screen: Screen) -> None:
    rounded = entries_text(replay.rounded)
    screen.line(("comes out  ", "dim"), entries_text(replay.got), indent=2)
    screen.line(
        ("true       ", "dim"), f"{entries_text(replay.truth)}, rounded {rounded}", indent=2
    )
    broken = [contract for contract, verdict in replay.contracts.items() if verdict == "fail"]
    kept = [contract for contract, verdict in replay.contracts.items() if verdict == "pass"]
    if kept:
        screen.line(("keeps      ", "dim"), (", ".join(kept), "green"), indent=2)
    if broken:
        outcomes = dict.fromkeys(replay.outcomes[contract] for contract in broken)
        how = f"  {' and '.join(outcomes)} by {replay.cause}"
        screen.line(("breaks     ", "dim"), (", ".join(broken), "yellow"), how, indent=2)
