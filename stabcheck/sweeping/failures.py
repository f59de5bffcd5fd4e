"""Failures: the maximal runs of consecutive floats where one contract breaks in one way.

Where a walk is exhaustive, the edges of a run are read off; where it is stratified, they are
bisected to the float.  Failures of one kind in many places are one scattered failure: the floats
at which an error exceeds a tolerance come and go, and a list of them says less than how many of
each binade they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stabcheck.sweeping.boundaries import Edge, bisect
from stabcheck.sweeping.contracts import ACCURACY_CONTRACTS, FAILING, Outcome
from stabcheck.sweeping.places import ordinals_at
from stabcheck.sweeping.result import Counted
from stabcheck.sweeping.tally import MANY_RUNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.quantity import Form
    from stabcheck.sweeping.line import Line
    from stabcheck.sweeping.places import Walk
    from stabcheck.sweeping.tally import Breakage, Span, Survey

__all__ = ["BinadeRun", "Run", "find_runs", "sharpen"]


@dataclass(frozen=True)
class BinadeRun:
    """How many of the floats ``walked`` in a binade fail; its index, and its worst ordinal."""

    index: int
    failing: int
    walked: int
    worst: int
    error_ulp: float


@dataclass(frozen=True)
class Run:
    """A failure in ordinals: ``form`` is the form's index, ``runs`` how many runs it stands for.

    ``before`` and ``after`` are the walked neighbours that do not fail so, None at the end of the
    walk.  ``worst`` is the walked float with the largest error.  Of many runs, ``binades`` says how
    many floats of each binade fail.
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
    binades: tuple[BinadeRun, ...] = ()

    @property
    def witness(self) -> int:
        """The float to show: the worst of inaccurate ones, else the one nearest to zero."""
        if self.outcome in (Outcome.INACCURATE, Outcome.ZERO):
            return self.worst
        return min(self.first, self.last, key=abs)


def find_runs(survey: Survey, walk: Walk) -> list[Run]:
    """The runs of every form, contract and outcome, as the survey of the whole walk has them."""
    found: list[Run] = []
    for form, tally in enumerate(survey.forms):
        kinds = [(contract, outcome) for contract in tally.holds for outcome in FAILING]
        for contract, outcome in kinds:
            breakage = tally.broken.get((contract, outcome))
            if breakage is not None:
                runs = [_run(form, contract, outcome, span) for span in breakage.spans]
                if breakage.runs > MANY_RUNS:
                    runs = [_scattered(runs, breakage, survey.binades, walk)]
                found += runs
    return found


def _run(form: int, contract: str, outcome: Outcome, span: Span) -> Run:
    return Run(
        form,
        contract,
        outcome,
        first=ordinals_at(span.first),
        last=ordinals_at(span.last),
        before=None if span.before is None else ordinals_at(span.before),
        after=None if span.after is None else ordinals_at(span.after),
        worst=ordinals_at(span.worst.place),
        count=span.count,
    )


def _scattered(ends: list[Run], breakage: Breakage, walked: dict[int, int], walk: Walk) -> Run:
    """Many runs of one kind as one: ``count`` is how many of the walked floats fail."""
    first, last = ends
    return replace(
        first,
        last=last.last,
        after=last.after,
        worst=ordinals_at(breakage.worst.place),
        count=breakage.count,
        runs=breakage.runs,
        exact_edges=walk.is_exhaustive,
        counted="floats" if walk.is_exhaustive else "floats walked",
        binades=tuple(
            BinadeRun(k, count, walked[k], ordinals_at(worst.place), worst.error_ulp)
            for k, (count, worst) in sorted(breakage.binades.items())
        ),
    )


def sharpen(line: Line, forms: Sequence[Form], runs: Sequence[Run], walk: Walk) -> list[Run]:
    """The runs with their edges bisected to the float; an exhaustive walk has them already."""
    if walk.is_exhaustive:
        return [_unless_cut(run, walk) for run in runs]
    wanted = {
        edge: None
        for run in runs
        for edge in (_edge(run, run.first, run.before), _edge(run, run.last, run.after))
        if edge is not None
    }
    exact = dict(zip(wanted, bisect(line, forms, list(wanted)), strict=True))
    return [_sharpened(run, exact) for run in runs]


def _unless_cut(run: Run, walk: Walk) -> Run:
    """A run that reaches the end of a walk inside the line may go on: that edge is not exact."""
    ends = {int(ordinals_at(walk.places[k])) for k in (0, -1)}
    cut = {run.first, run.last} & {end for end in ends if abs(end) != walk.fmt.max_ordinal}
    return replace(run, exact_edges=False) if cut else run


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
