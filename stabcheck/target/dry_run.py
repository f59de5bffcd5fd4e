"""The dry run: how a function wants to be called, found by calling it at a few plain points.

Every way to call it that the options leave open is tried, the plainest first, and the first that
returns about the right numbers is taken; where none does, the first that returns the right shape.
What was assumed is said.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stabcheck.formats import Format, find_format
from stabcheck.quantity import Quantity
from stabcheck.target.batches import run_in_batches, runs_in_one_shape
from stabcheck.target.calling import Call, Mode
from stabcheck.target.isolation import Runner
from stabcheck.target.plain_points import LENGTH, is_near, plain_points, truth_at
from stabcheck.target.settings import Options

__all__ = ["Found", "NotCallable", "find_call", "try_format"]

Floats = np.ndarray[Any, Any]

#: So many calls that do not return are waited for.
MOST_HUNG = 2
#: The keywords by which libraries name the axis to reduce.
AXIS_NAMES = ("axis", "dim")


class NotCallable(Exception):
    """No way to call the function returns what it should: one sentence, and a hint."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


@dataclass(frozen=True)
class Found:
    """A way to call the function, what was assumed in it, and whether it returns the right numbers.

    ``reduction`` says what the one number of a whole batch is, where there is but one.
    """

    call: Call
    assumptions: tuple[str, ...]
    agrees: bool
    reduction: str = ""


def find_call(
    runner: Runner, quantity: Quantity, options: Options, formats: Sequence[Format]
) -> Found:
    """How the function is called, by the options and, where these say nothing, by trying.

    Raises NotCallable, with the wrapper to write as a hint; ValueError for options that do not fit
    the quantity.
    """
    preferred = sorted(formats, key=lambda fmt: -fmt.bits)
    reasons: dict[str, None] = {}
    hung = 0
    # a function that fails at one of the points is found when each is tried alone
    for splits, fmt in itertools.product((False, True), preferred):
        points = plain_points(quantity, fmt)
        truth = truth_at(quantity, points)
        fallback: Call | None = None
        for call in _candidates(runner, quantity, options):
            ran = runner.run(call, points, splits=splits)
            if ran.lost.all():
                reasons |= dict.fromkeys(loss.what for loss in ran.losses[:1])
                hung += any(loss.kind == "hung" for loss in ran.losses)
                if hung >= MOST_HUNG:
                    raise _refused(runner, quantity, list(reasons))
                continue
            if call.mode == "one number" and fallback is None:
                shape = _shape_of_batch(runner, call, points)
                if shape:
                    raise _refused(runner, quantity, [shape])
            if is_near(ran.values[~ran.lost], truth[~ran.lost]):
                return _found(call, runner, quantity, options, points, agrees=True)
            fallback = fallback or call
        if fallback is not None:
            return _found(fallback, runner, quantity, options, points, agrees=False)
    raise _refused(runner, quantity, list(reasons))


def _shape_of_batch(runner: Runner, call: Call, points: list[Floats]) -> str:
    """Of what takes one number and returns one: what it returns for a batch, if that is neither.

    It is then no reduction, and no function entry by entry either.
    """
    whole = runner.run(replace(call, mode="one row"), [each[None] for each in points])
    if not any(loss.kind == "wrong shape" for loss in whole.losses):
        return ""
    batch = runner.run(replace(call, mode="entries"), points, splits=False)
    return next((loss.what for loss in batch.losses if loss.kind == "wrong shape"), "")


def _refused(runner: Runner, quantity: Quantity, reasons: list[str]) -> NotCallable:
    return NotCallable(
        f"{runner.loaded.name} cannot be called as {quantity.name}: {'; '.join(reasons[:2])}",
        _wrapper(runner, quantity),
    )


def _found(
    call: Call,
    runner: Runner,
    quantity: Quantity,
    options: Options,
    points: list[Floats],
    *,
    agrees: bool,
) -> Found:
    said = _assumptions(call, quantity, options, runner)
    if call.mode != "one number":
        return Found(call, said, agrees)
    # one call on the whole batch: a vector, of which one number is expected
    whole = runner.run(replace(call, mode="one row"), [each[None] for each in points])
    truth = truth_at(quantity, points)
    ways = {"mean": truth.mean(), "sum": truth.sum()}
    near = (name for name, value in ways.items() if is_near(whole.values, value))
    reduction = next(near, "neither the mean nor the sum")
    wanted = options.reduction
    if wanted is not None and reduction != wanted:
        raise NotCallable(
            f"{runner.loaded.name} does not return the {wanted} of a batch: {reduction}",
            "leave --reduction out, or name the other one",
        )
    said = (*said, f"of a larger batch it returns {_articled(reduction)}")
    return Found(call, said, agrees, reduction)


