"""Sums over index sets of every length, piece by piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stabcheck.carriers.term import Index
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.equalities import Equalities
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.script import Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.certificate.values import Values
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate.arithmetic import of_atom
from stabcheck.proof.judgement import Exchange, Piece, SumProof

__all__ = ["Sums"]


@dataclass
class Sums:
    """Writes what shows the value of a sum."""

    script: Script
    signs: KnownSigns
    equalities: Equalities

    def _text(self, value: Frac) -> Text:
        return self.script.formulas.values.fraction(value)

    def _over(self, index: Index, body: Text) -> Text:
        over = coq.function(self.script.names.index(index), body)
        return coq.apply("Sum", self.script.formulas.values.index_set(index.set), over)

    def prove(self, proof: SumProof, body: str) -> None:
        """Prove the goal Σ body-as-a-term = value; ``body`` is the proof for each index."""
        self.script.say(
            f"transitivity ({self._over(proof.index, self._text(proof.body))});"
            f" [exact (Sum_ext _ _ _ {body})|]."
        )
        self._sum_of_values(proof)

    def _sum_of_values(self, proof: SumProof) -> None:
        """Prove the goal Σ body = value."""
        index, script = proof.index, self.script
        if index.set.removed:
            self._less_one(proof)
            return
        pieces = [
            Text(f"({self._text(p.coefficient)}) * ({self._text(p.summand)})", 40)
            for p in proof.pieces
        ]
        together = Text(" + ".join(piece.text for piece in pieces) or "0", 50)
        parts = [part for p in proof.pieces for part in (p.coefficient, p.summand)]
        self._each(index, together, [proof.body, *parts])
        sums = [self._over(index, self._text(piece.summand)) for piece in proof.pieces]
        self._linear(proof.pieces, sums, ["?Sum_plus", "?Sum_scaled", "?Sum_zero"])
        found = [self._text(piece.value) for piece in proof.pieces]
        lemmas = []
        for piece, total, value in zip(proof.pieces, sums, found, strict=True):
            with script.lemma("Q", f"{total} = {value}") as lemma:
                self._piece(piece, index)
            lemmas.append(f"?{lemma.name}")
        self._linear(proof.pieces, found, lemmas or ["?Sum_zero"])
        values = [part for p in proof.pieces for part in (p.coefficient, p.value)]
        self.equalities.close([proof.value, *values])

    def _linear(self, pieces: Sequence[Piece], sums: Sequence[Text], rules: list[str]) -> None:
        """Put Σ coefficient · sum in place of the goal's left side, by rewriting."""
        together = " + ".join(
            f"({self._text(piece.coefficient)}) * ({total})"
            for piece, total in zip(pieces, sums, strict=True)
        )
        self.script.say(f"transitivity ({together or '0'}).")
        self.script.say(f"{{ rewrite {', '.join(rules)}; reflexivity. }}")

    def _each(self, index: Index, body: Text, parts: Sequence[Frac]) -> None:
        """Put another body into the sum on the goal's left side, equal by multiplying out."""
        self.script.say(f"transitivity ({self._over(index, body)}).")
        with self.script.block():
            self.script.say("apply Sum_ext.")
            with self.script.introduced([index]):
                self.equalities.close(parts)

    def _less_one(self, proof: SumProof) -> None:
        """Σ over N∖{k} is Σ over N, less the term at k."""
        index, script, whole = proof.index, self.script, proof.whole
        if whole is None:
            raise ValueError("no sum over the whole set")
        (point,) = index.set.removed
        name = script.names.index_set(index.set)
        member = script.member_of_whole(point)
        values = script.formulas.values
        raw = replace(values, moved=((index, values.place(point)),))
        own = self._over(whole.index, self._text(whole.body))
        script.say(f"transitivity ({own} - ({raw.fraction(proof.body)})).")
        script.say(
            f"{{ rewrite (Sum_without {name} _ _ (proj1 set_{name}) {member}); reflexivity. }}"
        )
        taken = self._moved(proof.body, index, point, raw)
        total = self._over(whole.index, self._text(whole.body))
        with script.lemma("W", f"{total} = {self._text(whole.value)}") as lemma:
            self._sum_of_values(whole)
        script.say(f"rewrite ?{lemma.name}.")
        self.equalities.close([proof.value, whole.value, taken])

    def _moved(self, body: Frac, index: Index, point: Index, raw: Values) -> Frac:
        """Rewrite the body, as it reads at the point, to its value there."""
        script, arithmetic = self.script, self.signs.signs.arithmetic
        taken = arithmetic.at(body, index, point)
        with script.lemma("T", f"{raw.fraction(body)} = {self._text(taken)}") as lemma:
            monos = [mono for poly in (body.num, body.den) for mono in poly.terms]
            for exponent in dict.fromkeys(mono.exponent for mono in monos if mono.exponent):
                there = self._text(arithmetic.at(exponent, index, point))
                shown = f"exp ({raw.fraction(exponent)})"
                value = "1" if there.text == "0" else f"exp ({there})"
                with script.lemma("Y", f"{shown} = {value}") as rule:
                    script.say(f"transitivity (exp ({there})).")
                    script.say("{ apply f_equal; unfold Max; field; nonzero. }")
                    script.say("first [reflexivity | apply exp_0].")
                script.say(f"rewrite ?{rule.name}.")
            script.say("unfold Max in *.")
            script.say("field; nonzero.")
        script.say(f"rewrite {lemma.name}.")
        return taken

    def _piece(self, piece: Piece, index: Index) -> None:
        """Prove the goal Σ summand = value of one piece."""
        script, reason = self.script, piece.reason
        if isinstance(reason, Exchange):
            self._exchange(piece, reason, index)
        elif isinstance(reason, Index):
            self._delta(piece, reason, index)
        elif reason == "size":
            script.say("rewrite <- Sum_one; apply Sum_ext; intros; field.")
        else:
            ((mono, scale),) = piece.value.num.terms.items()
            ((atom, _),) = mono.powers
            arithmetic = self.signs.signs.arithmetic
            opened = arithmetic.opened(atom, index)
            if scale != 1:
                scaled = coq.multiply([coq.number(scale), self._text(opened)])
                self._each(index, scaled, [piece.summand, opened])
                script.say("rewrite Sum_scaled; reflexivity.")
                return
            script.say("apply Sum_ext.")
            with script.introduced([index]):
                self.equalities.close([piece.summand, opened])

    def _delta(self, piece: Piece, point: Index, index: Index) -> None:
        script = self.script
        name = script.names.index(index)
        place = script.formulas.values.place(point).within(0)
        text = self._text(piece.summand)
        set_name = script.names.index_set(index.set)
        member = script.member_of_whole(point)
        body = Text(f"delta {name} {place} * ({text})", 40)
        script.say(f"transitivity ({self._over(index, body)}).")
        with script.block():
            script.say("apply Sum_ext.")
            with script.introduced([index]):
                rules = f"(delta_square {name} {place}) (delta_sym {place} {name})"
                script.say(f"field [{rules}]; nonzero.")
        script.say(
            f"rewrite (Sum_delta {set_name} {place} (fun {name} => {text}) (proj1 set_{set_name})"
            f" {member}); cbv beta; rewrite ?delta_same; field; nonzero."
        )

    def _exchange(self, piece: Piece, reason: Exchange, index: Index) -> None:
        """Σ_i rest · Σ_d b = Σ_d Σ_i rest · b."""
        script, inner = self.script, reason.result.index
        arithmetic = self.signs.signs.arithmetic
        opened = arithmetic.opened(reason.inner, inner)
        rest = self._text(reason.rest)
        product = Text(f"({rest}) * ({self._text(opened)})", 40)
        script.say(f"transitivity ({self._over(index, self._over(inner, product))}).")
        with script.block():
            script.say("apply Sum_ext.")
            with script.introduced([index]):
                script.say("rewrite Sum_scaled.")
                self.equalities.close([piece.summand, reason.rest, of_atom(reason.inner)])
        script.say("rewrite Sum_exchange.")
        across = self._over(index, self._text(reason.across.body))
        with script.lemma(
            "A", f"{self._over(index, product)} = {self._text(reason.across.value)}", (inner,)
        ) as lemma:
            script.say(f"transitivity ({across}).")
            script.say("{ apply Sum_ext.")
            with script.introduced([index]):
                self.equalities.close([reason.rest, opened, reason.across.body])
            script.say("}")
            self._sum_of_values(reason.across)
        inner_name = script.names.index(inner)
        script.say(
            f"rewrite (Sum_ext _ _ (fun {inner_name} => {self._text(reason.across.value)})"
            f" {lemma.name})."
        )
        script.say(f"transitivity ({self._over(inner, self._text(reason.result.body))}).")
        script.say("{ apply Sum_ext.")
        with script.introduced([inner]):
            self.equalities.close([reason.across.value, reason.result.body])
        script.say("}")
        self._sum_of_values(reason.result)
