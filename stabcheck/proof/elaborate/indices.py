"""Indices inside fractions: where one occurs, the entry it picks, and whether that may jump."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index, IndexSet, Term
from stabcheck.proof.algebra import Atom, Bound, Frac, Mono, Poly

__all__ = ["entry", "is_continuous", "mentions"]


def entry(name: str, indices: tuple[Any, ...]) -> Atom:
    """An entry; where its maximum is attained, that maximum."""
    for index in indices:
        if isinstance(index, Index) and index.attains is not None:
            bound, body = index.attains
            if body.at(bound, index) == Term("entry", name, *indices):
                places = (Bound(0) if other == index else other for other in indices)
                inner = Atom("entry", name, *places)
                return Atom("max", bound.set, Frac(Poly({Mono([(inner, 1)]): Fraction(1)})))
    return Atom("entry", name, *indices)


def mentions(value: Frac, index: Index) -> bool:
    """Whether the index occurs, at any depth."""
    return any(_mentions(poly, index) for poly in (value.num, value.den))


def _mentions(poly: Poly, index: Index) -> bool:
    return any(
        (mono.exponent is not None and mentions(mono.exponent, index))
        or any(_concerns(part, index) for atom, _ in mono.powers for part in atom.data)
        for mono in poly.terms
    )


def is_continuous(part: Any) -> bool:
    """Whether a value has no jumps: no signs, no branches, no places of maxima."""
    match part:
        case Frac():
            return is_continuous(part.num) and is_continuous(part.den)
        case Poly():
            return all(map(is_continuous, part.terms))
        case Mono(exponent=exponent):
            inside = exponent is None or is_continuous(exponent)
            return inside and all(is_continuous(atom) for atom, _ in part.powers)
        case Atom():
            jumps = part.kind in {"sign", "indicator"}
            return not jumps and all(map(is_continuous, part.data))
        case Index(attains=attained):
            return attained is None and is_continuous(part.set)
        case IndexSet():
            return all(map(is_continuous, part.removed))
    return True


def _concerns(part: Any, index: Index) -> bool:
    match part:
        case Index():
            return part == index
        case IndexSet():
            return index in part.removed
        case Frac():
            return mentions(part, index)
        case Poly():
            return _mentions(part, index)
    return False
