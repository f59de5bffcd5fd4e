"""The trace against the function itself: run on plain floats, both must say about the same.

Rounding is no disagreement, and far from 0 neither are inf and NaN, which overflow explains.
What is left would mean that the trace is not of this function.
"""

from __future__ import annotations

import io
import itertools
import warnings
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from math import isfinite
from typing import Any

import numpy as np
from flint import arb

from stabcheck.carriers.term import ONE, ZERO, Term
from stabcheck.proof.claim import everywhere as over_all
from stabcheck.proof.evaluate import Point, Undefined, enclose, holds_at
from stabcheck.proof.refute import points
from stabcheck.target.paths import with_undefined
from stabcheck.target.setting import Setting

__all__ = ["disagreement", "run_plainly"]

_POINTS = 20
_BITS = 128
#: A formula may cancel, and may be told to compute in float16.
_TOLERANCE = 1e-2
_MODERATE = 4
_NOWHERE = Term("divide", ONE, ZERO)


def run_plainly(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """The function's value on plain floats; nothing printed, nothing warned of."""
    with warnings.catch_warnings(), np.errstate(all="ignore"), redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return function(*arguments)


def disagreement(
    function: Callable[..., Any], setting: Setting, traced: Sequence[Term]
) -> tuple[str | None, int]:
    """Where trace and function disagree, in words or None, and at how many entries they agree."""
    agreed = 0
    everywhere = points(traced[0], setting.definition[0], setting.arguments)
    given = tuple(map(over_all, setting.given))
    for point in itertools.islice(everywhere, _POINTS):
        if not all(holds_at(condition, point, _BITS) for condition in given):
            continue
        try:
            entries = list(setting.entries(point, run_plainly(function, setting.floats(point))))
        except (Exception, SystemExit) as error:  # noqa: BLE001  (it is somebody else's function)
            if _moderate(point) and _all_defined(traced, setting, point):
                return f"run on floats it raises {type(error).__name__}: {error}", agreed
            continue
        for component, place, got in entries:
            expected = _enclosed(traced[component], place)
            if expected is None:
                continue
            if not _agrees(got, expected, moderate=_moderate(point)):
                traced_value = expected.str(6, radius=False)
                return f"the trace gives {traced_value} where the function returns {got}", agreed
            agreed += 1
    return None, agreed


def _enclosed(term: Term, point: Point) -> arb | None:
    try:
        return enclose(with_undefined(term, _NOWHERE), point, _BITS)
    except Undefined:
        return None


def _all_defined(traced: Sequence[Term], setting: Setting, point: Point) -> bool:
    entries = setting.entries(point, np.zeros(setting.shape(point)))
    return all(_enclosed(traced[component], place) is not None for component, place, _ in entries)


def _moderate(point: Point) -> bool:
    values = [*point.reals.values(), *point.entries.values()]
    return all(abs(value) <= _MODERATE for value in values)


def _agrees(got: float, expected: arb, *, moderate: bool) -> bool:
    if not isfinite(got):
        return not moderate
    return bool(abs(expected - got) <= _TOLERANCE * (1 + abs(expected)))
