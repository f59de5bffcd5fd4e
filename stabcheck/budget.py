"""A budget: how wrong each function was when it was last written down, as a ratchet.

A later run may be better, and is then reported as better; it may not be worse.  A budget excuses
nothing: what a check requires is required beside it.

Errors are written rounded up, to half an ulp below 10 ulp and to two digits above, so that the
kernels of another machine of the same kind, or a float more or less that is walked, change no
line.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Context
from typing import TYPE_CHECKING

from stabcheck.finding import Finding, Status
from stabcheck.formats import find_format

if TYPE_CHECKING:
    from stabcheck.sweeping.result import Failure, SweepResult

__all__ = [
    "BETTER",
    "SEVERITY",
    "Budget",
    "FailingRange",
    "Line",
    "budget_findings",
    "line_of",
    "ordinal_of",
    "rounded_up_ulp",
]

#: From the mildest on: a range that fails more mildly than before is no worse.
SEVERITY = ("inaccurate", "zero", "finite", "infinite", "nan")
_TWO_DIGITS = Context(prec=2, rounding=ROUND_CEILING)
NO_WORSE = "no worse than the budget"
BETTER = "better"


@dataclass(frozen=True)
class FailingRange:
    """A run of floats where one contract breaks in one way: its edges in bits, and a witness.

    ``error_ulp`` is the error of the witness, rounded up; inf where no number came out.
    """

    contract: str
    outcome: str
    first: str
    last: str
    at: str
    got: str
    true: str
    error_ulp: float

    def lies_within(self, other: FailingRange, format_name: str) -> bool:
        """Whether ``other`` is of the same contract, at least as bad, and at least as wide."""
        if self.contract != other.contract:
            return False
        if SEVERITY.index(self.outcome) > SEVERITY.index(other.outcome):
            return False
        if self.error_ulp > other.error_ulp:
            return False
        first, last = (ordinal_of(format_name, bits) for bits in (self.first, self.last))
        lowest, highest = (ordinal_of(format_name, bits) for bits in (other.first, other.last))
        return lowest <= first and last <= highest


@dataclass(frozen=True)
class Line:
    """One format and probe: the worst error in ulp of the truth (rounded up), and what fails.

    ``needs_ulp`` is, contract by contract and kept or not, the t with which it would hold (rounded
    up): an error that the conditioning excuses cannot hide another one behind it.  ``special`` are
    the special arguments whose value is not accepted.
    """

    format: str
    probe: str
    worst_ulp: float | None
    failing: tuple[FailingRange, ...] = ()
    special: tuple[str, ...] = ()
    needs_ulp: Mapping[str, float] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Its name in the file."""
        return f"{self.format} {self.probe}"


@dataclass(frozen=True)
class Budget:
    """Each function's lines, by the function's name."""

    functions: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)

    def updated(self, functions: Mapping[str, Iterable[Line]]) -> Budget:
        """The budget with the lines of these ``functions`` in place of those it had for them."""
        return Budget({**self.functions, **{name: tuple(ls) for name, ls in functions.items()}})


# --- from a sweep ---------------------------------------------------------------------------


def line_of(result: SweepResult, probe: str | None = None) -> Line:
    """The line that a sweep's result comes to, named by ``probe`` (the result's own by default)."""
    worst = result.max_error_ulp
    return Line(
        result.format,
        probe or result.probe,
        None if worst is None else rounded_up_ulp(worst.value),
        tuple(_range(failure) for failure in result.failures),
        tuple(outcome.arguments for outcome in result.specials if not outcome.passed),
        {contract: rounded_up_ulp(needed) for contract, needed in result.needed_ulp.items()},
    )


def _range(failure: Failure) -> FailingRange:
    return FailingRange(
        failure.contract,
        failure.outcome,
        failure.first.bits,
        failure.last.bits,
        failure.witness.value,
        failure.got,
        failure.truth,
        rounded_up_ulp(failure.error_ulp),
    )


