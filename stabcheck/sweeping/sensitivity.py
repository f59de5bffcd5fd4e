"""S = κ·|f| along a stretch of floats, and the scale: evaluated where a contract asks for them.

Most errors are within t ulp, which every contract allows whatever these are: only what exceeds
that has to be excused.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.infinities import exactly_finite, nearly_finite
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.upper_bound import finite_sum

if TYPE_CHECKING:
    from stabcheck.oracle import Oracle
    from stabcheck.statement import Formula
    from stabcheck.truth import Truth

__all__ = ["Sensitivity"]

Floats = np.ndarray[Any, Any]
Rows = np.ndarray[Any, np.dtype[np.intp]]

#: An error of S that matters less than this beside an ulp is none.
NEGLIGIBLE = 2.0**-10


class Sensitivity:
    """S, or another magnitude that excuses errors: one for each point, or shaped like the truth.

    ``formula`` is the page's; its values are taken from above.
    """

    def __init__(
        self, oracle: Oracle, formula: Formula, arguments: list[Floats], truth: Truth
    ) -> None:
        self._oracle = oracle
        self._formula = formula
        self._arguments = arguments
        self._truth = truth
        self._known = np.zeros(len(truth.hi), dtype=bool)
        self._values: Floats | None = None

    @cached_property
    def everywhere(self) -> Floats:
        """S at every point."""
        return self.at(np.arange(len(self._known)))

    def at(self, rows: Rows) -> Floats:
        """S at some of the points, with as many axes as the truth; what is known is kept."""
        fresh = rows[~self._known[rows]]
        if len(fresh):
            found = self._evaluated(fresh)
            if self._values is None:
                self._values = np.empty((len(self._known), *found.shape[1:]))
            self._values[fresh] = found
            self._known[fresh] = True
        if self._values is None:
            return np.empty((0,) * self._truth.hi.ndim)
        return self._values[rows]

    def at_most(self, rows: Rows) -> Floats:
        """S at some of the points from above, by float64 alone, with as many axes as the truth."""
        value, error = self._in_float64([values[rows] for values in self._arguments])
        bound: Floats = finite_sum(np.abs(value), error)
        return bound.reshape(bound.shape + (1,) * (self._truth.hi.ndim - bound.ndim))

    def _in_float64(self, arguments: list[Floats]) -> tuple[Floats, Floats]:
        """S, and what it may be off by."""
        fmt = self._oracle.format
        return run_running(self._formula, [nearly_finite(values, fmt) for values in arguments])

    def _evaluated(self, rows: Rows) -> Floats:
        """In float64 where its error is nothing beside an ulp.

        Arb answers where it is not, to within as little; NaN where it cannot.
        """
        fmt, magnitude = self._oracle.format, self._truth.magnitude[rows]
        arguments = [values[rows] for values in self._arguments]
        value, error = self._in_float64(arguments)
        bound: Floats = finite_sum(np.abs(value), error)
        # S is used as 2u·S, beside ulp(truth)
        beside = fmt.ulp(magnitude) * 2.0 ** (fmt.precision - 1)
        beside = beside.reshape(len(bound), -1).min(axis=1).reshape(-1, *[1] * (bound.ndim - 1))
        rough = ~(error <= NEGLIGIBLE * np.maximum(np.abs(value), beside))
        open_rows = np.flatnonzero(rough.reshape(len(bound), -1).any(axis=1))
        if len(open_rows):
            exactly = [exactly_finite(values[open_rows], fmt) for values in arguments]
            unseen = np.broadcast_to(NEGLIGIBLE * beside, bound.shape)[open_rows]
            bound[open_rows] = self._oracle.from_above(self._formula, exactly, unseen)
        return bound.reshape(bound.shape + (1,) * (magnitude.ndim - bound.ndim))
