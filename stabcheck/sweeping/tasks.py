"""Tasks: what is to be swept, as plain data, and what a worker does with it.

A task is one quantity along one probe in one format: its truth is computed once, and all the
forms asked for are judged against it.  Where every float is to be walked, a task is surveyed chunk
by chunk, and concluded from the sum.  Tasks are names and numbers, so that they travel to any
worker; surveys and results are plain data, so that they travel back.
"""

from __future__ import annotations

import math
import threading
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from stabcheck.catalogue import files_of, quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.conclusions import conclude
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.pairs import every_pair
from stabcheck.sweeping.places import every_place
from stabcheck.sweeping.points import EXHAUSTIVE_BITS, EXHAUSTIVE_LENGTH
from stabcheck.sweeping.probes import find_probe, probe_held_by, standard_probes
from stabcheck.sweeping.searching import search as search_points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.foreign import PageFile
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.probes import Probe
    from stabcheck.sweeping.result import SweepResult
    from stabcheck.sweeping.tally import Survey

__all__ = [
    "DEFAULT_FORMATS",
    "EXHAUSTIBLE_BITS",
    "Task",
    "conclude_task",
    "plan",
    "run_task",
    "survey_chunk",
    "whole_lines",
]

#: flint's working precision belongs to the process: on threads, one task at a time has it.
_ONE_PRECISION = threading.Lock()

#: The formats that pages speak of: elsewhere nothing is promised, and nothing predicted.
DEFAULT_FORMATS = ("float16", "bfloat16", "float32", "float64")
#: Formats up to this width can be walked float by float.
EXHAUSTIBLE_BITS = 32
#: So many numbers are surveyed as one chunk: about a second's work, and one row of a journal.
CHUNK_ENTRIES = 1 << 20
#: So many random points take as long as a unit of `Task.cost`.
SEARCH_POINTS = 250


