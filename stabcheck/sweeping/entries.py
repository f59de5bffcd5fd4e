"""One entry of a probe: what stands in one place of the arguments, as a function of s.

The grammar is small and nothing is evaluated: ``s``, ``-s``, ``s-1``, ``-s+0.5``, a number,
``inf``, ``-inf``, and ``below(1)``, the float just below a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.exact import exact

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.statement import Argument

__all__ = ["Entry", "parse_entry"]

_NUMBER = r"\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?"
_LINE = re.compile(rf"(?P<sign>[+-]?)s(?:(?P<operator>[+-])(?P<offset>{_NUMBER}))?")
_CONSTANT = re.compile(rf"(?P<sign>[+-]?)(?P<number>{_NUMBER}|inf)")
_BELOW = re.compile(rf"below\((?P<number>[+-]?(?:{_NUMBER}))\)")

#: A number of more characters than this is written with an exponent.
LONG_NUMBER = 24

#: Formats narrower than this compute s ± constant in float32, as their kernels do.
_FLOAT32_BITS = 32


@dataclass(frozen=True)
class Entry:
    """``slope`` · s + ``offset``, or the float below ``offset``, or ``infinite`` · ∞.

    ``slope`` is −1, 0 or 1; ``infinite`` is −1, 0 or 1.  ``text`` is how the entry is written.
    """

    text: str
    slope: int = 0
    offset: Fraction = Fraction(0)
    infinite: int = 0
    is_below: bool = False

    def values(self, s: np.ndarray[Any, Any], fmt: Format) -> np.ndarray[Any, Any]:
        """The entry at every float of ``s`` (shape (B,)), each value one float of the fmt.

        ``s ± number`` is rounded once: what the probe gives a formula are floats.
        """
        if self.slope == 0:
            return np.full(s.shape, self._constant(fmt), dtype=fmt.dtype)
        line = s if self.slope > 0 else -s
        if not self.offset:
            return line
        wide = np.dtype(np.float32) if fmt.bits < _FLOAT32_BITS else fmt.dtype
        offset = fmt.round_exact(exact(self.offset))
        with np.errstate(all="ignore"):
            return (line.astype(wide) + np.asarray(offset).astype(wide)).astype(fmt.dtype)

    def may_lie_in(self, argument: Argument) -> bool:
        """Whether the entry is a constant inside the argument's rational bounds, or moves."""
        return bool(self.slope) or all(
            self._meets(relation, bound.value)
            for relation, bound in argument.limits
            if bound.value is not None
        )

    def _meets(self, relation: str, bound: Fraction) -> bool:
        side = self.infinite or (self.offset > bound) - (self.offset < bound)
        if self.is_below and side == 0:
            side = -1
        meets = {"greater": side > 0, "less": side < 0, "greater_equal": side >= 0}
        return meets.get(relation, side <= 0)

    def _constant(self, fmt: Format) -> Any:
        if self.infinite:
            return fmt.dtype.type(self.infinite * np.inf)
        rounded = fmt.round_exact(exact(self.offset))
        if not self.is_below:
            return rounded
        return fmt.from_ordinal(fmt.to_ordinal(np.array([rounded])) - 1)[0]


def parse_entry(text: str) -> Entry:
    """The entry written as ``text`` (without blanks); raises ValueError naming what is wrong."""
    if match := _LINE.fullmatch(text):
        return _line(match)
    if match := _BELOW.fullmatch(text):
        number = _decimal(match["number"])
        return Entry(f"below({_written(number)})", offset=Fraction(number), is_below=True)
    if match := _CONSTANT.fullmatch(text):
        sign = -1 if match["sign"] == "-" else 1
        if match["number"] == "inf":
            return Entry("inf" if sign > 0 else "-inf", infinite=sign)
        number = sign * _decimal(match["number"])
        return Entry(_written(number), offset=Fraction(number))
    raise ValueError(
        f"{text!r} is no entry of a probe: write s, -s, s-1, a number, -inf or below(1)"
    )


def _line(match: re.Match[str]) -> Entry:
    slope = -1 if match["sign"] == "-" else 1
    text = "s" if slope > 0 else "-s"
    if match["offset"] is None:
        return Entry(text, slope=slope)
    offset = _decimal(match["operator"] + match["offset"])
    if not offset:
        return Entry(text, slope=slope)
    return Entry(f"{text}{_written(offset, signed=True)}", slope=slope, offset=Fraction(offset))


def _decimal(text: str) -> Decimal:
    return Decimal(text)


def _written(number: Decimal, *, signed: bool = False) -> str:
    """The number in its shortest plain spelling: 0.50 is 0.5, -0 is 0; a long one with e."""
    if not number:
        return "0"
    plain = f"{number.normalize():f}"
    if len(plain) > LONG_NUMBER:
        plain = f"{number.normalize():e}"
    return f"+{plain}" if signed and number > 0 else plain
