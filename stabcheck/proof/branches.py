"""Branches: which one is taken, where that follows from the facts; else an indicator.

An undecided condition becomes an atom that is 0 or 1, so that ``where(c, a, b)`` is
c·a + (1 − c)·b: an identity that holds for such an atom holds on both branches.  That is how a
branch is kept under a Σ, where it may go one way for one index and another for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Atom, Frac
from stabcheck.proof.lowest import ONE, add, multiply, negate, number, of_atom, subtract
from stabcheck.proof.records import Guard, Question, Rewrite
from stabcheck.proof.signs import ANY, Facts

__all__ = ["Reader", "branched", "guards"]

_TRUE_SIGNS = {
    "greater": frozenset({1}),
    "greater_equal": frozenset({0, 1}),
    "equal": frozenset({0}),
    "not_equal": frozenset({-1, 1}),
}


class Reader(Protocol):
    """What branches ask of the normaliser."""

    facts: Facts
    questions: list[Question]
    rewrites: list[Rewrite]

    def normal(self, term: Term) -> Frac:
        """The term in normal form."""

    def on_branch(self, branch: Term, own: Iterable[Guard]) -> Frac:
        """A branch in normal form, where ``own`` is what decides for it."""

    def is_bound(self, value: Frac) -> bool:
        """Whether the value depends on an index that is being summed over."""


def branched(term: Term, reader: Reader) -> Frac:
    """``where`` in normal form: the branch that is taken, or both behind an indicator."""
    condition, then, otherwise = term.parts
    taken = truth(condition, reader)
    if taken is not None:
        branch = then if taken else otherwise
        reader.rewrites.append(Rewrite("case", term, branch))
        return reader.normal(branch)
    holds = indicator(condition, reader)
    chosen = reader.on_branch(then, guards(condition, reader, holds=True))
    other = reader.on_branch(otherwise, guards(condition, reader, holds=False))
    return add(multiply(holds, chosen), multiply(subtract(ONE, holds), other))


def truth(condition: Term, reader: Reader) -> bool | None:
    """Whether the condition holds under the facts; None, and a question, where that is open."""
    match condition.op:
        case "true" | "false":
            return condition.op == "true"
        case "not":
            inner = truth(condition.parts[0], reader)
            return None if inner is None else not inner
        case "and" | "or":
            decisive = condition.op == "or"
            values = [truth(part, reader) for part in condition.parts]
            if decisive in values:
                return decisive
            return None if None in values else not decisive
    return _comparison(condition, reader)


def indicator(condition: Term, reader: Reader) -> Frac:
    """1 where the condition holds, else 0; an atom unless that is known."""
    match condition.op:
        case "true" | "false":
            return number(int(condition.op == "true"))
        case "not":
            return subtract(ONE, indicator(condition.parts[0], reader))
        case "and" | "or":
            a, b = (indicator(part, reader) for part in condition.parts)
            both = multiply(a, b)
            return both if condition.op == "and" else subtract(add(a, b), both)
    known = _comparison(condition, reader)
    if known is not None:
        return number(int(known))
    return of_atom(Atom("indicator", _gap(condition, reader)[1], _relation(condition)))


def guards(condition: Term, reader: Reader, *, holds: bool) -> Iterator[Guard]:
    """What the condition (its opposite where it does not hold) says of single values."""
    match condition.op:
        case "true" | "false":
            return
        case "not":
            yield from guards(condition.parts[0], reader, holds=not holds)
        case "and" | "or":
            if holds == (condition.op == "and"):
                for part in condition.parts:
                    yield from guards(part, reader, holds=holds)
        case _:
            gap = _gap(condition, reader)[1]
            yield from _guard(gap, _relation(condition), holds=holds)


def _guard(gap: Frac, relation: str, *, holds: bool) -> Iterator[Guard]:
    match relation, holds:
        case ("equal", True) | ("not_equal", False):
            yield from ((gap, "≥"), (negate(gap), "≥"))
        case ("equal", False) | ("not_equal", True):
            yield gap, "≠"
        case "greater", _:
            yield (gap, ">") if holds else (negate(gap), "≥")
        case "greater_equal", _:
            yield (gap, "≥") if holds else (negate(gap), ">")


def _comparison(condition: Term, reader: Reader) -> bool | None:
    term, gap = _gap(condition, reader)
    signs = reader.facts.sign(gap)
    true_signs = _TRUE_SIGNS[_relation(condition)]
    if signs <= true_signs:
        return True
    if not signs & true_signs:
        return False
    if not reader.is_bound(gap):
        strict = 0 not in true_signs if signs == ANY else -1 not in signs
        reader.questions.append(Question(gap, strict, term, of_branch=True))
    return None


def _gap(condition: Term, reader: Reader) -> tuple[Term, Frac]:
    """What a comparison compares with 0: left − right, or right − left for ``less``."""
    left, right = condition.parts
    if condition.op.startswith("less"):
        left, right = right, left
    gap = subtract(reader.normal(left), reader.normal(right))
    return Term("subtract", left, right), gap


def _relation(condition: Term) -> str:
    """The comparison with 0 the gap is put to: ``greater_equal`` for ``less_equal`` too."""
    return condition.op.replace("less", "greater")
