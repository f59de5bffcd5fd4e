"""What NumPy's ufuncs write down on symbols: rows of the operation table, and what folds to them.

An infinite operand is no real number, but what it does to one is known: max(x, −∞) = x, and
x > −∞ holds.  A condition in arithmetic counts 1 or 0.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from math import inf, isinf, isnan
from typing import Any

import numpy as np

from stabcheck.carriers import axes as over
from stabcheck.carriers.ledger import NotModelled, assume
from stabcheck.carriers.operations import BY_UFUNC, COMPARISONS
from stabcheck.carriers.symbolic import ARRAY_FUNCTIONS, UFUNCS, Symbol, lift, truth_of
from stabcheck.carriers.term import Term, constant, fresh_index

__all__ = ["elementwise", "where"]

_OF_CONDITIONS = {"add": "or", "maximum": "or", "multiply": "and", "minimum": "and"}


def elementwise(name: str, *values: Any) -> Symbol:
    """The operation on every entry, the operands broadcast against one another."""
    terms, axes = over.aligned(*map(lift, values))
    if all(map(over.is_condition, terms)) and len(terms) > 1:
        name = _OF_CONDITIONS.get(name, "")
        if not name:
            raise NotModelled("this arithmetic of conditions is not modelled")
        return Symbol(Term(name, *terms), axes)
    return Symbol(Term(name, *map(over.numeric, terms)), axes)


def where(condition: Any, *branches: Any) -> Symbol:
    """One branch where the condition holds, the other elsewhere."""
    if len(branches) != 2:
        raise NotModelled("np.where with a condition alone is not modelled")
    chosen = [truth_of(condition), *(lift(branch, infinite=True) for branch in branches)]
    (test, then, otherwise), axes = over.aligned(*chosen)
    if test.op in {"true", "false"}:
        return Symbol(then if test.op == "true" else otherwise, axes)
    if over.is_condition(then) and over.is_condition(otherwise):
        first, second = Term("and", test, then), Term("and", Term("not", test), otherwise)
        return Symbol(Term("or", first, second), axes)
    return Symbol(Term("where", test, over.numeric(then), over.numeric(otherwise)), axes)


# --- operands that are no reals -------------------------------------------------------------


def _infinite(value: Any) -> bool:
    return isinstance(value, float | np.floating) and bool(isinf(value) or isnan(value))


def _certainly_real(value: Symbol) -> Symbol:
    """The value; raises NotModelled where it may be infinite, NaN or never assigned."""
    if any(part.op == "undefined" for part in value.term.subterms()):
        raise NotModelled("whether a value that may be infinite or unassigned is finite")
    return value


def _extended(name: str, left: Any, right: Any) -> Any:
    """The operation on a real and ±∞, where that does not depend on the real."""
    a, b = (0.0 if isinstance(value, Symbol) else float(value) for value in (left, right))
    real = _certainly_real(left if isinstance(left, Symbol) else right)
    if name in COMPARISONS.values():
        holds = bool(getattr(np, name)(a, b))
        return Symbol(Term("true" if holds else "false"), real.axes)
    absorbing = {"maximum": -inf, "minimum": inf, "logaddexp": -inf}
    if absorbing.get(name) in (a, b):
        return Symbol(over.numeric(real.term), real.axes)
    if not real.axes and not isnan(a) and not isnan(b):
        if name in {"add", "subtract", *absorbing}:
            return float(getattr(np, name)(a, b))
        if name == "divide" and isinf(b):
            return 0.0
    raise NotModelled(f"numpy.{name} of a symbol and {b if isinf(b) else a} is not modelled")


# --- the meanings ---------------------------------------------------------------------------


def _row(name: str) -> Callable[..., Any]:
    def apply(*values: Any) -> Any:
        if len(values) == 2 and any(map(_infinite, values)):
            return _extended(name, *values)
        return elementwise(name, *values)

    return apply


def _comparison(name: str) -> Callable[..., Any]:
    def apply(left: Any, right: Any) -> Any:
        if _infinite(left) or _infinite(right):
            return _extended(name, left, right)
        terms, axes = over.aligned(lift(left), lift(right))
        first, second = map(over.numeric, terms)
        if first == second:  # x == x, or the lengths of two equally long arrays
            _certainly_real(Symbol(first))
            holds = name in {"equal", "less_equal", "greater_equal"}
            return Symbol(Term("true" if holds else "false"), axes)
        return Symbol(Term(name, first, second), axes)

    return apply


def _logic(name: str, *, bitwise: bool) -> Callable[..., Any]:
    def apply(*values: Any) -> Symbol:
        symbols = [lift(value) for value in values]
        if bitwise and not all(over.is_condition(symbol.term) for symbol in symbols):
            raise NotModelled("bitwise operations on numbers are not modelled")
        terms, axes = over.aligned(*map(truth_of, symbols))
        return Symbol(over.negated(*terms) if name == "not" else Term(name, *terms), axes)

    return apply


def _classified(name: str, *, holds: bool) -> Callable[..., Any]:
    def apply(value: Symbol) -> Symbol:
        _certainly_real(value)
        assume(f"{name} is {str(holds).lower()} throughout: every value is a real number")
        return Symbol(Term("true" if holds else "false"), value.axes)

    return apply


def _matmul(left: Any, right: Any) -> Symbol:
    left, right = lift(left), lift(right)
    if not left.axes or not right.axes or len(left.axes) > 2 or len(right.axes) > 2:
        raise NotModelled("@ is modelled for vectors and matrices")
    inner = left.axes[-1]
    rows = right.axes[0]
    if inner.set != rows.set:
        raise NotModelled(f"lengths {inner.set.name} and {rows.set.name} do not match")
    outer = right.axes[1:]
    right_term = over.numeric(right.term)
    for axis in outer:  # a matrix times itself: keep the two free axes apart
        moved = fresh_index(axis)
        right_term = right_term.at(axis, moved)
        outer = (moved,)
    left_term = over.numeric(left.term)
    shared = fresh_index(inner)
    body = Term("multiply", left_term.at(inner, shared), right_term.at(rows, shared))
    return Symbol(Term("sum", shared, body), (*left.axes[:-1], *outer))


def _reduction(function: Any) -> Callable[..., Any]:
    def apply(value: Any, axis: Any = 0, *args: Any, **kwargs: Any) -> Any:
        return ARRAY_FUNCTIONS[function](value, axis, *args, **kwargs)

    return apply


def _sum_of_exponentials(value: Any, axis: Any = 0, **kwargs: Any) -> Any:
    return np.log(np.sum(np.exp(value), axis, **kwargs))


_LN = functools.partial(Term, "log")


def _over_log(base: int) -> Callable[..., Any]:
    return lambda x: np.log(x) / Symbol(_LN(constant(base)))


#: Ufuncs outside the table of operations, by those inside.
_FOLDED: dict[np.ufunc, Callable[..., Any]] = {
    np.positive: lambda x: elementwise("add", x, 0),
    np.fabs: np.abs,
    np.reciprocal: lambda x: 1 / x,
    np.exp2: lambda x: np.power(2, x),
    np.log2: _over_log(2),
    np.logaddexp2: lambda a, b: np.log2(np.exp2(a) + np.exp2(b)),
    np.log10: _over_log(10),
    np.float_power: np.power,
    np.fmax: np.maximum,
    np.fmin: np.minimum,
    np.heaviside: lambda x, at_zero: where(x > 0, 1, where(x < 0, 0, at_zero)),
    np.arcsinh: lambda x: np.log(x + np.sqrt(x**2 + 1)),
    np.arccosh: lambda x: np.log(x + np.sqrt(x**2 - 1)),
    np.arctanh: lambda x: np.log((1 + x) / (1 - x)) / 2,
    np.matmul: _matmul,
    np.logical_and: _logic("and", bitwise=False),
    np.logical_or: _logic("or", bitwise=False),
    np.logical_not: _logic("not", bitwise=False),
    np.bitwise_and: _logic("and", bitwise=True),
    np.bitwise_or: _logic("or", bitwise=True),
    np.invert: _logic("not", bitwise=True),
    np.isfinite: _classified("isfinite", holds=True),
    np.isnan: _classified("isnan", holds=False),
    np.isinf: _classified("isinf", holds=False),
}

for _ufunc, _operation in BY_UFUNC.items():
    UFUNCS[_ufunc, "__call__"] = _row(_operation.name)
for _ufunc, _name in COMPARISONS.items():
    UFUNCS[_ufunc, "__call__"] = _comparison(_name)
for _ufunc, _meaning in _FOLDED.items():
    UFUNCS[_ufunc, "__call__"] = _meaning
for _ufunc, _function in ((np.add, np.sum), (np.maximum, np.max), (np.minimum, np.min)):
    UFUNCS[_ufunc, "reduce"] = _reduction(_function)
UFUNCS[np.logaddexp, "reduce"] = _sum_of_exponentials
ARRAY_FUNCTIONS[np.where] = where
