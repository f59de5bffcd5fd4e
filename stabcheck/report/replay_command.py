"""The command line that replays a failure."""

from __future__ import annotations

import shlex

from stabcheck.sweeping.result import Failure, SweepResult

__all__ = ["replay_command"]


def replay_command(result: SweepResult, failure: Failure) -> str:
    """The command that replays ``failure`` of ``result`` at its witness."""
    return (
        f"stabcheck sweep {result.quantity} --form {result.form} --format {result.format} "
        f"--probe {shlex.quote(result.probe)} --at {failure.witness.bits}"
    )
