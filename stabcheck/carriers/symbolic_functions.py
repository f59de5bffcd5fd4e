"""What NumPy's functions of joining, choosing and copying write down on symbols."""

from __future__ import annotations

from typing import Any

import numpy as np

from stabcheck.carriers.axes import concrete_length
from stabcheck.carriers.indexing import IndexSymbol, concatenated, one_block
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbolic import ARRAY_FUNCTIONS, Symbol, lift
from stabcheck.carriers.symbolic_shapes import full_like
from stabcheck.carriers.symbolic_ufuncs import where
from stabcheck.carriers.term import Index, fresh_index

__all__: list[str] = []


def _inner(left: Any, right: Any) -> Any:
    if np.ndim(left) > 1 or np.ndim(right) > 1:
        raise NotModelled("np.inner is modelled for vectors")
    return np.matmul(left, right) if np.ndim(left) and np.ndim(right) else left * right


def _delete(symbol: Any, point: Any) -> Symbol:
    vector = lift(symbol)
    if len(vector.axes) != 1 or not isinstance(point, IndexSymbol):
        raise NotModelled("np.delete is modelled for a vector and one symbolic index")
    (axis,) = vector.axes
    rest = Index(axis.name, axis.set.without(point.index), fresh_index(axis).uid)
    return Symbol(vector.term.at(axis, rest), (rest,))


def _concatenate(parts: Any, axis: int = 0) -> Symbol:
    """Vectors one after another: an axis over the union of their index sets."""
    vectors = [lift(part) for part in parts]
    if axis not in {0, -1} or any(len(vector.axes) > 1 for vector in vectors):
        raise NotModelled("np.concatenate is modelled for vectors")
    blocks = []
    for vector in vectors:
        length = concrete_length(vector.axes[0]) if vector.axes else None
        entries = list(vector) if length is not None else [vector]
        blocks += [one_block(entry.term, entry.axes) for entry in entries]
    return Symbol(*concatenated(blocks))


def _clip(value: Any, a_min: Any = None, a_max: Any = None, **bounds: Any) -> Any:
    lower, upper = bounds.pop("min", a_min), bounds.pop("max", a_max)
    out = bounds.pop("out", None)
    if bounds:
        raise NotModelled("np.clip with these options is not modelled")
    clipped = lift(value) if lower is None else np.maximum(value, lower)
    if upper is not None:
        clipped = np.minimum(clipped, upper)
    return _copy(clipped) if out is None else np.add(clipped, 0, out=out)


def _select(conditions: Any, choices: Any, default: Any = 0) -> Any:
    chosen = default
    for condition, choice in zip(reversed(conditions), reversed(choices), strict=True):
        chosen = where(condition, choice, chosen)
    return chosen


def _piecewise(value: Any, conditions: Any, functions: Any, *args: Any, **kwargs: Any) -> Symbol:
    """The last condition that holds decides; each function sees the entries it is meant for."""
    symbol = lift(value)
    conditions, functions = list(conditions), list(functions)
    result = full_like(symbol, 0)
    if len(functions) == len(conditions) + 1:
        some = conditions[0]
        for condition in conditions[1:]:
            some = some | condition
        conditions.append(~some)
    for condition, function in zip(conditions, functions, strict=True):
        put = function(symbol[condition], *args, **kwargs) if callable(function) else function
        result[condition] = put
    return result


def _copy(value: Any, *_: Any, **__: Any) -> Symbol:
    symbol = lift(value)
    return Symbol(symbol.term, symbol.axes)


def _copyto(target: Any, source: Any, *, where: Any = True, **_: Any) -> None:
    if not isinstance(target, Symbol):
        raise NotModelled("np.copyto into an array made elsewhere is not modelled")
    target[...] = source if where is True else ARRAY_FUNCTIONS[np.where](where, source, target)


ARRAY_FUNCTIONS |= {
    np.dot: lambda left, right: np.matmul(left, right) if np.ndim(left) else left * right,
    np.vdot: np.matmul,
    np.inner: _inner,
    np.delete: _delete,
    np.concatenate: _concatenate,
    np.append: lambda vector, entry: _concatenate([vector, entry]),
    np.clip: _clip,
    np.select: _select,
    np.piecewise: _piecewise,
    np.copy: _copy,
    np.copyto: _copyto,
    np.putmask: lambda target, mask, values: _copyto(target, values, where=mask),
    np.nan_to_num: lambda value, **_: where(np.isfinite(value), value, 0),
    np.result_type: lambda *_: np.dtype(np.float64),
}
