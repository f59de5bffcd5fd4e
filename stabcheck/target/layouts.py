"""The same numbers in other shapes: one at a time, not contiguous, 0-d, none at all.

Vector kernels have scalar tails, and a reduction that works on one row may mix several.  What
holds in a large batch must hold in these too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import FAILING
from stabcheck.target.batches import runs_in_one_shape
from stabcheck.target.native_line import arguments_text, simplest_row
from stabcheck.target.report import Incident, IncidentKind

if TYPE_CHECKING:
    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Stretch
    from stabcheck.target.calling import Call
    from stabcheck.target.isolation import Ran
    from stabcheck.target.native_line import NativeLine

__all__ = ["layout_incidents", "of_no_points"]

#: Values around which formulas change their ways; a batch of them has whole vectors and a tail.
VALUES = (0.0, 1e-3, 0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 88.0, 100.0, 700.0, 1e4)
COPIES = 4


def layout_incidents(line: NativeLine, form: Form, required: tuple[str, ...]) -> list[Incident]:
    """Where a required contract holds in a large batch and not in another layout."""
    if not line.call.is_batched:
        return []
    is_compiled = runs_in_one_shape(line.runner)
    s = np.tile(np.array([*VALUES, *(-value for value in VALUES)]), COPIES)[:-1]
    with np.errstate(all="ignore"):
        s = s.astype(line.fmt.dtype)
    s = s[np.isfinite(s.astype(np.float64))]
    s = s[line.in_domain(s)]
    stretch = line.stretch(s)
    whole = line.run(stretch.arguments) if is_compiled else _together(line, stretch.arguments)
    if any(loss.kind in ("crashed", "hung") for loss in whole.losses):
        return []  # it would be the same again, and take long
    found = []
    for name, kind, call, layout in _layouts(line):
        if is_compiled and layout != "array":
            continue  # arrays are copied into one layout there
        ran = _run(line, call, stretch, layout)
        incident = _judged(line, form, required, stretch, whole, ran, (name, kind))
        if incident is not None:
            found.append(incident)
    return found


def _together(line: NativeLine, arguments: list[Any]) -> Ran:
    """The points in one batch that is not filled up: whole vectors of a kernel, and a tail."""
    return line.runner.run(line.call, arguments)


def _layouts(line: NativeLine) -> list[tuple[str, IncidentKind, Call, str]]:
    alone = replace(line.call, mode="one row")
    if line.call.mode == "entries":
        number = replace(line.call, mode="one number")
        return [
            ("in a batch of one", "depends on the batch", number, "array"),
            ("not contiguous", "depends on the layout", line.call, "strided"),
            ("as a 0-d array", "depends on the layout", alone, "array"),
        ]
    return [
        ("as the only row", "depends on the batch", line.call, "array"),
        ("not contiguous", "depends on the layout", line.call, "strided"),
    ]


def _run(line: NativeLine, call: Call, stretch: Stretch, layout: str) -> Ran:
    """Run the points in a layout; rows are given one by one where they are to stand alone."""
    if call.mode != "rows" or layout != "array":
        return line.runner.run(call, stretch.arguments, layout)
    single = replace(call, mode="single rows")
    return line.runner.run(single, stretch.arguments, layout)


def _judged(
    line: NativeLine,
    form: Form,
    required: tuple[str, ...],
    stretch: Stretch,
    whole: Ran,
    ran: Ran,
    layout: tuple[str, IncidentKind],
) -> Incident | None:
    name, kind = layout
    if (ran.lost & ~whole.lost).any():
        rows = np.flatnonzero(ran.lost & ~whole.lost).tolist()
        reason = f"{ran.losses[0].kind}: {ran.losses[0].what}"
        what = f"{name}, {reason}"
        taken: IncidentKind = "not taken" if line.call.mode == "entries" and "0-d" in name else kind
        return _incident(line, stretch, rows, taken, what)
    before = line.judge_ran(form, stretch, whole).worst()
    after = line.judge_ran(form, stretch, ran).worst()
    for contract in required:
        if contract not in after.codes:
            continue
        fails = np.isin(after.codes[contract], FAILING) & ~np.isin(before.codes[contract], FAILING)
        if fails.any():
            rows = np.flatnonzero(fails).tolist()
            row = simplest_row(stretch.s, rows, line.fmt)
            got, other = (_shown(each.values[row]) for each in (ran, whole))
            what = f"{name}, it returns {got}; in a large batch, {other}"
            return _incident(line, stretch, rows, kind, what)
    return None


def _shown(value: Any) -> str:
    numbers = np.ravel(value)[:3].astype(np.float64)
    text = ", ".join(f"{number:.6g}" for number in numbers)
    return text if np.ndim(value) == 0 else f"({text}{', …' if np.size(value) > 3 else ''})"


def _incident(
    line: NativeLine, stretch: Stretch, rows: list[int], kind: IncidentKind, what: str
) -> Incident:
    row = simplest_row(stretch.s, rows, line.fmt)
    written = arguments_text(line.quantity, stretch.arguments, row, line.fmt)
    bits = line.fmt.hex_bits(stretch.s[row])
    count = len(set(map(float, stretch.s[rows])))
    return Incident(kind, line.fmt.name, line.probe.text, written, bits, what, count)


def of_no_points(line: NativeLine) -> list[Incident]:
    """What comes of no points at all."""
    if not line.call.is_batched:
        return []
    nothing = line.stretch(line.fmt.from_ordinal([1])).arguments
    ran = line.runner.run(line.call, [each[:0] for each in nothing])
    if not ran.losses:
        return []
    what = f"given no points at all, {ran.losses[0].kind}: {ran.losses[0].what}"
    return [Incident("not taken", line.fmt.name, "", "", "", what)]
