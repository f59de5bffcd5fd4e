"""One probe of one quantity in one format: the line that all its forms are judged along.

The truth along the line is computed once and shared by every form.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import arb

from stabcheck.carriers.rounded import Accumulate, Arithmetic
from stabcheck.carriers.running import run_running
from stabcheck.carriers.upper_bound import finite_sum
from stabcheck.oracle import Oracle
from stabcheck.sweeping.contracts import Allowance, Verdicts, judge
from stabcheck.sweeping.outputs import outputs

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.oracle import Truth
    from stabcheck.quantity import Argument, Form, Quantity
    from stabcheck.sweeping.probes import Probe

__all__ = ["Line", "Stretch", "WrongShape", "exactly_finite"]

Floats = np.ndarray[Any, Any]

#: An infinite entry is read as 2^k with k so much beyond the format's largest exponent.
BEYOND_EXPONENT = 24
#: The same where float64 has to hold it.
FAR_IN_FLOAT64 = 1000
#: An error of S that matters less than this beside an ulp is none.
NEGLIGIBLE = 2.0**-10


class WrongShape(ValueError):
    """A form returned another shape than the quantity has."""


@dataclass(frozen=True)
class Stretch:
    """Some floats of a line: their arguments, their truth, and S = κ·|f| (None if not stated)."""

    s: Floats
    arguments: list[Floats]
    truth: Truth
    sensitivity: np.ndarray[Any, np.dtype[np.float64]] | None


class Line:
    """A quantity along a probe in a format, sums in it added up as ``accumulate`` says."""

    def __init__(
        self, quantity: Quantity, probe: Probe, fmt: Format, accumulate: Accumulate = "same"
    ) -> None:
        self.quantity = quantity
        self.probe = probe
        self.fmt = fmt
        self.arithmetic = Arithmetic(fmt, accumulate)
        self._oracle = Oracle(quantity, fmt)

    def stretch(self, s: Floats) -> Stretch:
        """The arguments and the truth at the floats ``s``, shape (B,)."""
        arguments = self.probe.arguments(s, self.fmt)
        truth = self._oracle.truth([exactly_finite(values, self.fmt) for values in arguments])
        try:
            sensitivity = self._sensitivity(arguments, truth)
        except LookupError:
            sensitivity = None
        return Stretch(s, arguments, truth, sensitivity)

    def _sensitivity(self, arguments: list[Floats], truth: Truth) -> Floats:
        """S, shaped like the truth: in float64 where its error is nothing beside an ulp.

        Arb answers where it is not, to within as little; NaN where it cannot.  Raises LookupError
        where the page states no sensitivity.
        """
        formula = self.quantity.sensitivity_formula
        value, error = run_running(
            formula, [nearly_finite(values, self.fmt) for values in arguments]
        )
        bound: Floats = finite_sum(np.abs(value), error)
        # S is used as 2u·S, beside ulp(truth)
        beside = self.fmt.ulp(truth.magnitude) * 2.0 ** (self.fmt.precision - 1)
        beside = beside.reshape(len(bound), -1).min(axis=1).reshape(-1, *[1] * (bound.ndim - 1))
        rough = ~(error <= NEGLIGIBLE * np.maximum(np.abs(value), beside))
        rows = np.flatnonzero(rough.reshape(len(bound), -1).any(axis=1))
        if len(rows):
            exactly = [exactly_finite(values[rows], self.fmt) for values in arguments]
            unseen = np.broadcast_to(NEGLIGIBLE * beside, bound.shape)[rows]
            bound[rows] = self._oracle.sensitivity(exactly, unseen)
        missing_axes = truth.magnitude.ndim - bound.ndim
        return bound.reshape(bound.shape + (1,) * missing_axes)

    def at_ordinals(self, ordinals: np.ndarray[Any, np.dtype[np.int64]]) -> Stretch:
        """The stretch at the floats with these ordinals."""
        return self.stretch(self.fmt.from_ordinal(ordinals))

    def in_domain(self, s: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which floats of ``s`` give arguments inside the quantity's domain."""
        inside = np.ones(s.shape, dtype=np.bool_)
        kinds = self.quantity.arguments.values()
        for argument, values in zip(kinds, self.probe.arguments(s, self.fmt), strict=True):
            allowed = self._allowed(argument, values)
            inside &= allowed.reshape(len(s), -1).all(axis=1)
        return inside

    def _allowed(self, argument: Argument, values: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        ordinals = self.fmt.to_ordinal(values)
        # a format without infinities has NaN for what is beyond it
        allowed = np.asarray(~np.isnan(values.astype(np.float64)))
        if argument.above is not None:
            allowed &= ordinals > self.fmt.last_at_or_below(argument.above)
        if argument.below is not None:
            allowed &= ordinals < self.fmt.first_at_or_above(argument.below)
        return allowed

    def outputs(self, form: Form, arguments: list[Floats]) -> Floats:
        """What ``form`` returns in this format, shape (B, *out).

        Raises OutOfTime where it does not come back.
        """
        return outputs(form, arguments, self.arithmetic)

    def allowance(self, form: Form) -> Allowance:
        """What the contracts allow ``form`` on this line."""
        return Allowance(form.bound_ulp(self.probe.n), self.quantity.scale)

    def judge(self, form: Form, stretch: Stretch) -> Verdicts:
        """Run ``form`` along ``stretch`` and judge what comes out; raises as `verdicts` does."""
        return self.verdicts(form, self.outputs(form, stretch.arguments), stretch)

    def verdicts(self, form: Form, got: Floats, stretch: Stretch) -> Verdicts:
        """Judge what came out of ``form`` along ``stretch``, entry by entry.

        Raises WrongShape where the form returns another shape than the quantity has.
        """
        if got.shape != stretch.truth.rounded.shape:
            wanted = stretch.truth.rounded.shape[1:]
            raise WrongShape(f"returns shape {got.shape[1:]}, the quantity has {wanted}")
        return judge(got, stretch.truth, stretch.sensitivity, self.fmt, self.allowance(form))


def exactly_finite(values: Floats, fmt: Format) -> Floats:
    """Floats as real numbers: an infinite entry becomes one far beyond every float of ``fmt``.

    The truth there is the limit, to within less than any format can hold.
    """
    if not np.isinf(values.astype(np.float64)).any():
        return values
    if fmt.bits < 64:
        return nearly_finite(values, fmt)
    balls = np.empty(values.shape, dtype=object)
    far = arb(2) ** (fmt.emax + BEYOND_EXPONENT)
    for position, value in np.ndenumerate(values):
        balls[position] = arb(float(value)) if np.isfinite(value) else far * int(np.sign(value))
    return balls


def nearly_finite(values: Floats, fmt: Format) -> Floats:
    """The same in float64: as far for the narrower formats, for float64 as far as it reaches."""
    wide = values.astype(np.float64)
    infinite = np.isinf(wide)
    if not infinite.any():
        return values
    far = 2.0 ** min(fmt.emax + BEYOND_EXPONENT, FAR_IN_FLOAT64)
    return np.where(infinite, np.sign(wide) * far, wide)
