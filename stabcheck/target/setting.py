"""How a function is called while it is traced: on an array, a number, rows, or fixed lengths.

A setting is the arguments of the claim, the symbols the function is given, what should come out,
and how the same call looks on plain floats.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stabcheck.carriers.axes import broadcast_to, concrete_length, is_unit
from stabcheck.carriers.indexing import concatenated, entry_at, one_block
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.symbolic import Symbol, lift
from stabcheck.carriers.term import Index, IndexSet, Term, constant, fresh_index
from stabcheck.proof.evaluate import Point
from stabcheck.quantity import Argument, Quantity

__all__ = [
    "LENGTHS",
    "OneNumber",
    "Setting",
    "array_setting",
    "fixed_setting",
    "reduced_setting",
    "row_setting",
    "scalar_setting",
]

#: The lengths a loop over elements is unrolled for.
LENGTHS = (1, 2, 3, 4)

_DIGITS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class WrongShape(NotModelled):
    """What comes out has another number of axes than the definition."""


class OneNumber(WrongShape):
    """One number comes out for a whole array."""


@dataclass(frozen=True)
class Setting:
    """One way to call a function of a quantity's arguments.

    ``arguments`` are the claim's; ``symbols`` what the function is given, in the quantity's
    order; ``expected`` what the definition gives on them; ``called`` says it in words, and
    ``given`` are the conditions that the quantity sets its arguments.
    ``places`` are, for fixed lengths, the claim's reals that make up each argument.
    """

    called: str
    arguments: dict[str, Argument]
    symbols: tuple[Symbol, ...]
    expected: Symbol
    given: tuple[Symbol, ...] = ()
    places: tuple[tuple[str, ...], ...] = ()

    def fresh(self) -> list[Symbol]:
        """The symbols anew: a function may write into what it is given."""
        return [Symbol(symbol.term, symbol.axes) for symbol in self.symbols]

    def components(self, value: Any) -> tuple[Term, ...]:
        """What came out, as one term over the axes expected, or one for each fixed place.

        Raises NotModelled for another shape.
        """
        symbol = _returned(value)
        expected = self.expected.axes
        term, axes = symbol.term, symbol.axes
        while len(axes) > len(expected) and is_unit(axes[-1]):
            term, axes = entry_at(term, axes[-1], 0), axes[:-1]
        if len(axes) != len(expected) and not (not axes and _length(expected) == 1):
            text = f"returns an array of {len(axes)} axes, not of {len(expected)}"
            raise (WrongShape if axes else OneNumber)(text)
        return self._split(broadcast_to(Symbol(term, axes), expected))

    def _split(self, term: Term) -> tuple[Term, ...]:
        length = _length(self.expected.axes)
        if length is None:
            return (term,)
        return tuple(entry_at(term, self.expected.axes[0], place) for place in range(length))

    @property
    def definition(self) -> tuple[Term, ...]:
        """The components that should come out."""
        return self._split(self.expected.term)

    def floats(self, point: Point) -> list[Any]:
        """The function's arguments at a point, as plain floats and float64 arrays."""
        if self.places:
            return [np.array([float(point.reals[name]) for name in names]) for names in self.places]
        return [_plain(symbol, point) for symbol in self.symbols]

    def entries(self, point: Point, got: Any) -> Iterator[tuple[int, Point, float]]:
        """What a plain run returned at the point, entry by entry.

        Each comes with the number of its component and the point with its index in place.
        """
        array = np.asarray(got, dtype=np.float64).reshape(self.shape(point))
        axes = self.expected.axes
        if _length(axes) is not None:
            yield from ((k, point, float(value)) for k, value in enumerate(array))
            return
        for place in itertools.product(*map(range, array.shape)):
            indices = {**point.indices, **dict(zip(axes, place, strict=True))}
            yield 0, replace(point, indices=indices), float(array[place])

    def shape(self, point: Point) -> tuple[int, ...]:
        """The shape of what should come out at the point."""
        length = _length(self.expected.axes)
        if length is not None:
            return (length,)
        return tuple(point.sizes[axis.set.name] for axis in self.expected.axes)


def _returned(value: Any) -> Symbol:
    if value is None:
        return Symbol(Term("undefined", "returns None"))
    if isinstance(value, tuple):
        raise NotModelled("returns a tuple")
    return lift(value, infinite=True)


def _length(axes: Sequence[Index]) -> int | None:
    return concrete_length(axes[0]) if axes else None


