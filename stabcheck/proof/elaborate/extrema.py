"""Maxima over symbolic index sets."""

from __future__ import annotations

from dataclasses import dataclass

from stabcheck.carriers.term import Index, Term, place_of_maximum, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate.exponentials import order_of_exponentials
from stabcheck.proof.elaborate.functions import put
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.lemmas import trivial
from stabcheck.proof.elaborate.signed import AT_LEAST, Signed
from stabcheck.proof.elaborate.values import of_atom, of_fraction
from stabcheck.proof.judgement import MaxProof, MonotoneProof
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import equal, nonnegative

__all__ = ["largest", "monotone"]


def largest(known: Known, proof: MaxProof, body: Frac) -> Theorem:
    """max body = value, over the proof's index: free + scale · b, for a largest b."""
    index = proof.index
    start = known.close(equal(of_fraction(body), of_fraction(proof.body)), [body, proof.body])
    first = kernel.under("max", index, start)
    return kernel.transitivity(first, _of_values(known, proof))


@dataclass(frozen=True)
class _Largest:
    """A body b, its largest value, that this is no less than b, and that b is that at a place."""

    body: Term
    most: Term
    above: Theorem
    place: Index
    reached: Theorem


def _of_values(known: Known, proof: MaxProof) -> Theorem:
    index, own = proof.index, of_fraction(proof.body)
    if proof.inner is None and proof.exponent is None:
        return _constant(known, proof)
    if proof.inner is not None and index.set.removed:
        opened = known.arithmetic.opened(proof.inner, index)
        same = known.close(equal(own, of_fraction(opened)), [proof.body, opened])
        found = kernel.under("max", index, same)
        goal = equal(found.conclusion.parts[1], of_fraction(proof.value))
        return kernel.transitivity(found, known.close(goal, [proof.value]))
    inner, parts = _inside(known, proof)
    free, scale = of_fraction(proof.free), rational(proof.scale)
    made, top = (
        Term("add", free, Term("multiply", scale, each)) for each in (inner.body, inner.most)
    )
    same = known.close(equal(own, made), [proof.body, proof.free, *parts])
    gap = Term("subtract", top, own)
    above = kernel.combination(nonnegative(gap), [(proof.scale, inner.above), (-1, same)])
    # at the place, own = free + scale · b = free + scale · most
    there = kernel.instance(same, index, inner.place)
    reached = kernel.combination(
        equal(there.conclusion.parts[0], top), [(1, there), (scale, inner.reached)]
    )
    found = extremum(index, own, top, above, inner.place, reached)
    last = known.close(equal(top, of_fraction(proof.value)), [proof.free, proof.value, *parts])
    return kernel.transitivity(found, last)


def _constant(known: Known, proof: MaxProof) -> Theorem:
    """What does not depend on the index is its own maximum."""
    index, free = proof.index, of_fraction(proof.free)
    same = known.close(equal(of_fraction(proof.body), free), [proof.body, proof.free])
    there = kernel.attained(place_of_maximum(index, free))
    found = kernel.transitivity(kernel.under("max", index, same), there)
    goal = equal(found.conclusion.parts[1], of_fraction(proof.value))
    return kernel.transitivity(found, known.close(goal, [proof.free, proof.value]))


def _inside(known: Known, proof: MaxProof) -> tuple[_Largest, list[Frac]]:
    """What a maximum is an affine function of, and what that is put together from."""
    index = proof.index
    if proof.inner is not None:
        opened = known.arithmetic.opened(proof.inner, index)
        body, most = of_fraction(opened), of_atom(proof.inner)
        place = place_of_maximum(index, body)
        attained = kernel.attained(place)
        above = kernel.upper(Term("max", index, body), index)
        reached = kernel.combination(equal(attained.conclusion.parts[1], most), [(-1, attained)])
        return _Largest(body, most, above, place, reached), [opened]
    if proof.exponent is None:
        raise Refused("a maximum of nothing")
    inner = proof.exponent
    return _of_exponentials(known, inner, index), [inner.body, inner.value]


