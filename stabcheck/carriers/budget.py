"""The time that symbolic work may take: a deadline that every long computation looks at.

The work itself knows nothing of it but `check_time`, called where it goes round most often.  The
deadline belongs to the context it was set in, so proofs in several threads keep their own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["OutOfTime", "check_time", "time_budget"]

_budget: ContextVar[tuple[float, float] | None] = ContextVar("budget", default=None)


class OutOfTime(Exception):
    """The time budget is spent; what was being worked out stays open."""


@contextmanager
def time_budget(seconds: float | None) -> Iterator[None]:
    """Let `check_time` raise OutOfTime once ``seconds`` have passed; None is no limit.

    Inside another budget, the earlier of both deadlines holds.
    """
    outer = _budget.get()
    own = None if seconds is None else (time.monotonic() + seconds, seconds)
    token = _budget.set(min((each for each in (outer, own) if each is not None), default=None))
    try:
        yield
    finally:
        _budget.reset(token)


def check_time() -> None:
    """Raise OutOfTime if the budget of this context is spent."""
    budget = _budget.get()
    if budget is not None and time.monotonic() > budget[0]:
        raise OutOfTime(f"gave up after {budget[1]:g} s")
