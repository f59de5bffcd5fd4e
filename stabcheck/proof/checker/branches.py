"""Branches: the one that is taken, or both, each defined wherever it is taken."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, reduce
from typing import Literal, Protocol

from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Atom, Frac
from stabcheck.proof.checker.arithmetic import (
    ONE,
    ZERO,
    Arithmetic,
    Rejected,
    of_atom,
    of_number,
)
from stabcheck.proof.checker.definitions import COMPARISONS
from stabcheck.proof.checker.signs import ANY, Sign, Signs
from stabcheck.proof.judgement import Guarded, Judgement
from stabcheck.proof.proof_object import Fact
from stabcheck.proof.sign_object import SignProof

__all__ = ["Replaying", "branched"]

#: What it says of a value, or of its negative, to have one of these signs.
_SAYING: dict[Sign, tuple[tuple[int, Literal[">", "≥", "≠"]], ...]] = {
    frozenset({1}): ((1, ">"),),
    frozenset({0, 1}): ((1, "≥"),),
    frozenset({0}): ((1, "≥"), (-1, "≥")),
    frozenset({-1, 1}): ((1, "≠"),),
    frozenset({-1, 0}): ((-1, "≥"),),
    frozenset({-1}): ((-1, ">"),),
}


class Replaying(Protocol):
    """What branches ask of the replay: signs in the case, and ``here`` on the branch at hand."""

    signs: Signs
    here: Signs
    arithmetic: Arithmetic
    judgements: dict[Term, Judgement]

    def value(self, term: Term) -> Frac:
        """The value of a term, its judgement checked."""


def branched(
    replay: Replaying, judgement: Judgement, condition: Term, then: Term, otherwise: Term
) -> Frac:
    """The branch taken; where that is open, c·a + (1 − c)·b for an indeterminate c."""
    holds = indicator(replay, condition)
    for decided, branch, other in ((ONE, then, otherwise), (ZERO, otherwise, then)):
        if replay.arithmetic.equal(holds, decided):
            value = replay.value(branch)
            # What is known only by a condition of the whole may have been left open.
            if other not in replay.judgements or replay.arithmetic.equal(value, judgement.value):
                return value
            holds = indicator(replay, condition, is_open=True)
    own = judgement.witness
    if not isinstance(own, Guarded):
        raise Rejected("two branches without their signs")
    a = _on_branch(replay, condition, then, own.then, holds=True)
    b = _on_branch(replay, condition, otherwise, own.otherwise, holds=False)
    gap = replay.arithmetic.add(a, b, -1)
    return replay.arithmetic.add(b, replay.arithmetic.multiply(holds, gap))


def _on_branch(
    replay: Replaying, condition: Term, branch: Term, proofs: tuple[SignProof, ...], *, holds: bool
) -> Frac:
    outer = replay.here
    replay.here = reduce(Signs.given, _guards(replay, condition, holds=holds), outer.copied())
    replay.here.accept(proofs)
    value = replay.value(branch)
    replay.here = outer
    return value


def _guards(replay: Replaying, condition: Term, *, holds: bool) -> Iterator[Fact]:
    """What the condition, or its opposite, says of single values."""
    if condition.op in {"not", "and", "or"}:
        if condition.op == "not" or holds == (condition.op == "and"):
            for part in condition.parts:
                yield from _guards(replay, part, holds=holds != (condition.op == "not"))
    elif condition.op in COMPARISONS:
        gap, signs = replay.value(condition), frozenset(COMPARISONS[condition.op])
        for turn, relation in _SAYING[signs if holds else ANY - signs]:
            yield Fact(replay.arithmetic.add(ZERO, gap, turn), relation)


def indicator(replay: Replaying, condition: Term, *, is_open: bool = False) -> Frac:
    """1 where the condition holds, else 0; an indeterminate of its own unless that is known.

    With ``is_open`` it is left an indeterminate anyway, which holds as well.
    """
    multiply, add = replay.arithmetic.multiply, replay.arithmetic.add
    inner = partial(indicator, replay, is_open=is_open)
    match condition.op:
        case "true" | "false":
            return of_number(int(condition.op == "true"))
        case "not":
            return add(ONE, inner(condition.parts[0]), -1)
        case "and" | "or":
            a, b = map(inner, condition.parts)
            both = multiply(a, b)
            return both if condition.op == "and" else add(add(a, b), both, -1)
    gap = replay.value(condition)
    signs, relation = replay.signs.sign(gap), condition.op
    known = signs <= COMPARISONS[relation] or not signs & COMPARISONS[relation]
    if known and not is_open:
        return of_number(int(signs <= COMPARISONS[relation]))
    return of_atom(Atom("indicator", gap, relation.replace("less", "greater")))
