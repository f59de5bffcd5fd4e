"""A line judged on a function that runs elsewhere, on its own library's arrays.

What comes out is judged in the type it has.  Where the function returns another format than it is
given, its range is that of what it returns, and its accuracy is asked for in the coarser of both:
nobody gets more digits out than are carried inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import find_format
from stabcheck.sweeping.contracts import Outcome, Verdicts, judge
from stabcheck.sweeping.line import Line, Stretch
from stabcheck.target.batches import run_in_batches
from stabcheck.target.needed import needed_ulp
from stabcheck.target.report import Incident
from stabcheck.target.whole_vectors import WholeVectors

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.probes import Probe
    from stabcheck.target.calling import Call
    from stabcheck.target.isolation import Ran, Runner

__all__ = ["NativeLine", "arguments_text"]

Floats = np.ndarray[Any, Any]

#: Of longer vectors the first entries and the last are written.
SHOWN_ENTRIES = 3
#: So many floats are compared by their decimals, which take time to find.
MOST_LOOKED_AT = 64


class NativeLine(Line):
    """A quantity along a probe in a format, on a function that returns floats of ``returned``."""

    def __init__(
        self,
        quantity: Quantity,
        probe: Probe,
        fmt: Format,
        runner: Runner,
        call: Call,
        returned: Format,
    ) -> None:
        truth_format = _truth_format(fmt, returned)
        super().__init__(quantity, probe, fmt, truth_format=truth_format)
        # the function gets whole vectors; what is true of equal entries is found once
        by_columns = Line(quantity, probe.folded, fmt, truth_format=truth_format)
        self._vectors = WholeVectors(line=by_columns, probe=probe, is_laid_out=call.out == (-1,))
        self.runner = runner
        self.call = call
        self.returned = returned
        self.unit = min(fmt, returned, key=lambda each: each.precision)
        self.incidents: list[Incident] = []
        self.needed_ulp: dict[str, float] = {}

    def stretch(self, s: Floats) -> Stretch:
        """The arguments and the truth at the floats ``s``, rounded to what is returned."""
        return self._rounded(self._vectors.stretch(s))

    def in_domain(self, s: Floats) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which floats of ``s`` give arguments inside the quantity's domain."""
        return self._vectors.in_domain(s)

    def stretch_of(self, arguments: list[Floats]) -> Stretch:
        """The same for points that need not lie on the line; s is the first argument's entry."""
        s = arguments[0].reshape(len(arguments[0]), -1)[:, 0]
        return self._rounded(replace(self.at_arguments(arguments), s=s))

    def _rounded(self, made: Stretch) -> Stretch:
        if self._oracle.format.bits < self.returned.bits:
            # float64 is asked of it only whether it overflows
            made.truth.rounded = made.truth.hi.astype(self.returned.dtype)
        return made

    def run(self, arguments: list[Floats]) -> Ran:
        """Run the function on these points, beside each other."""
        return run_in_batches(self.runner, self.call, arguments)

    def outputs(self, form: Form, arguments: list[Floats]) -> Floats:  # noqa: ARG002 - Line's
        """What the function returns, in the type that it returns."""
        return self._typed(self.run(arguments))

    def _typed(self, ran: Ran) -> Floats:
        with np.errstate(all="ignore"):
            return ran.values.astype(self.returned.dtype)

    def judge(self, form: Form, stretch: Stretch) -> Verdicts:
        """Run the function along ``stretch`` and judge what comes out; what is lost is neither."""
        return self.judge_ran(form, stretch, self.run(stretch.arguments))

    def judge_ran(self, form: Form, stretch: Stretch, ran: Ran) -> Verdicts:
        """Judge what came out of a run."""
        verdicts = judge(
            self._typed(ran),
            stretch.truth,
            stretch.sensitivity,
            self.unit,
            self.allowance(form, stretch),
        )
        for codes in verdicts.codes.values():
            codes[ran.lost] = Outcome.UNDECIDED
        verdicts.error_ulp[ran.lost] = 0.0
        return verdicts

    def walked(self, form: Form, stretch: Stretch) -> Verdicts:
        """The same for the floats walked: here what else the function does is written down.

        So is the t that it needs, in ``needed_ulp``.
        """
        ran = self.run(stretch.arguments)
        self.incidents += incidents_of(self, stretch, ran)
        if self.returned.name != ran.values.dtype.name and not ran.lost.all():
            self.incidents.append(self._retyped(ran.values.dtype.name))
        verdicts = self.judge_ran(form, stretch, ran)
        self.needed_ulp = needed_ulp(verdicts, stretch, self.unit, self.needed_ulp)
        return verdicts

    def _retyped(self, name: str) -> Incident:
        what = f"it returns {name} here and {self.returned.name} elsewhere"
        return Incident("wrong dtype", self.fmt.name, self.probe.text, "", "", what)


