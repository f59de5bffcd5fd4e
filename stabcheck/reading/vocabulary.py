"""What a formula may call: rows of the operation table, a few words of NumPy, catalogue pages.

Every page of the catalogue that defines a quantity of reals or vectors can be called by its name
and by its symbol; the definitions written here serve where no page of that name is found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from stabcheck.carriers.operations import OPERATIONS, Operation
from stabcheck.carriers.symbol import NotModelled, symbols_for
from stabcheck.catalogue import quantities
from stabcheck.exact import PI, E, Exact
from stabcheck.quantity import Quantity

__all__ = ["BEYOND", "CONSTANTS", "FORMS", "NOT_REAL", "Shape", "Word", "elementwise", "words"]

Shape = Literal["real", "vector"]

#: Names that mean a constant, and names of what is no real number.
CONSTANTS: dict[str, Exact] = {"pi": PI, "π": PI, "e": E}
NOT_REAL = {"inf", "infinity", "Infinity", "oo", "nan", "NaN"}

#: What is called like a function, but reads its arguments in a way of its own.
FORMS = ("max", "min", "where", "delta", "size", "len", "diff")

#: Functions that are often asked for and lie outside the fragment the prover decides.
BEYOND = {
    *("sin", "cos", "tan", "cot", "asin", "acos", "atan", "arcsin", "arccos", "arctan"),
    *("gamma", "lgamma", "digamma", "beta", "floor", "ceil", "round", "mod"),
    *("sort", "argmax", "argmin", "median", "prod", "cumsum"),
}


@dataclass(frozen=True)
class Word:
    """A function of the vocabulary: the shape each argument has, and the shape of the value.

    Where all are reals, it acts on vectors entry by entry.
    """

    arguments: tuple[Shape, ...]
    value: Shape
    function: Callable[..., Any]


def elementwise(row: Operation) -> Callable[..., Any]:
    """An operation of the table; of constants alone it stays a closed form, not worked out."""

    def apply(*operands: Any) -> Any:
        if all(isinstance(operand, Exact) for operand in operands):
            return Exact(row.name, operands)
        return row.ufunc(*operands)

    return apply


def words() -> dict[str, Word]:
    """Every function by the names it is called by."""
    return _words(tuple(quantities().values()))


@lru_cache(maxsize=4)  # the catalogue changes only with the files of pages beside it
def _words(known: tuple[Quantity, ...]) -> dict[str, Word]:
    found = {name: _named(name, *word) for name, word in _DEFINITIONS.items()}
    for quantity in known:
        word = _word_of(quantity)
        if word is not None:
            found |= {quantity.name: word, quantity.symbol: word}
    for alias, meant in _ALIASES.items():
        found[alias] = found[meant]
    for name, row_name in _OPERATIONS.items():
        row = OPERATIONS[row_name]
        reals: list[Shape] = ["real" for _ in row.partials]
        found[name] = Word(tuple(reals), "real", elementwise(row))
    return found | _REDUCTIONS


def _word_of(quantity: Quantity) -> Word | None:
    """A quantity of reals and vectors as a word; what its value is shows on symbols."""
    kinds = [argument.kind for argument in quantity.arguments.values()]
    shapes: list[Shape] = ["vector" if kind == "vector" else "real" for kind in kinds]
    try:
        value = quantity(*symbols_for(quantity.arguments))
    except (NotModelled, LookupError):
        return None
    if not set(kinds) <= {"real", "vector"} or value.ndim > 1:
        return None
    return Word(tuple(shapes), "vector" if value.ndim else "real", quantity)


def _named(name: str, shape: Shape, function: Callable[..., Any]) -> Word:
    """A definition of this file, printed by its name as a quantity is by its symbol."""

    def apply(operand: Any) -> Any:
        value = function(operand)
        hook = getattr(value, "__named__", None)
        reads = "elementwise" if shape == "real" else "whole"
        return value if hook is None else hook(name, (operand,), reads)

    return Word((shape,), "real", apply)


_OPERATIONS = {
    **{name: name for name in ("exp", "expm1", "log", "log1p", "logaddexp", "sqrt", "square")},
    **{
        name: name
        for name in ("tanh", "sinh", "cosh", "erf", "erfc", "hypot", "sign", "maximum", "minimum")
    },
    "abs": "absolute",
    "absolute": "absolute",
    "ln": "log",
}

_REDUCTIONS = {
    "sum": Word(("vector",), "real", np.sum),
    "mean": Word(("vector",), "real", np.mean),
    "dot": Word(("vector", "vector"), "real", lambda x, y: np.sum(x * y)),
    "clip": Word(
        ("real", "real", "real"),
        "real",
        lambda x, low, high: np.minimum(np.maximum(x, low), high),
    ),
}

_ALIASES = {"expit": "sigmoid", "lse": "logsumexp"}

_DEFINITIONS: dict[str, tuple[Shape, Callable[..., Any]]] = {
    "sigmoid": ("real", lambda x: 1 / (1 + np.exp(-x))),
    "logsumexp": ("vector", lambda x: np.log(np.sum(np.exp(x)))),
    "softplus": ("real", lambda x: np.log(1 + np.exp(x))),
    "logit": ("real", lambda p: np.log(p / (1 - p))),
    "asinh": ("real", lambda x: np.log(x + np.sqrt(x**2 + 1))),
    "acosh": ("real", lambda x: np.log(x + np.sqrt(x - 1) * np.sqrt(x + 1))),
    "atanh": ("real", lambda x: np.log((1 + x) / (1 - x)) / 2),
    "log2": ("real", lambda x: np.log(x) / np.log(Exact("rational", value=Fraction(2)))),
    "log10": ("real", lambda x: np.log(x) / np.log(Exact("rational", value=Fraction(10)))),
}