def _of_exponentials(known: Known, proof: MaxProof, index: Index) -> _Largest:
    """e^E is largest where E is."""
    inner = _of_values(known, proof)
    own, value = of_fraction(proof.body), of_fraction(proof.value)
    place = place_of_maximum(index, own)
    attained = kernel.attained(place)
    at = kernel.combination(
        equal(attained.conclusion.parts[1], value), [(-1, attained), (1, inner)]
    )
    gap = Term("subtract", value, own)
    upper = kernel.upper(Term("max", index, own), index)
    least = kernel.combination(nonnegative(gap), [(1, upper), (-1, inner)])
    ordered = order_of_exponentials(value, own, Signed(gap, AT_LEAST, least))
    there = kernel.congruence(Term("exp", at.conclusion.parts[0]), at)
    starts = known.exponential(proof.body), known.exponential(proof.value)
    body, most = (start.conclusion.parts[1] for start in starts)
    above = kernel.combination(
        nonnegative(Term("subtract", most, body)),
        [(1, ordered.why), (-1, starts[1]), (1, starts[0])],
    )
    start = kernel.instance(starts[0], index, place)
    using = [(-1, start), (1, there), (1, starts[1])]
    reached = kernel.combination(equal(start.conclusion.parts[1], most), using)
    return _Largest(body, most, above, place, reached)


def extremum(
    index: Index, body: Term, top: Term, above: Theorem, place: Index, reached: Theorem
) -> Theorem:
    """max body = top, which no body exceeds and which the body at the place reaches."""
    most = Term("max", index, body)
    below = kernel.least(index, above)
    there = kernel.upper(most, place)
    gap = Term("subtract", most, top)
    at_least = kernel.combination(nonnegative(gap), [(1, there), (1, reached)])
    same = kernel.squeeze(at_least, below)
    return kernel.combination(equal(most, top), [(1, same)])


def monotone(
    known: Known, proof: MonotoneProof, body: Frac, shown: tuple[Frac, Theorem], size: Theorem
) -> Theorem:
    """max f(u) = f(max u), because f(max u) − f(u) is its own absolute value.

    ``shown`` is what that comes to, ``size`` that it is its own absolute value.
    """
    index, arithmetic = proof.index, known.arithmetic
    own, value, form = map(of_fraction, (body, proof.value, proof.form))
    ((mono, turn),) = proof.outer.num.terms.items()
    ((maximum, _),) = mono.powers
    opened = arithmetic.opened(maximum, index)
    u = of_fraction(opened)
    place = place_of_maximum(index, u)
    attained = kernel.attained(place)
    inner, outer = of_atom(proof.inner), of_fraction(proof.outer)
    turned = known.close(equal(inner, Term("multiply", rational(turn), u)), [opened])
    there = kernel.instance(turned, index, place)
    at = kernel.combination(
        equal(there.conclusion.parts[0], outer), [(1, there), (rational(-turn), attained)]
    )
    same = known.close(equal(own, form), [body, proof.form])
    formed = kernel.instance(same, index, place)
    moved = rewritten(formed.conclusion.parts[1], at)
    found = put(arithmetic, proof.form, proof.inner, proof.outer)
    last = known.close(equal(moved.conclusion.parts[1], value), [found, proof.value])
    reached = kernel.transitivity(kernel.transitivity(formed, moved), last)
    (excess, gap), difference = shown, Term("subtract", value, own)
    least = kernel.axiom("|a| ≥ 0", size.conclusion.parts[1])
    as_gap = known.close(equal(of_fraction(excess), difference), [excess, proof.value, body])
    using = [(1, least), (-1, size), (-1, gap), (-1, as_gap)]
    above = kernel.combination(nonnegative(difference), using)
    return extremum(index, own, value, above, place, reached)


def rewritten(term: Term, equality: Theorem) -> Theorem:
    """term = the term with one formula in place of another, wherever that can be."""
    old = equality.conclusion.parts[0]
    if term == old:
        return equality
    if term.op in {"sum", "max", "min", "derivative", "blocks"}:
        return trivial(term, term)
    found = [rewritten(part, equality) for part in term.children]
    return kernel.congruence(
        term, *(f for f in found if f.conclusion.parts[0] != f.conclusion.parts[1])
    )
