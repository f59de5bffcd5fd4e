"""Rounded floats under watch: at which points of a batch some operation left the finite numbers.

Theorems on rounding errors hold barring overflow.  Whether a result escaped that clause is not to
be read off it: 1/∞ is as finite as any number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

import numpy as np

from stabcheck.carriers.batch import whole_batch
from stabcheck.carriers.rounded import Arithmetic, Rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.operations import Operation
    from stabcheck.carriers.protocol import Position

__all__ = ["run_watched"]

R = TypeVar("R", bound=Rounded)


def run_watched(
    function: Callable[..., Any], arguments: Sequence[NDArray[Any]], arithmetic: Arithmetic
) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Run ``function`` on a batch of floats; also whether every operation came out finite, by row.

    Each argument is an array (B, *shape) of the format's dtype.  The first result is the one that
    `run_rounded` gives, the second has shape (B,).
    """
    finite = np.ones(len(arguments[0]), dtype=np.bool_)

    class Watched(Rounded):
        """Floats that take note when one of them is none."""

        def operate(self, row: Operation, *operands: Self) -> Self:
            """The operation, and whether its results are finite."""
            return _noted(super().operate(row, *operands), finite)

        def reduce(self, name: str) -> Self:
            """The reduction, and whether its results are finite."""
            return _noted(super().reduce(name), finite)

        def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
            """The sum, and whether it is finite."""
            return _noted(super().sum_of(places, without), finite)

    with np.errstate(all="ignore"):
        values = [Watched(a.astype(arithmetic.working_dtype), arithmetic) for a in arguments]
        result = whole_batch(values, function(*values)).data
    return np.asarray(result.astype(arithmetic.format.dtype, copy=False)), finite


def _noted(result: R, finite: NDArray[np.bool_]) -> R:
    each = np.isfinite(result.data)
    if not each.all():
        finite &= each.reshape(len(each), -1).all(axis=1)
    return result
