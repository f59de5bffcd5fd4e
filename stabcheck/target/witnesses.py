"""The simplest input at which a contract is broken: the roundest, and of those nearest to 1.

Any failing float will do for a proof; this is the one a person types in.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import find_format
from stabcheck.sweeping.causes import true_balls
from stabcheck.sweeping.contracts import FAILING, Outcome
from stabcheck.sweeping.rendering import point_of, truth_text
from stabcheck.target.native_line import arguments_text, roundness, simplest_row
from stabcheck.target.report import Witness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Form
    from stabcheck.sweeping.result import Failure, SweepResult
    from stabcheck.target.native_line import NativeLine

__all__ = ["simplest_witness"]

#: So many plain floats are tried in a failing run.
MOST_TRIED = 200
_DIGITS = (range(1, 10), range(10, 100))


def simplest_witness(
    line: NativeLine, form: Form, result: SweepResult, contract: str, replay: str
) -> tuple[tuple[int, float, bool], Witness] | None:
    """The simplest failing input of one line, with how simple it is; None where none fails.

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
    row = simplest_row(stretch.s, failing, line.fmt)
    entry = verdicts.worst_entry(contract, row)
    at = point_of(stretch.s[row], line.fmt)
    return roundness(stretch.s[row], line.fmt), Witness(
        format=line.fmt.name,
        probe=line.probe.text,
        at=at,
        arguments=arguments_text(line.quantity, stretch.arguments, row, line.fmt),
        outcome=Outcome(int(verdicts.codes[contract][row].max())).word,
        cause="",
        got=line.returned.decimal(got.reshape(len(got), -1)[row, entry]),
        truth=truth_text(true_balls(line, stretch, row)[entry]),
        error_ulp=float(verdicts.error_ulp[row, entry]),
        replay=f"{replay} --at {at.bits}",
    )


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
