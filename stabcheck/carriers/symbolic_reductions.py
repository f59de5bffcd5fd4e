"""What NumPy's reductions write down on symbols: sums, extrema, means, norms, any and all."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from stabcheck.carriers import axes as over
from stabcheck.carriers.indexing import IndexSymbol
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbolic import ARRAY_FUNCTIONS, Symbol, lift, real_dtype, truth_of
from stabcheck.carriers.term import ONE, ZERO, Term, fresh_index, place_of_maximum

__all__: list[str] = []


def _values(value: Any, dtype: Any, out: Any) -> Symbol:
    if out is not None:
        raise NotModelled("out= of a reduction is not modelled")
    symbol = real_dtype(dtype, lift(value))
    return Symbol(over.numeric(symbol.term), symbol.axes)


def _sum(
    value: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    *,
    keepdims: Any = False,
    initial: Any = None,
    where: Any = True,
) -> Any:
    values = _values(value, dtype, out)
    if where is not True:
        values = ARRAY_FUNCTIONS[np.where](where, values, 0)
    total = Symbol(*over.reduced("sum", values, axis, keepdims=bool(keepdims)))
    return total if initial is None else total + initial


def _extremum(kind: str, combine: np.ufunc) -> Callable[..., Any]:
    def apply(
        value: Any, axis: Any = None, out: Any = None, *, keepdims: Any = False, initial: Any = None
    ) -> Any:
        values = _values(value, None, out)
        found = Symbol(*over.reduced(kind, values, axis, keepdims=bool(keepdims)))
        return found if initial is None else combine(found, initial)

    return apply


def _count(value: Symbol, axis: Any) -> Any:
    chosen = over.normal_axes(axis, value.ndim)
    axes = [value.axes[number] for number in chosen]
    sizes = [Symbol(over.size_of(axis)) for axis in axes if not over.is_unit(axis)]
    return functools.reduce(operator.mul, sizes) if sizes else Symbol(ONE)


def _mean(
    value: Any, axis: Any = None, dtype: Any = None, out: Any = None, *, keepdims: Any = False
) -> Any:
    values = _values(value, dtype, out)
    return _sum(values, axis, keepdims=keepdims) / _count(values, axis)


def _average(value: Any, axis: Any = None, weights: Any = None) -> Any:
    if weights is None:
        return _mean(value, axis)
    return _sum(lift(value) * weights, axis) / _sum(weights, axis)


def _variance(
    value: Any,
    axis: Any = None,
    dtype: Any = None,
    out: Any = None,
    ddof: Any = 0,
    *,
    keepdims: Any = False,
) -> Any:
    values = _values(value, dtype, out)
    deviations = (values - _mean(values, axis, keepdims=True)) ** 2
    return _sum(deviations, axis, keepdims=keepdims) / (_count(values, axis) - ddof)


def _exists(value: Any, axis: Any, keepdims: Any) -> Symbol:
    """Whether the condition holds for some index: whether the largest gap is positive."""
    condition = truth_of(value)
    term = condition.term
    if term.op in {"greater", "greater_equal", "less", "less_equal"}:
        left, right = term.parts if term.op.startswith("g") else term.parts[::-1]
        gap, relation = Term("subtract", left, right), term.op.replace("less", "greater")
    else:
        gap, relation = over.numeric(term), "greater"
    found, axes = over.reduced("max", Symbol(gap, condition.axes), axis, keepdims=bool(keepdims))
    return Symbol(Term(relation, found, ZERO), axes)


def _any(value: Any, axis: Any = None, out: Any = None, *, keepdims: Any = False) -> Symbol:
    if out is not None:
        raise NotModelled("out= of a reduction is not modelled")
    condition = truth_of(value)
    if condition.term.op in {"true", "false"}:
        _, axes = over.reduced("max", condition, axis, keepdims=bool(keepdims))
        return Symbol(condition.term, axes)
    return _exists(condition, axis, keepdims)


def _all(value: Any, axis: Any = None, out: Any = None, *, keepdims: Any = False) -> Symbol:
    condition = truth_of(value)
    negated = over.negated(condition.term)
    if condition.term.op in {"true", "false"}:
        return _any(condition, axis, out, keepdims=keepdims)
    some = _any(Symbol(negated, condition.axes), axis, out, keepdims=keepdims)
    return Symbol(Term("not", some.term), some.axes)


def _argmax(symbol: Any, axis: Any = None) -> IndexSymbol:
    vector = lift(symbol)
    if len(vector.axes) != 1 or axis not in {None, 0, -1} or vector.axes[0].set.blocks:
        raise NotModelled("np.argmax is modelled for vectors of symbolic length")
    (axis,) = vector.axes
    bound = fresh_index(axis)
    return IndexSymbol(place_of_maximum(bound, vector.term.at(axis, bound)))


def _norm(value: Any, ord: Any = None, axis: Any = None, *, keepdims: Any = False) -> Any:  # noqa: A002  (NumPy's own name)
    symbol = lift(value)
    if ord not in {None, 2} or (axis is None and symbol.ndim != 1):
        raise NotModelled("this norm is not modelled")
    return np.sqrt(_sum(symbol**2, axis, keepdims=keepdims))


def _product(value: Any) -> Any:
    """Π xᵢ = e^Σ log xᵢ, which asks for xᵢ > 0: of other entries nothing is said."""
    symbol = lift(value)
    if symbol.ndim != 1:
        raise NotModelled("np.prod is modelled for vectors")
    return np.exp(_sum(np.log(symbol)))


ARRAY_FUNCTIONS |= {
    np.sum: _sum,
    np.mean: _mean,
    np.average: _average,
    np.var: _variance,
    np.std: lambda *args, **kwargs: np.sqrt(_variance(*args, **kwargs)),
    np.max: _extremum("max", np.maximum),
    np.amax: _extremum("max", np.maximum),
    np.min: _extremum("min", np.minimum),
    np.amin: _extremum("min", np.minimum),
    np.ptp: lambda value, axis=None: np.max(value, axis) - np.min(value, axis),
    np.any: _any,
    np.all: _all,
    np.argmax: _argmax,
    np.count_nonzero: lambda value, axis=None: _sum(truth_of(value), axis),
    np.linalg.norm: _norm,
    np.prod: _product,
}
