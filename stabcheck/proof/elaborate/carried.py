"""What is defined, supposing least, and derivatives in another: as the table says around a point.

What holds at a point alone says nothing about derivatives there.  So of what their formulas need,
what is shown from closed hypotheses is supposed where it is open itself, and cut afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.carriers.term import Term
from stabcheck.proof import kernel
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.calculus import edges, stays
from stabcheck.proof.kernel.formulas import FALSE, canonical
from stabcheck.proof.kernel.slopes import derivative

__all__ = ["Carried"]


class Carried:
    """Theorems that hold around a point as any of the ``variables`` moves; without any, at it.

    ``lemmas`` are what was shown at the point under what is ``given``; ``cuts`` those whose
    conclusions were supposed.
    """

    def __init__(self, lemmas: Sequence[Theorem], given: frozenset[Term], *variables: Term) -> None:
        self.lemmas = lemmas
        self.given = given
        self.variables = variables
        self.cuts: list[Theorem] = []

    def inside(self, term: Term) -> list[Theorem]:
        """What the table says of each derivative in a formula, that it exists, and the table."""
        found: list[Theorem] = []
        for node in (part for part in term.subterms() if part.op == "derivative"):
            try:
                found += self._slope(node)
            except Refused:
                found += self._formula(node)
        return found

    def at_point(self, theorem: Theorem) -> Theorem:
        """A theorem without what was supposed here."""
        for lemma in self.cuts:
            theorem = kernel.cut(lemma, theorem)
        return theorem

    def _slope(self, node: Term) -> list[Theorem]:
        formula, variable = node.parts
        around = Carried(self.lemmas, self.given, variable, *self.variables)
        inner = around.inside(formula)
        above = [around.shown(edge) for edge in edges(formula)]
        table = derivative(formula, variable)
        first, second = around.defined(formula, inner), around.defined(table, inner)
        self.cuts += around.cuts
        return [*kernel.slope(node, first, second, [*above, *inner]), second]

    def _formula(self, node: Term) -> list[Theorem]:
        """That the formula has a derivative in the variable too, at the point, and the table."""
        formula, variable = node.parts
        tables = [derivative(formula, each) for each in (variable, self.variables[0])]
        return [kernel.defined(each, self.given, self.lemmas) for each in tables]

    def defined(self, term: Term, inner: Sequence[Theorem]) -> Theorem:
        """That a formula is defined, under what it needs and no more."""
        given, used = frozenset[Term](), list(inner)
        for guards, need in kernel.obligations(term, given):
            theorem = self.shown(need, inner, guards)
            given |= theorem.hypotheses - guards
            used.append(theorem)
        return kernel.defined(term, given, used)

    def shown(
        self,
        need: Term,
        inner: Sequence[Theorem] = (),
        guards: frozenset[Term] = frozenset(),
    ) -> Theorem:
        """A need, from what is open and supposes least, or supposed."""
        wanted, given = canonical(need), self.given | guards
        found = [each for each in inner if each.conclusion == wanted]
        for each in self.lemmas:
            if each.conclusion in {wanted, FALSE} and each.hypotheses <= given:
                is_absurd = each.conclusion != wanted
                found.append(kernel.ex_falso(each, need) if is_absurd else each)
        found.sort(key=lambda theorem: len(theorem.hypotheses))
        for theorem in found:
            if self._is_open(theorem.hypotheses - guards):
                return theorem
        if not found or not self._is_open(frozenset({wanted})):
            raise Refused("what need not hold around a point")
        self.cuts.append(found[0])
        return kernel.assume(wanted)

    def _is_open(self, hypotheses: frozenset[Term]) -> bool:
        return all(stays(each, variable) for each in hypotheses for variable in self.variables)
