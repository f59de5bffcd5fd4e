"""Tallies: what a part of a walk brought out, so that the parts add up to the whole.

A `Survey` is what some forms did on consecutive floats.  Surveys of neighbouring parts are added:
counts add up, the worst is the worse, and a run of failures that crosses the border becomes one.
The addition is associative and the survey of no floats is its zero, so a walk may be cut anywhere
and its parts surveyed by anyone, in any order: added up as they stand on the line, they give what
one survey of the whole gives, to the bit.

Floats are named by their places (see `stabcheck.sweeping.places`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.result import Mishap, TheoryCheck

__all__ = [
    "CELLS",
    "MANY_RUNS",
    "Breakage",
    "Refinement",
    "Span",
    "Survey",
    "Tally",
    "Worst",
    "worse",
]

Key = TypeVar("Key")

#: More runs of one kind than this are not told one by one.
MANY_RUNS = 8
#: The cells of the strip that draws the line.
CELLS = 48


@dataclass(frozen=True)
class Worst:
    """An error in ulp of the truth, and the place it was met at."""

    error_ulp: float
    place: int


@dataclass(frozen=True)
class Span:
    """A run of floats that fail in one way, from the place ``first`` to ``last``.

    ``before`` and ``after`` are the walked neighbours, which do not fail so; None where the part
    of the walk ends, and the run may go on.
    """

    first: int
    last: int
    before: int | None
    after: int | None
    count: int
    worst: Worst


@dataclass(frozen=True)
class Breakage:
    """All the floats at which one contract is broken in one way.

    ``spans`` are the runs, of which only the first and the last are kept where they are more than
    `MANY_RUNS`; ``runs`` is how many they are.  ``binades`` says of each binade (by its index, see
    `stabcheck.sweeping.places.line_edges`) how many floats fail there, and which is worst.
    """

    runs: int
    spans: tuple[Span, ...]
    binades: dict[int, tuple[int, Worst]]

    @property
    def count(self) -> int:
        """How many floats fail."""
        return sum(count for count, _ in self.binades.values())

    @property
    def worst(self) -> Worst:
        """The failing float with the largest error; the lowest of those."""
        first, *others = (self.binades[k][1] for k in sorted(self.binades))
        for other in others:
            first = worse(first, other)
        return first


@dataclass(frozen=True)
class Tally:
    """What one form did: by contract how many floats hold, and what fails in which way.

    ``worst`` is the largest finite error.  ``strip`` is the most severe outcome in each of `CELLS`
    cells of the line, −1 where no float was walked.  ``mishaps`` are what else happened, each at
    its first input.  ``error`` is why the form could not be run: then there is nothing else.
    ``theory`` is the error beside the a-priori bound.
    """

    holds: dict[str, int] = field(default_factory=dict)
    broken: dict[tuple[str, Outcome], Breakage] = field(default_factory=dict)
    worst: Worst | None = None
    strip: tuple[int, ...] = (-1,) * CELLS
    mishaps: tuple[Mishap, ...] = ()
    error: str = ""
    theory: TheoryCheck | None = None


@dataclass(frozen=True)
class Refinement:
    """What was added to the floats that a walk has chosen.

    So many stand beside ``changes`` of the truth, and so many are the ``worst`` of those ``tried``
    around the largest errors.
    """

    changes: int = 0
    worst: int = 0
    tried: int = 0

    @property
    def added(self) -> int:
        """How many floats were walked besides those chosen."""
        return self.changes + self.worst

    def __add__(self, above: Refinement) -> Refinement:
        """This and that of another part of the walk."""
        return Refinement(
            self.changes + above.changes, self.worst + above.worst, self.tried + above.tried
        )


@dataclass(frozen=True)
class Survey:
    """What ``forms`` did on the ``inputs`` floats walked from the place ``first`` to ``last``.

    ``undecided`` counts the floats whose truth stayed so, ``filtered`` those that float64 decided
    or an asymptote; ``binades`` counts the floats walked in each binade.  ``refinement`` says how
    many of them were not chosen beforehand.  ``seconds`` is the time it took, which is no part of
    what was found.
    """

    forms: tuple[Tally, ...] = ()
    first: int | None = None
    last: int | None = None
    inputs: int = 0
    undecided: int = 0
    filtered: int = 0
    binades: dict[int, int] = field(default_factory=dict)
    refinement: Refinement = Refinement()
    seconds: float = field(default=0.0, compare=False)

    def __add__(self, above: Survey) -> Survey:
        """This and the next part of the walk, which stands ``above`` it."""
        seconds = self.seconds + above.seconds
        if self.last is None or above.first is None:
            return replace(above if self.last is None else self, seconds=seconds)
        border = (self.last, above.first)
        return Survey(
            tuple(_added(a, b, border) for a, b in zip(self.forms, above.forms, strict=True)),
            self.first,
            above.last,
            self.inputs + above.inputs,
            self.undecided + above.undecided,
            self.filtered + above.filtered,
            _summed(self.binades, above.binades),
            self.refinement + above.refinement,
            seconds,
        )


def worse(one: Worst, other: Worst) -> Worst:
    """The larger error; of equal ones the first."""
    return other if other.error_ulp > one.error_ulp else one


def _summed(one: dict[Key, int], other: dict[Key, int]) -> dict[Key, int]:
    return one | {key: one.get(key, 0) + count for key, count in other.items()}


def _added(below: Tally, above: Tally, border: tuple[int, int]) -> Tally:
    if below.error or above.error:
        return below if below.error else above
    worst = below.worst or above.worst
    if below.worst and above.worst:
        worst = worse(below.worst, above.worst)
    return Tally(
        _summed(below.holds, above.holds),
        {
            kind: _joined(below.broken.get(kind), above.broken.get(kind), border)
            for kind in below.broken | above.broken
        },
        worst,
        tuple(map(max, below.strip, above.strip)),
        _first_of_each(below.mishaps + above.mishaps),
        theory=_both(below.theory, above.theory),
    )


def _both(below: TheoryCheck | None, above: TheoryCheck | None) -> TheoryCheck | None:
    """What is said of a bound on either side of a border; nothing where it says nothing."""
    return below + above if below and above else below or above


def _first_of_each(mishaps: tuple[Mishap, ...]) -> tuple[Mishap, ...]:
    """Each thing that happened, at the first input at which it did."""
    first: dict[tuple[str, str], Mishap] = {}
    for mishap in mishaps:
        first.setdefault((mishap.kind, mishap.what), mishap)
    return tuple(first.values())


def _joined(below: Breakage | None, above: Breakage | None, border: tuple[int, int]) -> Breakage:
    """The failures of one kind on both sides of a border between two walked floats."""
    left = list(below.spans) if below else []
    right = list(above.spans) if above else []
    runs = (below.runs if below else 0) + (above.runs if above else 0)
    reaches, begins = bool(left) and left[-1].after is None, bool(right) and right[0].before is None
    if reaches and begins:
        left[-1:], right[:1] = [_one(left[-1], right[0])], []
        runs -= 1
    elif reaches:
        left[-1] = replace(left[-1], after=border[1])
    elif begins:
        right[0] = replace(right[0], before=border[0])
    spans = [*left, *right]
    binades = dict(below.binades) if below else {}
    for k, (count, worst) in (above.binades if above else {}).items():
        known = binades.get(k)
        binades[k] = (known[0] + count, worse(known[1], worst)) if known else (count, worst)
    return Breakage(runs, tuple(spans) if runs <= MANY_RUNS else (spans[0], spans[-1]), binades)


def _one(left: Span, right: Span) -> Span:
    """A run that crosses the border."""
    return Span(
        left.first,
        right.last,
        left.before,
        right.after,
        left.count + right.count,
        worse(left.worst, right.worst),
    )
