"""The reasons for a sign, each as Coq can follow it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import Index
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.combined import Combined
from stabcheck.certificate.equalities import Equalities
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.rows import absurd
from stabcheck.certificate.script import Script
from stabcheck.certificate.signs import KnownSigns, relation
from stabcheck.certificate.values import indices_of
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.elaborate.arithmetic import ONE, of_number
from stabcheck.proof.elaborate.signs import ANY
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

__all__ = ["accept"]

_RULES = {
    ByBody: "_by_body",
    ByCauchy: "_by_cauchy",
    ByCombination: "_by_combination",
    ByConjugate: "_by_conjugate",
    ByExcess: "_by_excess",
    ByExponential: "_by_exponential",
    ByFactors: "_by_factors",
    ByGap: "_by_gap",
    ByProduct: "_by_product",
    BySquare: "_by_square",
}


def accept(proofs: tuple[SignProof, ...], signs: KnownSigns) -> None:
    """Assert signs in their order, and enter them into what is known."""
    for proof in proofs:
        Reasons(signs.script, signs).prove(proof)
        signs.signs.accept((proof,))


@dataclass
class Reasons:
    """Writes sign proofs, and enters what they show."""

    script: Script
    signs: KnownSigns

    def prove(self, proof: SignProof) -> None:
        """Assert the sign of the proof's subject."""
        subject = self._text(proof.subject)
        statement = relation(subject, proof.sign)
        if statement is None:
            return
        over = self.script.loose(indices_of(proof.subject))
        with self.script.lemma("S", statement, over) as lemma:
            for reason in proof.reasons:
                self._reason(reason, proof.subject, subject)
            self.script.say(f"conclude {subject.within(0)}.")
        self.signs.note(proof.subject, lemma)

    def _text(self, subject: Poly | Atom) -> Text:
        values = self.script.formulas.values
        return values.polynomial(subject) if isinstance(subject, Poly) else values.atom(subject)

    def _reason(self, reason: Any, subject: Any, text: Text) -> None:
        left = self.signs.signs.by(reason, subject)
        if isinstance(reason, Excluded):
            self._excluded(reason, text)
            return
        statement = relation(text, left)
        if statement is None:
            return
        rule = _RULES.get(type(reason))
        if rule is None:
            raise Uncertified(f"a sign {type(reason).__name__}")
        with self.script.lemma("R", statement):
            getattr(self, rule)(reason, subject)

    def _by_body(self, reason: ByBody, atom: Atom) -> None:
        opened = self.signs.signs.arithmetic.opened(atom, reason.index)
        kind = {"sum": "Sum", "max": "Max"}[atom.kind]
        self._combined(reason.index).by_body(kind, opened)

    def _by_cauchy(self, reason: ByCauchy, poly: Poly) -> None:
        self._combined(reason.index).by_cauchy(reason, poly)

    def _by_combination(self, reason: ByCombination, poly: Poly) -> None:
        self._combined(reason.index).by_combination(reason, poly)

    def _combined(self, index: Index) -> Combined:
        return Combined(self.script, self.signs, index)

    def _by_factors(self, reason: ByFactors, poly: Poly) -> None:
        values = self.script.formulas.values
        factors = [Text(f"({values.polynomial(f)}) ^ {k}", 30) for f, k in reason.factors]
        unit = values.monomial(reason.unit, reason.content)
        product = coq.multiply([Text(f"({unit})"), *factors])
        self.script.say(f"replace ({values.polynomial(poly)}) with ({product}).")
        with self.script.block("2: {"):
            unit_value = Frac(Poly({reason.unit: Fraction(1)}))
            Equalities(self.script, self.signs).close(
                [Frac(poly), unit_value, *(Frac(f) for f, _ in reason.factors)]
            )
        for factor, k in reason.factors:
            sign = self.signs.signs.of_poly(factor)
            if sign != ANY:
                self.signs.show(Frac(factor), sign)
            elif k % 2 == 0:
                even = f"even_power {k // 2} ({values.polynomial(factor)})"
                self.script.say(f"pose proof ({even} : 0 <= ({values.polynomial(factor)}) ^ {k}).")
        self.script.say("product.")

    def _by_gap(self, reason: ByGap, poly: Poly) -> None:
        gap = reason.gap
        (first, _), (second, _) = poly.terms.items()
        values = self.script.formulas.values
        sign = self.signs.signs.sign(gap)
        self.signs.show(gap, sign)
        a, b = (
            values.fraction(m.exponent) if m.exponent else coq.number(0) for m in (first, second)
        )
        rest = values.monomial(Mono(first.powers))
        if first.powers:
            self.signs.show(
                Frac(Poly({Mono(first.powers): Fraction(1)})),
                self.signs.signs.of_mono(Mono(first.powers)),
            )
        self.script.say(f"by_gap ({a}) ({b}) ({rest}).")

    def _by_product(self, reason: ByProduct, poly: Poly) -> None:
        """From the signs of a product and of its other factor."""
        arithmetic, values = self.signs.signs.arithmetic, self.script.formulas.values
        product = arithmetic.times(arithmetic.raised(poly, reason.power), reason.cofactor)
        self._known(product, reason.cofactor)
        factor, cofactor, whole = map(values.polynomial, (poly, reason.cofactor, product))
        statement = f"{whole.within(50)} = ({factor}) ^ {reason.power} * ({cofactor})"
        with self.script.lemma("E", statement):
            self._multiply_out(product, poly, reason.cofactor)
        self.script.say(f"by_product ({factor}) ({cofactor}).")

    def _by_square(self, reason: BySquare, poly: Poly) -> None:
        """From the signs of a square and of the rest."""
        values = self.script.formulas.values
        self._known(reason.root, reason.rest)
        root, rest = map(values.polynomial, (reason.root, reason.rest))
        scale = coq.number(reason.scale).within(30)
        statement = f"{values.polynomial(poly)} = {scale} * (({root}) * ({root})) + ({rest})"
        with self.script.lemma("E", statement):
            self._multiply_out(poly, reason.root, reason.rest)
        self.script.say(f"by_square ({root}).")

    def _by_conjugate(self, reason: ByConjugate, _: Poly) -> None:
        """From the signs of u² − v² and of the greater of the two."""
        values = self.script.formulas.values
        self.signs.show(reason.excess, self.signs.signs.sign(reason.excess))
        self._known(reason.u, reason.v)
        u, v = map(values.polynomial, (reason.u, reason.v))
        with self.script.lemma("E", f"{values.fraction(reason.excess)} = ({u}) ^ 2 - ({v}) ^ 2"):
            Equalities(self.script, self.signs).close(
                [reason.excess, *map(Frac, (reason.u, reason.v))]
            )
        self.script.say("nra.")

    def _known(self, *polys: Poly) -> None:
        """Put the signs of polynomials into the context, where anything is known of them."""
        for poly in polys:
            sign = self.signs.signs.of_poly(poly)
            if sign != ANY:
                self.signs.show(Frac(poly), sign)

    def _multiply_out(self, *polys: Poly) -> None:
        Equalities(self.script, self.signs).close([*map(Frac, polys)])

    def _by_excess(self, reason: ByExcess, atom: Atom) -> None:
        inner = atom.data[0]
        for poly in (inner, reason.excess):
            self.signs.show(Frac(poly), self.signs.signs.of_poly(poly))
        self.script.say("by_excess.")

    def _by_exponential(self, reason: ByExponential, poly: Poly) -> None:
        """From the sign of its exponential, to some power, less 1."""
        arithmetic, write = self.signs.signs.arithmetic, self.script.formulas.values.fraction
        scaled = arithmetic.multiply(of_number(reason.power), Frac(poly))
        excess = arithmetic.add(reason.value, ONE, -1)
        with self.script.lemma("E", f"exp ({write(scaled)}) = {write(reason.value)}"):
            Equalities(self.script, self.signs).close([reason.value], [scaled])
        self.signs.show(excess, self.signs.signs.sign(excess))
        with self.script.lemma("E", f"{write(reason.value)} - 1 = {write(excess)}"):
            Equalities(self.script, self.signs).close([reason.value, excess])
        self.script.say(f"by_exponential ({write(scaled)}).")

    def _excluded(self, reason: Excluded, text: Text) -> None:
        shape = {1: "~ 0 < {}", -1: "~ {} < 0", 0: "{} <> 0"}[reason.sign]
        with self.script.lemma("E", shape.format(text)):
            self.script.say("intro absurd.")
            absurd(reason.combination, self.signs)
