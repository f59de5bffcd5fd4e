"""The output formats: one module each, with one function ``write(run, stream)``."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import TextIO

from stabcheck.report.run import Run

__all__ = ["FORMATS", "FOR_CI", "MACHINE_READABLE", "ONLY_FOR", "Writer", "find_writer"]

Writer = Callable[[Run, TextIO], None]

#: What ``--output`` can be told, and the module that writes it.
FORMATS = {
    "terminal": "stabcheck.report.terminal",
    "json": "stabcheck.report.json_envelope",
    "latex": "stabcheck.report.latex",
    "junit": "stabcheck.report.junit",
    "sarif": "stabcheck.report.sarif",
    "github": "stabcheck.report.github",
}

#: The formats of services for CI: they tell findings, so what asserts nothing has none of them.
FOR_CI = ("junit", "sarif", "github")

#: The formats that not every command can be written in, and the commands that can.
ONLY_FOR = {"latex": ("prove",), **dict.fromkeys(FOR_CI, ("ci", "check", "prove", "sweep"))}

#: The formats that programs read: a refused command is reported in them too.
MACHINE_READABLE = ("json", *FOR_CI)


def find_writer(name: str) -> Writer:
    """The function that writes a run in the format called ``name``; raises KeyError."""
    writer: Writer = importlib.import_module(FORMATS[name]).write
    return writer
