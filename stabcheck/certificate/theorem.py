"""A claim as a theorem, and its proof object as the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import zip_longest

from stabcheck.carriers.term import Term
from stabcheck.certificate.cases import Cases, proved
from stabcheck.certificate.goal import Goal, Joint, Kink
from stabcheck.certificate.joins import Meeting, MeetingCases, Plain, slope_of
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.certificate.reasons import accept
from stabcheck.certificate.script import Script
from stabcheck.certificate.signs import KnownSigns, stated_fact
from stabcheck.certificate.statement import Statement
from stabcheck.certificate.words import Words
from stabcheck.proof.elaborate import stated_gaps
from stabcheck.proof.elaborate.signs import Signs
from stabcheck.proof.kernel.calculus import TURNED
from stabcheck.proof.proof_object import Fact, Joined, Node, Proof, Smoothed
from stabcheck.quantity import Argument

__all__ = ["theorem"]


def theorem(
    name: str,
    left: Term,
    right: Term,
    proof: Proof,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...] = (),
) -> str:
    """The theorem left = right, under what is ``given``, and its proof.

    Raises Uncertified where one of them cannot be written.
    """
    own = identifier(name)
    words = Words.of([left, right, *given], Names({*map(identifier, arguments)}))
    before = _Before(own, proof, arguments, words)
    prepared = before.lemmas(proof.prepared)
    goal = Goal(Script(Names({*words.names})), left, right, prepared)
    written = _Written.of("Theorem", own, goal, proof, arguments, words, given)
    texts = [*words.definitions.values(), *before.texts, written.text]
    return "\n".join([*texts, f"Print Assumptions {own}.", ""])


@dataclass
class _Before:
    """The lemmas about derivatives that come before a theorem, and their texts."""

    name: str
    proof: Proof
    arguments: Mapping[str, Argument]
    words: Words
    texts: list[str] = field(default_factory=list)

    def lemmas(self, steps: tuple[Smoothed | Joined, ...]) -> tuple[Kink | Joint, ...]:
        """A lemma for each step, in their order; raises Uncertified where one is not written."""
        found: list[Kink | Joint] = []
        for number, step in enumerate(steps):
            if step.conditions:
                raise Uncertified("a derivative that is found under conditions only")
            if isinstance(step, Smoothed):
                sides = step.kinked, step.smooth
                found.append(self._same(f"smooth{number or ''}", sides, step.node))
            else:
                found.append(self._joint(f"join{number or ''}", step, tuple(found)))
        return tuple(found)

    def _same(self, suffix: str, sides: tuple[Term, Term], node: Node) -> Kink:
        """Two formulas that are equal."""
        goal = Plain(Script(Names({*self.words.names})), *sides)
        lemma, given = self._lemma(suffix, goal, node)
        return Kink(*sides, lemma, given, tuple(self.words.used_in(self.texts[-1])))

    def _lemma(
        self, suffix: str, goal: Goal, node: Node, cases: type[Cases] = Cases
    ) -> tuple[str, tuple[str, ...]]:
        """A lemma's name and the names of what it is applied to, its text kept."""
        own = self.proof.stated[: len(list(stated_gaps(self.arguments, ())))]
        apart = Proof(goal.left, goal.right, own, (), (), node)
        name = f"{self.name}_{suffix}"
        written = _Written.of("Lemma", name, goal, apart, self.arguments, self.words, cases=cases)
        self.texts.append(written.text)
        return name, (*written.statement.variables, *written.statement.hypotheses)

    def _joint(self, suffix: str, step: Joined, before: tuple[Kink | Joint, ...]) -> Joint:
        """The derivative where two branches meet, after what these have in common."""
        condition, *branches = step.joined.parts
        slope = slope_of(step)
        if any(each.applied(slope) != slope for each in before):
            raise Uncertified("branches that meet in branches that meet")
        turned = Term(TURNED[condition.op], *condition.parts)
        other = Term("where", turned, *branches)
        same = None
        if _unnamed(step.formula) != _unnamed(step.joined):
            same = self._same(f"{suffix}_same", (step.formula, step.joined), step.same)
        values = self._same(f"{suffix}_values", (step.joined, other), step.values)
        turned_slope = Term("where", turned, *slope.parts[1:])
        slopes = self._same(f"{suffix}_slopes", (slope, turned_slope), step.slopes)
        names = " ".join(self.words.used_in("".join(self.texts[-2:])))
        goal = Meeting(
            Script(Names({*self.words.names})),
            *(slope, turned_slope),
            step=step,
            same=same,
            values=_applied(values),
            slopes=_applied(slopes),
            unfolding=f"cbv beta delta [{names}]; " if names else "",
        )
        lemma, given = self._lemma(suffix, goal, step.slopes, MeetingCases)
        node = Term("derivative", step.formula, step.variable)
        return Joint(node, slope, " ".join([lemma, *given]))


def _applied(lemma: Kink) -> str:
    return f"({' '.join([lemma.lemma, *lemma.arguments])})"


def _unnamed(term: Term) -> Term:
    """The term with names replaced by what they mean."""
    if term.op == "named":
        return _unnamed(term.parts[3])
    return term.rebuild(_unnamed, lambda index: index)


@dataclass(frozen=True)
class _Written:
    statement: Statement
    text: str

    @classmethod
    def of(
        cls,
        kind: str,
        name: str,
        goal: Goal,
        proof: Proof,
        arguments: Mapping[str, Argument],
        words: Words,
        given: tuple[Term, ...] = (),
        cases: type[Cases] = Cases,
    ) -> _Written:
        """A statement and its proof."""
        script = goal.script
        statement = Statement(script, arguments, words)
        statement.state(goal, given, proof.conditions)
        signs = _known(statement, given, proof)
        left, right = map(goal.smoothed, (goal.left, goal.right))
        cases(script, goal, left, right).node(proof.node, signs)
        named = " ".join([*statement.variables, *statement.hypotheses])
        opening = [f"  intros {named}."] if named else []
        opening += statement.unfolding
        lines = [f"{kind} {name} :", *statement.lines, "Proof.", *opening, *script.lines]
        return cls(statement, "\n".join([*lines, "Qed.", ""]))


def _known(statement: Statement, given: tuple[Term, ...], proof: Proof) -> KnownSigns:
    """The claim's own hypotheses and the conditions, as facts."""
    script, arguments = statement.script, statement.arguments
    signs = KnownSigns(script, Signs(arguments, ()), bounds=statement.bounds)
    gaps = zip(proof.stated, stated_gaps(arguments, given), strict=True)
    for (stated, (gap, relation)), entries in zip_longest(gaps, statement.nearest()):
        inner = signs.copied()
        accept(stated.signs, inner)
        judgements = Judgements.of(inner, stated.judgements, proved)
        by = judgements.by(gap)
        fact = Fact(judgements.value(gap), relation)
        with script.lemma("F", stated_fact(script, fact)) as lemma:
            if entries is None:
                script.say(f"first [lra | rewrite <- {by}; lra].")
            else:
                script.say(f"try rewrite <- {by}. {entries}.")
        signs = signs.given(fact, lemma)
    for lemma, condition in zip(statement.conditions, proof.conditions, strict=True):
        signs = signs.given(condition, lemma)
    # The claim's own facts are no hypotheses of a case.
    own = Signs(arguments, signs.signs.facts)
    return KnownSigns(script, own, signs.facts, signs.lemmas, statement.bounds)
