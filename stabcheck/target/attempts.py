"""A batch run on a function that may do anything: what it did, told piece by piece as it happens.

Before each call its rows are announced, so that whoever watches knows them if it never returns.
A call that raises is split until the rows that raise stand alone; what it warns of, prints, or
writes into its input is traced to one row likewise.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from stabcheck.target.arrays import Library
from stabcheck.target.calling import Call, WrongShape, WrongType, evaluate
from stabcheck.target.report import IncidentKind

__all__ = ["At", "Attempt", "Lost", "Message", "Noticed", "Returned"]

Floats = np.ndarray[Any, Any]

#: So many rows of a batch are told apart; beyond, rows that fail together stay together.
MOST_CULPRITS = 1024
OUT_OF_MEMORY = ("can't allocate memory", "unable to allocate", "out of memory")


@dataclass(frozen=True)
class At:
    """The rows ``first`` … ``stop`` − 1 are about to be run."""

    first: int
    stop: int


@dataclass(frozen=True)
class Returned:
    """What came out for the rows from ``first`` on."""

    first: int
    values: Floats


@dataclass(frozen=True)
class Lost:
    """The rows ``first`` … ``stop`` − 1 came to nothing."""

    first: int
    stop: int
    kind: IncidentKind
    what: str


@dataclass(frozen=True)
class Noticed:
    """Something done at ``row`` besides returning a value."""

    row: int
    kind: IncidentKind
    what: str


Message = At | Returned | Lost | Noticed


@dataclass
class Attempt:
    """A function, how it is called, and how to read what it has printed since last asked.

    ``layout`` names the library's method that makes its arrays.  A batch that comes to nothing
    stays whole unless it ``splits``.
    """

    function: Callable[..., Any]
    call: Call
    library: Library
    printed: Callable[[], str]
    layout: str = "array"
    splits: bool = True

    def run(self, arguments: Sequence[Floats], *, careful: bool) -> Iterator[Message]:
        """Run a batch, as a whole first, or row by row where that is ``careful``."""
        count = len(arguments[0])
        step = 1 if careful else max(1, count)
        # the first rows on top
        open_ranges = [(k, min(k + step, count)) for k in range(0, max(count, 1), step)][::-1]
        culprits = 0
        while open_ranges:
            first, stop = open_ranges.pop()
            yield At(first, stop)
            rows = [each[first:stop] for each in arguments]
            try:
                values, noticed = self._once(rows)
            except BaseException as error:  # noqa: BLE001 - whatever it raises is what is found
                culprits += 1
                if self.splits and stop - first > 1 and culprits < MOST_CULPRITS:
                    middle = (first + stop) // 2
                    open_ranges += [(middle, stop), (first, middle)]
                else:
                    yield Lost(first, stop, kind_of(error), written(error))
                continue
            yield Returned(first, values)
            for kind, what in noticed:
                yield Noticed(first + self._row(rows, kind, what), kind, what)

    def _once(self, arguments: list[Floats]) -> tuple[Floats, list[tuple[IncidentKind, str]]]:
        """One call: what it returned, and what it did besides."""
        given: list[tuple[Any, Floats]] = []

        def make(floats: Floats) -> Any:
            native = getattr(self.library, self.layout)(floats)
            given.append((native, floats))
            return native

        self.printed()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            values = evaluate(self.function, self.call, self.library, arguments, make)
        noticed: list[tuple[IncidentKind, str]] = [
            ("warned", f"{each.category.__name__}: {each.message}") for each in caught
        ]
        text = self.printed().strip()
        if text:
            noticed.append(("printed", text.splitlines()[0][:200]))
        if any(self.library.floats(native).tobytes() != f.tobytes() for native, f in given):
            noticed.append(("modified its input", "it writes into the array that it is given"))
        return values, list(dict.fromkeys(noticed))

    def _row(self, arguments: list[Floats], kind: IncidentKind, what: str) -> int:
        """A row that by itself does what the batch did; the first where none does alone."""
        first, stop = 0, len(arguments[0])
        while stop - first > 1:
            middle = (first + stop) // 2
            halves = ((first, middle), (middle, stop))
            found = next((half for half in halves if self._does(arguments, half, kind, what)), None)
            if found is None:
                break
            first, stop = found
        return first

    def _does(
        self, arguments: list[Floats], rows: tuple[int, int], kind: IncidentKind, what: str
    ) -> bool:
        try:
            noticed = self._once([each[slice(*rows)] for each in arguments])[1]
        except BaseException:  # noqa: BLE001 - it did not in the batch, and is not what is sought
            return False
        return any(each == kind and (kind == "printed" or text == what) for each, text in noticed)


def kind_of(error: BaseException) -> IncidentKind:
    """What an exception says of the function that raised it."""
    match error:
        case SystemExit():
            return "exited"
        case WrongShape():
            return "wrong shape"
        case WrongType():
            return "wrong dtype"
    text = str(error).lower()
    if isinstance(error, MemoryError) or any(phrase in text for phrase in OUT_OF_MEMORY):
        return "memory"
    return "raised"


def written(error: BaseException) -> str:
    """An exception in one line."""
    if isinstance(error, WrongShape | WrongType):
        return str(error)
    lines = str(error).strip().splitlines()
    name = type(error).__name__
    return f"{name}: {lines[0][:300]}" if lines else name
