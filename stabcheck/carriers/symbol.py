"""The Symbol carrier: running a formula on it writes the formula down as a term.

A symbolic array is a term in which each axis is an index: a vector x of length N is the term
``x_i`` with the axis i.  Arrays are aligned by renaming axes, reductions bind a fresh index, so
the length stays symbolic throughout and what is proved of the term is proved for every N.
"""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from stabcheck.carriers.operations import BY_UFUNC, COMPARISONS
from stabcheck.carriers.term import ZERO, Index, IndexSet, Term, constant, fresh_index
from stabcheck.exact import Exact
from stabcheck.quantity import Argument

__all__ = ["IndexSymbol", "NotModelled", "Symbol", "align", "symbols_for"]

_LOGICAL = {np.logical_and: "and", np.logical_or: "or", np.logical_not: "not"}
_LOGICAL |= {np.bitwise_and: "and", np.bitwise_or: "or", np.invert: "not"}


class NotModelled(TypeError):
    """The formula uses something the symbolic carrier does not model; nothing is guessed."""


class IndexSymbol:
    """A free index, as a formula sees it: good for ``x[i]`` and nothing else."""

    def __init__(self, index: Index) -> None:
        self.index = index


class Symbol(NDArrayOperatorsMixin):
    """A term with its axes, outermost first; each axis is a free index of the term."""

    __slots__ = ("axes", "term")

    def __init__(self, term: Term, axes: tuple[Index, ...] = ()) -> None:
        self.term = term
        self.axes = axes

    # --- NumPy's protocols

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        if method != "__call__" or kwargs:
            raise NotModelled(f"numpy.{ufunc.__name__} is not modelled with these options")
        if ufunc is np.matmul:
            return _matmul(*map(_symbol, inputs))
        row = BY_UFUNC.get(ufunc)
        name = row.name if row is not None else COMPARISONS.get(ufunc) or _LOGICAL.get(ufunc)
        if name is None:
            raise NotModelled(f"numpy.{ufunc.__name__} is not modelled")
        return _elementwise(name, [_symbol(value) for value in inputs])

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        meaning = _FUNCTIONS.get(function)
        if meaning is None:
            raise NotModelled(f"numpy.{function.__name__} is not modelled")
        return meaning(*args, **kwargs)

    def __bool__(self) -> bool:
        raise NotModelled("a Python branch on a symbolic condition is not modelled; use np.where")

    # --- the array interface formulas use

    def __getitem__(self, key: Any) -> Symbol:
        keys = key if isinstance(key, tuple) else (key,)
        if len(keys) > len(self.axes) or not all(isinstance(k, IndexSymbol) for k in keys):
            raise NotModelled("a symbolic array is indexed by symbolic indices only")
        term = self.term
        for axis, point in zip(self.axes, keys, strict=False):
            if point.index.set.name != axis.set.name:
                raise NotModelled(
                    f"an index into {point.index.set.name} does not index {axis.set.name}"
                )
            term = term.at(axis, point.index)
        return Symbol(term, self.axes[len(keys) :])

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.axes)

    @property
    def size(self) -> Symbol:
        """The number of entries, a symbol: the product of the axes' sizes."""
        sizes = [Symbol(Term("size", axis.set)) for axis in self.axes]
        return functools.reduce(operator.mul, sizes) if sizes else Symbol(constant(1))

    @property
    def T(self) -> Symbol:
        """The transpose."""
        return Symbol(self.term, self.axes[::-1])

    def sum(self, axis: int | None = None) -> Symbol:
        """Σ over one axis, or over all."""
        return _reduce("sum", self, axis)

    def max(self, axis: int | None = None) -> Symbol:
        """The maximum over one axis, or over all."""
        return _reduce("max", self, axis)

    def min(self, axis: int | None = None) -> Symbol:
        """The minimum over one axis, or over all."""
        return _reduce("min", self, axis)

    def mean(self, axis: int | None = None) -> Symbol:
        """The arithmetic mean over one axis, or over all."""
        kept = _reduce("sum", self, axis)
        axes = self.axes if axis is None else (self.axes[axis],)
        for bound in axes:
            kept = kept / Symbol(Term("size", bound.set))
        return kept

    # --- the words of `quantity`

    def __named__(self, name: str, arguments: tuple[Any, ...], kind: str) -> Symbol:
        printed = tuple((_symbol(a).term, _symbol(a).axes) for a in arguments)
        return Symbol(Term("named", name, kind, printed, self.term, self.axes), self.axes)

    def __derivative__(self, variable: Any) -> Symbol:
        if not isinstance(variable, Symbol) or variable.axes:
            raise NotModelled("D differentiates in a real, or in one entry x[k]")
        return Symbol(Term("derivative", self.term, variable.term), self.axes)


