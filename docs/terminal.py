"""Runs stabcheck on a pseudo-terminal, so that what is shown is what a user sees."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import sys
import termios
import traceback
import warnings
from pathlib import Path

from stabcheck.cli.main import main
from stabcheck.target.starting import start_server

__all__ = ["run"]

ROWS = 50


def run(command: str, columns: int, *, colour: bool = False, folder: Path | None = None) -> str:
    """What ``command`` prints on a terminal of so many ``columns``; raises for exit codes ≥ 2.

    ``command`` starts with ``stabcheck``; it is run in ``folder``, by a fork of this process, in
    which what was imported need not be imported again, nor in the processes of checked functions.
    """
    _, *arguments = shlex.split(command)
    start_server()
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of a fork beside threads
        process = os.fork()
    if process == 0:
        os.close(ours)
        _be_stabcheck(arguments, theirs, columns, folder)
    os.close(theirs)
    shown = _read_all(ours)
    os.close(ours)
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if not 0 <= code <= 1:
        raise RuntimeError(f"{command} exited with {code}: {shown}")
    return shown if colour else re.sub(r"\x1b\[[\d;]*m", "", shown)


def _be_stabcheck(arguments: list[str], terminal: int, columns: int, folder: Path | None) -> None:
    """Run a command line on the ``terminal`` and exit with its code: nothing else of us runs on."""
    code = 3
    try:
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor, goal in ((nowhere, 0), (terminal, 1), (nowhere, 2)):
            os.dup2(descriptor, goal)
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")
        for name in ("FORCE_COLOR", "NO_COLOR"):
            os.environ.pop(name, None)
        os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "COLUMNS": str(columns)}
        os.chdir(folder or Path.cwd())
        code = main(arguments)
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - it is shown, and by its code the parent sees it
        os.write(1, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _read_all(descriptor: int) -> str:
    pieces = []
    while True:
        try:
            piece = os.read(descriptor, 65536)
        except OSError:  # Linux says so when the other end has closed
            break
        if not piece:
            break
        pieces.append(piece)
    return b"".join(pieces).decode().replace("\r\n", "\n")
