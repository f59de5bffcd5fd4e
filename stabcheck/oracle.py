"""The oracle: the truth of a quantity at given floats, proven, and rounded straight to a format.

An evaluation in float64 with a running error bound goes first (in double-double where the format
is float64 itself) and keeps every value it decides; the rest is evaluated in balls, with the
precision doubled until the rounding is certain or a cap is reached.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from flint import ctx

from stabcheck.carriers.ball import distinct_objects, run_ball
from stabcheck.carriers.infinities import exactly_finite, nearly_finite
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.running_double import run_running_double
from stabcheck.carriers.upper_bound import NARROW, finite_sum, narrow_bound
from stabcheck.enclosure import split
from stabcheck.formats import rational
from stabcheck.truth import SLACK, SMALLEST, Truth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from stabcheck.formats import Format
    from stabcheck.quantity import Quantity

__all__ = ["Oracle"]

Floats = Any  # NDArray[np.float64]

#: Precision at which a value is given up as undecided.
CAP_BITS = 4096

#: So few values may have 32 times as much: log(1 + e^x) a hair beside a tie is decided at last.
FEW, FEW_FACTOR = 16, 32

#: The precision that balls begin with.
FIRST_BITS = 64

#: An enclosure is kept only if its radius is at most so many ulp of the format.
NARROW_ULP = 2.0**-10

#: The spacing of float64 beside 1.
_ULP = 2.0**-52

#: The parts of a float64 truth are counted in 2^−40: that, in ulp, is what is told apart.
FINER = 40

#: Between these magnitudes ½ulp of a float64 and its parts can be compared in float64.
_TINY, _HUGE = 2.0**-960, 2.0**1023


class Oracle:
    """What a quantity truly is at floats of one format, by the formula its page is evaluated by.

    ``cap_bits`` bounds the precision; what is undecided there is counted, never looped on.
    """

    def __init__(self, quantity: Quantity, fmt: Format, cap_bits: int = CAP_BITS) -> None:
        self.quantity = quantity
        self.format = fmt
        self.cap_bits = cap_bits
        self._finer = FINER if fmt.bits == 64 else 0

    def truth(self, arguments: Sequence[Any]) -> Truth:
        """The truth at a batch of points.

        Each argument is an array (B, *shape) of floats of the format, of float64, or of ``arb`` (an
        object array).  An infinite entry stands for a number far beyond every float, so that the
        truth is a limit; raises ValueError for NaN.
        """
        formula = self.quantity.evaluated_by
        given = [np.asarray(argument) for argument in arguments]
        if any(each.dtype == object for each in given):
            open_rows = np.arange(len(given[0]))
            truth = None
        else:
            truth = self._by_floats(formula, given)
            open_rows = _rows(truth.undecided)
            truth.filtered = len(given[0]) - len(open_rows)
        bits = FIRST_BITS if self.format.bits <= 32 else 2 * FIRST_BITS
        while len(open_rows) and bits <= self._cap(len(open_rows)):
            rows = [exactly_finite(each[open_rows], self.format) for each in given]
            balls = run_ball(formula, rows, bits)
            if truth is None:
                truth = _unknown(self.format, (len(open_rows), *balls.shape[1:]), self._finer)
            self._keep(truth, open_rows, balls, bits)
            open_rows = open_rows[_rows(truth.undecided[open_rows])]
            bits *= 2
        return truth if truth is not None else self._by_floats(formula, given)

    def _cap(self, count: int) -> int:
        return self.cap_bits * (FEW_FACTOR if count <= FEW else 1)

    def sensitivity(self, arguments: Sequence[Any], negligible: Floats | float = 0.0) -> Floats:
        """An upper bound S on κ·|f| at the points of `truth`, which is what it excuses.

        It is at most 0.1 % of κ·|f| too large, or less than 0.1 % of the smallest normal float,
        or at most ``negligible``, which is shaped like the bound: what goes unseen beside an ulp.
        NaN where no such bound is found up to the cap, and where the page's formula has no value.
        Raises LookupError for a page that states no sensitivity.
        """
        return self.from_above(self.quantity.sensitivity_formula, arguments, negligible)

    def from_above(
        self,
        formula: Callable[..., Any],
        arguments: Sequence[Any],
        negligible: Floats | float = 0.0,
    ) -> Floats:
        """An upper bound of |formula|, as close as that of `sensitivity`."""
        given = [np.asarray(argument) for argument in arguments]
        smallest = float(rational(self.format.smallest_normal))
        unseen = np.fmax(negligible, smallest * NARROW_ULP)
        bits = FIRST_BITS
        if any(each.dtype == object for each in given):
            bound = narrow_bound(run_ball(formula, given, bits), unseen)
            bits *= 2
        else:
            value, error = run_running(formula, given)
            enough = error <= np.maximum(NARROW * np.abs(value), unseen)
            bound = np.where(enough, finite_sum(np.abs(value), error), np.nan)
        while bits <= self.cap_bits and len(rows := _rows(np.isnan(bound))):
            balls = run_ball(formula, [each[rows] for each in given], bits)
            bound[rows] = narrow_bound(balls, np.broadcast_to(unseen, bound.shape)[rows])
            bits *= 2
        return bound

    def _by_floats(self, formula: Callable[..., Any], given: list[NDArray[Any]]) -> Truth:
        """What float64 decides, or double-double where float64 itself is the format."""
        with np.errstate(all="ignore"):
            if self.format.bits < 64:
                hi, rad = run_running(formula, [nearly_finite(each, self.format) for each in given])
                lo = np.zeros(hi.shape)
            else:
                hi, low, error = run_running_double(formula, given)
                lo, rad = np.ldexp(low, self._finer), np.ldexp(error, self._finer)
        rounded, decided = self.decided(hi, rad, lo)
        decided |= np.isinf(hi) & (rad == 0)
        truth = Truth(hi, lo, rad, rounded, ~decided, finer=self._finer)
        _forget(truth, truth.undecided)
        return truth

    def decided(
        self, hi: Floats, rad: Floats, lo: Floats | float = 0.0
    ) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """Enclosures hi + lo ± rad rounded to the format, and which of them are truths.

        These round to one float for certain, and are narrow beside an ulp.
        """
        with np.errstate(all="ignore"):
            rounded, certain = self._rounded(hi, np.asarray(lo), rad)
            return rounded, certain & self._is_narrow(hi, rad, self._finer)

    def _is_narrow(self, truth: Floats, radius: Floats, finer: int = 0) -> Any:
        """Whether an enclosure is narrow beside an ulp; beyond MAX, where ulp stays, beside it too.

        The radius is counted in 2^−finer.
        """
        proportion = np.abs(truth) * (NARROW_ULP * float(rational(self.format.unit_roundoff)))
        if finer:
            proportion = np.ldexp(proportion, finer)
        narrow = radius <= proportion
        if narrow.all():  # u·|truth| is at most an ulp
            return narrow
        return narrow | (radius <= NARROW_ULP * np.ldexp(self.format.ulp(truth), finer))

    def _keep(self, truth: Truth, rows: Any, balls: NDArray[Any], bits: int) -> None:
        """Enter into ``truth`` what these balls decide of the rows."""
        distinct, places = distinct_objects(balls)
        with ctx.workprec(bits):
            parts = np.frompyfunc(split, 2, 3)(distinct, self._finer)
        hi, lo, rad = (np.asarray(part).astype(np.float64) for part in parts)
        with np.errstate(all="ignore"):
            rounded, decided = self._rounded(hi, lo, rad)
            narrow = self._is_narrow(hi, rad, self._finer)
        for k in np.flatnonzero(~decided & ~np.isnan(hi)):
            try:
                rounded[k] = self.format.round_exact(distinct[k])
                decided[k] = True
            except ArithmeticError:
                continue
        decided &= narrow | ~np.isfinite(hi)
        for field, fresh in (("hi", hi), ("lo", lo), ("rad", rad), ("rounded", rounded)):
            getattr(truth, field)[rows] = fresh[places]
        truth.undecided[rows] = ~decided[places]
        _forget(truth, truth.undecided)

    def _rounded(self, hi: Floats, lo: Floats, rad: Floats) -> tuple[NDArray[Any], Any]:
        """The parts of a truth rounded to the format, and where that is certain in float64."""
        if self.format.bits < 64:
            reach = (np.abs(lo) + rad) * (1 + SLACK) if lo.any() else rad
            return _rounded_between(self.format, hi, reach)
        reach = (np.abs(lo) + rad) * (1 + SLACK)
        magnitude = np.abs(hi)
        # below a power of two the spacing is half of what it is above
        spacing = magnitude - np.nextafter(magnitude, 0)
        certain = (
            (2 * reach < np.ldexp(spacing, self._finer)) & (magnitude > _TINY) & (magnitude < _HUGE)
        )
        # less than half the smallest float is a zero, of the sign that the midpoint has
        vanishes = (hi == 0) & ((reach == 0) | (reach < np.ldexp(SMALLEST, self._finer - 1)))
        return hi.copy(), certain | vanishes


def _rounded_between(fmt: Format, middle: Floats, reach: Floats) -> tuple[NDArray[Any], Any]:
    """middle ± reach (float64) rounded to a narrower format; certain where both ends agree."""
    # one ulp for the rounding of either end, and a little for that of this sum
    margin = np.abs(middle)
    margin *= _ULP
    margin += reach * (1 + SLACK)
    if not reach.all():
        margin = np.where(reach == 0, 0.0, margin)
    if fmt.bits == 32:
        lowest, highest = fmt.nearest(middle - margin), fmt.nearest(middle + margin)
        same = lowest == highest
        # where they agree on 0 it has the sign of the middle
        zeros = highest == 0
        if zeros.any():
            highest = np.where(zeros & np.signbit(middle), lowest, highest)
    else:
        highest, same = _on_one_lattice(fmt, middle, margin)
    finite = np.isfinite(reach)
    return highest, same if finite.all() else same & finite


def _on_one_lattice(fmt: Format, middle: Floats, margin: Floats) -> tuple[NDArray[Any], Any]:
    """The same by the spacing at the middle alone.

    It is that of both ends, unless the binade ends between; and enclosures that are narrow beside
    an ulp round to the end of the binade then, on the wider lattice as on the finer.
    """
    anchor = fmt.anchor(middle)
    lowest = middle - margin
    lowest += anchor
    lowest -= anchor
    highest = np.add(middle, margin, out=margin)
    highest += anchor
    highest -= anchor
    same = lowest == highest
    limit = fmt.largest
    if not np.abs(highest).max(initial=0) <= limit or lowest.min(initial=0) < -limit:
        same |= (lowest > limit) & (highest > limit)
        same |= (lowest < -limit) & (highest < -limit)
    return fmt.stored(np.copysign(highest, middle, out=highest)), same


def _rows(entries: NDArray[np.bool_]) -> Any:
    """The rows of a batch in which any entry is marked."""
    if not entries.any():
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(entries.reshape(len(entries), -1).any(axis=1))


def _unknown(fmt: Format, shape: tuple[int, ...], finer: int) -> Truth:
    nothing = np.full(shape, np.nan)
    everywhere = np.ones(shape, dtype=bool)
    rounded = fmt.nearest(nothing).copy()
    return Truth(nothing, nothing.copy(), nothing.copy(), rounded, everywhere, finer=finer)


def _forget(truth: Truth, where: NDArray[np.bool_]) -> None:
    """Mark entries as unknown: NaN with an infinite radius."""
    if not where.any():
        return
    truth.hi[where], truth.lo[where], truth.rad[where] = np.nan, 0.0, np.inf
    truth.rounded[where] = truth.rounded.dtype.type(np.nan)
