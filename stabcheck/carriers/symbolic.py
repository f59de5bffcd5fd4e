"""The Symbol: an array as a formula sees it, which writes the formula down as a term.

A symbolic array is a term in which each axis is an index: a vector x of length N is the term
``x_i`` with the axis i.  Arrays are aligned by renaming axes, reductions bind a fresh index, so
the length stays symbolic throughout and what is proved of the term is proved for every N.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import isinf, isnan
from typing import Any

import numpy as np

from stabcheck.carriers import axes as over
from stabcheck.carriers.array_methods import ArrayMethods
from stabcheck.carriers.indexing import (
    assigned,
    concatenated,
    entry_at,
    indexed,
    is_empty,
    one_block,
)
from stabcheck.carriers.ledger import NeedsLength, NotModelled, ScalarOnly, assume, branch
from stabcheck.carriers.term import Term, constant
from stabcheck.exact import Exact

__all__ = ["ARRAY_FUNCTIONS", "UFUNCS", "Symbol", "lift", "real_dtype", "truth_of"]

#: What the NumPy functions and ufuncs mean on symbols; filled by `stabcheck.carriers.symbol`.
ARRAY_FUNCTIONS: dict[Any, Callable[..., Any]] = {}
UFUNCS: dict[tuple[np.ufunc, str], Callable[..., Any]] = {}

_LONGEST_CONSTANT = 64


class Symbol(ArrayMethods):
    """A term with its axes, outermost first; each axis is a free index of the term.

    ``viewed`` says that another array may share this one's memory, so that it is not written to.
    """

    __slots__ = ("axes", "term", "viewed")

    def __init__(self, term: Term, axes: over.Axes = (), *, viewed: bool = False) -> None:
        self.term = term
        self.axes = axes
        self.viewed = viewed

    # --- NumPy's protocols

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        meaning = UFUNCS.get((ufunc, method))
        if meaning is None:
            called = "" if method == "__call__" else f".{method}"
            raise NotModelled(f"numpy.{ufunc.__name__}{called} is not modelled")
        out = kwargs.pop("out", (None,))[0]
        where = kwargs.pop("where", True)
        if method == "__call__":
            if not set(kwargs) <= {"dtype", "casting", "order", "subok"}:
                options = ", ".join(kwargs)
                raise NotModelled(f"numpy.{ufunc.__name__} with {options} is not modelled")
            real_dtype(kwargs.get("dtype"), _UNINITIALISED)
        value = meaning(*inputs, **(kwargs if method != "__call__" else {}))
        if where is not True:
            value = ARRAY_FUNCTIONS[np.where](where, value, _UNINITIALISED if out is None else out)
        return value if out is None else _stored(out, value)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        meaning = ARRAY_FUNCTIONS.get(function)
        if meaning is None:
            raise NotModelled(f"numpy.{function.__name__} is not modelled")
        try:
            return meaning(*args, **kwargs)
        except NotModelled:
            raise
        except TypeError as error:
            raise NotModelled(f"numpy.{function.__name__}: {error}") from error

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise NotModelled("a conversion to a plain array is not modelled here")

    # --- what Python asks of a number

    def __bool__(self) -> bool:
        condition = truth_of(self)
        if not all(map(over.is_unit, condition.axes)):
            raise ScalarOnly("a Python branch on an array: the truth of many entries is ambiguous")
        term = condition.term
        for axis in condition.axes:
            term = over.without_unit(term, axis)
        if term.op in {"true", "false"}:
            return term.op == "true"
        return branch(term)

    def __float__(self) -> float:
        raise self._no_plain_number("float")

    def __complex__(self) -> complex:
        raise self._no_plain_number("complex")

    def __int__(self) -> int:
        raise self._no_plain_number("int")

    def __index__(self) -> int:
        if any(part.op == "size" for part in self.term.subterms()):
            raise NeedsLength("a loop over a symbolic length is not modelled")
        raise self._no_plain_number("a position")

    def _no_plain_number(self, kind: str) -> NotModelled:
        if self.axes:
            return ScalarOnly(f"an array does not convert to {kind}")
        return NotModelled(f"a conversion to {kind} is not modelled here")

    # --- the array interface

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, slice) and self.ndim == 1 and is_empty(self.axes[0], key):
            return np.empty(0)  # as x[1:] of one entry: what it holds is nothing symbolic
        term, axes = indexed(self, key)
        copies = isinstance(key, Symbol) or not axes
        return Symbol(term, axes) if copies else self.view(term, axes)

    def __setitem__(self, key: Any, value: Any) -> None:
        self.write(assigned(self, key, lift(value, infinite=True)))

    def view(self, term: Term, axes: over.Axes) -> Symbol:
        """Another array over the same memory: from now on neither is written to."""
        self.viewed = True
        return Symbol(term, axes, viewed=True)

    def write(self, term: Term) -> None:
        """Put other entries in place of these; raises NotModelled where a view would see it."""
        if not self.axes:
            raise NotModelled("writing into a single number is not modelled")
        if self.viewed:
            raise NotModelled("writing into an array that has a view is not modelled")
        self.term = term

    def __len__(self) -> int:
        if not self.axes:
            raise TypeError("len() of unsized object")
        length = over.concrete_length(self.axes[0])
        if length is None:
            raise NeedsLength("a loop over a symbolic length is not modelled")
        return length

    def __iter__(self) -> Iterator[Symbol]:
        length = len(self)
        axis, rest = self.axes[0], self.axes[1:]
        return iter([Symbol(entry_at(self.term, axis, place), rest) for place in range(length)])

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @property
    def shape(self) -> tuple[Any, ...]:
        """The length of each axis: a number where it is one, else a symbol."""
        return tuple(over.concrete_length(axis) or Symbol(over.size_of(axis)) for axis in self.axes)

    @property
    def size(self) -> Any:
        """The number of entries, a symbol: the product of the axes' sizes."""
        sizes = [Symbol(over.size_of(axis)) for axis in self.axes]
        return functools.reduce(operator.mul, sizes) if sizes else Symbol(constant(1))

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64, or bool for conditions: what a plain function is told."""
        assume("asked for its dtype, an array of numbers says float64")
        return np.dtype(bool if over.is_condition(self.term) else np.float64)

    @property
    def T(self) -> Symbol:
        """The transpose."""
        return self.view(self.term, self.axes[::-1]) if len(self.axes) > 1 else self

    def astype(self, dtype: Any, **_: Any) -> Any:
        """A copy: over the reals a float format changes nothing."""
        return Symbol(real_dtype(dtype, self).term, self.axes)

    def item(self) -> Any:
        """The only entry."""
        if not all(map(over.is_unit, self.axes)):
            raise ScalarOnly("item() of an array of several entries")
        return self[(0,) * self.ndim]

    # --- the words of `quantity`

    def __named__(self, name: str, arguments: tuple[Any, ...], kind: str) -> Symbol:
        printed = tuple((lift(a).term, lift(a).axes) for a in arguments)
        return Symbol(Term("named", name, kind, printed, self.term, self.axes), self.axes)

    def __derivative__(self, variable: Any) -> Symbol:
        if not isinstance(variable, Symbol) or variable.axes:
            raise NotModelled("D differentiates in a real, or in one entry x[k]")
        return Symbol(Term("derivative", self.term, variable.term), self.axes)


def _stored(out: Any, value: Any) -> Symbol:
    if not isinstance(out, Symbol):
        raise NotModelled("out= into an array made elsewhere is not modelled")
    result = lift(value)
    if len(result.axes) > len(out.axes):
        raise NotModelled("out= into an array of fewer axes is not modelled")
    out.write(over.broadcast_to(result, out.axes))
    return out


# --- numbers --------------------------------------------------------------------------------


def lift(value: Any, *, infinite: bool = False) -> Symbol:
    """The value as a symbol; inf and NaN, which are no reals, only where ``infinite`` allows.

    Raises NotModelled for what is neither a number nor a symbol.
    """
    match value:
        case Symbol():
            return value
        case bool() | np.bool_():
            return Symbol(Term("true" if value else "false"))
        case np.floating() | float() if isnan(value) or isinf(value):
            if not infinite:
                raise NotModelled(f"{value} is no real number")
            return Symbol(Term("undefined", "NaN" if isnan(value) else "infinite"))
        case np.floating():  # the decimal as written, in its own format
            return Symbol(constant(Fraction(str(value))))
        case int() | float() | Fraction() | Exact():
            return Symbol(constant(value))
        case np.integer():
            return Symbol(constant(value.item()))
        case np.ndarray() if value.ndim == 0:
            return lift(value[()], infinite=infinite)
        case list() | tuple() | np.ndarray():
            return _vector_of(value)
    raise NotModelled(f"a {type(value).__name__} cannot stand in a symbolic formula")


def _vector_of(values: Any) -> Symbol:
    if len(values) > _LONGEST_CONSTANT:
        raise NotModelled("so long a constant array is not modelled")
    entries = [lift(value, infinite=True) for value in values]
    if any(entry.axes for entry in entries):
        raise NotModelled("an array of arrays is not modelled")
    return Symbol(*concatenated([one_block(entry.term, ()) for entry in entries]))


def real_dtype(dtype: Any, value: Symbol) -> Symbol:
    """The value in a float format, over the reals itself; raises NotModelled for other types."""
    kind = np.dtype(float if dtype is None else dtype)
    if kind.kind == "b" and over.is_condition(value.term):
        return value
    if kind.kind != "f" and kind.name != "bfloat16":
        raise NotModelled(f"a conversion to {kind.name} is not modelled")
    if kind.itemsize < 8:
        assume(f"over the reals, a conversion to {kind.name} changes nothing")
    return Symbol(over.numeric(value.term), value.axes)


def truth_of(value: Any) -> Symbol:
    """The value as a condition: a number holds where it is not 0."""
    symbol = lift(value)
    if over.is_condition(symbol.term):
        return symbol
    return Symbol(Term("not_equal", symbol.term, constant(0)), symbol.axes)


_UNINITIALISED = Symbol(Term("undefined", "never assigned"))
