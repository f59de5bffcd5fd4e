"""The contracts: what a form promises, judged at every point against the enclosed truth.

``range``
    never infinite, nan or finite against the truth; but where that exceeds MAX, by a sixteenth of
    an ulp at least, both MAX and ∞ are beside it: either may come out, a finite number no further
    off than t ulp.
``relative``
    error ≤ t · (ulp(truth) + 2u · S), where S = κ·|f| is the page's sensitivity: what one
    rounding of the inputs may move.  This is t · ulp · (1 + κ), written so that f = 0 is defined
    and a subnormal truth is not excused by the wide spacing it stands in.
``absolute``
    relative, or error ≤ t · u · max(scale, abs(truth)), where the page states the scale.

An error that a form declares, ε of max(scale, abs(truth)), is ε/u more of t.

Errors and tolerances are compared in ulp of the truth, where neither loses a digit at the
smallest floats.  A point is condemned only where the enclosure proves it; where the truth itself
stays undecided at the precision cap it is neither pass nor fail.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.sweeping.sensitivity import Sensitivity
    from stabcheck.truth import Truth

__all__ = [
    "ACCURACY_CONTRACTS",
    "Allowance",
    "Outcome",
    "Verdicts",
    "declared_ulp",
    "judge",
    "tolerances_ulp",
    "worst_by_row",
]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]

ACCURACY_CONTRACTS = ("relative", "absolute")

_LARGEST = float(np.finfo(np.float64).max)
#: A truth exceeds MAX where it does by so much of an ulp; x + log n for x = MAX is still MAX.
CLEARLY = 1 / 16


#: So few entries a row are compared one after another, all rows at once.
FEW_ENTRIES = 4


class Outcome(IntEnum):
    """What happened at a point, in the order of severity."""

    HOLDS = 0
    UNDECIDED = 1
    INACCURATE = 2
    ZERO = 3
    FINITE = 4
    INFINITE = 5
    NAN = 6

    @property
    def word(self) -> str:
        """The outcome's name in print."""
        return self.name.lower()


FAILING = tuple(outcome for outcome in Outcome if outcome > Outcome.UNDECIDED)


@dataclass(frozen=True)
class Allowance:
    """What a form is allowed: t in ulp, and the scale of the absolute contract.

    The scale is a number, or numbers like the truth, or what gives them where they are asked for.
    """

    bound_ulp: float
    scale: float | Floats | Sensitivity = 1.0

    def at(self, rows: np.ndarray[Any, np.dtype[np.intp]]) -> Allowance:
        """The same at some points of a stretch, the scale in numbers."""
        if isinstance(self.scale, float | np.ndarray):
            return self
        return replace(self, scale=self.scale.at(rows))


def declared_ulp(error: float | None, fmt: Format) -> float:
    """An error ε that a form declares, in units of u: so much is added to t."""
    return (error or 0.0) * 2.0**fmt.precision


@dataclass(frozen=True)
class Verdicts:
    """One form's outcomes: contract → codes, and the error in ulp of the truth, of one shape.

    The shape is (B, entries), entry by entry, or (B,), of which `worst` is the maker.  The error
    is inf where inf or NaN came out against a finite truth.  ``between`` are its lower and upper
    bounds, shaped like the truth.  ``t`` is what the accuracy contracts allow everywhere, in ulp;
    ``are_alike`` says that the points are, all of them.
    """

    codes: dict[str, Codes]
    error_ulp: Floats
    between: tuple[Floats, Floats]
    t: float
    are_alike: bool = False

    def spread(self, points: int) -> Verdicts | None:
        """The verdicts of a single point for as many like it, at which the same error was made.

        None if what they are allowed besides t may differ from point to point.
        """
        is_wrong = self.codes["range"] != Outcome.HOLDS
        if not (is_wrong | (self.between[0].reshape(1, -1) <= self.t)).all():
            return None

        def repeated(one: np.ndarray[Any, Any]) -> Any:
            return np.broadcast_to(one, (points, *one.shape[1:]))

        codes = {contract: repeated(of_one) for contract, of_one in self.codes.items()}
        low, high = map(repeated, self.between)
        return Verdicts(codes, repeated(self.error_ulp), (low, high), self.t, are_alike=True)

    def worst(self) -> Verdicts:
        """Point by point: a vector is as good as its worst entry."""
        codes = {contract: worst_by_row(entries) for contract, entries in self.codes.items()}
        return replace(self, codes=codes, error_ulp=worst_by_row(self.error_ulp))

    def worst_entry(self, contract: str, row: int) -> int:
        """The index of the entry that breaks ``contract`` most at point ``row``."""
        codes = self.codes[contract][row]
        return int(np.argmax(np.where(codes == codes.max(), self.error_ulp[row], -1.0)))


