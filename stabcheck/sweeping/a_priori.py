"""A form's a-priori bound along a stretch of a line, and the error that comes nearest to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.infinities import nearly_finite
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.carriers.running import run_between
from stabcheck.formats import find_format
from stabcheck.sweeping.contracts import worst_by_row

if TYPE_CHECKING:
    from collections.abc import Callable

    from flint import arb

    from stabcheck.formats import Format
    from stabcheck.sweeping.line import Stretch

__all__ = ["NEARLY_ONE", "Bound"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Where = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.intp]]

#: The bound is rounded up by this part: roundings of ½ulp reach it to within a part in 1/u.
ROUNDED_UP = 1 + 2.0**-30
#: From this ratio on, and at the largest in any case, float64 alone decides nothing.
NEARLY_ONE = 1 - 2.0**-10
#: Up to this ratio a bound from below for all of a binade will do, or if it is this close to all.
LITTLE = 2.0**-10
#: The precision for bounds that are lost in the errors of float64.
BITS = 128
#: So many points are looked at together first, where there are no fewer of them than `MANY`.
RUN, MANY = 256, 1 << 13
#: What roundings in float64 may make of a bound, and more.
SLACK = 1 + 2.0**-10


@dataclass
class Bound:
    """A form's a-priori bound along a stretch of a line."""

    formula: Callable[..., Any]
    stretch: Stretch
    fmt: Format
    #: What no ratio that was asked for exceeds, proven.
    proven: float = np.inf

    @cached_property
    def between(self) -> tuple[float, float] | None:
        """What the bound lies between everywhere, if that is known and the bound positive."""
        asymptote = self.stretch.asymptote
        return None if asymptote is None else asymptote.bounds(self.formula)

    def alike(self, error: Floats, unit: Floats) -> Floats | None:
        """Point by point the largest error / smallest bound, both in ``unit``; None without one."""
        return None if self.between is None else worst_by_row(error * unit / self.between[0])

    def will_do(self, alike: Floats) -> Where:
        """Whether that is as good as the ratios to the bounds point by point."""
        low, high = self.between or (0, 1)
        return (alike <= LITTLE) | (high <= low * (1 + LITTLE))

    def ratio(self, error: Floats, unit: Floats, among: Where) -> Floats:
        """Point by point the largest error / bound, both in ``unit``; NaN or inf without a bound.

        On an asymptote one bound from below is enough where the error is next to nothing.  Where
        another of the points ``among`` which it is asked for has a larger ratio, and it is less
        than `NEARLY_ONE`, it may be given as 0.
        """
        ratio = self.alike(error, unit)
        if ratio is not None:
            rows = np.flatnonzero(~self.will_do(ratio))
            if len(rows):
                ratio[rows] = self._closely(error, unit, rows)
            return ratio
        if len(error) < MANY:
            return self._closely(error, unit, np.arange(len(error)))
        return self._where_largest(error, unit, among)

    def _where_largest(self, error: Floats, unit: Floats, among: Where) -> Floats:
        """The ratios in those runs of points in which the largest may be, by bounds of the runs."""
        runs = np.arange(0, len(error), RUN)
        scaled = error * unit
        if not among.all():
            scaled[~among] = 0
        most = np.maximum.reduceat(scaled, runs, axis=0) / self._from_below(runs)
        highest = np.nan_to_num(worst_by_row(most), nan=np.inf)
        self.proven = float(highest.max())
        ratio = np.zeros(len(error))
        is_open = np.isinf(highest)
        is_open[np.argmax(np.where(is_open, 0, highest))] = True
        rows = _rows_of(is_open, len(error))
        ratio[rows] = self._closely(error, unit, rows)
        met = ratio[rows[among[rows]]]
        least = min(NEARLY_ONE, met[np.isfinite(met)].max(initial=0))
        rows = _rows_of((highest * SLACK >= least) & ~is_open, len(error))
        if len(rows):
            ratio[rows] = self._closely(error, unit, rows)
        return ratio

    def _from_below(self, runs: Rows) -> Floats:
        """What the bound is nowhere less than in runs of points, NaN where nothing is known."""
        ends = [
            [nearly_finite(of.reduceat(a, runs), self.fmt) for of in (np.minimum, np.maximum)]
            for a in self.stretch.arguments
        ]
        value, off = run_between(self.formula, ends)
        low = value - off
        known = (low > 0) & np.isfinite(value + off)
        shape = (len(runs), *self.stretch.truth.magnitude.shape[1:])
        return np.broadcast_to(np.where(known, low, np.nan), shape)

    def _closely(self, error: Floats, unit: Floats, rows: Rows) -> Floats:
        if len(rows) < len(error):
            error, unit = error[rows], unit[rows]
        value = run_rounded(self.formula, self._at(rows), Arithmetic(find_format("float64")))
        bound = np.broadcast_to(value * ROUNDED_UP, error.shape) / unit
        ratio = worst_by_row(error / bound)
        return np.where(np.isfinite(worst_by_row(bound)), ratio, np.inf)

    def _at(self, rows: Rows) -> list[Floats]:
        """The arguments at some points, in float64."""
        given = self.stretch.arguments
        chosen = given if len(rows) == len(given[0]) else [values[rows] for values in given]
        return [nearly_finite(values, self.fmt).astype(np.float64) for values in chosen]

    def enclosed(self, rows: Rows) -> tuple[Floats, Floats]:
        """The bound at some points from below and from above."""
        arguments = self._at(rows)
        value, error = run_running(self.formula, arguments)
        below, above = value - error, value + error
        wide = np.flatnonzero(worst_by_row(~(below > 0) | ~np.isfinite(above)))
        if len(wide):
            balls = run_ball(self.formula, [values[wide] for values in arguments], BITS)
            below[wide], above[wide] = np.frompyfunc(_sides, 1, 2)(balls)
        shape = (len(rows), *self.stretch.truth.magnitude.shape[1:])
        below, above = (np.broadcast_to(side * ROUNDED_UP, shape) for side in (below, above))
        return below, above


def _rows_of(chosen: Where, count: int) -> Rows:
    """The points of the chosen runs, in their order."""
    return np.flatnonzero(np.repeat(chosen, RUN)[:count])


def _sides(ball: arb) -> tuple[float, float]:
    """A magnitude from below and from above, in float64."""
    if not ball.is_finite():
        return 0.0, np.inf
    below, above = float(ball.abs_lower()), float(ball.abs_upper())
    return float(np.nextafter(below, 0)), float(np.nextafter(above, np.inf))
