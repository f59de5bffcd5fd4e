"""A claim as a theorem, and its proof object as the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from stabcheck.carriers.term import Term
from stabcheck.certificate.cases import Cases, proved
from stabcheck.certificate.goal import Goal, Kink
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.certificate.reasons import accept
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns, stated_fact
from stabcheck.certificate.statement import Statement
from stabcheck.certificate.words import Words
from stabcheck.proof.checker import stated_gaps
from stabcheck.proof.checker.signs import Signs
from stabcheck.proof.proof_object import Fact, Joined, Proof
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
    found = [*_kinks(own, proof, arguments, words)]
    kinks = tuple(kink for kink, _ in found)
    written = _Written.of("Theorem", own, (left, right), proof, arguments, words, given, kinks)
    before = [*words.definitions.values(), *(text for _, text in found)]
    return "\n".join([*before, written.text, f"Print Assumptions {own}.", ""])


def _kinks(
    name: str, proof: Proof, arguments: Mapping[str, Argument], words: Words
) -> Iterator[tuple[Kink, str]]:
    """The lemmas that put smooth formulas in place of others, each with its text."""
    own = proof.stated[: len(list(stated_gaps(arguments, ())))]
    for number, smoothed in enumerate(proof.prepared):
        if isinstance(smoothed, Joined):
            raise Uncertified("a derivative where two branches join")
        if smoothed.conditions:
            raise Uncertified("a formula that is smooth under conditions only")
        apart = Proof(smoothed.kinked, smoothed.smooth, own, (), (), smoothed.node)
        lemma = f"{name}_smooth{number or ''}"
        sides = smoothed.kinked, smoothed.smooth
        written = _Written.of("Lemma", lemma, sides, apart, arguments, words)
        given = (*written.statement.variables, *written.statement.hypotheses)
        yield Kink(smoothed.kinked, smoothed.smooth, lemma, given), written.text


@dataclass(frozen=True)
class _Written:
    statement: Statement
    text: str

    @classmethod
    def of(
        cls,
        kind: str,
        name: str,
        sides: tuple[Term, Term],
        proof: Proof,
        arguments: Mapping[str, Argument],
        words: Words,
        given: tuple[Term, ...] = (),
        kinks: tuple[Kink, ...] = (),
    ) -> _Written:
        """A statement and its proof."""
        script = Script(Names({*words.names}))
        goal = Goal(script, *sides, kinks)
        statement = Statement(script, arguments, words)
        statement.state(goal, given, proof.conditions)
        signs = _known(statement, given, proof)
        left, right = map(goal.smoothed, sides)
        Cases(script, goal, left, right).node(proof.node, signs)
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
    for name, condition in zip(statement.conditions, proof.conditions, strict=True):
        signs = signs.given(condition, Lemma(name))
    # The claim's own facts are no hypotheses of a case.
    own = Signs(arguments, signs.signs.facts)
    return KnownSigns(script, own, signs.facts, signs.lemmas, statement.bounds)
