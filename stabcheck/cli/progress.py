"""A progress bar on stderr, where stderr is a terminal; nothing at all where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress"]


@contextmanager
def progress(doing: str, total: int) -> Iterator[Callable[[str], None]]:
    """Yield a function to call after each of ``total`` pieces of work, with what comes next."""
    if total <= 1 or sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[now]}"),
    )
    console = Console(stderr=True)
    # Refreshed by hand: a refreshing thread and forked workers do not go together.
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        task = bar.add_task(doing, total=total, now="")
        bar.refresh()
        yield lambda now: bar.update(task, advance=1, now=now, refresh=True)
