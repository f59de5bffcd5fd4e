"""Inequalities that hold by what their unknowns are: maxima, sizes, absolute values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Frac, Mono
from stabcheck.proof.binding import open_binder
from stabcheck.proof.indexed import substitute_index
from stabcheck.proof.linear import Row
from stabcheck.proof.lowest import ONE, add, of_atom, subtract

__all__ = ["known_rows"]

#: No place of a term has this number: its own indices are counted from 1 or down from −1.
_ANY = 0

Name = tuple[Atom, Index] | tuple[Atom, int] | Atom


def known_rows(monos: Iterable[Mono]) -> Iterator[tuple[Name, Row]]:
    """What holds of the maxima, sizes and absolute values that are factors of the monomials.

    Each by the name that it has in a proof object.
    """
    pending = list(dict.fromkeys(atom for mono in monos for atom, _ in mono.powers))
    parts = (part for atom in pending for part in atom.data)
    indices = list(dict.fromkeys(part for part in parts if isinstance(part, Index)))
    has_index = {index.set for index in indices}
    maxima = Counter(atom.data[0] for atom in pending if atom.kind == "max")
    for over, count in maxima.items():
        if count > 1 and over not in has_index:  # max b + max c ≥ b(i) + c(i), at any index
            indices.append(Index("any", over, _ANY))
    met: set[Atom] = set()
    while pending:
        atom = pending.pop()
        for name, gap in () if atom in met else _gaps(atom, indices):
            if gap.is_polynomial:
                yield name, Row(dict(gap.num.terms), strict=False)
                pending += gap.num.atoms()
        met.add(atom)


def _gaps(atom: Atom, indices: Iterable[Index]) -> Iterator[tuple[Name, Frac]]:
    """What is ≥ 0 by the atom's kind: b(i) ≤ max b at every index at hand, ± z ≤ |z|, N ≥ 1."""
    value = of_atom(atom)
    if atom.kind == "max":
        bound, body = open_binder(atom)
        for index in indices:  # not where a point is removed: the index may be that very point
            if index.set.name == bound.set.name and not bound.set.removed:
                yield (atom, index), subtract(value, substitute_index(body, bound, index))
    elif atom.kind == "size":
        yield atom, subtract(value, ONE)
    elif atom.kind == "absolute":
        yield (atom, 1), subtract(value, atom.data[0])
        yield (atom, -1), add(value, atom.data[0])
