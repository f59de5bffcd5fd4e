"""Sums of floats from left to right, rounded at every step, over vectors of any length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["sum_in_order"]

#: So many entries of a batch are laid out at a time, and at most so many of each row.
MOST_ENTRIES = 4_000_000
MOST_COLUMNS = 2048


def sum_in_order(
    columns: NDArray[Any], places: NDArray[np.intp], left_out: NDArray[np.intp] | None = None
) -> NDArray[Any]:
    """Σₖ columns[:, places[k]] in the order of k, rounded in the type of ``columns`` (B, m).

    ``left_out`` says, row by row, which k is skipped.  Once the same column is added on and on
    and changes no sum any more, the rest of it is not added.
    """
    total = np.full((len(columns), 1), -0.0).astype(columns.dtype)  # x + −0 is x, for every x
    neutral = total[:1, 0]
    width = min(MOST_COLUMNS, max(1, MOST_ENTRIES // max(1, len(columns))))
    settled_from = int(np.flatnonzero(np.diff(places))[-1]) + 1 if np.ptp(places) else 0
    for start in range(0, len(places), width):
        block = columns[:, places[start : start + width]]
        if left_out is not None:
            skipped = np.arange(start, start + block.shape[1]) == left_out[:, None]
            block = np.where(skipped, neutral, block)
        before = total
        total = np.add.accumulate(np.concatenate([total, block], axis=1), axis=1)[:, -1:]
        if start >= settled_from and before.tobytes() == total.tobytes():
            break
    return np.asarray(total[:, 0])
