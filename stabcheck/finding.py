"""A finding: one assertion, what was expected of it and what came out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = ["CHECKS", "Check", "Finding", "Place", "Status", "overall"]

Check = Literal[
    "claim",
    "derivation",
    "certificate",
    "equality",
    "contract",
    "bound",
    "prediction",
    "special",
    "fault",
    "budget",
]
Status = Literal["as expected", "unexpected", "undecided"]

#: What is asserted, in the order in which every report shows it.
CHECKS: tuple[Check, ...] = (
    "claim",
    "derivation",
    "certificate",
    "contract",
    "bound",
    "prediction",
    "special",
    "fault",
    "budget",
)


@dataclass(frozen=True)
class Place:
    """Where something stands in the source: a file, and a line counted from 1."""

    file: str
    line: int


@dataclass(frozen=True)
class Finding:
    """One assertion about ``subject`` (a claim; or a form, a format and a probe) of a page.

    ``expected`` and ``found`` are what stands in print; ``note`` is what a reader must know
    besides, such as the deviation of a kernel.  ``contract`` is the contract asserted, and
    ``error_ulp`` the error of the failing float shown, in ulp of the truth.  ``seconds`` is what
    finding out took; findings of one proof or one sweep share it, and the first of them tells it.
    ``replay`` is the command that runs the failing input again.
    """

    page: str
    subject: str
    check: Check
    status: Status
    expected: str
    found: str
    note: str = ""
    contract: str = ""
    error_ulp: float | None = None
    seconds: float = 0.0
    place: Place | None = None
    replay: str = ""


def overall(findings: Iterable[Finding]) -> Status:
    """The status of all ``findings`` together: the unexpected outweighs the undecided."""
    statuses = {finding.status for finding in findings}
    if "unexpected" in statuses:
        return "unexpected"
    return "undecided" if "undecided" in statuses else "as expected"
