"""The exit codes, alike in every output format and for every verb."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stabcheck.ci import Finding

__all__ = ["EXIT_CODES_HELP", "ExitCode", "exit_code"]


class ExitCode(IntEnum):
    """What a run's exit status says."""

    AS_EXPECTED = 0
    NOT_AS_EXPECTED = 1
    USAGE = 2
    INTERNAL = 3
    UNDECIDED = 4
    NOTHING_SELECTED = 5
    INTERRUPTED = 130  # 128 + SIGINT, as shells say it


EXIT_CODES_HELP = """\
Exit codes: 0 all as expected; 1 something is not; 2 a mistake in the command; \
3 an internal error; 4 only UNDECIDED is left; 5 nothing selected; \
130 interrupted."""

_CODES = {
    "as expected": ExitCode.AS_EXPECTED,
    "unexpected": ExitCode.NOT_AS_EXPECTED,
    "undecided": ExitCode.UNDECIDED,
}


def exit_code(findings: Iterable[Finding]) -> int:
    """The code that says what all ``findings`` together come to."""
    from stabcheck.ci import overall

    return int(_CODES[overall(findings)])
