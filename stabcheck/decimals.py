"""Floats in decimal: exactly where that is short, else as short as reads back."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["short_decimal"]

#: The exact decimal of a float is shown where it has at most so many digits.
SHOWN_DIGITS = 8


def short_decimal(number: float, half: float, rounds_to_it: Callable[[Fraction], bool]) -> str:
    """``number``, a float of which ``half`` is half an ulp, in decimal.

    ``rounds_to_it`` answers where a decimal is about half an ulp away.
    """
    digits = repr(number).split("e")[0].replace(".", "").strip("-0")
    if len(digits) <= SHOWN_DIGITS and Fraction(repr(number)) == Fraction(number):
        return repr(number)
    for count in range(17):
        text = f"{number:.{count}e}"
        if _reads_back(text, number, half, rounds_to_it):
            return repr(float(text))
    return repr(number)


def _reads_back(
    text: str, number: float, half: float, rounds_to_it: Callable[[Fraction], bool]
) -> bool:
    """Whether a decimal rounds to a float.

    Python's rounding to float64 keeps it on its side of a midpoint, which is a float64 too.
    """
    apart = abs(float(text) - number)
    if apart == 0 or apart < half / 2 or apart > half:
        return apart < half
    return rounds_to_it(Fraction(text))  # below a power of two the midpoint is at half of it
