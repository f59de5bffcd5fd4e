"""The simplest input at which a contract is broken: the roundest, and of those nearest to 1.

Any failing float will do for a proof; this is the one a person types in.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import find_format
from stabcheck.sweeping.causes import true_balls
from stabcheck.sweeping.contracts import FAILING, Outcome
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.target.batches import run_alone
from stabcheck.target.blaming import Suspect, suspect_at
from stabcheck.target.native_line import arguments_text, roundness, simplest_row
from stabcheck.target.report import Witness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Form
    from stabcheck.sweeping.contracts import Verdicts
    from stabcheck.sweeping.line import Stretch
    from stabcheck.sweeping.result import Failure, SweepResult
    from stabcheck.target.native_line import NativeLine

    Floats = np.ndarray[Any, Any]
    Rows = np.ndarray[Any, np.dtype[np.int64]]

__all__ = ["Broken", "simplest_witness"]

#: So many plain floats are tried in a failing run, and so many of those that fail alone.
MOST_TRIED = 200
TRIED_ALONE = 16
_DIGITS = (range(1, 10), range(10, 100))


def simplest_witness(
    line: NativeLine, form: Form, result: SweepResult, contract: str, replay: str
) -> Broken | None:
    """The simplest failing input of one line; None where none fails.

    ``replay`` is the command that runs one input again, up to the bits.
    """
    failures = [failure for failure in result.failures if failure.contract == contract]
    if not failures:
        return None
    ordinals = _candidates(failures, line.fmt)
    stretch = line.at_ordinals(ordinals)
    got = line.outputs(form, stretch.arguments)
    verdicts = line.judge(form, stretch)
    failing = np.flatnonzero(np.isin(verdicts.codes[contract].max(axis=1), FAILING))
    if not len(failing):
        return None
    row = _simplest_alone(line, form, stretch, failing, contract)
    if row is None:
        return _in_company(line, form, stretch, failing, contract, replay)
    at = point_of(stretch.s[row], line.fmt)
    return _Row(line, form, stretch, row, contract).broken(
        verdicts, row, got, f"{replay} --at {at.bits}"
    )


@dataclass(frozen=True)
class Broken:
    """An input that breaks a contract: how simple it is, and who is suspected.

    Nobody is where the input fails only beside another one.
    """

    simplicity: tuple[int, float, bool]
    witness: Witness
    suspect: Suspect | None


@dataclass(frozen=True)
class _Row:
    """A row at which a contract is broken."""

    line: NativeLine
    form: Form
    stretch: Stretch
    row: int
    contract: str

    def broken(
        self, verdicts: Verdicts, judged: int, got: Floats, replay: str, beside: str = ""
    ) -> Broken:
        """What came out there; the verdict on it is number ``judged``."""
        line, row = self.line, self.row
        s = self.stretch.s[row]
        entry = verdicts.worst_entry(self.contract, judged)
        suspect = None
        if not beside and line.call.slope is None:
            suspect = suspect_at(line, self.form, self.contract, self.stretch, row, entry)
        witness = Witness(
            format=line.fmt.name,
            probe=line.probe.text,
            at=point_of(s, line.fmt),
            arguments=arguments_text(line.quantity, self.stretch.arguments, row, line.fmt),
            outcome=Outcome(int(verdicts.codes[self.contract][judged].max())).word,
            cause="",
            got=line.returned.decimal(got.reshape(len(got), -1)[judged, entry]),
            truth=truth_text(true_balls(line, self.stretch, row)[entry]),
            error_ulp=float(verdicts.error_ulp[judged, entry]),
            replay=replay,
            beside=beside,
        )
        return Broken(roundness(s, line.fmt), witness, suspect)


def _simplest_alone(
    line: NativeLine, form: Form, stretch: Stretch, failing: Rows, contract: str
) -> int | None:
    """Of the simplest failing rows the first that fails without any other beside it."""
    for row in sorted(failing, key=lambda row: roundness(stretch.s[row], line.fmt))[:TRIED_ALONE]:
        if not line.call.is_batched:
            return int(row)
        one = line.at_ordinals(line.fmt.to_ordinal(stretch.s[row : row + 1]))
        ran = run_alone(line.runner, line.call, one.arguments)
        if np.isin(line.judge_ran(form, one, ran).codes[contract], FAILING).any():
            return int(row)
    return None


def _in_company(
    line: NativeLine, form: Form, stretch: Stretch, failing: Rows, contract: str, replay: str
) -> Broken | None:
    """The simplest row that fails beside another one, and holds alone; None if two do not do it."""
    row = simplest_row(stretch.s, failing, line.fmt)
    single = line.at_ordinals(line.fmt.to_ordinal(stretch.s[row : row + 1]))
    others = sorted(range(len(stretch.s)), key=lambda k: roundness(stretch.s[k], line.fmt))
    for other in others[:MOST_TRIED]:
        pair = [each[[row, other]] for each in stretch.arguments]
        ran = line.runner.run(line.call, pair).head(1)
        verdicts = line.judge_ran(form, single, ran)
        if not np.isin(verdicts.codes[contract], FAILING).any():
            continue
        beside = arguments_text(line.quantity, stretch.arguments, other, line.fmt)
        # alone the input does not fail: the command runs the whole line again
        found = _Row(line, form, stretch, row, contract)
        return found.broken(verdicts, 0, ran.values, replay, beside)
    return None


def _candidates(failures: Sequence[Failure], fmt: Format) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Ordinals worth trying: edges and witnesses, and the plainest floats between the edges."""
    known = {p.ordinal for f in failures for p in (f.first, f.last, f.witness)}
    plain = _plain(fmt.name)
    inside = np.zeros(plain.shape, dtype=np.bool_)
    for failure in failures:
        inside |= (plain >= failure.first.ordinal) & (plain <= failure.last.ordinal)
    return np.array(sorted({*known, *plain[inside][:MOST_TRIED].tolist()}), dtype=np.int64)


@cache
def _plain(name: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """The floats nearest to decimals of one digit, then of two, those nearest to 1 first."""
    fmt = find_format(name)
    furthest = min(300, int(fmt.emax * 0.3))
    exponents = sorted(range(-furthest, furthest), key=abs)
    decimals = [float(f"{d}e{e}") for digits in _DIGITS for e in exponents for d in digits]
    with np.errstate(all="ignore"):
        floats = np.array(decimals).astype(fmt.dtype)
    ordinals = fmt.to_ordinal(floats[np.isfinite(floats.astype(np.float64))])
    both = np.stack([ordinals, -ordinals], axis=1).ravel()
    return np.concatenate([[0], both])
