"""The output formats: one module each, with one function ``write(run, stream)``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TextIO

from stabcheck.report.run import Run

__all__ = ["FORMATS", "Writer", "find_writer"]

Writer = Callable[[Run, TextIO], None]

#: What ``--output`` can be told, and the module that writes it.
FORMATS = {
    "terminal": "stabcheck.report.terminal",
    "json": "stabcheck.report.json_envelope",
    "latex": "stabcheck.report.latex",
}

#: The formats that one command alone can be written in.
ONLY_FOR = {"latex": "prove"}

#: The formats that programs read: a refused command is reported in them too.
MACHINE_READABLE = ("json",)


def find_writer(name: str) -> Writer:
    """The function that writes a run in the format called ``name``; raises KeyError."""
    writer: Writer = importlib.import_module(FORMATS[name]).write
    return writer
