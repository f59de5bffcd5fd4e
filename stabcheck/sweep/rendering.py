"""Floats of a format, and truths, as plain data for a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stabcheck.sweep.result import Point

if TYPE_CHECKING:
    from flint import arb

    from stabcheck.formats import Format

__all__ = ["point", "point_of", "truth_text"]

#: Digits in which a truth is shown.
TRUTH_DIGITS = 12


def point(ordinal: int, fmt: Format) -> Point:
    """The float with this ordinal."""
    return point_of(fmt.from_ordinal([ordinal])[0], fmt)


def point_of(value: Any, fmt: Format) -> Point:
    """A float of the format with its decimal, its bits and its ordinal."""
    return Point(fmt.decimal(value), fmt.hex_bits(value), int(fmt.to_ordinal(value)))


def truth_text(ball: arb) -> str:
    """A truth in decimal; its last digit may be off by one."""
    return str(ball.str(TRUTH_DIGITS, radius=False))
