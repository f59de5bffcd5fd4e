"""Rational constants worked out on the side, to see what nobody should try to compute."""

from __future__ import annotations

from fractions import Fraction

from stabcheck.reading.mistake import FormulaMistake

__all__ = ["folded", "hold_exponent"]

_LARGEST_POWER = 1000
_MOST_BITS = 20_000


def folded(
    operator: str, left: Fraction | None, right: Fraction | None, column: int
) -> Fraction | None:
    """``left operator right``, or None where an operand is unknown or the value irrational.

    Raises FormulaMistake for a division by 0 and for numbers too large to be written out.
    """
    if operator == "/" and right == 0:
        raise FormulaMistake("a division by 0", column=column, hint="the formula has no value")
    if left is None or right is None:
        return None
    match operator:
        case "+":
            value = left + right
        case "-":
            value = left - right
        case "*":
            value = left * right
        case "/":
            value = left / right
        case _:
            return _power(left, right, column)
    return _held(value, column)


def hold_exponent(exponent: Fraction | None, column: int) -> None:
    """Hold that a power can be written out; raises FormulaMistake."""
    if exponent is not None and abs(exponent) > _LARGEST_POWER:
        raise FormulaMistake(
            "the power is too large to be written out",
            column=column,
            hint=f"powers go up to {_LARGEST_POWER}; beyond, write exp(k*log(x))",
        )


def _power(base: Fraction, exponent: Fraction, column: int) -> Fraction | None:
    if base == 0 and exponent < 0:
        raise FormulaMistake("a division by 0", column=column, hint="the formula has no value")
    if exponent.denominator != 1:
        return None
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent) > _MOST_BITS:
        raise _too_large(column)
    return base**exponent.numerator


def _held(value: Fraction, column: int) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise _too_large(column)
    return value


def _too_large(column: int) -> FormulaMistake:
    digits = _MOST_BITS * 3 // 10
    return FormulaMistake(
        "the number is too large to be written out",
        column=column,
        hint=f"numbers have at most {digits:,} digits",
    )
