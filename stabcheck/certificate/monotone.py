"""Maxima of monotone bodies: attained where what is inside is greatest, or least."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stabcheck.carriers.term import Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.values import Values
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac
from stabcheck.proof.elaborate.arithmetic import Arithmetic
from stabcheck.proof.elaborate.functions import put
from stabcheck.proof.judgement import MonotoneProof

if TYPE_CHECKING:
    from stabcheck.certificate.judgements import Judgements

__all__ = ["Monotone"]


@dataclass
class Monotone:
    """Writes what shows that max f(u) is f(max u), or f(min u), as the ``proof`` has it."""

    judgements: Judgements
    proof: MonotoneProof

    def prove(self, body: str) -> None:
        """Prove the goal max body-as-a-term = value; ``body`` is the proof for each index."""
        script, write, index = self._script, self._write, self.proof.index
        is_set = script.is_set(index)
        over = self._over(write.fraction(self.proof.body))
        maximum = coq.apply("Max", write.index_set(index.set), over)
        script.say(f"transitivity ({maximum}); [exact (Max_ext _ _ _ {is_set} {body})|].")
        formed, above = self._formed(), self._above()
        script.say(f"apply (Max_is _ _ _ {is_set}); [|exact {above.name}].")
        self._attained(formed)

    @property
    def _script(self) -> Script:
        return self.judgements.script

    @property
    def _write(self) -> Values:
        return self._script.formulas.values

    @property
    def _arithmetic(self) -> Arithmetic:
        return self.judgements.signs.signs.arithmetic

    def _over(self, body: Text) -> Text:
        return coq.function(self._script.names.index(self.proof.index), body)

    def _formed(self) -> Lemma:
        """That the body is f(u) at every index."""
        script, proof = self._script, self.proof
        shown = [self._write.fraction(value).within(50) for value in (proof.body, proof.form)]
        with script.lemma("B", f"{shown[0]} = {shown[1]}", (proof.index,)) as lemma:
            self.judgements.equalities.close([proof.body, proof.form])
        return lemma

    def _above(self) -> Lemma:
        """That the body is at most the value at every index, since their gap is its own size."""
        script, proof, judgements = self._script, self.proof, self.judgements
        value, body = map(self._write.fraction, (proof.value, proof.body))
        gap, size = judgements.read_back(proof.gap), Term("absolute", proof.gap)
        worth, by = judgements.value(gap), judgements.lemma(gap)
        shown = script.formulas.term(gap)
        with script.lemma("A", f"{body} <= {value}", (proof.index,)) as lemma:
            with script.lemma("G", f"{script.formulas.term(size)} = {shown}") as own:
                judgements.prove(proof.node, size, gap)
            with script.lemma("P", f"0 <= {shown}") as positive:
                script.say(f"rewrite <- {own.name}; apply Rabs_pos.")
            if by is not None:
                script.say(f"rewrite {script.at(by)} in {positive.name}.")
            difference = coq.subtract(value, body)
            with script.lemma("E", f"{difference} = {self._write.fraction(worth).within(50)}"):
                judgements.equalities.close([proof.value, proof.body, worth])
            script.say("lra.")
        return lemma

    def _attained(self, formed: Lemma) -> None:
        """Prove the goal that the value is f(u) at some index: where u is greatest, or −u."""
        script, proof, write = self._script, self.proof, self._write
        ((mono, _),) = proof.outer.num.terms.items()
        ((maximum, _),) = mono.powers
        place = self._place(maximum)
        there = replace(write, moved=((proof.index, place),)).atom(proof.inner)
        outer = write.fraction(proof.outer)
        member = f"(Argmax_in _ _ {script.is_set(proof.index)})"
        script.say(f"exists {place.within(0)}; split; [exact {member}|].")
        with script.lemma("H", f"{there} = {outer.within(50)}") as same:
            script.say("unfold Max; field.")
        bound = Text(script.names.fresh("u"))
        inside = replace(write, placed=((proof.inner, bound),)).fraction(proof.form)
        of_inside = coq.function(bound.text, inside).within(0)
        script.say(f"transitivity ({of_inside} {there.within(0)}).")
        script.say(f"{{ exact ({formed.name} _ {member}). }}")
        script.say(f"transitivity ({of_inside} {outer.within(0)}).")
        script.say(f"{{ exact (f_equal {of_inside} {same.name}). }}")
        script.say("cbv beta.")
        value = put(self._arithmetic, proof.form, proof.inner, proof.outer)
        script.say(f"transitivity ({write.fraction(value)}).")
        with script.block():
            if value.den != ONE_POLY:
                self.judgements.signs.nonzero(value.den)
            script.say("same_inside; field; nonzero.")
        script.say("same_inside.")
        self.judgements.equalities.close([value, proof.value])

    def _place(self, maximum: Atom) -> Text:
        """Where what is inside, or its opposite, is greatest."""
        opened: Frac = self._arithmetic.opened(maximum, self.proof.index)
        over = self._over(self._write.fraction(opened))
        return coq.apply("Argmax", self._write.index_set(self.proof.index.set), over)
