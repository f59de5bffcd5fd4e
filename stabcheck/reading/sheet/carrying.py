"""Names that an earlier problem has defined, where a later one goes on with them: "p as above".

A variable is forgotten with its problem.  Yet many a sheet defines the softmax in one exercise and
takes its derivative in the next.  So an equality that does not hold of arbitrary p is read once
more with the p that was defined last, and says so if it then holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from stabcheck.reading.sheet.scope import Definition, Problem
from stabcheck.reading.sheet.tree import Call, Entry, Name, Tree

__all__ = ["carried_over"]


def carried_over(problem: Problem, trees: Iterable[Tree]) -> tuple[Problem, tuple[str, ...]] | None:
    """The problem with earlier definitions of what is arbitrary in it, and what says so.

    None where no such name has a definition.
    """
    found = {definition.name: definition for definition in _earlier(problem, trees)}
    if not found:
        return None
    longer = replace(
        problem,
        trees=[*problem.trees, *(part for each in found.values() for part in _shown(each))],
        functions={},
        variables={},
        _families=None,
    )
    for above in reversed([*problem.lineage]):
        longer.functions |= _read_in(longer, above.functions)
        longer.variables |= _read_in(longer, above.variables)
    longer.variables |= _read_in(longer, found)
    says = tuple(f"{name} as defined on line {each.line}" for name, each in found.items())
    return longer, says


def _earlier(problem: Problem, trees: Iterable[Tree]) -> Iterator[Definition]:
    """The last definitions of names in the trees, and of names in those definitions."""
    pending, met = list(trees), set[str]()
    while pending:
        for node in pending.pop().nodes():
            name = node.function if isinstance(node, Call) else getattr(node, "name", None)
            if name is None or name in met:
                continue
            met.add(name)
            own = problem.function(name) if isinstance(node, Call) else problem.variable(name)
            if own is not None:
                pending.append(own.body)
            elif isinstance(node, Name | Entry):
                before = (each for each in reversed(problem.earlier) if name in each.variables)
                last = next(before, None)
                if last is not None and name not in last.totals:
                    definition = last.variables[name]
                    pending.append(definition.body)
                    yield definition


def _shown(definition: Definition) -> tuple[Tree, ...]:
    """What a definition says of index sets."""
    if not definition.indices:
        return (definition.body,)
    return definition.body, Entry(definition.name, definition.indices)


def _read_in(problem: Problem, table: dict[str, Definition]) -> dict[str, Definition]:
    return {name: replace(each, problem=problem) for name, each in table.items()}
