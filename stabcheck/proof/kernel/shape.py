"""What is a formula at all: how many parts a node has, and of which kinds.

The rules read a node's parts by its kind; of a node put together otherwise, each would read what it
likes, and two of them something different.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from stabcheck.carriers.term import BINDERS, Index, IndexSet, Term
from stabcheck.proof.kernel.axioms import COMPARISONS, PARTIALS

__all__ = ["is_formula"]

_CONDITIONS = {*COMPARISONS, "and", "or", "not", "true", "false"}
#: That something is defined, or holds at every index, is no part of a formula.
_JUDGEMENTS = {"defined", "every"}
#: How many formulas each of these is put together of; other kinds have parts of their own.
_ARITY = dict.fromkeys(COMPARISONS, 2) | {op: len(row) for op, row in PARTIALS.items()}
_ARITY |= {"and": 2, "or": 2, "not": 1, "where": 3, "defined": 1}
_ARITY |= dict.fromkeys(("pi", "true", "false"), 0)


@lru_cache(2**16)
def is_formula(term: Term) -> bool:
    """Whether a term is a formula or a proposition, down to its leaves."""
    parts = term.parts
    match term.op, parts:
        case "every", (index, Term() as body):
            return _is_index(index) and is_formula(body)
        case op, (index, body) if op in BINDERS:
            return _is_index(index) and _is_value(body)
        case "blocks", (Index() as union, *pairs):
            return _is_index(union) and _are_blocks(union.set.blocks, pairs)
        case "derivative", (body, Term(op="real" | "entry") as variable):
            return _is_value(body) and is_formula(variable)
        case "named", (_, _, _, body, _):
            return _is_value(body)
        case op, _ if op in _ARITY:
            fits = len(parts) == _ARITY[op] and all(map(_is_value, parts))
            return fits and (op != "where" or parts[0].op in _CONDITIONS)
    return _is_leaf(term)


def _is_leaf(term: Term) -> bool:
    match term.op, term.parts:
        case "rational", (number,):
            return isinstance(number, int | Fraction)
        case "real", (name,):
            return isinstance(name, str)
        case "entry", (str(), first, *others):
            return all(map(_is_index, [first, *others]))
        case "size", (within,):
            return _is_set(within)
        case "delta", (left, right):
            return _is_index(left) and _is_index(right)
    return False


def _is_value(part: Any) -> bool:
    return isinstance(part, Term) and part.op not in _JUDGEMENTS and is_formula(part)


def _is_index(index: Any) -> bool:
    """An index in a set, or the place in it of a maximum over the same set."""
    if not isinstance(index, Index) or not _is_set(index.set):
        return False
    if index.attains is None:
        return True
    bound, body = index.attains
    return bound.set == index.set and bound.attains is None and _is_value(body)


def _is_set(within: Any) -> bool:
    """A set less points; no block lacks one, so that a concatenation has an element."""
    if not isinstance(within, IndexSet) or not all(map(_is_index, within.removed)):
        return False
    blocks = (block for block in within.blocks if block is not None)
    return all(_is_set(block) and not block.removed for block in blocks)


def _are_blocks(blocks: tuple[IndexSet | None, ...], pairs: list[Any]) -> bool:
    """An index over each block, none for a single entry, and the entry there."""
    indices, bodies = pairs[::2], pairs[1::2]
    sets = [own.set if _is_index(own) else own for own in indices]
    return sets == [*blocks] and len(bodies) == len(sets) and all(map(_is_value, bodies))
