"""Indexing symbolic arrays: new axes, symbolic indices, positions, slices and Boolean masks.

A symbolic length has no positions: ``x[0]`` or ``x[1:]`` need a concatenation of single entries,
whose length is a number.  A mask selects the indices at which it holds; what is computed from
the entries it selects may be put back through the same mask.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from stabcheck.carriers.axes import (
    Arrayed,
    Axes,
    Selected,
    broadcast_to,
    concrete_length,
    is_condition,
    is_unit,
    unit_axis,
    without_unit,
)
from stabcheck.carriers.ledger import NeedsLength, NoSuchAxis, NotModelled
from stabcheck.carriers.term import Index, IndexSet, Term, fresh_index

__all__ = [
    "IndexSymbol",
    "assigned",
    "concatenated",
    "entry_at",
    "indexed",
    "is_empty",
    "one_block",
]


class IndexSymbol:
    """A free index, as a formula sees it: good for ``x[i]`` and nothing else."""

    def __init__(self, index: Index) -> None:
        self.index = index


def indexed(array: Arrayed, key: Any) -> tuple[Term, Axes]:
    """``array[key]``; raises NeedsLength for positions on an axis of symbolic length."""
    keys = key if isinstance(key, tuple) else (key,)
    if len(keys) == 1 and _is_mask(keys[0]):
        return _selected(array, keys[0])
    term = array.term
    pending = list(array.axes)
    kept: list[Index] = []
    for own in _spelled_out(keys, len(array.axes)):
        if own is None:
            kept.append(unit_axis())
            continue
        term, axis = _at(term, pending.pop(0), own)
        kept += [axis] if axis is not None else []
    return term, (*kept, *pending)


def _spelled_out(keys: tuple[Any, ...], ndim: int) -> list[Any]:
    """The keys with an ellipsis written out as the slices it stands for."""
    taken = sum(key is not None and key is not Ellipsis for key in keys)
    if taken > ndim:
        raise NoSuchAxis(f"{taken} indices into an array of {ndim} axes")
    spelled: list[Any] = []
    for key in keys:
        spelled += [slice(None)] * (ndim - taken) if key is Ellipsis else [key]
    return spelled


def _at(term: Term, axis: Index, key: Any) -> tuple[Term, Index | None]:
    """One axis at one key: the term there and the axis that is left."""
    if isinstance(key, IndexSymbol):
        if key.index.set.name != axis.set.name:
            raise NotModelled(f"an index into {key.index.set.name} does not index {axis.set.name}")
        return term.at(axis, key.index), None
    if isinstance(key, slice) and key == slice(None):
        return term, axis
    if is_unit(axis) and key in (0, -1):
        return without_unit(term, axis), None
    if not isinstance(key, int | slice):
        raise NotModelled(f"indexing by a {type(key).__name__} is not modelled")
    length = concrete_length(axis)
    if length is None:
        raise NeedsLength("a position in a vector of symbolic length is not modelled")
    if isinstance(key, slice):
        chosen = [entry_at(term, axis, place) for place in range(length)[key]]
        moved, (new,) = concatenated([one_block(part, ()) for part in chosen])
        return moved, new
    if not -length <= key < length:
        raise IndexError(f"index {key} is out of bounds for axis 0 with size {length}")
    return entry_at(term, axis, key % length), None


def entry_at(term: Term, axis: Index, place: int) -> Term:
    """The term at one position of an axis whose length is a number."""
    return term.in_block(axis, place, None)


# --- masks ----------------------------------------------------------------------------------


def _is_mask(key: Any) -> bool:
    return hasattr(key, "axes") and is_condition(key.term)


def _selection(array: Arrayed, mask: Any) -> tuple[Selected, Term]:
    """The set that a mask selects, and the mask over the array's own axis."""
    if len(array.axes) != 1 or len(mask.axes) != 1:
        raise NotModelled("a Boolean mask is modelled for vectors")
    (axis,) = array.axes
    condition = broadcast_to(mask, array.axes)
    whole = Index("mask", axis.set)
    chosen = Selected(
        f"{axis.set.name} where masked", whole=whole, condition=condition.at(axis, whole)
    )
    return chosen, condition


def _selected(array: Arrayed, mask: Any) -> tuple[Term, Axes]:
    chosen, _ = _selection(array, mask)
    (axis,) = array.axes
    inside = fresh_index(Index(axis.name, chosen))
    return array.term.at(axis, inside), (inside,)


def assigned(array: Arrayed, key: Any, value: Arrayed) -> Term:
    """The array's term after ``array[key] = value``."""
    if key is Ellipsis or (isinstance(key, slice) and key == slice(None)):
        return broadcast_to(value, array.axes)
    if _is_mask(key):
        chosen, condition = _selection(array, key)
        (axis,) = array.axes
        if value.axes and value.axes[0].set == chosen and len(value.axes) == 1:
            put = value.term.at(value.axes[0], axis)
        elif all(map(is_unit, value.axes)):
            put = broadcast_to(value, array.axes)
        else:
            raise NotModelled("what is assigned through a mask was not selected by the same mask")
        return Term("where", condition, put, array.term)
    return _assigned_at(array, key, value)


def _assigned_at(array: Arrayed, key: Any, value: Arrayed) -> Term:
    if not isinstance(key, int) or len(array.axes) != 1 or value.axes:
        raise NotModelled("assignment to this part of an array is not modelled")
    (axis,) = array.axes
    length = concrete_length(axis)
    if length is None:
        raise NeedsLength("a position in a vector of symbolic length is not modelled")
    if not -length <= key < length:
        raise IndexError(f"index {key} is out of bounds for axis 0 with size {length}")
    entries = [entry_at(array.term, axis, place) for place in range(length)]
    entries[key % length] = value.term
    term, (union,) = concatenated([one_block(entry, ()) for entry in entries])
    return term.at(union, axis)


# --- concatenation --------------------------------------------------------------------------


def is_empty(axis: Index, key: slice) -> bool:
    """Whether a slice of an axis of known length takes no entry at all."""
    length = concrete_length(axis)
    return length is not None and not range(length)[key]


Block = tuple[Index | None, Term]


def one_block(term: Term, axes: Axes) -> Block:
    """A block's index, fresh, so that it is bound nowhere else, and its entry there."""
    if not axes:
        return None, term
    own = fresh_index(axes[0])
    return own, term.at(axes[0], own)


def concatenated(blocks: Sequence[Block]) -> tuple[Term, Axes]:
    """Vectors one after another: an axis over the union of their index sets."""
    if not blocks:
        raise NotModelled("an empty array is not modelled")
    sets = tuple(own.set if own is not None else None for own, _ in blocks)
    name = "⊎".join("1" if part is None else part.name for part in sets)
    named = next((own.name for own, _ in blocks if own is not None), "i")
    union = fresh_index(Index(named, IndexSet(name, blocks=sets)))
    return Term("blocks", union, *itertools.chain.from_iterable(blocks)), (union,)
