"""Terms: formulas exactly as they were written, over vectors of symbolic length.

A term is an immutable tree.  Nothing is evaluated on construction: ``x / x`` stays ``x / x`` until
the proof engine has noted that it needs x ≠ 0, and every bound index is fresh, so that no
substitution can capture one.  (A computer algebra system's expressions do both, and forget.)

Node kinds, besides the rows of the operation table:

=============  =====================================================================
``rational``   a `Fraction`
``pi``         the constant π
``real``       a real variable, by name
``entry``      an entry of a vector or matrix: its name, then its indices
``size``       the number of elements of an index set
``sum``        Σ over a bound index of a body; ``max`` and ``min`` likewise
``where``      a condition and the two branches
``delta``      1 where two indices are equal, else 0
``blocks``     the entry of a concatenation at an index: for each block its own index (None for
               a single entry) and its entry there
``named``      a name and how it reads (``let``, ``elementwise``, ``whole``), the arguments
               it is printed with (each a term and its axes), the body, the body's axes
``derivative`` ∂ body / ∂ variable, not yet carried out
comparisons    ``less``, ``equal``, …; combined by ``and``, ``or``, ``not``
=============  =====================================================================
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from stabcheck.carriers.operations import OPERATIONS
from stabcheck.exact import Exact, exact

__all__ = [
    "BINDERS",
    "ONE",
    "ZERO",
    "Index",
    "IndexSet",
    "Term",
    "blockwise",
    "constant",
    "fresh_index",
    "place_of_maximum",
    "rational",
]

BINDERS = frozenset({"sum", "max", "min"})

_fresh = itertools.count(1)


@dataclass(frozen=True)
class IndexSet:
    """A finite non-empty set of indices, known by name, possibly with some points removed.

    A concatenation's index set is the disjoint union of ``blocks``; None is a single point.
    """

    name: str
    removed: tuple[Index, ...] = ()
    blocks: tuple[IndexSet | None, ...] = ()

    def without(self, point: Index) -> IndexSet:
        """This set less one of its points."""
        return replace(self, removed=(*self.removed, point))

    def __repr__(self) -> str:
        return "∖".join([self.name, *map(repr, self.removed)])


@dataclass(frozen=True)
class Index:
    """An element of an index set: a variable, or the place where a maximum is attained.

    ``uid`` is 0 for the author's own free indices and unique for every bound one.  ``attains``
    is the (bound index, body) whose maximum over the set stands at this index, if that is what
    it is.
    """

    name: str
    set: IndexSet
    uid: int = 0
    attains: tuple[Index, Term] | None = None

    def __repr__(self) -> str:
        return f"{self.name}~{self.uid}"


def fresh_index(like: Index) -> Index:
    """A new bound index over the same set, printed alike."""
    return Index(like.name, like.set, next(_fresh))


def place_of_maximum(bound: Index, body: Term) -> Index:
    """The index at which the maximum of the body stands; one and the same for equal bodies."""
    depth = 1 - min((index.uid for index in _every_index(body)), default=0)
    own = Index("i", bound.set, -max(depth, 1))
    return Index("m", bound.set, own.uid, (own, body.at(bound, own)))


def _every_index(term: Term) -> Iterator[Index]:
    """The indices of all nodes, and those inside the places of maxima."""
    pending = [part for node in term.subterms() for part in node.parts if isinstance(part, Index)]
    while pending:
        index = pending.pop()
        yield index
        pending += index.set.removed
        if index.attains is not None:
            pending.append(index.attains[0])
            yield from _every_index(index.attains[1])


def _mentioned(index: Index) -> set[Index]:
    """The index, the points removed from its set, and what the place of a maximum depends on."""
    found = {index}
    for point in index.set.removed:
        found |= _mentioned(point)
    if index.attains is not None:
        bound, body = index.attains
        found |= (body.free_indices() | _mentioned(bound)) - {bound}
    return found


class Term:
    """One node: its kind, and its parts (terms, indices, or plain data)."""

    __slots__ = ("_hash", "op", "parts")

    def __init__(self, op: str, *parts: Any) -> None:
        self.op = op
        self.parts = parts
        self._hash = hash((op, parts))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return (
            isinstance(other, Term)
            and self._hash == other._hash
            and self.op == other.op
            and self.parts == other.parts
        )

    def __reduce__(self) -> Any:
        return Term, (self.op, *self.parts)

    def __repr__(self) -> str:
        return f"{self.op}({', '.join(map(repr, self.parts))})"

    @property
    def children(self) -> Iterator[Term]:
        """The parts that are terms; the arguments a name is printed with are not."""
        if self.op == "named":
            yield self.parts[3]
            return
        yield from (part for part in self.parts if isinstance(part, Term))

    def subterms(self) -> Iterator[Term]:
        """Every node of the tree, this one first."""
        pending = [self]
        while pending:
            term = pending.pop()
            yield term
            pending.extend(term.children)

    def rebuild(self, change: Callable[[Term], Term], index: Callable[[Index], Index]) -> Term:
        """This node with its terms and indices mapped; names keep their printed arguments."""

        def mapped(part: Any) -> Any:
            match part:
                case Term():
                    return change(part)
                case Index():
                    return index(part)
                case tuple():
                    return tuple(mapped(inner) for inner in part)
            return part

        return Term(self.op, *(mapped(part) for part in self.parts))

    def at(self, old: Index, new: Index) -> Term:
        """The term with the free index ``old`` replaced by ``new``.

        Bound indices are fresh, so ``new`` cannot be captured.
        """

        def moved(index: Index) -> Index:
            if index == old:
                return new
            changed = index
            if index.attains is not None:
                bound, body = index.attains
                changed = replace(changed, attains=(moved(bound), body.at(old, new)))
            if index.set.removed:
                points = tuple(moved(point) for point in index.set.removed)
                changed = replace(changed, set=replace(index.set, removed=points))
            return changed

        return self.rebuild(lambda term: term.at(old, new), moved)

    def free_indices(self) -> set[Index]:
        """The indices that occur and are bound by nothing inside."""
        if self.op == "blocks":
            union, *rest = self.parts
            found = _mentioned(union)
            for own, body in zip(rest[::2], rest[1::2], strict=True):
                inside = body.free_indices()
                found |= inside if own is None else (inside | _mentioned(own)) - {own}
            return found
        found = set().union(*(_mentioned(part) for part in self.parts if isinstance(part, Index)))
        for child in self.children:
            found |= child.free_indices()
        if self.op in BINDERS:
            found.discard(self.parts[0])
        return found

    def in_block(self, union: Index, block: int, inside: Index | None) -> Term:
        """The term where the index of a concatenation lies in one block, at ``inside`` there."""
        if self.op == "blocks" and self.parts[0] == union:
            own, body = self.parts[1 + 2 * block : 3 + 2 * block]
            inner: Term = body if own is None else body.at(own, inside)
            return inner
        return self.rebuild(lambda term: term.in_block(union, block, inside), lambda index: index)


def blockwise(kind: str, union: Index, body: Term) -> list[Term]:
    """A sum or extremum over a concatenation as one for each block; a single entry is itself."""
    parts = []
    for number, block in enumerate(union.set.blocks):
        if block is None:
            parts.append(body.in_block(union, number, None))
            continue
        inside = fresh_index(Index(union.name, block))
        parts.append(Term(kind, inside, body.in_block(union, number, inside)))
    return parts


def rational(value: Fraction | int) -> Term:
    """A rational number as a term."""
    return Term("rational", Fraction(value))


ZERO = rational(0)
ONE = rational(1)


def constant(number: Exact | float | Fraction) -> Term:
    """An exact constant as a term; a Python float is the decimal it is written as."""

    def leaf(name: str, value: Fraction | None) -> Term:
        return Term(name) if value is None else rational(value)

    def apply(name: str, operands: list[Term]) -> Term:
        if name not in OPERATIONS:
            raise TypeError(f"the constant uses {name}, which is not in the operation table")
        return Term(name, *operands)

    folded: Term = exact(number).fold(leaf, apply)
    return folded
