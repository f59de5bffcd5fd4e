"""The line of a format's floats: places on it, walks along it, and its binades.

Floats have *places*: 0 is +0, then come the positive floats in their order; −1 is −0, and before
it stand the negative ones.  So −0 and +0, which share the ordinal 0, are two neighbours, and a
walk along every float is a plain `range` of places, of which nothing is held in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.sweeping.result import Evidence

__all__ = [
    "NEGATIVE_ZERO",
    "Part",
    "Pieces",
    "Walk",
    "binade_edges",
    "binade_of",
    "cell_edges",
    "every_place",
    "float_at",
    "not_among",
    "ordinals_at",
    "pieces",
    "place_of",
    "places_at",
    "powers_of_two",
]

Places = np.ndarray[Any, np.dtype[np.int64]]

NEGATIVE_ZERO = -1


@dataclass(frozen=True)
class Part:
    """Consecutive floats of a walk, ascending: the floats, shape (B,), and their places."""

    s: np.ndarray[Any, Any]
    places: Places

    def where(self, inside: np.ndarray[Any, np.dtype[np.bool_]]) -> Part:
        """Those of the floats that are marked."""
        return self if inside.all() else Part(self.s[inside], self.places[inside])


@dataclass(frozen=True)
class Walk:
    """The floats to walk, ascending, by their places: a range of them, or a chosen few."""

    fmt: Format
    places: range | Places
    evidence: Evidence
    note: str

    def __len__(self) -> int:
        return len(self.places)

    def part(self, start: int = 0, stop: int | None = None) -> Part:
        """The floats from the ``start``-th of the walk to before the ``stop``-th."""
        cut = self.places[start:stop]
        if isinstance(cut, range):
            return self._consecutive(cut)
        places = cut
        s = self.fmt.from_ordinal(ordinals_at(places))
        zero = places == NEGATIVE_ZERO
        s[zero] = -s[zero]
        return Part(s, places)

    def _consecutive(self, cut: range) -> Part:
        """The floats at a range of places: those below zero have their bits in falling order."""
        fmt, unsigned = self.fmt, np.dtype(f"uint{self.fmt.bits}")
        sign, middle = 1 << (fmt.bits - 1), min(max(cut.start, 0), cut.stop)
        patterns = np.arange(middle, cut.stop, dtype=unsigned)
        if middle > cut.start:
            below = np.arange(sign - 1 - cut.start, sign - 1 - middle, -1, dtype=unsigned)
            patterns = np.concatenate([below, patterns]) if len(patterns) else below
        return Part(patterns.view(fmt.dtype), np.arange(cut.start, cut.stop, dtype=np.int64))

    @property
    def is_exhaustive(self) -> bool:
        """Whether no float is left out between the first and the last."""
        return self.evidence == "exhaustive"


def ordinals_at(places: Any) -> Any:
    """The ordinal of a place, or of each of an array of them."""
    return places + (places < 0)


def places_at(ordinals: Places) -> Places:
    """The places of ordinals; 0 is taken for +0."""
    return ordinals - (ordinals < 0)


def not_among(places: Places, known: Places) -> Places:
    """Those of the places that are not among the known ones, of which there is one at least.

    These ascend.
    """
    at = np.searchsorted(known, places)
    fresh: Places = places[known[np.minimum(at, len(known) - 1)] != places]
    return fresh


def place_of(value: Any, fmt: Format) -> int:
    """The place of one finite float."""
    floats = np.asarray(value, dtype=fmt.dtype)
    return int(fmt.to_ordinal(floats)) - int(np.signbit(floats))


def float_at(place: int, fmt: Format) -> Any:
    """The float at a place."""
    value = fmt.from_ordinal([ordinals_at(place)])[0]
    return -value if place == NEGATIVE_ZERO else value


def every_place(fmt: Format) -> tuple[int, int]:
    """The places of −MAX and of MAX."""
    return -fmt.max_ordinal - 1, fmt.max_ordinal


# --- the line in pieces ---------------------------------------------------------------------


@cache
def powers_of_two(fmt: Format) -> Places:
    """The places of the positive powers of two, and one past MAX."""
    mantissa_bits = fmt.precision - 1
    subnormal = np.int64(1) << np.arange(mantissa_bits, dtype=np.int64)
    normal = np.arange(1 << mantissa_bits, fmt.max_ordinal + 1, 1 << mantissa_bits, dtype=np.int64)
    return np.concatenate([subnormal, normal, [fmt.max_ordinal + 1]])


@cache
def binade_edges(fmt: Format) -> Places:
    """The first places of the binades of either sign, of the two zeros between, and past MAX."""
    powers = powers_of_two(fmt)
    return np.concatenate([-powers[::-1], powers])


def binade_of(index: int, fmt: Format) -> tuple[int, int | None]:
    """The sign and the exponent of the binade with this lower edge; of the zeros 0 and None."""
    zeros = len(powers_of_two(fmt)) - 1
    if index == zeros:
        return 0, None
    smallest = fmt.emin - fmt.precision + 1
    return (1 if index > zeros else -1), smallest + abs(index - zeros) - 1


@cache
def cell_edges(fmt: Format, cells: int) -> Places:
    """The first places of equally many cells on either side of zero, and one past MAX."""
    half, floats = cells // 2, fmt.max_ordinal + 1
    above = [-(-k * floats // half) for k in range(half + 1)]
    return np.array([*(-edge for edge in above[:0:-1]), *above], dtype=np.int64)


@dataclass(frozen=True)
class Pieces:
    """Ascending places cut at some edges: which pieces of the line hold any, and from where on.

    ``index`` numbers the pieces by their lower edges, ``starts`` says where each begins among the
    ``size`` places.
    """

    index: Places
    starts: Places
    size: int

    @property
    def counts(self) -> Places:
        """How many of the places each piece holds."""
        return np.append(self.starts[1:], self.size) - self.starts


def pieces(places: Places, edges: Places) -> Pieces:
    """The pieces between neighbouring edges in which some of the ascending ``places`` lie."""
    cuts = np.searchsorted(places, edges)
    index = np.flatnonzero(np.append(cuts[1:], len(places)) > cuts)
    return Pieces(index, cuts[index], len(places))
