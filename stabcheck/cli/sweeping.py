"""Runs the sweep engine over a selection of forms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from stabcheck.carriers.rounded import Accumulate
from stabcheck.cli.distributing import opened_executor, opened_journal
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.progress import progress
from stabcheck.cli.replaying import PROBE_HINT
from stabcheck.quantity import Form, Quantity
from stabcheck.sweeping.engine import DEFAULT_FORMATS, Task, plan, sweep
from stabcheck.sweeping.probes import find_probe
from stabcheck.sweeping.result import SweepResult

__all__ = ["sweep_all"]


def sweep_all(
    selection: Sequence[tuple[Quantity, Form]],
    formats: Sequence[str] = DEFAULT_FORMATS,
    probes: Sequence[str] = (),
    jobs: int | None = None,
    accumulate: Accumulate = "same",
    between: Mapping[str, tuple[int, int]] | None = None,
    executor: str = "processes",
    journal: Path | None = None,
    search: tuple[int, int] | None = None,
) -> list[SweepResult]:
    """Sweep every selected form on every format and probe; form by form, format by format.

    ``between`` and ``search`` are those of `stabcheck.sweeping.tasks.plan`, ``journal`` of `sweep`;
    ``executor`` is the name of one.  Raises Mistake where no selected quantity has a probe of those
    named, where the formats cannot hold one that it has, and for an executor or a journal that
    cannot be used.
    """
    places = {(quantity.name, form.name): place for place, (quantity, form) in enumerate(selection)}
    tasks = [
        replace(task, accumulate=accumulate)
        for task in _tasks(selection, formats, probes, between, search)
    ]
    floats = sum(task.floats for task in tasks)
    with (
        opened_executor(executor, jobs) as pool,
        opened_journal(journal, tasks) as kept,
        progress("sweeping", floats or len(tasks), "floats" if floats else "") as advance,
    ):

        def tell(task: Task, walked: int) -> None:
            advance(f"{task.quantity} {task.format}", walked if floats else 1)

        done = sweep(tasks, pool, jobs, tell, kept)
        return sorted(done, key=lambda r: (places[r.quantity, r.form], formats.index(r.format)))


def _tasks(
    selection: Sequence[tuple[Quantity, Form]],
    formats: Sequence[str],
    probes: Sequence[str],
    between: Mapping[str, tuple[int, int]] | None,
    search: tuple[int, int] | None,
) -> list[Task]:
    forms: dict[str, list[str]] = {}
    for quantity, form in selection:
        forms.setdefault(quantity.name, []).append(form.name)
    quantities = {quantity.name: quantity for quantity, _ in selection}
    fitting = {name: list(probes) for name in quantities}
    if probes:
        fitting = _fitting(quantities.values(), probes)
    try:
        return [
            task
            for name, own in fitting.items()
            for task in plan(
                [quantities[name]], forms[name], formats, own, between=between, search=search
            )
        ]
    except ValueError as error:
        raise Mistake(str(error), PROBE_HINT) from error


def _fitting(quantities: Iterable[Quantity], probes: Sequence[str]) -> dict[str, list[str]]:
    """The named ``probes`` that each quantity takes; raises Mistake for one that none takes."""
    fitting: dict[str, list[str]] = {}
    for probe in probes:
        reasons = []
        for quantity in quantities:
            try:
                find_probe(probe, quantity)
            except ValueError as error:
                reasons.append(str(error))
            else:
                fitting.setdefault(quantity.name, []).append(probe)
        if not any(probe in own for own in fitting.values()):
            raise Mistake(reasons[0], PROBE_HINT)
    return fitting
