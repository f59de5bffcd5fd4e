"""Maxima over index sets of every length."""

from __future__ import annotations

from dataclasses import dataclass

from stabcheck.carriers.term import Index
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.equalities import Equalities
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.script import Script
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate.arithmetic import Arithmetic, exp_of, of_atom, of_number
from stabcheck.proof.judgement import MaxProof

__all__ = ["Maxima"]


@dataclass
class Maxima:
    """Writes what shows the value of a maximum."""

    script: Script
    arithmetic: Arithmetic
    equalities: Equalities

    def prove(self, proof: MaxProof, body: str) -> None:
        """Prove the goal max body-as-a-term = value; ``body`` is the proof for each index."""
        over = self._over(proof.index, self._text(proof.body))
        rule = f"Max_ext _ _ _ {self.script.is_set(proof.index)} {body}"
        self.script.say(f"transitivity ({over}); [exact ({rule})|].")
        self._of_values(proof)

    def _text(self, value: Frac) -> Text:
        return self.script.formulas.values.fraction(value)

    def _over(self, index: Index, body: Text) -> Text:
        over = coq.function(self.script.names.index(index), body)
        return coq.apply("Max", self.script.formulas.values.index_set(index.set), over)

    def _of_values(self, proof: MaxProof) -> None:
        """Prove the goal max body = value: free + scale · max b, or free where there is no b."""
        if proof.inner is not None:
            body, value = self.arithmetic.opened(proof.inner, proof.index), of_atom(proof.inner)
        elif proof.exponent is not None:
            body, value = exp_of(proof.exponent.body), exp_of(proof.exponent.value)
        else:
            self._replace(proof, self._text(proof.free), [proof.free])
            self.script.say("rewrite Max_constant.")
            self.equalities.close([proof.value, proof.free])
            return
        script, is_set = self.script, self.script.is_set(proof.index)
        free, scale = self._text(proof.free), coq.number(proof.scale).within(30)
        affine = Text(f"({free}) + ({scale}) * ({self._text(body)})")
        self._replace(proof, affine, [proof.free, of_number(proof.scale), body])
        over = coq.function(script.names.index(proof.index), self._text(body))
        script.say(f"rewrite (Max_affine _ _ _ ({over}) {is_set}) by lra.")
        if proof.exponent is not None:
            self._of_exponentials(proof.exponent, is_set)
        self.equalities.close([proof.value, proof.free, value])

    def _replace(self, proof: MaxProof, body: Text, parts: list[Frac]) -> None:
        """Put another body into the maximum, equal by multiplying out."""
        self.script.say(f"transitivity ({self._over(proof.index, body)}).")
        with self.script.block():
            self.script.say(f"apply (Max_ext _ _ _ {self.script.is_set(proof.index)}).")
            with self.script.introduced([proof.index]):
                self.equalities.close([proof.body, *parts])

    def _of_exponentials(self, proof: MaxProof, is_set: str) -> None:
        """The largest exponential is that of the largest exponent."""
        exponent = coq.function(self.script.names.index(proof.index), self._text(proof.body))
        self.script.say(f"rewrite (Max_exp _ ({exponent}) {is_set}).")
        over = self._over(proof.index, self._text(proof.body))
        with self.script.lemma("E", f"{over} = {self._text(proof.value)}") as lemma:
            self._of_values(proof)
        self.script.say(f"rewrite ?{lemma.name}.")
