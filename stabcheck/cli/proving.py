"""Runs the proof engine over a selection of claims."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.ci import ClaimCheck
from stabcheck.cli.progress import progress
from stabcheck.proof import prove_claim
from stabcheck.quantity import Claim, Page

__all__ = ["prove_all"]


def prove_all(selection: Sequence[tuple[Page, Claim]]) -> list[ClaimCheck]:
    """Prove or refute every selected claim, one after another."""
    checks = []
    with progress("proving", len(selection)) as advance:
        for page, claim in selection:
            checks.append(ClaimCheck(page.name, page.title, prove_claim(claim)))
            advance(claim.name)
    return checks