def rounded_up_ulp(error_ulp: float) -> float:
    """An error as a budget keeps it: up to the next half below 10 ulp, to two digits above."""
    if math.isnan(error_ulp):
        return math.inf
    if error_ulp <= 10:
        return math.ceil(error_ulp * 2) / 2
    return float(_TWO_DIGITS.create_decimal(repr(error_ulp)))


# --- against a run --------------------------------------------------------------------------


def budget_findings(
    budget: Budget, functions: Mapping[str, Iterable[Line]], *, is_whole: bool
) -> list[Finding]:
    """What there is to assert of a run's ``functions``: that none of them is worse than before.

    A line that is in the budget and was not judged has slipped out of sight, and that is worse;
    so has a whole function, where the run was to be of everything (``is_whole``).
    """
    findings = []
    for name, lines in functions.items():
        known = {line.key: line for line in budget.functions.get(name, ())}
        judged = {line.key: line for line in lines}
        findings += [_finding(name, line, known.get(key)) for key, line in judged.items()]
        findings += [_lost(name, line.key) for key, line in known.items() if key not in judged]
    if is_whole:
        findings += [_lost(name, "") for name in budget.functions if name not in functions]
    return findings


def _finding(name: str, line: Line, known: Line | None) -> Finding:
    status: Status = "as expected"
    if known is None:
        found = "not in the budget yet"
    elif worse := _told(line, known, _beyond(line, known), is_worse=True):
        status, found = "unexpected", f"worse: {worse}"
    elif better := _told(line, known, _beyond(known, line), is_worse=False):
        found = f"{BETTER}: {better}"
    else:
        found = "the same"
    subject = f"{name} {line.key}"
    return Finding(name, subject, "budget", status, NO_WORSE, found, error_ulp=line.worst_ulp)


def _lost(name: str, key: str) -> Finding:
    found = "not judged any more"
    return Finding(name, f"{name} {key}".rstrip(), "budget", "unexpected", NO_WORSE, found)


def _beyond(line: Line, other: Line) -> tuple[list[FailingRange], list[str]]:
    """What fails on ``line`` and does not on ``other``, or is less wide or milder there."""
    ranges = [
        each
        for each in line.failing
        if not any(each.lies_within(known, line.format) for known in other.failing)
    ]
    return ranges, [each for each in line.special if each not in other.special]


def _errors(line: Line, known: Line) -> Iterator[tuple[str, float, float]]:
    """What is measured now and was then, each with what it is."""
    yield "", line.worst_ulp or 0.0, known.worst_ulp or 0.0
    for contract, now in line.needs_ulp.items():
        if contract in known.needs_ulp:
            yield f"{contract} needs ", now, known.needs_ulp[contract]


def _told(
    line: Line, known: Line, beyond: tuple[list[FailingRange], list[str]], *, is_worse: bool
) -> str:
    """The difference in words, empty where there is none of this kind."""
    told = [
        f"{what}{now:g} ulp, budget {then:g}"
        for what, now, then in _errors(line, known)
        if (now > then if is_worse else now < then)
    ]
    ranges, special = beyond
    prefix = "" if is_worse else "not all of: "
    for each in ranges:
        first, last = (_decimal(line.format, bits) for bits in (each.first, each.last))
        how = each.outcome if each.error_ulp == math.inf else f"{each.error_ulp:g} ulp"
        told.append(f"{prefix}{each.contract} broken ({how}) from s = {first} to {last}")
    return "; ".join(told + [f"{prefix}f({arguments}) not accepted" for arguments in special])


def ordinal_of(format_name: str, bits: str) -> int:
    """The place on the lattice of the float with these bits; raises KeyError and ValueError."""
    fmt = find_format(format_name)
    return int(fmt.to_ordinal(fmt.from_bits(int(bits, 16))))


def _decimal(format_name: str, bits: str) -> str:
    fmt = find_format(format_name)
    return fmt.decimal(fmt.from_bits(int(bits, 16)))
