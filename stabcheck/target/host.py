"""The requests that a function's process answers, and how they travel.

`Host` answers them in whichever process it is; the classes are what goes to and fro, pickled.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from stabcheck.catalogue import beside
from stabcheck.foreign import PageFile
from stabcheck.target.arrays import Library, find_library
from stabcheck.target.attempts import Attempt, Message
from stabcheck.target.calling import Call
from stabcheck.target.loading import Loaded, NotLoaded, described, load

__all__ = ["Ask", "Done", "Host", "Load", "Run", "receive", "send"]

_LENGTH = struct.Struct("<Q")


@dataclass(frozen=True)
class Load:
    """Import the function that ``spec`` names, and its library (None: found from it).

    ``files`` are the files whose pages are in the catalogue besides its own.
    """

    spec: str
    library: str | None
    path: tuple[str, ...]
    memory_bytes: int | None
    files: tuple[PageFile, ...] = ()


@dataclass(frozen=True)
class Run:
    """Run a batch; see `Attempt`."""

    call: Call
    arguments: list[Any]
    careful: bool = False
    layout: str = "array"
    splits: bool = True


@dataclass(frozen=True)
class Ask:
    """Call ``question(function, *details)``, a function of the package, beside the function."""

    question: Callable[..., Any]
    details: tuple[Any, ...]


@dataclass(frozen=True)
class Done:
    """The last answer to a request, with what it came to."""

    value: Any = None


class Host:
    """Answers requests about one function, whichever process it is in."""

    def __init__(self, printed: Callable[[], str]) -> None:
        self.printed = printed
        self.function: Callable[..., Any] | None = None
        self.library: Library | None = None
        self._pages = ExitStack()

    def hold(self, name: str, function: Callable[..., Any], library: str | None) -> Loaded:
        """Keep ``function``, and say what is known of it; raises NotLoaded."""
        known = described(name, function, library)
        self.function, self.library = function, find_library(known.library)
        return known

    def answer(self, request: Load | Run | Ask) -> Iterator[Message | Done]:
        """The answers to one request, the last of them `Done`."""
        match request:
            case Load():
                yield Done(self._load(request))
            case Run() if self.function is not None and self.library is not None:
                attempt = Attempt(
                    self.function,
                    request.call,
                    self.library,
                    self.printed,
                    request.layout,
                    request.splits,
                )
                yield from attempt.run(request.arguments, careful=request.careful)
                yield Done()
            case Ask():
                yield Done(request.question(self.function, *request.details))

    def _load(self, request: Load) -> Loaded | NotLoaded:
        sys.path[:0] = [entry for entry in request.path if entry not in sys.path]
        try:
            with redirect_stdout(io.StringIO()):
                self._pages.enter_context(beside(request.files))
                known = self.hold(request.spec, load(request.spec), request.library)
        except NotLoaded as refusal:
            return refusal
        limit_memory(request.memory_bytes)
        return known


def limit_memory(beyond: int | None) -> None:
    """Allow ``beyond`` bytes of memory besides what is in use, where the platform can."""
    if beyond is None or sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - POSIX alone has it

    used = _used_bytes()
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if used and (hard == resource.RLIM_INFINITY or used + beyond < hard):
        resource.setrlimit(resource.RLIMIT_AS, (used + beyond, hard))


def _used_bytes() -> int:
    """The address space in use; nothing where the platform does not tell."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def send(stream: IO[bytes], message: Any) -> None:
    """Write one message: its length, then its pickle."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(body)) + body)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """Read one message; raises EOFError where there is none left."""
    head = stream.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    body = stream.read(_LENGTH.unpack(head)[0])
    return pickle.loads(body)  # noqa: S301 - both ends are ours
