"""Functions of NumPy and of Python that insist on plain arrays and numbers, but knowing symbols.

On anything else they do what they always did.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from stabcheck.carriers.axes import aligned, concrete_length, is_condition, size_of
from stabcheck.carriers.ledger import NeedsLength, NotModelled, ScalarOnly, assume
from stabcheck.carriers.symbol import filled
from stabcheck.carriers.symbolic import ARRAY_FUNCTIONS, Symbol, lift, real_dtype
from stabcheck.carriers.term import Term
from stabcheck.target.libraries import one_number
from stabcheck.target.paths import Raised, explore, joined

__all__ = ["BUILTINS", "NUMPY", "Namespace", "Vectorized", "has_symbol"]

_UNDEFINED = Symbol(Term("undefined", "never assigned"))


class Namespace:
    """A module, some of whose names mean something else while a function is traced."""

    def __init__(self, module: ModuleType, replaced: dict[str, Any]) -> None:
        self._module = module
        self._replaced = replaced

    def __getattr__(self, name: str) -> Any:
        if name in self._replaced:
            return self._replaced[name]
        value = getattr(self._module, name)
        if isinstance(value, np.ufunc) or (callable(value) and value in _OF_ARRAYS):
            return Listed(value)
        return value


def has_symbol(value: Any) -> bool:
    """Whether the value is a symbol, or a list with one in it."""
    if isinstance(value, list | tuple):
        return any(map(has_symbol, value))
    return isinstance(value, Symbol)


def _as_vector(value: Any) -> Any:
    """A list of symbolic numbers as a symbolic vector; anything else as it is."""
    if isinstance(value, list | tuple) and has_symbol(value):
        return lift(value)
    return value


_OF_LISTS = {np.concatenate, np.append, np.select, np.piecewise, np.broadcast_arrays, np.reshape}
_OF_LISTS |= {np.where, np.broadcast_to, np.transpose, np.expand_dims, np.full_like}
_OF_ARRAYS = ARRAY_FUNCTIONS.keys() - _OF_LISTS


class Listed:
    """A NumPy function that also takes lists of symbols."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*map(_as_vector, args), **kwargs)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)


class NumberType:
    """A type of number, such as float or np.float32, that lets symbols through."""

    def __init__(self, kind: Any) -> None:
        self.kind = kind
        self.dtype = np.dtype(kind)

    def __call__(self, value: Any = 0.0) -> Any:
        if not isinstance(value, Symbol):
            return self.kind(value)
        return real_dtype(self.dtype, one_number(value) if self.kind is float else value)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.kind, name)

    def __eq__(self, other: object) -> bool:
        return bool(self.kind == getattr(other, "kind", other))

    def __hash__(self) -> int:
        return hash(self.kind)


class Vectorized:
    """np.vectorize of a function of numbers: it is traced for one entry, whichever it is."""

    def __init__(self, function: Callable[..., Any], *_: Any, **__: Any) -> None:
        self.pyfunc = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """The function entry by entry; on symbols, for any one entry."""
        if not any(map(has_symbol, args)):
            return np.vectorize(self.pyfunc)(*args, **kwargs)
        terms, axes = aligned(*map(lift, args))
        paths, assumptions = explore(lambda: self.pyfunc(*map(Symbol, terms), **kwargs))
        for text in assumptions:
            assume(text)
        return Symbol(joined(paths, lambda path: _number(path.value)), axes)


def _number(value: Any) -> Term:
    if isinstance(value, Raised) or value is None:
        return Term("undefined", "returns None" if value is None else value.text)
    return lift(one_number(value), infinite=True).term


# --- NumPy's functions that dispatch on nothing ---------------------------------------------


def _as_array(value: Any, dtype: Any = None, *, copies: bool, **options: Any) -> Any:
    if not has_symbol(value):
        return np.array(value, dtype, **options) if copies else np.asarray(value, dtype, **options)
    if options.get("ndmin"):
        raise NotModelled("np.array with ndmin is not modelled")
    symbol = lift(value)
    same = dtype is None or (np.dtype(dtype) == np.float64 and not is_condition(symbol.term))
    if same and not copies:
        return symbol
    return symbol.copy() if same else real_dtype(dtype, symbol)


def _new(make: Callable[..., Any], value: Any) -> Callable[..., Any]:
    def apply(shape: Any, *args: Any, dtype: Any = None, **options: Any) -> Any:
        lengths = shape if isinstance(shape, tuple | list) else (shape,)
        entry = args[0] if make is np.full else value
        if not has_symbol(lengths) and not has_symbol(entry) and len(lengths) != 1:
            return make(shape, *args, dtype=dtype, **options)
        kind = args[-1] if len(args) > (make is np.full) else dtype
        real_dtype(kind, lift(0))
        return filled(shape, entry)

    return apply


NUMPY: dict[str, Any] = {
    "asarray": functools.partial(_as_array, copies=False),
    "asanyarray": functools.partial(_as_array, copies=False),
    "ascontiguousarray": functools.partial(_as_array, copies=False),
    "array": functools.partial(_as_array, copies=True),
    "zeros": _new(np.zeros, 0),
    "ones": _new(np.ones, 1),
    "empty": _new(np.empty, _UNDEFINED),
    "full": _new(np.full, 0),
    "vectorize": Vectorized,
} | {name: NumberType(getattr(np, name)) for name in ("float16", "float32", "float64")}
NUMPY |= {"double": NUMPY["float64"], "single": NUMPY["float32"]}


# --- Python's own ---------------------------------------------------------------------------


def _len(value: Any) -> Any:
    if not isinstance(value, Symbol) or not value.axes:
        return len(value)
    return concrete_length(value.axes[0]) or Symbol(size_of(value.axes[0]))


def _extremum(plain: Callable[..., Any], combine: np.ufunc) -> Callable[..., Any]:
    def apply(*values: Any, **options: Any) -> Any:
        if len(values) == 1 and not isinstance(values[0], Symbol):
            values = (list(values[0]),)
        if options or not any(map(has_symbol, values)):
            return plain(*values, **options)
        if len(values) == 1:
            return combine.reduce(_vector(_as_vector(values[0])))
        if any(isinstance(value, Symbol) and value.axes for value in values):
            raise ScalarOnly(f"{plain.__name__}() of several arrays")
        return functools.reduce(combine, values)

    return apply


def _vector(value: Symbol) -> Symbol:
    if value.ndim != 1:
        raise NeedsLength("a loop over the rows of a matrix is not modelled")
    return value


def _sum(values: Any, start: Any = 0) -> Any:
    if isinstance(values, Symbol):
        return start + np.sum(_vector(values))
    return sum(values, start)


def _quantified(plain: Callable[..., Any], on_symbols: Callable[..., Any]) -> Callable[..., Any]:
    def apply(values: Any) -> Any:
        return on_symbols(_vector(values)) if isinstance(values, Symbol) else plain(values)

    return apply


def _isinstance(value: Any, kinds: Any) -> bool:
    wanted = tuple(
        kind.kind if isinstance(kind, NumberType) else kind
        for kind in (kinds if isinstance(kinds, tuple) else (kinds,))
    )
    if isinstance(value, Symbol):
        return issubclass(np.ndarray if value.axes else np.float64, wanted)
    return isinstance(value, wanted)


BUILTINS: dict[str, Any] = {
    "float": NumberType(float),
    "len": _len,
    "max": _extremum(max, np.maximum),
    "min": _extremum(min, np.minimum),
    "sum": _sum,
    "any": _quantified(any, np.any),
    "all": _quantified(all, np.all),
    "isinstance": _isinstance,
}
