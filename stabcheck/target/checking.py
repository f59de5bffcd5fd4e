"""`check_function`: one function held against one quantity, by proof and by sweep."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from typing import Any

from stabcheck.formats import Format, find_format
from stabcheck.quantity import Quantity
from stabcheck.target.blaming import Blamed
from stabcheck.target.comparing import compared
from stabcheck.target.dry_run import Found, find_call
from stabcheck.target.function_sweep import FunctionSweep
from stabcheck.target.gradients import differentiated, judged_slopes
from stabcheck.target.isolation import InProcess, Isolated, Runner
from stabcheck.target.loading import Loaded, NotLoaded, spec_of
from stabcheck.target.proving import Proving
from stabcheck.target.refuted_points import refuted_incidents
from stabcheck.target.report import Comparison, Incident, Report, Subject, Witness
from stabcheck.target.settings import Settings
from stabcheck.target.summary import summarised
from stabcheck.target.tolerance import tolerance_text
from stabcheck.target.tracing import TracedProof

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
    with ExitStack() as stack:
        runner = stack.enter_context(running(function, settings))
        found = find_call(runner, quantity, settings.options, wanted)
        proving = Proving(runner, lambda: start(function, settings), quantity.name, found.call)
        stack.callback(proving.close)
        sweep = FunctionSweep(runner, quantity, found.call, settings)
        sweep.take(wanted)
        sweeps = tuple(sweep.results())
        slope = _of_gradient(sweep, wanted, stack)
        gradients = tuple(slope.results()) if slope is not None else ()
        comparisons = _comparisons(sweep)
        proof = proving.proof()
        sweep.incidents += _refuted(sweep, proof)
        witnesses, unblamed = _witnesses(sweep, proving)
    incidents = list(sweep.incidents)
    if slope is not None:
        witnesses |= _gradient_witness(slope)
        incidents += [replace(i, what=f"its gradient: {i.what}") for i in slope.incidents]
    return Report(
        subject=_subject(runner.loaded),
        quantity=quantity.name,
        formats=tuple(fmt.name for fmt, _ in sweep.taken),
        require=settings.require,
        tolerance=tolerance_text(settings.max_ulp, is_vector=_has_vectors(quantity)),
        approximates=settings.approximates,
        assumptions=_assumptions(runner, found, slope),
        proof=proof,
        sweeps=sweeps,
        gradients=gradients,
        incidents=_gathered(incidents),
        contracts=summarised(quantity, sweeps, gradients, witnesses, settings.require),
        comparisons=comparisons,
        refused=tuple(sweep.refused),
        seconds=time.perf_counter() - started,
        unblamed=unblamed,
    )


def _witnesses(sweep: FunctionSweep, proving: Proving) -> tuple[dict[str, Witness], str]:
    """The witnesses by contract, each with its cause; and why one of them has none."""
    witnesses: dict[str, Witness] = {}
    unblamed: dict[str, None] = {}
    for contract, broken in sweep.broken.items():
        found = Blamed() if broken.suspect is None else proving.blamed(broken.suspect)
        if found.reason:
            unblamed[found.reason] = None
        cause = found.cause or broken.witness.cause
        witnesses[contract] = replace(broken.witness, cause=cause, operation=found.operation)
    return witnesses, "; ".join(unblamed)


def _has_vectors(quantity: Quantity) -> bool:
    return any(argument.kind == "vector" for argument in quantity.arguments.values())


def _of_gradient(
    sweep: FunctionSweep, wanted: Sequence[Format], stack: ExitStack
) -> FunctionSweep | None:
    """The sweep of the derivative, if one is asked for, here or in what is required."""
    settings = sweep.settings
    if settings.gradient is None:
        return None
    slope_of = differentiated(sweep.runner, sweep.quantity, sweep.call, settings)
    runner, page, call = stack.enter_context(slope_of)
    slope = FunctionSweep(runner, page, call, settings, of=sweep.quantity.name)
    slope.take(wanted)
    return slope


def _refuted(sweep: FunctionSweep, proof: TracedProof) -> list[Incident]:
    """What the function does where the proof refutes it, in the widest format it takes."""
    if not sweep.taken:
        return []
    fmt, returned = max(sweep.taken, key=lambda pair: pair[0].bits)
    return refuted_incidents(*sweep.line(fmt, returned, sweep.probes(fmt)[0]), proof)


def _gradient_witness(slope: FunctionSweep) -> dict[str, Witness]:
    found = [slope.broken[name] for name in ("range", "absolute") if name in slope.broken]
    return {"gradient": found[0].witness} if found else {}


def _comparisons(sweep: FunctionSweep) -> tuple[Comparison, ...]:
    """The other implementation beside this one, along every line that both take."""
    settings = sweep.settings
    if settings.against is None:
        return ()
    with running(settings.against, settings) as runner:
        formats = [fmt for fmt, _ in sweep.taken]
        call = find_call(runner, sweep.quantity, settings.options, formats).call
        other = FunctionSweep(runner, sweep.quantity, call, settings)
        other.take(formats)
        theirs = {fmt.name: returned for fmt, returned in other.taken}
        return tuple(
            compared(line, other.line(fmt, theirs[fmt.name], probe)[0], form)
            for fmt, returned in sweep.taken
            if fmt.name in theirs
            for probe in sweep.probes(fmt)
            for line, form in (sweep.line(fmt, returned, probe),)
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


def _assumptions(runner: Runner, found: Found, slope: FunctionSweep | None) -> tuple[str, ...]:
    said = list(found.assumptions)
    if slope is not None:
        said += filter(None, [judged_slopes(slope.call)])
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
