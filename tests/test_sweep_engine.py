"""The engine: what is planned, on which executor, and that it makes no difference which."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from subprocess import PIPE, Popen

import pytest

from stabcheck.catalogue import quantities
from stabcheck.sweeping.engine import DEFAULT_FORMATS, Task, plan, run_task, sweep
from stabcheck.sweeping.probes import standard_probes


def small_plan() -> list[Task]:
    """Two pages, two forms of each, two formats: six tasks of little work."""
    formats = ["float16", "float32"]
    return [
        *plan([quantities()["sigmoid"]], ["naive", "two-branch"], formats),
        *plan([quantities()["logsumexp"]], ["naive", "shifted"], formats, ["(s, 0)", "(0, -s)"]),
    ]


def without_seconds(results) -> list[object]:
    """Results without the one field that the clock writes."""
    return [replace(result, seconds=0.0) for result in results]


def test_the_default_plan_is_every_page_probe_and_format() -> None:
    """Each quantity on its standard probes in four formats, a task for all forms of a format."""
    tasks = plan(quantities().values())
    for name, quantity in quantities().items():
        own = [task for task in tasks if task.quantity == name]
        assert len(own) == len(DEFAULT_FORMATS) * len(standard_probes(quantity, hard=True))
        for task in own:
            written = (
                form for form in quantity.forms if task.format in (form.formats or (task.format,))
            )
            assert task.forms == tuple(f.name for f in written)
        assert sum(task.with_specials for task in own) == len(DEFAULT_FORMATS)


def test_a_plan_can_be_narrowed() -> None:
    """Forms, formats and probes select; a family of probes selects all its lengths."""
    page = quantities()["logsumexp"]
    tasks = plan([page, quantities()["sigmoid"]], ["shifted"], ["bfloat16"], ["(s, ..., s)"])
    assert [(task.quantity, task.forms, task.length) for task in tasks] == [
        ("logsumexp", ("shifted",), n) for n in (1, 2, 3, 100)
    ]
    with pytest.raises(KeyError):
        plan([page], formats=["float12"])
    with pytest.raises(ValueError, match="no entry of a probe"):
        plan([page], probes=["(t, 0)"])


def test_tasks_and_results_are_plain_data() -> None:
    """They travel to any worker and back, small, and come out equal."""
    for task in small_plan():
        assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301 - its own
    results = run_task(small_plan()[-1])
    packed = pickle.dumps(results)
    assert pickle.loads(packed) == results  # noqa: S301 - its own
    assert len(packed) < 20_000


def test_every_executor_gives_the_same_results_in_the_same_order() -> None:
    """In this process, on threads and on processes: bit-identical, in the order of the tasks."""
    tasks = small_plan()
    alone = without_seconds(sweep(tasks, jobs=1))
    assert [(r.quantity, r.form, r.format, r.probe) for r in alone] == [
        (task.quantity, form, task.format, task.probe) for task in tasks for form in task.forms
    ]
    assert without_seconds(sweep(tasks, jobs=2)) == alone
    with ThreadPoolExecutor(2) as threads:
        assert without_seconds(sweep(tasks, executor=threads)) == alone


def test_progress_is_told_of_every_task_once() -> None:
    """``progress`` hears of each task as it is done, whether or not in order."""
    tasks = small_plan()
    for jobs in (1, 2):
        heard: list[tuple[Task, int]] = []
        told = sweep(tasks, jobs=jobs, progress=lambda *each, heard=heard: heard.append(each))
        assert list(told)
        assert sorted(heard, key=lambda each: tasks.index(each[0])) == [(t, 0) for t in tasks]


def test_a_sweep_left_early_leaves_no_work_behind() -> None:
    """Closing the iterator cancels what has not begun."""
    results = sweep(small_plan(), jobs=2)
    first = next(results)
    results.close()
    assert first.quantity == "sigmoid"


PARENT = """
import os, sys, time
from stabcheck.sweeping.executors import local_executor

with local_executor("processes", 2) as pool:
    sleeping = [pool.submit(time.sleep, 600) for _ in range(2)]
    bystander = os.fork() if sys.argv[1] == "bystander" else 0
    if sys.argv[1] == "bystander" and bystander == 0:
        os.closerange(0, 3)  # it holds every pipe of the pool, but not what is listened to
        time.sleep(60)
        os._exit(0)
    print(bystander, flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("beside", ["nobody", "bystander"])
def test_workers_end_when_their_parent_is_killed(beside: str) -> None:
    """kill −9 leaves no worker behind, also where another process holds the pipes to them."""
    with Popen([sys.executable, "-c", PARENT, beside], stdout=PIPE, text=True) as parent:
        assert parent.stdout is not None
        bystander = int(parent.stdout.readline())
        parent.kill()
        try:
            # what the workers hold, too, ends when the last of them does
            assert parent.communicate(timeout=30)[0] == ""
        finally:
            if bystander:
                os.kill(bystander, signal.SIGKILL)


def test_a_long_line_leaves_no_cell_of_its_strip_blank() -> None:
    """A blank stands for floats outside the domain, not for floats that were not walked."""
    page = quantities()["logsumexp"]
    (task,) = plan([page], ["shifted"], ["float16"], ["(0, s, ..., s) n=10000"])
    (result,) = run_task(task)
    assert " " not in result.strip


def test_special_values_are_judged_once_for_a_form_and_format() -> None:
    """The page's table is attached to the first probe; elsewhere the contract is not asked."""
    page = quantities()["softmax"]
    tasks = plan([page], ["naive"], ["float16"], ["(s, 0)", "(0, -s)"])
    (first,), (second,) = (run_task(task) for task in tasks)
    assert len(first.specials) == len(page.specials)
    assert first.contracts["special"] in ("pass", "fail")
    assert second.specials == ()
    assert second.contracts["special"] == "n/a"
