"""Vectors of a probe as text: entries one by one, or a pattern and its length.

``(s, 0, ..., 0)`` repeats its last entry and ``(s, -s, ..., s, -s)`` a block of them: what stands
after the ellipsis stands before it too, once at least.  ``(s, s/2, s/4, ...)`` goes on as its last
three entries do, halving by halving or step by step.  Every vector has one spelling, the shortest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stabcheck.sweeping.entries import following, parse_entry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.sweeping.entries import Entry

__all__ = ["ELLIPSIS", "read_vector", "written_vector"]

ELLIPSIS = "..."
#: An equal tail at least this long is written with an ellipsis.
LONG_TAIL = 3
#: So are blocks of up to so many entries, and steps, that go on for so many.
MOST_IN_BLOCK = 4
LONG_PATTERN = 6
#: A block is repeated if it stands there so often.
REPEATED = 3
#: So many entries show how a vector goes on.
SHOWING = 3


def read_vector(text: str, items: Sequence[str], length: int | None) -> tuple[Entry, ...]:
    """The entries of the vector ``text``, whose ``items`` stand between its commas.

    Raises ValueError saying what is wrong.
    """
    if ELLIPSIS not in items:
        entries = tuple(parse_entry(item) for item in items)
        if length is not None and length != len(entries):
            raise ValueError(f"{text} has {len(entries)} entries, not n={length}")
        return entries
    place = items.index(ELLIPSIS)
    head, tail = items[:place], items[place + 1 :]
    prefix = head[: len(head) - len(tail)] if tail else head
    if ELLIPSIS in tail or not head or (tail and list(head[len(prefix) :]) != list(tail)):
        raise ValueError(
            f"what stands after the ellipsis stands before it too, as in (s, 0, ..., 0), not {text}"
        )
    if length is None:
        raise ValueError(f"{text} needs its length: {text} n={max(SHOWING, len(head))}")
    known = [parse_entry(item) for item in prefix]
    if length < len(prefix) + bool(tail):
        least = len(prefix) + bool(tail)
        raise ValueError(f"{text} has at least {least} entries, not n={length}")
    if not tail:
        return _continued(text, known, length)
    block = [parse_entry(item) for item in tail]
    blocks, rest = divmod(length - len(known), len(block))
    if rest:
        raise ValueError(f"{text} repeats {len(block)} entries, which n={length} cuts in two")
    return (*known, *block * blocks)


def _continued(text: str, known: list[Entry], length: int) -> tuple[Entry, ...]:
    """``known`` gone on with to ``length`` as its last entries do."""
    entries = list(known)
    if len(entries) < SHOWING or following(*entries[-SHOWING:]) is None:
        raise ValueError(
            f"three entries in equal steps show how a vector goes on, as in (s, s/2, s/4, ...), "
            f"not {text}"
        )
    while len(entries) < length:
        next_one = following(*entries[-SHOWING:])
        if next_one is None:
            raise ValueError(f"{text} does not go on to n={length}: k of s/2^k is from 0 to 1000")
        entries.append(next_one)
    return tuple(entries)


def written_vector(entries: tuple[Entry, ...]) -> str:
    """The one spelling of a vector; without its length, where that is not seen."""
    texts = [entry.text for entry in entries]
    tail = _periodic(texts, 1)
    prefix = texts[: len(texts) - tail]
    is_padded = len(prefix) == 1 and texts[-1] == "0"
    if not prefix or is_padded or tail >= LONG_TAIL:
        return _spelled(prefix, [texts[-1]])
    for period in range(2, MOST_IN_BLOCK + 1):
        tail = _periodic(texts, period) // period * period
        if tail >= max(LONG_PATTERN, REPEATED * period):
            return _spelled(texts[: len(texts) - tail], texts[len(texts) - period :])
    tail = _stepping(entries)
    if tail >= LONG_PATTERN:
        shown = texts[: len(texts) - tail + SHOWING]
        return f"({', '.join([*shown, ELLIPSIS])})"
    return f"({', '.join(texts)})"


def _spelled(prefix: list[str], block: list[str]) -> str:
    return f"({', '.join([*prefix, *block, ELLIPSIS, *block])})"


def _periodic(texts: list[str], period: int) -> int:
    """How many entries at the end are each what stands ``period`` before the next."""
    tail = min(period, len(texts))
    while tail < len(texts) and texts[-tail - 1] == texts[period - tail - 1]:
        tail += 1
    return tail


def _stepping(entries: tuple[Entry, ...]) -> int:
    """How many entries at the end go on in equal steps."""
    if len(entries) < LONG_PATTERN:
        return 0
    tail = SHOWING - 1
    while tail < len(entries):
        start = len(entries) - tail - 1
        ahead = entries[start : start + SHOWING + 1]
        if following(*ahead[:SHOWING]) is None:
            break
        if len(ahead) > SHOWING and following(*ahead[:SHOWING]) != ahead[SHOWING]:
            break
        tail += 1
    return tail
