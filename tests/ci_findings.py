"""Findings made by hand, one of every kind that a format for CI must show."""

from __future__ import annotations

from pathlib import Path

from stabcheck.finding import Finding, Place
from stabcheck.report.run import Problem, Run

#: This file, as a place that is really there.
HERE = Place(__file__, 1)
HERE_FROM_THE_ROOT = f"tests/{Path(__file__).name}"

HELD = Finding("page", "page/form float32 x=s", "contract", "as expected", "range kept", "kept")
BROKEN = Finding(
    "page",
    "page/form float32 x=s",
    "contract",
    "unexpected",
    "range kept",
    "broken",
    "100% wrong:\nnan, at s < 0 & \x00",
    contract="range",
    error_ulp=float("inf"),
    seconds=1.25,
    place=HERE,
)
UNDECIDED = Finding("other", "claim|bar", "claim", "undecided", "PROVED", "UNDECIDED")
MISSED = Finding("page", "page/form", "prediction", "unexpected", "nan from s = 1", "not found")

RUN = Run("ci", (HELD, MISSED, UNDECIDED, BROKEN), 1)
REFUSED = Run("ci", (), 2, (Problem("there is no page 'x'", "closest: y"),))
#: A command line that could not even be read as far as its verb.
REFUSED_EARLY = Run("", (), 2, (Problem("what?"),))
EMPTY = Run("ci", (), 0)
