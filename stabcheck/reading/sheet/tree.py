"""A formula as it was read: a small tree, before anybody knows what its names stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "Branches",
    "Call",
    "Comparison",
    "Derivative",
    "Entry",
    "Name",
    "Norm",
    "Number",
    "Operation",
    "Over",
    "Tree",
]


@dataclass(frozen=True)
class Tree:
    """What all nodes have: children."""

    @property
    def children(self) -> tuple[Tree, ...]:
        """The nodes right below."""
        return ()

    def nodes(self) -> Iterator[Tree]:
        """Every node of the tree, this one first."""
        pending: list[Tree] = [self]
        while pending:
            node = pending.pop()
            yield node
            pending.extend(node.children)


@dataclass(frozen=True)
class Number(Tree):
    """A decimal as it is written."""

    value: Fraction


@dataclass(frozen=True)
class Name(Tree):
    """A variable, a constant, the length of a vector, or a vector as a whole."""

    name: str


@dataclass(frozen=True)
class Entry(Tree):
    """A name with indices: letters, or numbers as they are written."""

    name: str
    indices: tuple[str, ...]


@dataclass(frozen=True)
class Operation(Tree):
    """A row of the table of operations, applied."""

    operation: str
    operands: tuple[Tree, ...]

    @property
    def children(self) -> tuple[Tree, ...]:
        """The operands."""
        return self.operands


@dataclass(frozen=True)
class Call(Tree):
    """A function the sheet defines or refers to, with as many primes, at an index or none."""

    function: str
    arguments: tuple[Tree, ...]
    primes: int = 0
    indices: tuple[str, ...] = ()

    @property
    def children(self) -> tuple[Tree, ...]:
        """The arguments."""
        return self.arguments


@dataclass(frozen=True)
class Over(Tree):
    """Σ, max or min of a body over an index.

    The index runs from ``first`` to ``last`` (as written; empty where the sheet does not say),
    and not over ``left_out``.
    """

    kind: str
    index: str
    body: Tree
    first: str = ""
    last: str = ""
    left_out: str = ""

    @property
    def children(self) -> tuple[Tree, ...]:
        """The body."""
        return (self.body,)


@dataclass(frozen=True)
class Derivative(Tree):
    """∂ body / ∂ variable."""

    body: Tree
    variable: Tree

    @property
    def children(self) -> tuple[Tree, ...]:
        """The body and the variable."""
        return self.body, self.variable


@dataclass(frozen=True)
class Norm(Tree):
    """The Euclidean norm of a vector."""

    body: Tree

    @property
    def children(self) -> tuple[Tree, ...]:
        """The vector."""
        return (self.body,)


@dataclass(frozen=True)
class Comparison(Tree):
    """``relation`` is one of < ≤ > ≥ = ≠."""

    relation: str
    left: Tree
    right: Tree

    @property
    def children(self) -> tuple[Tree, ...]:
        """The two sides."""
        return self.left, self.right


@dataclass(frozen=True)
class Branches(Tree):
    """Values with their conditions, tried in order; the last one holds otherwise."""

    cases: tuple[tuple[Tree, Comparison], ...]
    otherwise: Tree

    @property
    def children(self) -> tuple[Tree, ...]:
        """Values and conditions."""
        return (*(part for case in self.cases for part in case), self.otherwise)
