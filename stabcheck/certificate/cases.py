"""The tree of cases: complementary splits, each leaf closed by the values of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from stabcheck.carriers.term import Term
from stabcheck.certificate.goal import Goal
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.reasons import accept
from stabcheck.certificate.rows import absurd
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.proof.algebra import Frac
from stabcheck.proof.checker.arithmetic import ZERO, of_number
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Exponentiated,
    Fact,
    Node,
    SameForm,
    Solved,
    Split,
)

__all__ = ["Cases", "stated_fact"]

_SHAPES = {">": "0 < {}", "≥": "0 <= {}", "≠": "{} <> 0"}


def stated_fact(script: Script, fact: Fact) -> str:
    """A fact as a statement."""
    return _SHAPES[fact.relation].format(script.formulas.values.fraction(fact.value))


@dataclass
class Cases:
    """Writes the proof of the goal, case by case; left = right is what it comes to."""

    script: Script
    goal: Goal
    left: Term
    right: Term

    def node(self, node: Node, signs: KnownSigns) -> None:
        """Prove the goal by this node of the tree."""
        signs = signs.copied()
        accept(node.signs, signs)
        match node:
            case Split():
                self._split(node, signs)
            case Empty():
                self.script.say("exfalso.")
                absurd(node.combination, signs)
            case Solved():
                self._solved(node, signs)
            case Case():
                self._case(node, signs)

    def _split(self, node: Split, signs: KnownSigns) -> None:
        script = self.script
        shown = script.formulas.values.fraction(node.value).within(0)
        test = f"Rlt_le_dec 0 {shown}" if node.strict else f"Rle_lt_dec 0 {shown}"
        above, below = script.names.fresh("C"), script.names.fresh("C")
        script.say(f"destruct ({test}) as [{above}|{below}].")
        upper = Fact(node.value, ">" if node.strict else "≥")
        negated = Frac(signs.signs.arithmetic.add(ZERO, node.value, -1).num, node.value.den)
        lower = Fact(negated, "≥" if node.strict else ">")
        with script.block():
            self.node(node.above, signs.given(upper, Lemma(above)))
        with script.block():
            with script.lemma("C", stated_fact(script, lower)) as lemma:
                script.say("lra.")
            self.node(node.below, signs.given(lower, lemma))

    def _solved(self, node: Solved, signs: KnownSigns) -> None:
        """Where only one value is left for a variable, that takes its place."""
        if self.goal.nodes or node.variable.op != "real":
            raise Uncertified("an entry or a derivative where a variable has one value only")
        script, arithmetic = self.script, signs.signs.arithmetic
        judgements = Judgements.of(signs, node.judgements)
        variable = node.variable
        gap = arithmetic.add(judgements.value(variable), judgements.value(node.term), -1)
        zero = signs.show(arithmetic.multiply(of_number(node.scale), gap), frozenset({0}))
        shown = [script.formulas.term(term).text for term in (variable, node.term)]
        value = judgements.by(node.term)
        with script.lemma("V", f"{shown[0]} = {shown[1]}") as lemma:
            script.say(f"pose proof {value}; lra." if value != "eq_refl" else "lra.")
        script.say(f"clear {zero}; rewrite ?{lemma.name}.")
        left, right = (_replaced(side, variable, node.term) for side in (self.left, self.right))
        Cases(script, self.goal, left, right).node(node.node, signs)

    def _case(self, node: Case, signs: KnownSigns) -> None:
        script = self.script
        judgements = Judgements.of(signs, node.judgements)
        if not isinstance(node.closing, SameForm | Exponentiated):
            raise Uncertified(f"a case closed by {type(node.closing).__name__}")
        self.goal.reduce(judgements)
        values = [judgements.value(side) for side in (self.left, self.right)]
        by_left, by_right = (judgements.by(side) for side in (self.left, self.right))
        texts = [script.formulas.values.fraction(value) for value in values]
        script.say(f"transitivity ({texts[0]}); [exact {by_left}|].")
        script.say(f"transitivity ({texts[1]}); [|symmetry; exact {by_right}].")
        if isinstance(node.closing, Exponentiated):
            self._exponentiated(node.closing.residual, values, judgements)
        elif values[0] == values[1]:
            script.say("reflexivity.")
        else:
            judgements.equalities.close(values)

    def _exponentiated(self, residual: Frac, values: list[Frac], judgements: Judgements) -> None:
        """What e is raised to is 0, if that is 1."""
        script, write = self.script, self.script.formulas.values
        numerator = Frac(residual.num)
        with script.lemma("Z", f"{write.fraction(numerator)} = 0") as lemma:
            script.say("apply exp_is_one.")
            judgements.equalities.close([of_number(1)], [numerator])
        script.say("apply Rminus_diag_uniq.")
        script.say(f"transitivity ({write.fraction(residual)}).")
        with script.block():
            judgements.equalities.close([*values, residual])
        script.say(f"rewrite {lemma.name}; unfold Rdiv; ring.")


def _replaced(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    return term.rebuild(partial(_replaced, old=old, new=new), lambda index: index)
