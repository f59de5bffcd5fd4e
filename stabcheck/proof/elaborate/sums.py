"""Sums over symbolic index sets, piece by piece."""

from __future__ import annotations

from fractions import Fraction
from functools import partial, reduce

from stabcheck.carriers.term import ONE, ZERO, Index, Term
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.extrema import rewritten
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.lemmas import delta_square, trivial
from stabcheck.proof.elaborate.values import of_atom, of_fraction
from stabcheck.proof.judgement import Exchange, Piece, SumProof
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.formulas import Refused, equal

__all__ = ["total"]

_ONE = Poly({Mono(): Fraction(1)})


def total(known: Known, proof: SumProof, body: Frac) -> Theorem:
    """Σ body = value, over the proof's index."""
    index = proof.index
    start = known.close(equal(of_fraction(body), of_fraction(proof.body)), [body, proof.body])
    first = kernel.under("sum", index, start)
    if index.set.removed and proof.body.num.terms:
        return kernel.transitivity(first, _less_one(known, proof))
    if proof.whole is not None:
        raise Refused("the set is whole")
    parts = [(of_fraction(p.coefficient), of_fraction(p.summand)) for p in proof.pieces]
    line = kernel.linearity(index, parts)
    chain = _chain(parts)
    involved = [part for p in proof.pieces for part in (p.coefficient, p.summand)]
    same = known.close(equal(of_fraction(proof.body), chain), [proof.body, *involved])
    first = kernel.transitivity(first, kernel.under("sum", index, same))
    whole = kernel.transitivity(first, line)
    using = [
        (of_fraction(piece.coefficient), _piece(known, piece, index)) for piece in proof.pieces
    ]
    goal = equal(whole.conclusion.parts[1], of_fraction(proof.value))
    values = [part for p in proof.pieces for part in (p.coefficient, p.value)]
    return kernel.transitivity(whole, known.close(goal, [proof.value, *values], using))


def _chain(parts: list[tuple[Term, Term]]) -> Term:
    return (
        reduce(partial(Term, "add"), (Term("multiply", *pair) for pair in parts)) if parts else ZERO
    )


def _less_one(known: Known, proof: SumProof) -> Theorem:
    """Σ over N∖{k} is Σ over N, less the term at k."""
    index, whole = proof.index, proof.whole
    if whole is None or proof.pieces:
        raise Refused("no sum over the whole set")
    body = of_fraction(proof.body)
    apart = kernel.without(index, whole.index, body)
    moved = known.arithmetic.at(proof.body, index, whole.index)
    inside = total(known, whole, moved)
    (point,) = index.set.removed
    taken = known.arithmetic.at(proof.body, index, point)
    over, at = apart.conclusion.parts[1].parts
    there = _at_point(known, at, taken)
    goal = equal(apart.conclusion.parts[1], of_fraction(proof.value))
    start = trivial(over, inside.conclusion.parts[0])
    using = [(1, start), (1, inside), (-1, there)]
    return kernel.transitivity(apart, known.close(goal, [proof.value, whole.value, taken], using))


def _at_point(known: Known, term: Term, value: Frac) -> Theorem:
    """A body at a point: where a maximum stands, the entry is that."""
    found = trivial(term, term)
    for entry in dict.fromkeys(part for part in term.subterms() if part.op == "entry"):
        for index in entry.parts[1:]:
            if index.attains is not None:
                largest = kernel.attained(index)
                left, right = largest.conclusion.parts
                if right == entry:
                    back = kernel.combination(equal(right, left), [(-1, largest)])
                    found = kernel.transitivity(found, rewritten(found.conclusion.parts[1], back))
    goal = equal(found.conclusion.parts[1], of_fraction(value))
    return kernel.transitivity(found, known.close(goal, [value]))


def _piece(known: Known, piece: Piece, index: Index) -> Theorem:
    """Σ summand = value of one piece."""
    reason, summand = piece.reason, of_fraction(piece.summand)
    if isinstance(reason, Exchange):
        return _exchange(known, piece, reason, index)
    if isinstance(reason, Index):
        return _selected(piece, reason, index)
    if reason == "size":
        ones = kernel.under("sum", index, known.close(equal(summand, ONE), [piece.summand]))
        found = kernel.transitivity(ones, kernel.count(index))
        goal = equal(found.conclusion.parts[1], of_fraction(piece.value))
        return kernel.transitivity(found, known.close(goal, [piece.value]))
    if reason != "sum":
        raise Refused("no such rule")
    ((mono, scale),) = piece.value.num.terms.items()
    ((atom, _),) = mono.powers
    opened = known.arithmetic.opened(atom, index)
    share = Frac(Poly({Mono(): scale}), _ONE)
    scaled = Term("multiply", of_fraction(share), of_fraction(opened))
    same = known.close(equal(summand, scaled), [piece.summand, opened])
    line = kernel.linearity(index, [(of_fraction(share), of_fraction(opened))])
    found = kernel.transitivity(kernel.under("sum", index, same), line)
    goal = equal(found.conclusion.parts[1], of_fraction(piece.value))
    return kernel.transitivity(found, kernel.combination(goal))


def _selected(piece: Piece, point: Index, index: Index) -> Theorem:
    """Σ_i δ_ik · f(i) = f(k), where every term of the summand has the delta."""
    summand = of_fraction(piece.summand)
    mark = Term("delta", index, point)
    rules = [delta_square(index, point)]
    atom = of_atom(Atom("delta", *sorted((index, point), key=repr)))
    if atom != mark:
        rules.append(kernel.delta(point, index))
    marked = Term("multiply", mark, summand)
    same = kernel.combination(equal(summand, marked), rules=rules)
    chosen = kernel.selection(index, point, summand)
    found = kernel.transitivity(kernel.under("sum", index, same), chosen)
    goal = equal(found.conclusion.parts[1], of_fraction(piece.value))
    marks = dict.fromkeys(a.data for a in piece.value.num.atoms() if a.kind == "delta")
    rules = [kernel.delta(point, point), *(kernel.delta(right, left) for left, right in marks)]
    return kernel.transitivity(found, kernel.combination(goal, rules=rules))


def _exchange(known: Known, piece: Piece, reason: Exchange, index: Index) -> Theorem:
    """Σ_i rest · Σ_d b = Σ_d Σ_i rest · b."""
    inner, across, result = reason.result.index, reason.across, reason.result
    opened = known.arithmetic.opened(reason.inner, inner)
    rest, body = of_fraction(reason.rest), of_fraction(opened)
    line = kernel.linearity(inner, [(rest, body)])
    product = Term("multiply", rest, body)
    double, single = line.conclusion.parts
    summand = of_fraction(piece.summand)
    start = known.close(
        equal(summand, single),
        [piece.summand, reason.rest, Frac(Poly({Mono([(reason.inner, 1)]): Fraction(1)}), _ONE)],
    )
    back = kernel.combination(equal(single, double), [(-1, line)])
    first = kernel.under("sum", index, kernel.transitivity(start, back))
    turned = kernel.transitivity(first, kernel.exchange(index, inner, product))
    same = known.close(equal(product, of_fraction(across.body)), [reason.rest, opened, across.body])
    outer = kernel.transitivity(kernel.under("sum", index, same), total(known, across, across.body))
    third = kernel.transitivity(turned, kernel.under("sum", inner, outer))
    last = total(known, result, across.value)
    found = kernel.transitivity(third, last)
    goal = equal(found.conclusion.parts[1], of_fraction(piece.value))
    return kernel.transitivity(found, known.close(goal, [piece.value, result.value]))
