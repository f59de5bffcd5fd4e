"""Binders: closing a body over its index, opening it again, and what depends on an index.

Under a binder, its index is the de Bruijn number 0; a body is opened with a fresh index, so nothing
outside can be captured.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stabcheck.carriers.term import Index, IndexSet, fresh_index
from stabcheck.proof.algebra import Atom, Bound, Frac, Mono, Poly
from stabcheck.proof.lowest import ONE, fraction, number, of_atom, subtract

__all__ = [
    "atom_depends",
    "close_binder",
    "delta",
    "depends",
    "mono_depends",
    "open_binder",
    "poly_depends",
    "size",
]


def _level_map(
    value: Frac, level: int, change: Callable[[Index | Bound, int], Index | Bound]
) -> Frac:
    """The fraction with every index mapped, given the number of binders it stands under.

    Renaming is injective, so nothing merges; lowest terms stay so, up to which term leads.
    """

    def of_poly(poly: Poly) -> Poly:
        return Poly({of_mono(mono): value for mono, value in poly.terms.items()})

    def of_mono(mono: Mono) -> Mono:
        exponent = None if mono.exponent is None else _level_map(mono.exponent, level, change)
        return Mono([(of_one(atom), k) for atom, k in mono.powers], exponent)

    def of_one(atom: Atom) -> Atom:
        deeper = level + (atom.kind in {"sum", "max"})
        data: list[Any] = []
        for part in atom.data:
            match part:
                case Index() | Bound():
                    data.append(change(part, level))
                case Frac():
                    data.append(_level_map(part, deeper, change))
                case Poly():
                    data.append(of_poly(part))
                case _:
                    data.append(part)
        return Atom(atom.kind, *data, label=atom.label)

    return fraction(of_poly(value.num), of_poly(value.den))


def close_binder(value: Frac, index: Index) -> Frac:
    """The fraction as the body of a binder over the index."""
    return _level_map(value, 0, lambda part, level: Bound(level) if part == index else part)


def open_binder(atom: Atom) -> tuple[Index, Frac]:
    """A fresh index and the body of a sum or maximum with that index free."""
    index_set, body = atom.data
    fresh = fresh_index(Index(atom.label or "i", index_set))
    opened = _level_map(body, 0, lambda part, level: fresh if part == Bound(level) else part)
    return fresh, opened


def depends(value: Frac, index: Index) -> bool:
    """Whether the free index occurs."""
    return poly_depends(value.num, index) or poly_depends(value.den, index)


def poly_depends(poly: Poly, index: Index) -> bool:
    """Whether the free index occurs in a polynomial."""
    return any(mono_depends(mono, index) for mono in poly.terms)


def mono_depends(mono: Mono, index: Index) -> bool:
    """Whether the free index occurs in a monomial, its exponent included."""
    if mono.exponent is not None and depends(mono.exponent, index):
        return True
    return any(atom_depends(atom, index) for atom, _ in mono.powers)


def atom_depends(atom: Atom, index: Index) -> bool:
    """Whether the free index occurs in an atom's data."""
    for part in atom.data:
        match part:
            case Index():
                if part == index:
                    return True
            case Frac():
                if depends(part, index):
                    return True
            case Poly():
                if poly_depends(part, index):
                    return True
            case IndexSet():
                if index in part.removed:
                    return True
    return False


def size(index_set: IndexSet) -> Frac:
    """How many indices there are; raises TypeError where several points are removed."""
    if len(index_set.removed) > 1:
        raise TypeError("points removed from one set may be one and the same")
    bare = of_atom(Atom("size", IndexSet(index_set.name)))
    return subtract(bare, number(len(index_set.removed)))


def delta(left: Index, right: Index) -> Frac:
    """The Kronecker delta of two indices, 1 where they are the same by name."""
    if left == right:
        return ONE
    first, second = sorted((left, right), key=repr)
    return of_atom(Atom("delta", first, second))
