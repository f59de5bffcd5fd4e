"""Signs by certificate: each is checked from facts, and from signs checked before it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.checker.arithmetic import ONE, ZERO, Rejected, of_atom
from stabcheck.proof.checker.indices import mentions
from stabcheck.proof.checker.known_signs import (
    ANY,
    HOLDS,
    KnownSigns,
    Sign,
    plus,
    raised,
    sign_of,
    times,
)
from stabcheck.proof.sign_object import (
    ByBody,
    ByConjugate,
    ByExcess,
    ByFactors,
    ByGap,
    ByProduct,
    BySquare,
    Excluded,
    Row,
    SignProof,
)

__all__ = ["ANY", "HOLDS", "Sign", "Signs"]


class Signs(KnownSigns):
    """The signs known in one case, and the rules by which more are accepted."""

    def accept(self, proofs: tuple[SignProof, ...]) -> None:
        """Check sign proofs in their order; raises Rejected."""
        for proof in proofs:
            left_open = ANY
            for reason in proof.reasons:
                left_open &= self.by(reason, proof.subject)
            if left_open != proof.sign:
                raise Rejected(f"the sign of {proof.subject!r} does not follow")
            self.note(proof.subject, proof.sign)

    # --- reasons

    def by(self, reason: Any, subject: Poly | Atom) -> Sign:
        """The signs a reason leaves open; raises Rejected where it is none."""
        match reason, subject:
            case ByGap(), Poly():
                return self._by_gap(reason.gap, subject)
            case ByFactors(), Poly():
                return self._by_factors(reason, subject)
            case ByProduct(), Poly():
                return self._by_product(reason, subject)
            case BySquare(), Poly():
                return self._by_square(reason, subject)
            case ByConjugate(), Poly():
                return self._by_conjugate(reason, subject)
            case Excluded(), Poly():
                return self._by_absurdity(reason, subject)
            case ByBody(), Atom():
                return self._by_body(reason.index, subject)
            case ByExcess(), Atom(kind="log"):
                inner = subject.data[0]
                excess = self.arithmetic.plus(inner, ONE.num, -1)
                if excess == reason.excess and self.of_poly(inner) == {1}:
                    return self.of_poly(reason.excess)
        raise Rejected(f"{reason!r} is no reason for a sign of {subject!r}")

    def _by_gap(self, gap: Frac, poly: Poly) -> Sign:
        (first, a), (second, b) = poly.terms.items()
        exponents = (first.exponent or ZERO, second.exponent or ZERO)
        difference = self.arithmetic.add(*exponents, -1)
        if a != -b or first.powers != second.powers or not self.arithmetic.equal(difference, gap):
            raise Rejected(f"{poly!r} is no difference of exponentials")
        return times(self.sign(gap), times(self.of_mono(Mono(first.powers)), sign_of(a)))

    def _by_factors(self, reason: ByFactors, poly: Poly) -> Sign:
        if reason.unit.powers:
            raise Rejected("a unit is an exponential")
        multiplied = Poly({reason.unit: reason.content})
        sign = sign_of(reason.content)
        for factor, k in reason.factors:
            multiplied = self.arithmetic.times(multiplied, self.arithmetic.raised(factor, k))
            sign = times(sign, raised(self.of_poly(factor), k))
        if multiplied != poly:
            raise Rejected(f"the factors do not multiply to {poly!r}")
        return sign

    def _by_product(self, reason: ByProduct, poly: Poly) -> Sign:
        power = self.arithmetic.raised(poly, reason.power)
        product_sign = self.of_poly(self.arithmetic.times(power, reason.cofactor))
        others = self.of_poly(reason.cofactor)
        return frozenset(
            s for s in ANY if times(raised(frozenset({s}), reason.power), others) & product_sign
        )

    def _by_square(self, reason: BySquare, poly: Poly) -> Sign:
        square = self.arithmetic.raised(reason.root, 2)
        if self.arithmetic.plus(reason.rest, square, reason.scale) != poly:
            raise Rejected(f"{poly!r} is not this square and the rest")
        own = raised(self.of_poly(reason.root), 2)
        return plus(times(own, sign_of(reason.scale)), self.of_poly(reason.rest))

    def _by_conjugate(self, reason: ByConjugate, poly: Poly) -> Sign:
        u, v = reason.u, reason.v
        first, second = (self.arithmetic.raised(part, 2) for part in (u, v))
        excess = Frac(self.arithmetic.plus(first, second, -1), ONE.den)
        if self.arithmetic.plus(u, v) != poly or not self.arithmetic.equal(excess, reason.excess):
            raise Rejected(f"{poly!r} is no such sum")
        cases = {1: self.of_poly(u), 0: self.of_poly(u) | {0}, -1: self.of_poly(v)}
        return frozenset().union(*(cases[sign] for sign in self.sign(reason.excess)))

    def _by_body(self, index: Index, atom: Atom) -> Sign:
        if atom.kind not in {"sum", "max"} or atom.data[0] != index.set or index.set.removed:
            raise Rejected(f"{index!r} does not open {atom!r}")
        if self.mentions(index) or mentions(of_atom(atom), index):
            raise Rejected(f"{index!r} is not fresh")
        sign = self.sign(self.arithmetic.opened(atom, index))
        return plus(sign, sign) if atom.kind == "sum" else sign

    def mentions(self, index: Index) -> bool:
        """Whether a fact is about this index, so that it is not any index."""
        return any(mentions(fact.value, index) for fact in self.facts)

    # --- linear combinations

    def _by_absurdity(self, reason: Excluded, poly: Poly) -> Sign:
        """Were the sign the excluded one, sign · subject > 0 (= 0 for 0) would be absurd."""
        if reason.sign and reason.subject < 0:
            raise Rejected("a negative multiple of an assumption")
        factor = reason.subject * (reason.sign or 1)
        strict = bool(reason.sign and reason.subject)
        self._check_absurd(reason.combination, poly, factor, strict=strict)
        return ANY - {reason.sign}

    def check_empty(self, combination: tuple[tuple[Fraction, Row], ...]) -> None:
        """Check that the rows contradict each other; raises Rejected."""
        self._check_absurd(combination, ZERO.num, Fraction(0), strict=False)

    def _check_absurd(
        self, combination: Any, start: Poly, factor: Fraction, *, strict: bool
    ) -> None:
        total = self.arithmetic.plus(ZERO.num, start, factor)
        for coefficient, row in combination:
            poly, positive = self.row(row)
            if coefficient < 0:
                raise Rejected("a negative multiple of an inequality")
            strict = strict or (positive and coefficient > 0)
            total = self.arithmetic.plus(total, poly, coefficient)
        constant = total.terms.get(Mono(), Fraction(0))
        if total.terms.keys() - {Mono()} or constant > 0 or not (constant < 0 or strict):
            raise Rejected("a combination of inequalities is no contradiction")

    def row(self, row: Any) -> tuple[Poly, bool]:
        """A polynomial that is ≥ 0, and whether it is > 0."""
        match row:
            case int() if 0 <= row < len(self.facts) and self.facts[row].relation != "≠":
                fact = self.facts[row]
                below = self.of_poly(fact.value.den)
                turned = {1: 1, -1: -1}.get(next(iter(below)), 0) if len(below) == 1 else 0
                if turned:
                    scaled = self.arithmetic.plus(ZERO.num, fact.value.num, turned)
                    return scaled, fact.relation == ">"
            case Atom(kind="size") if not row.data[0].removed:
                return self.arithmetic.plus(of_atom(row).num, ONE.num, -1), False
            case Poly():
                sign = self.of_poly(row)
                if -1 not in sign:
                    return row, 0 not in sign
            case (Atom(kind="max") as atom, Index() as index):
                if atom.data[0].name == index.set.name and not atom.data[0].removed:
                    body = self.arithmetic.opened(atom, index)
                    gap = self.arithmetic.add(of_atom(atom), body, -1)
                    if gap.den == ONE.den:
                        return gap.num, False
        raise Rejected(f"{row!r} is no inequality that holds")