# --- arrays ---------------------------------------------------------------------------------


def _symbol(value: Any) -> Symbol:
    match value:
        case Symbol():
            return value
        case bool() | np.bool_():
            return Symbol(Term("true" if value else "false"))
        case int() | float() | Fraction() | Exact() | np.integer() | np.floating():
            plain = value.item() if isinstance(value, np.generic) else value
            return Symbol(constant(plain))
    raise NotModelled(f"a {type(value).__name__} cannot stand in a symbolic formula")


def align(*symbols: Symbol) -> tuple[list[Term], tuple[Index, ...]]:
    """The terms over common axes, as NumPy broadcasts: trailing axes match, by their index set."""
    widest = max(symbols, key=lambda symbol: len(symbol.axes)).axes
    if all(symbol.axes in {(), widest} for symbol in symbols):
        return [symbol.term for symbol in symbols], widest
    # Fresh axes for all: renaming one after the other could make two axes of one matrix meet.
    common = tuple(fresh_index(axis) for axis in widest)
    terms = []
    for symbol in symbols:
        term = symbol.term
        own = common[len(common) - len(symbol.axes) :]
        for axis, new in zip(symbol.axes, own, strict=True):
            if axis.set != new.set:
                raise NotModelled(f"lengths {axis.set.name} and {new.set.name} do not match")
            term = term.at(axis, new)
        terms.append(term)
    return terms, common


def _elementwise(name: str, symbols: list[Symbol]) -> Symbol:
    terms, axes = align(*symbols)
    return Symbol(Term(name, *terms), axes)


def _where(condition: Any, then: Any, otherwise: Any) -> Symbol:
    return _elementwise("where", [_symbol(condition), _symbol(then), _symbol(otherwise)])


def _bind(kind: str, term: Term, axis: Index) -> Term:
    bound = fresh_index(axis)
    return Term(kind, bound, term.at(axis, bound))


def _reduce(kind: str, symbol: Symbol, axis: int | None = None) -> Symbol:
    if axis is not None and not -len(symbol.axes) <= axis < len(symbol.axes):
        raise NotModelled(f"there is no axis {axis}")
    chosen = symbol.axes[::-1] if axis is None else (symbol.axes[axis],)
    term = symbol.term
    for bound in chosen:
        term = _bind(kind, term, bound)
    return Symbol(term, tuple(kept for kept in symbol.axes if kept not in chosen))


def _matmul(left: Symbol, right: Symbol) -> Symbol:
    if not left.axes or not right.axes or len(left.axes) > 2 or len(right.axes) > 2:
        raise NotModelled("@ is modelled for vectors and matrices")
    inner = left.axes[-1]
    rows = right.axes[0]
    if inner.set != rows.set:
        raise NotModelled(f"lengths {inner.set.name} and {rows.set.name} do not match")
    outer = right.axes[1:]
    right_term = right.term
    for axis in outer:  # a matrix times itself: keep the two free axes apart
        moved = fresh_index(axis)
        right_term = right_term.at(axis, moved)
        outer = (moved,)
    shared = fresh_index(inner)
    body = Term("multiply", left.term.at(inner, shared), right_term.at(rows, shared))
    return Symbol(Term("sum", shared, body), (*left.axes[:-1], *outer))


