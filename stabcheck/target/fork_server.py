"""The process that workers are forked from: it has imported what they need, and nobody's code.

Run as ``python -m stabcheck.target.fork_server`` with a socket for stdin.  Each byte that comes
with three descriptors asks for a worker: where its requests come from, where its answers go, and
the socket of its guard.  The guard is the worker's parent: it kills the worker when the other end
of the socket is let go of, and tells how the worker ended.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import socket
import struct
import sys
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass

from stabcheck.catalogue import own_pages
from stabcheck.target.host import receive
from stabcheck.target.worker import serve

__all__ = ["EXIT_CODE", "Surroundings", "main"]

#: What a guard tells: the exit code of its worker, or the signal that ended it, negated.
EXIT_CODE = struct.Struct("<i")


@dataclass(frozen=True)
class Surroundings:
    """What a worker has from whoever asked for it, which is not what its server has."""

    folder: str
    environment: dict[str, str]

    def take(self) -> None:
        """Make this process one that was started there and so."""
        os.chdir(self.folder)
        os.environ.clear()
        os.environ.update(self.environment)
        here = [] if sys.flags.safe_path else [self.folder]
        sys.path[:] = [*here, *self.environment["PYTHONPATH"].split(os.pathsep)]
        importlib.invalidate_caches()


def _work(requests: int, answers: int) -> None:
    """Be a worker, and end; nothing of what its server was about to do is done here."""
    code = 1
    try:
        stream = os.fdopen(requests, "rb")
        surroundings: Surroundings = receive(stream)
        surroundings.take()
        serve(stream, os.fdopen(answers, "wb"))
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, it ends this process alone
        traceback.print_exc()
    finally:
        os._exit(code)


def _guard(requests: int, answers: int, control: socket.socket) -> None:
    """Start a worker, end it when it is not wanted any more, and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    worker = os.fork()
    if worker == 0:
        control.close()
        _work(requests, answers)
    os.close(requests)
    os.close(answers)
    watched = select.poll()
    watched.register(os.pidfd_open(worker), select.POLLIN)
    watched.register(control, select.POLLIN)
    if any(ready == control.fileno() for ready, _ in watched.poll()):
        os.kill(worker, signal.SIGKILL)
    _, status = os.waitpid(worker, 0)
    with suppress(OSError):  # nobody may be left to be told
        control.sendall(EXIT_CODE.pack(os.waitstatus_to_exitcode(status)))


def _get_ready_for_proofs() -> None:
    """Import what a worker that proves needs besides.

    It takes longer than the first worker can wait; the second is most often the first one's proof.
    """
    from stabcheck.proof import sympy_parts  # noqa: PLC0415
    from stabcheck.target import proving  # noqa: F401, PLC0415

    sympy_parts.load()
    gc.freeze()  # a collection in a worker would copy every page of what it shares


def main() -> None:
    """Fork workers until nobody can ask for them any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # no guard is waited for
    # NumPy's BLAS keeps a thread, and ends it before a fork and begins another after
    warnings.filterwarnings("ignore", r".*use of fork\(\)", DeprecationWarning)
    own_pages()
    with socket.socket(fileno=os.dup(0)) as asked:
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)  # whom it forks is not to hold the socket open
        while True:
            message, descriptors, _, _ = socket.recv_fds(asked, 1, 3)
            if not message:
                return
            if os.fork() == 0:
                with suppress(BaseException):
                    asked.close()
                    requests, answers, control = descriptors
                    _guard(requests, answers, socket.socket(fileno=control))
                os._exit(0)
            for descriptor in descriptors:
                os.close(descriptor)
            _get_ready_for_proofs()


if __name__ == "__main__":
    main()
