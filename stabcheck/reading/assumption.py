"""Assumptions: bounds on one variable, and inequalities between formulas.

``x > 0`` and ``0 < x < 1`` become bounds of the argument x, of every entry where x is a vector.
Every other inequality is a hypothesis of the claim: ``x > y``, ``2*x <= y + 1``, ``N > 1``.  Of
vectors it is assumed entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from stabcheck.exact import exact
from stabcheck.quantity import Argument
from stabcheck.reading.grammar import parse_condition
from stabcheck.reading.interpreter import Interpreter
from stabcheck.reading.meaning import Meaning
from stabcheck.reading.mistake import FormulaMistake
from stabcheck.reading.scope import Scope
from stabcheck.reading.tree import Compare, Entry, Logic, Name, Node

__all__ = ["hypotheses", "names_in"]

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!="}


def hypotheses(text: str, scope: Scope) -> list[Callable[..., Any]]:
    """Note the bounds an assumption sets on the arguments; return its other inequalities.

    These are functions of the arguments' values, in their order.  Raises FormulaMistake for what
    is no inequality, and for names that the formula does not have.
    """
    interpreter = Interpreter(scope)
    found: list[Callable[..., Any]] = []
    for part in _inequalities(parse_condition(text, scope.vectors)):
        condition = interpreter.meaning(part)
        if _bounded(part, interpreter):
            continue
        found.append(_holds(condition, scope))
    return found


def names_in(text: str, vectors: Collection[str]) -> set[str]:
    """The names of variables and indices in an assumption; raises FormulaMistake."""
    found = set()
    pending: list[Node] = [parse_condition(text, vectors)]
    while pending:
        node = pending.pop()
        pending += node.children
        if isinstance(node, Name):
            found.add(node.name)
        elif isinstance(node, Entry):
            found.add(node.index)
    return found


def _holds(condition: Meaning, scope: Scope) -> Callable[..., Any]:
    return lambda *values: condition.compute(scope.values(values))


def _inequalities(node: Node) -> Iterator[Compare]:
    match node:
        case Compare() if node.relation in _MIRRORED:
            yield node
        case Logic(operator="and"):
            for operand in node.operands:
                yield from _inequalities(operand)
        case _:
            raise FormulaMistake(
                "only inequalities can be assumed",
                column=node.column,
                hint="write x > 0, 0 < x < 1 or x != 0; put an equality into the formula itself",
            )


def _bounded(part: Compare, interpreter: Interpreter) -> bool:
    """Whether the inequality is a strict rational bound on one variable; noted if it is."""
    sides = (
        (part.left, part.right, part.relation),
        (part.right, part.left, _MIRRORED[part.relation]),
    )
    for side, other, relation in sides:
        if not isinstance(side, Name) or relation not in {"<", ">"}:
            continue
        argument = interpreter.scope.arguments.get(side.name)
        value = interpreter.meaning(other).value
        if argument is not None and value is not None:
            bounded = _tightened(argument, relation, value, part.column)
            interpreter.scope.arguments[side.name] = bounded
            return True
    return False


def _tightened(argument: Argument, relation: str, bound: Fraction, column: int) -> Argument:
    """The argument with one more strict bound; raises FormulaMistake where nothing is left."""
    low = argument.above.value if argument.above else None
    high = argument.below.value if argument.below else None
    if relation == ">":
        low = bound if low is None else max(low, bound)
    else:
        high = bound if high is None else min(high, bound)
    if low is not None and high is not None and low >= high:
        raise FormulaMistake(
            "no number satisfies all of these assumptions",
            column=column,
            hint="a claim about no number at all says nothing",
        )
    return replace(
        argument,
        above=None if low is None else exact(low),
        below=None if high is None else exact(high),
    )
