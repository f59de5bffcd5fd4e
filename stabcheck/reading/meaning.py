"""What a part of a formula means: its shape, and how to compute it on any carrier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stabcheck.reading.mistake import FormulaMistake

__all__ = ["Meaning", "Values", "hold_number", "together"]

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Meaning:
    """What a part of a formula means.

    ``compute`` maps the variables' values to its value, by NumPy's operations alone.  ``length``
    names the length of a vector and is None for a real.  ``over`` is the bound index it depends
    on, with the length that index runs to: it is computed for all of them at once, as a vector.
    ``value`` is the value of a rational constant.
    """

    compute: Callable[[Values], Any]
    length: str | None = None
    over: tuple[str, str] | None = None
    value: Fraction | None = None
    is_constant: bool = False
    is_condition: bool = False


def together(
    apply: Callable[..., Any], operands: list[Meaning], column: int, *, is_condition: bool = False
) -> Meaning:
    """``apply`` to the operands entry by entry; raises FormulaMistake where they do not match."""
    lengths = {operand.length for operand in operands} - {None}
    bound = {operand.over for operand in operands} - {None}
    if len(lengths) > 1:
        first, second = sorted(str(length) for length in lengths)
        hint = "declare them with one length, or sum them first"
        message = f"a vector of length {first} meets one of length {second}"
        raise FormulaMistake(message, column=column, hint=hint)
    if len(bound) > 1 or (bound and lengths):
        message = "a summand over one index holds another index, or a whole vector"
        hint = "sum over one index at a time, of entries such as x[i]"
        raise FormulaMistake(message, column=column, hint=hint)
    return Meaning(
        lambda values: apply(*(operand.compute(values) for operand in operands)),
        length=next(iter(lengths), None),
        over=next(iter(bound), None),
        is_constant=all(operand.is_constant for operand in operands),
        is_condition=is_condition,
    )


def hold_number(operand: Meaning, column: int) -> Meaning:
    """The operand, which must not be a condition; raises FormulaMistake."""
    if operand.is_condition:
        raise FormulaMistake(
            "a condition stands where a number belongs",
            column=column,
            hint="write where(condition, 1, 0) for the number it stands for",
        )
    return operand
