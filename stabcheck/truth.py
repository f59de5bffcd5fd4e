"""The truth at a batch of points: what an oracle answers, and how far a result is from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from stabcheck.formats import Format

__all__ = ["SLACK", "SMALLEST", "Truth", "joined"]

Floats = Any  # NDArray[np.float64]

#: Slack for the few roundings of float64 bounds.
SLACK = 2.0**-50

SMALLEST, _LARGEST = 2.0**-1074, float(np.finfo(np.float64).max)


@dataclass
class Truth:
    """The truth at a batch of points, shape (B, *shape of the quantity's value).

    It lies in ``hi`` + (``lo`` ± ``rad``)·2^−``finer`` (float64), ``hi`` being ±inf where it is
    beyond float64.  In units finer than 1, parts of the smallest float64 can be told apart.
    ``rounded`` is the truth correctly rounded to the format; where it overflows, ±inf, or NaN in a
    format without infinities.  ``undecided`` marks entries given up at the precision cap (``hi``
    and ``rounded`` are NaN there).  ``filtered`` counts the points that floats alone decided.

    Once it is asked for what follows from these, they are not to be changed.
    """

    hi: Floats
    lo: Floats
    rad: Floats
    rounded: NDArray[Any]
    undecided: NDArray[np.bool_]
    filtered: int = 0
    finer: int = 0
    _ulps: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def magnitude(self) -> Floats:
        """|truth| in float64."""
        return np.abs(self.hi)

    @cached_property
    def is_decided(self) -> bool:
        """Whether no entry is undecided."""
        return not self.undecided.any()

    @cached_property
    def overflows(self) -> NDArray[np.bool_] | None:
        """Where the rounded truth is no finite number; None where it is one everywhere."""
        beyond = ~np.isfinite(self.rounded)
        return beyond if beyond.any() else None

    def first(self) -> Truth:
        """The truth at the first point."""
        return Truth(
            self.hi[:1],
            self.lo[:1],
            self.rad[:1],
            self.rounded[:1],
            self.undecided[:1],
            finer=self.finer,
        )

    def ulp(self, fmt: Format) -> Floats:
        """The ulp of a format at the truth."""
        if fmt.name not in self._ulps:
            self._ulps[fmt.name] = fmt.ulp(self.hi)
        return self._ulps[fmt.name]

    def error(self, got: NDArray[Any], unit: Floats | float = 1.0) -> tuple[Floats, Floats]:
        """Lower and upper bounds on |got − truth| / unit, for ``got`` in the format or in float64.

        ``unit`` holds powers of two: in ulp of the truth, errors keep their digits down to the
        smallest float, where as numbers they would be as wide as it.  Both bounds are 0 where
        ``got`` is the infinity or NaN the truth overflows to, and inf where it is not finite
        otherwise; between 0 and inf everything is possible where undecided.
        """
        value = got.astype(np.float64, copy=False)
        with np.errstate(all="ignore"):
            low, high = self._distance(value, unit)
        if np.isfinite(high).all():
            return low, high
        rounded = self.rounded.astype(np.float64)
        matched = ~np.isfinite(rounded) & (
            (value == rounded) | (np.isnan(value) & np.isnan(rounded))
        )
        apart = ~matched & ~(np.isfinite(value) & np.isfinite(self.hi))
        low, high = np.where(apart, np.inf, low), np.where(apart, np.inf, high)
        low = np.where(matched | self.undecided, 0.0, low)
        return low, np.where(self.undecided, np.inf, np.where(matched, 0.0, high))

    def _distance(self, value: Floats, unit: Floats | float) -> tuple[Floats, Floats]:
        """The bounds of `error` for finite values; ``high`` is not finite where one is not."""
        gap = np.asarray(value - self.hi)
        gap /= unit
        size = np.abs(gap)
        distance, slack = size, np.asarray(self.rad / unit)
        if self.finer or self._has_low:
            distance = np.abs(gap - np.ldexp(self.lo / unit, -self.finer))
            slack = np.ldexp(slack, -self.finer)
        # quotients below float64 are as good as its smallest number
        if self._is_inexact:
            slack += 4 * SMALLEST
        else:
            slack += np.where((gap != 0) | (self.lo != 0) | (self.rad != 0), 4 * SMALLEST, 0)
        slack += size * (2 * SLACK) if distance is size else (size + distance) * SLACK
        low, high = distance - slack, np.add(distance, slack, out=slack)
        np.maximum(low, 0, out=low)
        if not np.isfinite(high).all():
            low = np.where(np.isfinite(gap), low, _LARGEST)  # a gap that overflows is none less
        return low, high

    @cached_property
    def _has_low(self) -> bool:
        return bool(self.lo.any())

    @cached_property
    def _is_inexact(self) -> bool:
        """Whether no entry is known exactly."""
        return bool(self.rad.all())


def joined(truths: Sequence[Truth], order: NDArray[np.intp]) -> Truth:
    """Truths of one quantity in one format one after another, then the points in this ``order``."""
    parts: dict[str, Any] = {
        name: np.concatenate([getattr(truth, name) for truth in truths])[order]
        for name in ("hi", "lo", "rad", "rounded", "undecided")
    }
    filtered = sum(truth.filtered for truth in truths)
    return Truth(**parts, filtered=filtered, finer=truths[0].finer)
