"""Theorems, and the rules of logic and arithmetic; each says why what it makes is true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from stabcheck.carriers.term import ZERO, Index, IndexSet, Term
from stabcheck.proof.kernel.formulas import (
    FALSE,
    PROPOSITIONS,
    canonical,
    equal,
    free,
    nonnegative,
    positive,
    refuse_unless,
)
from stabcheck.proof.kernel.ring import (
    cleared,
    inverse,
    minus,
    normal,
    number,
    plain,
    rewritten,
    times,
)

__all__ = [
    "RISING",
    "Theorem",
    "any_index",
    "apart",
    "assume",
    "cases",
    "combination",
    "cut",
    "ex_falso",
    "made",
    "product",
    "sides",
    "squeeze",
    "subject",
    "together",
    "transitivity",
    "within",
]

_KEY = object()
RISING = {"greater", "greater_equal"}


class Theorem:
    """Wherever the hypotheses hold, the conclusion does; only the rules of this file make one."""

    __slots__ = ("conclusion", "hypotheses")
    hypotheses: frozenset[Term]
    conclusion: Term

    def __init__(self, key: object, hypotheses: Iterable[Term], conclusion: Term) -> None:
        if key is not _KEY:
            raise TypeError("theorems are made by the rules alone")
        object.__setattr__(self, "hypotheses", frozenset(hypotheses))
        object.__setattr__(self, "conclusion", canonical(conclusion))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a theorem stays what it is")

    def __repr__(self) -> str:
        return f"{set(self.hypotheses) or ''} ⊢ {self.conclusion!r}"


made = partial(Theorem, _KEY)


# --- what rules ask of their premises -------------------------------------------------------


def together(*theorems: Theorem) -> frozenset[Term]:
    """The hypotheses of them all."""
    return frozenset().union(*(theorem.hypotheses for theorem in theorems))


def sides(theorem: Theorem, *relations: str) -> tuple[Term, Term]:
    """The two sides of a conclusion of one of these kinds."""
    refuse_unless(theorem.conclusion.op in relations, "a theorem of another kind")
    left, right = theorem.conclusion.parts
    return left, right


def subject(theorem: Theorem, *relations: str) -> Term:
    """What the conclusion compares with 0."""
    left, right = sides(theorem, *relations)
    refuse_unless(right == ZERO, "not compared with 0")
    return left


def any_index(index: Index, *theorems: Theorem) -> None:
    """No hypothesis is about the index: what is proved of it holds of every one."""
    refuse_unless(index.attains is None, "the place of a maximum is not any index")
    away = all(index not in free(h) for theorem in theorems for h in theorem.hypotheses)
    refuse_unless(away, "an index that is not any index")


def within(point: Index, index_set: IndexSet) -> bool:
    """Whether the index is an element of the set."""
    whole = point.set.name == index_set.name and point.set.blocks == index_set.blocks
    return whole and (not index_set.removed or point.set == index_set)


# --- logic ----------------------------------------------------------------------------------


def assume(proposition: Term) -> Theorem:
    """P ⊢ P."""
    refuse_unless(proposition.op in PROPOSITIONS, "not a proposition")
    proposition = canonical(proposition)
    return made([proposition], proposition)


def cut(lemma: Theorem, theorem: Theorem) -> Theorem:
    """A hypothesis that is a theorem itself is none."""
    rest = theorem.hypotheses - {lemma.conclusion}
    return made(rest | lemma.hypotheses, theorem.conclusion)


def cases(value: Term, above: Theorem, below: Theorem, *, strict: bool) -> Theorem:
    """A number is > 0 or ≤ 0 (≥ 0 or < 0 unless ``strict``); in an absurd case all holds."""
    upper, lower = (positive, nonnegative) if strict else (nonnegative, positive)
    turned = Term("negative", value)
    conclusion = below.conclusion if above.conclusion == FALSE else above.conclusion
    refuse_unless(below.conclusion in {conclusion, FALSE}, "two cases of two claims")
    rest = above.hypotheses - {canonical(upper(value))}
    return made(rest | (below.hypotheses - {canonical(lower(turned))}), conclusion)


def ex_falso(absurd: Theorem, proposition: Term) -> Theorem:
    """From what is absurd all follows."""
    refuse_unless(absurd.conclusion == FALSE, "not absurd")
    refuse_unless(proposition.op in PROPOSITIONS, "not a proposition")
    return made(absurd.hypotheses, proposition)


# --- arithmetic -----------------------------------------------------------------------------


def combination(
    conclusion: Term,
    using: Sequence[tuple[Term | Fraction | int, Theorem]] = (),
    nonzero: Sequence[Theorem] = (),
    rules: Sequence[Theorem] = (),
) -> Theorem:
    """left − right is a combination of the like differences, that are 0, ≥ 0 or > 0, and a number.

    Multiplied out, that is, with equals in place of equals by the ``rules``, and for an equation
    after multiplying by what is not 0.  Inequalities come in with numbers that are not negative.
    Σ … > 0 where it is a number that is not is absurd.  Of what is ≠ 0 a multiple is ≠ 0.
    """
    op = conclusion.op
    refuse_unless(op in PROPOSITIONS - {"defined", "every"}, "nothing that is compared")
    goal = canonical(conclusion if op != "false" else positive(ZERO))
    rest, strict = minus(normal(goal.parts[0]), normal(goal.parts[1])), False
    for factor, theorem in using:
        left, right = sides(theorem, "equal", *({op} & {"not_equal"}), *RISING)
        gap = minus(normal(left), normal(right)) if right != ZERO else normal(left)
        relation = theorem.conclusion.op
        if isinstance(factor, Term):
            refuse_unless(relation == "equal", "an inequality times what may be negative")
            rest = minus(rest, times(normal(canonical(factor)), gap))
        else:
            strict = _is_strict(op, factor, relation, more=strict) or strict
            rest = minus(rest, gap, -plain(factor))
    known = [_as_rule(rule) for rule in rules]
    rest = rewritten(rest, known)
    if op == "equal":
        rest = cleared(rest, [normal(subject(t, "greater", "not_equal")) for t in nonzero])
    over = number(rewritten(rest, known))
    holds = {
        "equal": over == 0,
        "not_equal": over == 0 and strict,
        "greater_equal": over is not None and over >= 0,
    }.get(op, over is not None and (over > 0 or (strict and over == 0)))
    refuse_unless(holds, "multiplied out, something is left over")
    every = [*(theorem for _, theorem in using), *nonzero, *rules]
    return made(together(*every), conclusion)


def _is_strict(op: str, factor: Fraction | int, relation: str, *, more: bool) -> bool:
    """Whether a theorem, times a number, makes the combination > 0, or ≠ 0."""
    if relation == "equal":
        return False
    refuse_unless(op != "equal", "an equation from an inequality")
    if op == "not_equal":
        refuse_unless(factor != 0 and not more, "a sum of what is not 0 may be 0")
        refuse_unless(relation != "greater_equal", "it may be 0")
        return True
    refuse_unless(factor >= 0, "an inequality is turned")
    return relation == "greater" and factor > 0


def _as_rule(theorem: Theorem) -> Any:
    left, right = sides(theorem, "equal")
    return normal(left), normal(right), inverse(right)


def transitivity(first: Theorem, second: Theorem) -> Theorem:
    """r = s and s = t give r = t."""
    (left, middle), (same, right) = sides(first, "equal"), sides(second, "equal")
    refuse_unless(middle == same, "the equations do not meet")
    return made(together(first, second), equal(left, right))


def squeeze(above: Theorem, below: Theorem) -> Theorem:
    """s ≥ 0 and −s ≥ 0 give s = 0."""
    value, turned = subject(above, *RISING), subject(below, *RISING)
    refuse_unless(not minus(normal(value), normal(turned), 1), "not opposite to each other")
    return made(together(above, below), equal(value, ZERO))


def apart(at_least: Theorem, away: Theorem) -> Theorem:
    """s ≥ 0 and s ≠ 0 give s > 0."""
    value, same = subject(at_least, *RISING), subject(away, "not_equal", "greater")
    refuse_unless(not minus(normal(value), normal(same)), "two numbers")
    return made(together(at_least, away), positive(value))


def product(first: Theorem, second: Theorem) -> Theorem:
    """s · t is > 0, ≥ 0 or ≠ 0 where both are."""
    relations = {first.conclusion.op, second.conclusion.op}
    refuse_unless(relations <= RISING or "greater_equal" not in relations, "one may be 0")
    left, right = (subject(t, *RISING, "not_equal") for t in (first, second))
    relation = max(relations - {"greater"}, default="greater")
    both = Term("multiply", left, right)
    return made(together(first, second), Term(relation, both, ZERO))
