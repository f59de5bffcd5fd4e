"""Sums over one set, taken together: their signs, and how their products compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.term import Index
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.equalities import Equalities
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns, relation
from stabcheck.proof.algebra import Atom, Frac, Poly
from stabcheck.proof.elaborate.arithmetic import ONE, of_atom
from stabcheck.proof.elaborate.signs import ANY, HOLDS, Sign
from stabcheck.proof.sign_object import ByCauchy, ByCombination

__all__ = ["Combined"]

#: The rule for a sum or maximum all of whose entries have one of these signs.
_ENDINGS: dict[Sign, str] = {
    frozenset({1}): "pos",
    frozenset({0, 1}): "nonneg",
    frozenset({-1}): "neg",
    frozenset({-1, 0}): "nonpos",
    frozenset({0}): "zeros",
}


@dataclass
class Combined:
    """Writes what is known of sums over one set from what is known at any ``index`` of it.

    The size of the set is the sum of ones.
    """

    script: Script
    signs: KnownSigns
    index: Index

    def by_body(self, kind: str, body: Frac) -> None:
        """Prove the goal, the sign of a sum or maximum, from that of its body at the index."""
        sign = self.signs.signs.sign(body)
        if sign not in _ENDINGS:
            raise Uncertified("a sum whose summands have no one sign")
        needs_set = kind == "Max" or 0 not in sign
        given = f" {self.script.is_set(self.index)}" if needs_set else ""
        self.script.say(f"apply ({kind}_{_ENDINGS[sign]} {self._over.within(0)} _{given}).")
        with self.script.introduced([self.index]):
            self.signs.show(body, sign)
            self.script.say("assumption.")

    def by_cauchy(self, reason: ByCauchy, poly: Poly) -> None:
        """Prove the goal, the sign of scale · cofactor · (Σa · Σb − (Σc)²) + rest."""
        script = self.script
        a, b, c = map(self._summand, reason.sums)
        with script.lemma("B", f"0 <= {_bracket(*map(self._sum, reason.sums))}") as lemma:
            script.say("apply Cauchy.")
            for summand in (a, b):
                with script.block(), script.introduced([self.index]):
                    self.signs.show(summand, self.signs.signs.sign(summand) & HOLDS["≥"])
                    script.say("lra.")
            with script.block(), script.introduced([self.index]):
                self._close(a, b, c)
        script.say(f"rewrite ?Sum_one in {lemma.name}.")
        bracket = _bracket(*map(self.script.formulas.values.atom, reason.sums))
        outside = Poly({reason.cofactor: reason.scale})
        self._put_together(poly, outside, (bracket, HOLDS["≥"]), reason.rest, reason.sums)

    def by_combination(self, reason: ByCombination, poly: Poly) -> None:
        """Prove the goal, the sign of cofactor · Σ summand + rest."""
        sign = self.signs.signs.sign(reason.summand)
        total, lemma = self.total(reason.members, reason.summand)
        with self.script.lemma("B", relation(total, sign) or "True"):
            self.script.say(f"rewrite {lemma.name}.")
            self.by_body("Sum", reason.summand)
        outside = Poly({reason.cofactor: Fraction(1)})
        atoms = [atom for _, atom in reason.members]
        self._put_together(poly, outside, (total, sign), reason.rest, atoms)

    def total(self, members: Sequence[tuple[Fraction, Atom]], summand: Frac) -> tuple[Text, Lemma]:
        """Σ coefficient · sum, and that it is the sum of the summand."""
        script, write = self.script, self.script.formulas.values
        found = [(coq.number(k).within(30), atom) for k, atom in members]
        total = Text(" + ".join(f"{k} * {write.atom(atom).within(30)}" for k, atom in found), 50)
        summands = [self._summand(atom) for _, atom in found]
        each = [f"{k} * {self._sum(atom)}" for k, atom in found]
        bodies = [
            f"{k} * ({write.fraction(own)})" for (k, _), own in zip(found, summands, strict=True)
        ]
        with script.lemma("T", f"{total} = {self._over_set(write.fraction(summand))}") as lemma:
            script.say(f"transitivity ({' + '.join(each)}).")
            script.say("{ rewrite ?Sum_one; reflexivity. }")
            script.say(f"transitivity ({self._over_set(Text(' + '.join(bodies), 50))}).")
            script.say("{ rewrite ?Sum_plus, ?Sum_scaled; reflexivity. }")
            script.say("apply Sum_ext.")
            with script.introduced([self.index]):
                self._close(summand, *summands)
        return total, lemma

    def _put_together(
        self,
        poly: Poly,
        outside: Poly,
        bracket: tuple[Text, Sign],
        rest: Poly,
        atoms: Sequence[Atom],
    ) -> None:
        """Prove the goal, a sign of outside · bracket + rest; the bracket is made of the atoms."""
        script, write, signs = self.script, self.script.formulas.values, self.signs.signs
        inside, sign = bracket
        product = coq.multiply([write.polynomial(outside), inside])
        own = frozenset(a * b for a in signs.of_poly(outside) for b in sign)
        if (statement := relation(product, own)) is not None:
            with script.lemma("O", statement):
                self.signs.show(Frac(outside), signs.of_poly(outside))
                script.say("product.")
        if (left_open := signs.of_poly(rest)) != ANY:
            self.signs.show(Frac(rest), left_open)
        whole = f"{write.polynomial(poly)} = {product} + ({write.polynomial(rest)})"
        with script.lemma("E", whole):
            self._close(*map(Frac, (poly, outside, rest)), *map(of_atom, atoms))
        script.say("lra.")

    # --- sums over the set

    @property
    def _over(self) -> Text:
        return self.script.formulas.values.index_set(self.index.set)

    def _over_set(self, body: Text) -> Text:
        over = coq.function(self.script.names.index(self.index), body)
        return coq.apply("Sum", self._over, over)

    def _sum(self, atom: Atom) -> Text:
        """A sum as it stands, a size as the sum of ones."""
        if atom.kind == "sum":
            return self.script.formulas.values.atom(atom)
        return self._over_set(coq.number(1))

    def _summand(self, atom: Atom) -> Frac:
        return self.signs.signs.arithmetic.opened(atom, self.index) if atom.kind == "sum" else ONE

    def _close(self, *parts: Frac) -> None:
        Equalities(self.script, self.signs).close(parts)


def _bracket(a: Text, b: Text, c: Text) -> Text:
    return coq.subtract(coq.multiply([a, b]), coq.multiply([c, c]))
