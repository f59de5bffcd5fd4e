"""Branches: the one that is taken, or both, each under what decides for it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from stabcheck.carriers.term import ONE, ZERO, Term
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac, Mono, Poly
from stabcheck.proof.elaborate.branching import on_both
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.reasons import accept
from stabcheck.proof.elaborate.signed import (
    ANY,
    AT_LEAST,
    AWAY,
    POSITIVE,
    Sign,
    Signed,
    absurd,
    says,
    transported,
)
from stabcheck.proof.elaborate.values import of_fraction, of_polynomial
from stabcheck.proof.judgement import Guarded, Judgement
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.axioms import COMPARISONS
from stabcheck.proof.kernel.formulas import Refused, canonical, equal, literal
from stabcheck.proof.proof_object import Fact

if TYPE_CHECKING:
    from stabcheck.proof.elaborate.terms import Terms

__all__ = ["branched"]

#: Comparisons decided so far, each with the sign of its gap.
_Path = dict[Term, Signed]

_SAYING: dict[Sign, tuple[tuple[int, Any], ...]] = {
    frozenset({1}): ((1, ">"),),
    frozenset({0, 1}): ((1, "≥"),),
    frozenset({0}): ((1, "≥"), (-1, "≥")),
    frozenset({-1, 1}): ((1, "≠"),),
    frozenset({-1, 0}): ((-1, "≥"),),
    frozenset({-1}): ((-1, ">"),),
}
_NOTHING = Frac(Poly({}), Poly({Mono(): Fraction(1)}))
_HOLDS = {">": POSITIVE, "≥": AT_LEAST, "≠": AWAY}


def branched(terms: Terms, judgement: Judgement) -> Theorem:
    """The term has its value, whichever branch is taken."""
    condition, then, otherwise = judgement.term.parts
    for comparison in _comparisons(condition):
        terms.value(comparison)
        for side in comparison.parts:
            terms.theorem(side)
    choice = _Choice(terms, judgement, condition, then, otherwise)
    try:
        return choice.along(judgement.term, {})
    except _LeftOpen:
        choice.all_open = True
        return choice.along(judgement.term, {}, guarded=True)


class _LeftOpen(Exception):
    """What is decided here has been left open in the value."""


def _comparisons(condition: Term) -> Iterator[Term]:
    if condition.op in COMPARISONS:
        yield condition
    for part in condition.parts if condition.op in {"and", "or", "not"} else ():
        yield from _comparisons(part)


class _Choice:
    """One formula with two branches."""

    def __init__(
        self, terms: Terms, judgement: Judgement, condition: Term, then: Term, otherwise: Term
    ) -> None:
        self.terms, self.condition = terms, condition
        self.judgement = judgement
        self.branches = {True: then, False: otherwise}
        self.wanted = of_fraction(judgement.value)
        self.all_open = False

    def along(self, term: Term, path: _Path, *, guarded: bool = False) -> Theorem:
        """term = value, once the comparisons of the path are decided."""
        for holds, branch in self.branches.items():
            if term is branch:
                return self._end(branch, path, holds=holds, guarded=guarded)
        condition, then, otherwise = term.parts
        if condition.op not in COMPARISONS:
            unfolded = kernel.unfolded(term)
            inner = self._taken_apart(condition, then, otherwise)
            return kernel.transitivity(unfolded, self.along(inner, path, guarded=guarded))
        if condition in path:
            return self._decided(term, path[condition], path, guarded=guarded)
        known = self._gap(condition)
        holding = frozenset(COMPARISONS[condition.op])
        if known.sign <= holding or not known.sign & holding:
            self._dismiss(condition, known, holding)
            if not self.all_open:
                return self._decided(term, known, {**path, condition: known}, guarded=guarded)

        def prove(decided: Theorem) -> Theorem:
            own = self._said(condition, decided)
            return self._decided(term, own, {**path, condition: own}, guarded=True)

        return on_both(condition, prove)

    @staticmethod
    def _taken_apart(condition: Term, then: Term, otherwise: Term) -> Term:
        parts = condition.parts
        match condition.op:
            case "true":
                return then
            case "false":
                return otherwise
            case "not":
                return Term("where", *parts, otherwise, then)
            case "and":
                return Term("where", parts[0], Term("where", parts[1], then, otherwise), otherwise)
        return Term("where", parts[0], then, Term("where", parts[1], then, otherwise))

    def _decided(self, term: Term, gap: Signed, path: _Path, *, guarded: bool = False) -> Theorem:
        """Take the branch that the sign of the gap decides for."""
        condition, then, otherwise = term.parts
        holds = gap.sign <= COMPARISONS[condition.op]
        taken = kernel.branch(term, self._literal(condition, gap, holds=holds))
        inner = then if holds else otherwise
        return kernel.transitivity(taken, self.along(inner, path, guarded=guarded))

    def _dismiss(self, condition: Term, known: Signed, holding: Sign) -> None:
        """The other branch is absurd, and need not be defined."""
        holds = known.sign <= holding
        other = kernel.assume(literal(condition, holds=not holds))
        contradiction = absurd(known, self._said(condition, other))
        self.terms.lemmas.append(contradiction)

    # --- comparisons and the signs of their gaps

    def _gap(self, condition: Term) -> Signed:
        return self.terms.known.sign(self.terms.value(condition))

    def _difference(self, condition: Term) -> tuple[Term, Theorem]:
        """The greater side less the lesser, which is the gap."""
        terms = self.terms
        left, right = condition.parts if "less" not in condition.op else condition.parts[::-1]
        term = Term("subtract", left, right)
        inside = terms.inside(term, left, right)
        values = [terms.value(side) for side in (left, right)]
        return term, terms.ending(inside, terms.value(condition), values)

    def _said(self, condition: Term, decided: Theorem) -> Signed:
        """The sign of the gap, from what a comparison or its opposite says."""
        term, same = self._difference(condition)
        holding = frozenset(COMPARISONS[condition.op])
        holds = decided.conclusion == canonical(literal(condition, holds=True))
        sign = holding if holds else ANY - holding
        own = Signed(term, sign, kernel.combination(says(term, sign), [(1, decided)]))
        return transported(own, of_fraction(self.terms.value(condition)), same)

    def _literal(self, condition: Term, gap: Signed, *, holds: bool) -> Theorem:
        """What the sign of the gap says of the comparison."""
        term, same = self._difference(condition)
        holding = frozenset(COMPARISONS[condition.op])
        sign = holding if holds else ANY - holding
        back = kernel.combination(equal(gap.term, term), [(-1, same)])
        own = transported(gap, term, back).only(sign)
        return kernel.combination(canonical(literal(condition, holds=holds)), [(1, own)])

    # --- the ends

    def _end(self, branch: Term, path: _Path, *, holds: bool, guarded: bool) -> Theorem:
        terms, outer = self.terms, self.terms.known
        if guarded:
            terms.known = self._under(path, holds=holds)
        theorem = terms.theorem(branch)
        terms.known = outer
        if theorem.conclusion.parts[1] == self.wanted:
            return theorem
        if not guarded:
            raise _LeftOpen
        rules = [
            rule for comparison, gap in path.items() for rule in self._indicator(comparison, gap)
        ]
        value = terms.value(branch)
        goal = equal(of_fraction(value), self.wanted)
        parts = [value, self.judgement.value]
        nonzero = [
            terms.known.of_poly(part.den).only(AWAY)
            for part in parts
            if of_polynomial(part.den).op != "rational"
        ]
        return kernel.transitivity(theorem, kernel.combination(goal, (), nonzero, rules))

    def _indicator(self, comparison: Term, gap: Signed) -> Iterator[Theorem]:
        """The indicator of a comparison is 1 or 0."""
        relation = comparison.op.replace("less", "greater")
        own = Term(relation, gap.term, ZERO)
        holds = gap.sign <= COMPARISONS[relation]
        sign = frozenset(COMPARISONS[relation])
        sign = sign if holds else ANY - sign
        decided = kernel.combination(canonical(literal(own, holds=holds)), [(1, gap.only(sign))])
        yield kernel.branch(Term("where", own, ONE, ZERO), decided)

    def _under(self, path: _Path, *, holds: bool) -> Known:
        """What is known on a branch, by what decides for it."""
        known = self.terms.known.copied()
        for comparison, held in _guards(self.condition, holds=holds):
            if comparison not in path:
                continue
            gap, value = path[comparison], self.terms.value(comparison)
            signs = frozenset(COMPARISONS[comparison.op])
            own = signs if held else ANY - signs
            for turn, relation in _SAYING[own]:
                known = _with(known, value, turn, relation, gap)
        witness = self.judgement.witness
        if not isinstance(witness, Guarded):
            raise Refused("two branches without their signs")
        accept(known, witness.then if holds else witness.otherwise)
        self.terms.contexts.append(known)
        return known


def _with(known: Known, value: Frac, turn: int, relation: Any, gap: Signed) -> Known:
    fact = Fact(known.arithmetic.add(_NOTHING, value, turn), relation)
    term = of_fraction(fact.value)
    own = gap.times(turn, term).only(_HOLDS[relation])
    return known.given(fact, own)


def _guards(condition: Term, *, holds: bool) -> Iterator[tuple[Term, bool]]:
    """What the condition, or its opposite, says of single comparisons."""
    if condition.op in {"not", "and", "or"}:
        if condition.op == "not" or holds == (condition.op == "and"):
            for part in condition.parts:
                yield from _guards(part, holds=holds != (condition.op == "not"))
    elif condition.op in COMPARISONS:
        yield condition, holds
