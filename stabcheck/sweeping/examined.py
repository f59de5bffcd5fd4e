"""Floats of a line examined: their truth and what every form did there, to be joined with others.

A walk that is chosen is examined in steps, as what is found at some of its floats says which others
to look at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import Verdicts
from stabcheck.sweeping.line import Stretch
from stabcheck.sweeping.places import ordinals_at
from stabcheck.truth import joined as joined_truths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.places import Part, Places
    from stabcheck.sweeping.trials import Trial

    Trying = Callable[[Line, Form, Stretch], Trial]

__all__ = ["Examined", "examine", "examine_places"]

Rows = np.ndarray[Any, np.dtype[np.intp]]


@dataclass(frozen=True)
class Examined:
    """Ascending places of a line, the stretch of their floats, and the trial of each form."""

    places: Places
    stretch: Stretch
    trials: tuple[Trial, ...]

    def __len__(self) -> int:
        return len(self.places)

    def joined(self, other: Examined) -> Examined:
        """These floats and the ``other`` ones, of which none is among these.

        Excuses are left behind: these and those have been judged.
        """
        places = np.concatenate([self.places, other.places])
        order = np.argsort(places, kind="stable")
        trials = zip(self.trials, other.trials, strict=True)
        return Examined(
            places[order],
            _arranged([self.stretch, other.stretch], order),
            tuple(_tried(both, order) for both in trials),
        )


def examine(line: Line, forms: Sequence[Form], part: Part, trying: Trying) -> Examined:
    """The floats of a part of a walk, all of them inside the domain; ``trying`` runs a form."""
    stretch = line.stretch(part.s)
    return Examined(part.places, stretch, tuple(trying(line, form, stretch) for form in forms))


def examine_places(
    line: Line, forms: Sequence[Form], places: Places, trying: Trying
) -> Examined | None:
    """The floats at some more places that ascend, as far as they are inside the domain.

    None where none is.
    """
    if not len(places):
        return None
    s = line.fmt.from_ordinal(ordinals_at(places))
    inside = line.in_domain(s)
    if not inside.any():
        return None
    stretch = line.stretch(s[inside])
    trials = tuple(trying(line, form, stretch) for form in forms)
    return Examined(places[inside], stretch, trials)


def _arranged(stretches: Sequence[Stretch], order: Rows) -> Stretch:
    """The stretches one after another, then in this order; without excuses."""
    columns = zip(*(each.arguments for each in stretches), strict=True)
    return Stretch(
        np.concatenate([each.s for each in stretches])[order],
        [np.concatenate(column)[order] for column in columns],
        joined_truths([each.truth for each in stretches], order),
        None,
    )


def _tried(trials: Sequence[Trial], order: Rows) -> Trial:
    """Trials of one form likewise; one that could not be run speaks for all."""
    first = next((each for each in trials if each.verdicts is None), trials[0])
    mishaps = {(m.kind, m.what): m for each in reversed(trials) for m in each.mishaps}
    known = [each.verdicts for each in trials if each.verdicts is not None]
    if len(known) < len(trials):
        return first
    finite = [each.finite for each in trials if each.finite is not None]
    return replace(
        first,
        verdicts=_judged(known, order),
        mishaps=tuple(mishaps.values()),
        finite=np.concatenate(finite)[order] if finite else None,
    )


def _judged(verdicts: Sequence[Verdicts], order: Rows) -> Verdicts:
    low, high = (
        np.concatenate([each.between[side] for each in verdicts])[order] for side in (0, 1)
    )
    codes = {
        contract: np.concatenate([each.codes[contract] for each in verdicts])[order]
        for contract in verdicts[0].codes
    }
    error_ulp = np.concatenate([each.error_ulp for each in verdicts])[order]
    return replace(verdicts[0], codes=codes, error_ulp=error_ulp, between=(low, high))
