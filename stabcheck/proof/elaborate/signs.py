"""Signs by certificate: each is checked from facts, and from signs checked before it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.arithmetic import ONE, ZERO, Rejected, of_atom, of_number
from stabcheck.proof.elaborate.functions import check_exponential
from stabcheck.proof.elaborate.indices import mentions
from stabcheck.proof.elaborate.known_signs import (
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
    SignProof,
)

__all__ = ["ANY", "HOLDS", "Sign", "Signs"]

_RULES = {
    (ByGap, Poly): "_by_gap",
    (ByFactors, Poly): "_by_factors",
    (ByProduct, Poly): "_by_product",
    (BySquare, Poly): "_by_square",
    (ByConjugate, Poly): "_by_conjugate",
    (ByExponential, Poly): "_by_exponential",
    (ByCombination, Poly): "_by_combination",
    (ByCauchy, Poly): "_by_cauchy",
    (Excluded, Poly): "_by_absurdity",
    (ByBody, Atom): "_by_body",
    (ByExcess, Atom): "_by_excess",
}


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
        rule = _RULES.get((type(reason), type(subject)))
        if rule is None:
            raise Rejected(f"{reason!r} is no reason for a sign of {subject!r}")
        sign: Sign = getattr(self, rule)(reason, subject)
        return sign

    def _by_gap(self, reason: ByGap, poly: Poly) -> Sign:
        (first, a), (second, b) = poly.terms.items()
        exponents = (first.exponent or ZERO, second.exponent or ZERO)
        difference = self.arithmetic.add(*exponents, -1)
        if (
            a != -b
            or first.powers != second.powers
            or not self.arithmetic.equal(difference, reason.gap)
        ):
            raise Rejected(f"{poly!r} is no difference of exponentials")
        return times(self.sign(reason.gap), times(self.of_mono(Mono(first.powers)), sign_of(a)))

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

    def _by_exponential(self, reason: ByExponential, poly: Poly) -> Sign:
        """P is as e^(kP) − 1, where what it takes logarithms of is not 0."""
        arithmetic, value = self.arithmetic, reason.value
        arguments = [a.data[0] for mono in poly.terms for a, _ in mono.powers if a.kind == "log"]
        if reason.power < 1 or any(0 in self.of_poly(argument) for argument in arguments):
            raise Rejected(f"{poly!r} has no such exponential")
        scaled = Frac(arithmetic.plus(ZERO.num, poly, reason.power), ONE.den)
        check_exponential(arithmetic, scaled, value)
        self.hold(value, "≥")
        return self.sign(arithmetic.add(value, ONE, -1))

    def _by_combination(self, reason: ByCombination, poly: Poly) -> Sign:
        """cofactor · Σ summand + rest."""
        total = self.total(reason.cofactor, reason.members, reason.index, reason.summand)
        if total.den != ONE.den or self.arithmetic.plus(total.num, reason.rest) != poly:
            raise Rejected(f"{poly!r} is no such combination of sums")
        summand = self.sign(reason.summand)
        own = times(self.of_mono(reason.cofactor), plus(summand, summand))
        return plus(own, self.of_poly(reason.rest))

    def total(self, cofactor: Mono, members: Any, index: Index, summand: Frac) -> Frac:
        """cofactor · Σ coefficient · atom, sums over one set that together add up the summand."""
        body = total = ZERO
        for coefficient, atom in members:
            share = of_number(coefficient)
            own = self.arithmetic.multiply(share, self._summand(atom, index))
            body = self.arithmetic.add(body, own)
            total = self.arithmetic.add(total, self.arithmetic.multiply(share, of_atom(atom)))
        if not self.arithmetic.equal(body, summand):
            raise Rejected("another summand")
        return self.arithmetic.multiply(Frac(Poly({cofactor: Fraction(1)}), ONE.den), total)

    def _summand(self, atom: Atom, index: Index) -> Frac:
        """What a sum, or the size of its set, adds up at an index that nothing else is about."""
        over = atom.kind in {"sum", "size"} and atom.data[0] == index.set and not index.set.removed
        if not over or self.mentions(index) or mentions(of_atom(atom), index) or not index.uid:
            raise Rejected(f"{index!r} does not open {atom!r}")
        return self.arithmetic.opened(atom, index) if atom.kind == "sum" else ONE

    def _by_cauchy(self, reason: ByCauchy, poly: Poly) -> Sign:
        """(Σc)² ≤ Σa · Σb, where c² = ab, a ≥ 0 and b ≥ 0."""
        plus_, times_ = self.arithmetic.plus, self.arithmetic.times
        a, b, c = (self._summand(atom, reason.index) for atom in reason.sums)
        self.hold(a, "≥")
        self.hold(b, "≥")
        square = self.arithmetic.multiply(c, c)
        if not self.arithmetic.equal(self.arithmetic.multiply(a, b), square):
            raise Rejected("another product of summands")
        first, second, third = (of_atom(atom).num for atom in reason.sums)
        difference = plus_(times_(first, second), times_(third, third), -1)
        own = times_(Poly({reason.cofactor: reason.scale}), difference)
        if plus_(own, reason.rest) != poly:
            raise Rejected(f"{poly!r} is no such difference")
        outside = times(self.of_mono(reason.cofactor), sign_of(reason.scale))
        return plus(times(outside, HOLDS["≥"]), self.of_poly(reason.rest))

    def _by_excess(self, reason: ByExcess, atom: Atom) -> Sign:
        """log f is as f − 1, where f > 0."""
        excess = self.arithmetic.plus(atom.data[0], ONE.num, -1)
        if atom.kind != "log" or excess != reason.excess or self.of_poly(atom.data[0]) != {1}:
            raise Rejected(f"{atom!r} is no such logarithm")
        return self.of_poly(reason.excess)

    def _by_body(self, reason: ByBody, atom: Atom) -> Sign:
        index = reason.index
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
            case (Atom() as atom, Index() | int() as side):
                gap = self.arithmetic.add(of_atom(atom), self._at_most(atom, side), -1)
                if gap.den == ONE.den:
                    return gap.num, False
        raise Rejected(f"{row!r} is no inequality that holds")

    def _at_most(self, atom: Atom, side: Index | int) -> Frac:
        """What a maximum or an absolute value is at least: the body at an index, or ± the value."""
        if isinstance(side, int) and atom.kind == "absolute" and side in {1, -1}:
            return self.arithmetic.multiply(of_number(side), atom.data[0])
        whole = atom.kind == "max" and not atom.data[0].removed
        if isinstance(side, Index) and whole and atom.data[0].name == side.set.name:
            return self.arithmetic.opened(atom, side)
        raise Rejected(f"{atom!r} is at least anything")