def judge(
    got: np.ndarray[Any, Any],
    truth: Truth,
    sensitivity: Sensitivity | None,
    fmt: Format,
    allowance: Allowance,
) -> Verdicts:
    """Judge what a form returned, shape (B, *out), by each contract, entry by entry.

    Without ``sensitivity``, where the page states none, the accuracy contracts are left out.
    """
    value = got.astype(np.float64, copy=False)
    range_codes = _range_codes(value, truth, has_inf=fmt.has_inf)
    ulp = truth.ulp(fmt)
    low, high = between = truth.error(value, ulp)
    middle = low * 0.5 + high * 0.5
    np.minimum(middle, _LARGEST, out=middle)
    beside = _beside_max(value, truth, range_codes, low, fmt, allowance.bound_ulp)
    error_ulp = _without_numbers(middle, range_codes, truth)
    if beside is not None:
        where, errors = beside
        error_ulp[where] = errors
        range_codes[where] = Outcome.HOLDS
    codes = {"range": range_codes}
    if sensitivity is not None:
        for contract in ACCURACY_CONTRACTS:
            codes[contract] = range_codes.copy()
        # t ulp is allowed wherever the numbers are right: a sensitivity is never negative
        suspects = low > allowance.bound_ulp
        if suspects.any():
            suspects &= range_codes == Outcome.HOLDS
        if suspects.any():
            where = np.nonzero(suspects & np.isfinite(value))
            s = _spread(sensitivity, suspects)[where]
            here = _allowance_in(allowance, suspects, where)
            allowed = tolerances_ulp(truth.magnitude[where], ulp[where], s, fmt, here)
            for contract, tolerance in allowed.items():
                verdict = _accuracy_codes(value[where], low[where], tolerance)
                codes[contract][where] = verdict
    if not truth.is_decided:
        for entries in codes.values():
            entries[truth.undecided] = Outcome.UNDECIDED
    flat = (len(got), -1)
    by_contract = {contract: entries.reshape(flat) for contract, entries in codes.items()}
    return Verdicts(by_contract, error_ulp.reshape(flat), between, allowance.bound_ulp)


