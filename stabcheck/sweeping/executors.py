"""Executors: where the tasks of a sweep run.

Processes of this machine, threads of this process, or the workers of a Dask cluster; or no other
place at all.  flint's working precision belongs to its process, so threads take turns: they are
for systems on which no process can be started, and no faster than one job.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
import warnings
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any

from stabcheck.sweeping.environment import environment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["LOCAL", "ClusterRefused", "cluster_executor", "local_executor", "processors"]

#: The names of the executors that need no address.
LOCAL = ("processes", "threads")
#: So often a worker looks whether its parent is there.
LOOKING_SECONDS = 2.0
#: So long may a cluster take to answer.
ANSWER_SECONDS = 10


class ClusterRefused(ValueError):
    """A cluster cannot be used; the message says why, ``hint`` what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def processors() -> int:
    """How many processors there are."""
    return os.cpu_count() or 1


class Here(Executor):
    """Runs what is submitted at once, in this thread."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """The future of ``fn(*args, **kwargs)``, already done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)
        return future


@contextmanager
def local_executor(name: str, jobs: int) -> Iterator[Executor]:
    """An executor of this machine, ``name`` one of `LOCAL`; none but this thread for one job."""
    if jobs <= 1:
        yield Here()
    elif name == "threads":
        with ThreadPoolExecutor(jobs) as threads:
            yield threads
    else:
        with _processes(jobs) as processes:
            yield processes


def _processes(jobs: int) -> ProcessPoolExecutor:
    """Worker processes, started; forked on Linux, where nothing is then imported twice."""
    method = "fork" if sys.platform == "linux" else None
    context = multiprocessing.get_context(method)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_end_with_parent)
    with warnings.catch_warnings():
        # Python 3.12 warns of a fork beside threads.  NumPy stops its own around a fork, and a
        # worker touches nothing that another thread of ours could have locked.
        warnings.filterwarnings("ignore", category=DeprecationWarning, message=".*fork")
        pool.submit(os.getpid)
    return pool


def _end_with_parent() -> None:
    """Let this worker end when the process that started it is killed, however suddenly.

    The end of a pipe says so, but only when nobody else holds its other end, as processes forked
    meanwhile do; so the worker looks at times whose child it is.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    is_child = os.getppid() == parent.pid

    def follow() -> None:
        while not wait([parent.sentinel], LOOKING_SECONDS):
            if is_child and os.getppid() != parent.pid:
                break
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def cluster_executor(address: str) -> Iterator[Executor]:
    """The executor of the Dask cluster whose scheduler is at ``address`` (HOST:PORT).

    Raises ClusterRefused where there is none, where it has no workers, and where they are not like
    this machine: other kernels would give other results.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise ClusterRefused(
            "a cluster needs the package distributed", "pip install 'stabcheck[cluster]'"
        ) from None
    try:
        client = distributed.Client(
            f"tcp://{address}", timeout=ANSWER_SECONDS, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise ClusterRefused(
            f"no Dask scheduler answers at {address}", "start one: dask scheduler"
        ) from error
    with client:
        _check_workers(client, address)
        with client.get_executor(pure=False) as executor:
            yield executor


def _check_workers(client: Any, address: str) -> None:
    try:
        workers = client.run(environment)
    except Exception as error:
        raise ClusterRefused(
            f"the workers at {address} cannot run stabcheck: {error}", "install it there too"
        ) from error
    if not workers:
        hint = f"start some: dask worker tcp://{address}"
        raise ClusterRefused(f"the scheduler at {address} has no workers", hint)
    here = environment()
    for worker, there in workers.items():
        for name, value in here.items():
            if there.get(name) != value:
                raise ClusterRefused(
                    f"the worker {worker} has {name} {there.get(name)}, this machine {value}",
                    "results are the same only where kernels are: use machines that are alike",
                )
