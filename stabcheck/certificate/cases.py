"""The tree of cases: complementary splits, each leaf closed by the values of both sides."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from stabcheck.carriers.term import Term
from stabcheck.certificate.combined import Combined
from stabcheck.certificate.goal import Goal
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.reasons import accept
from stabcheck.certificate.rows import absurd
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns, stated_fact
from stabcheck.certificate.slopes import carried_out
from stabcheck.proof.algebra import Frac, Poly
from stabcheck.proof.elaborate.arithmetic import ZERO, of_atom, of_number
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Exponentiated,
    Fact,
    Group,
    Node,
    Solved,
    Split,
    SumRelation,
)

__all__ = ["Cases", "proved"]


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
        if self.goal.nodes:
            raise Uncertified("a derivative where a variable has one value only")
        judgements = Judgements.of(signs, node.judgements, proved)
        zero, lemma = self.solution(node, signs, judgements)
        variable = node.variable
        self.script.say(f"clear {zero}; rewrite ?{lemma.name}.")
        left, right = (_replaced(side, variable, node.term) for side in (self.left, self.right))
        Cases(self.script, self.goal, left, right).node(node.node, signs)

    def solution(
        self, node: Solved, signs: KnownSigns, judgements: Judgements
    ) -> tuple[str, Lemma]:
        """That the variable is the term, and what that rests on."""
        script, arithmetic, variable = self.script, signs.signs.arithmetic, node.variable
        gap = arithmetic.add(judgements.value(variable), judgements.value(node.term), -1)
        zero = signs.show(arithmetic.multiply(of_number(node.scale), gap), frozenset({0}))
        shown = [script.formulas.term(term).text for term in (variable, node.term)]
        value = judgements.by(node.term)
        with script.lemma("V", f"{shown[0]} = {shown[1]}") as lemma:
            script.say(f"pose proof {value}; lra." if value != "eq_refl" else "lra.")
        return zero, lemma

    def _case(self, node: Case, signs: KnownSigns) -> None:
        script = self.script
        judgements = Judgements.of(signs, node.judgements, proved)
        self.goal.reduce(judgements)
        values = [judgements.value(side) for side in (self.left, self.right)]
        by_left, by_right = (judgements.by(side) for side in (self.left, self.right))
        texts = [script.formulas.values.fraction(value) for value in values]
        script.say(f"transitivity ({texts[0]}); [exact {by_left}|].")
        script.say(f"transitivity ({texts[1]}); [|symmetry; exact {by_right}].")
        if isinstance(node.closing, Exponentiated):
            self._exponentiated(node.closing.residual, values, judgements)
        elif isinstance(node.closing, SumRelation):
            self._related(node.closing, values, judgements)
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
        self._vanishing(residual, lemma, values, judgements)

    def _related(self, closing: SumRelation, values: list[Frac], judgements: Judgements) -> None:
        """The numerator of the difference is a sum of groups, each of which is 0."""
        script, write = self.script, self.script.formulas.values
        numerator = Frac(closing.residual.num)
        groups = [self._group(group, judgements) for group in closing.groups]
        parts = [Frac(Poly({group.cofactor: Fraction(1)})) for group in closing.groups]
        sums = [of_atom(atom) for group in closing.groups for _, atom in group.members]
        with script.lemma("Z", f"{write.fraction(numerator)} = 0") as lemma:
            script.say(f"transitivity ({' + '.join(text for text, _ in groups)}).")
            with script.block():
                judgements.equalities.close([numerator, *parts, *sums])
            script.say(f"rewrite {', '.join(each.name for _, each in groups)}; ring.")
        self._vanishing(closing.residual, lemma, values, judgements)

    def _group(self, group: Group, judgements: Judgements) -> tuple[str, Lemma]:
        """cofactor · Σ coefficient · sum, and that the sum is 0."""
        script, write = self.script, self.script.formulas.values
        combined = Combined(script, judgements.signs, group.index)
        total, together = combined.total(group.members, group.summand)
        with script.lemma("Z", f"{total} = 0") as lemma:
            script.say(f"rewrite {together.name}; apply Sum_zeros.")
            with script.introduced([group.index]):
                self._summand(group, judgements)
        return f"{write.monomial(group.cofactor).within(30)} * ({total})", lemma

    def _summand(self, group: Group, judgements: Judgements) -> None:
        """Prove the goal summand = 0, by multiplying out or case by case."""
        script = self.script
        if group.term is None or group.zero is None:
            judgements.equalities.close([group.summand])
            return
        script.say(f"transitivity ({script.formulas.term(group.term)}).")
        script.say("{ first [reflexivity | unfold lnabs, root; field; nonzero]. }")
        judgements.prove(group.zero, group.term, Term("rational", Fraction(0)))

    def _vanishing(
        self, residual: Frac, zero: Lemma, values: list[Frac], judgements: Judgements
    ) -> None:
        """Prove the goal, an equation of values whose difference has a numerator that is 0."""
        script, write = self.script, self.script.formulas.values
        script.say("apply Rminus_diag_uniq.")
        script.say(f"transitivity ({write.fraction(residual)}).")
        with script.block():
            judgements.equalities.close([*values, residual])
        script.say(f"rewrite {zero.name}; unfold Rdiv; ring.")


def proved(node: Node, left: Term, right: Term, signs: KnownSigns) -> None:
    """Prove the goal left = right, a step in a greater proof, by a node of its own."""
    goal = Goal(signs.script, left, right)
    Cases(signs.script, goal, left, right).node(node, signs)


def _replaced(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    if term.op == "derivative":  # differentiate first: afterwards the variable may be another
        return _replaced(carried_out(term), old, new)
    return term.rebuild(partial(_replaced, old=old, new=new), lambda index: index)
