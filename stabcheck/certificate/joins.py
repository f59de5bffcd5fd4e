"""Derivatives where two branches meet, each by a lemma of its own before the theorem.

The lemma says that a formula has the slope of the branch that is taken.  Its proof goes through
the cases in which the prover compared the slopes: where the gap between the condition's sides is
not 0, the formula is one branch for a while; where it is 0, both have one value and one slope.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stabcheck.carriers.term import Term
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.cases import Cases, proved
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.goal import Goal, Kink
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.signs import KnownSigns, relation
from stabcheck.certificate.slopes import STATED, Slopes, curve
from stabcheck.certificate.words import Words
from stabcheck.proof.proof_object import Case, Joined, Solved

__all__ = ["Meeting", "MeetingCases", "Plain", "slope_of"]

_ORDER = {1: ("left", "left"), 0: ("left", "right"), -1: ("right", "right")}


def slope_of(step: Joined) -> Term:
    """The slope branch by branch."""
    condition, *branches = step.joined.parts
    slopes = (Term("derivative", branch, step.variable) for branch in branches)
    return Term("where", condition, *slopes)


class Plain(Goal):
    """left = right, with what derivatives the sides have as the table carries them out."""

    def __post_init__(self) -> None:
        self.nodes = []


@dataclass
class Meeting(Plain):
    """That the formula which joins has its slope, ``left``.

    ``same`` is the lemma that the formula is the branches, None where that shows; ``values`` and
    ``slopes`` say what these have in common where they meet.
    """

    step: Joined = field(kw_only=True)
    same: Kink | None = field(kw_only=True)
    values: str = field(kw_only=True)
    slopes: str = field(kw_only=True)
    unfolding: str = field(kw_only=True)

    def lines(self, words: Words) -> list[str]:
        """The conclusion."""
        node = Term("derivative", self.step.formula, self.step.variable)
        slope = self.script.formulas.term(self.left)
        return [f"  {self._limit(node, slope, words)}."]

    def curve(self, part: Term) -> str:
        """A part of the formula as a function of the variable."""
        bound = Text(self.script.names.along())
        along = curve(self.script, part, self.step.variable, bound)
        return coq.function(bound.text, along).within(0)

    def unsame(self) -> None:
        """Put the branches in place of the formula."""
        variable = self.step.variable
        if self.same is not None:
            name = self.script.formulas.term(variable).text.partition(" ")[0]
            self.script.say(f"apply (D_same {self.curve(self.step.joined)}).")
            moved = Text(self.script.names.fresh("t"))
            proof = self.same.at(variable, name, moved)
            self.script.say(f"{{ intro {moved}. symmetry. exact {proof}. }}")


class MeetingCases(Cases):
    """The proof of a meeting, through the cases in which its slopes were compared."""

    goal: Meeting

    def _case(self, node: Case, signs: KnownSigns) -> None:
        judgements = Judgements.of(signs, node.judgements, proved)
        sign = self._order(judgements)
        self._met(sign, Slopes(self.script, judgements, self.goal.step.variable))

    def _solved(self, node: Solved, signs: KnownSigns) -> None:
        """The gap is 0 where only one value is left for a variable of it."""
        judgements = Judgements.of(signs, node.judgements, proved)
        self.solution(node, signs, judgements)
        lesser, greater = self._sides
        gap = coq.subtract(*map(self.script.formulas.term, (greater, lesser)))
        with self.script.lemma("G", f"{gap} = 0"):
            self.script.say("first [lra | unfold Rabs; repeat destruct Rcase_abs; lra].")
        self._met(0, _AtSolution(self.script, judgements, self.goal.step.variable))

    @property
    def _sides(self) -> tuple[Term, Term]:
        """The sides of the condition, which holds where the first is less."""
        condition = self.goal.step.joined.parts[0]
        left, right = condition.parts
        return (left, right) if condition.op.startswith("less") else (right, left)

    def _met(self, sign: int, slopes: Slopes) -> None:
        """Prove the goal where the gap has this sign."""
        script, goal = self.script, self.goal
        condition, *branches = goal.step.joined.parts
        taken = {1: branches[:1], 0: branches, -1: branches[1:]}[sign]
        shown = []
        for branch in taken:
            slopes.prepare(branch)
            shown.append(script.at(slopes.lemma(branch)))
        if sign == 0:
            script.say(f"generalize {goal.values} {goal.slopes}; {goal.unfolding}cbv beta.")
        self._decide(sign)
        if sign == 0:
            script.say("intros values slopes.")
        goal.unsame()
        rule = "D_less" if condition.op in {"less", "greater"} else "D_at_most"
        curves = map(goal.curve, (*self._sides, *branches))
        script.say(f"apply ({rule} {' '.join(f'({each})' for each in curves)}).")
        absent = "{ intro here; cbv beta in here; exfalso; lra. }"
        only = f"{{ intros _. exact (proj2 {shown[0]}). }}"
        for step in (
            "{ steady. }",
            "{ steady. }",
            *(only if sign == s else absent for s in (1, -1)),
        ):
            script.say(step)
        if sign:
            script.say(absent)
            return
        script.say("{ intros _; cbv beta. split; [lra|split].")
        for each in shown:
            script.say(f"  {{ eapply D_is; [exact (proj2 {each})|lra]. }}")
        script.say("}")

    def _order(self, judgements: Judgements) -> int:
        """The sign of the gap here, put into the context; raises Uncertified where it is open."""
        script, signs = self.script, judgements.signs
        lesser, greater = self._sides
        values = [judgements.value(side) for side in (greater, lesser)]
        gap = signs.signs.arithmetic.add(values[0], values[1], -1)
        known = signs.signs.sign(gap)
        if len(known) != 1:
            raise Uncertified("branches that meet in a case which does not say on which side")
        write = script.formulas.values.fraction
        shown = coq.subtract(*map(script.formulas.term, (greater, lesser)))
        facts = [judgements.by(side) for side in (lesser, greater) if judgements.lemma(side)]
        with script.lemma("G", str(relation(shown, known))):
            signs.show(gap, known)
            with script.lemma(
                "E", f"{coq.subtract(*map(write, values))} = {write(gap).within(50)}"
            ):
                judgements.equalities.close([gap, *values])
            for fact in facts:
                script.say(f"pose proof {fact}.")
            script.say("lra.")
        return next(iter(known))

    def _decide(self, sign: int) -> None:
        """Say which of ≤ and < holds here."""
        sides = " ".join(f"({self.script.formulas.term(side)})" for side in self._sides)
        for test, holds in zip(("Rle_dec", "Rlt_dec"), _ORDER[sign], strict=True):
            other = "[|exfalso; lra]" if holds == "left" else "[exfalso; lra|]"
            self.script.say(f"destruct ({test} {sides}) as [?|?]; {other}.")


class _AtSolution(Slopes):
    """Slopes where the value of a variable stands in the context, from which all else follows."""

    def prepare(self, term: Term) -> None:
        """Nothing."""

    def _guard(self, term: Term, relation: str) -> str:
        shown = STATED[relation].format(self.script.formulas.term(term).within(50))
        with self.script.lemma("G", shown) as lemma:
            self.script.say("lra.")
        return lemma.name

    def _apart(self, left: Term, right: Term) -> str:
        shown = coq.subtract(*map(self.script.formulas.term, (left, right)))
        with self.script.lemma("G", f"{shown} <> 0") as lemma:
            self.script.say("lra.")
        return lemma.name
