"""Functions applied: how many arguments they take, of which shape, and what comes out."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from stabcheck.carriers.operations import OPERATIONS
from stabcheck.reading.meaning import Meaning, hold_number, together
from stabcheck.reading.mistake import FormulaMistake
from stabcheck.reading.tree import Call
from stabcheck.reading.vocabulary import Word, elementwise

__all__ = ["FOLDS", "applied", "branched", "extremum", "folded_over", "hold_count"]

#: Reductions of a vector, by the word for them.
FOLDS: dict[str, Callable[..., Any]] = {"sum": np.sum, "max": np.max, "min": np.min}

_PAIRWISE = {
    "max": elementwise(OPERATIONS["maximum"]),
    "min": elementwise(OPERATIONS["minimum"]),
}


def applied(call: Call, word: Word, arguments: list[Meaning]) -> Meaning:
    """A function of the vocabulary; raises FormulaMistake."""
    hold_count(call, len(word.arguments))
    for argument, node in zip(arguments, call.arguments, strict=True):
        hold_number(argument, node.column)
    if "vector" not in word.arguments:
        result = together(word.function, arguments, call.column)
        return _worked_out(call, result) if result.is_constant else result
    for argument, shape, node in zip(arguments, word.arguments, call.arguments, strict=True):
        if (argument.length is not None) != (shape == "vector"):
            raise _wrong_shape(call.function, shape, node.column)
    result = together(word.function, arguments, call.column)
    return Meaning(result.compute, result.length if word.value == "vector" else None, result.over)


def extremum(call: Call, arguments: list[Meaning]) -> Meaning:
    """``max`` and ``min``: of one vector over its entries, of several arguments entry by entry."""
    for argument, node in zip(arguments, call.arguments, strict=True):
        hold_number(argument, node.column)
    if len(arguments) == 1:
        (only,) = arguments
        if only.length is None:
            raise _wrong_shape(call.function, "vector", call.arguments[0].column)
        return folded_over(FOLDS[call.function], only)
    if not arguments:
        raise _miscounted(call, "one vector, or two numbers and more")
    pairwise = _PAIRWISE[call.function]
    return together(lambda *values: reduce(pairwise, values), arguments, call.column)


def branched(call: Call, arguments: list[Meaning]) -> Meaning:
    """``where(condition, then, otherwise)``."""
    hold_count(call, 3)
    if not arguments[0].is_condition:
        hint = "write where(x > 0, a, b)"
        column = call.arguments[0].column
        raise FormulaMistake("where begins with a condition", column=column, hint=hint)
    for argument, node in zip(arguments[1:], call.arguments[1:], strict=True):
        hold_number(argument, node.column)
    return together(np.where, arguments, call.column)


def folded_over(fold: Callable[..., Any], body: Meaning) -> Meaning:
    """A vector, or an entry for every bound index, folded into one number."""
    return Meaning(lambda values: fold(body.compute(values)))


def hold_count(call: Call, count: int) -> None:
    """Hold that a function has as many arguments as it takes; raises FormulaMistake."""
    if len(call.arguments) != count:
        raise _miscounted(call, f"{count} argument{'s' if count > 1 else ''}")


def _miscounted(call: Call, wanted: str) -> FormulaMistake:
    message = f"{call.function} has {len(call.arguments)} arguments"
    hint = f"{call.function} takes {wanted}"
    return FormulaMistake(message, column=call.column, hint=hint)


def _wrong_shape(function: str, shape: str, column: int) -> FormulaMistake:
    if shape == "vector":
        hint = "declare vectors, as with --vector x; elementwise, max and min take two arguments"
        return FormulaMistake(f"{function} needs a vector here", column=column, hint=hint)
    hint = "take an entry, such as x[i], or its sum"
    return FormulaMistake(f"{function} needs a number here", column=column, hint=hint)


def _worked_out(call: Call, result: Meaning) -> Meaning:
    """A function of constants, computed once: where that fails, it is a mistake in the formula."""
    try:
        constant = result.compute({})
    except (ArithmeticError, TypeError, ValueError) as error:
        raise FormulaMistake(
            f"{call.function} of a constant cannot be worked out",
            column=call.column,
            hint="write its value out",
        ) from error
    return Meaning(lambda _values: constant, is_constant=True)
