"""Ctrl-C, however often: one word, exit code 130, and nothing left behind."""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.streams import say

if TYPE_CHECKING:
    from pathlib import Path
    from types import FrameType

__all__ = ["HALF_WRITTEN", "is_interrupted", "settle", "watch"]

#: Files that are being written beside their places: removed if the cleaning up is cut short.
HALF_WRITTEN: set[Path] = set()

_times: list[int] = []


def is_interrupted() -> bool:
    """Whether the user has interrupted this run."""
    return bool(_times)


def watch() -> None:
    """Take Ctrl-C over, in this process and in those that it forks.

    The first one raises KeyboardInterrupt here and ends the workers at once, which a pool would
    wait for; a second one, while that is being cleaned up, ends the process itself.
    """
    owner = os.getpid()

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if os.getpid() != owner:  # a worker: whoever started it says what there is to say
            os._exit(ExitCode.INTERRUPTED)
        _times.append(number)
        _end_workers()
        if len(_times) > 1:
            settle()
            _leave()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupt)


def settle() -> None:
    """Take no notice of Ctrl-C any more: the run is over, and its exit code is settled."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_workers() -> None:
    # Only who has started workers has imported this.
    multiprocessing = sys.modules.get("multiprocessing")
    if multiprocessing is not None:
        import threading

        # The pool's own thread may stumble over the workers that it loses here.
        threading.excepthook = lambda _: None
        for worker in multiprocessing.active_children():
            worker.kill()


def _leave() -> None:
    for path in HALF_WRITTEN:
        path.unlink(missing_ok=True)
    say("interrupted")
    os._exit(ExitCode.INTERRUPTED)
