"""Theory: the error measured, beside the a-priori bound that a page states for the form.

The bound is a theorem barring overflow; so it is held against a form where every operation came
out finite, and nowhere else.  It is evaluated in float64 everywhere, and at the floats where the
error comes near it once more with a proven error bound: what is called exceeded is so for certain,
the error from below above the bound from above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.a_priori import NEARLY_ONE, Bound
from stabcheck.sweeping.contracts import worst_by_row
from stabcheck.sweeping.rendering import point_of
from stabcheck.sweeping.result import TheoryCheck

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.result import TheoryVerdict
    from stabcheck.sweeping.trials import Trial

__all__ = ["check_theory"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Where = np.ndarray[Any, np.dtype[np.bool_]]
Rows = np.ndarray[Any, np.dtype[np.intp]]

#: So many floats at most, those with the largest ratios, are judged with certainty.
JUDGED = 64


def check_theory(line: Line, trial: Trial, stretch: Stretch) -> TheoryCheck | None:
    """The largest ratio of error to bound along ``stretch``, on which the form was tried.

    None for a form without a theory, and where it says nothing of any of the points.
    """
    theory, truth = trial.form.theory, stretch.truth
    if theory is None or trial.verdicts is None or trial.finite is None or not len(stretch.s):
        return None
    among = trial.finite
    if not truth.is_decided:
        among = among & ~worst_by_row(truth.undecided)
    if not among.any():
        return None
    bound = Bound(line.a_priori(theory), stretch, line.fmt)
    alike = _of_alike(bound, trial.verdicts, stretch, among, line.fmt)
    return alike or _of_each(bound, trial.verdicts, stretch, among, line.fmt)


def _of_alike(
    bound: Bound, verdicts: Verdicts, stretch: Stretch, among: Where, fmt: Format
) -> TheoryCheck | None:
    """The same from the first point, if all are like it and one bound will do for them."""
    if not verdicts.are_alike:
        return None
    alike = bound.alike(verdicts.between[1][:1], stretch.truth.first().ulp(fmt))
    if alike is None or alike >= NEARLY_ONE or not bound.will_do(alike):
        return None
    first, count = stretch.s[np.argmax(among)], np.count_nonzero(among)
    return TheoryCheck(float(alike[0]), point_of(first, fmt), int(count), "kept")


def _of_each(
    bound: Bound, verdicts: Verdicts, stretch: Stretch, among: Where, fmt: Format
) -> TheoryCheck | None:
    """The same from every point."""
    low, high = verdicts.between
    unit = stretch.truth.ulp(fmt)
    with np.errstate(all="ignore"):
        ratio = bound.ratio(high, unit, among)
        spoken_of = np.isfinite(ratio) & among
        if not spoken_of.any():
            return None
        if not spoken_of.all():
            ratio = np.where(spoken_of, ratio, -1.0)
        worst = int(np.argmax(ratio))
        verdict: TheoryVerdict = "kept"
        if bound.proven > 1:
            rows = _largest(ratio, worst)
            least, most = _certainly(bound, rows, low[rows], high[rows], unit[rows])
            verdict = "kept" if (most <= 1).all() else "undecided"
            if verdict == "undecided" and not (least > 1).any():
                # errors that may be large are in the way of those that are
                surely = np.where(spoken_of, bound.ratio(low, unit, among), -1.0)
                rows = _largest(surely, int(np.argmax(surely)))
                least, _ = _certainly(bound, rows, low[rows], high[rows], unit[rows])
                if (least > 1).any():
                    worst = int(rows[np.argmax(least)])
            verdict = "exceeded" if (least > 1).any() else verdict
    return TheoryCheck(
        ratio=float(ratio[worst]),
        at=point_of(stretch.s[worst], fmt),
        inputs=int(np.count_nonzero(spoken_of)),
        verdict=verdict,
    )


def _certainly(
    bound: Bound, rows: Rows, low: Floats, high: Floats, unit: Floats
) -> tuple[Floats, Floats]:
    """The ratios at some points from below and from above, of errors from ``low`` to ``high``."""
    below, above = (side / unit for side in bound.enclosed(rows))
    return worst_by_row(low / above), worst_by_row(high / below)


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