@dataclass(frozen=True)
class Task:
    """One quantity along one probe in one format, and which of its forms to judge.

    ``with_specials`` marks the first probe of a quantity, which carries the table of special
    values.  ``length`` is the length of the probe's vectors.  ``accumulate`` says how sums add up.
    ``between`` is the first and the last place of the line if every float is to be walked from one
    to the other; else the walk is chosen by the format and the length.  ``search`` is how many
    random points off the probes to try besides, and their seed.  ``files`` is the file that the
    quantity's page is in, where that is beside the catalogue: a worker may not have it.
    """

    quantity: str
    format: str
    probe: str
    forms: tuple[str, ...]
    with_specials: bool
    length: int
    accumulate: Accumulate = "same"
    between: tuple[int, int] | None = None
    search: tuple[int, int] | None = None
    files: tuple[PageFile, ...] = ()

    @property
    def page(self) -> Quantity:
        """The quantity's page; raises KeyError where the catalogue here has none."""
        return quantities(self.files or None)[self.quantity]

    @property
    def floats(self) -> int:
        """How many floats it is to walk; 0 where that is not known beforehand."""
        return 0 if self.between is None else self.between[1] - self.between[0] + 1

    @property
    def chunks(self) -> list[tuple[int, int]]:
        """The parts of its walk: the first float of each, and the one after its last.

        A walk that is chosen is one part, from 0 to 0.
        """
        size = max(1, CHUNK_ENTRIES // self.length)
        starts = range(0, max(1, self.floats), size)
        return [(start, min(start + size, self.floats)) for start in starts]

    @property
    def cost(self) -> float:
        """A rough measure of the time it takes, to run the longest tasks first."""
        is_exhaustive = (
            find_format(self.format).bits <= EXHAUSTIVE_BITS and self.length <= EXHAUSTIVE_LENGTH
        )
        truth = {"float64": 20.0}.get(self.format, 8.0 if is_exhaustive else 2.0)
        walked = math.sqrt(self.length) * (truth + len(self.forms))
        return walked + (self.search[0] / SEARCH_POINTS if self.search else 0)


def plan(
    pages: Iterable[Quantity],
    forms: Sequence[str] = (),
    formats: Sequence[str] = DEFAULT_FORMATS,
    probes: Sequence[str] = (),
    accumulate: Accumulate = "same",
    between: Mapping[str, tuple[int, int]] | None = None,
    search: tuple[int, int] | None = None,
) -> list[Task]:
    """The tasks of a sweep: every page × format × probe; forms and probes empty are all of them.

    ``between`` says of formats between which places of the line every float is walked; where a
    format has so few floats, two reals are then paired with one another.  ``search`` is the
    number of random points for each form and format, and their seed.  Left out are pages that have
    none of the named forms, forms in formats that they are not written for, and probes with an
    entry that a format cannot hold.  Raises ValueError for a probe that does not fit a page, and
    for probes none of which fits any of the formats; KeyError for an unknown format.
    """
    tasks: list[Task] = []
    between = between or {}
    for page in pages:
        wanted = [form for form in page.forms if not forms or form.name in forms]
        if not wanted:
            continue
        names = {fmt: _written_for(fmt, wanted) for fmt in formats}
        named = [probe for text in probes for probe in find_probe(text, page)]
        lines = {fmt: named or _usual_probes(page, fmt, in_pairs=fmt in between) for fmt in formats}
        held = {fmt: [p for p in lines[fmt] if p.is_held_by(find_format(fmt))] for fmt in formats}
        if formats and not any(held.values()):
            raise ValueError(
                f"{' and '.join(formats)} cannot hold the probe {lines[formats[0]][0].text}"
            )
        tasks += [
            Task(
                page.name,
                fmt,
                probe.text,
                names[fmt],
                with_specials=index == 0 and _is_whole(between.get(fmt), fmt),
                length=probe.n,
                accumulate=accumulate,
                between=between.get(fmt),
                search=search if index == 0 else None,
                files=files_of(page),
            )
            for fmt in formats
            if names[fmt]
            for index, probe in enumerate(held[fmt])
        ]
    return tasks


def _written_for(fmt: str, forms: Iterable[Form]) -> tuple[str, ...]:
    return tuple(form.name for form in forms if form.is_written_for(fmt))


def whole_lines(formats: Iterable[str]) -> dict[str, tuple[int, int]]:
    """For the formats of up to `EXHAUSTIBLE_BITS` the places of −MAX and MAX; no others."""
    held = {name: find_format(name) for name in formats}
    return {name: every_place(fmt) for name, fmt in held.items() if fmt.bits <= EXHAUSTIBLE_BITS}


def _usual_probes(page: Quantity, fmt: str, *, in_pairs: bool) -> list[Probe]:
    """The probes to walk where none is named; raises ValueError where there are none."""
    pairs = in_pairs and every_pair(page, find_format(fmt))
    return pairs or standard_probes(page, hard=not in_pairs)


def _is_whole(between: tuple[int, int] | None, fmt: str) -> bool:
    return between in (None, every_place(find_format(fmt)))


# --- what a worker does ---------------------------------------------------------------------


def run_task(task: Task) -> list[SweepResult]:
    """The task's results, one for each form; raises KeyError for names the catalogue lacks.

    Tasks on threads of one process run one at a time.
    """
    with _ONE_PRECISION:
        return _concluded(task, _course(task).survey())


def survey_chunk(task: Task, start: int, stop: int) -> Survey:
    """What the task's forms do on one of its `Task.chunks`; raises as `run_task` does."""
    with _ONE_PRECISION:
        return _course(task).survey(start, stop or None)


def conclude_task(task: Task, found: Survey) -> list[SweepResult]:
    """The task's results, from the sum of the surveys of its chunks."""
    with _ONE_PRECISION:
        return _concluded(task, found)


def _concluded(task: Task, found: Survey) -> list[SweepResult]:
    results = conclude(_course(task), found, with_specials=task.with_specials)
    for file in task.files:
        results = [replace(result, pages=file.shown) for result in results]
    return results if task.search is None else _searched(task, *task.search, results)


def _searched(task: Task, count: int, seed: int, results: list[SweepResult]) -> list[SweepResult]:
    """The results with what a search off the probes finds, of the forms that can be run."""
    page, fmt = task.page, find_format(task.format)
    runs = [result for result in results if not result.error]
    forms = [page.find_form(result.form) for result in runs]
    found = search_points(page, forms, fmt, count, seed, task.accumulate)
    by_form = {result.form: each for result, each in zip(runs, found, strict=True)}
    return [replace(result, search=by_form.get(result.form)) for result in results]


def _course(task: Task) -> Course:
    quantity = task.page
    return _prepared(task, quantity, tuple(quantity.find_form(name) for name in task.forms))


@lru_cache(maxsize=4)  # chunk after chunk is of the same task
def _prepared(task: Task, quantity: Quantity, forms: tuple[Form, ...]) -> Course:
    fmt = find_format(task.format)
    return Course(
        Line(quantity, probe_held_by(fmt, task.probe, quantity).folded, fmt, task.accumulate),
        forms,
        is_spoken_of=task.format in DEFAULT_FORMATS,
        between=task.between,
    )
