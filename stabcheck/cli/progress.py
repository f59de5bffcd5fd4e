"""A progress bar on stderr, where stderr is a terminal; nothing at all where it is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import ProgressColumn, Task

__all__ = ["progress"]


class Advance(Protocol):
    """Tells of ``count`` pieces of work done, and what they were of."""

    def __call__(self, now: str, count: int = 1, /) -> None: ...


@contextmanager
def progress(doing: str, total: int, unit: str = "") -> Iterator[Advance]:
    """Yield a function to call after pieces of work, with what they were of and how many they were.

    ``total`` is how many there are.  Many small ones have a ``unit``, in which their rate is told
    and the time left.
    """
    if total <= 1 or sys.stderr is None or not sys.stderr.isatty():
        yield _silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        *(_measured(unit) if unit else _counted()),
        TextColumn("[dim]{task.fields[now]}"),
    )
    console = Console(stderr=True)
    # Refreshed by hand: a refreshing thread and forked workers do not go together.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(doing, total=total, now="")
        bar.refresh()

        def advance(now: str, count: int = 1, /) -> None:
            bar.update(task, advance=count, now=now, refresh=True)

        yield advance


def _silent(_now: str, _count: int = 1, /) -> None:
    """Say nothing: nobody looks."""


def _counted() -> tuple[ProgressColumn, ...]:
    from rich.progress import MofNCompleteColumn, TimeElapsedColumn

    return MofNCompleteColumn(), TimeElapsedColumn()


def _measured(unit: str) -> tuple[ProgressColumn, ...]:
    from rich.progress import ProgressColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many a second, lately."""

        def render(self, task: Task) -> Text:
            """The rate in millions."""
            speed = task.finished_speed or task.speed
            return Text("" if speed is None else f"{speed / 1e6:.1f} M {unit}/s")

    return TaskProgressColumn(), Rate(), TimeRemainingColumn(compact=True), TextColumn("left")
