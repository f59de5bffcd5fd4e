"""Failures: the maximal runs of consecutive floats where one contract breaks in one way.

Where a walk is exhaustive, the edges of a run are read off; where it is stratified, they are
bisected to the float.  Failures of one kind in many places are one scattered failure: the floats
at which an error exceeds a tolerance come and go, and a list of them says less than their number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.boundaries import Edge, bisect
from stabcheck.sweeping.contracts import ACCURACY_CONTRACTS, FAILING, Outcome
from stabcheck.sweeping.result import Counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.points import Walk

__all__ = ["MANY_RUNS", "Run", "find_runs", "sharpen"]

#: More runs of one kind than this are reported as one scattered failure.
MANY_RUNS = 8


@dataclass(frozen=True)
class Run:
    """A failure in ordinals: ``form`` is the form's index, ``runs`` how many runs it stands for.

    ``before`` and ``after`` are the walked neighbours that do not fail so, None at the end of the
    walk.  ``worst`` is the walked float with the largest error.
    """

    form: int
    contract: str
    outcome: Outcome
    first: int
    last: int
    before: int | None
    after: int | None
    worst: int
    count: int
    runs: int = 1
    exact_edges: bool = True
    counted: Counted = "floats"

    @property
    def witness(self) -> int:
        """The float to show: the worst of inaccurate ones, else the one nearest to zero."""
        if self.outcome in (Outcome.INACCURATE, Outcome.ZERO):
            return self.worst
        return min(self.first, self.last, key=abs)


def find_runs(form: int, verdicts: Verdicts, walk: Walk) -> list[Run]:
    """The runs of every contract and outcome of one form along ``walk``."""
    found: list[Run] = []
    for contract, codes in verdicts.codes.items():
        for outcome in FAILING:
            failing = codes == outcome
            if failing.any():
                spans = _spans(failing)
                runs = [
                    _run(form, contract, outcome, span, verdicts.error_ulp, walk) for span in spans
                ]
                found += runs if len(runs) <= MANY_RUNS else [_scattered(runs, verdicts, walk)]
    return found


def _spans(failing: np.ndarray[Any, np.dtype[np.bool_]]) -> list[tuple[int, int]]:
    """The index pairs (first, last) of the maximal runs of True."""
    steps = np.diff(failing.astype(np.int8), prepend=0, append=0)
    starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
    return list(zip(starts.tolist(), (stops - 1).tolist(), strict=True))


def _run(
    form: int,
    contract: str,
    outcome: Outcome,
    span: tuple[int, int],
    error_ulp: np.ndarray[Any, Any],
    walk: Walk,
) -> Run:
    start, stop = span
    ordinals = walk.ordinals
    return Run(
        form,
        contract,
        outcome,
        first=int(ordinals[start]),
        last=int(ordinals[stop]),
        before=int(ordinals[start - 1]) if start > 0 else None,
        after=int(ordinals[stop + 1]) if stop + 1 < len(ordinals) else None,
        worst=int(ordinals[start + int(np.argmax(error_ulp[start : stop + 1]))]),
        count=stop - start + 1,
    )


def _scattered(runs: list[Run], verdicts: Verdicts, walk: Walk) -> Run:
    """Many runs of one kind as one: ``count`` is how many of the walked floats fail."""
    one = runs[0]
    failing = np.flatnonzero(verdicts.codes[one.contract] == one.outcome)
    worst = failing[int(np.argmax(verdicts.error_ulp[failing]))]
    return replace(
        one,
        last=runs[-1].last,
        after=runs[-1].after,
        worst=int(walk.ordinals[worst]),
        count=len(failing),
        runs=len(runs),
        exact_edges=walk.is_exhaustive,
        counted="floats" if walk.is_exhaustive else "floats walked",
    )


def sharpen(line: Line, forms: Sequence[Form], runs: Sequence[Run], walk: Walk) -> list[Run]:
    """The runs with their edges bisected to the float; an exhaustive walk has them already."""
    if walk.is_exhaustive:
        return list(runs)
    wanted = {
        edge: None
        for run in runs
        for edge in (_edge(run, run.first, run.before), _edge(run, run.last, run.after))
        if edge is not None
    }
    exact = dict(zip(wanted, bisect(line, forms, list(wanted)), strict=True))
    return [_sharpened(run, exact) for run in runs]


def _edge(run: Run, inside: int, outside: int | None) -> Edge | None:
    """The edge to bisect: contracts that fail in the same way for the same reason share it."""
    if outside is None or not run.exact_edges:
        return None
    is_accuracy = run.outcome in (Outcome.INACCURATE, Outcome.ZERO)
    contract = run.contract if is_accuracy and run.contract in ACCURACY_CONTRACTS else "range"
    return Edge(run.form, contract, run.outcome, inside, outside)


def _sharpened(run: Run, exact: dict[Edge, Edge]) -> Run:
    if not run.exact_edges:
        return run
    lower, upper = _edge(run, run.first, run.before), _edge(run, run.last, run.after)
    first = run.first if lower is None else exact[lower].inside
    last = run.last if upper is None else exact[upper].inside
    if run.outcome is Outcome.INACCURATE:
        # Between two walked floats an error comes and goes: only those that were walked count.
        return replace(run, first=first, last=last, counted="floats walked")
    # −0 and +0 are two floats of one ordinal
    count = last - first + 1 + int(first <= 0 <= last and first != last)
    return replace(run, first=first, last=last, count=count)
