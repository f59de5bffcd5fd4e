"""A real Dask cluster of two workers: the same results, also when one of them is killed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from stabcheck.catalogue import quantities
from stabcheck.cli.main import main
from stabcheck.formats import find_format
from stabcheck.sweeping import executors, tasks
from stabcheck.sweeping.engine import plan, sweep
from stabcheck.sweeping.executors import ClusterRefused, cluster_executor
from stabcheck.sweeping.places import place_of
from stabcheck.sweeping.tasks import Task

distributed = pytest.importorskip("distributed", reason="the extra [cluster] is not installed")

#: What a cluster says about itself, its pauses and its lost connections is no matter here.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two workers, each a process that is started again when it is lost."""
    quiet = {"silence_logs": 60, "dashboard_address": None}
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, **quiet) as started:
        yield started


@pytest.fixture
def address(cluster: Any) -> str:
    """Where its scheduler listens."""
    return cluster.scheduler_address.removeprefix("tcp://")


def planned(monkeypatch: pytest.MonkeyPatch) -> list[Task]:
    """About a hundred chunks of float32, and two short tasks."""
    monkeypatch.setattr(tasks, "CHUNK_ENTRIES", 1 << 12)
    fmt = find_format("float32")
    between = {"float32": (place_of(-90.0, fmt), place_of(-87.0, fmt))}
    page = quantities()["sigmoid"]
    long = plan([page], ["naive", "two-branch"], ["float32"], between=between)
    return [*long, *plan([page], ["naive"], ["float16", "bfloat16"])]


def without_seconds(results) -> list[object]:
    """Results without the one field that the clock writes."""
    return [replace(result, seconds=0.0) for result in results]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_worker_killed_in_mid_sweep_changes_nothing(
    cluster: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its chunks are surveyed by the other; the results are those of this process, to the bit."""
    wanted = planned(monkeypatch)
    alone = without_seconds(sweep(wanted, jobs=1))
    killed: list[int] = []
    heard: list[Task] = []

    def kill_one(task: Task, _floats: int) -> None:
        heard.append(task)
        if len(heard) == 10:
            with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    with cluster_executor(address) as executor:
        assert without_seconds(sweep(wanted, executor, progress=kill_one)) == alone
    assert killed
    assert len(heard) == sum(len(task.chunks) for task in wanted) > 90


def test_the_command_line_takes_a_cluster(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """``--executor dask://HOST:PORT`` prints what a sweep in this process prints."""
    line = ["sweep", "sigmoid/naive", "--format", "float16"]
    assert main([*line, "--executor", f"dask://{address}"]) == 0
    on_cluster = capsys.readouterr().out
    assert main(line) == 0
    assert on_cluster == capsys.readouterr().out


def test_a_cluster_of_other_machines_is_refused() -> None:
    """Workers with another NumPy would give other results: it is said which, and nothing is run."""

    class Cluster:
        """A client of a cluster whose workers answer so."""

        def __init__(self, answers: dict[str, dict[str, str]]) -> None:
            self.answers = answers

        def run(self, function: Any) -> dict[str, dict[str, str]]:
            assert function is executors.environment
            return self.answers

    here = executors.environment()
    executors._check_workers(Cluster({"tcp://one": here}), "host:1")
    with pytest.raises(
        ClusterRefused, match=r"the worker tcp://one has numpy 1\.0, this machine 2"
    ):
        executors._check_workers(Cluster({"tcp://one": here | {"numpy": "1.0"}}), "host:1")
    with pytest.raises(ClusterRefused, match="the scheduler at host:1 has no workers"):
        executors._check_workers(Cluster({}), "host:1")


def test_where_nobody_listens_there_is_no_cluster(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong address is a mistake in the command, told in one sentence; so is a wrong name."""
    monkeypatch.setattr(executors, "ANSWER_SECONDS", 0.5)
    line = ["sweep", "sigmoid/naive", "--format", "float16", "--executor"]
    for name, said in {
        "dask://127.0.0.1:9": "no Dask scheduler answers at 127.0.0.1:9",
        "dask://nowhere": "there is no executor 'dask://nowhere'",
        "ray": "there is no executor 'ray'",
    }.items():
        assert main([*line, name]) == 2
        assert f"error: {said}" in capsys.readouterr().err
