"""Two implementations on the same inputs, side by side with the truth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.causes import true_balls
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.target.native_sweep import native_walk
from stabcheck.target.report import Comparison

if TYPE_CHECKING:
    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Stretch
    from stabcheck.target.native_line import NativeLine

__all__ = ["compared"]

#: Floats compared at a time.
BLOCK = 1 << 14


def compared(line: NativeLine, other: NativeLine, form: Form) -> Comparison:
    """How often two functions differ in value along one line, and where by the most."""
    path = native_walk(line)
    inputs = differing = 0
    largest = -1.0
    found = None
    for first in range(0, len(path), BLOCK):
        part = path.part(first, first + BLOCK)
        part = part.where(line.in_domain(part.s))
        if not len(part.s):
            continue
        stretch = line.stretch(part.s)
        ours, theirs = line.outputs(form, stretch.arguments), other.outputs(form, stretch.arguments)
        differs = _differ(ours, theirs)
        inputs += len(differs)
        differing += int(differs.sum())
        apart = np.where(differs, _apart(line, other, form, stretch), -1.0)
        row = int(np.argmax(apart))
        if apart[row] > largest:
            largest, found = float(apart[row]), (stretch, row)
    if found is None:
        return Comparison(line.fmt.name, line.probe.text, inputs, 0, None, "", "", "", 0.0, 0.0)
    return _told(line, other, form, inputs, differing, *found)


def _differ(ours: Any, theirs: Any) -> Any:
    """At which points some entry is another number; all NaNs are one."""
    a, b = (each.astype(np.float64).reshape(len(each), -1) for each in (ours, theirs))
    return ~((a == b) | (np.isnan(a) & np.isnan(b))).all(axis=1)


def _apart(line: NativeLine, other: NativeLine, form: Form, stretch: Stretch) -> Any:
    """By how many ulp the worse of the two is further off, point by point."""
    errors = [each.judge(form, stretch).error_ulp.max(axis=1) for each in (line, other)]
    most = float(np.finfo(np.float64).max)
    finite = [np.minimum(each, most) for each in errors]
    return np.abs(finite[0] - finite[1])


def _told(
    line: NativeLine,
    other: NativeLine,
    form: Form,
    inputs: int,
    differing: int,
    stretch: Stretch,
    row: int,
) -> Comparison:
    at = line.fmt.to_ordinal(stretch.s[row : row + 1])
    one = line.at_ordinals(at)
    verdicts = [each.judge(form, one) for each in (line, other)]
    errors = [each.error_ulp[0] for each in verdicts]
    entry = int(np.argmax(np.maximum(*errors)))
    got = [
        each.returned.decimal(each.outputs(form, one.arguments).reshape(-1)[entry])
        for each in (line, other)
    ]
    return Comparison(
        line.fmt.name,
        line.probe.text,
        inputs,
        differing,
        point_of(stretch.s[row], line.fmt),
        got[0],
        got[1],
        truth_text(true_balls(line, one, 0)[entry]),
        float(errors[0][entry]),
        float(errors[1][entry]),
    )
