"""Small theorems about single functions: marks that are 0 or 1, sizes, bounds of arguments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from stabcheck.carriers.term import ZERO, Index, IndexSet, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Poly
from stabcheck.proof.elaborate.branching import on_both
from stabcheck.proof.elaborate.products import squared
from stabcheck.proof.elaborate.signed import (
    ANY,
    AT_LEAST,
    AT_MOST,
    NEGATIVE,
    POSITIVE,
    Signed,
    says,
)
from stabcheck.proof.elaborate.values import of_monomial, of_polynomial
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import canonical, equal, nonnegative
from stabcheck.proof.kernel.ring import constant, normal

__all__ = [
    "Bound",
    "delta_sign",
    "delta_square",
    "entry_sign",
    "even",
    "indicator_sign",
    "indicator_square",
    "met",
    "size_is",
    "size_sign",
    "trivial",
]


def trivial(left: Term, right: Term) -> Theorem:
    """left = right, by multiplying out alone."""
    return kernel.combination(equal(left, right))


@dataclass(frozen=True)
class Bound:
    """What a claim states of the entry of an argument that is nearest to its bound."""

    relation: str
    nearest: Term
    stated: Theorem


def indicator_sign(term: Term) -> Theorem:
    """A mark is not negative."""
    return _by_indicator(term, nonnegative(term))


def indicator_square(term: Term) -> Theorem:
    """A mark is its own square."""
    square = Term("power", term, rational(2))
    return _by_indicator(term, equal(square, term))


def _by_indicator(term: Term, goal: Term) -> Theorem:
    """What holds of 1 and of 0 holds of a branch between them."""

    def prove(decided: Theorem) -> Theorem:
        return kernel.combination(goal, rules=[kernel.branch(term, decided)])

    return on_both(term.parts[0], prove)


def delta_square(left: Index, right: Index) -> Theorem:
    """δ² = δ."""
    mark = Term("delta", left, right)
    same = kernel.delta(left, right, mark)
    one = kernel.delta(right, right)
    return kernel.combination(
        equal(Term("power", mark, rational(2)), mark), [(1, same), (mark, one)]
    )


def met(poly: Poly) -> Theorem:
    """A polynomial that is 0 once δⱼₖ · f(k) = δⱼₖ · f(j)."""
    term, using, rules = of_polynomial(poly), [], []
    marks = [atom for mono in poly.terms for atom, _ in mono.powers if atom.kind == "delta"]
    places = sorted({place for mark in marks for place in mark.data}, key=repr)
    pairs = [pair for pair in combinations(places, 2) if pair[0].set.name == pair[1].set.name]
    for left, right in pairs:
        rules += [kernel.delta(right, left), delta_square(left, right)]
    rules += [kernel.delta(place, place) for place in places]
    for mono, value in poly.terms.items():
        own = kernel.combination(equal(of_monomial(mono), of_monomial(mono)))
        for left, right in pairs:
            own = _moved(own, left, right, rules)
        using.append((value, own))
    return kernel.combination(equal(term, ZERO), using, rules=rules)


def _moved(own: Theorem, left: Index, right: Index, rules: list[Theorem]) -> Theorem:
    """With the left index for the right one, where the delta of the two is a factor."""
    term = own.conclusion.parts[1]
    mark = Term("delta", right, left)
    marked = Term("multiply", mark, term)
    try:
        same = kernel.combination(equal(term, marked), rules=rules)
    except Refused:
        return own
    other = kernel.delta(right, left, term)
    return kernel.transitivity(kernel.transitivity(own, same), other)


def delta_sign(left: Index, right: Index) -> Theorem:
    """δ ≥ 0, being a square."""
    mark = Term("delta", left, right)
    square = squared(Signed(mark, ANY, None))
    same = delta_square(left, right)
    return kernel.combination(nonnegative(mark), [(1, square.why), (-1, same)])


def size_is(value: Term, size: Signed, same: Theorem) -> Theorem:
    """|value| = size, which is not negative and has the same square."""
    return kernel.axiom("|a| = b", value, size.term, premises=[size.only(AT_LEAST), same])


def even(inner: Term) -> Theorem:
    """|−u| = |u|, from the one of the two to the other that is always the same."""
    turned, size = Term("negative", inner), Term("absolute", inner)
    square = kernel.axiom("|a|² = a²", inner)
    same = kernel.combination(
        equal(Term("multiply", size, size), Term("multiply", turned, turned)), [(1, square)]
    )
    least = Signed(size, AT_LEAST, kernel.axiom("|a| ≥ 0", inner))
    found = size_is(turned, least, same)
    order = [hash(frozenset(normal(canonical(each)).items())) for each in (turned, inner)]
    if order[0] > order[1]:
        return found
    left, right = found.conclusion.parts
    return kernel.combination(equal(right, left), [(-1, found)])


def entry_sign(entry: Term, bounds: Iterable[Bound]) -> Signed:
    """The sign that an argument's bounds leave of it, or of an entry of it."""
    own = Signed(entry, ANY, None)
    for each in bounds:
        relation, stated = each.relation, each.stated
        lower = relation.startswith("greater")
        closer = _nearer(entry, each.nearest, lower=lower)
        strict = not relation.endswith("equal")
        bound = constant(stated.conclusion.parts[0].parts[1 if lower else 0])
        if bound is None:
            continue
        if lower and bound >= 0:
            sign = POSITIVE if strict or bound > 0 else AT_LEAST
        elif not lower and bound <= 0:
            sign = NEGATIVE if strict or bound < 0 else AT_MOST
        else:
            continue
        using = [(1, stated), *((1, each) for each in closer)]
        own = own.met(Signed(entry, sign, kernel.combination(says(entry, sign), using)))
    return own


def _nearer(entry: Term, nearest: Term, *, lower: bool) -> list[Theorem]:
    """That an entry is at least the least one (at most the greatest): one step for each index."""
    found = []
    for point in reversed(entry.parts[1:]):
        axis, body = nearest.parts
        if lower:
            turned = Term("max", axis, Term("negative", body))
            same = kernel.definition(nearest)
            above = kernel.upper(turned, point)
            there = body.at(axis, point)
            goal = nonnegative(Term("subtract", there, nearest))
            found.append(kernel.combination(goal, [(1, above), (-1, same)]))
        else:
            found.append(kernel.upper(nearest, point))
            there = body.at(axis, point)
        nearest = there
    return found


def size_sign(index_set: IndexSet) -> Theorem:
    """A set less one point has at least no element."""
    whole = kernel.size(IndexSet(index_set.name))
    using = [(1, whole), (1, kernel.size(index_set))]
    return kernel.combination(nonnegative(Term("size", index_set)), using)
