"""What theorems speak of: terms, kept up to the names of bound indices.

A binder's index is named by how deeply binders are nested below it, so that formulas that differ
in such names only are the same data.  A name given to a formula is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from stabcheck.carriers.term import BINDERS, ZERO, Index, IndexSet, Term
from stabcheck.proof.kernel.axioms import COMPARISONS
from stabcheck.proof.kernel.shape import is_formula

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
    "nodes",
    "nonnegative",
    "nonzero",
    "positive",
    "refuse_unless",
    "scopes",
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
    op = comparison.op
    refuse_unless(op in COMPARISONS, "no comparison")
    left, right = comparison.parts
    if op in {"equal", "not_equal"}:
        gap = Term("subtract", left, right)
        return equal(left, right) if holds == (op == "equal") else nonzero(gap)
    turned = op.startswith("less") == holds
    gap = Term("subtract", right, left) if turned else Term("subtract", left, right)
    return nonnegative(gap) if holds == op.endswith("equal") else positive(gap)


@lru_cache(_CACHED)
def canonical(term: Term) -> Term:
    """The term with its bound indices renamed and its names dropped.

    Raises Refused where that would capture an index, and for what is no formula.
    """
    refuse_unless(is_formula(term), "no formula")
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
    refuse_unless(apart and not _captures(term, old, new), "an index would be captured")
    if old.attains or new.attains:
        fixed = all(
            old not in free(part.parts[0])
            for part in nodes(term)
            if isinstance(part, Term) and part.op == "derivative"
        )
        refuse_unless(fixed, "the place of a maximum moves in a derivative")
    return term.at(old, new)


def _captures(term: Term, old: Index, new: Index) -> bool:
    """Whether sets that depend on the index become one, and with them a bound index another."""

    def image(index: Index) -> Index:
        there: Index = Term("delta", index, index).at(old, new).parts[0]
        return there

    every = bound(term) | free(term)
    if not any(old in mentioned(index) for index in every - {old}):
        return False
    return any(image(index) in map(image, free(body) - {index}) for index, body in scopes(term))


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
    return frozenset(index for index, _ in scopes(term))


def scopes(term: Term) -> Iterator[tuple[Index, Term]]:
    """Each index that is bound somewhere inside, and the formula in which it is."""
    for part in nodes(term):
        match part:
            case Index(attains=attained):
                if attained is not None:
                    yield attained
            case Term(op="blocks", parts=(_, *rest)):
                pairs = zip(rest[::2], rest[1::2], strict=True)
                yield from (pair for pair in pairs if pair[0] is not None)
            case Term(op=op, parts=parts) if op in _BINDING:
                yield parts


def nodes(part: Any) -> Iterator[Term | Index]:
    """Every formula and index inside, also inside the place of a maximum."""
    match part:
        case Term(parts=parts):
            yield part
        case Index(set=within, attains=attained):
            yield part
            parts = (within, *(attained or ()))
        case IndexSet(removed=parts):
            pass
        case _:
            parts = ()
    for inner in parts:
        yield from nodes(inner)
