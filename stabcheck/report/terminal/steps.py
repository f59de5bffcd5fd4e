"""``stabcheck prove --steps``: each claim's derivations and its proof, as one would write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stabcheck.ci import ClaimCheck
from stabcheck.report.terminal.screen import Screen
from stabcheck.report.terminal.verdicts import statement, verdict_text

if TYPE_CHECKING:
    from stabcheck.proof import DerivationResult, ProofResult

__all__ = ["show_steps"]

STEP_STYLES = {"PROVED": ("✓", "green"), "REFUTED": ("✗", "bold red"), "UNDECIDED": ("?", "yellow")}


def show_steps(check: ClaimCheck, screen: Screen) -> None:
    """Print one claim with its assumptions, its derivations and every step of its proof."""
    proof = check.proof
    screen.blank()
    screen.line(
        verdict_text(check, screen),
        "  ",
        (proof.name, "bold"),
        "  ",
        (proof.title, "dim"),
        indent=2,
    )
    screen.line(statement(check, screen.columns - 6), indent=6)
    if proof.assumptions:
        screen.line(("for ", "dim"), ", ".join(proof.assumptions), indent=6)
    if proof.conditions:
        screen.line(("if ", "dim"), (", ".join(proof.conditions), "magenta"), indent=6)
    for derivation in proof.derivations:
        show_derivation(derivation, screen)
    _show_outcome(proof, screen)


def show_derivation(derivation: DerivationResult, screen: Screen) -> None:
    """Print a derivation: a chain runs on from the last right-hand side, reasons to the right."""
    screen.line((derivation.title, "italic"), indent=4)
    previous = ""
    hypotheses: tuple[str, ...] = ()
    table = screen.table(None, None, None)
    for step in derivation.steps:
        if step.given != hypotheses:
            hypotheses = step.given
            table.add_row("", screen.text((f"for {', '.join(hypotheses)}:", "dim")), "")
        if step.lhs != previous:
            table.add_row("", screen.text(step.lhs), "")
        mark, style = STEP_STYLES[step.verdict]
        reason = screen.text(
            (step.reason, "dim"), (f"  {step.note}" if step.note else "", "yellow")
        )
        table.add_row(screen.text((mark, style)), screen.text(f"  = {step.rhs}"), reason)
        previous = step.rhs
    screen.show(table, indent=6)


def _show_outcome(proof: ProofResult, screen: Screen) -> None:
    if proof.steps:
        screen.line((f"the proof, in {len(proof.steps)} steps", "italic"), indent=4)
    for number, step in enumerate(proof.steps, 1):
        screen.line((f"{number:>2}. ", "dim"), step.rule, ("  " + step.reason, "dim"), indent=6)
        screen.line(step.before, indent=10)
        screen.line(("→ ", "dim"), step.after, indent=10)
        if step.conditions:
            screen.line(("where ", "dim"), (", ".join(step.conditions), "magenta"), indent=10)
    if proof.counterexample is not None:
        point = ", ".join(f"{name} = {value}" for name, value in proof.counterexample.point.items())
        screen.line((f"the counterexample: {point}", "italic"), indent=4)
        screen.line(f"left  {proof.counterexample.lhs}", indent=6)
        screen.line(f"right {proof.counterexample.rhs}", indent=6)
    if proof.residual:
        screen.line(("what resisted: ", "italic"), proof.residual, indent=4)
