"""What is written down while a function is run on symbols: its branches and what was assumed.

A formula of the catalogue needs no ledger: it branches with ``where`` and assumes nothing.  A
plain function may branch with ``if`` and may ask whether its input is finite; whoever runs it
opens a ledger, answers the branches, and reads the assumptions and refusals afterwards.  A
refusal is written down when it is raised, so that a function which swallows it is found out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from stabcheck.carriers.term import Term

__all__ = ["Ledger", "NeedsLength", "NoSuchAxis", "NotModelled", "ScalarOnly", "assume", "opened"]


@dataclass
class Ledger:
    """One run's record; ``branch`` answers whether a condition holds on the path being taken."""

    branch: Callable[[Term], bool]
    assumptions: dict[str, None] = field(default_factory=dict)
    refusals: list[NotModelled] = field(default_factory=list)


_OPEN: ContextVar[Ledger | None] = ContextVar("ledger", default=None)


@contextmanager
def opened(ledger: Ledger) -> Iterator[Ledger]:
    """The ledger that everything raised and assumed inside is written to."""
    token = _OPEN.set(ledger)
    try:
        yield ledger
    finally:
        _OPEN.reset(token)


def assume(text: str) -> None:
    """Write an assumption down, where a ledger is open."""
    ledger = _OPEN.get()
    if ledger is not None:
        ledger.assumptions.setdefault(text)


def branch(condition: Term) -> bool:
    """Which way a Python branch goes; raises NotModelled where no ledger is open."""
    ledger = _OPEN.get()
    if ledger is None:
        raise NotModelled("a Python branch on a symbolic condition is not modelled; use np.where")
    return ledger.branch(condition)


class NotModelled(TypeError):
    """The formula uses something the symbolic carrier does not model; nothing is guessed."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        ledger = _OPEN.get()
        if ledger is not None:
            ledger.refusals.append(self)


class ScalarOnly(NotModelled):
    """What is done to an array here works on single numbers only."""


class NeedsLength(NotModelled):
    """What is done to an array here needs a length in numbers, not a symbolic one."""


class NoSuchAxis(NotModelled):
    """The array has fewer axes than the function asks for."""
