"""The Symbol carrier: running a formula on it writes the formula down as a term.

The parts: `symbolic` is the array a formula sees, `axes` and `indexing` what happens to its axes,
the other `symbolic_…` files what NumPy's functions write down, and `ledger` what a
plain function's branches are answered by.  This file is the carrier's front door.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stabcheck.carriers import symbolic_einsum, symbolic_functions, symbolic_reductions
from stabcheck.carriers.axes import aligned as align
from stabcheck.carriers.indexing import IndexSymbol
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbolic import Symbol
from stabcheck.carriers.symbolic_shapes import filled
from stabcheck.carriers.term import Index, IndexSet, Term, fresh_index

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stabcheck.quantity import Argument

__all__ = ["IndexSymbol", "NotModelled", "Symbol", "align", "filled", "symbols_for"]

#: The files that fill the tables of what NumPy's functions mean.
MEANINGS = (symbolic_functions, symbolic_reductions, symbolic_einsum)


def symbols_for(arguments: Mapping[str, Argument]) -> list[Any]:
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
