"""``--output terminal``: the report for people, in colour where the terminal has colours."""

from __future__ import annotations

import importlib
from typing import TextIO

from stabcheck.report.run import Run
from stabcheck.report.terminal.screen import painted

__all__ = ["write"]


def write(run: Run, stream: TextIO) -> None:
    """Write ``run`` to ``stream``: at its width and in its encoding if it is a terminal.

    A refused command has nothing to show here; its problem stands on stderr.
    """
    if run.problems:
        return
    show = importlib.import_module(f"{__name__}.{run.command}").show
    with painted(stream) as screen:
        show(run, screen)
