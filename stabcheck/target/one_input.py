"""One input of one function, judged alone: the replay of a witness."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from stabcheck.formats import find_format
from stabcheck.quantity import CONTRACTS, Form, Quantity
from stabcheck.sweeping.causes import true_balls
from stabcheck.sweeping.contracts import FAILING, Outcome, Verdicts
from stabcheck.sweeping.line import Stretch
from stabcheck.sweeping.probes import probe_held_by
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.sweeping.replay import parse_float
from stabcheck.sweeping.result import ContractVerdict, Point
from stabcheck.target.batches import run_alone
from stabcheck.target.blaming import Blamed, blamed, suspect_at
from stabcheck.target.checking import running
from stabcheck.target.dry_run import find_call, try_format
from stabcheck.target.function_sweep import FunctionSweep
from stabcheck.target.gradients import differentiated
from stabcheck.target.isolation import Died
from stabcheck.target.native_line import NativeLine, incidents_of
from stabcheck.target.report import Incident
from stabcheck.target.settings import Settings

__all__ = ["OneInput", "judge_one_input"]


@dataclass(frozen=True)
class OneInput:
    """What a function returned for one input, beside what is true.

    ``arguments`` are pairs of a name and what stands there; ``got``, ``truth``, ``rounded`` (the
    truth correctly rounded to what is returned) and ``error_ulp`` are entry by entry.
    ``incidents`` is what it did instead, or besides.  ``cause`` is what went wrong first, in the
    ``operation`` written out; ``unblamed`` why none is named.
    """

    function: str
    quantity: str
    format: str
    returned: str
    probe: str
    at: Point
    arguments: tuple[tuple[str, str], ...]
    got: tuple[str, ...]
    truth: tuple[str, ...]
    rounded: tuple[str, ...]
    error_ulp: tuple[float, ...]
    contracts: dict[str, ContractVerdict]
    outcomes: dict[str, str]
    require: tuple[str, ...]
    incidents: tuple[Incident, ...]
    cause: str = ""
    operation: str = ""
    unblamed: str = ""

    @property
    def status(self) -> Literal["as expected", "unexpected"]:
        """Whether every required contract is kept here."""
        broken = any(self.contracts.get(contract) == "fail" for contract in self.require)
        faulty = any(incident.is_fault for incident in self.incidents)
        return "unexpected" if broken or faulty else "as expected"


def judge_one_input(
    function: str | Callable[..., Any],
    quantity: Quantity,
    settings: Settings,
    fmt_name: str,
    probe: str,
    at: str,
) -> OneInput:
    """Run ``function`` at one float of a probe, ``at`` bits in hex or a decimal, and judge it.

    Raises NotLoaded, NotCallable, and ValueError for a probe or float that cannot be read and for
    one outside the quantity's domain.
    """
    fmt = find_format(fmt_name)
    with ExitStack() as stack:
        runner = stack.enter_context(running(function, settings))
        call = find_call(runner, quantity, settings.options, [fmt]).call
        if settings.gradient is not None:
            slope = differentiated(runner, quantity, call, settings)
            runner, quantity, call = stack.enter_context(slope)
        returned = try_format(runner, quantity, call, fmt)
        if isinstance(returned, str):
            raise ValueError(f"{runner.loaded.name} takes no {fmt_name}: {returned}")  # noqa: TRY004
        sweep = FunctionSweep(runner, quantity, call, settings)
        line, form = sweep.line(fmt, returned, probe_held_by(fmt, probe, quantity))
        s = np.array([parse_float(at, fmt)], dtype=fmt.dtype)
        if not line.in_domain(s)[0]:
            raise ValueError(f"{at} lies outside the domain of {quantity.name} on {probe}")
        return _judged(line, form, s, settings)


def _judged(line: NativeLine, form: Form, s: Any, settings: Settings) -> OneInput:
    """Run the function at the one float in ``s``, and write down what it did."""
    fmt, returned, quantity = line.fmt, line.returned, line.quantity
    stretch = line.stretch(s)
    ran = run_alone(line.runner, line.call, stretch.arguments)
    verdicts = line.judge_ran(form, stretch, ran)
    outcomes = {name: Outcome(int(codes.max())) for name, codes in verdicts.codes.items()}
    broken = next((name for name, outcome in outcomes.items() if outcome in FAILING), "")
    found = _blamed(line, form, broken, stretch, verdicts) if broken else Blamed()
    return OneInput(
        function=form.name,
        quantity=quantity.name,
        format=fmt.name,
        returned=returned.name,
        probe=line.probe.text,
        at=point_of(s[0], fmt),
        arguments=tuple(
            (name, _written(values[0], fmt.decimal))
            for name, values in zip(quantity.arguments, stretch.arguments, strict=True)
        ),
        got=tuple(returned.decimal(value) for value in ran.values.reshape(-1)),
        truth=tuple(truth_text(ball) for ball in true_balls(line, stretch, 0)),
        rounded=tuple(returned.decimal(v) for v in stretch.truth.rounded.reshape(-1)),
        error_ulp=tuple(verdicts.error_ulp[0].tolist()),
        contracts={name: _verdict(outcomes.get(name)) for name in CONTRACTS},
        outcomes={name: outcome.word for name, outcome in outcomes.items()},
        require=settings.require,
        incidents=tuple(incidents_of(line, stretch, ran)),
        cause=found.cause,
        operation=found.operation,
        unblamed=found.reason,
    )


def _blamed(
    line: NativeLine, form: Form, contract: str, stretch: Stretch, verdicts: Verdicts
) -> Blamed:
    """What is to blame; of a derivative, which autodiff has, nothing is."""
    if line.call.slope is not None:
        return Blamed(reason="a derivative by autodiff is not recorded")
    suspect = suspect_at(line, form, contract, stretch, 0, verdicts.worst_entry(contract, 0))
    loaded = line.runner.loaded
    try:
        found: Blamed = line.runner.ask(
            blamed, line.quantity.name, line.call, loaded.library, suspect
        )
    except Died as death:
        return Blamed(reason=f"while it is recorded it {death.what}")
    return found


def _written(values: Any, decimal: Callable[[Any], str]) -> str:
    if np.ndim(values) == 0:
        return decimal(values)
    return f"({', '.join(decimal(value) for value in values)})"


def _verdict(outcome: Outcome | None) -> ContractVerdict:
    if outcome is None or outcome == Outcome.UNDECIDED:
        return "n/a"
    return "pass" if outcome == Outcome.HOLDS else "fail"
