"""Sums and maxima over index sets, which are finite and have an element unless one is removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial, reduce

from stabcheck.carriers.term import ONE, ZERO, Index, IndexSet, Term, blockwise, fresh_index
from stabcheck.proof.kernel.formulas import (
    Refused,
    canonical,
    equal,
    free,
    mentioned,
    moved,
    nonnegative,
    refuse_unless,
)
from stabcheck.proof.kernel.theorem import (
    RISING,
    Theorem,
    any_index,
    made,
    subject,
    together,
    within,
)

__all__ = [
    "attained",
    "blocks",
    "cauchy",
    "count",
    "delta",
    "exchange",
    "least",
    "linearity",
    "selection",
    "size",
    "sum_sign",
    "upper",
    "without",
]


# --- sums -----------------------------------------------------------------------------------


def linearity(index: Index, parts: Sequence[tuple[Term, Term]]) -> Theorem:
    """Σ (Σ c · s) = Σ c · Σ s, where the index is not in the coefficients c."""
    outside = all(index not in free(canonical(c)) for c, _ in parts)
    refuse_unless(outside, "the index stands outside")
    bodies = [Term("multiply", c, s) for c, s in parts]
    sums = [Term("multiply", c, Term("sum", index, s)) for c, s in parts]
    return made((), equal(Term("sum", index, _chain("add", bodies)), _chain("add", sums)))


def _chain(op: str, parts: Sequence[Term]) -> Term:
    return reduce(partial(Term, op), parts) if parts else ZERO


def exchange(first: Index, second: Index, body: Term) -> Theorem:
    """Σ_i Σ_j b = Σ_j Σ_i b, where neither set depends on the other index."""
    apart_ = first not in mentioned(second) and second not in mentioned(first)
    refuse_unless(apart_, "one set depends on the other index")
    double, other = (
        Term("sum", i, Term("sum", j, body)) for i, j in ((first, second), (second, first))
    )
    return made((), equal(double, other))


def selection(index: Index, point: Index, body: Term) -> Theorem:
    """Σ_i δ_ik · b(i) = b(k)."""
    _index_is_whole(index)
    refuse_unless(within(point, index.set) and index not in mentioned(point), "no such point")
    marked = Term("sum", index, Term("multiply", Term("delta", index, point), body))
    return made((), equal(marked, moved(canonical(body), index, point)))


def count(index: Index) -> Theorem:
    """Σ 1 is the size of the set."""
    return made((), equal(Term("sum", index, ONE), Term("size", index.set)))


def size(index_set: IndexSet) -> Theorem:
    """A set has an element; it has one more than without a point; that of blocks has all theirs."""
    whole = Term("size", index_set)
    if index_set.blocks:
        refuse_unless(not index_set.removed, "a concatenation less a point")
        sizes = [ONE if block is None else Term("size", block) for block in index_set.blocks]
        return made((), equal(whole, _chain("add", sizes)))
    if not index_set.removed:
        return made((), nonnegative(Term("subtract", whole, ONE)))
    (point,) = index_set.removed
    rest = IndexSet(index_set.name)
    refuse_unless(within(point, rest), "no such point")
    return made((), equal(whole, Term("subtract", Term("size", rest), ONE)))


def without(index: Index, other: Index, body: Term) -> Theorem:
    """Σ over N∖{k} is Σ over N, less the term at k."""
    (point,) = index.set.removed
    body = canonical(body)
    fresh = other.set == replace(index.set, removed=()) and other not in free(body)
    refuse_unless(fresh and within(point, other.set), "not the whole set")
    total = Term("sum", other, moved(body, index, other))
    rest = Term("subtract", total, moved(body, index, point))
    return made((), equal(Term("sum", index, body), rest))


def blocks(term: Term) -> Theorem:
    """A sum or extremum over a concatenation is put together from one for each block."""
    union, body = canonical(term).parts
    own = fresh_index(Index("u", union.set))
    known = free(body)
    union, body = own, moved(body, union, own)
    made_of = blockwise(term.op, union, body)
    names = {own, *(part.parts[0] for part in made_of if part.op == term.op)}
    refuse_unless(names.isdisjoint(known), "an index would be captured")
    parts = [*map(canonical, made_of)]
    inside = any(union in free(part) for part in parts)
    whole = bool(union.set.blocks) and not union.set.removed
    refuse_unless(whole and not inside, "an entry of no block")
    op = {"sum": "add", "max": "maximum", "min": "minimum"}[term.op]
    return made((), equal(term, _chain(op, parts)))


def sum_sign(index: Index, body: Theorem) -> Theorem:
    """A sum of what is ≥ 0 is ≥ 0; over a set that has an element, of what is > 0 is > 0."""
    any_index(index, body)
    value, relation = subject(body, *RISING), body.conclusion.op
    total = Term("sum", index, value)
    if index.set.removed:
        relation = "greater_equal"
    return made(body.hypotheses, Term(relation, total, ZERO))


def cauchy(index: Index, first: Theorem, second: Theorem, square: Theorem, c: Term) -> Theorem:
    """Σa · Σb − (Σc)² ≥ 0, where a ≥ 0, b ≥ 0 and ab = c² at every index (Cauchy, Schwarz)."""
    any_index(index, first, second, square)
    a, b = (subject(theorem, *RISING) for theorem in (first, second))
    stated = equal(Term("multiply", a, b), Term("multiply", c, c))
    refuse_unless(square.conclusion == canonical(stated), "another product of summands")
    sums = [Term("sum", index, part) for part in (a, b, c)]
    gap = Term("subtract", Term("multiply", *sums[:2]), Term("multiply", sums[2], sums[2]))
    return made(together(first, second, square), nonnegative(gap))


def delta(left: Index, right: Index, body: Term | None = None) -> Theorem:
    """δ_jk · b = δ_jk · b with k for j; without a body, δ_jk = δ_kj, and 1 where they are one."""
    refuse_unless(left.set.name == right.set.name, "indices of two sets")
    mark = Term("delta", left, right)
    if body is None:
        return made((), equal(mark, ONE if left == right else Term("delta", right, left)))
    there = moved(canonical(body), left, right)
    return made((), equal(Term("multiply", mark, body), Term("multiply", mark, there)))


# --- maxima ---------------------------------------------------------------------------------


def upper(term: Term, point: Index) -> Theorem:
    """A maximum is at least the body at each index."""
    index, body = term.parts
    refuse_unless(term.op == "max" and within(point, index.set), "no such entry")
    there = moved(canonical(body), index, point)
    return made((), nonnegative(Term("subtract", term, there)))


def least(index: Index, above: Theorem) -> Theorem:
    """What no entry exceeds, their maximum does not exceed, if there is an entry."""
    any_index(index, above)
    _index_is_whole(index)
    gap = subject(above, *RISING)
    refuse_unless(gap.op == "subtract" and index not in free(gap.parts[0]), "no bound")
    top, body = gap.parts
    rest = Term("subtract", top, Term("max", index, body))
    return made(above.hypotheses, nonnegative(rest))


def attained(place: Index) -> Theorem:
    """A maximum over a set that has an element is the body at the place where it stands."""
    if place.attains is None:
        raise Refused("no place of a maximum")
    index, body = place.attains
    _index_is_whole(index)
    refuse_unless(place.set == index.set, "a place in another set")
    return made((), equal(Term("max", index, body), moved(canonical(body), index, place)))


def _index_is_whole(index: Index) -> None:
    refuse_unless(not index.set.removed, "the set may be empty")
