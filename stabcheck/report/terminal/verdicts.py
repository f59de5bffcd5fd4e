"""How a claim's verdict and statement stand in print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from stabcheck.ci import ClaimCheck, claim_findings, overall
from stabcheck.report.terminal.screen import Screen

if TYPE_CHECKING:
    from stabcheck.proof import Counterexample

__all__ = [
    "MARKS",
    "VERDICT_STYLES",
    "certificate_text",
    "counterexample",
    "statement",
    "verdict_text",
]

VERDICT_STYLES = {"PROVED": "green", "REFUTED": "cyan", "UNDECIDED": "yellow"}
MARKS = {
    "as expected": ("✓", "green"),
    "unexpected": ("✗", "bold red"),
    "undecided": ("?", "bold yellow"),
}
#: What Coq says of a certificate: accepted or not, no answer in time, not asked, none to ask about.
_ANSWERS = {
    "accepted": MARKS["as expected"],
    "rejected": MARKS["unexpected"],
    "timed out": MARKS["undecided"],
    "written": ("written", "dim"),
    "none": ("–", "dim"),
}


def verdict_text(check: ClaimCheck, screen: Screen) -> Text:
    """The verdict, marked as expected or not: a REFUTED that is meant to be is no error."""
    status = overall(claim_findings(check))
    verdict = check.proof.verdict
    style = VERDICT_STYLES[verdict] if status == "as expected" else MARKS[status][1]
    return screen.text(MARKS[status], " ", (f"{verdict:<9}", style))


def certificate_text(check: ClaimCheck, screen: Screen) -> Text:
    """What Coq said of the claim's certificate and how long it took; a dash where there is none."""
    found = check.certificate
    if found is None:
        return screen.text("")
    mark, style = _ANSWERS[found.status]
    seconds = "" if found.seconds is None else f" {found.seconds:.1f} s"
    return screen.text((f"Coq {mark}{seconds}", style))


def statement(check: ClaimCheck, columns: int) -> str:
    """``lhs = rhs``, on two lines where one would not fit."""
    whole = f"{check.proof.lhs} = {check.proof.rhs}"
    return whole if len(whole) <= columns else f"{check.proof.lhs}\n  = {check.proof.rhs}"


def counterexample(found: Counterexample, columns: int) -> str:
    """``at x = 1: lhs ≠ rhs``, on two or three lines where one would not fit."""
    at = "at " + ", ".join(f"{name} = {value}" for name, value in found.point.items()) + ":"
    whole = f"{at} {found.lhs} ≠ {found.rhs}"
    if len(whole) <= columns:
        return whole
    is_one_line = len(f"  {found.lhs} ≠ {found.rhs}") <= columns
    between = " " if is_one_line else "\n  "
    return f"{at}\n  {found.lhs}{between}≠ {found.rhs}"
