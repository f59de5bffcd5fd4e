"""``--executor`` and ``--journal``: where a sweep runs, and where what it has done is kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake

if TYPE_CHECKING:
    from stabcheck.sweeping.journal import Journal
    from stabcheck.sweeping.tasks import Task

__all__ = ["distributing_options", "opened_executor", "opened_journal"]

CLUSTER = "dask://"


def distributing_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options as a decorator."""
    executor = click.option(
        "--executor",
        metavar="processes|threads|dask://HOST:PORT",
        default="processes",
        show_default=True,
        help="Where to sweep: in processes here, in threads that take turns, or on the workers of "
        "the Dask cluster whose scheduler is at HOST:PORT.",
    )
    journal = click.option(
        "--journal",
        metavar="PATH",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Keep finished chunks in an SQLite file: run again after any end, it resumes.",
    )
    return executor(journal(command))


@contextmanager
def opened_executor(name: str, jobs: int | None) -> Iterator[Executor | None]:
    """The executor that ``name`` names, None for the engine's own; raises Mistake."""
    from stabcheck.sweeping.executors import (
        LOCAL,
        ClusterRefused,
        cluster_executor,
        local_executor,
        processors,
    )

    with ExitStack() as stack:
        try:
            if re.fullmatch(rf"{CLUSTER}.+:\d+", name):
                executor = stack.enter_context(cluster_executor(name.removeprefix(CLUSTER)))
            elif name == "threads":
                executor = stack.enter_context(local_executor(name, jobs or processors()))
            elif name in LOCAL:
                executor = None
            else:
                hint = f"there are {', '.join(LOCAL)} and {CLUSTER}HOST:PORT"
                raise Mistake(f"there is no executor {name!r}", hint)
        except ClusterRefused as refusal:
            raise Mistake(str(refusal), refusal.hint) from refusal
        try:
            yield executor
        except BrokenExecutor as error:
            raise Mistake(
                "a worker process was killed, perhaps for want of memory",
                "use fewer --jobs; a --journal keeps what is done",
                ExitCode.INTERNAL,
            ) from error


@contextmanager
def opened_journal(path: Path | None, tasks: Sequence[Task]) -> Iterator[Journal | None]:
    """The journal at ``path``, if there is to be one; raises Mistake for one that is refused."""
    if path is None:
        yield None
        return
    from stabcheck.sweeping.journal import JournalRefused, open_journal

    try:
        with open_journal(path, tasks) as journal:
            yield journal
    except JournalRefused as refusal:
        raise Mistake(str(refusal), "name another file") from refusal
