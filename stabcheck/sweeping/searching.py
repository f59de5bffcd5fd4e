"""The search off the probes: random points judged, and what breaks a contract made simple.

The points are judged by the same truth and the same contracts as those of a walk.  All forms of a
quantity are tried at the same points; for each contract and outcome a form has one counterexample,
the simplest point at which it still breaks that contract in that way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from stabcheck.sweeping.causes import acceptance, blamed_at
from stabcheck.sweeping.contracts import FAILING, Outcome
from stabcheck.sweeping.counterexamples import Counterexample, Search
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.random_points import random_points
from stabcheck.sweeping.rendering import truth_text
from stabcheck.sweeping.shrinking import shrink, simplicity
from stabcheck.sweeping.space import Space

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from stabcheck.carriers.rounded import Accumulate
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Stretch
    from stabcheck.sweeping.space import Point

__all__ = ["search"]

#: So many points are judged at a time.
BLOCK_POINTS = 1 << 12


@dataclass
class _Seen:
    """What one form did: how often it broke which contract how, and the simplest such point."""

    undecided: int = 0
    broken: dict[tuple[str, Outcome], tuple[int, Point]] = field(default_factory=dict)
    error: str = ""


def search(
    quantity: Quantity,
    forms: Sequence[Form],
    fmt: Format,
    count: int,
    seed: int,
    accumulate: Accumulate = "same",
) -> list[Search]:
    """What ``forms`` do at ``count`` random points drawn from ``seed``; one result for each.

    Raises ValueError for a quantity of other arguments than reals and vectors.
    """
    space = Space(quantity, fmt)
    judging = _Judging(space, accumulate)
    points = list(random_points(space, count, seed))
    seen = [_Seen() for _ in forms]
    for start in range(0, len(points), BLOCK_POINTS):
        for some, line, stretch in judging.stretches(points[start : start + BLOCK_POINTS]):
            for form, of_form in zip(forms, seen, strict=True):
                if not of_form.error:
                    judging.note(of_form, form, some, line, stretch)
    return [
        Search(seed, len(points), each.undecided, judging.simplest(form, each), each.error)
        for form, each in zip(forms, seen, strict=True)
    ]


class _Judging:
    """Judges forms at points of a space."""

    def __init__(self, space: Space, accumulate: Accumulate) -> None:
        self.space = space
        self.accumulate = accumulate
        self._line = cache(self._new_line)

    def _new_line(self, n: int) -> Line:
        space = self.space
        return Line(space.quantity, space.through(n), space.fmt, self.accumulate)

    def stretches(self, points: Sequence[Point]) -> Iterator[tuple[list[Point], Line, Stretch]]:
        """The points with their truth, together those of one length, the shortest first."""
        by_length: dict[int, list[Point]] = {}
        for point in points:
            by_length.setdefault(max(map(len, point)), []).append(point)
        for n, some in sorted(by_length.items()):
            yield some, self._line(n), self._line(n).at_arguments(self.space.arguments(some))

    def note(
        self, seen: _Seen, form: Form, points: list[Point], line: Line, stretch: Stretch
    ) -> None:
        """Add to ``seen`` what the form does at points of one length."""
        try:
            verdicts = line.judge(form, stretch).worst()
        except Exception as error:  # noqa: BLE001 - whatever a form raises is what is found of it
            seen.error = f"{type(error).__name__}: {error}; {self._first(form, points)}"
            return
        codes = verdicts.codes
        undecided = [entries == Outcome.UNDECIDED for entries in codes.values()]
        seen.undecided += int(np.any(undecided, axis=0).sum())
        for contract in codes:
            for outcome in FAILING:
                rows = np.flatnonzero(codes[contract] == outcome)
                if len(rows):
                    count, *before = seen.broken.get((contract, outcome), (0,))
                    broken = [*before, *(points[row] for row in rows.tolist())]
                    best = min(broken, key=lambda point: simplicity(self.space, point))
                    seen.broken[contract, outcome] = (count + len(rows), best)

    def _first(self, form: Form, points: list[Point]) -> str:
        """The first point at which the form does not return floats to judge, as a probe."""
        for point in points:
            ((_, line, stretch),) = self.stretches([point])
            try:
                line.judge(form, stretch)
            except Exception:  # noqa: BLE001 - as above
                probe, s = self.space.spelled(point)
                return f"at s = {self.space.fmt.hex_bits(s)} on {probe.text}"
        return f"at some of {len(points)} points together"

    def simplest(self, form: Form, seen: _Seen) -> tuple[Counterexample, ...]:
        """What breaks a contract, made simple; one point for all that it breaks in one way."""
        found: dict[tuple[Point, Outcome], Counterexample] = {}
        for (contract, outcome), (count, point) in seen.broken.items():
            keeps = self._breaking(form, contract, outcome)
            simple = shrink(self.space, point, keeps)
            known = found.get((simple, outcome))
            if known is None:
                found[simple, outcome] = self._described(form, contract, outcome, simple, count)
            else:
                contracts = (*known.contracts, contract)
                found[simple, outcome] = replace(known, contracts=contracts)
        return tuple(found.values())

    def _breaking(
        self, form: Form, contract: str, outcome: Outcome
    ) -> Callable[[Sequence[Point]], list[bool]]:
        def breaks(points: Sequence[Point]) -> list[bool]:
            answers: dict[Point, bool] = dict.fromkeys(points, False)
            for some, line, stretch in self.stretches(points):
                codes = _verdicts(line, form, stretch).codes[contract]
                answers |= dict(zip(some, (codes == outcome).tolist(), strict=True))
            return [answers[point] for point in points]

        return breaks

    def _described(
        self, form: Form, contract: str, outcome: Outcome, point: Point, count: int
    ) -> Counterexample:
        ((_, line, stretch),) = self.stretches([point])
        verdicts = line.judge(form, stretch)
        entry = verdicts.worst_entry(contract, 0)
        accepts = acceptance(line, form, contract, stretch, 0, entry)
        cause, _ = blamed_at(line, form, accepts, stretch, 0)
        got = line.outputs(form, stretch.arguments).reshape(-1)[entry]
        probe, s = self.space.spelled(point)
        return Counterexample(
            contracts=(contract,),
            outcome=outcome.word,
            cause=cause,
            count=count,
            probe=probe.text,
            at=self.space.fmt.hex_bits(s),
            arguments=tuple(
                (name, self._written(entries, is_vector=vector))
                for name, entries, vector in zip(
                    self.space.quantity.arguments, point, self.space.is_vector, strict=True
                )
            ),
            got=self.space.fmt.decimal(got),
            truth=truth_text(accepts.truth),
            error_ulp=float(verdicts.error_ulp[0, entry]),
        )

    def _written(self, entries: tuple[int, ...], *, is_vector: bool) -> str:
        texts = [self.space.decimal(entry) for entry in entries]
        return f"({', '.join(texts)})" if is_vector else texts[0]


def _verdicts(line: Line, form: Form, stretch: Stretch) -> Verdicts:
    return line.judge(form, stretch).worst()
