"""Runs the sweep engine over a selection of forms."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.cli.exit_codes import ExitCode
from stabcheck.cli.mistakes import Mistake
from stabcheck.cli.progress import progress
from stabcheck.quantity import Form, Quantity
from stabcheck.sweep.engine import plan, sweep
from stabcheck.sweep.probes import find_probe
from stabcheck.sweep.result import SweepResult

__all__ = ["DEFAULT_FORMATS", "check_probes", "sweep_all"]

#: What is swept unless formats are named; the 8-bit formats are there on request.
DEFAULT_FORMATS = ("float16", "bfloat16", "float32", "float64")


def sweep_all(
    selection: Sequence[tuple[Quantity, Form]],
    formats: Sequence[str] = DEFAULT_FORMATS,
    probes: Sequence[str] = (),
    jobs: int | None = None,
) -> list[SweepResult]:
    """Sweep every selected form on every format and probe; form by form, format by format."""
    quantities = {quantity.name: quantity for quantity, _ in selection}
    wanted = {(quantity.name, form.name): None for quantity, form in selection}
    check_probes(list(quantities.values()), probes)
    tasks = plan(list(quantities), [form for _, form in wanted], list(formats), list(probes))
    results = []
    with progress("sweeping", len(tasks)) as advance:
        for result in sweep(tasks, jobs=jobs):
            results.append(result)
            advance(f"{result.quantity} {result.format}")
    order = {key: place for place, key in enumerate(wanted)}
    kept = [result for result in results if (result.quantity, result.form) in order]
    return sorted(kept, key=lambda r: (order[r.quantity, r.form], formats.index(r.format)))


def check_probes(quantities: Sequence[Quantity], probes: Sequence[str]) -> None:
    """Raise Mistake for a probe that fits none of the ``quantities``, with what is wrong."""
    for probe in probes:
        reasons = []
        for quantity in quantities:
            try:
                find_probe(probe, quantity)
            except ValueError as error:
                reasons.append(str(error))
        if len(reasons) == len(quantities):
            raise Mistake(reasons[0], "a probe is x=s, (s, 0), (s, ..., s) n=3, …", ExitCode.USAGE)
