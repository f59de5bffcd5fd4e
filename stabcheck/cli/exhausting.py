"""``--exhaustive``, ``--from`` and ``--to``: every float of a format, or of a part of its line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any

import click

from stabcheck.cli.mistakes import Mistake

__all__ = ["exhaustive_options", "floats_between"]

_OPTIONS = (
    click.option(
        "--exhaustive",
        is_flag=True,
        help="Walk every float of the formats of up to 32 bits (float32: 2^32 patterns, minutes "
        "to hours), and every pair of 8-bit floats.",
    ),
    click.option(
        "--from",
        "first",
        metavar="BITS",
        help="Walk every float from here on: bits in hex, or a decimal.  [default: -MAX]",
    ),
    click.option("--to", "last", metavar="BITS", help="... to here.  [default: MAX]"),
)


def exhaustive_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options as a decorator."""
    return reduce(lambda decorated, option: option(decorated), reversed(_OPTIONS), command)


def floats_between(
    formats: Sequence[str], exhaustive: bool, first: str | None, last: str | None, *, named: bool
) -> dict[str, tuple[int, int]]:
    """For each format the places between which every float is to be walked; empty if not asked.

    A format too wide to be exhausted is left out where it was not ``named``.  Raises Mistake where
    it was, and for ends that are no floats of a format or stand in the wrong order.
    """
    if not exhaustive and first is None and last is None:
        return {}
    from stabcheck.sweeping.tasks import whole_lines

    formats = formats if named else list(whole_lines(formats))
    return {fmt: _places(fmt, first, last) for fmt in formats}


def _places(name: str, first: str | None, last: str | None) -> tuple[int, int]:
    from stabcheck.formats import find_format
    from stabcheck.sweeping.places import every_place
    from stabcheck.sweeping.tasks import EXHAUSTIBLE_BITS

    low, high = every_place(find_format(name))
    low = low if first is None else _place("--from", first, name)
    high = high if last is None else _place("--to", last, name)
    if low > high:
        raise Mistake(f"in {name}, --from {first} stands above --to {last}", "exchange them")
    if high - low >= 2**EXHAUSTIBLE_BITS:
        hint = "narrow them with --from and --to" if first or last else "name another --format"
        raise Mistake(f"{name} has {high - low + 1:,} floats there, too many to walk", hint)
    return low, high


def _place(option: str, text: str, name: str) -> int:
    from stabcheck.cli.replaying import AT_HINT, check_written
    from stabcheck.formats import find_format
    from stabcheck.sweeping.places import place_of
    from stabcheck.sweeping.replay import parse_float

    fmt = find_format(name)
    check_written(option, text, fmt)
    try:
        return place_of(parse_float(text, fmt), fmt)
    except ValueError as error:
        raise Mistake(str(error), AT_HINT.replace("--at", option)) from error
