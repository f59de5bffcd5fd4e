"""Signs of sums and maxima: by what they are of, taken together, or by Cauchy and Schwarz."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import partial, reduce

from stabcheck.carriers.term import Index, Term, place_of_maximum, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Atom, Frac, Mono
from stabcheck.proof.elaborate.asked import ONE_POLY, Asked, over_one
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.lemmas import trivial
from stabcheck.proof.elaborate.products import multiplied, total
from stabcheck.proof.elaborate.signed import AT_LEAST, NULL, Signed, number, transported
from stabcheck.proof.elaborate.values import of_atom, of_fraction, of_monomial
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.formulas import equal, nonnegative
from stabcheck.proof.sign_object import ByBody, ByCauchy, ByCombination

__all__ = ["by_body", "by_cauchy", "by_combination", "taken_together"]


def by_body(asked: Asked, reason: ByBody) -> Signed:
    """A sum or maximum has the sign that its body has at every index."""
    index = reason.index
    own = asked.known.sign(asked.known.arithmetic.opened(asked.atom, index))
    if asked.atom.kind == "sum":
        return _sum(index, own).times(1, asked.term)
    place = place_of_maximum(index, own.term)
    attained = kernel.attained(place)
    maximum, there = attained.conclusion.parts
    at_place = Signed(there, own.sign, kernel.instance(own.why, index, place))
    back = kernel.combination(equal(there, maximum), [(-1, attained)])
    return transported(at_place, maximum, back).times(1, asked.term)


def _sum(index: Index, own: Signed) -> Signed:
    """A sum, from the sign of its summand."""
    term = Term("sum", index, own.term)
    if own.sign == NULL:
        body = kernel.under("sum", index, own.why)
        return Signed(term, NULL, kernel.transitivity(body, kernel.linearity(index, [])))
    upright = own if own.sign <= AT_LEAST else own.turned()
    above = kernel.sum_sign(index, upright.why)
    summed = Signed(above.conclusion.parts[0], upright.sign, above)
    return summed.times(1, term) if upright is own else _turned(index, own, summed)


def _turned(index: Index, own: Signed, summed: Signed) -> Signed:
    """Σ s, from Σ −s."""
    scaled = Term("multiply", rational(-1), own.term)
    body = kernel.under("sum", index, trivial(Term("negative", own.term), scaled))
    line = kernel.transitivity(body, kernel.linearity(index, [(rational(-1), own.term)]))
    term = Term("sum", index, own.term)
    same = kernel.combination(equal(summed.term, Term("negative", term)), [(1, line)])
    return transported(summed, Term("negative", term), same).times(-1, term)


def taken_together(
    known: Known,
    cofactor: Mono,
    members: Iterable[tuple[Fraction, Atom]],
    index: Index,
    summand: Frac,
) -> Theorem:
    """cofactor · Σ coefficient · atom = cofactor · Σ summand, sums over one set."""
    members = tuple(members)
    bodies = [_summand(known, atom, index) for _, atom in members]
    shares = [rational(coefficient) for coefficient, _ in members]
    parts = [*zip(shares, map(of_fraction, bodies), strict=True)]
    goal = equal(of_fraction(summand), _chain(parts))
    same = kernel.under("sum", index, known.close(goal, [summand, *bodies]))
    whole = kernel.transitivity(same, kernel.linearity(index, parts))
    outside = _chain(zip(shares, (of_atom(atom) for _, atom in members), strict=True))
    front, together = of_monomial(cofactor), Term("sum", index, of_fraction(summand))
    goal = equal(Term("multiply", front, outside), Term("multiply", front, together))
    sizes = [kernel.count(index)] if any(atom.kind == "size" for _, atom in members) else []
    return kernel.combination(goal, [(Term("negative", front), whole)], rules=sizes)


def _summand(known: Known, atom: Atom, index: Index) -> Frac:
    """What a sum, or a size, adds up."""
    return known.arithmetic.opened(atom, index) if atom.kind == "sum" else over_one(ONE_POLY)


def _chain(parts: Iterable[tuple[Term, Term]]) -> Term:
    return reduce(partial(Term, "add"), (Term("multiply", *pair) for pair in parts))


def by_combination(asked: Asked, reason: ByCombination) -> Signed:
    """cofactor · Σ summand + rest."""
    known, front = asked.known, of_monomial(reason.cofactor)
    same = taken_together(known, reason.cofactor, reason.members, reason.index, reason.summand)
    left, right = same.conclusion.parts
    summed = _sum(reason.index, known.sign(reason.summand))
    product = multiplied(known.of_mono(reason.cofactor), summed)
    product = product.times(1, Term("multiply", front, summed.term))
    back = kernel.combination(equal(right, left), [(-1, same)])
    whole, rest = transported(product, left, back), known.of_poly(reason.rest)
    shown = Term("add", left, rest.term)
    return asked.moved(total([(Fraction(1), whole), (Fraction(1), rest)], shown), ())


def by_cauchy(asked: Asked, reason: ByCauchy) -> Signed:
    """scale · cofactor · (Σa · Σb − (Σc)²) + rest, where c² = ab."""
    known, index = asked.known, reason.index
    bodies = [_summand(known, atom, index) for atom in reason.sums]
    a, b, c = map(of_fraction, bodies)
    goal = equal(Term("multiply", a, b), Term("multiply", c, c))
    first, second = (known.sign(body).only(AT_LEAST) for body in bodies[:2])
    gap = kernel.cauchy(index, first, second, known.close(goal, bodies), c)
    sums = [*map(of_atom, reason.sums)]
    term = Term("subtract", Term("multiply", *sums[:2]), Term("multiply", sums[2], sums[2]))
    sizes = [kernel.count(index)] if any(s.kind == "size" for s in reason.sums) else []
    shown = Signed(term, AT_LEAST, kernel.combination(nonnegative(term), [(1, gap)], rules=sizes))
    front = multiplied(number(reason.scale), known.of_mono(reason.cofactor))
    product, rest = multiplied(front, shown), known.of_poly(reason.rest)
    whole = Term("add", product.term, rest.term)
    return asked.moved(total([(Fraction(1), product), (Fraction(1), rest)], whole), ())
