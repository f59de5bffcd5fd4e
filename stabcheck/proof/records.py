"""What the normaliser writes down on its way: obligations, questions, rewrites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.algebra import Frac
from stabcheck.proof.binding import depends
from stabcheck.proof.indexed import substitute_index

__all__ = ["HOLDS", "Guard", "Obligation", "Outside", "Question", "Relation", "Rewrite", "selected"]

Relation = Literal["≠", ">", "≥"]

#: The signs with which a relation to 0 holds.
HOLDS: dict[Relation, frozenset[int]] = {
    "≠": frozenset({-1, 1}),
    ">": frozenset({1}),
    "≥": frozenset({0, 1}),
}

#: A value and how it compares with 0 on the branch at hand.
Guard = tuple[Frac, Relation]


class Outside(ValueError):
    """The formula leaves the fragment the procedure decides; the message says where."""


@dataclass(frozen=True)
class Obligation:
    """What the formula needs to be defined: ``value`` ≠ 0, > 0 or ≥ 0 (``relation``).

    ``certain`` unless it stands in a branch that may not be taken, or under a binder.  ``guards``
    are what holds on that branch, where it is taken.
    """

    term: Term
    value: Frac
    relation: Relation
    certain: bool
    guards: tuple[Guard, ...] = ()


def selected(needs: list[Obligation], bound: Index, body: Frac) -> Iterator[Obligation]:
    """What every summand needs, of the one that a delta selects: that one is needed for certain."""
    deltas = dict.fromkeys(atom.data for atom in body.num.atoms() if atom.kind == "delta")
    for left, right in (pair for pair in deltas if bound in pair):
        point = right if left == bound else left
        for need in needs:
            if point.set.name == bound.set.name and depends(need.value, bound):
                value = substitute_index(need.value, bound, point)
                yield replace(need, term=need.term.at(bound, point), value=value, certain=True)


@dataclass(frozen=True)
class Question:
    """A sign that was wanted: split on value ≥ 0 (> 0 where ``strict``) or not.

    Where it decides a branch (``of_branch``), it must be answered: what the branch not taken needs
    to be defined is no condition.
    """

    value: Frac
    strict: bool
    term: Term
    of_branch: bool = False


@dataclass(frozen=True)
class Rewrite:
    """A step: by ``rule`` the term ``before`` became ``after``; worth showing unless ``aside``."""

    rule: str
    before: Term
    after: Frac | Term
    aside: bool = False
