"""``--output json``: one envelope for every command, always valid JSON.

``schema`` is raised when a key changes its meaning or goes away; new keys may come at any time.
Infinities and NaN are the strings "inf", "-inf" and "nan".
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from importlib.metadata import version
from typing import Any, TextIO

from stabcheck.report.entries import entries
from stabcheck.report.run import Run
from stabcheck.sweeping.machine import machine

__all__ = ["SCHEMA", "envelope", "write", "writes_utf8"]

SCHEMA = 1
#: The commands of which the results depend on the machine's kernels.
MEASURING = frozenset({"sweep", "ci", "explain", "check"})


def write(run: Run, stream: TextIO) -> None:
    """Write the envelope of ``run`` to ``stream``, in ASCII where the stream is not UTF-8."""
    text = json.dumps(
        envelope(run), indent=2, ensure_ascii=not writes_utf8(stream), allow_nan=False
    )
    stream.write(text + "\n")


def writes_utf8(stream: TextIO) -> bool:
    """Whether every character can be written to ``stream``."""
    return (stream.encoding or "utf-8").lower().replace("-", "").startswith("utf")


def envelope(run: Run) -> dict[str, Any]:
    """The run as plain JSON values; ``machine`` is whose kernels ran, null where none did."""
    has_run = run.results and run.command in MEASURING
    return {
        "schema": SCHEMA,
        "command": run.command,
        "version": version("stabcheck"),
        "exit_code": int(run.exit_code),
        "machine": _jsonable(asdict(machine())) if has_run else None,
        "results": [_jsonable(each) for result in run.results for each in entries(result)],
        "errors": [{"message": p.message, "hint": p.hint} for p in run.problems],
    }


def _jsonable(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return value
