"""Expressions of Coq's real numbers as text, in parentheses only where they are needed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

__all__ = ["Text", "add", "apply", "divide", "function", "multiply", "negate", "number", "power"]

#: The levels of Coq's notations: the smaller, the tighter.
_ATOM, _APPLICATION, _POWER, _PREFIX, _PRODUCT, _SUM, _OPEN = 0, 10, 30, 35, 40, 50, 200


@dataclass(frozen=True)
class Text:
    """An expression and the level of its outermost notation."""

    text: str
    level: int = _ATOM

    def within(self, level: int) -> str:
        """The expression where one of at most this level fits."""
        return self.text if self.level <= level else f"({self.text})"

    def __str__(self) -> str:
        return self.text


def number(value: Fraction | int) -> Text:
    """A rational number."""
    value = Fraction(value)
    if value < 0:
        return negate(number(-value))
    top = Text(str(value.numerator))
    return top if value.denominator == 1 else divide(top, Text(str(value.denominator)))


def apply(name: str, *arguments: Text) -> Text:
    """A function applied to its arguments."""
    inside = " ".join(argument.within(_ATOM) for argument in arguments)
    return Text(f"{name} {inside}", _APPLICATION)


def function(variable: str, body: Text) -> Text:
    """``fun variable => body``."""
    return Text(f"fun {variable} => {body}", _OPEN)


def add(parts: Iterable[Text]) -> Text:
    """The sum from left to right; 0 if there is nothing."""

    def joined(left: Text, right: Text) -> Text:
        if right.level == _PREFIX:
            return Text(f"{left.within(_SUM)} {right.text}", _SUM)
        return Text(f"{left.within(_SUM)} + {right.within(_PRODUCT)}", _SUM)

    found = list(parts)
    return reduce(joined, found) if found else number(0)


def subtract(left: Text, right: Text) -> Text:
    """left − right."""
    return Text(f"{left.within(_SUM)} - {right.within(_PRODUCT)}", _SUM)


def multiply(parts: Iterable[Text]) -> Text:
    """The product from left to right; 1 if there is nothing."""

    def joined(left: Text, right: Text) -> Text:
        return Text(f"{left.within(_PRODUCT)} * {right.within(_POWER)}", _PRODUCT)

    found = list(parts)
    return reduce(joined, found) if found else number(1)


def divide(left: Text, right: Text) -> Text:
    """left / right."""
    return Text(f"{left.within(_PRODUCT)} / {right.within(_POWER)}", _PRODUCT)


def negate(part: Text) -> Text:
    """−part."""
    return Text(f"- {part.within(_POWER)}", _PREFIX)


def power(base: Text, exponent: int) -> Text:
    """base to a natural power."""
    return Text(f"{base.within(_APPLICATION)} ^ {exponent}", _POWER)
