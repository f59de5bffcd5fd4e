"""The command line that replays a failure, or a counterexample."""

from __future__ import annotations

import shlex

from stabcheck.sweeping.counterexamples import Counterexample
from stabcheck.sweeping.result import Failure, SweepResult

__all__ = ["replay_command", "replay_found"]


def replay_command(result: SweepResult, failure: Failure) -> str:
    """The command that replays ``failure`` of ``result`` at its witness."""
    return _command(result, result.probe, failure.witness.bits)


def replay_found(result: SweepResult, found: Counterexample) -> str:
    """The command that replays what the search beside ``result`` found."""
    return _command(result, found.probe, found.at)


def _command(result: SweepResult, probe: str, at: str) -> str:
    return (
        f"stabcheck sweep {result.quantity} --form {result.form} --format {result.format} "
        f"--probe {shlex.quote(probe)} {_summed(result)}--at {at}{_file(result)}"
    )


def _file(result: SweepResult) -> str:
    """The option that finds the page, where it is not the catalogue's."""
    return f" --pages {shlex.quote(result.pages)}" if result.pages else ""


def _summed(result: SweepResult) -> str:
    """The option by which sums are kept in another format than the form's."""
    kept_in = result.accumulated_in
    return f"--accumulate {kept_in} " if kept_in not in ("", result.format) else ""
