"""Inequalities that hold by what their unknowns are: maxima, sizes, absolute values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Mono
from stabcheck.proof.binding import open_binder
from stabcheck.proof.indexed import substitute_index
from stabcheck.proof.linear import Row
from stabcheck.proof.lowest import ONE, add, of_atom, subtract

__all__ = ["known_rows"]


def known_rows(monos: Iterable[Mono]) -> Iterator[Row]:
    """What holds of the maxima, sizes and absolute values that are factors of the monomials."""
    monos = list(monos)
    indices = {part for mono in monos for part in _indices(mono)}
    for atom in dict.fromkeys(atom for mono in monos for atom, _ in mono.powers):
        if atom.kind == "max":
            yield from _at_most(atom, indices)
        elif atom.kind == "size":
            yield Row(dict(subtract(of_atom(atom), ONE).num.terms), strict=False)
        elif atom.kind == "absolute" and atom.data[0].is_polynomial:
            for side in (add, subtract):
                yield Row(dict(side(of_atom(atom), atom.data[0]).num.terms), strict=False)


def _at_most(maximum: Atom, indices: set[Index]) -> list[Row]:
    """b(i) ≤ max b, at every index at hand; where b(i) is a maximum itself, what it is above."""
    rows: list[Row] = []
    bound, body = open_binder(maximum)
    if bound.set.removed:  # the index at hand may be the very point removed
        return rows
    for index in indices:
        if index.set.name == bound.set.name and body.is_polynomial:
            below = substitute_index(body, bound, index)
            gap = subtract(of_atom(maximum), below)
            if gap.is_polynomial:
                rows.append(Row(dict(gap.num.terms), strict=False))
                inner = (atom for atom in below.num.atoms() if atom.kind == "max")
                rows += [row for atom in inner for row in _at_most(atom, indices)]
    return rows


def _indices(mono: Mono) -> Iterator[Index]:
    for atom, _ in mono.powers:
        for part in atom.data:
            if isinstance(part, Index):
                yield part
