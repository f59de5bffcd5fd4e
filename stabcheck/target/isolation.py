"""A function in a process of its own, watched from outside.

Where the process dies or does not answer in time, the rows it was at are run again one by one in
a new one, until the row stands alone that did it; everything else is run as if nothing had been.
"""

from __future__ import annotations

import os
import queue
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field, replace
from io import StringIO
from typing import Any

import numpy as np

from stabcheck.catalogue import page_files
from stabcheck.target.attempts import At, Lost, Message, Noticed, Returned
from stabcheck.target.calling import Call
from stabcheck.target.host import Ask, Done, Host, Load, Run
from stabcheck.target.loading import Loaded, NotLoaded
from stabcheck.target.process import Process
from stabcheck.target.report import IncidentKind
from stabcheck.target.starting import IN_A_WORKER

__all__ = ["Died", "InProcess", "Isolated", "Ran", "Runner"]

Floats = np.ndarray[Any, Any]

#: Rows in one request: many kernels' worth, and few to go through one by one.
CHUNK_ROWS = 1 << 14
#: A process that dies is started again so often in one batch, and in all.
MOST_DEATHS, MOST_DEATHS_IN_ALL = 8, 24
#: Once a function has been seen to hang, it is given up sooner.
IMPATIENT_SECONDS = 2.0
#: Importing a library may take long.
IMPORT_SECONDS = 120.0


class Died(Exception):
    """The process is gone: what it came to, and in words."""

    def __init__(self, kind: IncidentKind, what: str) -> None:
        super().__init__(what)
        self.kind: IncidentKind = kind
        self.what = what


@dataclass
class Ran:
    """What came of a batch: values (NaN where ``lost``), and what else was done at which rows."""

    values: Floats
    lost: np.ndarray[Any, np.dtype[np.bool_]]
    losses: list[Lost] = field(default_factory=list)
    noticed: list[Noticed] = field(default_factory=list)

    def head(self, count: int) -> Ran:
        """What came of the first ``count`` points."""
        losses = [
            replace(loss, stop=min(loss.stop, count)) for loss in self.losses if loss.first < count
        ]
        noticed = [each for each in self.noticed if each.row < count]
        return Ran(self.values[:count], self.lost[:count], losses, noticed)


class Runner:
    """Runs batches of one function; where, its kinds decide."""

    loaded: Loaded

    def run(
        self,
        call: Call,
        arguments: Sequence[Floats],
        layout: str = "array",
        *,
        splits: bool = True,
        rows: int = CHUNK_ROWS,
    ) -> Ran:
        """Run a batch of points in chunks of ``rows``; nothing that the function does ends it.

        A chunk that comes to nothing is split to find the points to blame, if it ``splits``.
        """
        count = len(arguments[0])
        pieces: list[Returned] = []
        losses: list[Lost] = []
        noticed: list[Noticed] = []
        for start in range(0, max(count, 1), rows):
            chunk = [each[start : start + rows] for each in arguments]
            for message in self._messages(Run(call, chunk, layout=layout, splits=splits)):
                match message:
                    case Returned(first, values):
                        pieces.append(Returned(start + first, values))
                    case Lost(first, stop, kind, what):
                        losses.append(Lost(start + first, start + stop, kind, what))
                    case Noticed(row, kind, what):
                        noticed.append(Noticed(start + row, kind, what))
        return _assembled(call.shape(arguments), pieces, losses, noticed)

    def _messages(self, run: Run) -> Iterator[Message]:
        raise NotImplementedError

    def ask(self, question: Callable[..., Any], *details: Any) -> Any:
        """What a function of the package says of the function; raises Died."""
        raise NotImplementedError

    def close(self) -> None:
        """End the process, if there is one."""


def _assembled(
    shape: tuple[int, ...], pieces: list[Returned], losses: list[Lost], noticed: list[Noticed]
) -> Ran:
    lost = np.ones(shape[0], dtype=np.bool_)
    counted: dict[Any, int] = {}
    for piece in pieces:
        counted[piece.values.dtype] = counted.get(piece.values.dtype, 0) + len(piece.values)
    dtype = max(counted, key=lambda each: counted[each]) if counted else np.dtype(np.float64)
    values = np.full(shape, np.nan, dtype=dtype)
    for piece in pieces:
        rows = slice(piece.first, piece.first + len(piece.values))
        values[rows] = piece.values.astype(dtype)
        lost[rows] = False
        if piece.values.dtype != dtype:
            other = f"it returns {piece.values.dtype.name} here and {dtype.name} elsewhere"
            noticed.append(Noticed(piece.first, "wrong dtype", other))
    return Ran(values, lost, losses, noticed)


