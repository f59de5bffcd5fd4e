"""Loops over the entries of vectors, and the induction that proves what they compute.

One-pass algorithms (Welford's variance, an online softmax) keep a state and update it entry by
entry.  On floats such a loop is run as it stands.  A proof is about vectors of every length, and
cannot run it; there the loop's *invariant* stands for it: what the state is after all entries of a
vector, in closed form.  That it is one is proved by induction over the length, as claims of the
page that has the loop:

- after one entry, the invariant is what the loop starts with;
- after one entry more, it is what a step makes of it.

So a form that loops is PROVED for every N like any other, by its invariant and these claims.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from stabcheck.statement import Argument, Claim, Equation, Formula

__all__ = ["Loop"]


@dataclass(frozen=True)
class Loop:
    """A loop over the entries of vectors of one length, called with them like a function.

    It returns the last state, a tuple of as many values as ``state`` names.  ``first`` makes the
    state of the first entries, ``step`` that of a state and the next entries; ``after`` is the
    invariant, a function of whole vectors.
    """

    name: str
    arguments: Mapping[str, Argument]
    state: tuple[str, ...]
    first: Formula
    step: Formula
    after: Formula

    def __call__(self, *vectors: Any) -> tuple[Any, ...]:
        """The state after the last entry: run on numbers, by the invariant on symbols."""
        if any(hasattr(vector, "__named__") for vector in vectors):
            return tuple(self.after(*vectors))
        state = self.first(*(vector[0] for vector in vectors))
        for k in range(1, len(vectors[0])):
            state = self.step(state, *(vector[k] for vector in vectors))
        return tuple(state)

    def claims(self, page: str) -> Iterator[Claim]:
        """The induction, for each value of the state: the first entry, and one entry more."""
        entries = {f"{name}_new": _entry_of(each) for name, each in self.arguments.items()}
        for k, name in enumerate(self.state):
            own = f"{page}/{self.name}"
            yield Claim(
                f"{own}/first-{name}", f"{name} after one entry", self._starts(k), dict(entries)
            )
            yield Claim(
                f"{own}/next-{name}",
                f"{name} after one entry more",
                self._goes_on(k),
                {**self.arguments, **entries},
            )

    def _starts(self, k: int) -> Formula:
        def state(*entries: Any) -> Equation:
            vectors = (np.concatenate([entry]) for entry in entries)
            return Equation(self.after(*vectors)[k], self.first(*entries)[k])

        return state

    def _goes_on(self, k: int) -> Formula:
        def state(*arguments: Any) -> Equation:
            vectors, entries = arguments[: len(self.arguments)], arguments[len(self.arguments) :]
            longer = map(np.append, vectors, entries)
            return Equation(
                self.after(*longer)[k], self.step(tuple(self.after(*vectors)), *entries)[k]
            )

        return state


def _entry_of(vector: Argument) -> Argument:
    return replace(vector, kind="real", sizes=(), indices=())
