"""The engine: a sweep as tasks, and tasks run on an executor.

A task is one quantity along one probe in one format: its truth is computed once, and all the
forms asked for are judged against it.  Tasks are names and strings, so that they travel to any
worker; results are plain data, so that they travel back.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import sys
import threading
import warnings
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.points import EXHAUSTIVE_BITS, EXHAUSTIVE_LENGTH
from stabcheck.sweeping.probes import find_probe, probe_held_by, standard_probes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Executor

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.quantity import Quantity
    from stabcheck.sweeping.result import SweepResult

__all__ = ["DEFAULT_FORMATS", "Task", "plan", "run_task", "sweep"]

_ONE_PRECISION = threading.Lock()

#: The formats that pages speak of: elsewhere nothing is promised, and nothing predicted.
DEFAULT_FORMATS = ("float16", "bfloat16", "float32", "float64")


@dataclass(frozen=True)
class Task:
    """One quantity along one probe in one format, and which of its forms to judge.

    ``with_specials`` marks the first probe of a quantity, which carries the table of special
    values.  ``length`` is the length of the probe's vectors.  ``accumulate`` says how sums add up.
    """

    quantity: str
    format: str
    probe: str
    forms: tuple[str, ...]
    with_specials: bool
    length: int
    accumulate: Accumulate = "same"

    @property
    def cost(self) -> float:
        """A rough measure of the time it takes, to run the longest tasks first."""
        is_exhaustive = (
            find_format(self.format).bits <= EXHAUSTIVE_BITS and self.length <= EXHAUSTIVE_LENGTH
        )
        truth = {"float64": 20.0}.get(self.format, 8.0 if is_exhaustive else 2.0)
        return math.sqrt(self.length) * (truth + len(self.forms))


def plan(
    pages: Iterable[Quantity],
    forms: Sequence[str] = (),
    formats: Sequence[str] = DEFAULT_FORMATS,
    probes: Sequence[str] = (),
    accumulate: Accumulate = "same",
) -> list[Task]:
    """The tasks of a sweep: every page × format × probe; forms and probes empty are all of them.

    A page that has none of the named forms is left out, and a probe with an entry that a format
    cannot hold is left out there.  Raises ValueError for a probe that does not fit a page, and for
    probes none of which fits any of the formats; KeyError for an unknown format.
    """
    tasks = []
    for page in pages:
        names = tuple(form.name for form in page.forms if not forms or form.name in forms)
        if not names:
            continue
        lines = [probe for text in probes for probe in find_probe(text, page)]
        lines = lines or standard_probes(page)
        held = {fmt: [p for p in lines if p.is_held_by(find_format(fmt))] for fmt in formats}
        if formats and not any(held.values()):
            raise ValueError(f"{' and '.join(formats)} cannot hold the probe {lines[0].text}")
        tasks += [
            Task(page.name, fmt, probe.text, names, index == 0, probe.n, accumulate)
            for fmt in formats
            for index, probe in enumerate(held[fmt])
        ]
    return tasks


def run_task(task: Task) -> list[SweepResult]:
    """The task's results, one for each form; raises KeyError for names the catalogue lacks.

    Tasks on threads of one process run one at a time: flint's working precision is global.
    """
    quantity = quantities()[task.quantity]
    with _ONE_PRECISION:
        return judge_line(
            quantity,
            [quantity.find_form(name) for name in task.forms],
            find_format(task.format),
            probe_held_by(find_format(task.format), task.probe, quantity),
            with_specials=task.with_specials,
            is_spoken_of=task.format in DEFAULT_FORMATS,
            accumulate=task.accumulate,
        )


def sweep(
    tasks: Sequence[Task],
    executor: Executor | None = None,
    jobs: int | None = None,
    progress: Callable[[Task], None] | None = None,
) -> Iterator[SweepResult]:
    """Run ``tasks`` and give their results in the order of the tasks.

    ``executor`` is any `concurrent.futures.Executor`; without one, ``jobs`` processes are started
    (one for each processor by default), and none at all for one job.  ``progress`` is called in
    this process with each task that is done, in whatever order they finish.
    """
    jobs = jobs or os.cpu_count() or 1
    if executor is not None:
        yield from _on_executor(tasks, executor, progress)
    elif jobs == 1 or len(tasks) < 2:
        for task in tasks:
            results = run_task(task)
            if progress is not None:
                progress(task)
            yield from results
    else:
        with _processes(min(jobs, len(tasks))) as pool:
            yield from _on_executor(tasks, pool, progress)


def _processes(jobs: int) -> ProcessPoolExecutor:
    """Worker processes, started; forked on Linux, where nothing is then imported twice."""
    method = "fork" if sys.platform == "linux" else None
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context(method))
    with warnings.catch_warnings():
        # Python 3.12 warns of a fork beside threads.  NumPy stops its own around a fork, and a
        # worker touches nothing that another thread of ours could have locked.
        warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")
        pool.submit(os.getpid)
    return pool


def _on_executor(
    tasks: Sequence[Task], executor: Executor, progress: Callable[[Task], None] | None
) -> Iterator[SweepResult]:
    longest_first = sorted(range(len(tasks)), key=lambda k: -tasks[k].cost)
    futures = {executor.submit(run_task, tasks[k]): k for k in longest_first}
    waiting: dict[int, list[SweepResult]] = {}
    following = 0
    try:
        for future in as_completed(futures):
            k = futures[future]
            waiting[k] = future.result()
            if progress is not None:
                progress(tasks[k])
            while following in waiting:
                yield from waiting.pop(following)
                following += 1
    finally:
        for future in futures:
            future.cancel()
