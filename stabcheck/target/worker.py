"""The process in which a function lives: it may hang, exit or crash, and takes nothing with it.

Run as ``python -m stabcheck.target.worker``, requests come in on stdin and answers go out on what
was stdout, pickled; what the function prints goes to a file that only this process reads.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections.abc import Callable
from typing import IO

from stabcheck.target.host import Host, receive, send

__all__ = ["main", "serve"]


def _captured() -> Callable[[], str]:
    """Send everything printed to a file; the result reads what has come since."""
    sink = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
    os.dup2(sink.fileno(), 1)
    os.dup2(sink.fileno(), 2)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    seen = 0

    def printed() -> str:
        nonlocal seen
        sys.stdout.flush()
        sys.stderr.flush()
        size = os.fstat(sink.fileno()).st_size
        if size == seen:
            return ""
        # the file is written where it is read: go back, and then to the end again
        sink.seek(seen)
        text = sink.read(min(size - seen, 10_000)).decode(errors="replace")
        sink.seek(0, os.SEEK_END)
        seen = size
        return text

    return printed


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever started this process
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    host = Host(_captured())
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        for answer in host.answer(request):
            send(answers, answer)


def main() -> None:
    """Serve whoever started this process."""
    serve(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))


if __name__ == "__main__":
    main()
