"""A worker's process as its starter sees it: requests go in, answers come out, and it may die."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

from stabcheck.target.host import Ask, Load, Run, receive, send

__all__ = ["IN_A_WORKER", "Process"]

#: By this a worker knows itself: what it imports must not start workers in turn.
IN_A_WORKER = {"STABCHECK_WORKER": "1"}


class Process:
    """A worker, and the answers it has given so far; None is the last one."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "stabcheck.target.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={
                **os.environ,
                **IN_A_WORKER,
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            },
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        stream = self._process.stdout
        with suppress(EOFError, OSError, ValueError):
            while stream is not None:
                self.answers.put(receive(stream))
        self.answers.put(None)

    def ask(self, request: Load | Run | Ask) -> None:
        """Send a request; that the process is gone is met when it does not answer."""
        if self._process.stdin is not None:
            with suppress(OSError):
                send(self._process.stdin, request)

    def end(self) -> None:
        """Kill the process, if it still lives, and let go of it."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def death(self) -> str:
        """How the process ended, in words."""
        code = self._process.wait()
        if code >= 0:
            return f"ends the process with exit code {code}"
        with suppress(ValueError):
            return f"kills the process by {signal.Signals(-code).name}"
        return f"kills the process by signal {-code}"
