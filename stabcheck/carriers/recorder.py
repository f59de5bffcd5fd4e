"""The recorder: every intermediate value of a formula beside its truth, and which one is to blame.

The operation to blame is **the first operation k such that, with operations 1 … k rounded and
every later one exact, the result is no longer acceptable**.  So an underflow that does no harm
(e^(x − max) → 0 inside a sum that contains 1) is never blamed, and an overflow that does is found
where it happens, not where its NaN comes to light.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.tape import ALL, Step, Tape, trace
from stabcheck.carriers.troubles import TROUBLES, relative_error, troubles
from stabcheck.enclosure import CAP_BITS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from numpy.typing import NDArray

    from stabcheck.carriers.rounded import Arithmetic
    from stabcheck.formats import Format

__all__ = ["Event", "blame", "first_with", "operations", "record"]

#: Later operations that enlarge a relative error beyond this lose three bits or more of it.
AMPLIFIED = 8

SHOWN_ENTRIES = 3


@dataclass(frozen=True)
class Event:
    """One operation of a formula at one point.

    ``value`` are the floats that came out (`flint.arb` points, or inf and NaN), ``truth`` the same
    intermediate in real arithmetic from the same inputs, entry by entry; ``error_ulp`` the largest
    distance between them, None where one of them is no number.  ``trouble`` is what went wrong in
    this very operation, or ``""``.  ``operands`` are written out in decimal.
    """

    index: int
    operation: str
    operands: tuple[str, ...]
    value: tuple[Any, ...]
    truth: tuple[Any, ...]
    error_ulp: float | None
    trouble: str


def record(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    arithmetic: Arithmetic,
    bits: int = 128,
) -> list[Event]:
    """Every operation of ``function`` at one point, in order.

    Each argument is an array (1, *shape) of floats of the format, inf included.
    """
    run = partial(_settled, function, arguments, arithmetic, bits)
    (rounded, _, _), (true, _, _) = run(ALL), run(0)
    with ctx.workprec(bits):
        return [
            _event(k, step, truth, arithmetic)
            for k, (step, truth) in enumerate(zip(rounded.steps, true.steps, strict=True), start=1)
        ]


def first_with(
    trouble: str,
    among: Collection[str],
    function: Callable[..., Any],
    arguments: Sequence[Any],
    arithmetic: Arithmetic,
    bits: int = 128,
) -> Event | None:
    """The first of the operations ``among`` in which this went wrong, and nothing graver."""
    run = partial(_settled, function, arguments, arithmetic, bits)
    rounded, _, _ = run(ALL)
    with ctx.workprec(bits):
        for k, step in enumerate(rounded.steps):
            if step.operation in among and _gravest(step, arithmetic) == trouble:
                true, _, _ = run(0)
                return _event(k + 1, step, true.steps[k], arithmetic)
    return None


def operations(
    function: Callable[..., Any], arguments: Sequence[Any], arithmetic: Arithmetic, bits: int = 128
) -> list[str]:
    """What the operations of ``function`` are at one point, in order."""
    tape, _, _ = _settled(function, arguments, arithmetic, bits, 0)
    return [step.operation for step in tape.steps]


def blame(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    arithmetic: Arithmetic,
    accepts: Callable[[list[Any]], bool],
    bits: int = 128,
) -> tuple[Event, str] | None:
    """The operation to blame for an unacceptable result at one point, and the cause in a word.

    ``accepts`` judges a result given as the list of its entries, each a ball or one of inf, −inf,
    nan.  The cause is one of `TROUBLES`, ``"cancellation"`` (a rounding that is small where it
    happens and that later operations amplify) or ``"rounding"`` (roundings that add up).  None if
    the rounded result is acceptable.
    """
    run = partial(_settled, function, arguments, arithmetic, bits)
    (rounded, _, precision), (true, before, _) = run(ALL), run(0)
    known = {precision: rounded}

    def event_at(index: int) -> Event:
        with ctx.workprec(bits):
            return _event(index, rounded.steps[index - 1], true.steps[index - 1], arithmetic)

    def acceptable(result: list[Any]) -> bool:
        """What is undecided at every precision tried is not held against an operation."""
        return _is_undecided(result) or accepts(result)

    indices = range(1, len(rounded.steps) + 1)
    if not acceptable(before):  # infinite inputs: not even exact operations give a number
        events = map(event_at, indices)
        return next(((event, event.trouble) for event in events if event.trouble), None)
    for index in indices:
        if _is_unmoved(rounded.steps[index - 1]):
            continue
        tape, after, _ = run(index, None, known)
        if not acceptable(after):

            def harmless(spared: NDArray[np.bool_], index: int = index) -> bool:
                return acceptable(run(index, spared, known)[1])

            blamed = tape.steps[index - 1]
            with ctx.workprec(bits):
                word = _grave_trouble(blamed, arithmetic, harmless)
                return event_at(index), word or _smooth_cause(blamed, before, after)
        before = after
    return None


def _settled(
    function: Callable[..., Any],
    arguments: Sequence[Any],
    arithmetic: Arithmetic,
    bits: int,
    cut: int,
    spared: NDArray[np.bool_] | None = None,
    known: Mapping[int, Tape] | None = None,
) -> tuple[Tape, list[Any], int]:
    """A run with ``cut`` operations rounded, its precision raised until the result is a number.

    The third is that precision; ``known`` are tapes of other cuts, by theirs.
    """
    while True:
        tape = Tape(arithmetic, cut, spared, (known or {}).get(bits))
        result = list(trace(function, arguments, tape, bits).reshape(-1))
        if bits >= CAP_BITS or not _is_undecided(result):
            return tape, result, bits
        bits *= 2


def _is_unmoved(step: Step) -> bool:
    """Whether rounding changes nothing in an operation, so that the result is what it was."""
    pairs = zip(step.value.reshape(-1), step.exact.reshape(-1), strict=True)
    return all(_is_same(value, exact) for value, exact in pairs)


def _is_same(value: Any, exact: Any) -> bool:
    if isinstance(value, arb) and isinstance(exact, arb):
        return bool(value.is_exact() and exact.is_exact() and value == exact)
    return type(value) is type(exact) and repr(value) == repr(exact)


def _is_undecided(result: list[Any]) -> bool:
    return any(isinstance(entry, arb) and not entry.is_finite() for entry in result)


def _grave_trouble(
    step: Step, arithmetic: Arithmetic, harmless: Callable[[NDArray[np.bool_]], bool]
) -> str:
    """The gravest trouble of a step without which its result would be acceptable."""
    words = troubles(step, arithmetic)
    for word in TROUBLES:
        spared = np.asarray(words == word)
        if spared.any() and harmless(spared):
            return word
    return ""


def _smooth_cause(step: Step, before: list[Any], after: list[Any]) -> str:
    """Cancellation if the result moved by much more, relatively, than the step rounded."""
    local = max(map(relative_error, step.value.reshape(-1), step.exact.reshape(-1)), default=0.0)
    moved = max(map(relative_error, after, before), default=0.0)
    return "cancellation" if moved > AMPLIFIED * local else "rounding"


def _event(index: int, step: Step, truth: Step, arithmetic: Arithmetic) -> Event:
    fmt = arithmetic.format
    return Event(
        index,
        step.operation,
        tuple(_shown(operand, fmt) for operand in step.operands),
        tuple(step.value.reshape(-1)),
        tuple(truth.value.reshape(-1)),
        _error_ulp(step.value, truth.value, fmt),
        _gravest(step, arithmetic) or _cancels(step, truth, fmt),
    )


def _gravest(step: Step, arithmetic: Arithmetic) -> str:
    words = set(troubles(step, arithmetic).reshape(-1).tolist())
    return next((word for word in TROUBLES if word in words), "")


def _cancels(step: Step, truth: Step, fmt: Format) -> str:
    """Cancellation: a difference that is many more ulp off than what it is the difference of."""
    if step.operation not in ("+", "-", "sum"):
        return ""
    pairs = zip(step.operands, truth.operands, strict=True)
    inherited = [_error_ulp(value, true, fmt) for value, true in pairs]
    error = _error_ulp(step.value, truth.value, fmt)
    known = [each for each in inherited if each is not None]
    if error is None or len(known) < len(inherited) or not _shrinks(truth):
        return ""
    return "cancellation" if error > AMPLIFIED * max([1.0, *known]) else ""


def _shrinks(step: Step) -> bool:
    """Whether an entry of the result is much smaller than the largest operand."""
    largest = max(
        (abs(each) for each in np.hstack([np.ravel(o) for o in step.operands])), default=0
    )
    return any(AMPLIFIED * abs(entry) < largest for entry in step.value.reshape(-1))


def _error_ulp(value: NDArray[Any], truth: NDArray[Any], fmt: Format) -> float | None:
    errors = list(map(_error_of_entry, value.reshape(-1), truth.reshape(-1)))
    known = [
        error / float(fmt.ulp(abs(float(true))))
        for error, true in zip(errors, truth.reshape(-1), strict=True)
        if error is not None
    ]
    return max(known) if known and len(known) == len(errors) else None


def _error_of_entry(value: Any, truth: Any) -> float | None:
    if not (isinstance(value, arb) and isinstance(truth, arb) and truth.is_finite()):
        return None
    return float(abs(value - truth))


def _shown(operand: NDArray[Any], fmt: Format) -> str:
    entries = [_decimal(entry, fmt) for entry in operand.reshape(-1)[:SHOWN_ENTRIES]]
    if operand.shape == ():
        return entries[0]
    return f"({', '.join(entries)}{', …' if operand.size > SHOWN_ENTRIES else ''})"


def _decimal(number: Any, fmt: Format) -> str:
    if not isinstance(number, arb):
        return repr(float(number))
    return fmt.decimal(fmt.round_exact(number))
