"""Rounded floats under watch: at which points of a batch some sum stops growing.

It is seen from the floats alone, and quickly; how much such a sum is off is another question.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from stabcheck.carriers.rounded import Arithmetic, Rounded
from stabcheck.carriers.summation import leaves_as_it_is, stops_growing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.protocol import Position

__all__ = ["where_stagnating"]


def where_stagnating(
    function: Callable[..., Any], arguments: Sequence[NDArray[Any]], arithmetic: Arithmetic
) -> NDArray[np.bool_]:
    """At which points an addend leaves a sum of ``function`` as it is, from left to right.

    Each argument is an array (B, *shape) of the format's dtype; the answer has shape (B,).  What
    the function warns of has been told where it was first run.
    """
    found = np.zeros(len(arguments[0]), dtype=np.bool_)

    class Adding(Rounded):
        """Floats that take note when one of their sums stops growing."""

        def reduce(self, name: str) -> Self:
            """The reduction; a sum is looked at."""
            if name == "sum":
                self._note(leaves_as_it_is(self._addends()))
            return super().reduce(name)

        def sum_of(self, places: NDArray[np.intp], without: Position | None) -> Self:
            """The sum, looked at; an entry that is left out is no addend."""
            left_out = None
            if without is not None:
                left_out = np.unique(places, return_index=True)[1][without.index]
            self._note(stops_growing(self._addends(), places, left_out))
            return super().sum_of(places, without)

        def _addends(self) -> NDArray[Any]:
            target = self.arithmetic.accumulating
            return self.round_to(self.data, target).data.astype(target.format.dtype, copy=False)

        def _note(self, stops: NDArray[np.bool_]) -> None:
            by_row = stops.reshape(len(stops), -1)
            np.logical_or(found, np.any(by_row, axis=1), out=found)

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        function(*(Adding(a.astype(arithmetic.working_dtype), arithmetic) for a in arguments))
    return found
