"""Fourier–Motzkin elimination, to show that a few linear inequalities contradict each other.

The unknowns are monomials, taken as independent: a contradiction found among them is a
contradiction, whatever the monomials mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain

from stabcheck.carriers.budget import check_time
from stabcheck.proof.algebra import UNIT, Mono

__all__ = ["Row", "contradiction", "each_once", "infeasible"]

_MOST_ROWS = 400


@dataclass(frozen=True)
class Row:
    """Σ coefficient · unknown ≥ 0, or > 0 where ``strict``; the unknown 1 carries the constant.

    ``origin`` says which combination of the given rows this is, where that is asked for.
    """

    terms: dict[Mono, Fraction]
    strict: bool
    origin: Mapping[int, Fraction] = field(default_factory=dict)

    @property
    def unknowns(self) -> list[Mono]:
        """The monomials other than 1."""
        return [mono for mono in self.terms if mono != UNIT]

    @property
    def contradictory(self) -> bool:
        """Whether the row is a false statement about numbers."""
        constant = self.terms.get(UNIT, Fraction(0))
        return not self.unknowns and (constant < 0 or (self.strict and constant == 0))


def each_once(*parts: Iterable[Mono]) -> list[Mono]:
    """The monomials in the order in which they are met, whatever they hash to."""
    return list(dict.fromkeys(chain.from_iterable(parts)))


def infeasible(rows: list[Row]) -> bool:
    """Whether no values of the unknowns satisfy all rows; False also where it grows too large."""
    return _absurd(rows) is not None


def contradiction(rows: list[Row]) -> Mapping[int, Fraction] | None:
    """The non-negative combination of the rows that is absurd, by their numbers; None without."""
    absurd = _absurd([replace(row, origin={k: Fraction(1)}) for k, row in enumerate(rows)])
    return None if absurd is None else absurd.origin


def _absurd(rows: list[Row]) -> Row | None:
    while (absurd := next((row for row in rows if row.contradictory), None)) is None:
        unknowns = each_once(*(row.unknowns for row in rows))
        if not unknowns or len(rows) > _MOST_ROWS:
            return None
        rows = _eliminate(rows, min(unknowns, key=lambda unknown: _growth(rows, unknown)))
    return absurd


def _growth(rows: list[Row], unknown: Mono) -> int:
    above = sum(row.terms.get(unknown, 0) > 0 for row in rows)
    below = sum(row.terms.get(unknown, 0) < 0 for row in rows)
    return above * below


def _eliminate(rows: list[Row], unknown: Mono) -> list[Row]:
    kept = [row for row in rows if unknown not in row.terms]
    lower = [row for row in rows if row.terms.get(unknown, 0) > 0]
    upper = [row for row in rows if row.terms.get(unknown, 0) < 0]
    combined = [
        _combine(low, -high.terms[unknown], high, low.terms[unknown])
        for low in lower
        for high in upper
    ]
    return [*kept, *combined]


def _combine(left: Row, a: Fraction, right: Row, b: Fraction) -> Row:
    check_time()
    terms = {mono: a * value for mono, value in left.terms.items()}
    for mono, value in right.terms.items():
        terms[mono] = terms.get(mono, Fraction(0)) + b * value
    origin = {k: a * share for k, share in left.origin.items()}
    for k, share in right.origin.items():
        origin[k] = origin.get(k, Fraction(0)) + b * share
    return Row({m: v for m, v in terms.items() if v}, left.strict or right.strict, origin)
