"""``--output FORMAT[:PATH]``: where a run's reports go, and that none is left half-written."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake, closest
from stabcheck.report import FORMATS, MACHINE_READABLE, find_writer
from stabcheck.report.run import Run

if TYPE_CHECKING:
    from stabcheck.report.run import Problem

__all__ = ["Output", "output_option", "parse_outputs", "report_refusal", "reporting"]

output_option: Callable[[Any], Any] = click.option(
    "--output",
    "outputs",
    metavar="FORMAT[:PATH]",
    multiple=True,
    help=f"Write the result as {' or '.join(FORMATS)}, to PATH or else to stdout; repeatable. "
    "Where every output has a PATH, stdout still shows the terminal's.",
)


@dataclass(frozen=True)
class Output:
    """One requested report; ``path`` None is stdout."""

    format: str
    path: Path | None


def parse_outputs(texts: Sequence[str]) -> list[Output]:
    """The outputs asked for, and the terminal's on stdout if no other goes there."""
    outputs = [_parse(text) for text in texts]
    on_stdout = [output.format for output in outputs if output.path is None]
    if len(on_stdout) > 1:
        raise Mistake(
            f"{' and '.join(on_stdout)} cannot both go to stdout",
            f"give one of them a file: --output {on_stdout[-1]}:PATH",
        )
    return outputs if on_stdout else [Output("terminal", None), *outputs]


def _parse(text: str) -> Output:
    name, colon, path = text.partition(":")
    if name not in FORMATS:
        raise Mistake(f"there is no output format {name!r}", closest(name, FORMATS))
    if colon and not path:
        raise Mistake(f"--output {text} names no file", f"write --output {name}:PATH")
    return Output(name, Path(path) if path else None)


@contextlib.contextmanager
def reporting(texts: Sequence[str]) -> Iterator[Callable[[Run], int]]:
    """Open every output before the work begins; yield a function that writes the run to all.

    A file is written beside its place and renamed into it at the end, so that it is either whole
    or untouched.  Raises Mistake for an output that cannot be written.
    """
    outputs = parse_outputs(texts)
    with contextlib.ExitStack() as stack:
        streams = [(find_writer(o.format), stack.enter_context(_opened(o.path))) for o in outputs]

        def write(run: Run) -> int:
            for writer, stream in streams:
                writer(run, stream)
            return run.exit_code

        yield write


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        with _open_stdout() as stream:
            yield stream
    elif path.exists() and not path.is_file() and not path.is_dir():
        with path.open("w", encoding="utf-8") as stream:  # a device or a pipe: nothing to rename
            yield stream
    else:
        with _replacing(path.resolve()) as stream:
            yield stream


@contextlib.contextmanager
def _open_stdout() -> Iterator[TextIO]:
    try:
        yield sys.stdout
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader (head, less) has seen enough; the verdict still stands in the exit code.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[TextIO]:
    """A stream that becomes the file ``path`` when the block ends well, and vanishes otherwise."""
    if path.is_dir():
        raise Mistake(f"cannot write {path}: it is a directory", f"name a file: {path}/report")
    if path.exists() and not os.access(path, os.W_OK):
        raise Mistake(f"cannot write {path}: permission denied", "choose another PATH")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", text=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Mistake(f"cannot write {path}: {reason}", "choose another PATH") from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            yield stream
        beside.chmod(_mode(path))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """The permissions of the file replaced, or those that a new file would get."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def report_refusal(arguments: Sequence[str], problem: Problem, code: ExitCode) -> None:
    """Write a refused command's problem to the machine-readable outputs it asked for.

    ``arguments`` are read as they stand, because it may be their parsing that failed.
    """
    command = next((word for word in arguments if not word.startswith("-")), "")
    run = Run(command, (), int(code), (problem,))
    for text in _requested(arguments):
        # An output that is itself the mistake can carry no report of it.
        with contextlib.suppress(Mistake, OSError):
            output = _parse(text)
            if output.format in MACHINE_READABLE:
                with _opened(output.path) as stream:
                    find_writer(output.format)(run, stream)


def _requested(arguments: Sequence[str]) -> list[str]:
    separate = [value for option, value in pairwise(arguments) if option == "--output"]
    joined = [word.partition("=")[2] for word in arguments if word.startswith("--output=")]
    return separate + joined
