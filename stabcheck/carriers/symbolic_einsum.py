"""Einstein's sums on symbols: letters for axes, and a sum over every letter that is left out."""

from __future__ import annotations

import functools
from collections import Counter
from typing import Any

import numpy as np

from stabcheck.carriers import axes as over
from stabcheck.carriers.ledger import NotModelled
from stabcheck.carriers.symbolic import ARRAY_FUNCTIONS, Symbol, lift
from stabcheck.carriers.term import Index, Term, fresh_index

__all__: list[str] = []


def _einsum(subscripts: Any, *operands: Any, **_: Any) -> Any:
    """``"ij,j->i"`` of symbols; raises NotModelled for repeated letters and for ``…``."""
    if not isinstance(subscripts, str) or "." in subscripts:
        raise NotModelled("np.einsum is modelled for letters")
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    groups = inputs.split(",")
    if not arrow:
        counted = Counter(inputs.replace(",", ""))
        output = "".join(letter for letter in sorted(counted) if counted[letter] == 1)
    symbols = [lift(operand) for operand in operands]
    if [len(group) for group in groups] != [symbol.ndim for symbol in symbols]:
        raise NotModelled("np.einsum with other letters than axes is not modelled")
    if any(len(set(group)) < len(group) for group in (*groups, output)):
        raise NotModelled("np.einsum along a diagonal is not modelled")
    places: dict[str, Index] = {}
    terms = [_named(symbol, group, places) for symbol, group in zip(symbols, groups, strict=True)]
    product = functools.reduce(functools.partial(Term, "multiply"), terms)
    summed = [letter for letter in places if letter not in output]
    axes = tuple(places[letter] for letter in (*output, *summed))
    value = Symbol(product, axes)
    return np.sum(value, axis=tuple(range(len(output), len(axes)))) if summed else value


def _named(symbol: Symbol, letters: str, places: dict[str, Index]) -> Term:
    """The symbol's term with one index for each letter, the same in all operands."""
    term = over.numeric(symbol.term)
    for axis, letter in zip(symbol.axes, letters, strict=True):
        own = places.setdefault(letter, fresh_index(axis))
        if own.set != axis.set or over.is_unit(axis):
            raise NotModelled(f"the letter {letter} of np.einsum stands for two lengths")
        term = term.at(axis, own)
    return term


ARRAY_FUNCTIONS[np.einsum] = _einsum
