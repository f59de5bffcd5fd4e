"""``--output FORMAT[:PATH]``: where a run's reports go, and that none is left half-written."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.interrupts import HALF_WRITTEN
from stabcheck.cli.mistakes import Mistake, Unwritable, closest
from stabcheck.cli.streams import open_stdout, silence
from stabcheck.report import FORMATS, MACHINE_READABLE, ONLY_FOR, find_writer
from stabcheck.report.run import Run

if TYPE_CHECKING:
    from stabcheck.report.run import Problem

__all__ = [
    "Output",
    "output_option",
    "parse_outputs",
    "replacing",
    "report_refusal",
    "reporting",
]

ANOTHER = "choose another PATH"


def output_option(verb: str) -> Callable[[Any], Any]:
    """The option of one verb, whose help names the formats that the verb has."""
    *others, last = (name for name in FORMATS if verb in ONLY_FOR.get(name, (verb,)))
    return click.option(
        "--output",
        "outputs",
        metavar="FORMAT[:PATH]",
        multiple=True,
        help=f"Write the result as {', '.join(others)} or {last}, to PATH or else to stdout; "
        "repeatable. Where every output has a PATH, stdout still shows the terminal's. A refused "
        "command reports its mistake in JSON on stdout, or in a file that is not there yet; an "
        "older one is kept.",
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
    context = click.get_current_context(silent=True)
    if context and context.info_name not in ONLY_FOR.get(name, (context.info_name,)):
        *others, last = ONLY_FOR[name]
        verbs = f"{', '.join(others)} and {last}" if others else last
        raise Mistake(f"--output {name} is for {verbs}", "choose terminal or json")
    if colon and not path:
        raise Mistake(f"--output {text} names no file", f"write --output {name}:PATH")
    return Output(name, Path(path) if path else None)


@contextlib.contextmanager
def reporting(texts: Sequence[str]) -> Iterator[Callable[[Run], int]]:
    """Open every output before the work begins; yield a function that writes the run to all.

    A file is written beside its place and renamed into it at the end, so that it is either whole
    or untouched, and so are all of them where one cannot be written.  Raises Unwritable then.
    """
    # stdout comes last: what it has been given cannot be taken back.
    outputs = sorted(parse_outputs(texts), key=lambda output: output.path is None)
    with contextlib.ExitStack() as stack:
        streams = [stack.enter_context(_opened(output.path)) for output in outputs]

        def write(run: Run) -> int:
            for output, stream in zip(outputs, streams, strict=True):
                _write(run, output, stream)
            return run.exit_code

        yield write


def _write(run: Run, output: Output, stream: TextIO) -> None:
    try:
        with _refusing(output.path):
            find_writer(output.format)(run, stream)
            stream.flush()
    except (BrokenPipeError, Unwritable) as failure:
        silence(stream)  # it would fail again when it is closed
        # The reader (head, less) has seen enough; the verdict still stands in the exit code.
        if isinstance(failure, Unwritable):
            raise


@contextlib.contextmanager
def _refusing(path: Path | None) -> Iterator[None]:
    """What the system refuses to write is the user's to mend, and no internal error."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = ANOTHER if path else "send it elsewhere"
        raise Unwritable(f"cannot write {path or 'to stdout'}: {reason}", hint) from error


@contextlib.contextmanager
def _opened(path: Path | None) -> Iterator[TextIO]:
    if path is None:
        yield open_stdout()
    elif path.exists() and not path.is_file() and not path.is_dir():
        with _refusing(path):
            device = path.open("w", encoding="utf-8")  # or a pipe: nothing to rename
        with device:
            yield device
    else:
        with replacing(path.resolve()) as stream:
            yield stream


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[TextIO]:
    """A stream that becomes the file ``path`` when the block ends well, and vanishes otherwise."""
    if path.is_dir():
        raise Unwritable(f"cannot write {path}: it is a directory", f"name a file: {path}/report")
    if path.exists() and not os.access(path, os.W_OK):
        raise Unwritable(f"cannot write {path}: permission denied", ANOTHER)
    with _refusing(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", text=True)
    beside = Path(name)
    HALF_WRITTEN.add(beside)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            yield stream
        with _refusing(path):
            beside.chmod(_mode(path))
            beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
        HALF_WRITTEN.discard(beside)


def _mode(path: Path) -> int:
    """The permissions of the file replaced, or those that a new file would get."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def report_refusal(
    arguments: Sequence[str], problem: Problem, code: ExitCode, *, to_files: bool = True
) -> None:
    """Write a refused command's problem to the machine-readable outputs it asked for.

    A file that is already there is left as it is: it may hold an earlier run's report.
    ``arguments`` are read as they stand, because it may be their parsing that failed.
    """
    command = next((word for word in arguments if not word.startswith("-")), "")
    run = Run(command, (), int(code), (problem,))
    asked = [output for output in _requested(arguments) if output.format in MACHINE_READABLE]
    on_stdout = [output for output in asked if output.path is None][:1]
    absent = [output for output in asked if output.path and not output.path.is_file()]
    for outputs in (on_stdout, absent if to_files else []):
        # An output that is itself the mistake can carry no report of it, nor do those beside it.
        with contextlib.suppress(Unwritable), contextlib.ExitStack() as stack:
            streams = [stack.enter_context(_opened(output.path)) for output in outputs]
            for output, stream in zip(outputs, streams, strict=True):
                _write(run, output, stream)


def _requested(arguments: Sequence[str]) -> Iterator[Output]:
    separate = [value for option, value in pairwise(arguments) if option == "--output"]
    joined = [word.partition("=")[2] for word in arguments if word.startswith("--output=")]
    for text in separate + joined:
        with contextlib.suppress(Mistake):
            yield _parse(text)
