"""What a theorem says: variables, hypotheses, and the equation, all from the claim's terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from stabcheck.carriers.term import IndexSet, Term, constant
from stabcheck.certificate.formulas import Formulas
from stabcheck.certificate.goal import Goal
from stabcheck.certificate.names import Uncertified, identifier
from stabcheck.certificate.script import Lemma, Script
from stabcheck.certificate.signs import stated_fact
from stabcheck.certificate.values import indices_of
from stabcheck.certificate.words import Words
from stabcheck.proof.proof_object import Fact
from stabcheck.quantity import Argument

__all__ = ["Statement", "as_premise", "conjuncts"]

_RELATIONS = {
    "less": "{0} < {1}",
    "less_equal": "{0} <= {1}",
    "greater": "{1} < {0}",
    "greater_equal": "{1} <= {0}",
    "not_equal": "{0} <> {1}",
}


@dataclass
class Statement:
    """The ``variables`` and ``hypotheses`` by name, and the ``lines`` of the whole statement.

    ``conditions`` are the hypotheses that the proof needs besides the claim's own, ``bounds``
    those on the entries and values of each argument.  ``words`` are the functions that the claim
    names, here under their names.
    """

    script: Script
    arguments: Mapping[str, Argument]
    words: Words
    variables: list[str] = field(default_factory=list)
    hypotheses: list[str] = field(default_factory=list)
    conditions: list[Lemma] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bounds: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _kinds: list[str] = field(default_factory=list)

    def state(self, goal: Goal, given: tuple[Term, ...], conditions: tuple[Fact, ...]) -> None:
        """Write it down, and put its free indices into the script's context."""
        premises = self.premises(goal, given)
        for condition in conditions:
            over = self.script.loose(indices_of(condition.value))
            name = self.script.names.fresh("condition")
            self.conditions.append(Lemma(name, over))
            shown = self.script.quantified(over) + stated_fact(self.script, condition)
            premises.append((name, shown))
        self.hypotheses = [name for name, _ in premises]
        self.lines = [
            *([f"  forall {' '.join(self.binders)},"] if self.variables else []),
            *(f"  {as_premise(shown)} ->" for _, shown in premises),
            *goal.lines(self.words),
        ]

    def premises(self, goal: Goal, given: tuple[Term, ...]) -> list[tuple[str, str]]:
        """What the claim itself says of its variables, each under a name."""
        premises = [*self._of_sizes(), *self._of_arguments(), *self._of_indices(goal)]
        for hypothesis in given:
            parts = map(self._given, conjuncts(hypothesis))
            premises += [(self.script.names.fresh("given"), part) for part in parts]
        return premises

    @property
    def binders(self) -> list[str]:
        """The variables with their types, neighbours of one type together."""
        named = zip(self.variables, self._kinds, strict=True)
        together = [
            (kind, [name for name, _ in each]) for kind, each in groupby(named, itemgetter(1))
        ]
        return [f"({' '.join(names)} : {kind})" for kind, names in together]

    @property
    def unfolding(self) -> list[str]:
        """The step from the statement to what the proof is written for."""
        names = self.words.used_in("\n".join(self.lines))
        return [f"  cbv beta delta [{' '.join(names)}] in *."] if names else []

    @property
    def _formulas(self) -> Formulas:
        return Formulas(self.script.names, words=self.words)

    def _variable(self, name: str, kind: str) -> None:
        self.variables.append(name)
        self._kinds.append(kind)

    def _of_sizes(self) -> Iterator[tuple[str, str]]:
        for size in dict.fromkeys(s for a in self.arguments.values() for s in a.sizes):
            name = self.script.names.index_set(IndexSet(size))
            self._variable(name, "list nat")
            yield f"set_{name}", f"index_set {name}"

    def _of_arguments(self) -> Iterator[tuple[str, str]]:
        for name, argument in self.arguments.items():
            if argument.kind != "index":
                own = identifier(name)
                self.script.names.taken.add(own)
                self._variable(own, "nat -> " * len(argument.sizes) + "R")
                yield from self._of_bounds(name, argument)

    def _of_bounds(self, name: str, argument: Argument) -> Iterable[tuple[str, str]]:
        names, own = self.script.names, identifier(name)
        letters = [f"i{k}" for k, _ in enumerate(argument.sizes)]
        over = "".join(
            f"forall {letter}, In {letter} {names.index_set(IndexSet(size))} -> "
            for letter, size in zip(letters, argument.sizes, strict=True)
        )
        found = []
        for relation, bound in argument.limits:
            limit = self.script.formulas.term(constant(bound)).within(50)
            shown = over + _RELATIONS[relation].format(" ".join([own, *letters]), limit)
            found.append((names.fresh(f"bound_{own}"), shown))
        self.bounds[name] = tuple(hypothesis for hypothesis, _ in found)
        return found

    def nearest(self) -> Iterator[str | None]:
        """How each bound other than 0 holds of the entry nearest to it; None for a real's bound."""
        for name, argument in self.arguments.items():
            for (_, bound), own in zip(argument.limits, self.bounds.get(name, ()), strict=True):
                if argument.kind == "real":
                    yield None
                elif bound.value != 0:
                    yield _at_extremum(own, len(argument.sizes))

    def _of_indices(self, goal: Goal) -> Iterator[tuple[str, str]]:
        script = self.script
        for index in script.loose(goal.left.free_indices() | goal.right.free_indices()):
            own = script.names.index(index)
            script.context.add(index)
            self._variable(own, "nat")
            yield f"In_{own}", f"In {own} {script.formulas.values.index_set(index.set).within(0)}"

    def _given(self, condition: Term) -> str:
        if condition.op not in _RELATIONS or _has_derivative(condition):
            raise Uncertified(f"a hypothesis of kind {condition.op}")
        left, right = map(self._formulas.term, condition.parts)
        return _RELATIONS[condition.op].format(left.within(50), right.within(50))


def as_premise(proposition: str) -> str:
    """A proposition as it stands before an arrow: a ``forall`` would reach over what follows."""
    return f"({proposition})" if proposition.startswith("forall") else proposition


def _at_extremum(hypothesis: str, axes: int) -> str:
    """What the hypothesis says of all entries, for the largest or smallest of them."""
    letters = [f"i{axis}" for axis in range(axes)]
    steps = [f"at_extremum {letter} In_{letter}" for letter in reversed(letters)]
    places = " ".join(f"{letter} In_{letter}" for letter in letters)
    return "; ".join([*steps, f"pose proof ({hypothesis} {places})", "lra"])


def conjuncts(condition: Term) -> list[Term]:
    """The comparisons that a hypothesis is made of."""
    if condition.op != "and":
        return [condition]
    return [part for each in condition.parts for part in conjuncts(each)]


def _has_derivative(term: Term) -> bool:
    return any(part.op == "derivative" for part in term.subterms())
