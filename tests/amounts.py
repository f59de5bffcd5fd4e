"""How much the tests look at: a share in every run, everything with ``STABCHECK_FULL=1``.

What is left out of a run is left out by name, so that every run looks at the same share, and a new
page, claim or form changes nobody else's.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Iterable
from typing import TypeVar

__all__ = ["FULL", "amount", "share"]

FULL = os.environ.get("STABCHECK_FULL", "") not in ("", "0")

Item = TypeVar("Item")


def amount(usual: int, full: int) -> int:
    """``usual``, or ``full`` where everything is looked at."""
    return full if FULL else usual


def share(
    items: Iterable[Item],
    usual: int,
    full: int | None = None,
    *,
    name: Callable[[Item], str] = str,
) -> list[Item]:
    """``usual`` of the items, or ``full`` (None: all) if `FULL`, drawn by their names, in order."""
    known = list(items)
    count = full if FULL else usual
    if count is None or len(known) <= count:
        return known
    drawn = sorted(range(len(known)), key=lambda k: (zlib.crc32(name(known[k]).encode()), k))
    return [known[k] for k in sorted(drawn[:count])]
