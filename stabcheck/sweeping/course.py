"""A course: a line, the forms to run along it, what is expected of them, and the floats to walk."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from stabcheck.sweeping.places import every_place, ordinals_at
from stabcheck.sweeping.points import walk, walk_between
from stabcheck.sweeping.predictions import expectations
from stabcheck.sweeping.surveying import survey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.places import Walk
    from stabcheck.sweeping.predictions import Expectation
    from stabcheck.sweeping.tally import Survey

__all__ = ["Course"]

#: So many reals are cheap to judge, and walked densely.
FEW_REALS = 2


class Course:
    """Some forms along one line, as their page has them ``written`` and as they are run on it.

    Where the page does not speak of the format (``is_spoken_of``), its contracts are judged, but
    nothing is promised and nothing predicted.  ``between`` is the first and the last place of the
    line if every float is to be walked from one to the other; without it the walk is chosen.
    """

    def __init__(
        self,
        line: Line,
        forms: Sequence[Form],
        *,
        is_spoken_of: bool = True,
        between: tuple[int, int] | None = None,
    ) -> None:
        self.line = line
        self.written = [
            form if is_spoken_of else replace(form, holds=(), breaks=(), theory=None)
            for form in forms
        ]
        self.forms = [line.on_line(form) for form in self.written]
        self.between = between

    @property
    def is_whole(self) -> bool:
        """Whether the walk goes from −MAX to MAX."""
        return self.between in (None, every_place(self.line.fmt))

    @cached_property
    def expected(self) -> list[list[Expectation]]:
        """What the page predicts of each form, as far as the floats walked can tell."""
        every = [expectations(form, self.line.probe, self.line.fmt) for form in self.forms]
        return [[one for one in many if self._can_tell(one)] for many in every]

    def _can_tell(self, one: Expectation) -> bool:
        """Whether the predicted float and its neighbours are walked."""
        if self.between is None or self.is_whole:
            return True
        first, last = (ordinals_at(place) for place in self.between)
        return one.ordinal is not None and bool(first < one.ordinal < last)

    @cached_property
    def walk(self) -> Walk:
        """The floats to walk."""
        line = self.line
        if self.between is not None:
            return walk_between(line.fmt, *self.between)
        marks = [one.ordinal for many in self.expected for one in many if one.ordinal is not None]
        is_wide = any(line.probe.is_vector) or len(line.probe.entries) > FEW_REALS
        return walk(line.fmt, line.probe.n, marks, is_vector=is_wide)

    def survey(self, start: int = 0, stop: int | None = None) -> Survey:
        """What the forms do on a part of the walk: from its ``start``-th float to its ``stop``-th.

        The last is not among them; without one the walk is surveyed to its end.
        """
        stop = len(self.walk) if stop is None else stop
        return survey(self.line, self.forms, self.walk, start, stop)
