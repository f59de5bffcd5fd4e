"""Causes: the operation to blame at one point, by the contract that its result breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb, ctx

from stabcheck.carriers.ball import ball_of, run_ball
from stabcheck.carriers.infinities import exactly_finite
from stabcheck.carriers.recorder import blame
from stabcheck.sweeping.contracts import tolerances_ulp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Line, Stretch

__all__ = ["Acceptance", "acceptance", "blamed_at", "true_balls", "true_balls_at", "working_bits"]

#: How far the precision of a truth is raised, and until how many bits of it are certain.
CAP_BITS = 4096
SHOWN_BITS = 64

#: What is blamed where no single operation is.
ACCUMULATED = "rounding"


def working_bits(fmt: Format) -> int:
    """The precision to blame in: the largest and a common float of the format add up exactly."""
    return 256 + fmt.emax


@dataclass(frozen=True)
class Acceptance:
    """What one contract accepts of one entry of the result at one point.

    ``truth`` is a ball, and so is ``tolerance``, the error allowed (None under ``range``).
    """

    entry: int
    truth: arb
    tolerance: arb | None
    fmt: Format

    def __call__(self, result: Sequence[Any]) -> bool:
        """Whether a result, each entry a ball or one of inf, −inf, nan, is acceptable."""
        value = result[self.entry]
        if not isinstance(value, arb):
            return self._overflows(self.truth) and self._is_overflow(float(value))
        if not value.is_finite() or self._overflows(value) != self._overflows(self.truth):
            return False
        if self.tolerance is None or not self.tolerance.is_finite():
            return True
        return not abs(value - self.truth) > self.tolerance

    def _overflows(self, number: arb) -> bool:
        return bool(abs(number) >= ball_of(self.fmt.overflow_threshold))

    def _is_overflow(self, value: float) -> bool:
        if not self.fmt.has_inf:
            return bool(np.isnan(value))
        return bool(np.isinf(value)) and bool((value > 0) == (self.truth > 0))


def acceptance(
    line: Line,
    form: Form,
    contract: str,
    stretch: Stretch,
    row: int,
    entry: int,
    balls: Sequence[arb] = (),
) -> Acceptance:
    """What ``contract`` accepts of ``form`` at one point of ``stretch``.

    ``balls`` are the `true_balls` there, where they are known.
    """
    truth = (balls or true_balls(line, stretch, row))[entry]
    tolerance = None
    if contract != "range" and stretch.sensitivity is not None:
        magnitude, at_row = stretch.truth.magnitude[row : row + 1], np.array([row])
        allowance = line.allowance(form, stretch).at(at_row)
        ulp = line.fmt.ulp(magnitude)
        sensitivity = np.broadcast_to(stretch.sensitivity.at(at_row), magnitude.shape)
        allowed = tolerances_ulp(magnitude, ulp, sensitivity, line.fmt, allowance)[contract]
        tolerance = arb(float(allowed.flat[entry])) * arb(float(ulp.flat[entry]))
    return Acceptance(entry, truth, tolerance, line.fmt)


def true_balls(line: Line, stretch: Stretch, row: int) -> list[arb]:
    """The truth at one point, entry by entry, as balls narrow enough to be shown."""
    (balls,) = true_balls_at(line, stretch, [row])
    return balls


def true_balls_at(line: Line, stretch: Stretch, rows: Sequence[int]) -> list[list[arb]]:
    """The same at some points."""
    given = [exactly_finite(values[list(rows)], line.fmt) for values in stretch.arguments]
    bits = working_bits(line.fmt)
    found = run_ball(line.quantity.evaluated_by, given, bits).reshape(len(rows), -1)
    while bits < CAP_BITS and len(wide := _wide(found)):
        bits *= 2
        again = run_ball(line.quantity.evaluated_by, [each[wide] for each in given], bits)
        found[wide] = again.reshape(len(wide), -1)
    return [list(balls) for balls in found]


def _wide(balls: np.ndarray[Any, Any]) -> list[int]:
    """The rows in which a ball is too wide to be shown."""
    return [
        k
        for k, row in enumerate(balls)
        if not all(ball.rel_accuracy_bits() >= SHOWN_BITS for ball in row)
    ]


def blamed_at(
    line: Line, form: Form, accepts: Acceptance, stretch: Stretch, row: int
) -> tuple[str, int | None]:
    """Why ``form`` breaks what ``accepts`` says at one point, and at which operation (from 1).

    It is the first operation whose rounding the result does not survive.
    """
    one = [values[row : row + 1] for values in stretch.arguments]
    bits = working_bits(line.fmt)
    with np.errstate(all="ignore"), ctx.workprec(bits):
        found = blame(form.function, one, line.arithmetic, accepts, bits)
    return (ACCUMULATED, None) if found is None else (found[1], found[0].index)
