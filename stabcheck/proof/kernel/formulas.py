"""What theorems speak of: terms, kept up to the names of bound indices.

A binder's index is named by how deeply binders are nested below it, so that formulas that differ
in such names only are the same data.  A name given to a formula is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from stabcheck.carriers.term import BINDERS, ZERO, Index, IndexSet, Term

__all__ = [
    "FALSE",
    "PROPOSITIONS",
    "Refused",
    "bound",
    "canonical",
    "equal",
    "free",
    "literal",
    "mentioned",
    "moved",
    "nonnegative",
    "nonzero",
    "positive",
    "refuse_unless",
]

FALSE = Term("false")
#: The propositions: s = t, t > 0, t ≥ 0, t ≠ 0, absurdity, that t is defined, and that a
#: proposition holds at every index.
PROPOSITIONS = {"equal", "greater", "greater_equal", "not_equal", "false", "defined", "every"}
_BINDING = {*BINDERS, "every"}

_CACHED = 2**16


class Refused(ValueError):
    """The rule does not apply; the message says why."""


def refuse_unless(holds: bool, otherwise: str) -> None:  # noqa: FBT001 - it reads as a sentence
    """Raise Refused unless it holds."""
    if not holds:
        raise Refused(otherwise)


def equal(left: Term, right: Term) -> Term:
    """The proposition left = right."""
    return Term("equal", left, right)


def positive(term: Term) -> Term:
    """The proposition term > 0."""
    return Term("greater", term, ZERO)


def nonnegative(term: Term) -> Term:
    """The proposition term ≥ 0."""
    return Term("greater_equal", term, ZERO)


def nonzero(term: Term) -> Term:
    """The proposition term ≠ 0."""
    return Term("not_equal", term, ZERO)


def literal(comparison: Term, *, holds: bool) -> Term:
    """What a comparison says, or its opposite, as a proposition."""
    left, right = comparison.parts
    op = comparison.op
    if op in {"equal", "not_equal"}:
        gap = Term("subtract", left, right)
        return equal(left, right) if holds == (op == "equal") else nonzero(gap)
    turned = op.startswith("less") == holds
    gap = Term("subtract", right, left) if turned else Term("subtract", left, right)
    return nonnegative(gap) if holds == op.endswith("equal") else positive(gap)


@lru_cache(_CACHED)
def canonical(term: Term) -> Term:
    """The term with its bound indices renamed and its names dropped.

    Raises Refused where that would capture an index.
    """
    match term.op:
        case "named":
            return canonical(term.parts[3])
        case "size" if len(term.parts[0].removed) > 1:
            raise Refused("points removed from one set may be one and the same")
        case op if op in _BINDING:
            return _shared(Term(op, *_closed(term.parts[0], term.parts[1])))
        case "blocks":
            union, *rest = term.parts
            for place in range(0, len(rest), 2):
                own, body = rest[place : place + 2]
                both = (None, canonical(body)) if own is None else _closed(own, body)
                rest[place : place + 2] = both
            return _shared(Term("blocks", union, *rest))
    parts = tuple(canonical(part) if isinstance(part, Term) else part for part in term.parts)
    same = all(new is old for new, old in zip(parts, term.parts, strict=True))
    return _shared(term if same else Term(term.op, *parts))


@lru_cache(_CACHED)
def _shared(term: Term) -> Term:
    """The first of equal terms, so that they are compared quickly."""
    return term


def _closed(index: Index, body: Term) -> tuple[Index, Term]:
    """A binder's index, renamed, and its body."""
    refuse_unless(index.attains is None, "the place of a maximum is bound")
    body = canonical(body)
    named = Index("·", index.set, _depth(body) + 1)
    if named == index:
        return named, body
    refuse_unless(named not in free(body), "an index would be captured")
    return named, moved(body, index, named)


@lru_cache(_CACHED)
def _depth(term: Term) -> int:
    """How deeply binders are nested in a term in canonical form."""
    inside = max(map(_depth, term.children), default=0)
    return inside + (term.op in _BINDING or term.op == "blocks")


def moved(term: Term, old: Index, new: Index) -> Term:
    """A canonical term with a free index replaced; raises Refused where that captures one."""
    inner = bound(term)
    apart = old not in inner and inner.isdisjoint(mentioned(new))
    refuse_unless(apart, "an index would be captured")
    return term.at(old, new)


@lru_cache(_CACHED)
def mentioned(index: Index) -> frozenset[Index]:
    """The index, the points removed from its set, and what the place of a maximum depends on."""
    return frozenset(Term("delta", index, index).free_indices())


@lru_cache(_CACHED)
def free(term: Term) -> frozenset[Index]:
    """The indices that occur free."""
    if term.op == "every":
        index, inside = term.parts
        return (free(inside) | mentioned(index)) - {index}
    return frozenset(term.free_indices())


@lru_cache(_CACHED)
def bound(term: Term) -> frozenset[Index]:
    """The indices that are bound somewhere inside, also inside the place of a maximum."""
    own = {term.parts[0]} if term.op in _BINDING else set()
    own |= {p for p in term.parts[1::2] if p is not None} if term.op == "blocks" else set()
    return frozenset(own).union(*_bound_in(term.parts))


def _bound_in(parts: Any) -> Iterator[frozenset[Index]]:
    for part in parts:
        match part:
            case Term():
                yield bound(part)
            case Index(attains=attained):
                yield from _bound_in(part.set.removed)
                if attained is not None:
                    yield bound(attained[1]) | {attained[0]}
            case IndexSet(removed=points):
                yield from _bound_in(points)
