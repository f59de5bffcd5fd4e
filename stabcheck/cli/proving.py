"""Runs the proof engine over claims: the catalogue's, somebody's own, and those of whole sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from stabcheck.carriers.budget import TIMEOUT_SECONDS
from stabcheck.ci import ClaimCheck
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.progress import progress
from stabcheck.proof import prove_claim
from stabcheck.quantity import Claim, Page

if TYPE_CHECKING:
    from stabcheck.reading.sheet import SheetResult

__all__ = ["Own", "prove_all", "read_own", "read_sheets"]

#: What somebody states on the command line or in a file belongs to this page.
OWN_PAGE = Page("formulas", "your own")


@dataclass(frozen=True)
class Own:
    """Formulas of one's own, what is said of them, and files of claims."""

    formulas: tuple[str, ...]
    assumptions: tuple[str, ...]
    vectors: tuple[str, ...]
    expect: str
    claim_files: tuple[Path, ...]


def prove_all(
    selection: Sequence[tuple[Page, Claim]], timeout_seconds: float = TIMEOUT_SECONDS
) -> list[ClaimCheck]:
    """Prove or refute every selected claim, one after another, each in its own time."""
    checks = []
    with progress("proving", len(selection)) as advance:
        for page, claim in selection:
            proof = prove_claim(claim, timeout_seconds)
            if page is OWN_PAGE:  # nobody stated conditions to expect: those found are shown
                proof = replace(proof, expected_conditions=proof.conditions)
            checks.append(ClaimCheck(page.name, page.title, proof))
            advance(claim.name)
    return checks


def read_own(own: Own) -> list[tuple[Page, Claim]]:
    """The claims that somebody's own formulas and files state; raises Mistake for the unread."""
    from stabcheck.reading import FormulaMistake, read_claim, read_claims

    claims: list[Claim] = []
    source = "the formula"
    try:
        claims += [
            read_claim(
                formula,
                assume=own.assumptions,
                vectors=own.vectors,
                expected=own.expect.upper(),  # type: ignore[arg-type]
            )
            for formula in own.formulas
        ]
        for path in own.claim_files:
            source = str(path)
            claims += read_claims(_text_of(path))
    except FormulaMistake as mistake:
        raise Mistake(f"{source}, {mistake}", mistake.hint) from None
    return [(OWN_PAGE, claim) for claim in claims]


def read_sheets(paths: Sequence[Path], timeout_seconds: float) -> list[SheetResult]:
    """Every equality of every sheet, with its verdict, each in its own time."""
    if not paths:
        return []
    from stabcheck.reading.sheet import check_sheet

    return [check_sheet(_text_of(path), str(path), timeout_seconds) for path in paths]


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Mistake(f"cannot read {path}: it is not UTF-8 text", "save it as UTF-8") from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Mistake(f"cannot read {path}: {reason}", "name a text file") from None
