"""One entry of a probe: what stands in one place of the arguments, as a function of s.

The grammar is small and nothing is evaluated: ``s``, ``-s``, ``s-1``, ``-s+0.5``, ``s/2`` and
``s/2^k``, a number, ``inf``, ``-inf``, and ``below(1)``, the float just below a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.exact import exact
from stabcheck.formats import find_format

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.statement import Argument

__all__ = ["Entry", "following", "parse_entry"]

_NUMBER = r"\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?"
_LINE = re.compile(rf"(?P<sign>[+-]?)s(?:(?P<operator>[+-])(?P<offset>{_NUMBER}))?")
_HALVED = re.compile(r"(?P<sign>[+-]?)s/(?:2\^(?P<power>\d{1,4})|(?P<number>\d{1,4}))")
_CONSTANT = re.compile(rf"(?P<sign>[+-]?)(?P<number>{_NUMBER}|inf)")
_BELOW = re.compile(rf"below\((?P<number>[+-]?(?:{_NUMBER}))\)")

#: A number of more characters than this is written with an exponent.
LONG_NUMBER = 24

#: s is halved so often at most: a quarter of all that float64 can tell apart.
MOST_HALVINGS = 1000
#: Halvings up to this many are written as one number: s/1024.
FEW_HALVINGS = 10

#: Formats narrower than this compute s ± constant in float32, as their kernels do.
_FLOAT32_BITS = 32


@dataclass(frozen=True)
class Entry:
    """``slope`` · s/2^``halvings`` + ``offset``, the float below ``offset``, or ``infinite`` · ∞.

    ``slope`` is −1, 0 or 1; ``infinite`` is −1, 0 or 1; what is halved has no offset.  ``text`` is
    how the entry is written: entries are equal where they are written alike.
    """

    text: str
    slope: int = field(default=0, compare=False)
    offset: Decimal = field(default=Decimal(0), compare=False)
    infinite: int = field(default=0, compare=False)
    is_below: bool = field(default=False, compare=False)
    halvings: int = field(default=0, compare=False)

    def values(self, s: np.ndarray[Any, Any], fmt: Format) -> np.ndarray[Any, Any]:
        """The entry at every float of ``s`` (shape (B,)), each value one float of the fmt.

        ``s ± number`` is rounded once: what the probe gives a formula are floats.
        """
        if self.slope == 0:
            return np.full(s.shape, _constant(self, fmt.name), dtype=fmt.dtype)
        line = s if self.slope > 0 else -s
        if self.halvings:
            # exact in float64, but where float64 itself rounds it once
            return fmt.nearest(line.astype(np.float64) * 2.0**-self.halvings)
        if not self.offset:
            return line
        wide = np.dtype(np.float32) if fmt.bits < _FLOAT32_BITS else fmt.dtype
        offset = fmt.round_exact(exact(Fraction(self.offset)))
        with np.errstate(all="ignore"):
            return (line.astype(wide) + np.asarray(offset).astype(wide)).astype(fmt.dtype)

    @property
    def multiple_of_s(self) -> int:
        """1 where the entry is s itself, −1 where it is −s; 0 elsewhere."""
        return 0 if self.offset or self.halvings else self.slope

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


@cache
def _constant(entry: Entry, format_name: str) -> Any:
    """The float that a constant entry is."""
    fmt = find_format(format_name)
    if entry.infinite:
        return fmt.dtype.type(entry.infinite * np.inf)
    rounded = fmt.round_exact(exact(Fraction(entry.offset)))
    if not entry.is_below:
        return rounded
    return fmt.from_ordinal(fmt.to_ordinal(np.array([rounded])) - 1)[0]


def parse_entry(text: str) -> Entry:
    """The entry written as ``text`` (without blanks); raises ValueError naming what is wrong."""
    if match := _LINE.fullmatch(text):
        return _line(match)
    if match := _HALVED.fullmatch(text):
        return _halved(text, match)
    if match := _BELOW.fullmatch(text):
        number = _decimal(match["number"])
        return Entry(f"below({_written(number)})", offset=number, is_below=True)
    if match := _CONSTANT.fullmatch(text):
        sign = -1 if match["sign"] == "-" else 1
        if match["number"] == "inf":
            return Entry("inf" if sign > 0 else "-inf", infinite=sign)
        number = sign * _decimal(match["number"])
        return _number(number)
    raise ValueError(
        f"{text!r} is no entry of a probe: write s, -s, s-1, s/2, a number, -inf or below(1)"
    )


def following(first: Entry, second: Entry, third: Entry) -> Entry | None:
    """What comes after three entries in equal steps, of s or of its halvings; None after others."""
    three = (first, second, third)
    if any(each.slope != first.slope or each.infinite or each.is_below for each in three):
        return None
    step, offset = third.halvings - second.halvings, third.offset - second.offset
    if second.halvings - first.halvings != step or second.offset - first.offset != offset:
        return None
    halvings = third.halvings + step
    if step and not any(each.offset for each in three):
        return _scaled(first.slope, halvings) if 0 <= halvings <= MOST_HALVINGS else None
    if offset and not any(each.halvings for each in three):
        moved = third.offset + offset
        return _shifted(first.slope, moved) if first.slope else _number(moved)
    return None


def _line(match: re.Match[str]) -> Entry:
    slope = -1 if match["sign"] == "-" else 1
    offset = _decimal(match["operator"] + match["offset"]) if match["offset"] else Decimal(0)
    return _shifted(slope, offset)


def _shifted(slope: int, offset: Decimal) -> Entry:
    text = "s" if slope > 0 else "-s"
    if not offset:
        return Entry(text, slope=slope)
    return Entry(f"{text}{_written(offset, signed=True)}", slope=slope, offset=offset)


def _halved(text: str, match: re.Match[str]) -> Entry:
    number = int(match["number"] or 1)
    halvings = int(match["power"]) if match["power"] else number.bit_length() - 1
    if number != 1 << number.bit_length() - 1 or not 0 <= halvings <= MOST_HALVINGS:
        raise ValueError(f"{text!r}: s is divided by a power of two up to 2^{MOST_HALVINGS}")
    return _scaled(-1 if match["sign"] == "-" else 1, halvings)


def _scaled(slope: int, halvings: int) -> Entry:
    text = "s" if slope > 0 else "-s"
    if halvings:
        text += f"/{2**halvings}" if halvings <= FEW_HALVINGS else f"/2^{halvings}"
    return Entry(text, slope=slope, halvings=halvings)


def _number(number: Decimal) -> Entry:
    return Entry(_written(number), offset=number)


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
