"""What Σ, max and min over an index mean: over which set, and of what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import Index, IndexSet, Term, fresh_index
from stabcheck.reading.sheet.families import is_concrete
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Entry, Over

if TYPE_CHECKING:
    from stabcheck.reading.sheet.meaning import Meaning

__all__ = ["length", "ranging"]

_LONGEST_WRITTEN_OUT = 12
_JOINED = {"sum": np.add, "max": np.maximum, "min": np.minimum}


def length(vector: Symbol) -> Symbol:
    """The Euclidean norm; raises NotRead for what is no vector."""
    if len(vector.axes) != 1:
        raise NotRead("a norm of what is no vector")
    norm: Symbol = np.sqrt(np.sum(vector**2))
    return norm


def ranging(meaning: Meaning, over: Over) -> Symbol:
    """Σ, max or min over an index; raises NotRead for ranges that are not read."""
    if not over.index:
        return _of_all(meaning.vectors().value(over.body), over.kind)
    if is_concrete(over):
        return _written_out(meaning, over)
    if over.first not in {"", "1"}:
        raise NotRead(f"a range that begins at {over.first} is not read")
    bound = fresh_index(Index(over.index, _set(meaning, over)))
    body = meaning.under(over.index, bound).value(over.body)
    if body.axes:
        raise NotRead(f"{write(body.term)} is a vector under its own index")
    return Symbol(Term(over.kind, bound, body.term))


def _of_all(vector: Symbol, kind: str) -> Symbol:
    if not vector.axes:
        raise NotRead(f"{kind} of a single number")
    extremum: Symbol = vector.max() if kind == "max" else vector.min()
    return extremum


def _set(meaning: Meaning, over: Over) -> IndexSet:
    found = _passed_set(meaning, over) or meaning.problem.families.of_binder(over)
    if not over.left_out:
        return found
    point = meaning.place(over.left_out)
    if isinstance(point, int):
        raise NotRead("a range that leaves out a number is not read")
    return found.without(point)


def _passed_set(meaning: Meaning, over: Over) -> IndexSet | None:
    """The set of the vector passed to the function whose body this is."""
    for node in over.body.nodes():
        if isinstance(node, Entry) and node.name in meaning.parameters:
            axes = meaning.parameters[node.name].axes
            if over.index in node.indices and len(axes) == len(node.indices):
                found: IndexSet = axes[node.indices.index(over.index)].set
            return found
    return None


def _written_out(meaning: Meaning, over: Over) -> Symbol:
    numbers = range(int(over.first or "1"), int(over.last) + 1)
    if not 0 < len(numbers) <= _LONGEST_WRITTEN_OUT or over.left_out:
        raise NotRead(f"a range from {over.first or 1} to {over.last} is not written out")
    values = [meaning.under(over.index, number).value(over.body) for number in numbers]
    total: Any = values[0]
    for value in values[1:]:
        total = _JOINED[over.kind](total, value)
    return Symbol(total.term, total.axes)
