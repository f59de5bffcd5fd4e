"""Runs stabcheck on a pseudo-terminal, so that what is shown is what a user sees."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import termios
from pathlib import Path

__all__ = ["run"]

ROWS = 50


def run(command: str, columns: int, *, colour: bool = False, folder: Path | None = None) -> str:
    """What ``command`` prints on a terminal of so many ``columns``; raises for exit codes ≥ 2.

    ``command`` starts with ``stabcheck``; the one beside this Python is run, in ``folder``.
    """
    _, *arguments = shlex.split(command)
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
    environment |= {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1"}
    environment.pop("NO_COLOR", None)
    environment["COLUMNS"] = str(columns)
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("stabcheck")), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=folder,
    )
    os.close(theirs)
    shown = _read_all(ours)
    os.close(ours)
    if process.wait() > 1:
        raise RuntimeError(f"{command} exited with {process.returncode}")
    return shown if colour else re.sub(r"\x1b\[[\d;]*m", "", shown)


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
