"""Which floats a sweep walks: all of a small format, strata of a wide one, or all when asked.

A stratum is the floats between two neighbouring powers of two, of either sign.  Wide formats are
walked at both ends of every stratum and at points scattered inside (fixed by a seed, so that two
sweeps walk the same floats), more of them where exponentials live, and densely around landmarks:
the floats where the page predicts a failure, and where the format itself overflows, vanishes or
loses its last digit inside an exponential.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.exact import LN2, exact
from stabcheck.sweeping.places import (
    NEGATIVE_ZERO,
    Walk,
    cell_edges,
    every_place,
    float_at,
    ordinals_at,
    places_at,
    powers_of_two,
)
from stabcheck.sweeping.tally import CELLS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stabcheck.exact import Exact
    from stabcheck.formats import Format

__all__ = ["landmark_ordinals", "walk", "walk_between"]

Ordinals = np.ndarray[Any, np.dtype[np.int64]]

#: Formats up to this width are walked float by float, unless the vectors are long.
EXHAUSTIVE_BITS = 16
EXHAUSTIVE_LENGTH = 3
#: Of so narrow a format every float is walked, however long the vectors.
FEW_BITS = 8
#: Vectors longer than this are walked at a few hundred floats.
LONG = 1000
#: Binades 2^e with |e| below this are the central ones: where exp is neither 0, 1 nor inf.
CENTRAL_EXPONENT = 12
SEED = 20_20_10


@dataclass(frozen=True)
class Density:
    """Floats walked per stratum, in the central strata and in the others, and per landmark.

    Of the outer strata every ``stride``-th is walked.
    """

    central: int
    outer: int
    landmark: int
    stride: int = 1

    def __str__(self) -> str:
        """In words, a stratum's ends counted: both of a central one, the lower of another."""
        others = "every other" if self.stride == 1 else f"every {self.stride}th other"
        span = f"2^-{CENTRAL_EXPONENT} and 2^{CENTRAL_EXPONENT}"
        return f"{self.central + 2} in each binade between {span}, {self.outer + 1} in {others}"


def walk(fmt: Format, n: int, landmarks: Iterable[int] = (), *, is_vector: bool = True) -> Walk:
    """The floats of ``fmt`` to walk on a probe with vectors of length ``n``, or with a few reals.

    For reals, unless ``is_vector``, float32 is walked more densely.
    """
    is_short = n <= EXHAUSTIVE_LENGTH or fmt.bits <= FEW_BITS
    if fmt.bits <= EXHAUSTIVE_BITS and is_short:
        return walk_between(fmt, *every_place(fmt))
    density = _density(fmt, n, is_vector=is_vector)
    ordinals = _strata(fmt, density, landmarks)
    note = f"{len(ordinals) + 1:,} floats: {density}; edges bisected to the float"
    places = places_at(ordinals)
    zero = int(np.searchsorted(places, 0))
    return Walk(fmt, np.insert(places, zero, NEGATIVE_ZERO), "certified", note)


def walk_between(fmt: Format, first: int, last: int) -> Walk:
    """Every float from the place ``first`` to the place ``last``, both among them."""
    places = range(first, last + 1)
    if (first, last) == every_place(fmt):
        return Walk(fmt, places, "exhaustive", f"all {len(places):,} finite floats")
    low, high = (fmt.decimal(float_at(place, fmt)) for place in (first, last))
    return Walk(fmt, places, "exhaustive", f"all {len(places):,} floats from {low} to {high}")


def landmark_ordinals(fmt: Format) -> list[int]:
    """Floats near which formulas made of exponentials change their ways, in this format."""
    log_max, log_tiny = np.log(fmt.overflow_threshold), np.log(fmt.underflow_threshold)
    log_normal, digits = np.log(fmt.smallest_normal), LN2 * exact(fmt.precision)
    marks: list[Exact] = [exact(1), exact(0.5), LN2]
    for mark in (log_max, -log_tiny, -log_normal, digits):
        marks += [mark, mark / 2]
    return [fmt.first_at_or_above(mark) * sign for mark in marks for sign in (1, -1)]


def _density(fmt: Format, n: int, *, is_vector: bool) -> Density:
    """How many floats a sweep of seconds can afford: Arb answers for float64, entry by entry."""
    if n > LONG:  # every float costs n additions
        return Density(1, 0, 1, stride=16)
    is_wide, is_long = fmt.bits > 32, n > EXHAUSTIVE_LENGTH
    if is_wide:
        return Density(4, 1, 3, stride=16) if is_long else Density(24, 1, 8)
    if is_long:
        return Density(8, 2, 4)
    return Density(48, 8, 16) if is_vector else Density(384, 8, 16)


def _strata(fmt: Format, density: Density, landmarks: Iterable[int]) -> Ordinals:
    generator = np.random.default_rng(SEED)
    edges = powers_of_two(fmt)
    starts, stops = edges[:-1], edges[1:]
    central = _central(fmt, starts)
    outer = ~central & (np.arange(len(starts)) % density.stride == 0)
    pieces = [starts[central | outer], stops[central] - 1, stops[-1:] - 1]
    for count, where in ((density.central, central), (density.outer, outer)):
        low, high = starts[where], stops[where]
        pieces.append(generator.integers(low, high, size=(count, len(low))).ravel())
    positive = np.concatenate(pieces)
    around = _neighbourhoods([*landmark_ordinals(fmt), *landmarks], density.landmark)
    pieces = [positive, -positive, around, np.array([0])]
    if density.stride > 1:  # else a cell of the strip might hold no float that is walked
        pieces.append(ordinals_at(cell_edges(fmt, CELLS)))
    ordinals = np.unique(np.concatenate(pieces))
    inside: Ordinals = ordinals[np.abs(ordinals) <= fmt.max_ordinal]
    return inside


def _central(fmt: Format, starts: Ordinals) -> np.ndarray[Any, np.dtype[np.bool_]]:
    values = fmt.from_ordinal(starts).astype(np.float64)
    return np.asarray(
        (values >= 2.0**-CENTRAL_EXPONENT) & (values < 2.0**CENTRAL_EXPONENT), dtype=np.bool_
    )


def _neighbourhoods(landmarks: Iterable[int], count: int) -> Ordinals:
    """Each landmark, its ``count`` neighbours on either side, and points 2, 4, 8, … floats off."""
    near = np.arange(-count, count + 1, dtype=np.int64)
    far = np.int64(1) << np.arange(1, 3 * count, dtype=np.int64)
    offsets = np.concatenate([near, far, -far])
    centres = np.array(sorted(set(landmarks)), dtype=np.int64)
    around: Ordinals = (centres[:, None] + offsets).ravel()
    return around