def _plain(symbol: Symbol, point: Point) -> Any:
    if not symbol.axes:
        return float(point.reals[symbol.term.parts[0]])
    shape = [point.sizes[axis.set.name] for axis in symbol.axes]
    values = [
        float(point.entries[(symbol.term.parts[0], *place)])
        for place in itertools.product(*map(range, shape))
    ]
    return np.array(values).reshape(shape)


# --- the settings ---------------------------------------------------------------------------


def scalar_setting(quantity: Quantity) -> Setting:
    """Reals as single numbers."""
    symbols = tuple(symbols_for(quantity.arguments))
    return Setting("single numbers", dict(quantity.arguments), symbols, *_meant(quantity, symbols))


def array_setting(quantity: Quantity) -> Setting:
    """Vectors as vectors; where all arguments are reals, arrays of N of them, entry by entry."""
    kinds = {argument.kind for argument in quantity.arguments.values()}
    if kinds != {"real"}:
        symbols = tuple(symbols_for(quantity.arguments))
        called = "arrays of symbolic length"
        return Setting(called, dict(quantity.arguments), symbols, *_meant(quantity, symbols))
    arguments = {
        name: replace(argument, kind="vector", sizes=("N",), indices=("i",))
        for name, argument in quantity.arguments.items()
    }
    axis = fresh_index(Index("i", IndexSet("N")))
    symbols = tuple(Symbol(Term("entry", name, axis), (axis,)) for name in arguments)
    return Setting("arrays of N numbers", arguments, symbols, *_meant(quantity, symbols))


def reduced_setting(quantity: Quantity, reduce: Callable[..., Any], name: str) -> Setting:
    """Arrays of N numbers, of which the function returns the mean or the sum."""
    entries = array_setting(quantity)
    called = f"{entries.called}, reduced to their {name}"
    return replace(entries, called=called, expected=reduce(entries.expected))


def row_setting(quantity: Quantity) -> Setting:
    """Vectors as the rows of (B, N) arrays, one result for each row."""
    rows = fresh_index(Index("b", IndexSet("B")))
    arguments = dict(quantity.arguments)
    arrays: list[Symbol] = []
    one_row: list[Symbol] = []
    for (name, argument), symbol in zip(
        quantity.arguments.items(), symbols_for(quantity.arguments), strict=True
    ):
        row = symbol
        if symbol.axes:
            arguments[name] = replace(
                argument,
                kind="matrix",
                sizes=("B", *argument.sizes),
                indices=("b", *argument.indices),
            )
            row = Symbol(Term("entry", name, rows, *symbol.axes), symbol.axes)
        arrays.append(Symbol(row.term, (rows, *symbol.axes)) if symbol.axes else symbol)
        one_row.append(row)
    meant, given = _meant(quantity, one_row)
    expected, *conditions = (Symbol(each.term, (rows, *each.axes)) for each in (meant, *given))
    called = "(B, N) arrays, row by row"
    return Setting(called, arguments, tuple(arrays), expected, tuple(conditions))


def fixed_setting(quantity: Quantity, length: int) -> Setting:
    """Arrays of a length in numbers: every entry is a real of its own."""
    arguments: dict[str, Argument] = {}
    places: list[tuple[str, ...]] = []
    for name, argument in quantity.arguments.items():
        if argument.kind not in {"real", "vector"}:
            raise NotModelled("a loop over the entries of a matrix is not modelled")
        names = tuple(name + str(k).translate(_DIGITS) for k in range(1, length + 1))
        places.append(names)
        arguments |= {n: replace(argument, kind="real", sizes=(), indices=()) for n in names}
    symbols = [
        Symbol(*concatenated([one_block(Term("real", n), ()) for n in names])) for names in places
    ]
    meant, given = _meant(quantity, symbols)
    conditions = [
        Symbol(entry_at(each.term, each.axes[0], place)) if each.axes else each
        for each in given
        for place in range(length if each.axes else 1)
    ]
    settled = tuple(symbols), meant, tuple(conditions), tuple(places)
    return Setting(f"arrays of {length}", arguments, *settled)


def _meant(quantity: Quantity, symbols: Sequence[Symbol]) -> tuple[Symbol, tuple[Symbol, ...]]:
    """What the definition gives on the symbols, and the conditions on them."""
    value = quantity.meaning(*symbols)
    given = tuple(condition(*symbols) for condition in quantity.given)
    return value if isinstance(value, Symbol) else Symbol(constant(value)), given
