"""Axes of symbolic arrays: each is a free index of a term; broadcasting and reducing them.

An axis of length 1, as ``keepdims=True`` leaves it, is an index over a set of one single point;
it is dropped wherever the other operand's axis is longer.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from stabcheck.carriers.ledger import NoSuchAxis, NotModelled
from stabcheck.carriers.operations import COMPARISONS
from stabcheck.carriers.term import ONE, ZERO, Index, IndexSet, Term, fresh_index

__all__ = [
    "Arrayed",
    "Axes",
    "Selected",
    "aligned",
    "broadcast_to",
    "concrete_length",
    "is_condition",
    "is_unit",
    "negated",
    "normal_axes",
    "numeric",
    "reduced",
    "size_of",
    "unit_axis",
    "without_unit",
]

Axes = tuple[Index, ...]

_UNIT = IndexSet("1", blocks=(None,))
_OPPOSITE = {
    "greater": "less_equal",
    "greater_equal": "less",
    "less": "greater_equal",
    "less_equal": "greater",
    "equal": "not_equal",
    "not_equal": "equal",
}
_PAIRWISE = {"sum": "add", "max": "maximum", "min": "minimum"}
_CONDITIONS = {"true", "false", "and", "or", "not", *COMPARISONS.values()}


class Arrayed(Protocol):
    """A term and the free indices of it that are axes, outermost first."""

    term: Term
    axes: Axes


@dataclass(frozen=True)
class Selected(IndexSet):
    """The indices of an axis at which a condition holds, as a Boolean mask selects them."""

    whole: Index = field(kw_only=True)
    condition: Term = field(kw_only=True)


def unit_axis() -> Index:
    """A new axis of length 1."""
    return fresh_index(Index("o", _UNIT))


def is_unit(axis: Index) -> bool:
    """Whether the axis has length 1."""
    return axis.set.blocks == (None,)


def without_unit(term: Term, axis: Index) -> Term:
    """The term at the only point of an axis of length 1."""
    return term.in_block(axis, 0, None)


def concrete_length(axis: Index) -> int | None:
    """The axis's length where it is a number; None where it is symbolic."""
    blocks = axis.set.blocks
    return len(blocks) if blocks and set(blocks) == {None} else None


def size_of(axis: Index) -> Term:
    """The axis's length as a term."""
    if isinstance(axis.set, Selected):
        return _bound("sum", Term("where", axis.set.condition, ONE, ZERO), axis.set.whole)
    return Term("size", axis.set)


def is_condition(term: Term) -> bool:
    """Whether the term is true or false rather than a number."""
    return term.op in _CONDITIONS


def numeric(term: Term) -> Term:
    """The term as a number: a condition counts 1 where it holds, else 0."""
    return Term("where", term, ONE, ZERO) if is_condition(term) else term


def negated(condition: Term) -> Term:
    """The opposite condition; of a comparison, the opposite comparison."""
    opposite = _OPPOSITE.get(condition.op)
    return Term(opposite, *condition.parts) if opposite else Term("not", condition)


# --- broadcasting ---------------------------------------------------------------------------


def aligned(*arrays: Arrayed) -> tuple[list[Term], Axes]:
    """The terms over common axes, as NumPy broadcasts: trailing axes match, by their index set."""
    widest = max(arrays, key=lambda array: len(array.axes)).axes
    if all(array.axes in {(), widest} for array in arrays):
        return [array.term for array in arrays], widest
    # Fresh axes for all: renaming one after the other could make two axes of one matrix meet.
    common = tuple(
        _common([array.axes[-k] for array in arrays if len(array.axes) >= k])
        for k in range(len(widest), 0, -1)
    )
    return [_moved(array, common) for array in arrays], common


def broadcast_to(array: Arrayed, axes: Axes) -> Term:
    """The array's term over the given axes; raises NotModelled where it is larger than they are."""
    if len(array.axes) > len(axes):
        raise NotModelled("an array does not fit into one of fewer axes")
    return _moved(array, axes)


def _common(axes: Sequence[Index]) -> Index:
    longer = [axis for axis in axes if not is_unit(axis)]
    for axis in longer[1:]:
        if axis.set != longer[0].set:
            raise NotModelled(f"lengths {axis.set.name} and {longer[0].set.name} do not match")
    return fresh_index(longer[0]) if longer else unit_axis()


def _moved(array: Arrayed, common: Axes) -> Term:
    term = array.term
    for axis, new in zip(array.axes, common[len(common) - len(array.axes) :], strict=True):
        if is_unit(axis) and not is_unit(new):
            term = without_unit(term, axis)
        elif axis.set != new.set:
            raise NotModelled(f"lengths {axis.set.name} and {new.set.name} do not match")
        else:
            term = term.at(axis, new)
    return term


# --- reducing -------------------------------------------------------------------------------


def normal_axes(axis: int | Sequence[int] | None, ndim: int) -> tuple[int, ...]:
    """The numbers of the axes meant, counted from 0; raises NoSuchAxis."""
    if axis is None:
        return tuple(range(ndim))
    chosen = (axis,) if isinstance(axis, int) else tuple(axis)
    for number in chosen:
        if not isinstance(number, int) or not -ndim <= number < ndim:
            raise NoSuchAxis(f"there is no axis {number}")
    return tuple(number % ndim for number in chosen)


def reduced(
    kind: str, array: Arrayed, axis: int | Sequence[int] | None, *, keepdims: bool
) -> tuple[Term, Axes]:
    """The sum, max or min over some axes, or over all; a kept axis then has length 1."""
    chosen = normal_axes(axis, len(array.axes))
    term = array.term
    for number in sorted(chosen, reverse=True):
        term = _over(kind, term, array.axes[number])
    kept: list[Index] = []
    for number, own in enumerate(array.axes):
        if number not in chosen:
            kept.append(own)
        elif keepdims:
            kept.append(unit_axis())
    return term, tuple(kept)


def _over(kind: str, term: Term, axis: Index) -> Term:
    if is_unit(axis):
        return without_unit(term, axis)
    length = concrete_length(axis)
    if length is not None:
        entries = [term.in_block(axis, place, None) for place in range(length)]
        return functools.reduce(functools.partial(Term, _PAIRWISE[kind]), entries)
    if not isinstance(axis.set, Selected):
        return _bound(kind, term, axis)
    if kind != "sum":
        raise NotModelled(f"a {kind} over the entries that a mask selects is not modelled")
    whole, condition = axis.set.whole, axis.set.condition
    return _bound("sum", Term("where", condition, term.at(axis, whole), ZERO), whole)


def _bound(kind: str, term: Term, axis: Index) -> Term:
    bound = fresh_index(axis)
    return Term(kind, bound, term.at(axis, bound))
