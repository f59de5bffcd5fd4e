"""A truth found by the columns of long vectors, laid out entry by entry.

A probe's vector of a hundred entries has two or three different ones.  What is true of equal
entries is found once; the function, which may do to each of them something else, is judged on all.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.line import Line, Stretch
from stabcheck.sweeping.sensitivity import Sensitivity
from stabcheck.truth import Truth

if TYPE_CHECKING:
    from stabcheck.sweeping.probes import Probe

__all__ = ["WholeVectors"]

Floats = np.ndarray[Any, Any]
Rows = np.ndarray[Any, np.dtype[np.intp]]


class WholeVectors:
    """What is true along ``line``, which may be folded, on the whole vectors of ``probe``.

    ``is_laid_out``: a value has an entry for each one of the vectors.
    """

    def __init__(self, line: Line, probe: Probe, *, is_laid_out: bool) -> None:
        self._line, self._probe = line, probe
        self._places = probe.places if is_laid_out and line.probe.is_folded else None

    def in_domain(self, s: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which floats of ``s`` give arguments inside the quantity's domain."""
        return self._line.in_domain(s)

    def stretch(self, s: Floats) -> Stretch:
        """Arguments and truth at the floats ``s``."""
        made = self._line.stretch(s)
        whole = replace(made, arguments=self._probe.arguments(s, self._line.fmt))
        if self._places is None:
            return whole
        truth = made.truth
        laid_out = {
            name: getattr(truth, name)[:, self._places]
            for name in ("hi", "lo", "rad", "rounded", "undecided")
        }
        sensitivity = made.sensitivity and _LaidOut(made.sensitivity, self._places)
        scale = made.scale
        if isinstance(scale, Sensitivity):
            scale = _LaidOut(scale, self._places)
        truth = Truth(**laid_out, filtered=truth.filtered, finer=truth.finer)
        return replace(whole, truth=truth, sensitivity=sensitivity, scale=scale)


class _LaidOut(Sensitivity):
    """A sensitivity by columns, entry by entry."""

    def __init__(self, by_columns: Sensitivity, places: Rows) -> None:
        self._by_columns, self._places = by_columns, places

    def at(self, rows: Rows) -> Floats:
        return self._entries(self._by_columns.at(rows))

    def at_most(self, rows: Rows) -> Floats:
        return self._entries(self._by_columns.at_most(rows))

    def _entries(self, found: Floats) -> Floats:
        return found if found.shape[1] == 1 else found[:, self._places]
