"""A worker's process as its starter sees it: requests go in, answers come out, and it may die."""

from __future__ import annotations

import queue
import signal
import threading
from contextlib import suppress
from typing import Any

from stabcheck.target.host import Ask, Load, Run, receive, send
from stabcheck.target.starting import started

__all__ = ["Process"]


class Process:
    """A worker, and the answers it has given so far; None is the last one."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._worker = started()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with suppress(EOFError, OSError, ValueError):
            while True:
                self.answers.put(receive(self._worker.answers))
        self.answers.put(None)

    def ask(self, request: Load | Run | Ask) -> None:
        """Send a request; that the process is gone is met when it does not answer."""
        with suppress(OSError):
            send(self._worker.requests, request)

    def end(self) -> None:
        """Kill the process, if it still lives, and let go of it."""
        self._worker.end()

    def death(self) -> str:
        """How the process ended, in words."""
        code = self._worker.exit_code()
        if code >= 0:
            return f"ends the process with exit code {code}"
        with suppress(ValueError):
            return f"kills the process by {signal.Signals(-code).name}"
        return f"kills the process by signal {-code}"