class InProcess(Runner):
    """The function in this very process: for what no other can import.  It is not isolated."""

    def __init__(self, name: str, function: Callable[..., Any], library: str | None) -> None:
        self._sink = StringIO()
        self._host = Host(self._printed)
        self.loaded = self._host.hold(name, function, library)

    def _printed(self) -> str:
        text = self._sink.getvalue()
        self._sink.seek(0)
        self._sink.truncate()
        return text

    def _messages(self, run: Run) -> Iterator[Message]:
        answers: list[Message | Done] = []
        with redirect_stdout(self._sink):
            answers += self._host.answer(run)
        yield from (answer for answer in answers if not isinstance(answer, Done | At))

    def ask(self, question: Callable[..., Any], *details: Any) -> Any:
        """What ``question`` says; whatever it raises is raised."""
        (answer,) = self._host.answer(Ask(question, details))
        return answer.value if isinstance(answer, Done) else None


class Isolated(Runner):
    """The function in a process of its own, started again whenever it is gone.

    ``timeout_seconds`` is how long one call may take, ``memory_bytes`` how much memory all of them
    may, besides what importing the function takes.  Raises NotLoaded.
    """

    def __init__(
        self,
        spec: str,
        library: str | None,
        timeout_seconds: float,
        memory_bytes: int | None,
        path: Sequence[str] = (),
    ) -> None:
        if IN_A_WORKER.items() <= os.environ.items():
            hint = "put the call under  if __name__ == '__main__'"
            raise NotLoaded("a module that is checked checks itself when it is imported", hint)
        self._load = Load(spec, library, tuple(path), memory_bytes, page_files())
        self.timeout_seconds = timeout_seconds
        self.deaths = 0
        self._process: Process | None = None
        self.loaded = self._start()

    # the process

    def _start(self) -> Loaded:
        self._process = Process()
        try:
            (known,) = list(self._answered(self._load, IMPORT_SECONDS))
        except Died as death:
            raise NotLoaded(f"importing {self._load.spec} {death.what}") from death
        if isinstance(known, NotLoaded):
            self.close()
            raise known
        loaded: Loaded = known
        return loaded

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.end()

    def _answered(self, request: Load | Run | Ask, seconds: float) -> Iterator[Any]:
        """The answers to a request, and then what it is done with; raises Died."""
        if self._process is None:
            self._start()
        process = self._process or Process()
        process.ask(request)
        while True:
            try:
                answer = process.answers.get(timeout=seconds)
            except queue.Empty:
                self.close()
                raise Died("hung", f"does not return within {seconds:g} s") from None
            if answer is None:
                what = process.death()
                self.close()
                raise Died("crashed", what)
            if isinstance(answer, Done):
                if answer.value is not None:
                    yield answer.value
                return
            yield answer

    # batches

    def _messages(self, run: Run) -> Iterator[Message]:
        open_ranges, deaths = [(0, len(run.arguments[0]), False)], 0
        while open_ranges:
            first, stop, careful = open_ranges.pop()
            rows = [each[first:stop] for each in run.arguments]
            request = replace(run, arguments=rows, careful=careful)
            at = At(first, stop)
            try:
                for answer in self._answered(request, self.timeout_seconds):
                    moved = _moved(answer, first)
                    if isinstance(moved, At):
                        at = moved
                    else:
                        yield moved
            except Died as death:
                deaths += 1
                self.deaths += 1
                if death.kind == "hung":
                    self.timeout_seconds = min(self.timeout_seconds, IMPATIENT_SECONDS)
                alone = at.stop - at.first <= 1 or not run.splits
                tired = deaths >= MOST_DEATHS or self.deaths >= MOST_DEATHS_IN_ALL
                if alone or tired:
                    what = death.what if alone else f"{death.what} so often that more is not tried"
                    yield Lost(at.first, at.stop, death.kind, what)
                else:
                    open_ranges.append((at.first, at.stop, True))
                if at.stop < stop:
                    open_ranges += _halves(at.stop, stop)

    def ask(self, question: Callable[..., Any], *details: Any) -> Any:
        """What ``question`` says of the function, in its process; raises Died."""
        answers = list(self._answered(Ask(question, details), 10 * self.timeout_seconds))
        return answers[-1] if answers else None


def _halves(first: int, stop: int) -> list[tuple[int, int, bool]]:
    middle = (first + stop) // 2
    halves = [(middle, stop, False), (first, middle, False)]
    return [half for half in halves if half[0] < half[1]]


def _moved(message: Message, by: int) -> Message:
    """The message with its rows counted from the start of the chunk."""
    match message:
        case At(first, stop):
            return At(first + by, stop + by)
        case Returned(first, values):
            return Returned(first + by, values)
        case Lost(first, stop, kind, what):
            return Lost(first + by, stop + by, kind, what)
        case Noticed(row, kind, what):
            return Noticed(row + by, kind, what)