def _articled(reduction: str) -> str:
    return reduction if " " in reduction else f"the {reduction}"


def try_format(runner: Runner, quantity: Quantity, call: Call, fmt: Format) -> Format | str:
    """The format that the function returns when given ``fmt``, or why it does not take it."""
    run = run_in_batches if runs_in_one_shape(runner) else Runner.run
    ran = run(runner, call, plain_points(quantity, fmt))
    if ran.lost.all():
        return ran.losses[0].what if ran.losses else "it returns nothing"
    return find_format(ran.values.dtype.name)


# --- candidates -----------------------------------------------------------------------------


def _candidates(runner: Runner, quantity: Quantity, options: Options) -> Iterator[Call]:
    """Every way to call the function that the options leave open, the plainest first."""
    names = list(quantity.arguments)
    if options.args is None:
        orders = list(itertools.permutations(range(len(names))))
    elif sorted(options.args) == sorted(names):
        orders = [tuple(names.index(name) for name in options.args)]
    else:
        raise ValueError(f"the arguments of {quantity.name} are {', '.join(names)}, in some order")
    is_vector = any(argument.kind == "vector" for argument in quantity.arguments.values())
    ways = _vector_ways if is_vector else _real_ways
    out = _out(quantity)
    for keywords, mode in ways(runner.loaded.parameters, options):
        for order in orders:
            whole = {**keywords, **options.keywords}
            yield Call(order, mode, whole, options.sign, out)


def _real_ways(
    parameters: tuple[str, ...], options: Options
) -> Iterator[tuple[dict[str, Any], Mode]]:
    if options.scalar:
        yield {}, "scalar"
        return
    if options.reduction is None:
        if "reduction" in parameters:
            yield {"reduction": "none"}, "entries"
        yield {}, "entries"
    yield {}, "one number"
    if options.reduction is None:
        yield {}, "scalar"


def _vector_ways(
    parameters: tuple[str, ...], options: Options
) -> Iterator[tuple[dict[str, Any], Mode]]:
    named = [name for name in AXIS_NAMES if name in parameters] or list(AXIS_NAMES)
    if options.axis is not None:
        mode: Mode = "one row" if options.axis == 0 and not options.rows else "rows"
        for name in named:
            yield {name: options.axis}, mode
        return
    if len(named) == 1 or not parameters:
        for name in named:
            yield {name: -1}, "rows"
    yield {}, "rows"
    if not options.rows:
        yield {}, "one row"
        yield {named[0]: 0}, "one row"


def _out(quantity: Quantity) -> tuple[int, ...]:
    """The shape of one value of the quantity, its length written as −1."""
    given = plain_points(quantity, find_format("float64"))
    shape = truth_at(quantity, [each[:1] for each in given]).shape[1:]
    return tuple(-1 if size == LENGTH else size for size in shape)


# --- words ----------------------------------------------------------------------------------

_MODES: dict[Mode, str] = {
    "entries": "on arrays, entry by entry",
    "rows": "on (B, N) arrays, row by row",
    "one row": "on one vector at a time",
    "one number": "on arrays of one number, since it returns one for all",
    "scalar": "on one number at a time",
}


def _assumptions(
    call: Call, quantity: Quantity, options: Options, runner: Runner
) -> tuple[str, ...]:
    said = [_MODES[call.mode]]
    names = list(quantity.arguments)
    if len(names) > 1:
        said.append(f"arguments in the order {', '.join(names[k] for k in call.order)}")
    added = {key: value for key, value in call.keywords.items() if key not in options.keywords}
    said += [f"{key}={value!r} passed" for key, value in added.items()]
    if options.sign < 0:
        said.append(f"asked at −{names[0]}")
    if runner.loaded.library == "jax":
        said.append("jax_enable_x64 is on")
    return tuple(said)


def _wrapper(runner: Runner, quantity: Quantity) -> str:
    """The line to write where no way to call the function fits."""
    names = ", ".join(quantity.arguments)
    place, _, name = runner.loaded.name.rpartition(":")
    is_vector = any(argument.kind == "vector" for argument in quantity.arguments.values())
    shape = "(B, N) arrays, row by row" if is_vector else "arrays of B numbers, entry by entry"
    module = "" if place.endswith(".py") else f"{place}."
    return (
        f"write a wrapper that takes {shape}, and check that: "
        f"def checked({names}): return {module}{name}({names})"
    )
