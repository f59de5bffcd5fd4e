"""The space of a quantity's inputs in one format: its points, each entry an ordinal."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.domains import domain_ordinals, inside
from stabcheck.sweeping.entries import parse_entry
from stabcheck.sweeping.probes import Probe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Quantity

__all__ = ["Point", "Space"]

#: Argument by argument, the ordinals of the entries; −∞ stands one below −MAX.
Point = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Space:
    """The points at which a quantity can be judged in a format.

    Raises ValueError for a quantity of other arguments than reals and vectors.
    """

    quantity: Quantity
    fmt: Format

    def __post_init__(self) -> None:
        for name, argument in self.quantity.arguments.items():
            if argument.kind not in ("real", "vector"):
                raise ValueError(f"{name} is a {argument.kind}; points have reals and vectors")

    @property
    def is_vector(self) -> tuple[bool, ...]:
        """Which arguments are vectors."""
        return tuple(each.kind == "vector" for each in self.quantity.arguments.values())

    @cached_property
    def bounds(self) -> list[tuple[int, int]]:
        """By argument the lowest and the highest ordinal inside its domain."""
        return [domain_ordinals(each, self.fmt) for each in self.quantity.arguments.values()]

    @property
    def is_masked(self) -> list[bool]:
        """By argument whether −∞ may stand among its entries: the page says what comes of it."""
        return [
            self.fmt.has_inf
            and vector
            and any(_masks(case.arguments[k]) for case in self.quantity.specials)
            for k, vector in enumerate(self.is_vector)
        ]

    def contains(self, point: Point) -> bool:
        """Whether every entry lies inside its domain, and some are finite."""
        infinite = -self.fmt.max_ordinal - 1
        within = any(entry != infinite for entry in point[0]) and all(
            low <= entry <= high or (masked and entry == infinite)
            for entries, (low, high), masked in zip(point, self.bounds, self.is_masked, strict=True)
            for entry in entries
        )
        if not within or not self.quantity.given:
            return within
        return bool(inside(self.quantity, self.arguments([point]), self.fmt).all())

    def arguments(self, points: Sequence[Point]) -> list[np.ndarray[Any, Any]]:
        """Points with vectors of one length as arrays, (B,) or (B, n) for each argument."""
        columns = zip(*points, strict=True)
        return [
            self.fmt.from_ordinal([entries if vector else entries[0] for entries in column])
            for column, vector in zip(columns, self.is_vector, strict=True)
        ]

    def through(self, n: int) -> Probe:
        """A probe whose vectors have the length ``n``; which one does not matter."""
        entry = parse_entry("s")
        lengths = [n if vector else 1 for vector in self.is_vector]
        entries = tuple((entry,) * length for length in lengths)
        return Probe(tuple(self.quantity.arguments), entries, self.is_vector)

    def spelled(self, point: Point) -> tuple[Probe, Any]:
        """A probe on which the point lies, and the float at which it does.

        Its first finite entry is s, the others are constants.
        """
        first, *_ = (k for k, entry in enumerate(point[0]) if abs(entry) <= self.fmt.max_ordinal)
        entries = [[parse_entry(self.decimal(entry)) for entry in vector] for vector in point]
        entries[0][first] = parse_entry("s")
        probe = Probe(tuple(self.quantity.arguments), tuple(map(tuple, entries)), self.is_vector)
        return probe, self.fmt.from_ordinal([point[0][first]])[0]

    def decimal(self, ordinal: int) -> str:
        """A float in the fewest characters that read back."""
        return _decimal(self.fmt, ordinal)


@lru_cache(maxsize=1 << 16)
def _decimal(fmt: Format, ordinal: int) -> str:
    text = fmt.decimal(fmt.from_ordinal([ordinal])[0])
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa.removesuffix('.0')}{e}{exponent}"


def _masks(argument: Any) -> bool:
    """Whether a row of the page's table has −∞ beside finite entries, and nothing else."""
    values = np.ravel(np.asarray(argument, np.float64))
    infinite = values == -np.inf
    return bool(infinite.any() and np.isfinite(values[~infinite]).all() and not infinite.all())
