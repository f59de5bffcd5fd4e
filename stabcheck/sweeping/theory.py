"""Theory: the error measured, beside the a-priori bound that a page states for the form.

The bound is a theorem barring overflow; so it is held against a form where every operation came
out finite, and nowhere else.  It is evaluated in float64 everywhere, and at the floats where the
error comes near it once more with a proven error bound: what is called exceeded is so for certain,
the error from below above the bound from above.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.formats import find_format
from stabcheck.sweeping.contracts import worst_by_row
from stabcheck.sweeping.infinities import nearly_finite
from stabcheck.sweeping.rendering import point_of
from stabcheck.sweeping.result import TheoryCheck

if TYPE_CHECKING:
    from collections.abc import Callable

    from flint import arb

    from stabcheck.formats import Format
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.result import TheoryVerdict
    from stabcheck.sweeping.trials import Trial

__all__ = ["check_theory"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Where = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.intp]]

#: The bound is rounded up by this part: roundings of ½ulp reach it to within a part in 1/u.
ROUNDED_UP = 1 + 2.0**-30
#: From this ratio on, and at the largest in any case, float64 alone decides nothing.
NEARLY_ONE = 1 - 2.0**-10
#: Up to this ratio a bound from below for all of a binade will do, or if it is this close to all.
LITTLE = 2.0**-10
#: So many floats at most, those with the largest ratios, are judged with certainty.
JUDGED = 64
#: The precision for bounds that are lost in the errors of float64.
BITS = 128


@dataclass
class Bound:
    """A form's a-priori bound along a stretch of a line."""

    formula: Callable[..., Any]
    stretch: Stretch
    fmt: Format

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

    def ratio(self, error: Floats, unit: Floats) -> Floats:
        """Point by point the largest error / bound, both in ``unit``; NaN or inf without a bound.

        On an asymptote one bound from below is enough where the error is next to nothing.
        """
        ratio = self.alike(error, unit)
        if ratio is None:
            return self._closely(error, unit, np.arange(len(error)))
        rows = np.flatnonzero(~self.will_do(ratio))
        if len(rows):
            ratio[rows] = self._closely(error[rows], unit[rows], rows)
        return ratio

    def _closely(self, error: Floats, unit: Floats, rows: Rows) -> Floats:
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


def check_theory(line: Line, trial: Trial, stretch: Stretch) -> TheoryCheck | None:
    """The largest ratio of error to bound along ``stretch``, on which the form was tried.

    None for a form without a theory, and where it says nothing of any of the points.
    """
    theory, truth = trial.form.theory, stretch.truth
    if theory is None or trial.verdicts is None or trial.finite is None or not len(stretch.s):
        return None
    low, high = trial.verdicts.between
    bound = Bound(line.a_priori(theory), stretch, line.fmt)
    if trial.verdicts.are_alike and trial.finite.any():
        alike = bound.alike(high[:1], truth.first().ulp(line.fmt))
        if alike is not None and alike < NEARLY_ONE and bound.will_do(alike):
            first = stretch.s[np.argmax(trial.finite)]
            count = np.count_nonzero(trial.finite)
            return TheoryCheck(float(alike[0]), point_of(first, line.fmt), int(count), "kept")
    unit = truth.ulp(line.fmt)
    with np.errstate(all="ignore"):
        ratio = bound.ratio(high, unit)
        spoken_of = np.isfinite(ratio)
        spoken_of &= trial.finite
        if not truth.is_decided:
            spoken_of &= ~worst_by_row(truth.undecided)
        if not spoken_of.any():
            return None
        if not spoken_of.all():
            ratio = np.where(spoken_of, ratio, -1.0)
        worst = int(np.argmax(ratio))
        rows = _largest(ratio, worst)
        below, above = (side / unit[rows] for side in bound.enclosed(rows))
        least, most = worst_by_row(low[rows] / above), worst_by_row(high[rows] / below)
    verdict: TheoryVerdict = "kept" if (most <= 1).all() else "undecided"
    return TheoryCheck(
        ratio=float(ratio[worst]),
        at=point_of(stretch.s[worst], line.fmt),
        inputs=int(spoken_of.sum()),
        verdict="exceeded" if (least > 1).any() else verdict,
    )


def _largest(ratio: Floats, worst: int) -> Rows:
    """Where the ratios are that float64 does not decide, at most `JUDGED`; else the ``worst``.

    They come in the order of the points, of equal ones the first.  So a walk that is judged part
    by part comes to the same float as one judged at once.
    """
    close = np.flatnonzero(ratio > NEARLY_ONE)
    count = min(JUDGED, len(close))
    if count <= 1:
        return np.array([worst], dtype=np.intp)
    near = ratio[close]
    least = np.partition(near, len(near) - count)[len(near) - count]
    larger, equal = close[near > least], close[near == least]
    return np.sort(np.concatenate([larger, equal[: count - len(larger)]]))


def _sides(ball: arb) -> tuple[float, float]:
    """A magnitude from below and from above, in float64."""
    if not ball.is_finite():
        return 0.0, np.inf
    below, above = float(ball.abs_lower()), float(ball.abs_upper())
    return float(np.nextafter(below, 0)), float(np.nextafter(above, np.inf))
