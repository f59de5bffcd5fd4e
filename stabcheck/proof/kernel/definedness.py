"""Where formulas are defined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.kernel.axioms import NEEDS, filled
from stabcheck.proof.kernel.formulas import (
    FALSE,
    bound,
    canonical,
    free,
    literal,
    nonnegative,
    nonzero,
    positive,
    refuse_unless,
)
from stabcheck.proof.kernel.ring import constant
from stabcheck.proof.kernel.theorem import Theorem, made

__all__ = ["defined", "needs", "obligations"]

#: Hypotheses, and what must hold under them.
_Obligation = tuple[frozenset[Term], Term]


def defined(term: Term, given: frozenset[Term], lemmas: Sequence[Theorem]) -> Theorem:
    """A formula is defined where its parts are and what its functions need holds.

    A branch need only be defined where it is taken, a body at every index; so has that whose
    maximum stands at an index.
    """
    known: dict[Term, list[Theorem]] = {}
    for lemma in lemmas:
        known.setdefault(lemma.conclusion, []).append(lemma)
    for guards, need in obligations(term, given):
        found = [*known.get(canonical(need), ()), *known.get(FALSE, ())]
        shown = any(lemma.hypotheses <= guards for lemma in found)
        refuse_unless(shown, "what a formula needs is not shown")
    return made(given, Term("defined", term))


def needs(term: Term, theorem: Theorem) -> list[Theorem]:
    """What a formula that is defined needs holds."""
    refuse_unless(theorem.conclusion == canonical(Term("defined", term)), "of another formula")
    return [made(guards, need) for guards, need in obligations(term, theorem.hypotheses)]


def obligations(term: Term, given: frozenset[Term]) -> Iterator[_Obligation]:
    """What must hold, each under what is given and what decides for the branches around."""
    for need in _needs(term):
        yield given, need
    if term.op == "where":
        condition, *branches = term.parts
        yield from _of_condition(condition, given)
        for branch_, holds in zip(branches, (True, False), strict=True):
            for own in _guards(condition, holds=holds):
                yield from obligations(branch_, given | own)
        return
    indices = [part for part in term.parts if isinstance(part, Index)]
    inside = bound(term).intersection(indices)
    away = all(inside.isdisjoint(free(h)) for h in given)
    refuse_unless(away, "an index that is not any index")
    for index in (each for own in indices for each in (own, *own.set.removed)):
        if index.attains is not None:
            yield from obligations(Term("max", *index.attains), given)
    for child in term.children if term.op != "derivative" else ():
        yield from obligations(child, given)


def _of_condition(condition: Term, given: frozenset[Term]) -> Iterator[_Obligation]:
    combined = condition.op in {"and", "or", "not"}
    for side in condition.children:
        yield from (_of_condition if combined else obligations)(side, given)


def _guards(condition: Term, *, holds: bool) -> Iterator[frozenset[Term]]:
    """The ways in which a condition holds, or does not."""
    match condition.op:
        case "true" | "false":
            if holds == (condition.op == "true"):
                yield frozenset()
        case "not":
            yield from _guards(condition.parts[0], holds=not holds)
        case "and" | "or":
            first, second = condition.parts
            if holds == (condition.op == "and"):
                for own in _guards(first, holds=holds):
                    yield from (own | other for other in _guards(second, holds=holds))
            else:
                yield from _guards(first, holds=holds)
                yield from _guards(second, holds=holds)
        case _:
            yield frozenset({canonical(literal(condition, holds=holds))})


def _needs(term: Term) -> Iterator[Term]:
    if term.op == "derivative":
        yield Term("defined", term)
    if term.op in {"max", "min"} and term.parts[0].set.removed:
        yield nonzero(Term("size", term.parts[0].set))
    yield from (filled(need, term.parts) for need in NEEDS.get(term.op, ()))
    if term.op == "power":
        base, exponent = term.parts
        k = constant(canonical(exponent))
        if k is None or (k.denominator > 1 and k < 0):
            yield positive(base)
        elif k.denominator > 1:
            yield nonnegative(base)
        elif k < 0:
            yield nonzero(base)
