"""The standard streams, which the shell may have closed, or filled to the brim."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TextIO

from stabcheck.cli.mistakes import Unwritable

__all__ = ["full_device", "open_stdout", "say", "silence"]

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def open_stdout() -> TextIO:
    """The standard output; raises Unwritable where the shell has closed it."""
    if sys.stdout is None:
        raise Unwritable("cannot write to stdout: it is closed", "send it somewhere: > /dev/null")
    return sys.stdout


def full_device(error: Exception) -> Unwritable | None:
    """``error`` as a mistake, where it is an output's device that takes no more."""
    if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
        reason = (error.strerror or str(error)).lower()
        return Unwritable(f"cannot write to stdout: {reason}", "send it elsewhere")
    return None


def silence(stream: TextIO) -> None:
    """Send what a stream still holds nowhere: it failed once, and would again at the end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def say(text: str) -> None:
    """Print one line on stderr, in its characters; nothing where there is no stderr."""
    if sys.stderr is None:
        return
    encoding = sys.stderr.encoding or "ascii"
    try:
        sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
        sys.stderr.flush()
    except OSError:  # the exit code says it all the same
        silence(sys.stderr)
