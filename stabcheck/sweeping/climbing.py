"""Climbing: from the largest errors of a walk to larger ones beside them.

An error is large where the roundings of several operations meet, which between neighbouring floats
come and go.  So floats beside the worst are tried, near ones and farther ones alike, then floats
beside the worst of these, a few times.  What counts is the part of its allowance that a form uses:
only promises can be broken.  Every float tried is judged; those that a walk is to have are few.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import ACCURACY_CONTRACTS, FAILING, tolerances_ulp, worst_by_row
from stabcheck.sweeping.examined import Examined, examine_places
from stabcheck.sweeping.places import not_among, ordinals_at, places_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.examined import Trying
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.places import Places

__all__ = ["climb"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Rows = np.ndarray[Any, np.dtype[np.intp]]

SEED = 31
#: So often, from so many of the worst floats of a form, so many are tried beside each.
ROUNDS = 4
PARENTS = 16
#: So many times as many are looked at to find them.
LOOKED_AT = 8
#: They are at least so many floats apart, and what is tried at most a part 2^−k of a binade away.
APART_FLOATS = 64
REACH_PART = 5
#: So many of the worst that are found are kept for each form.
KEPT = 2
#: An error of less than this part of t is not where one begins.
LITTLE = 0.25


@dataclass
class _Climb:
    """What of its allowance one form uses, at some places; the ``best`` is that of the walk."""

    form: Form
    contract: str
    places: Places
    used: Floats
    best: float

    def parents(self) -> Places:
        """The places where most is used, some floats apart."""
        chosen: list[int] = []
        order = np.argsort(-self.used, kind="stable")[: LOOKED_AT * PARENTS]
        for place in self.places[order].tolist():
            if all(abs(place - other) > APART_FLOATS for other in chosen):
                chosen.append(place)
            if len(chosen) == PARENTS:
                break
        return np.array(chosen, dtype=np.int64)

    def add(self, places: Places, used: Floats) -> None:
        """What was tried."""
        self.places = np.concatenate([self.places, places])
        self.used = np.concatenate([self.used, used])

    def kept(self) -> Places:
        """The worst, where they are worse than what the walk has."""
        order = np.argsort(-self.used, kind="stable")[:KEPT]
        return self.places[order[self.used[order] > self.best]]


def climb(
    line: Line,
    forms: Sequence[Form],
    walked: Examined,
    beside: Places,
    trying: Trying,
    children: int,
) -> tuple[Places, int]:
    """The worst places found from what was ``walked``, and how many were tried.

    Those ``beside`` are tried too, but will be walked in any case.  ``children`` is how many are
    tried beside each place in a round.
    """
    begun = [_begun(line, form, walked, k) for k, form in enumerate(forms)]
    climbs = [each for each in begun if each is not None]
    random = np.random.default_rng(SEED)
    known, tried = [walked.places], 0
    for turn in range(ROUNDS if climbs else 0):
        parents = np.unique(np.concatenate([each.parents() for each in climbs]))
        fresh = reduce(not_among, known, _children(line, parents, children, random))
        if not turn:
            fresh = np.union1d(fresh, beside)
        if len(fresh):
            known.append(fresh)
        found = examine_places(line, [each.form for each in climbs], fresh, trying)
        if found is not None:
            tried += len(found)
            for k, each in enumerate(climbs):
                each.add(*_used(line, each.form, each.contract, found, k))
    kept = [each.kept() for each in climbs]
    return np.unique(np.concatenate([beside[:0], *kept])), tried


def _begun(line: Line, form: Form, walked: Examined, k: int) -> _Climb | None:
    """The climb of a form that keeps an accuracy contract it promises, the strongest."""
    verdicts = walked.trials[k].verdicts
    promised = [each for each in ACCURACY_CONTRACTS if each in form.holds]
    if verdicts is None or not promised or promised[0] not in verdicts.codes:
        return None
    if verdicts.codes[promised[0]].max() >= FAILING[0]:
        return None
    places, used = _used(line, form, promised[0], walked, k)
    if not len(places):
        return None
    return _Climb(form, promised[0], places, used, used.max(initial=0.0))


def _children(line: Line, parents: Places, count: int, random: np.random.Generator) -> Places:
    """Places beside each, at distances of every size."""
    reach = max(1, line.fmt.precision - 1 - REACH_PART)
    shape = (len(parents), count)
    away = np.exp2(random.uniform(0, reach, shape)).astype(np.int64) * random.choice([-1, 1], shape)
    ordinals = np.unique(ordinals_at(parents)[:, None] + away)
    children: Places = places_at(ordinals[np.abs(ordinals) <= line.fmt.max_ordinal])
    return children


def _used(line: Line, form: Form, contract: str, found: Examined, k: int) -> tuple[Places, Floats]:
    """The places where an error is not small, and what of its allowance the form uses there."""
    verdicts, stretch = found.trials[k].verdicts, found.stretch
    if verdicts is None or stretch.sensitivity is None:
        return found.places[:0], np.zeros(0)
    allowance = line.allowance(form, stretch)
    error = verdicts.between[0].reshape(len(found), -1)
    is_large = worst_by_row(error) > LITTLE * allowance.bound_ulp
    rows = np.flatnonzero(is_large & np.isfinite(verdicts.error_ulp))
    if not len(rows):
        return found.places[:0], np.zeros(0)
    magnitude = stretch.truth.magnitude[rows]
    spread = np.broadcast_to(stretch.sensitivity.at_most(rows), magnitude.shape)
    ulp = line.unit.ulp(magnitude)
    allowed = tolerances_ulp(magnitude, ulp, spread, line.unit, allowance.at(rows))[contract]
    with np.errstate(invalid="ignore"):
        used = error[rows] / allowed.reshape(len(rows), -1)
    # ∞ beside MAX is inaccurate too, but no error of its own
    return found.places[rows], worst_by_row(np.nan_to_num(used, posinf=0.0))
