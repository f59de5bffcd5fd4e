"""The engine: tasks run on an executor, whichever it is, with the same results to the bit.

Short tasks are run whole, longest first.  Long ones are surveyed chunk by chunk; the surveys are
added up in the order of the line, whenever they come, and the task is concluded from the sum.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from stabcheck.sweeping.executors import local_executor, processors
from stabcheck.sweeping.tally import Survey
from stabcheck.sweeping.tasks import (
    DEFAULT_FORMATS,
    Task,
    conclude_task,
    plan,
    run_task,
    survey_chunk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor, Future

    from stabcheck.sweeping.journal import Journal
    from stabcheck.sweeping.result import SweepResult

__all__ = ["DEFAULT_FORMATS", "Task", "plan", "run_task", "sweep"]

#: So many jobs are with the executor at a time: enough for a large cluster to be busy.
FLYING = 1024


def sweep(
    tasks: Sequence[Task],
    executor: Executor | None = None,
    jobs: int | None = None,
    progress: Callable[[Task, int], None] | None = None,
    journal: Journal | None = None,
) -> Iterator[SweepResult]:
    """Run ``tasks`` and give their results in the order of the tasks.

    ``executor`` is any `concurrent.futures.Executor`; without one, ``jobs`` processes are started
    (one for each processor by default), and none at all for one job.  ``progress`` is called in
    this process with each task that is done, or of which a chunk is, in whatever order they
    finish, and with how many of its floats that was (0 where the task does not know them).  A
    ``journal`` keeps finished chunks, and gives those that it kept before.
    """
    works = [_Work(task, run_whole=journal is None) for task in tasks]
    for k, start, survey in journal.kept() if journal is not None else ():
        works[k].add(start, survey)
        if progress is not None:
            progress(tasks[k], works[k].floats_of(start))
    jobs_left = [job for k, work in enumerate(works) for job in work.jobs(k)]
    if executor is not None:
        yield from _run(works, jobs_left, executor, progress, journal)
    else:
        with local_executor("processes", min(jobs or processors(), len(jobs_left))) as own:
            yield from _run(works, jobs_left, own, progress, journal)


@dataclass(frozen=True)
class _Job:
    """Something for a worker to do for the ``k``-th task: if of a chunk, of that at ``start``."""

    k: int
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    start: int | None = None
    cost: float = 0.0


class _Work:
    """A task at work: its chunks, and the sum of those that are surveyed.

    ``found`` is the survey of the walk as far as no chunk is missing; later ones wait their turn.
    A task of one chunk may be ``run_whole``, without a survey that is seen.
    """

    def __init__(self, task: Task, *, run_whole: bool) -> None:
        self.task = task
        self.chunks = dict(task.chunks)
        self.run_whole = run_whole and len(self.chunks) == 1
        self.found = Survey()
        self._unadded = deque(self.chunks)
        self._waiting: dict[int, Survey] = {}

    def floats_of(self, start: int) -> int:
        """How many floats a chunk holds; 0 where that is not known."""
        return self.chunks[start] - start

    def add(self, start: int, survey: Survey) -> None:
        """Take the survey of the chunk that begins at ``start``."""
        self._waiting[start] = survey
        while self._unadded and self._unadded[0] in self._waiting:
            self.found += self._waiting.pop(self._unadded.popleft())

    @property
    def is_surveyed(self) -> bool:
        """Whether no chunk is missing."""
        return not self._unadded

    def jobs(self, k: int) -> list[_Job]:
        """What is left to do: the chunks that are missing, or else the conclusion."""
        task = self.task
        if self.run_whole:
            return [_Job(k, run_task, (task,), cost=task.cost)]
        if self.is_surveyed:
            return [_Job(k, conclude_task, (task, self.found), cost=math.inf)]
        missing = [start for start in self._unadded if start not in self._waiting]
        return [_Job(k, survey_chunk, (task, at, self.chunks[at]), at) for at in missing]


def _run(
    works: Sequence[_Work],
    jobs: Sequence[_Job],
    executor: Executor,
    progress: Callable[[Task, int], None] | None,
    journal: Journal | None,
) -> Iterator[SweepResult]:
    queue = deque(sorted(jobs, key=lambda job: -job.cost))
    flying: dict[Future[Any], _Job] = {}
    landed: SimpleQueue[Future[Any]] = SimpleQueue()
    results: dict[int, list[SweepResult]] = {}
    following = 0
    try:
        while queue or flying:
            # an executor that runs a job at once has landed it by now
            while queue and len(flying) < FLYING and landed.empty():
                job = queue.popleft()
                future = executor.submit(job.function, *job.arguments)
                flying[future] = job
                future.add_done_callback(landed.put)
            job = flying.pop(future := landed.get())
            work, answer = works[job.k], future.result()
            if job.start is None:
                results[job.k] = answer
            else:
                if journal is not None:
                    journal.keep(job.k, job.start, answer)
                work.add(job.start, answer)
                if work.is_surveyed:
                    queue.extendleft(work.jobs(job.k))
            if progress is not None and job.function is not conclude_task:
                progress(work.task, work.floats_of(job.start or 0))
            while following in results:
                yield from results.pop(following)
                following += 1
    finally:
        for future in flying:
            future.cancel()
