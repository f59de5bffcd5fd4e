"""Asymptotes: where along a line the truth is, to far within an ulp, a constant or a multiple of s.

Most floats are huge or tiny, and there most quantities have nothing left to tell: 1/(1 + e⁻ˣ) is
0, ½ or 1, and log(1 + eˣ) is 0, log 2 or x.  Affine arithmetic proves it of a whole binade at once.
Then the truth of its floats costs nothing, and if a form returns the same error throughout, neither
do its verdicts.

Pieces of a line are what they are wherever a walk is cut, and so are the truths they give.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.affine_batch import run_affine
from stabcheck.carriers.infinities import exactly_finite
from stabcheck.formats import rational
from stabcheck.sweeping.places import float_at, powers_of_two
from stabcheck.truth import Truth

if TYPE_CHECKING:
    from collections.abc import Callable

    from stabcheck.carriers.affine import Affine
    from stabcheck.formats import Format
    from stabcheck.oracle import Oracle
    from stabcheck.statement import Formula
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.places import Places
    from stabcheck.sweeping.probes import Probe

__all__ = ["ASYMPTOTE_BITS", "Asymptote", "Asymptotes", "piece_edges"]

Floats = np.ndarray[Any, Any]

#: The bits of the formats that have them looked for: narrower ones have few floats to a binade.
ASYMPTOTE_BITS = 32
#: So little beside a number leaves its float64 what it is.
UNSEEN = 2.0**-54


@dataclass(frozen=True, eq=False)
class Asymptote:
    """The truth on a piece of a line: ``slope`` · s + ``constant``, within ``radius``; one is 0.

    They have the shape (1, *shape of the quantity's value).  ``bounds`` encloses a positive formula
    of the arguments on the piece, or gives None where it cannot.  ``judged`` remembers the
    verdicts of single points.
    """

    slope: Floats
    constant: Floats
    radius: Floats
    fmt: Format
    bounds: Callable[[Formula], tuple[float, float] | None] = field(repr=False)
    judged: dict[Any, Verdicts] = field(default_factory=dict, repr=False)

    @property
    def is_flat(self) -> bool:
        """Whether the truth is one number, or one vector."""
        return not self.slope.any()

    def truth(self, s: Floats) -> Truth:
        """The truth at floats of the piece, shape (B,)."""
        shape = (len(s), *self.slope.shape[1:])
        if self.is_flat:
            middle, rounded = self.constant, self.fmt.nearest(self.constant)
        else:
            along = s.astype(np.float64).reshape(-1, *[1] * (len(shape) - 1))
            middle = along * self.slope + self.constant
            rounded = self.fmt.nearest(middle)
        return Truth(
            hi=_spread(middle, shape),
            lo=np.broadcast_to(0.0, shape),
            rad=_spread(self.radius, shape),
            rounded=_spread(rounded, shape),
            undecided=np.broadcast_to(np.False_, shape),
            filtered=len(s),
        )

    def is_even(self, got: Floats, truth: Truth) -> bool:
        """Whether what a form returned is off by the same everywhere.

        That is one number throughout, or along a slope the rounded truth or no number at all.
        """
        patterns = got.view(f"u{got.itemsize}")
        wanted = patterns[:1] if self.is_one(got) else truth.rounded.view(patterns.dtype)
        return bool((patterns == wanted).all())

    def is_one(self, got: Floats) -> bool:
        """Whether what is off by the same everywhere is then one number, to go by the first."""
        return self.is_flat or not np.isfinite(got[:1]).any()


@cache
def piece_edges(fmt: Format) -> Places:
    """The first places of the pieces of a line on which an ulp of s is one number, and past MAX.

    They are the binades, all subnormals of one sign together, and the two zeros.
    """
    normal = powers_of_two(fmt)[fmt.precision - 1 :]
    edges = np.concatenate([[1], normal])
    return np.concatenate([-edges[::-1], edges])


def _spread(part: Floats, shape: tuple[int, ...]) -> Floats:
    missing = (1,) * (len(shape) - part.ndim)
    return np.broadcast_to(part.reshape(part.shape[0], *missing, *part.shape[1:]), shape)


class Asymptotes:
    """The asymptotes of a formula along a probe, looked for piece by piece and remembered."""

    def __init__(self, formula: Formula, probe: Probe, oracle: Oracle) -> None:
        self._formula = formula
        self._probe = probe
        self._oracle = oracle
        self._fmt = oracle.format
        self._known: dict[int, Asymptote | None] = {}
        self._bounds: dict[tuple[int, Formula], tuple[float, float] | None] = {}

    def on(self, piece: int) -> Asymptote | None:
        """The asymptote between one of `piece_edges` and the next; None where there is none."""
        if piece not in self._known:
            self._known[piece] = self._found(piece)
        return self._known[piece]

    def _found(self, piece: int) -> Asymptote | None:
        first, after = piece_edges(self._fmt)[piece : piece + 2]
        if first < 0 < after:
            return None  # the two zeros
        numbers = self._over(piece, self._formula)
        if numbers is None:
            return None
        ends = np.abs(self._ends(piece).astype(np.float64))
        least, most = float(ends.min()), float(ends.max())
        parts = [self._part(number, least, most) for number in numbers.flat]
        if any(part is None for part in parts):
            return None
        slope, constant, radius = (
            np.array(column).reshape(numbers.shape) for column in zip(*parts, strict=True)
        )
        return Asymptote(
            slope, constant, radius, self._fmt, lambda formula: self._bounds_of(piece, formula)
        )

    def _ends(self, piece: int) -> Floats:
        """The first and the last float of a piece."""
        first, after = piece_edges(self._fmt)[piece : piece + 2].tolist()
        return np.array([float_at(first, self._fmt), float_at(after - 1, self._fmt)])

    def _over(self, piece: int, formula: Formula) -> Any:
        """What a formula is on a piece, None where something of it is unknown."""
        ends = self._ends(piece)
        at_ends = self._probe.arguments(ends, self._fmt)
        given = [
            (exactly_finite(values, self._fmt), slopes)
            for values, slopes in zip(at_ends, self._probe.slopes, strict=True)
        ]
        numbers = run_affine(formula, given, (float(ends[0]), float(ends[1])))
        return numbers if all(number.is_known for number in numbers.flat) else None

    def _part(self, number: Affine, least: float, most: float) -> tuple[float, float, float] | None:
        """Slope, constant and radius of a truth that is decided at all floats of a piece.

        It has one ulp all along, as float by float it would have: a constant is not on either side
        of a power of two, and beside a multiple nothing is seen in float64.  ``least`` and ``most``
        are the smallest and the largest magnitude of s.
        """
        slope, radius = number.multiple()
        if _keeps_floats(slope, least, most, self._fmt) and radius <= UNSEEN * least * abs(slope):
            return slope, 0.0, radius
        constant, radius = number.middle()
        _, decided = self._oracle.decided(np.array([constant]), np.array([radius]))
        first, last = self._fmt.ulp(number.ends())
        return (0.0, constant, radius) if decided[0] and first == last else None

    def _bounds_of(self, piece: int, formula: Formula) -> tuple[float, float] | None:
        """What all values of a positive formula lie between on a piece, if it is known."""
        key = (piece, formula)
        if key not in self._bounds:
            numbers = self._over(piece, formula)
            low, high = 0.0, np.inf
            if numbers is not None:
                low = min(number.bounds()[0] for number in numbers.flat)
                high = max(number.bounds()[1] for number in numbers.flat)
            self._bounds[key] = (low, high) if low > 0 and high < np.inf else None
        return self._bounds[key]


def _keeps_floats(slope: float, least: float, most: float, fmt: Format) -> bool:
    """Whether a multiple of every float in a piece is a float with as many digits."""
    if slope == 0 or np.frexp(slope)[0] not in (0.5, -0.5):
        return False
    smallest, largest = float(rational(fmt.smallest_normal)), fmt.largest
    return (abs(slope) >= 1 or least * abs(slope) >= smallest) and most * abs(slope) <= largest
