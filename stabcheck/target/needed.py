"""The smallest t with which an accuracy contract would hold: how accurate a function is, as asked.

An error in ulp says little by itself: where the quantity is ill conditioned, any function errs by
millions of them.  Divided by what the contract allows for each ulp of t, it says how much of the
allowance is used, whether or not the contract holds, and so whether a function has got worse.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import ACCURACY_CONTRACTS, Allowance, Outcome, tolerances_ulp

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Stretch
    from stabcheck.sweeping.sensitivity import Sensitivity

__all__ = ["needed_ulp"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

#: Points whose sensitivity is enclosed, those with the largest errors; then many more are looked at
#: in float64 alone, which may take the sensitivity for larger, and the t for smaller, than it is.
LOOKED_UP = 64
MANY_MORE = 16


def needed_ulp(
    verdicts: Verdicts, stretch: Stretch, unit: Format, known: dict[str, float]
) -> dict[str, float]:
    """The larger of what is ``known`` and what the points of ``stretch`` need, by contract.

    ``verdicts`` are entry by entry.  Inputs that break the range contract, and those whose truth
    or sensitivity stays undecided, need nothing: no t is enough, or none is known.
    """
    if stretch.sensitivity is None:
        return known
    count = len(stretch.s)
    magnitude = stretch.truth.magnitude.reshape(count, -1)
    ulp = unit.ulp(magnitude)
    judged = verdicts.codes["range"] == Outcome.HOLDS
    error = np.where(judged & np.isfinite(verdicts.error_ulp), verdicts.error_ulp, 0.0)
    size, s, one = (magnitude, ulp), stretch.sensitivity, Allowance(1.0, stretch.scale)
    return {
        contract: _largest(contract, error, size, s, unit, one, known.get(contract, 0.0))
        for contract in ACCURACY_CONTRACTS
    }


def _largest(
    contract: str,
    error: Floats,
    size: tuple[Floats, Floats],
    sensitivity: Sensitivity,
    unit: Format,
    one: Allowance,
    worst: float,
) -> float:
    """The t that one contract needs, if it is more than ``worst``; see `needed_ulp`."""
    # whatever the sensitivity is, or a scale that is not a number, a point needs no more than this
    least = one if isinstance(one.scale, float) else Allowance(1.0, 0.0)
    at_most = error / tolerances_ulp(*size, np.zeros_like(error), unit, least)[contract]
    by_row = at_most.max(axis=1, initial=0.0)
    order = np.argsort(-by_row, kind="stable")
    first, count, sensitivity_at = 0, LOOKED_UP, sensitivity.at
    while first < len(order):
        rows = order[first : first + count]
        first, count = first + count, MANY_MORE * count
        rows = rows[by_row[rows] > worst]
        if not len(rows):
            break
        magnitude, ulp = (each[rows] for each in size)
        s = np.broadcast_to(sensitivity_at(rows).reshape(len(rows), -1), magnitude.shape)
        sensitivity_at = sensitivity.at_most
        allowed = tolerances_ulp(magnitude, ulp, s, unit, _flat(one.at(rows)))[contract]
        needs = np.where(np.isnan(allowed), 0.0, error[rows] / allowed)
        worst = max(worst, float(needs.max(initial=0.0)))
    return worst


def _flat(here: Allowance) -> Allowance:
    """The allowance with a scale that is given in numbers as rows of entries."""
    if isinstance(here.scale, np.ndarray):
        return replace(here, scale=here.scale.reshape(len(here.scale), -1))
    return here
