"""A form tried along a line: what the contracts say of it, and what it did besides.

A form may raise, return something else than floats of the quantity's shape, warn, or never come
back.  Each is a finding with the first input at which it happens, and the sweep goes on.  A form
that does not come back is stopped by an alarm where the system has one and the form runs in the
main thread of its process; anywhere else at its next operation on the numbers it was given.
"""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.batch import NoNumber
from stabcheck.carriers.budget import Budget, OutOfTime
from stabcheck.sweeping.line import WrongShape
from stabcheck.sweeping.outputs import outputs_aloud, outputs_watched
from stabcheck.sweeping.rendering import point_of
from stabcheck.sweeping.result import Mishap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Line, Stretch
    from stabcheck.sweeping.result import MishapKind, Point

__all__ = ["Trial", "attempt"]

#: So long may it take over a part of the walk, when the input that it hangs at is looked for.
PART_SECONDS = 2.0


@dataclass(frozen=True)
class Trial:
    """A form run along a line: its verdicts, None where it could not be run, and its mishaps.

    ``finite`` tells at which points every operation came out finite, where a theory asks for it.
    """

    form: Form
    verdicts: Verdicts | None
    mishaps: tuple[Mishap, ...] = ()
    finite: np.ndarray[Any, np.dtype[np.bool_]] | None = None

    @property
    def error(self) -> str:
        """Why the form could not be run; empty where it could."""
        if self.verdicts is not None:
            return ""
        last = self.mishaps[-1]
        return f"{last.kind}: {last.what}"


def attempt(line: Line, form: Form, stretch: Stretch) -> Trial:
    """Run ``form`` along ``stretch``, and judge it if it comes back with floats."""
    try:
        finite = None
        with _listening() as told:
            if form.theory is None:
                got = outputs_aloud(form, stretch.arguments, line.arithmetic)
            else:
                got, finite = outputs_watched(form, stretch.arguments, line.arithmetic)
        verdicts = line.verdicts(form, got, stretch).worst()
    except Exception as error:  # noqa: BLE001 - whatever a form raises is what is found of it
        at = _first_point(line, stretch, lambda rows: _raises(line, form, stretch, rows))
        return Trial(form, None, (_mishap(error, at),))
    if not told:
        return Trial(form, verdicts, finite=finite)
    at = _first_point(line, stretch, lambda rows: _warns(line, form, stretch, rows))
    texts = dict.fromkeys(f"{each.category.__name__}: {each.message}" for each in told)
    return Trial(form, verdicts, tuple(Mishap("warned", text, at) for text in texts), finite)


@contextmanager
def _listening() -> Iterator[list[warnings.WarningMessage]]:
    """Gives the list of what is warned of inside."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        yield told


def _mishap(error: Exception, at: Point | None) -> Mishap:
    kinds: dict[type[Exception], MishapKind] = {
        OutOfTime: "hung",
        WrongShape: "wrong shape",
        NoNumber: "wrong dtype",
    }
    kind = kinds.get(type(error), "raised")
    what = f"{type(error).__name__}: {error}" if kind == "raised" else str(error)
    return Mishap(kind, what, at)


def _first_point(line: Line, stretch: Stretch, happens: Callable[[int], bool]) -> Point | None:
    """The first input of a walk with which it happens, found by bisection; None for no input."""
    if not len(stretch.s):
        return None
    without, with_ = 0, len(stretch.s)
    while with_ - without > 1:
        middle = (without + with_) // 2
        if happens(middle):
            with_ = middle
        else:
            without = middle
    return point_of(stretch.s[with_ - 1], line.fmt)


def _raises(line: Line, form: Form, stretch: Stretch, rows: int) -> bool:
    """Whether the form does not come back with floats of the right shape from the first rows."""
    try:
        with Budget(PART_SECONDS).watched():
            got = line.outputs(form, [values[:rows] for values in stretch.arguments])
    except Exception:  # noqa: BLE001 - as above
        return True
    return bool(got.shape[1:] != stretch.truth.rounded.shape[1:])


def _warns(line: Line, form: Form, stretch: Stretch, rows: int) -> bool:
    with _listening() as told:
        outputs_aloud(form, [values[:rows] for values in stretch.arguments], line.arithmetic)
    return bool(told)
