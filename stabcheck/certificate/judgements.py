"""Judgements, *term = value*, each an assertion that rests on those of the term's parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from stabcheck.carriers.term import Index, Term
from stabcheck.certificate.choices import Choice
from stabcheck.certificate.equalities import Equalities
from stabcheck.certificate.names import Uncertified
from stabcheck.certificate.rules import RULES
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.proof.algebra import Frac
from stabcheck.proof.judgement import Judgement, MonotoneProof, PowerProof
from stabcheck.proof.kernel.axioms import DEFINITIONS, filled
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.proof_object import Node

__all__ = ["Judgements", "Prove"]


Prove = Callable[[Node, Term, Term, KnownSigns], None]


@dataclass
class Judgements:
    """The judgements of one case, written when they are first asked for."""

    script: Script
    signs: KnownSigns
    judged: dict[Term, Judgement]
    by_cases: Prove
    written: dict[Term, Lemma | None] = field(default_factory=dict)

    @classmethod
    def of(cls, signs: KnownSigns, judgements: Iterable[Judgement], by_cases: Prove) -> Judgements:
        """These judgements under these signs; ``by_cases`` proves an equation by a node."""
        judged = {judgement.term: judgement for judgement in judgements}
        return cls(signs.script, signs, judged, by_cases)

    def under(self, signs: KnownSigns) -> Judgements:
        """The same where more is known; what is written there is for nowhere else."""
        return Judgements(self.script, signs, self.judged, self.by_cases, {**self.written})

    def read_back(self, term: Term) -> Term:
        """A formula that the proof reads back from a value, which must be that value for Coq too.

        The proof knows it to be defined where it is used; Coq's logarithm is 0 where it is not.
        """
        for part in term.subterms():
            if part.op == "log" and self.signs.signs.sign(self.value(part.parts[0])) != {1}:
                raise Uncertified("a logarithm read back where it may not be defined")
        return term

    def prove(self, node: Node, left: Term, right: Term) -> None:
        """Prove the goal left = right by a node of a proof, under the signs of this case."""
        self.by_cases(node, left, right, self.signs)

    @property
    def equalities(self) -> Equalities:
        """Proves equations between values under the signs of this case."""
        return Equalities(self.script, self.signs)

    def value(self, term: Term) -> Frac:
        """The value that is judged of a term."""
        judgement = self.judged.get(term)
        if judgement is None:
            raise Uncertified(f"the proof says nothing of a formula of kind {term.op}")
        return judgement.value

    def lemma(self, term: Term) -> Lemma | None:
        """The assertion that a term has its value, its proof written before.

        None where the value is the term as it stands.
        """
        if term not in self.written:
            for part in self._parts(term):
                self.lemma(part)
            over = self.script.loose(term.free_indices())
            text = self.script.formulas.term(term)
            value = self.script.formulas.values.fraction(self.value(term))
            if text.text == value.text:
                self.written[term] = None
                return None
            with self.script.lemma("J", f"{text.within(50)} = {value.within(50)}", over) as lemma:
                self._prove(self.judged[term])
            self.written[term] = lemma
        return self.written[term]

    def _prove(self, judgement: Judgement) -> None:
        term = judgement.term
        rule = RULES.get(term.op)
        if rule is None:
            raise Uncertified(f"a formula of kind {term.op}")
        rule(self, judgement, *term.parts)

    def by(self, term: Term) -> str:
        """The assertion at the indices of the context."""
        lemma = self.lemma(term)
        return "eq_refl" if lemma is None else self.script.at(lemma)

    def by_index(self, index: Index, body: Term) -> str:
        """That the body has its value at every index."""
        lemma = self.lemma(body)
        inside = "eq_refl" if lemma is None else self.script.at_every(index, lemma)
        return f"(fun {self.script.names.index(index)} {self.script.member(index)} => {inside})"

    def compose(self, name: str, *parts: Term) -> None:
        """Put the values of its parts in place of them in a function, the goal's left side."""
        if all(self.lemma(part) is None for part in parts):
            return
        values = self.script.formulas.values
        shown = " ".join(values.fraction(self.value(part)).within(0) for part in parts)
        rule = "f_equal" if len(parts) == 1 else f"f_equal{len(parts)}"
        proofs = " ".join(self.by(part) for part in parts)
        self.script.say(f"transitivity ({name} {shown}); [exact ({rule} {name} {proofs})|].")

    def _parts(self, term: Term) -> Iterable[Term]:
        """What the judgement of a term rests on."""
        if term.op in DEFINITIONS:
            return (filled(DEFINITIONS[term.op], term.parts),)
        if term.op == "power" and not isinstance(self.judged[term].witness, PowerProof):
            return (term.parts[0],)
        parts = _PARTS.get(term.op)
        return term.children if parts is None else parts(self, term)


def _of_binder(judgements: Judgements, term: Term) -> tuple[Term, ...]:
    index, body = term.parts
    witness = judgements.judged[term].witness
    if index.set.blocks:
        return (witness,) if isinstance(witness, Term) else ()
    body = Term("negative", body) if term.op == "min" else body
    return (body, witness.gap) if isinstance(witness, MonotoneProof) else (body,)


def _of_choice(judgements: Judgements, term: Term) -> tuple[Term, ...]:
    """The sides of the comparisons, and the branch that is taken, if only one can be."""
    choice = Choice(judgements, judgements.judged[term])
    sides = (side for comparison in choice.comparisons for side in comparison.parts)
    taken = choice.taken
    return (*sides, taken) if taken is not None else (*sides,)


_PARTS: dict[str, Callable[[Judgements, Term], tuple[Term, ...]]] = {
    "size": lambda _, _term: (),
    "derivative": lambda _, term: (derivative(*term.parts),),
    "where": _of_choice,
    **dict.fromkeys(("sum", "max", "min"), _of_binder),
}
