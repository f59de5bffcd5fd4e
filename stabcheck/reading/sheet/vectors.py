"""Which functions take a whole vector: those that look at its entries.

A sheet writes x for a number in one line and for a vector in the next, where x_i are its entries.
A bare x stands for the vector where it is handed to something that takes one (f(x)_i,
max x), or where the sheet says x ∈ ℝᴺ; elsewhere it is a number.
"""

from __future__ import annotations

from stabcheck.reading.sheet.scope import Definition, Problem
from stabcheck.reading.sheet.tree import Call, Entry, Name, Over, Tree

__all__ = ["takes_vectors"]


def takes_vectors(function: str, problem: Problem, seen: frozenset[str] = frozenset()) -> bool:
    """Whether some parameter of the function is a vector."""
    definition = problem.function(function)
    if definition is None:
        quantity = problem.customary.get(function)
        kinds = [] if quantity is None else list(quantity.arguments.values())
        return any(argument.kind == "vector" for argument in kinds)
    if function in seen:
        return False
    return any(_is_looked_into(node, definition, seen | {function}) for node in _nodes(definition))


def _nodes(definition: Definition) -> list[Tree]:
    return list(definition.body.nodes())


def _is_looked_into(node: Tree, definition: Definition, seen: frozenset[str]) -> bool:
    match node:
        case Entry(name, _):
            return name in definition.parameters
        case Over("max" | "min", "", body):
            return _mentions(body, definition)
        case Call(function, arguments, _, _):
            passed = any(_mentions(argument, definition) for argument in arguments)
            return passed and takes_vectors(function, definition.problem, seen)
    return False


def _mentions(tree: Tree, definition: Definition) -> bool:
    return any(isinstance(n, Name) and n.name in definition.parameters for n in tree.nodes())
