"""``stabcheck prove --steps``: each claim's derivations and its proof, as one would write them."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from rich.text import Text

from stabcheck.ci import ClaimCheck
from stabcheck.report.terminal.screen import Screen
from stabcheck.report.terminal.verdicts import certificate_text, statement, verdict_text

if TYPE_CHECKING:
    from stabcheck.proof import DerivationResult, DerivationStep, ProofResult

__all__ = ["show_derivation", "show_steps"]

#: A pipe has no edge, but a line that is longer than this is read better in two.
LONG_COLUMNS = 120
STEP_STYLES = {"PROVED": ("✓", "green"), "REFUTED": ("✗", "bold red"), "UNDECIDED": ("?", "yellow")}


def show_steps(check: ClaimCheck, screen: Screen) -> None:
    """Print one claim with its assumptions, its derivations and every step of its proof."""
    proof = check.proof
    answer = certificate_text(check, screen)
    screen.blank()
    screen.line(
        verdict_text(check, screen),
        "  ",
        (proof.name, "bold"),
        *(("  ", answer) if answer else ()),
        "  ",
        (proof.title, "dim"),
        indent=2,
    )
    screen.line(statement(check, min(screen.columns, LONG_COLUMNS) - 6), indent=6)
    if proof.assumptions:
        screen.line(("for ", "dim"), ", ".join(proof.assumptions), indent=6)
    if proof.conditions:
        screen.line(("if ", "dim"), (", ".join(proof.conditions), "magenta"), indent=6)
    for derivation in proof.derivations:
        show_derivation(derivation, screen)
    _show_proof(proof, screen)
    _show_no_proof(proof, screen)
    if check.certificate is not None and check.certificate.note:
        screen.line((f"certificate: {check.certificate.note}", "yellow"), indent=4)


# --- the author's derivation ----------------------------------------------------------------


def show_derivation(derivation: DerivationResult, screen: Screen) -> None:
    """Print a derivation: chains and equations as its author wrote them, reasons to the right."""
    screen.line((derivation.title, "italic"), indent=4)
    table = screen.table(None, None, None)
    hypotheses: tuple[str, ...] = ()
    steps = derivation.steps
    follows = [False, *(step.lhs == before.rhs for before, step in pairwise(steps))]
    for step, is_next, is_followed in zip(steps, follows, [*follows[1:], False], strict=True):
        if step.given != hypotheses:
            hypotheses = step.given
            if not all(hypothesis in derivation.title for hypothesis in hypotheses):
                table.add_row("", screen.text((f"given {', '.join(hypotheses)}:", "dim")), "")
        if is_followed and not is_next:
            table.add_row("", screen.text(step.lhs), "")
        line = f"  = {step.rhs}" if is_next or is_followed else _equation(step.lhs, step.rhs)
        table.add_row(
            screen.text(STEP_STYLES[step.verdict]), screen.text(line), _reason(step, screen)
        )
    screen.show(table, indent=6)


def _equation(lhs: str, rhs: str) -> str:
    """``lhs = rhs``, broken at the equality sign where it is long."""
    whole = f"{lhs} = {rhs}"
    return whole if len(whole) <= LONG_COLUMNS else f"{lhs}\n  = {rhs}"


def _reason(step: DerivationStep, screen: Screen) -> Text:
    needed = f"  if {', '.join(step.conditions)}" if step.conditions else ""
    note = f"  {step.note}" if step.note else ""
    return screen.text((step.reason, "dim"), (needed, "magenta"), (note, "yellow"))


# --- the engine's proof ---------------------------------------------------------------------


def _show_proof(proof: ProofResult, screen: Screen) -> None:
    """Print the proof as numbered equations: reasons beside them where there is room, or above."""
    if not proof.steps:
        return
    count = len(proof.steps)
    screen.line((f"the proof, in {count} {'step' if count == 1 else 'steps'}", "italic"), indent=4)
    beside, below = screen.table(None, None, None), screen.table(None, None)
    conditions: tuple[str, ...] = ()
    for number, step in enumerate(proof.steps, 1):
        if step.conditions != conditions:
            conditions = step.conditions
            where = screen.text(
                (f"where {', '.join(conditions) or 'nothing is assumed'}:", "magenta")
            )
            beside.add_row("", where, "")
            below.add_row("", where)
        label = screen.text((f"{number:>2}.", "dim"))
        reason = screen.text((step.reason, "dim"))
        beside.add_row(label, screen.text(_equation(step.before, step.after)), reason)
        below.add_row(label, reason)
        below.add_row("", screen.text(f"{step.before}\n  = {step.after}"))
    screen.show(beside if screen.fits(beside, indent=6) else below, indent=6)


def _show_no_proof(proof: ProofResult, screen: Screen) -> None:
    """Print what stands against a claim: its counterexample, or what resisted."""
    example = proof.counterexample
    if example is not None:
        point = ", ".join(f"{name} = {value}" for name, value in example.point.items())
        screen.line((f"the counterexample, at {point}", "italic"), indent=4)
        screen.line(("left   ", "dim"), example.lhs, indent=6)
        screen.line(("right  ", "dim"), example.rhs, indent=6)
    if proof.residual:
        screen.line(("what resisted: ", "italic"), proof.residual, indent=4)
