"""Every float of a range: the same result whoever surveys it, resumed from a journal or not."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping import engine, tasks
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.engine import plan, run_task, sweep
from stabcheck.sweeping.journal import JournalRefused, open_journal
from stabcheck.sweeping.line import Line, Stretch
from stabcheck.sweeping.places import every_place, place_of
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.result import SweepResult
from stabcheck.sweeping.tasks import Task

FLOAT32 = find_format("float32")
#: Where the plain formula's e⁻ˣ overflows, and the two floats on either side of 0.
BAND = (-88.73, -88.71)


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of some thousand floats have many chunks."""
    monkeypatch.setattr(tasks, "CHUNK_ENTRIES", 300)


def band(forms: tuple[str, ...] = ("naive", "two-branch"), page: str = "sigmoid") -> list[Task]:
    """A few thousand floats of float32, one after the other."""
    first, last = (place_of(end, FLOAT32) for end in BAND)
    return plan([quantities()[page]], forms, ["float32"], between={"float32": (first, last)})


def without_seconds(results) -> list[SweepResult]:
    """Results without the one field that the clock writes."""
    return [replace(result, seconds=0.0) for result in results]


def test_every_float_of_a_range_is_walked_and_counted() -> None:
    """The band's edge is read off, a cut run is not called exact, predictions inside are met."""
    (task,) = band()
    naive, sound = sweep([task], jobs=1)
    assert task.floats == naive.inputs == naive.counts["range"]["holds"] == 2623
    assert len(task.chunks) == 9
    assert naive.evidence == "exhaustive"
    assert naive.between is not None
    assert [end.value for end in naive.between] == ["-88.73", "-88.71"]
    (failure,) = [f for f in naive.failures if f.contract == "relative"]
    assert (failure.outcome, failure.last.value) == ("zero", "-88.72284")
    assert failure.first == naive.between[0]
    assert not failure.exact_edges  # below it, nobody has looked
    assert naive.counts["relative"]["zero"] == failure.count
    assert [check.verdict for check in naive.predictions] == ["met"]
    assert sound.failures == ()
    assert naive.specials == ()


def test_a_prediction_outside_the_range_is_not_asked_for() -> None:
    """What was not walked can neither meet nor miss a prediction."""
    places = {"float32": (place_of(1.0, FLOAT32), place_of(1.0001, FLOAT32))}
    page = quantities()["sigmoid"]
    for result in sweep(plan([page], (), ["float32"], between=places), jobs=1):
        assert result.predictions == ()


def test_chunks_and_workers_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    """In one piece, chunk by chunk, on threads and on processes: bit-identical."""
    alone = without_seconds(sweep(band(), jobs=1))
    assert without_seconds(sweep(band(), jobs=2)) == alone
    with ThreadPoolExecutor(3) as threads:
        assert without_seconds(sweep(band(), executor=threads)) == alone
    monkeypatch.setattr(tasks, "CHUNK_ENTRIES", 77)
    assert without_seconds(sweep(band(), jobs=1)) == alone
    assert without_seconds(run_task(band()[0])) == alone


def test_the_whole_of_a_small_format_is_its_usual_sweep() -> None:
    """Asked for or not, float16 is walked whole; asked for, long vectors are walked whole too."""
    fmt = find_format("float16")
    page, whole = quantities()["sigmoid"], {"float16": every_place(fmt)}
    asked = without_seconds(sweep(plan([page], (), ["float16"], between=whole), jobs=1))
    assert asked == without_seconds(sweep(plan([page], (), ["float16"]), jobs=1))
    (long,) = plan(
        [quantities()["logsumexp"]], ["naive"], ["float16"], ["(s, ..., s) n=100"], between=whole
    )
    assert long.floats == 63_488


def test_progress_counts_floats() -> None:
    """Each chunk tells how many floats it was, and together they are all."""
    for jobs in (1, 2):
        heard: list[tuple[Task, int]] = []
        list(sweep(band(), jobs=jobs, progress=lambda *told, heard=heard: heard.append(told)))
        assert sum(floats for _, floats in heard) == band()[0].floats
        assert [task for task, _ in heard] == band() * 9


def test_every_pair_of_8_bit_floats_is_walked() -> None:
    """Two reals are paired: a line for each float of the second, and all floats on each."""
    fmt = find_format("float8_e4m3fn")
    page = quantities()["bce_with_logits"]
    planned = plan([page], ["branch"], [fmt.name], between={fmt.name: every_place(fmt)})
    assert len({task.probe for task in planned}) == 2 * fmt.max_ordinal + 1
    assert sum(task.floats for task in planned) == len(planned) * 2 * (fmt.max_ordinal + 1)
    (result,) = run_task(next(task for task in planned if task.probe == "x=s, y=0.5"))
    assert result.inputs == 254
    wide = plan([page], ["branch"], ["float16"], between={"float16": (0, 9)})
    assert len(wide) == 5  # the y-list


def test_a_page_that_changes_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is prepared for a task's next chunk is not kept for another form of the same name."""
    (task,) = band(("naive",))
    (before,) = run_task(task)
    page = quantities()["sigmoid"]
    broken = replace(page.find_form("naive"), function=lambda x: x * 0)
    monkeypatch.setattr(page, "forms", [broken])
    (after,) = run_task(task)
    assert before.counts["relative"]["holds"] > 0
    assert after.counts["relative"]["holds"] == 0


