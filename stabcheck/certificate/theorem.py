"""A claim as a theorem, and its proof object as the proof."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stabcheck.carriers.term import IndexSet, Term, constant
from stabcheck.certificate.cases import Cases
from stabcheck.certificate.judgements import Judgements
from stabcheck.certificate.names import identifier
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import KnownSigns
from stabcheck.proof.checker import stated_gaps
from stabcheck.proof.checker.signs import Signs
from stabcheck.proof.proof_object import Fact, Proof
from stabcheck.statement import Argument

__all__ = ["theorem"]

_DECIDED = {
    "less": "{0} < {1}",
    "less_equal": "{0} <= {1}",
    "greater": "{1} < {0}",
    "greater_equal": "{1} <= {0}",
}


def theorem(
    name: str,
    proof: Proof,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...] = (),
) -> str:
    """The theorem and its proof; raises Uncertified where one of them cannot be written."""
    script = Script()
    statement = _Statement(script, arguments)
    statement.state(given, proof)
    signs = statement.known(given, proof)
    Cases(script, proof.left, proof.right).node(proof.node, signs)
    own = identifier(name)
    lines = [
        f"Theorem {own} :",
        *statement.lines,
        "Proof.",
        f"  intros {' '.join([*statement.variables, *statement.hypotheses])}.",
        *script.lines,
        "Qed.",
        "",
        f"Print Assumptions {own}.",
        "",
    ]
    return "\n".join(lines)


@dataclass
class _Statement:
    """What the theorem says: variables, hypotheses, the equation."""

    script: Script
    arguments: Mapping[str, Argument]
    variables: list[str] = field(default_factory=list)
    hypotheses: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bounds: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def state(self, given: tuple[Term, ...], proof: Proof) -> None:
        """The statement, from the claim's terms."""
        names, formulas = self.script.names, self.script.formulas
        sizes = dict.fromkeys(s for a in self.arguments.values() for s in a.sizes)
        binders = [f"({names.index_set(IndexSet(size))} : list nat)" for size in sizes]
        self.variables = [names.index_set(IndexSet(size)) for size in sizes]
        premises = [(f"set_{s}", f"index_set {s}") for s in self.variables]
        for name, argument in self.arguments.items():
            if argument.kind == "index":
                continue
            own = identifier(name)
            names.taken.add(own)
            self.variables.append(own)
            kind = "nat -> " * len(argument.sizes) + "R"
            binders.append(f"({own} : {kind})")
            premises += self._premises(name, argument)
        for index in self.script.loose(proof.left.free_indices() | proof.right.free_indices()):
            own = names.index(index)
            self.script.context.add(index)
            self.variables.append(own)
            binders.append(f"({own} : nat)")
            premises.append((f"In_{own}", f"In {own} {names.index_set(index.set)}"))
        for condition in given:
            left, right = map(formulas.term, condition.parts)
            shown = _DECIDED[condition.op].format(left.within(50), right.within(50))
            premises.append((names.fresh("given"), shown))
        cases = Cases(self.script, proof.left, proof.right)
        premises += [(names.fresh("condition"), cases.fact(fact)) for fact in proof.conditions]
        self.hypotheses = [name for name, _ in premises]
        left, right = formulas.term(proof.left), formulas.term(proof.right)
        self.lines = [
            *([f"  forall {' '.join(binders)},"] if binders else []),
            *(f"  {shown} ->" for _, shown in premises),
            f"  {left.within(50)}",
            f"  = {right.within(50)}.",
        ]

    def _premises(self, name: str, argument: Argument) -> Iterator[tuple[str, str]]:
        names = self.script.names
        own = identifier(name)
        found = []
        for bound, shape in ((argument.above, "{0} < {1}"), (argument.below, "{1} < {0}")):
            if bound is None:
                continue
            letters = [f"i{k}" for k, _ in enumerate(argument.sizes)]
            over = "".join(
                f"forall {letter}, In {letter} {names.index_set(IndexSet(size))} -> "
                for letter, size in zip(letters, argument.sizes, strict=True)
            )
            limit = self.script.formulas.term(constant(bound))
            hypothesis = names.fresh(f"bound_{own}")
            found.append(hypothesis)
            yield hypothesis, over + shape.format(limit.within(50), " ".join([own, *letters]))
        self.bounds[name] = tuple(found)

    def known(self, given: tuple[Term, ...], proof: Proof) -> KnownSigns:
        """The claim's own hypotheses and the conditions, as facts."""
        signs = KnownSigns(self.script, Signs(self.arguments, ()), bounds=self.bounds)
        cases = Cases(self.script, proof.left, proof.right)
        for stated, (gap, relation) in zip(
            proof.stated, stated_gaps(self.arguments, given), strict=True
        ):
            inner = signs.copied()
            cases.accept(stated.signs, inner)
            judgements = Judgements(self.script, inner, {j.term: j for j in stated.judgements})
            by = judgements.by(gap)
            fact = Fact(judgements.value(gap), relation)
            with self.script.lemma("F", cases.fact(fact)) as lemma:
                self.script.say(f"rewrite <- {by}; lra.")
            signs = cases.given(signs, fact, lemma)
        facts = (*signs.signs.facts, *proof.conditions)
        premises = [name for name in self.hypotheses if name.startswith("condition")]
        lemmas = [*signs.facts, *map(Lemma, premises)]
        return KnownSigns(self.script, Signs(self.arguments, facts), lemmas, {}, self.bounds)
