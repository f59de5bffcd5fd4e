"""What a decision found: a tree of cases, and what each of them came to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Frac
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.records import Obligation, Rewrite
from stabcheck.proof.signs import Facts

__all__ = [
    "Case",
    "Decision",
    "Fork",
    "Hypothesis",
    "Solution",
    "Tree",
    "Undefined",
    "Vacuous",
    "leaves",
]


@dataclass(frozen=True)
class Hypothesis:
    """A case's hypothesis in print: ``term`` relation 0, e.g. x ≥ 0."""

    term: Term
    relation: str


@dataclass(frozen=True)
class Case:
    """One case proved: under ``hypotheses`` both sides have the normal forms given.

    ``closing`` names the last step: ``normal form`` (both sides are the same), ``sum relation``
    or ``exponentiate``.  ``facts`` are what the obligations may be discharged with, and
    ``normaliser`` holds what every part of the two ``sides`` came to.
    """

    hypotheses: tuple[Hypothesis, ...]
    facts: Facts
    left: Frac
    right: Frac
    closing: str
    rewrites: tuple[Rewrite, ...]
    obligations: tuple[Obligation, ...]
    sides: tuple[Term, Term]
    normaliser: Normaliser


@dataclass(frozen=True)
class Vacuous:
    """A case whose facts contradict each other."""

    facts: Facts


@dataclass(frozen=True)
class Undefined:
    """A case in which one of the sides is defined nowhere: the claim does not speak of it."""

    facts: Facts


@dataclass(frozen=True)
class Fork:
    """Two complementary cases: value ≥ 0 (> 0 where ``strict``), or not."""

    value: Frac
    strict: bool
    facts: Facts
    above: Tree
    below: Tree


@dataclass(frozen=True)
class Solution:
    """A case that leaves value = 0: there ``variable`` is ``term``, and it is put in its place."""

    value: Frac
    variable: Term
    term: Term
    facts: Facts
    tree: Tree


Tree = Case | Vacuous | Undefined | Fork | Solution


@dataclass(frozen=True)
class Decision:
    """All cases proved, or else why not: a residual that should be 0, or a reason in words.

    The ``exclusions`` rule out the cases in which a side is undefined.
    """

    tree: Tree | None
    residual: Frac | None = None
    reason: str = ""
    exclusions: tuple[Obligation, ...] = ()

    @property
    def proved(self) -> bool:
        """Whether every case was proved."""
        return self.tree is not None

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases proved, in their order."""
        found = () if self.tree is None else leaves(self.tree)
        return tuple(leaf for leaf in found if isinstance(leaf, Case))


def leaves(tree: Tree) -> Iterator[Case | Vacuous | Undefined]:
    """The ends of the tree, in their order."""
    match tree:
        case Fork():
            yield from leaves(tree.above)
            yield from leaves(tree.below)
        case Solution():
            yield from leaves(tree.tree)
        case _:
            yield tree
