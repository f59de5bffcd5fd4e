"""A formula as it was read: a tree of plain nodes, each with its column in the text."""

from __future__ import annotations

from dataclasses import dataclass, fields
from fractions import Fraction

__all__ = [
    "Binary",
    "Binder",
    "Call",
    "Compare",
    "Derivative",
    "Entry",
    "Logic",
    "Name",
    "Negative",
    "Node",
    "Number",
]


@dataclass(frozen=True, eq=False)
class Node:
    """What all nodes have: the column they begin at."""

    column: int

    @property
    def children(self) -> list[Node]:
        """The nodes right below this one, in the order of the text."""
        values = [getattr(self, each.name) for each in fields(self)]
        flat = [v for value in values for v in (value if isinstance(value, tuple) else (value,))]
        return [value for value in flat if isinstance(value, Node)]


@dataclass(frozen=True, eq=False)
class Number(Node):
    """A decimal number, exactly as written."""

    value: Fraction


@dataclass(frozen=True, eq=False)
class Name(Node):
    """A variable, a constant, or the length of a vector."""

    name: str


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function of the vocabulary, applied."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, eq=False)
class Negative(Node):
    """The negative."""

    operand: Node


@dataclass(frozen=True, eq=False)
class Binary(Node):
    """``operator`` is one of + - * / ^."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Entry(Node):
    """The entry of a vector at an index, which is a name."""

    vector: Node
    index: str


@dataclass(frozen=True, eq=False)
class Binder(Node):
    """The ``sum``, ``max`` or ``min`` of a body over an index that stands in it."""

    kind: str
    index: str
    body: Node


@dataclass(frozen=True, eq=False)
class Derivative(Node):
    """∂ body / ∂ variable."""

    body: Node
    variable: Node


@dataclass(frozen=True, eq=False)
class Compare(Node):
    """``relation`` is one of < <= > >= == !=."""

    relation: str
    left: Node
    right: Node


@dataclass(frozen=True, eq=False)
class Logic(Node):
    """Conditions joined by ``and``, ``or``; one negated by ``not``."""

    operator: str
    operands: tuple[Node, ...]
