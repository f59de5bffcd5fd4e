"""What NumPy's shape functions write down on symbols: views, broadcasting, new arrays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from stabcheck.carriers import axes as over
from stabcheck.carriers.indexing import concatenated, one_block
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbolic import ARRAY_FUNCTIONS, Symbol, lift, real_dtype
from stabcheck.carriers.term import ZERO, Index, Term, fresh_index

__all__ = ["filled", "full_like"]


def _ravel(value: Any, **_: Any) -> Symbol:
    symbol = lift(value)
    if symbol.ndim == 1:
        return symbol
    long = [axis for axis in symbol.axes if not over.is_unit(axis)]
    if len(long) > 1:
        raise NotModelled("flattening a matrix of symbolic size is not modelled")
    return _squeezed(symbol, keep=1)


def _squeezed(symbol: Symbol, keep: int = 0) -> Symbol:
    """The array less its axes of length 1, but for ``keep`` axes in all."""
    term, axes = symbol.term, list(symbol.axes) or [over.unit_axis()] * keep
    for axis in symbol.axes:
        if over.is_unit(axis) and len(axes) > keep:
            term = over.without_unit(term, axis)
            axes.remove(axis)
    return symbol.view(term, tuple(axes))


def _squeeze(value: Any, axis: Any = None) -> Any:
    symbol = lift(value)
    if axis is None:
        return _squeezed(symbol)
    chosen = over.normal_axes(axis, symbol.ndim)
    if not all(over.is_unit(symbol.axes[number]) for number in chosen):
        raise NotModelled("squeezing an axis that is longer than 1 is not modelled")
    keys = tuple(0 if n in chosen else slice(None) for n in range(symbol.ndim))
    return symbol[keys]


def _expand_dims(value: Any, axis: int) -> Any:
    symbol = lift(value)
    (place,) = over.normal_axes(axis, symbol.ndim + 1)
    return symbol[(*(slice(None),) * place, None)]


def _reshape(value: Any, *shape: Any, **_: Any) -> Symbol:
    """The same entries with axes of length 1 put in or taken out."""
    symbol = lift(value)
    wanted = list(shape[0]) if len(shape) == 1 and isinstance(shape[0], tuple | list) else [*shape]
    flat = _ravel(symbol) if symbol.ndim != len(wanted) or -1 in map(_plain, wanted) else symbol
    long = [length for length in wanted if _plain(length) != 1]
    own = [axis for axis in flat.axes if not over.is_unit(axis)]
    if len(long) != len(own) or not all(map(_fits, long, own)):
        raise NotModelled("this reshape is not modelled")
    keys = tuple(None if _plain(length) == 1 else slice(None) for length in wanted)
    return flat if flat.ndim == len(keys) and None not in keys else _squeezed(flat)[keys]


def _plain(length: Any) -> int | None:
    return int(length) if isinstance(length, int | np.integer) else None


def _fits(length: Any, axis: Index) -> bool:
    plain = _plain(length)
    if plain is not None:
        return plain in {-1, over.concrete_length(axis)}
    return isinstance(length, Symbol) and length.term == over.size_of(axis)


def _transpose(value: Any, axes: Any = None) -> Symbol:
    symbol = lift(value)
    order = range(symbol.ndim)[::-1] if axes is None else over.normal_axes(axes, symbol.ndim)
    return symbol.view(symbol.term, tuple(symbol.axes[number] for number in order))


def _swapaxes(value: Any, first: int, second: int) -> Symbol:
    order = list(range(lift(value).ndim))
    first, second = over.normal_axes((first, second), len(order))
    order[first], order[second] = order[second], order[first]
    return _transpose(value, order)


def _broadcast_to(value: Any, shape: Any, **_: Any) -> Symbol:
    terms, axes = over.aligned(lift(value), filled(shape, 0))
    return Symbol(terms[0], axes)


def _broadcast_arrays(*values: Any, **_: Any) -> tuple[Symbol, ...]:
    terms, axes = over.aligned(*map(lift, values))
    return tuple(Symbol(term, axes) for term in terms)


def _shape_axis(length: Any) -> Index:
    if isinstance(length, Symbol) and length.term.op == "size" and not length.axes:
        return fresh_index(Index("i", length.term.parts[0]))
    if not isinstance(length, int | np.integer):
        raise NotModelled("an array of this shape is not modelled")
    blocks = [one_block(ZERO, ())] * int(length)
    return concatenated(blocks)[1][0]


def filled(shape: Any, value: Any) -> Symbol:
    """A new array of a shape of symbolic or plain lengths, with one value everywhere."""
    lengths = shape if isinstance(shape, tuple | list) else (shape,)
    return Symbol(lift(value, infinite=True).term, tuple(map(_shape_axis, lengths)))


def _filled_like(value: Any) -> Callable[..., Symbol]:
    def apply(like: Any, dtype: Any = None, shape: Any = None, **_: Any) -> Symbol:
        return full_like(like, value, dtype, shape=shape)

    return apply


def full_like(like: Any, value: Any, dtype: Any = None, shape: Any = None, **_: Any) -> Symbol:
    """A new array of another's shape, or of ``shape``, with one value everywhere."""
    real_dtype(dtype, lift(0))
    if shape is not None:
        return filled(shape, value)
    constant_symbol = lift(value, infinite=True)
    axes = tuple(fresh_index(axis) for axis in lift(like).axes)
    return Symbol(over.broadcast_to(constant_symbol, axes), axes)


ARRAY_FUNCTIONS |= {
    np.ravel: _ravel,
    np.reshape: _reshape,
    np.squeeze: _squeeze,
    np.expand_dims: _expand_dims,
    np.transpose: _transpose,
    np.swapaxes: _swapaxes,
    np.broadcast_to: _broadcast_to,
    np.broadcast_arrays: _broadcast_arrays,
    np.atleast_1d: lambda value: value if lift(value).axes else lift(value)[None],
    np.zeros_like: _filled_like(0),
    np.ones_like: _filled_like(1),
    np.full_like: full_like,
    np.empty_like: lambda like, dtype=None, **_: Symbol(
        Term("undefined", "never assigned"), full_like(like, 0, dtype).axes
    ),
    np.size: lambda a, axis=None: lift(a).size if axis is None else lift(a).shape[axis],
    np.shape: lambda a: lift(a).shape,
    np.ndim: lambda a: lift(a).ndim,
    np.isscalar: lambda a: not lift(a).axes,
}
