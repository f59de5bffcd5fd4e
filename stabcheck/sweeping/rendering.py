"""Floats of a format, and truths, as plain data for a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stabcheck.sweeping.result import Point

if TYPE_CHECKING:
    from flint import arb

    from stabcheck.formats import Format

__all__ = ["point", "point_of", "truth_text"]

#: Digits in which a truth is shown.
TRUTH_DIGITS = 12
#: A truth that is certainly smaller than this, and perhaps 0, is written as 0.
NOTHING = 2.0**-500
#: A longer exponent than this, its sign included, is not written out.
EXPONENT_CHARACTERS = 8


def point(ordinal: int, fmt: Format) -> Point:
    """The float with this ordinal."""
    return point_of(fmt.from_ordinal([ordinal])[0], fmt)


def point_of(value: Any, fmt: Format) -> Point:
    """A float of the format with its decimal, its bits and its ordinal."""
    return Point(fmt.decimal(value), fmt.hex_bits(value), int(fmt.to_ordinal(value)))


def truth_text(ball: arb) -> str:
    """A truth in decimal; its last digit may be off by one.

    Beyond 10^±9999999, where e^−x of a large x lies, only the side is told.  A ball too wide to
    have a digit is written as the interval it is.
    """
    if ball.contains(0):
        return "0" if abs(ball) < NOTHING else str(ball.str(TRUTH_DIGITS))
    text = str(ball.str(TRUTH_DIGITS, radius=False))
    mantissa, _, exponent = text.partition("e")
    if len(exponent) <= EXPONENT_CHARACTERS:
        return text
    sign = "-" if mantissa.startswith("-") else ""
    bound = f"{sign}1e{exponent[0]}{'9' * (EXPONENT_CHARACTERS - 1)}"
    return f"{'>' if (exponent[0] == '-') == bool(sign) else '<'} {bound}"
