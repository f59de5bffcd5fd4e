"""What a report is about: one run of one command, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stabcheck.ci import ClaimCheck
    from stabcheck.quantity import Page
    from stabcheck.sweeping.result import SweepResult

__all__ = ["Explanation", "Problem", "Run", "switched_on"]


@dataclass(frozen=True)
class Problem:
    """Why a command was refused or broke off: one sentence, and a hint."""

    message: str
    hint: str = ""


@dataclass(frozen=True)
class Explanation:
    """A page, with what proving its claims and sweeping its forms brought out."""

    page: Page
    checks: tuple[ClaimCheck, ...]
    sweeps: tuple[SweepResult, ...]


@dataclass(frozen=True)
class Run:
    """One command, what came of it and the code it exits with.

    ``results`` are what the command's layer returned: `ClaimCheck` for ``prove``, `SweepResult`
    (or one `Replay`) for ``sweep``, `Finding` for ``ci``, `Page` for ``list``, `Explanation` for
    ``explain``.  ``pages`` are the pages they speak of, by name.  ``options`` are the switches
    that change only how results are shown (``steps``, ``all``, ``full``).
    """

    command: str
    results: tuple[Any, ...]
    exit_code: int
    problems: tuple[Problem, ...] = ()
    options: frozenset[str] = field(default_factory=frozenset)
    pages: Mapping[str, Page] = field(default_factory=dict)


def switched_on(**options: bool) -> frozenset[str]:
    """The options that are given, as a run keeps them."""
    return frozenset(option for option, is_given in options.items() if is_given)
