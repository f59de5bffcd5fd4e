"""The replay of one input: every intermediate value of a form beside its true ball.

All of it is plain data, as the results of a sweep are.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

from stabcheck.carriers.recorder import record
from stabcheck.catalogue import quantities
from stabcheck.exact import exact
from stabcheck.formats import find_format
from stabcheck.quantity import CONTRACTS
from stabcheck.sweeping.causes import acceptance, blamed_at, true_balls, working_bits
from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.probes import probe_held_by
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.sweeping.result import ContractVerdict, Point
from stabcheck.sweeping.sums import accumulated_in
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from stabcheck.carriers.recorder import Event
    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Stretch

__all__ = ["FormFault", "Replay", "ReplayStep", "parse_float", "replay"]


class FormFault(Exception):
    """The form replayed raises, hangs, or returns something else than floats; says which."""


#: Of longer vectors the different entries are shown, each once.
WRITTEN_OUT = 1000


@dataclass(frozen=True)
class ReplayStep:
    """One operation: what went in, what came out, what it is in real arithmetic throughout.

    ``value`` and ``truth`` are written out entry by entry; ``error_ulp`` is None where one of them
    is no number; ``trouble`` is what went wrong in this operation by itself, or empty.
    """

    index: int
    operation: str
    operands: tuple[str, ...]
    value: tuple[str, ...]
    truth: tuple[str, ...]
    error_ulp: float | None
    trouble: str


@dataclass(frozen=True)
class Replay:
    """One form at one input.

    ``arguments`` are pairs of a name and what stands there.  ``got``, ``truth``, ``rounded`` (the
    truth correctly rounded to the format) and ``error_ulp`` are entry by entry.  ``outcomes`` says
    by contract what happened.  ``cause`` and ``blamed`` (the index of a step) say why, where a
    contract is broken: the first operation whose rounding the result does not survive.
    ``accumulated_in`` is the format in which sums are kept, empty where there is none.
    """

    quantity: str
    form: str
    format: str
    probe: str
    at: Point
    arguments: tuple[tuple[str, str], ...]
    steps: tuple[ReplayStep, ...]
    got: tuple[str, ...]
    truth: tuple[str, ...]
    rounded: tuple[str, ...]
    error_ulp: tuple[float, ...]
    contracts: dict[str, ContractVerdict]
    outcomes: dict[str, str]
    cause: str
    blamed: int | None
    accumulated_in: str = ""


def replay(
    quantity: str, form: str, fmt: str, probe: str, at: str, accumulate: Accumulate = "same"
) -> Replay:
    """Run one form of the catalogue at one float of a probe, ``at`` bits in hex or a decimal.

    Raises KeyError for unknown names, ValueError for a probe or a float that cannot be read and
    for one outside the quantity's domain, FormFault for a form that returns nothing to judge.
    """
    page = quantities()[quantity]
    return replay_form(page, page.find_form(form), find_format(fmt), probe, at, accumulate)


def replay_form(
    page: Quantity,
    form: Form,
    fmt: Format,
    probe: str,
    at: str,
    accumulate: Accumulate = "same",
) -> Replay:
    """The replay for a quantity and a form at hand; raises as `replay` does."""
    along = probe_held_by(fmt, probe, page)
    line = Line(page, along.folded if along.n > WRITTEN_OUT else along, fmt, accumulate)
    form = line.on_line(form)
    s = np.array([parse_float(at, fmt)], dtype=fmt.dtype)
    if not line.in_domain(s)[0]:
        raise ValueError(f"{at} lies outside the domain of {page.name} on {line.probe.text}")
    stretch = line.stretch(s)
    trial = attempt(line, form, stretch)
    if trial.verdicts is None:
        raise FormFault(trial.error)
    got = line.outputs(form, stretch.arguments)
    verdicts = line.judge(form, stretch)
    cause, blamed = _cause(line, form, stretch, verdicts)
    outcomes = {name: Outcome(int(codes.max())) for name, codes in verdicts.codes.items()}
    return Replay(
        quantity=page.name,
        form=form.name,
        format=fmt.name,
        probe=line.probe.text,
        at=point_of(s[0], fmt),
        arguments=tuple(
            (name, _written(values[0], fmt))
            for name, values in zip(page.arguments, stretch.arguments, strict=True)
        ),
        steps=tuple(_step(event, fmt) for event in _events(line, form, stretch)),
        got=tuple(fmt.decimal(value) for value in got.reshape(-1)),
        truth=tuple(truth_text(ball) for ball in true_balls(line, stretch, 0)),
        rounded=tuple(fmt.decimal(value) for value in stretch.truth.rounded.reshape(-1)),
        error_ulp=tuple(verdicts.error_ulp[0].tolist()),
        contracts={name: _verdict(outcomes.get(name)) for name in CONTRACTS},
        outcomes={name: outcome.word for name, outcome in outcomes.items()},
        cause=cause,
        blamed=blamed,
        accumulated_in=accumulated_in(line, form, stretch.arguments),
    )


def parse_float(text: str, fmt: Format) -> Any:
    """The finite float that ``text`` names: by its bits (``0x42b17218``), or nearest to a decimal.

    Raises ValueError for what is neither, and for bits that are wider than the format.
    """
    value = _from_bits(text, fmt) if text.lower().startswith("0x") else _nearest(text, fmt)
    if not np.isfinite(float(value)):
        raise ValueError(f"{text} is {float(value)} in {fmt.name}; a probe walks finite floats")
    return value


def _from_bits(text: str, fmt: Format) -> Any:
    try:
        pattern = int(text, 16)
    except ValueError:
        raise ValueError(f"{text!r} is no pattern of bits in hex") from None
    if pattern >= 1 << fmt.bits:
        raise ValueError(f"{text} has more than the {fmt.bits} bits of {fmt.name}")
    return fmt.from_bits(pattern)


def _nearest(text: str, fmt: Format) -> Any:
    try:
        number = Decimal(text.replace("−", "-"))
    except InvalidOperation:
        raise ValueError(f"{text!r} is no number") from None
    if not number.is_finite():
        raise ValueError(f"{text} is not finite; a probe walks finite floats")
    magnitude = fmt.round_exact(exact(Fraction(number.copy_abs())))
    return -magnitude if number.is_signed() else magnitude


def _events(line: Line, form: Form, stretch: Stretch) -> list[Event]:
    with np.errstate(all="ignore"):
        return record(form.function, stretch.arguments, line.arithmetic, working_bits(line.fmt))


def _cause(line: Line, form: Form, stretch: Stretch, verdicts: Verdicts) -> tuple[str, int | None]:
    """The cause of the first contract broken, and which step it happens in."""
    for contract, codes in verdicts.codes.items():
        if codes.max() > Outcome.UNDECIDED:
            entry = verdicts.worst_entry(contract, 0)
            accepts = acceptance(line, form, contract, stretch, 0, entry)
            return blamed_at(line, form, accepts, stretch, 0)
    return "", None


def _step(event: Event, fmt: Format) -> ReplayStep:
    return ReplayStep(
        event.index,
        event.operation,
        event.operands,
        tuple(_float(value, fmt) for value in event.value),
        tuple(_real(value) for value in event.truth),
        event.error_ulp,
        event.trouble,
    )


def _float(value: Any, fmt: Format) -> str:
    """A float that came out, given as an exact ball or as inf or nan."""
    return fmt.decimal(fmt.round_exact(value)) if isinstance(value, arb) else repr(float(value))


def _real(value: Any) -> str:
    """A ball, or what a formula means at infinity, in decimal."""
    return truth_text(value) if isinstance(value, arb) else repr(float(value))


def _written(values: Any, fmt: Format) -> str:
    if np.ndim(values) == 0:
        return fmt.decimal(values)
    return f"({', '.join(fmt.decimal(value) for value in values)})"


def _verdict(outcome: Outcome | None) -> ContractVerdict:
    if outcome is None or outcome == Outcome.UNDECIDED:
        return "n/a"
    return "pass" if outcome == Outcome.HOLDS else "fail"
