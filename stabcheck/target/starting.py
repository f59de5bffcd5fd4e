"""A worker as a process: forked from a server that has imported what it needs, or started anew.

On Linux the first worker starts the server, and from then on a worker is there in a hundredth of
the time that its imports take.  Elsewhere system libraries may not survive a fork, and every worker
is an interpreter of its own; so it is where a fork is refused.
"""

from __future__ import annotations

import atexit
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import IO, Protocol

from stabcheck.target.fork_server import EXIT_CODE, Surroundings
from stabcheck.target.host import send

__all__ = ["IN_A_WORKER", "Forked", "Spawned", "Started", "start_server", "started"]

#: By this a worker knows itself: what it imports must not start workers in turn.
IN_A_WORKER = {"STABCHECK_WORKER": "1"}
#: What an interpreter and NumPy read only once, when they start.
READ_AT_START = ("PYTHON", "NPY_", "OPENBLAS_", "OMP_", "MKL_")


class Started(Protocol):
    """A worker that is under way."""

    requests: IO[bytes]
    answers: IO[bytes]

    def end(self) -> None:
        """Kill it, if it still lives, and let go of it."""

    def exit_code(self) -> int:
        """How it ended, waited for: its exit code, or the signal that killed it, negated."""


def started() -> Started:
    """A new worker, in the folder and the environment of this moment."""
    if _can_fork():
        with suppress(OSError):
            return Forked()
    return Spawned()


@cache
def _can_fork() -> bool:
    if sys.platform != "linux":
        return False
    with suppress(OSError):  # an old kernel, or a sandbox
        os.close(os.pidfd_open(os.getpid()))
        return True
    return False


def _environment() -> dict[str, str]:
    path = os.pathsep.join(filter(None, sys.path))
    return {**os.environ, **IN_A_WORKER, "PYTHONPATH": path}


class Spawned:
    """A worker in an interpreter of its own."""

    def __init__(self) -> None:
        self._ends = _Ends()
        self.requests, self.answers = self._ends.requests, self._ends.answers
        with self._ends.given() as (requests, answers):
            self._process = subprocess.Popen(
                [sys.executable, "-m", "stabcheck.target.worker"],
                stdin=requests,
                stdout=answers,
                env=_environment(),
            )

    def end(self) -> None:
        """Kill it, if it still lives, and let go of it."""
        with suppress(OSError):
            self._process.kill()
        self._process.wait()
        self._ends.close()

    def exit_code(self) -> int:
        """How it ended, waited for."""
        return self._process.wait()


class Forked:
    """A worker forked by the server; raises OSError where there is none to be had."""

    def __init__(self) -> None:
        self._ends = _Ends()
        self.requests, self.answers = self._ends.requests, self._ends.answers
        self._control, control = socket.socketpair()
        self._code: int | None = None
        self._being_told = threading.Lock()
        try:
            with control, self._ends.given() as descriptors:
                _server().fork([*descriptors, control.fileno()])
            send(self.requests, Surroundings(os.getcwd(), _environment()))  # noqa: PTH109
        except OSError:
            self._let_go()
            raise

    def _let_go(self) -> None:
        self._control.close()
        self._ends.close()

    def end(self) -> None:
        """Have it killed, if it still lives, and let go of it."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_WR)
        self.exit_code()
        self._let_go()

    def exit_code(self) -> int:
        """How it ended, waited for."""
        with self._being_told:
            if self._code is None:
                told = self._control.recv(EXIT_CODE.size)
                # a guard that is killed takes nobody's word with it
                self._code = EXIT_CODE.unpack(told)[0] if told else -signal.SIGKILL
        return self._code


class _Ends:
    """The ends of two pipes: this process's, and those that are given to a worker."""

    def __init__(self) -> None:
        self._requests, writes = os.pipe()
        reads, self._answers = os.pipe()
        self.requests: IO[bytes] = os.fdopen(writes, "wb")
        self.answers: IO[bytes] = os.fdopen(reads, "rb")

    @contextmanager
    def given(self) -> Iterator[tuple[int, int]]:
        """The worker's ends, while they are given; here they are closed afterwards."""
        try:
            yield self._requests, self._answers
        finally:
            os.close(self._requests)
            os.close(self._answers)

    def close(self) -> None:
        """Close this process's ends."""
        for each in (self.requests, self.answers):
            with suppress(OSError):  # what the worker has not taken is lost with it
                each.close()


class _Server:
    """The server of this process and of its forks; it ends with this one."""

    def __init__(self, key: object) -> None:
        self._key = key
        self._owner = os.getpid()
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "stabcheck.target.fork_server"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )

    def serves(self, key: object) -> bool:
        """Whether it is still there, and was started for the same."""
        watched = select.poll()
        watched.register(self._socket, select.POLLIN)  # its end is all that it says there
        return self._key == key and not watched.poll(0)

    def fork(self, descriptors: list[int]) -> None:
        """Ask for a worker with these; raises OSError where the server is gone."""
        socket.send_fds(self._socket, [b"w"], descriptors)

    def end(self) -> None:
        """End it, if it is this process's own; the workers that it has forked live on."""
        self._socket.close()
        if self._owner == os.getpid():
            self._process.kill()
            self._process.wait()


_servers: list[_Server] = []
_choosing = threading.Lock()


def start_server() -> None:
    """Start the server before it is needed, for this process and those that it forks."""
    if _can_fork():
        _server()


def _server() -> _Server:
    """The server, started for what it would now be started with."""
    key = [each for each in os.environ.items() if each[0].startswith(READ_AT_START)]
    with _choosing:
        if not _servers or not _servers[0].serves(key):
            _end_servers()
            _servers.append(_Server(key))
        return _servers[0]


@atexit.register
def _end_servers() -> None:
    while _servers:
        _servers.pop().end()
