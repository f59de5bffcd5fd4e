"""The tree of cases: complementary splits, each leaf closed by the values of both sides."""

from __future__ import annotations

from dataclasses import dataclass

from stabcheck.carriers.term import Term
from stabcheck.certificate.formulas import Uncertified
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.reasons import Reasons
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.proof.algebra import Frac
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Fact,
    Node,
    SameForm,
    SignProof,
    Split,
)

__all__ = ["Cases"]

_SHAPES = {">": "0 < {}", "≥": "0 <= {}", "≠": "{} <> 0"}


@dataclass
class Cases:
    """Writes the proof of left = right, case by case."""

    script: Script
    left: Term
    right: Term

    def node(self, node: Node, signs: KnownSigns) -> None:
        """Prove the goal by this node of the tree."""
        signs = signs.copied()
        self.accept(node.signs, signs)
        match node:
            case Split():
                self._split(node, signs)
            case Empty():
                self.script.say("exfalso.")
                Reasons(self.script, signs).absurd(node.combination)
            case Case():
                self._case(node, signs)
            case _:
                raise Uncertified(f"a node of kind {type(node).__name__}")

    def accept(self, proofs: tuple[SignProof, ...], signs: KnownSigns) -> None:
        """Assert the signs of a node in their order."""
        reasons = Reasons(self.script, signs)
        for proof in proofs:
            reasons.prove(proof)
            signs.signs.accept((proof,))

    def _split(self, node: Split, signs: KnownSigns) -> None:
        script = self.script
        arithmetic = signs.signs.arithmetic
        shown = script.formulas.values.fraction(node.value).within(0)
        test = f"Rlt_le_dec 0 {shown}" if node.strict else f"Rle_lt_dec 0 {shown}"
        above, below = script.names.fresh("C"), script.names.fresh("C")
        script.say(f"destruct ({test}) as [{above}|{below}].")
        upper = Fact(node.value, ">" if node.strict else "≥")
        negated = Frac(arithmetic.plus(Frac(node.value.num).num, node.value.num, -2), node.value.den)
        lower = Fact(negated, "≥" if node.strict else ">")
        with script.block():
            self.node(node.above, self.given(signs, upper, Lemma(above)))
        with script.block():
            with script.lemma("C", self.fact(lower)) as lemma:
                script.say("lra.")
            self.node(node.below, self.given(signs, lower, lemma))

    def fact(self, fact: Fact) -> str:
        """A fact as a statement."""
        return _SHAPES[fact.relation].format(self.script.formulas.values.fraction(fact.value))

    def given(self, signs: KnownSigns, fact: Fact, lemma: Lemma) -> KnownSigns:
        """The signs under one more fact."""
        return KnownSigns(
            self.script, signs.signs.given(fact), [*signs.facts, lemma], {**signs.lemmas}, signs.bounds
        )

    def _case(self, node: Case, signs: KnownSigns) -> None:
        script = self.script
        judgements = Judgements(script, signs, {j.term: j for j in node.judgements})
        if not isinstance(node.closing, SameForm):
            raise Uncertified(f"a case closed by {type(node.closing).__name__}")
        values = [judgements.value(self.left), judgements.value(self.right)]
        for side in (self.left, self.right):
            judgements.lemma(side)
        script.say(
            f"transitivity ({script.formulas.values.fraction(judgements.value(self.left))});"
            f" [exact {judgements.by(self.left)}|]."
        )
        script.say(
            f"transitivity ({script.formulas.values.fraction(judgements.value(self.right))});"
            f" [|symmetry; exact {judgements.by(self.right)}]."
        )
        if values[0] == values[1]:
            script.say("reflexivity.")
        else:
            judgements.equalities.close(values)
