"""Signs by certificate: each is checked from facts, and from signs checked before it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.checker.arithmetic import (
    ONE,
    ZERO,
    Arithmetic,
    Rejected,
    of_atom,
)
from stabcheck.proof.checker.indices import mentions
from stabcheck.proof.proof_object import (
    ByBody,
    ByExcess,
    ByFact,
    ByFactors,
    ByGap,
    Excluded,
    Fact,
    Row,
    SignProof,
)
from stabcheck.quantity import Argument

__all__ = ["ANY", "HOLDS", "Sign", "Signs"]

Sign = frozenset[int]
ANY: Sign = frozenset({-1, 0, 1})
HOLDS: dict[str, Sign] = {">": frozenset({1}), "≥": frozenset({0, 1}), "≠": frozenset({-1, 1})}
_KNOWN = {
    **dict.fromkeys(("size", "pi"), HOLDS[">"]),
    **dict.fromkeys(("absolute", "root", "delta", "indicator"), HOLDS["≥"]),
}


class Signs:
    """The signs known in one case: from ``facts``, and from the sign proofs checked so far.

    ``splits`` are those facts that are hypotheses of the case.
    """

    def __init__(
        self,
        domains: Mapping[str, Argument],
        facts: tuple[Fact, ...],
        known: Mapping[Poly | Atom, Sign] | None = None,
        splits: tuple[Fact, ...] = (),
    ) -> None:
        self.domains = domains
        self.facts = facts
        self.splits = splits
        self.known: dict[Poly | Atom, Sign] = dict(known or {})
        self.arithmetic = Arithmetic(self.magnitude)

    def given(self, fact: Fact) -> Signs:
        """These signs under one more fact."""
        return Signs(self.domains, (*self.facts, fact), self.known, (*self.splits, fact))

    def copied(self) -> Signs:
        """The same signs, to be added to elsewhere."""
        return Signs(self.domains, self.facts, self.known, self.splits)

    def accept(self, proofs: tuple[SignProof, ...]) -> None:
        """Check sign proofs in their order; raises Rejected."""
        for proof in proofs:
            left_open = ANY
            for reason in proof.reasons:
                left_open &= self.by(reason, proof.subject)
            if left_open != proof.sign:
                raise Rejected(f"the sign of {proof.subject!r} does not follow")
            before = (
                self.of_poly(proof.subject)
                if isinstance(proof.subject, Poly)
                else self.known.get(proof.subject, ANY)
            )
            self.known[proof.subject] = before & proof.sign

    # --- signs of values

    def sign(self, value: Frac) -> Sign:
        """The signs of a fraction; raises Rejected where its denominator might be 0."""
        below = self.of_poly(value.den)
        if 0 in below:
            raise Rejected(f"the denominator {value.den!r} might be 0")
        return _times(self.of_poly(value.num), below)

    def of_poly(self, poly: Poly) -> Sign:
        """The signs of a polynomial: as proved, or as its terms show."""
        known = self.known.get(poly)
        return self._by_terms(poly) if known is None else known

    def magnitude(self, poly: Poly) -> Poly:
        """|f|, as f or −f where the sign is known."""
        sign = self.of_poly(poly)
        if -1 not in sign:
            return poly
        if 1 not in sign:
            return self.arithmetic.plus(ZERO.num, poly, -1)
        return of_atom(Atom("absolute", Frac(poly, ONE.den))).num

    def _by_terms(self, poly: Poly) -> Sign:
        total = frozenset({0})
        for mono, value in poly.terms.items():
            total = _plus(total, _times(self.of_mono(mono), _sign(value)))
        return total

    def of_mono(self, mono: Mono) -> Sign:
        """The signs of a product of atoms."""
        sign = HOLDS[">"]
        for atom, k in mono.powers:
            sign = _times(sign, _raised(self._of_atom(atom), k))
        return sign

    def _of_atom(self, atom: Atom) -> Sign:
        known = self.known.get(atom) or self.known.get(of_atom(atom).num)
        if known is not None:
            return known
        if atom.kind in {"real", "entry"} and atom.data[0] in self.domains:
            argument = self.domains[atom.data[0]]
            above = argument.above.value if argument.above else None
            below = argument.below.value if argument.below else None
            if above is not None and above >= 0:
                return HOLDS[">"]
            return frozenset({-1}) if below is not None and below <= 0 else ANY
        if atom.kind == "size" and atom.data[0].removed:
            return HOLDS["≥"]
        return _KNOWN.get(atom.kind, ANY)

    # --- reasons

    def by(self, reason: Any, subject: Poly | Atom) -> Sign:
        """The signs a reason leaves open; raises Rejected where it is none."""
        match reason, subject:
            case ByGap(), Poly():
                return self._by_gap(reason.gap, subject)
            case ByFactors(), Poly():
                return self._by_factors(reason, subject)
            case ByFact(), Poly():
                fact = self.facts[reason.number]
                if fact.value == Frac(subject, ONE.den):
                    return HOLDS[fact.relation]
            case Excluded(), Poly():
                return self._by_absurdity(reason, subject)
            case ByBody(), Atom():
                return self._by_body(reason.index, subject)
            case ByExcess(), Atom(kind="log"):
                inner, plus = subject.data[0], self.arithmetic.plus
                if plus(inner, ONE.num, -1) == reason.excess and self.of_poly(inner) == {1}:
                    return self.of_poly(reason.excess)
        raise Rejected(f"{reason!r} is no reason for a sign of {subject!r}")

    def _by_gap(self, gap: Frac, poly: Poly) -> Sign:
        (first, a), (second, b) = poly.terms.items()
        exponents = (first.exponent or ZERO, second.exponent or ZERO)
        difference = self.arithmetic.add(*exponents, -1)
        if a != -b or first.powers != second.powers or not self.arithmetic.equal(difference, gap):
            raise Rejected(f"{poly!r} is no difference of exponentials")
        return _times(self.sign(gap), _times(self.of_mono(Mono(first.powers)), _sign(a)))

    def _by_factors(self, reason: ByFactors, poly: Poly) -> Sign:
        if reason.unit.powers:
            raise Rejected("a unit is an exponential")
        multiplied = Poly({reason.unit: reason.content})
        sign = _sign(reason.content)
        for factor, k in reason.factors:
            multiplied = self.arithmetic.times(multiplied, self.arithmetic.raised(factor, k))
            sign = _times(sign, _raised(self.of_poly(factor), k))
        if multiplied != poly:
            raise Rejected(f"the factors do not multiply to {poly!r}")
        return sign

    def _by_body(self, index: Index, atom: Atom) -> Sign:
        if atom.kind not in {"sum", "max"} or atom.data[0] != index.set or index.set.removed:
            raise Rejected(f"{index!r} does not open {atom!r}")
        if self.mentions(index) or mentions(of_atom(atom), index):
            raise Rejected(f"{index!r} is not fresh")
        sign = self.sign(self.arithmetic.opened(atom, index))
        return _plus(sign, sign) if atom.kind == "sum" else sign

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


def _sign(value: Fraction) -> Sign:
    return frozenset({(value > 0) - (value < 0)})


def _times(left: Sign, right: Sign) -> Sign:
    return frozenset(a * b for a, b in product(left, right))


def _plus(left: Sign, right: Sign) -> Sign:
    parts = [{a or b} if a * b >= 0 else ANY for a, b in product(left, right)]
    return frozenset().union(*parts)


def _raised(sign: Sign, k: int) -> Sign:
    return sign if k % 2 else frozenset(s * s for s in sign)