def worst_by_row(entries: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The largest entry of every row, of shape (B, …); NaN is larger than any."""
    rows = entries.reshape(len(entries), -1)
    is_short = 0 < rows.shape[1] <= FEW_ENTRIES
    worst: np.ndarray[Any, Any] = reduce(np.maximum, rows.T) if is_short else rows.max(axis=1)
    return worst


def _beside_max(
    value: Floats, truth: Truth, range_codes: Codes, low: Floats, fmt: Format, t: float
) -> tuple[Any, Floats] | None:
    """Where MAX and ∞ are mistaken for one another beside a truth between them; the errors there.

    ∞ stands for the number after MAX, MAX + ulp.  None where there is no such place.
    """
    if not range_codes.any():
        return None
    with np.errstate(invalid="ignore"):
        # beyond the last binade the spacing is kept, so that this is exact near MAX
        largest = fmt.largest
        top = fmt.ulp(largest)
        excess = (truth.magnitude - largest) / top
        excess = excess + np.ldexp(np.sign(truth.hi) * truth.lo / top, -truth.finer)
        is_beyond = np.isinf(value) if fmt.has_inf else np.isnan(value)
        is_beyond &= np.isnan(value) | (np.signbit(value) == np.signbit(truth.hi))
        is_beyond &= (range_codes >= Outcome.INFINITE) & (excess >= CLEARLY)
        near = is_beyond | ((range_codes == Outcome.FINITE) & (low <= t))
    if not near.any():
        return None
    where = np.nonzero(near)
    return where, np.where(is_beyond, 1 - excess, low)[where]


def _without_numbers(middle: Floats, range_codes: Codes, truth: Truth) -> Floats:
    """Errors with those of results that are no numbers in place: none, or infinite."""
    holds = range_codes == Outcome.HOLDS
    error_ulp = middle if holds.all() else np.where(holds, middle, np.inf)
    if truth.overflows is not None:  # what is undecided has no rounded truth either
        error_ulp[(holds & truth.overflows) | truth.undecided] = 0.0
    return error_ulp


def _spread(sensitivity: Sensitivity, entries: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    """S in the shape of the truth, evaluated at the points that have one of the ``entries``."""
    rows = np.flatnonzero(entries.reshape(len(entries), -1).any(axis=1))
    spread = np.full(entries.shape, np.nan)
    spread[rows] = sensitivity.at(rows)
    return spread


def _allowance_in(
    allowance: Allowance, entries: np.ndarray[Any, np.dtype[np.bool_]], where: Any
) -> Allowance:
    """The allowance at some of the ``entries``, the scale in numbers."""
    if isinstance(allowance.scale, float | np.ndarray):
        return allowance
    return replace(allowance, scale=_spread(allowance.scale, entries)[where])


def _range_codes(value: Floats, truth: Truth, *, has_inf: bool) -> Codes:
    """Infinite, nan or finite against the correctly rounded truth."""
    codes = np.zeros(value.shape, dtype=np.int8)
    is_finite, overflows = np.isfinite(value), truth.overflows
    if overflows is None:
        if is_finite.all():
            return codes
        overflows = np.zeros(value.shape, dtype=np.bool_)
    rounded = truth.rounded.astype(np.float64)
    nan_is_right = overflows & (not has_inf)
    wrong_infinity = np.isinf(value) & ~(overflows & (np.sign(value) == np.sign(rounded)))
    codes[np.isnan(value) & ~nan_is_right] = Outcome.NAN
    codes[wrong_infinity] = Outcome.INFINITE
    codes[is_finite & overflows] = Outcome.FINITE
    return codes


def tolerances_ulp(
    magnitude: Floats, ulp: Floats, sensitivity: Floats, fmt: Format, allowance: Allowance
) -> dict[str, Floats]:
    """The error that each accuracy contract allows, in ulp of truths of these magnitudes.

    The scale of the ``allowance`` is in numbers.
    """
    t, scale = allowance.bound_ulp, np.asarray(allowance.scale, dtype=np.float64)
    with np.errstate(all="ignore"):
        u_in_ulp = 2.0**-fmt.precision / ulp  # a power of two, exactly
        relative = t * (1 + 2 * (u_in_ulp * sensitivity))
        absolute = t * (u_in_ulp * np.maximum(scale, magnitude))
    return {"relative": relative, "absolute": np.maximum(relative, absolute)}


def _accuracy_codes(value: Floats, error: Floats, tolerance: Floats) -> Codes:
    """Of finite results further off than t ulp, what the tolerance says of them."""
    codes = np.zeros(value.shape, dtype=np.int8)
    too_far = error > tolerance
    codes[too_far] = Outcome.INACCURATE
    codes[too_far & (value == 0)] = Outcome.ZERO
    codes[np.isnan(tolerance)] = Outcome.UNDECIDED
    return codes
