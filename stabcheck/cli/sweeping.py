"""Runs the sweep engine over a selection of forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from stabcheck.carriers.rounded import Accumulate
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
) -> list[SweepResult]:
    """Sweep every selected form on every format and probe; form by form, format by format.

    Raises Mistake where no selected quantity has a probe of those named, and where the formats
    cannot hold one that it has.
    """
    places = {(quantity.name, form.name): place for place, (quantity, form) in enumerate(selection)}
    tasks = [replace(task, accumulate=accumulate) for task in _tasks(selection, formats, probes)]
    with progress("sweeping", len(tasks)) as advance:
        done = sweep(
            tasks, jobs=jobs, progress=lambda task: advance(f"{task.quantity} {task.format}")
        )
        return sorted(done, key=lambda r: (places[r.quantity, r.form], formats.index(r.format)))


def _tasks(
    selection: Sequence[tuple[Quantity, Form]], formats: Sequence[str], probes: Sequence[str]
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
            for task in plan([quantities[name]], forms[name], formats, own)
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