def _argmax(symbol: Any) -> IndexSymbol:
    vector = _symbol(symbol)
    if len(vector.axes) != 1:
        raise NotModelled("np.argmax is modelled for vectors")
    (axis,) = vector.axes
    bound = fresh_index(axis)
    body = vector.term.at(axis, bound)
    return IndexSymbol(Index("k", axis.set, fresh_index(axis).uid, (bound, body)))


def _delete(symbol: Any, point: Any) -> Symbol:
    vector = _symbol(symbol)
    if len(vector.axes) != 1 or not isinstance(point, IndexSymbol):
        raise NotModelled("np.delete is modelled for a vector and one symbolic index")
    (axis,) = vector.axes
    rest = Index(axis.name, axis.set.without(point.index), fresh_index(axis).uid)
    return Symbol(vector.term.at(axis, rest), (rest,))


def _concatenate(parts: Any, axis: int = 0) -> Symbol:
    """Vectors one after another: an axis over the union of their index sets."""
    vectors = [_symbol(part) for part in parts]
    if axis not in {0, -1} or any(len(vector.axes) > 1 for vector in vectors):
        raise NotModelled("np.concatenate is modelled for vectors")
    own = [vector.axes[0] if vector.axes else None for vector in vectors]
    sets = tuple(index.set if index is not None else None for index in own)
    name = "⊎".join("1" if part is None else part.name for part in sets)
    like = next((index for index in own if index is not None), Index("i", IndexSet(name)))
    union = fresh_index(Index(like.name, IndexSet(name, blocks=sets)))
    entries = itertools.chain.from_iterable(_own_block(vector) for vector in vectors)
    return Symbol(Term("blocks", union, *entries), (union,))


def _own_block(vector: Symbol) -> tuple[Index | None, Term]:
    """A block's index, fresh, so that it is bound nowhere else, and its entry there."""
    if not vector.axes:
        return None, vector.term
    own = fresh_index(vector.axes[0])
    return own, vector.term.at(vector.axes[0], own)


def _append(vector: Any, entry: Any) -> Symbol:
    return _concatenate([vector, entry])


def _clip(symbol: Any, lower: Any = None, upper: Any = None) -> Any:
    value = _symbol(symbol)
    if lower is not None:
        value = np.maximum(value, lower)
    return value if upper is None else np.minimum(value, upper)


_FUNCTIONS: dict[Any, Callable[..., Any]] = {
    np.sum: lambda a, axis=None: _symbol(a).sum(axis),
    np.mean: lambda a, axis=None: _symbol(a).mean(axis),
    np.max: lambda a, axis=None: _symbol(a).max(axis),
    np.min: lambda a, axis=None: _symbol(a).min(axis),
    np.where: _where,
    np.argmax: _argmax,
    np.delete: _delete,
    np.clip: _clip,
    np.concatenate: _concatenate,
    np.append: _append,
    np.zeros_like: lambda a: _symbol(a) * Symbol(ZERO),
    np.size: lambda a: _symbol(a).size,
    np.ndim: lambda a: _symbol(a).ndim,
    np.transpose: lambda a: _symbol(a).T,
}


def symbols_for(arguments: dict[str, Argument]) -> list[Any]:
    """The symbols a formula with these arguments is run on, in their order."""
    made: list[Any] = []
    for name, argument in arguments.items():
        if argument.kind == "index":
            made.append(IndexSymbol(Index(name, IndexSet(argument.sizes[0]))))
            continue
        axes = tuple(
            fresh_index(Index(printed, IndexSet(size)))
            for size, printed in zip(argument.sizes, argument.indices, strict=True)
        )
        made.append(Symbol(Term("entry", name, *axes) if axes else Term("real", name), axes))
    return made
