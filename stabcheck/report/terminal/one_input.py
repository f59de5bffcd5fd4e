"""``stabcheck check … --at BITS`` on the terminal: one input, what came out, what is true."""

from __future__ import annotations

from stabcheck.report.terminal.incidents import show_incidents
from stabcheck.report.terminal.replay import entries_text
from stabcheck.report.terminal.screen import Screen
from stabcheck.target.one_input import OneInput

__all__ = ["show_one_input"]


def show_one_input(result: OneInput, screen: Screen) -> None:
    """Print one input: its arguments, the value, the truth, and which contracts are kept."""
    screen.line(
        (result.function, "bold"), " as ", (result.quantity, "bold"), f" in {result.format}"
    )
    screen.line(f"s = {result.at.value} ", (result.at.bits, "dim"), f" on {result.probe}", indent=2)
    screen.blank()
    for name, value in result.arguments:
        screen.line((f"{name:<11}", "dim"), value, indent=2)
    rounded = entries_text(result.rounded)
    screen.line(("comes out  ", "dim"), entries_text(result.got), indent=2)
    screen.line(
        ("true       ", "dim"), f"{entries_text(result.truth)}, rounded {rounded}", indent=2
    )
    errors = [f"{error:.3g}" for error in result.error_ulp]
    screen.line(("error      ", "dim"), f"{entries_text(errors)} ulp", indent=2)
    for word, style, verdict in (("keeps", "green", "pass"), ("breaks", "yellow", "fail")):
        named = [contract for contract, found in result.contracts.items() if found == verdict]
        if named:
            screen.line((f"{word:<11}", "dim"), (", ".join(named), style), indent=2)
    if result.cause or result.unblamed:
        by = f"{result.cause} in {result.operation}" if result.operation else result.cause
        screen.hanging(("by         ", "dim"), by or f"no cause: {result.unblamed}", indent=2)
    show_incidents(result.incidents, screen)
