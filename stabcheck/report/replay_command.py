"""The command line that replays a failure."""

from __future__ import annotations

import shlex

from stabcheck.sweeping.result import Failure, SweepResult

__all__ = ["replay_command"]


def replay_command(result: SweepResult, failure: Failure) -> str:
    """The command that replays ``failure`` of ``result`` at its witness."""
    return (
        f"stabcheck sweep {result.quantity} --form {result.form} --format {result.format} "
        f"--probe {shlex.quote(result.probe)} {_summed(result)}--at {failure.witness.bits}"
    )


def _summed(result: SweepResult) -> str:
    """The option by which sums are kept in another format than the form's."""
    kept_in = result.accumulated_in
    return f"--accumulate {kept_in} " if kept_in not in ("", result.format) else ""
