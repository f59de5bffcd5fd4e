"""What symbolic work may take: a deadline that every long computation looks at, and a size.

The work itself knows nothing of it but `check_time`, called where it goes round most often.  The
deadline belongs to the context it was set in, so proofs in several threads keep their own.  In the
main thread an alarm stands behind it, for the rare factorisation that is one long library call.
"""

from __future__ import annotations

import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

__all__ = ["TIMEOUT_SECONDS", "Budget", "OutOfTime", "TooLarge", "check_time", "hold_size"]

#: What one claim may take, unless somebody says otherwise.
TIMEOUT_SECONDS = 30.0

#: How long after the deadline the alarm goes off, and how often again.
_GRACE_SECONDS = 0.5

#: Terms written in one go; beyond, memory is spent before time is.
_MOST_TERMS = 500_000


class OutOfTime(Exception):
    """The time budget is spent; what was being worked out stays open."""


class TooLarge(ValueError):
    """A power, a product or a number beyond what is expanded; the claim stays undecided."""


class Budget:
    """So many seconds from now on; None is no limit."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.deadline = math.inf if seconds is None else time.monotonic() + seconds

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let `check_time` raise OutOfTime inside, once the time is over.

        Inside another budget, the earlier of both deadlines holds.
        """
        outer = _watched.get()
        if self.seconds is None or (outer is not None and outer.deadline <= self.deadline):
            yield
            return
        token = _watched.set(self)
        try:
            with self._alarm():
                yield
        finally:
            _watched.reset(token)

    def check(self) -> None:
        """Raise OutOfTime if the time is over."""
        if time.monotonic() > self.deadline:
            raise self._spent()

    def _spent(self) -> OutOfTime:
        return OutOfTime(f"gave up after {self.seconds:g} s")

    @contextmanager
    def _alarm(self) -> Iterator[None]:
        """Raise OutOfTime in the middle of whatever runs, where this thread and system can.

        An alarm that somebody else has set is left alone.
        """
        here = threading.current_thread() is threading.main_thread()
        if not here or not hasattr(signal, "setitimer") or signal.getitimer(signal.ITIMER_REAL)[0]:
            yield
            return

        def ring(_number: int, _frame: object) -> NoReturn:
            raise self._spent()

        before = signal.signal(signal.SIGALRM, ring)
        remaining = max(0.0, self.deadline - time.monotonic())
        signal.setitimer(signal.ITIMER_REAL, remaining + _GRACE_SECONDS, _GRACE_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


_watched: ContextVar[Budget | None] = ContextVar("watched", default=None)


def check_time() -> None:
    """Raise OutOfTime if the budget watched in this context is spent."""
    budget = _watched.get()
    if budget is not None:
        budget.check()


def hold_size(terms: int) -> None:
    """Raise TooLarge if so many terms are not to be written out, OutOfTime as `check_time` does."""
    check_time()
    if terms > _MOST_TERMS:
        raise TooLarge("the formula grows too large when multiplied out")
