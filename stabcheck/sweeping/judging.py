"""One line judged: every form of a quantity, along one probe, in one format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stabcheck.sweeping.conclusions import conclude
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.probes import Probe
    from stabcheck.sweeping.result import SweepResult

__all__ = ["judge_line"]


def judge_line(
    quantity: Quantity,
    forms: Sequence[Form],
    fmt: Format,
    probe: Probe,
    *,
    with_specials: bool = False,
    is_spoken_of: bool = True,
    accumulate: Accumulate = "same",
) -> list[SweepResult]:
    """Sweep ``forms`` along ``probe``, all against one truth; one result per form.

    The options are those of `Line`, `Course` and `conclude`.
    """
    course = Course(Line(quantity, probe, fmt, accumulate), forms, is_spoken_of=is_spoken_of)
    return conclude(course, course.survey(), with_specials=with_specials)
