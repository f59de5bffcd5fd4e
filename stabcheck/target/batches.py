"""Points in batches of a few sizes, each filled up with copies of its last point.

A library that compiles for every shape meets few of them, and a few points run on the kernels that
many do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from stabcheck.target.arrays import COMPILING
from stabcheck.target.calling import Call, Mode
from stabcheck.target.isolation import CHUNK_ROWS, Ran, Runner

__all__ = ["run_alone", "run_in_batches", "runs_in_one_shape"]

Floats = np.ndarray[Any, Any]

#: The sizes of batches; even the smallest holds several vectors of any kernel.
BATCH_ROWS = (64, 1024, CHUNK_ROWS)
#: Where each size is compiled for, there is but one, of so many rows or numbers at most.
ONE_SIZE_ROWS, ONE_SIZE_ENTRIES = 1 << 12, 1 << 18
#: No batch holds more numbers, as long as it has a few rows.
MOST_ENTRIES, FEWEST_ROWS = 1 << 21, 4


def runs_in_one_shape(runner: Runner) -> bool:
    """Whether the function's library compiles for every shape that it meets."""
    return runner.loaded.library in COMPILING


def run_in_batches(
    runner: Runner, call: Call, arguments: Sequence[Floats], layout: str = "array"
) -> Ran:
    """Run the function on these points, in batches of one of the sizes."""
    count = len(arguments[0])
    if not call.is_batched or not count:
        return runner.run(call, arguments, layout)
    rows = _rows(count, _length(arguments), in_one_shape=runs_in_one_shape(runner))
    chosen = np.minimum(np.arange(-(-count // rows) * rows), count - 1)
    filled = [each[chosen] for each in arguments]
    return runner.run(call, filled, layout, rows=rows).head(count)


def run_alone(runner: Runner, call: Call, arguments: Sequence[Floats]) -> Ran:
    """Run one point without any other beside it: alone, or among copies of itself."""
    if not call.is_batched:
        return runner.run(call, arguments)
    if runs_in_one_shape(runner):
        return run_in_batches(runner, call, arguments)
    mode: Mode = "one number" if call.mode == "entries" else "single rows"
    return runner.run(replace(call, mode=mode), arguments)


def _length(arguments: Sequence[Floats]) -> int:
    return max(each.shape[1] if each.ndim > 1 else 1 for each in arguments) or 1


def _rows(count: int, n: int, *, in_one_shape: bool) -> int:
    """The size of the batches for ``count`` points of vectors of length ``n``."""
    most = max(FEWEST_ROWS, MOST_ENTRIES // n)
    if in_one_shape:
        return min(ONE_SIZE_ROWS, most, 1 << max(0, (ONE_SIZE_ENTRIES // n).bit_length() - 1))
    return min(next((rows for rows in BATCH_ROWS if rows >= count), CHUNK_ROWS), most)
