"""Before anything is differentiated: kinks that cancel, and formulas that meet smoothly.

A step puts other formulas in the place of derivatives; what is shown of the sides after the steps
is brought back to the sides as they stand in the claim.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Protocol

from stabcheck.carriers.term import BINDERS, Term
from stabcheck.proof import kernel
from stabcheck.proof.elaborate.carried import Carried
from stabcheck.proof.elaborate.extrema import rewritten
from stabcheck.proof.elaborate.indices import is_continuous
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.known_signs import HOLDS
from stabcheck.proof.elaborate.lemmas import trivial
from stabcheck.proof.elaborate.reasons import accept
from stabcheck.proof.elaborate.stated import Opening, specialised, supposed
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.calculus import TURNED
from stabcheck.proof.kernel.formulas import canonical
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.proof_object import Joined, Smoothed

__all__ = ["Restored", "Solving", "Step", "prepared"]

Equality = Callable[..., tuple[Theorem, ...]]


class Step(Protocol):
    """What takes the place of formulas, and how theorems about that are brought back."""

    def applied(self, term: Term) -> Term:
        """The term with other formulas in it."""

    def equality(self, term: Term, known: list[Theorem]) -> Theorem:
        """The term is what it becomes; ``known`` is what was shown of that."""

    def lemmas(self, term: Term, known: list[Theorem]) -> list[Theorem]:
        """What the term needs to be defined, as far as it is more than is known."""


def _congruent(term: Term, equality: Callable[[Term], Theorem]) -> Theorem:
    """A formula is what it becomes where its parts become others."""
    if term.op == "named":
        return equality(term.parts[3])
    if term.op in BINDERS:
        index, body = term.parts
        return kernel.under(term.op, index, equality(body))
    return kernel.congruence(term, *map(equality, term.children))


@dataclass(frozen=True)
class Replacing:
    """One formula for another that is the ``same`` around a point, in derivatives.

    ``own`` says what the one needs to be defined; if it is a derivative itself, it is replaced
    ``everywhere``.  ``held`` are the conditions of this, as they hold at the point.
    """

    old: Term
    new: Term
    same: Theorem
    own: tuple[Theorem, ...]
    given: frozenset[Term]
    held: tuple[Theorem, ...]
    everywhere: bool

    def applied(self, term: Term) -> Term:
        """The term with the new formula in its derivatives."""
        return self._applied(term, inside=self.everywhere)

    def _applied(self, term: Term, *, inside: bool) -> Term:
        if inside and term == self.old:
            return self.new
        below = inside or term.op == "derivative"
        return term.rebuild(partial(self._applied, inside=below), lambda index: index)

    def equality(self, term: Term, known: list[Theorem]) -> Theorem:
        """The term is what it becomes."""
        del known
        return self._at_point(self._equality(term, inside=self.everywhere))

    def _at_point(self, theorem: Theorem) -> Theorem:
        for condition in self.held:
            theorem = kernel.cut(condition, theorem)
        return theorem

    def _equality(self, term: Term, *, inside: bool) -> Theorem:
        if inside and term == self.old:
            return self.same
        if self._applied(term, inside=inside) == term:
            return trivial(term, term)
        if term.op == "derivative":
            return kernel.smoothing(term, self._equality(term.parts[0], inside=True))
        return _congruent(term, partial(self._equality, inside=inside))

    def lemmas(self, term: Term, known: list[Theorem]) -> list[Theorem]:
        """What the term needs, from what the other one does."""
        return self._lemmas(term, known, inside=self.everywhere)

    def _lemmas(self, term: Term, known: list[Theorem], *, inside: bool) -> list[Theorem]:
        found = [self._at_point(theorem) for theorem in self.own]
        everything = [*known, *found]
        shown = {theorem.conclusion for theorem in everything}
        for _, need in kernel.obligations(term, frozenset()):
            if canonical(need) not in shown:
                found += self._need(need, everything, inside=inside)
        return found

    def _need(self, need: Term, known: list[Theorem], *, inside: bool) -> Iterator[Theorem]:
        if need.op == "defined":
            (node,) = need.parts
            yield from self._existence(node, known)
            return
        wanted = canonical(self._applied(need, inside=inside))
        for theorem in known:
            if theorem.conclusion == wanted:
                same = self._at_point(self._equality(need.parts[0], inside=inside))
                yield kernel.combination(need, [(1, theorem), (1, same)])

    def _existence(self, node: Term, known: list[Theorem]) -> Iterator[Theorem]:
        """That the derivative exists, since the other one does."""
        body = node.parts[0]
        wanted = canonical(Term("defined", self._applied(node, inside=True)))
        lemmas = [*known, *self._lemmas(body, known, inside=True)]
        for theorem in known:
            if theorem.conclusion == wanted:
                around = Carried(lemmas, self.given, node.parts[1])
                shown = around.defined(body, ())
                exists = kernel.existence(node, self._equality(body, inside=True), shown)
                yield self._at_point(around.at_point(kernel.cut(theorem, exists)))
                return


@dataclass(frozen=True)
class Solving:
    """Derivatives by the table, and then a value for a variable, which it is by ``same``."""

    variable: Term
    value: Term
    same: Theorem
    given: frozenset[Term]

    def applied(self, term: Term) -> Term:
        """The term with derivatives carried out, and the value in them."""
        if term.op == "derivative":
            return self._at(_differentiated(term))
        return term.rebuild(self.applied, lambda index: index)

    def _at(self, term: Term) -> Term:
        if term == self.variable:
            return self.value
        return term.rebuild(self._at, lambda index: index)

    def equality(self, term: Term, known: list[Theorem]) -> Theorem:
        """The term is what it becomes."""
        if term.op == "derivative":
            table, _ = self._slope(term, known)
            there = rewritten(table.conclusion.parts[1], self.same)
            return kernel.transitivity(table, there)
        if self.applied(term) == term:
            return trivial(term, term)
        return _congruent(term, partial(self.equality, known=known))

    def _slope(self, node: Term, known: list[Theorem]) -> tuple[Theorem, Theorem]:
        """A derivative by the table, from what is defined at the value."""
        table = derivative(*node.parts)
        body, variable = node.parts
        formulas = [body, table]
        for part in body.subterms():
            formulas += [part.parts[0], derivative(*part.parts)] if part.op == "derivative" else []
        carried = Carried(
            [each for t in formulas for each in self._lemmas(t, known)], self.given, variable
        )
        shown = self._defined(body, known), self._defined(table, known)
        equality, exists = map(
            carried.at_point, kernel.slope(node, shown[0], shown[1], carried.inside(body))
        )
        if any(part.op == "derivative" for part in table.subterms()):
            inner = self._carried_out(table, known)
            equality = kernel.transitivity(equality, inner)
        return equality, exists

    def _carried_out(self, term: Term, known: list[Theorem]) -> Theorem:
        if term.op == "derivative":
            return self._slope(term, known)[0]
        if _differentiated(term) == term:
            return trivial(term, term)
        return _congruent(term, partial(self._carried_out, known=known))

    def _defined(self, term: Term, known: list[Theorem]) -> Theorem:
        """That a formula is defined where the variable has its value."""
        return kernel.defined(term, self.given, self._lemmas(term, known))

    def _lemmas(self, term: Term, known: list[Theorem]) -> list[Theorem]:
        lemmas = list(known)
        for _, need in kernel.obligations(term, frozenset()):
            if need.op == "defined":
                lemmas.append(self._slope(need.parts[0], known)[1])
                continue
            wanted = canonical(self._at(need))
            found = (theorem for theorem in known if theorem.conclusion == wanted)
            lemmas += [kernel.substitution(self.same, need, theorem) for theorem in found]
        return lemmas

    def lemmas(self, term: Term, known: list[Theorem]) -> list[Theorem]:
        """That its derivatives exist."""
        nodes = (part for part in term.subterms() if part.op == "derivative")
        return [self._slope(node, known)[1] for node in nodes]


def _differentiated(term: Term) -> Term:
    """The term with all derivatives carried out."""
    if term.op == "derivative":
        return _differentiated(derivative(*term.parts))
    return term.rebuild(_differentiated, lambda index: index)


@dataclass(frozen=True)
class Restored:
    """A side of a claim before, between and after the steps."""

    term: Term
    steps: tuple[Step, ...]

    @cached_property
    def sides(self) -> tuple[Term, ...]:
        """The side, and what each step makes of it."""
        found = [self.term]
        for step in self.steps:
            found.append(step.applied(found[-1]))
        return tuple(found)

    @property
    def prepared(self) -> Term:
        """What the steps leave."""
        return self.sides[-1]

    def shown(self, known: list[Theorem]) -> tuple[Theorem, list[Theorem]]:
        """The side is what the steps leave; and what was known of that, of the side as well."""
        theorem, found = trivial(self.prepared, self.prepared), known
        for side, step in reversed([*zip(self.sides, self.steps, strict=False)]):
            theorem = kernel.transitivity(step.equality(side, found), theorem)
            found = [*found, *step.lemmas(side, found)] if found else found
        return theorem, found


def prepared(
    step: Smoothed | Joined,
    opening: Opening,
    before: tuple[Step, ...],
    equality: Equality,
) -> Step:
    """A step of the proof, after those ``before``; ``equality`` turns a node into theorems."""
    under, around, given = opening.known.copied(), opening.domain, opening.hypotheses
    accept(under, step.signs)
    held = []
    for fact in step.conditions:
        if fact.relation == "≥" or not is_continuous(fact.value):
            raise Refused("an equality that need not hold around a point")
        held.append(under.sign(fact.value).only(HOLDS[fact.relation]))
        assumed = kernel.assume(supposed(fact))
        given |= assumed.hypotheses
        around = around.given(fact, specialised(assumed, fact), stated=True)
    if isinstance(step, Smoothed):
        same, shown, _ = equality(step.node, step.kinked, step.smooth, around, given)
        own = tuple(kernel.needs(step.kinked, shown))
        return Replacing(step.kinked, step.smooth, same, own, given, tuple(held), everywhere=False)
    node, slope, same, exists = _joined(step, around, given, before, equality)
    return Replacing(node, slope, same, (exists,), given, tuple(held), everywhere=True)


def _joined(
    step: Joined,
    around: Known,
    given: frozenset[Term],
    before: tuple[Step, ...],
    equality: Equality,
) -> tuple[Term, Term, Theorem, Theorem]:
    """The derivative of a formula of two branches, what it is, and that it exists."""
    condition, *branches = step.joined.parts
    other = Term(TURNED[condition.op], *condition.parts)
    same, shown, _ = equality(step.same, step.formula, step.joined, around, given)
    turned = Term("where", other, *branches)
    values, *_ = equality(step.values, step.joined, turned, around, given)
    derivatives = [Term("derivative", branch, step.variable) for branch in branches]
    slope, rest = (Term("where", each, *derivatives) for each in (condition, other))
    slopes, *exist = equality(step.slopes, slope, rest, around, given, before)
    node = Term("derivative", step.formula, step.variable)
    joined, exists = kernel.joining(node, same, values, slopes, shown, *exist)
    restored = Restored(slope, before)
    whole = kernel.transitivity(joined, restored.shown([])[0])
    return node, restored.prepared, whole, exists
