"""A term as a formula again: the operations that were traced, on any carrier of numbers.

What a function did to symbols is done to floats, balls or recorded operations, in the same order.
Each part of a term is a number, or a vector over the one index it depends on; a part that depends
on two, such as a matrix, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from stabcheck.carriers.operations import COMPARISONS, OPERATIONS
from stabcheck.carriers.term import Index, Term
from stabcheck.exact import PI, Exact, exact

__all__ = ["NoFormula", "formula_of"]

_BY_NAME = {name: ufunc for ufunc, name in COMPARISONS.items()}
_BY_NAME |= {"and": np.logical_and, "or": np.logical_or, "not": np.logical_not}
_REDUCTIONS: dict[str, Callable[..., Any]] = {"sum": np.sum, "max": np.max, "min": np.min}


class NoFormula(TypeError):
    """A part of the term is neither a number nor a vector over one index: it says which."""


def formula_of(
    term: Term, names: Sequence[str], places: Sequence[Sequence[str]] = ()
) -> Callable[..., Any]:
    """The term as a formula of the arguments called ``names``, in their order.

    ``places`` are, where a vector was traced entry by entry, the names of its entries, argument by
    argument.  The formula raises NoFormula.
    """

    def formula(*values: Any) -> Any:
        known: dict[Term, Any] = {}
        given = dict(zip(names, values, strict=True))
        for name, value in given.items():
            known[Term("real", name)] = value
        for entries, value in zip(places, values, strict=bool(places)):
            known |= {Term("real", name): value[k] for k, name in enumerate(entries)}
        return _value(term, known, given)

    return formula


def _value(term: Term, known: dict[Term, Any], given: Mapping[str, Any]) -> Any:
    if term not in known:
        known[term] = _computed(term, known, given)
    return known[term]


def _computed(term: Term, known: dict[Term, Any], given: Mapping[str, Any]) -> Any:
    match term.op:
        case "rational" | "pi":
            return exact(Fraction(term.parts[0])) if term.op == "rational" else PI
        case "named":
            return _value(term.parts[3], known, given)
        case "entry":
            return _entry(term, given)
        case "size":
            return exact(max(len(value) for value in given.values() if value.shape))
        case "undefined":
            nothing = next(iter(given.values())).constant(0)
            return np.divide(nothing, nothing)
        case "sum" | "max" | "min":
            return _reduced(term, known, given)
        case "where":
            return np.where(*(_value(part, known, given) for part in term.parts))
    if term.op not in _BY_NAME and term.op not in OPERATIONS:
        raise NoFormula(f"{term.op} is not followed")
    _one_index(term)
    operands = [_value(part, known, given) for part in term.parts]
    if all(isinstance(operand, Exact) for operand in operands):
        operands[0] = next(iter(given.values())).constant(operands[0])
    ufunc: Any = _BY_NAME.get(term.op) or OPERATIONS[term.op].ufunc
    return ufunc(*operands)


def _entry(term: Term, given: Mapping[str, Any]) -> Any:
    """A vector under its index; of a row of a matrix, that row."""
    name, *indices = term.parts
    if any(index.attains is not None or index.set.removed for index in indices):
        raise NoFormula("the place of a maximum is not followed")
    return given[name]


def _reduced(term: Term, known: dict[Term, Any], given: Mapping[str, Any]) -> Any:
    index, body = term.parts
    if index.set.removed or index.set.blocks:
        raise NoFormula("a sum over a part of a vector is not followed")
    if index not in body.free_indices():
        raise NoFormula(f"a {term.op} of equal terms is not followed")
    _one_index(body)
    return _REDUCTIONS[term.op](_value(body, known, given))


def _one_index(term: Term) -> None:
    free: set[Index] = set(term.free_indices())
    sets = {index.set.name for index in free}
    if len(free) > len(sets) or len(sets - {"B"}) > 1:
        raise NoFormula("a part of the formula depends on two indices")