def _truth_format(fmt: Format, returned: Format) -> Format:
    """The format to know the truth in: float32 is fine enough for a small format made wide."""
    return find_format("float32") if fmt.bits < 32 < returned.bits else returned


def incidents_of(line: NativeLine, stretch: Stretch, ran: Ran) -> list[Incident]:
    """What a run did besides returning values, each kind once, at its simplest input."""
    met: dict[tuple[Any, str], list[int]] = {}
    for loss in ran.losses:
        met.setdefault((loss.kind, loss.what), []).extend(range(loss.first, loss.stop))
    for noticed in ran.noticed:
        met.setdefault((noticed.kind, noticed.what), []).append(noticed.row)
    incidents = []
    for (kind, what), rows in met.items():
        row = simplest_row(stretch.s, rows, line.fmt)
        written = arguments_text(line.quantity, stretch.arguments, row, line.fmt)
        bits = line.fmt.hex_bits(stretch.s[row])
        incidents.append(
            Incident(kind, line.fmt.name, line.probe.text, written, bits, what, len(rows))
        )
    return incidents


def simplest_row(s: Floats, rows: Sequence[int] | Floats, fmt: Format) -> int:
    """Of some rows, the one whose float is roundest, and then nearest to 1.

    Of many, those with the fewest bits and those nearest to 1 are looked at.
    """
    chosen = np.asarray(rows, dtype=np.int64)
    if len(chosen) > MOST_LOOKED_AT:
        ordinals = np.abs(fmt.to_ordinal(s[chosen]))
        zeros = np.bitwise_count((ordinals & -ordinals) - 1)  # at the end of the pattern
        with np.errstate(divide="ignore"):
            away = np.abs(np.log2(np.abs(s[chosen].astype(np.float64))))
        order = np.lexsort([away, -zeros.astype(np.int64)])[:MOST_LOOKED_AT]
        chosen = chosen[order]
    found: int = min(chosen.tolist(), key=lambda row: roundness(s[row], fmt))
    return found


def roundness(value: Any, fmt: Format) -> tuple[int, float, bool]:
    """How plain a float is: its decimal digits, how far from 1, and that it is negative."""
    number = float(value)
    digits = fmt.decimal(value).partition("e")[0].replace(".", "").strip("-0")
    with np.errstate(divide="ignore"):
        away = abs(np.log2(abs(number))) if number else 1.0
    return len(digits), float(away), bool(np.signbit(number))


def arguments_text(quantity: Quantity, arguments: list[Floats], row: int, fmt: Format) -> str:
    """One point written out: ``x = 20, y = 1``, ``x = (88.8, 0)``."""
    return ", ".join(
        f"{name} = {_written(values[row], fmt)}"
        for name, values in zip(quantity.arguments, arguments, strict=True)
    )


def _written(value: Any, fmt: Format) -> str:
    if np.ndim(value) == 0:
        return fmt.decimal(value)
    entries = [fmt.decimal(entry) for entry in value]
    if len(entries) > SHOWN_ENTRIES + 1:
        entries = [*entries[:SHOWN_ENTRIES], "…", f"{entries[-1]}; {len(entries)} entries"]
    return f"({', '.join(entries)})"
