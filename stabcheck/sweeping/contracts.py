"""The contracts: what a form promises, judged at every point against the enclosed truth.

``range``
    never infinite, nan or finite against the truth.
``relative``
    error ≤ t · (ulp(truth) + 2u · S), where S = κ·|f| is the page's sensitivity: what one
    rounding of the inputs may move.  This is t · ulp · (1 + κ), written so that f = 0 is defined
    and a subnormal truth is not excused by the wide spacing it stands in.
``absolute``
    relative, or error ≤ t · u · max(scale, abs(truth)).

Errors and tolerances are compared in ulp of the truth, where neither loses a digit at the
smallest floats.  A point is condemned only where the enclosure proves it; where the truth itself
stays undecided at the precision cap it is neither pass nor fail.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.oracle import Truth

__all__ = ["ACCURACY_CONTRACTS", "Allowance", "Outcome", "Verdicts", "judge", "tolerances_ulp"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Codes = np.ndarray[Any, np.dtype[np.int8]]

ACCURACY_CONTRACTS = ("relative", "absolute")


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
    """What a form is allowed: t in ulp, and the scale of the absolute contract."""

    bound_ulp: float
    scale: float = 1.0


@dataclass(frozen=True)
class Verdicts:
    """One form's outcomes: contract → codes, and the error in ulp of the truth, of one shape.

    The shape is (B, entries), entry by entry, or (B,), of which `worst` is the maker.  The error
    is inf where inf or NaN came out against a finite truth.
    """

    codes: dict[str, Codes]
    error_ulp: Floats

    def worst(self) -> Verdicts:
        """Point by point: a vector is as good as its worst entry."""
        codes = {contract: entries.max(axis=1) for contract, entries in self.codes.items()}
        return Verdicts(codes, self.error_ulp.max(axis=1))

    def worst_entry(self, contract: str, row: int) -> int:
        """The index of the entry that breaks ``contract`` most at point ``row``."""
        codes = self.codes[contract][row]
        return int(np.argmax(np.where(codes == codes.max(), self.error_ulp[row], -1.0)))


def judge(
    got: np.ndarray[Any, Any],
    truth: Truth,
    sensitivity: Floats | None,
    fmt: Format,
    allowance: Allowance,
) -> Verdicts:
    """Judge what a form returned, shape (B, *out), by each contract, entry by entry.

    ``sensitivity`` is S, of the same shape or one for each point; None, where the page states
    none, leaves the accuracy contracts out.
    """
    value = got.astype(np.float64)
    rounded = truth.rounded.astype(np.float64)
    range_codes = _range_codes(value, rounded, has_inf=fmt.has_inf)
    holds = range_codes == Outcome.HOLDS
    with np.errstate(all="ignore"):
        low, high = truth.error(got, fmt.ulp(truth.magnitude))
        middle = np.minimum(low / 2 + high / 2, np.finfo(np.float64).max)
        error_ulp = np.where(holds, middle, np.inf)
    error_ulp[(holds & ~np.isfinite(rounded)) | truth.undecided] = 0.0
    codes = {"range": range_codes}
    if sensitivity is not None:
        for contract, tolerance in tolerances_ulp(truth, sensitivity, fmt, allowance).items():
            codes[contract] = _accuracy_codes(value, low, tolerance, range_codes)
    for entries in codes.values():
        entries[truth.undecided] = Outcome.UNDECIDED
    flat = (len(got), -1)
    by_contract = {contract: entries.reshape(flat) for contract, entries in codes.items()}
    return Verdicts(by_contract, error_ulp.reshape(flat))


def _range_codes(value: Floats, rounded: Floats, *, has_inf: bool) -> Codes:
    """Infinite, nan or finite against the correctly rounded truth (all float64, exact)."""
    overflows = ~np.isfinite(rounded)
    nan_is_right = overflows & (not has_inf)
    wrong_infinity = np.isinf(value) & ~(overflows & (np.sign(value) == np.sign(rounded)))
    codes = np.zeros(value.shape, dtype=np.int8)
    codes[np.isnan(value) & ~nan_is_right] = Outcome.NAN
    codes[wrong_infinity] = Outcome.INFINITE
    codes[np.isfinite(value) & overflows] = Outcome.FINITE
    return codes


def tolerances_ulp(
    truth: Truth, sensitivity: Floats, fmt: Format, allowance: Allowance
) -> dict[str, Floats]:
    """The error that each accuracy contract allows, in ulp of the truth and shaped like it."""
    t, magnitude = allowance.bound_ulp, truth.magnitude
    with np.errstate(all="ignore"):
        u_in_ulp = 2.0**-fmt.precision / fmt.ulp(magnitude)  # a power of two, exactly
        relative = t * (1 + 2 * (u_in_ulp * sensitivity))
        absolute = t * (u_in_ulp * np.maximum(allowance.scale, magnitude))
    return {"relative": relative, "absolute": np.maximum(relative, absolute)}


def _accuracy_codes(value: Floats, error: Floats, tolerance: Floats, range_codes: Codes) -> Codes:
    codes = range_codes.copy()
    finite = range_codes == Outcome.HOLDS
    too_far = finite & np.isfinite(value) & (error > tolerance)
    codes[too_far] = Outcome.INACCURATE
    codes[too_far & (value == 0)] = Outcome.ZERO
    codes[finite & np.isnan(tolerance)] = Outcome.UNDECIDED
    return codes
