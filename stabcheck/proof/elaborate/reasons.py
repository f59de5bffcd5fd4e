"""The reasons for signs, each turned into a theorem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Atom, Poly
from stabcheck.proof.elaborate.asked import Asked, over_one
from stabcheck.proof.elaborate.exponentials import by_excess, by_exponential, by_gap
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.known_values import is_over_one
from stabcheck.proof.elaborate.products import multiplied, powers, squared, total
from stabcheck.proof.elaborate.signed import (
    ANY,
    AT_LEAST,
    NEGATIVE,
    POSITIVE,
    Signed,
    excluding,
    number,
    split,
    transported,
)
from stabcheck.proof.elaborate.sum_reasons import by_body, by_cauchy, by_combination
from stabcheck.proof.elaborate.values import of_atom, of_fraction, of_polynomial
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import FALSE, equal, nonnegative, positive
from stabcheck.proof.sign_object import (
    ByBody,
    ByCauchy,
    ByCombination,
    ByConjugate,
    ByExcess,
    ByExponential,
    ByFactors,
    ByGap,
    ByProduct,
    BySquare,
    Excluded,
    Row,
    SignProof,
)

__all__ = ["accept", "empty"]

_Rows = Iterable[tuple[Fraction, Row]]


def accept(known: Known, proofs: tuple[SignProof, ...]) -> None:
    """Prove signs in their order, and note them."""
    for proof in proofs:
        before = known.signs.copied()
        known.signs.accept((proof,))
        if proof.sign == ANY:
            continue
        own: Signed | None = None
        for reason in proof.reasons:
            asked = Asked(known, proof.subject, before.by(reason, proof.subject))
            found = _RULES[type(reason)](asked, reason)
            own = found if own is None else own.met(found)
        if own is None:
            raise Refused("a sign without a reason")
        known.note(proof.subject, own.weakened(proof.sign))


# --- linear combinations --------------------------------------------------------------------


def empty(known: Known, rows: _Rows) -> Theorem:
    """Rows that contradict each other."""
    return kernel.combination(FALSE, list(_rows(known, rows)))


def _rows(known: Known, rows: _Rows) -> Iterator[tuple[Fraction, Theorem]]:
    for coefficient, row in rows:
        if coefficient:
            yield coefficient, _row(known, row)


def _row(known: Known, row: Any) -> Theorem:
    match row:
        case int():
            return _fact(known, row)
        case Poly():
            own = known.of_poly(row)
            return own.only(POSITIVE if own.sign <= POSITIVE else AT_LEAST)
        case Atom():
            return kernel.size(row.data[0])
        case (Atom(kind="max") as atom, Index() as index):
            term, opened = of_atom(atom), known.arithmetic.opened(atom, index)
            above = kernel.upper(term, index)
            there = above.conclusion.parts[0].parts[1]
            same = known.close(equal(there, of_fraction(opened)), [opened])
            gap = Term("subtract", term, of_fraction(opened))
            return kernel.combination(nonnegative(gap), [(1, above), (1, same)])
        case (Atom(kind="absolute") as atom, int() as side):
            return _size_exceeds(of_atom(atom), side)
    raise Refused("a row that is no inequality")


def _fact(known: Known, number_: int) -> Theorem:
    """A fact, or what it says of its numerator."""
    value, own = known.signs.facts[number_].value, known.facts[number_]
    if is_over_one(value):
        return own.why
    product, top = multiplied(own, known.of_poly(value.den)), of_polynomial(value.num)
    return transported(product, top, known.close(equal(product.term, top), [value])).why


def _size_exceeds(size: Term, side: int) -> Theorem:
    """|z| ≥ ± z: were it less, |z|² would be less than z²."""
    inner = size.parts[0]
    value = inner if side > 0 else Term("negative", inner)
    gap, both = Term("subtract", size, value), Term("add", size, value)
    least, less = kernel.axiom("|a| ≥ 0", inner), Signed.assumed(gap, NEGATIVE)
    larger = kernel.combination(positive(both), [(1, less.why), (2, least)])
    product = multiplied(less, Signed(both, POSITIVE, larger))
    same = kernel.axiom("|a|² = a²", inner)
    contradiction = kernel.combination(FALSE, [(1, product.why), (1, same)])
    return excluding(gap, {-1: contradiction}).only(AT_LEAST)


def _excluded(asked: Asked, reason: Excluded) -> Signed:
    """Were the sign the excluded one, that would be absurd."""
    own = Signed.assumed(asked.term, frozenset({reason.sign}))
    rows = [*_rows(asked.known, reason.combination)]
    if reason.subject:
        rows.append((reason.subject, own.why))
    return excluding(asked.term, {reason.sign: kernel.combination(FALSE, rows)})


# --- products and squares -------------------------------------------------------------------


def _by_factors(asked: Asked, reason: ByFactors) -> Signed:
    """content · unit · Π factorᵏ."""
    known = asked.known
    unit = multiplied(number(reason.content), known.of_mono(reason.unit))
    parts = [(unit, 1), *((known.of_poly(factor), k) for factor, k in reason.factors)]
    product = rational(1)
    for own, k in parts:
        product = Term("multiply", product, Term("power", own.term, rational(k)))
    return asked.moved(powers(parts, product), (factor for factor, _ in reason.factors))


def _by_product(asked: Asked, reason: ByProduct) -> Signed:
    """subject^power · cofactor has the sign that is known of it."""
    known, arithmetic, poly = asked.known, asked.known.arithmetic, asked.poly
    product = arithmetic.times(arithmetic.raised(poly, reason.power), reason.cofactor)
    cofactor, base = known.of_poly(reason.cofactor), asked.term
    raised = Term("power", base, rational(reason.power))
    shown = Term("multiply", raised, cofactor.term)
    whole = Asked(known, product, ANY)
    same = known.close(equal(whole.term, shown), map(over_one, (product, poly, reason.cofactor)))
    sign = transported(known.of_poly(product), shown, same)

    def contradiction(one: int) -> Theorem:
        own = Signed.assumed(base, frozenset({one}))
        made = multiplied(powers([(own, reason.power)], raised), cofactor)
        return sign.met(made.times(1, shown)).why

    return excluding(base, {one: contradiction(one) for one in asked.excluded})


def _by_square(asked: Asked, reason: BySquare) -> Signed:
    """scale · root² + rest."""
    square = squared(asked.known.of_poly(reason.root))
    rest = asked.known.of_poly(reason.rest)
    shown = Term("add", Term("multiply", rational(reason.scale), square.term), rest.term)
    own = total([(reason.scale, square), (Fraction(1), rest)], shown)
    return asked.moved(own, [reason.root])


def _by_conjugate(asked: Asked, reason: ByConjugate) -> Signed:
    """u + v, by the sign of u² − v²: p · (p − 2w) is v² − u² for u, and u² − v² for v."""
    known, term = asked.known, asked.term
    polys = [asked.poly, reason.u, reason.v]
    u, v = map(known.of_poly, polys[1:])
    gap = Term("subtract", *(Term("multiply", own.term, own.term) for own in (u, v)))
    excess = known.sign(reason.excess)
    parts = [reason.excess, *map(over_one, polys)]
    found = transported(excess, gap, known.close(equal(excess.term, gap), parts))

    def contradiction(sign: int) -> Theorem:
        own = Signed.assumed(term, frozenset({sign}))

        def of_one(case: int) -> Theorem:
            larger, turn = (v, 1) if case < 0 else (u, -1)
            other = Term("subtract", term, Term("multiply", rational(2), larger.term))
            rest = total([(Fraction(1), own), (Fraction(-2), larger)], other)
            product = multiplied(own, rest)
            wanted = gap if turn > 0 else Term("negative", gap)
            same = known.close(equal(product.term, wanted), parts)
            shown = transported(product, wanted, same).times(turn, gap)
            return shown.met(Signed.assumed(gap, frozenset({case}))).why

        return split(found, {case: of_one(case) for case in found.sign})

    return excluding(term, {sign: contradiction(sign) for sign in asked.excluded})


_RULES: dict[type, Callable[[Asked, Any], Signed]] = {
    ByGap: by_gap,
    ByFactors: _by_factors,
    ByProduct: _by_product,
    BySquare: _by_square,
    ByConjugate: _by_conjugate,
    ByBody: by_body,
    ByExcess: by_excess,
    ByExponential: by_exponential,
    ByCombination: by_combination,
    ByCauchy: by_cauchy,
    Excluded: _excluded,
}
