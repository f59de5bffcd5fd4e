"""The points at which a proof refutes a function, put to the function itself.

Over the reals a threshold or an ε makes another function of it, by however little.  Whether that
matters in floats the sweep tells along its probes; here it is told at the very points that the
proof engine found, which may lie beside every probe.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.sweeping.contracts import FAILING
from stabcheck.target.native_line import arguments_text
from stabcheck.target.report import Incident

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stabcheck.quantity import Form, Quantity
    from stabcheck.target.native_line import NativeLine
    from stabcheck.target.tracing import TracedProof

__all__ = ["points_of", "refuted_incidents"]

Floats = np.ndarray[Any, Any]

_NUMBER = re.compile(r"-?\d[\d./e+-]*")
_GIVEN = re.compile(r"(\w+) = (\(.*?\)+|[^,]+)(?:, |$)")


def refuted_incidents(line: NativeLine, form: Form, proof: TracedProof) -> list[Incident]:
    """The refuting points at which a required contract is broken in floats, too."""
    if proof.verdict != "REFUTED":
        return []
    given = [dict(proof.counterexample.point)] if proof.counterexample else []
    if proof.largest_difference:
        given.append(dict(_GIVEN.findall(proof.largest_difference.partition(" at ")[2])))
    for point in given:
        for arguments in points_of(point, line.quantity):
            incident = _judged(line, form, arguments)
            if incident is not None:
                return [incident]
    return []


def points_of(point: Mapping[str, str], quantity: Quantity) -> Iterator[list[Floats]]:
    """The printed point as a batch of arguments of one point each; nothing if it is not one.

    A real may be printed as the vector of a batch, and a vector as several rows.
    """
    if any(name not in point for name in quantity.arguments):
        return
    columns = []
    for name, argument in quantity.arguments.items():
        rows = point[name].split("), (") if argument.kind == "vector" else [point[name]]
        numbers = [[_number(text) for text in _NUMBER.findall(row)] for row in rows]
        columns.append(np.array(numbers) if argument.kind == "vector" else np.array(numbers[0]))
    count = min(len(column) for column in columns)
    for row in range(count):
        yield [column[row : row + 1] for column in columns]


def _number(text: str) -> float:
    return float(Fraction(text)) if "/" in text else float(text)


def _judged(line: NativeLine, form: Form, wide: list[Floats]) -> Incident | None:
    """The function at one point, if that breaks what is required of it."""
    with np.errstate(all="ignore"):
        arguments = [values.astype(line.fmt.dtype) for values in wide]
    if not all(np.isfinite(values.astype(np.float64)).all() for values in arguments):
        return None
    stretch = line.stretch_of(arguments)
    ran = line.run(arguments)
    verdicts = line.judge_ran(form, stretch, ran)
    broken = [name for name in form.holds if np.isin(verdicts.codes.get(name, 0), FAILING).any()]
    if not broken:
        return None
    entry = verdicts.worst_entry(broken[0], 0)
    got = line.returned.decimal(ran.values.reshape(-1)[entry])
    true = float(stretch.truth.hi.reshape(-1)[entry])
    what = f"it returns {got}, true is {true:.12g}, which breaks {broken[0]},"
    written = arguments_text(line.quantity, arguments, 0, line.fmt)
    return Incident("refuted point", line.fmt.name, "", written, "", what)
