"""Smooth joins: where two formulas meet with equal values and slopes, there is a derivative.

max(x, 0)² is x² or 0, and where the two meet both are 0 and have the slope 0: so it has a
derivative there.  A formula F that is always one of f and g, f where a continuous gap is > 0 and g
where it is < 0, has the slope of the one that it is; where the gap is 0, f = g and f′ = g′ will do:

    |F(t) − F(x) − f′(x)·(t − x)|  is one of  |f(t) − f(x) − f′(x)·(t − x)|  and the same with g,

and both are o(t − x).  That they meet so is an equality like others: it makes no difference which
of the two is taken where the gap is 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stabcheck.carriers.term import ZERO, Term
from stabcheck.proof.conditions import Condition
from stabcheck.proof.decide import decide
from stabcheck.proof.kernel.calculus import TURNED
from stabcheck.proof.lowest import negate
from stabcheck.proof.readback import term_of
from stabcheck.proof.refute import find_counterexample
from stabcheck.proof.signs import Facts
from stabcheck.proof.smoothing import (
    Smoothing,
    are_open,
    comes_to,
    has_kinks,
    may_jump,
    needed,
    next_smoothing,
)
from stabcheck.proof.tree import Decision

__all__ = ["Joining", "Preparation", "prepared"]

_MOST_GAPS = 3
_DEEPEST_JOIN = 3
_TRIES = 8
_JUMPING = {"where", "sign", "sqrt", "hypot", "derivative"}


@dataclass(frozen=True)
class Joining:
    """``formula`` is ``joined``, one of two branches, and so is its ``slope`` in the variable.

    The decisions show that it is, and that where the condition's sides meet, the branches have
    the same values and the same slopes.
    """

    formula: Term
    variable: Term
    joined: Term
    slope: Term
    same: Decision
    values: Decision
    slopes: Decision
    conditions: tuple[Condition, ...]

    def applied(self, term: Term) -> Term:
        """The term with the slope for the derivative of the formula."""
        if term == Term("derivative", self.formula, self.variable):
            return self.slope
        return term.rebuild(self.applied, lambda index: index)


Preparation = Smoothing | Joining


def prepared(
    left: Term, right: Term, domain: Facts
) -> tuple[tuple[Term, Term], tuple[Preparation, ...]]:
    """The two sides with what has kinks no more under their derivatives, as far as was found.

    ``domain`` are the facts about the arguments alone.
    """
    search = _Search(domain)
    return search.prepared((left, right)), tuple(search.found)


@dataclass
class _Search:
    """What was found so far, each step for terms to which those before it were applied."""

    domain: Facts
    found: list[Preparation] = field(default_factory=list)
    tried: set[Term] = field(default_factory=set)
    depth: int = 0

    def prepared(self, sides: tuple[Term, Term]) -> tuple[Term, Term]:
        """The sides with all steps applied, those found on the way as well."""
        applied = 0
        while True:
            for step in self.found[applied:]:
                sides = step.applied(sides[0]), step.applied(sides[1])
            applied = len(self.found)
            if not self._go_on(sides):
                return sides

    def _go_on(self, sides: tuple[Term, Term]) -> bool:
        """Whether another step was found."""
        smoothing = next_smoothing(sides, self.domain, self.tried)
        if smoothing is not None:
            self.found.append(smoothing)
            return True
        nodes = [part for side in sides for part in side.subterms() if part.op == "derivative"]
        for node in reversed(nodes) if self.depth < _DEEPEST_JOIN else ():
            if node not in self.tried and has_kinks(*node.parts):
                self.tried.add(node)
                formula, variable = node.parts
                ways = _switched(formula, self.domain)
                if any(self._join(formula, variable, each) for each in ways):
                    return True
        return False

    def _join(self, formula: Term, variable: Term, joined: Term) -> bool:
        """Whether the formula joins so; what its branches' derivatives take is found before."""
        domain, (condition, *branches) = self.domain, joined.parts
        turned = Term(TURNED[condition.op], *condition.parts)
        other = Term("where", turned, *branches)
        if find_counterexample(joined, other, domain.domains, tries=_TRIES) is not None:
            return False
        same, values = decide(formula, joined, domain), decide(joined, other, domain)
        conditions = needed(same, domain), needed(values, domain)
        own = needed(decide(formula, formula, domain), domain)
        if not (same.proved and values.proved and {*conditions[0], *conditions[1]} <= {*own}):
            return False
        inner = _Search(domain, [*self.found], self.tried, self.depth + 1)
        first, second = (Term("derivative", branch, variable) for branch in branches)
        sides = inner.prepared((first, second))
        slope, same_slope = (Term("where", each, *sides) for each in (condition, turned))
        slopes = decide(slope, same_slope, domain)
        wanted = tuple(dict.fromkeys((*own, *needed(slopes, domain))))
        if not (slopes.proved and are_open(wanted)):
            return False
        joining = Joining(formula, variable, joined, slope, same, values, slopes, wanted)
        self.found[:] = [*inner.found, joining]
        return True


def _switched(formula: Term, domain: Facts) -> Iterator[Term]:
    """The formula as one of two, itself if it is, or by the signs that its value hangs on."""
    while formula.op == "named":
        formula = formula.parts[3]
    if formula.op == "where":
        condition = formula.parts[0]
        if condition.op in TURNED and all(map(_is_continuous, condition.parts)):
            yield formula
    for question in comes_to(formula, domain)[1][:_MOST_GAPS]:
        gap = term_of(question.value)
        sides = [
            domain.given(each, strict=True) for each in (question.value, negate(question.value))
        ]
        values = [comes_to(formula, side)[0] for side in sides if not side.contradictory]
        if len(values) == 2 and None not in values and _is_continuous(gap):
            relation = "greater" if question.strict else "greater_equal"
            yield Term("where", Term(relation, gap, ZERO), *values)


def _is_continuous(term: Term) -> bool:
    """Whether nothing in a term may jump, or end."""
    return not any(
        part.op in _JUMPING
        or (part.op == "power" and not _is_whole(part.parts[1]))
        or any(map(may_jump, part.parts))
        for part in term.subterms()
    )


def _is_whole(exponent: Term) -> bool:
    return exponent.op == "rational" and exponent.parts[0].denominator == 1
