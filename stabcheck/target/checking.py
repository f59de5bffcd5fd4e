"""`check_function`: one function held against one quantity, by proof and by sweep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from stabcheck.formats import find_format
from stabcheck.quantity import Quantity
from stabcheck.target.dry_run import Found, find_call
from stabcheck.target.function_sweep import FunctionSweep
from stabcheck.target.isolation import InProcess, Isolated, Runner
from stabcheck.target.loading import Loaded, NotLoaded, spec_of
from stabcheck.target.proving import Proving
from stabcheck.target.report import Incident, Report, Subject
from stabcheck.target.settings import Settings
from stabcheck.target.summary import summarised

__all__ = ["check_function", "running"]

DEFAULT_FORMATS = ("float16", "bfloat16", "float32", "float64")


def check_function(
    function: str | Callable[..., Any], quantity: Quantity, settings: Settings
) -> Report:
    """Everything there is to say of ``function`` as ``quantity``.

    Raises NotLoaded and NotCallable, each with a hint; KeyError for an unknown format, ValueError
    for options or probes that do not fit the quantity.
    """
    started = time.perf_counter()
    wanted = [find_format(name) for name in settings.formats or DEFAULT_FORMATS]
    with running(function, settings) as runner:
        found = find_call(runner, quantity, settings.options, wanted)
        proving = Proving(runner, lambda: start(function, settings), quantity.name, found.call)
        sweep = FunctionSweep(runner, quantity, found.call, settings)
        sweep.take(wanted)
        sweeps = tuple(sweep.results())
        proof = proving.proof()
    return Report(
        subject=_subject(runner.loaded),
        quantity=quantity.name,
        formats=tuple(fmt.name for fmt, _ in sweep.taken),
        require=settings.require,
        tolerance_ulp=settings.max_ulp,
        approximates=settings.approximates,
        assumptions=_assumptions(runner, found),
        proof=proof,
        sweeps=sweeps,
        gradients=(),
        incidents=_gathered(sweep.incidents),
        contracts=summarised(quantity, sweeps, (), sweep.witnesses, settings.require),
        comparisons=(),
        refused=tuple(sweep.refused),
        seconds=time.perf_counter() - started,
    )


@contextmanager
def running(function: str | Callable[..., Any], settings: Settings) -> Iterator[Runner]:
    """The function in a process of its own, ended with the block; raises NotLoaded."""
    runner = start(function, settings)
    try:
        yield runner
    finally:
        runner.close()


def start(function: str | Callable[..., Any], settings: Settings) -> Runner:
    """A process for the function, or this one where no other can import it; raises NotLoaded."""
    if isinstance(function, str):
        return _isolated(function, settings)
    spec = spec_of(function)
    if spec is not None:
        with suppress(NotLoaded):
            return _isolated(spec, settings)
    name = getattr(function, "__name__", type(function).__name__)
    return InProcess(name, function, settings.library)


def _isolated(spec: str, settings: Settings) -> Isolated:
    return Isolated(
        spec, settings.library, settings.timeout_seconds, settings.memory_bytes, settings.path
    )


def _subject(loaded: Loaded) -> Subject:
    return Subject(
        loaded.name,
        loaded.file,
        loaded.line,
        loaded.library,
        loaded.version,
        loaded.package,
        loaded.package_version,
    )


def _assumptions(runner: Runner, found: Found) -> tuple[str, ...]:
    said = list(found.assumptions)
    if isinstance(runner, InProcess):
        said.append("run in this very process, as no other can import it: it is not isolated")
    if not found.agrees:
        said.append("no way to call it returns about the right numbers")
    return tuple(said)


def _gathered(incidents: Sequence[Incident]) -> tuple[Incident, ...]:
    """Incidents of one kind in one format together, with the input that is written shortest."""
    kept: dict[tuple[str, str, str], Incident] = {}
    for incident in sorted(incidents, key=lambda each: len(each.arguments)):
        key = (incident.kind, incident.format, incident.what)
        known = kept.get(key)
        kept[key] = (
            incident if known is None else replace(known, count=known.count + incident.count)
        )
    return tuple(kept.values())