def test_long_vectors_are_surveyed_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long they are, no more than 2²⁵ numbers are judged at once."""
    seen: list[tuple[int, ...]] = []
    stretch = Line.stretch

    def spying(line: Line, s: np.ndarray) -> Stretch:
        found = stretch(line, s)
        seen.append((len(s), line.probe.n))
        return found

    monkeypatch.setattr(Line, "stretch", spying)
    fmt = find_format("float16")
    page = quantities()["logsumexp"]
    between = (place_of(1.0, fmt), place_of(1.5, fmt))
    for n in (100, 100_000):
        line = Line(page, parse_probe(f"(s, ..., s) n={n}", page).folded, fmt)
        Course(line, [page.find_form("naive")], between=between).survey()
    assert seen == [(513, 100), (335, 100_000), (178, 100_000)]


# --- the journal ----------------------------------------------------------------------------


def test_a_journal_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is in it is not surveyed again, and the result is what it would have been."""
    path, planned = tmp_path / "journal", [*band(), *plan([quantities()["tanh"]], (), ["float16"])]
    alone = without_seconds(sweep(planned, jobs=1))
    with open_journal(path, planned) as journal:
        interrupted = sweep(planned, jobs=1, journal=journal)
        next(interrupted)
        interrupted.close()
    surveyed = []

    def counting(task: Task, start: int, stop: int) -> object:
        surveyed.append(start)
        return tasks.survey_chunk(task, start, stop)

    monkeypatch.setattr(engine, "survey_chunk", counting)
    for left in (1, 0):
        surveyed.clear()
        with open_journal(path, planned) as journal:
            assert without_seconds(sweep(planned, jobs=1, journal=journal)) == alone
        assert len(surveyed) == left


def test_a_journal_of_another_sweep_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other forms, a changed page, another version, another file: each with its sentence."""
    path = tmp_path / "journal"
    with open_journal(path, band()) as journal:
        list(sweep(band(), jobs=1, journal=journal))

    def refusal() -> str:
        with pytest.raises(JournalRefused) as refused, open_journal(path, wanted):
            pass
        return str(refused.value).removeprefix(f"{path} ")

    wanted = band(("naive",))
    assert refusal().startswith("is the journal of sigmoid/naive, sigmoid/two-branch in float32 on")
    wanted = band()
    with monkeypatch.context() as patch:
        patch.setattr("stabcheck.sweeping.journal.source_digest", lambda _: "another")
        assert refusal() == "was written before the page sigmoid was changed"
    with monkeypatch.context() as patch:
        patch.setattr("stabcheck.sweeping.journal.environment", lambda: {"stabcheck": "9.9"})
        said = refusal()
        assert said.startswith("was written with stabcheck ")
        assert said.endswith(", and this is 9.9")
    with open_journal(path, wanted):
        assert refusal() == "cannot be used: another sweep is writing it"
    path.write_bytes(b"no database at all" * 100)
    assert refusal() == "is no journal: file is not a database"
    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (x)")
    other.close()
    assert refusal() == "is another database, and no journal"


def test_a_page_and_what_it_names_have_one_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed line of its module, or of a page that it imports, changes it; no other does."""
    import inspect

    from stabcheck.sweeping.environment import source_digest

    pages = {name: quantities()[name] for name in ("sigmoid", "tanh", "softmax")}
    before = {name: source_digest(page) for name, page in pages.items()}
    source = inspect.getsource

    def changed(module):
        return source(module) + "# changed" * module.__name__.endswith(".sigmoid")

    monkeypatch.setattr(inspect, "getsource", changed)
    after = {name: source_digest(page) for name, page in pages.items()}
    assert after["sigmoid"] != before["sigmoid"]
    assert after["tanh"] != before["tanh"]  # which imports it
    assert after["softmax"] == before["softmax"]


SMALL_CHUNKS = """
import sys
from stabcheck.sweeping import tasks
tasks.CHUNK_ENTRIES = 1 << 14
from stabcheck.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def start(*arguments: str) -> subprocess.Popen[bytes]:
    """The command line in a process of its own, with small chunks."""
    line = [sys.executable, "-c", SMALL_CHUNKS, "sweep", "sigmoid", "--format", "float32"]
    line += ["--from", "1", "--to", "1.2", "--jobs", "2", *arguments]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, start_new_session=True)


def all_have_ended(group: int) -> bool:
    """Whether no process of a group is left, after some seconds at most."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def chunks_in(journal: Path) -> int:
    """How many chunks a journal holds, which nobody writes."""
    with sqlite3.connect(journal) as database:
        (count,) = database.execute("SELECT count(*) FROM chunks").fetchone()
    database.close()
    return int(count)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_killed_again_and_again_a_sweep_ends_with_the_same_result(tmp_path: Path) -> None:
    """kill −9 at any moment, and the next run goes on from the last whole chunk."""
    journal, report, plain = tmp_path / "journal", tmp_path / "report", tmp_path / "plain"
    assert start("--output", f"json:{plain}").wait(120) == 0
    counts = []
    for _ in range(2):
        before = journal.stat().st_size if journal.exists() else 0
        run = start("--journal", str(journal))
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and run.poll() is None:
            if journal.exists() and journal.stat().st_size >= before + 12 * 4096:
                break
            time.sleep(0.002)
        run.send_signal(signal.SIGKILL)
        run.wait(60)
        assert all_have_ended(run.pid)  # its workers, too
        counts.append(chunks_in(journal))
    assert 0 < counts[0] < 103
    assert counts == sorted(counts)
    assert start("--journal", str(journal), "--output", f"json:{report}").wait(120) == 0
    assert chunks_in(journal) == 103
    resumed, whole = (json.loads(path.read_text(encoding="utf-8")) for path in (report, plain))
    for result in (*resumed["results"], *whole["results"]):
        del result["seconds"]
    assert resumed["results"] == whole["results"]
