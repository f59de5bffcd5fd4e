"""How many floats fail: their part of the format, and, where they are scattered, of each binade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from stabcheck.report.terminal.kinds import Kind, Row
from stabcheck.report.terminal.screen import Screen
from stabcheck.sweeping.result import Binade, SweepResult

__all__ = ["failing", "show_density"]

#: Powers of two with larger exponents are not written out.
WRITTEN_OUT = 10


def failing(group: Sequence[SweepResult]) -> str:
    """What part of the floats of one format fails in which way; empty where not all are walked.

    An outcome is counted under the contract that it breaks first: range, then relative.
    """
    exhausted = [result for result in group if result.evidence == "exhaustive"]
    counts: Counter[str] = Counter()
    for result in exhausted:
        judged = result.counts.get("relative", result.counts.get("range", {}))
        counts.update({what: n for what, n in judged.items() if what != "holds" and n})
    total = sum(result.inputs for result in exhausted)
    parts = [f"{what} {count:,} ({percent(count, total)})" for what, count in counts.items()]
    return f"{group[0].format} {', '.join(parts)}" if parts else ""


def percent(count: int, total: int) -> str:
    """A part in percent, in three digits."""
    return f"{100 * count / total:.3g} %"


def show_density(kind: Kind, screen: Screen, *, every: bool) -> None:
    """Print of scattered failures in which binade they are densest, or each of their binades."""
    rows = [row for row in kind.rows if row.failure.binades]
    if not rows:
        return
    if every:
        _show_binades(rows, screen)
        return
    for row in rows:
        densest = max(row.failure.binades, key=lambda binade: (binade.density, binade.failing))
        part = f"{percent(densest.failing, densest.walked)} of its {_floats(row)}"
        name = f"{row.result.format} densest in "
        screen.line((name, "dim"), interval(densest), (f", {part}", "dim"), indent=4)


def _show_binades(rows: Sequence[Row], screen: Screen) -> None:
    table = screen.table("", "binade", "fail", "of", "", "worst, ulp", "at")
    for column in table.columns[2:6]:
        column.justify = "right"
    for row in rows:
        for binade in row.failure.binades:
            table.add_row(
                row.result.format,
                screen.text(interval(binade)),
                f"{binade.failing:,}",
                f"{binade.walked:,}",
                percent(binade.failing, binade.walked),
                f"{binade.error_ulp:.3g}",
                binade.worst.value,
            )
    screen.show(table, indent=4)


def _floats(row: Row) -> str:
    return "floats" if row.result.evidence == "exhaustive" else "floats walked"


def interval(binade: Binade) -> str:
    """The floats of a binade as a set of s: ``4 ≤ s < 8``, ``−2^−30 < s ≤ −2^−31``."""
    if binade.exponent is None:
        return "s = 0"
    near, far = _power(binade.exponent), _power(binade.exponent + 1)
    return f"{near} ≤ s < {far}" if binade.sign > 0 else f"−{far} < s ≤ −{near}"


def _power(exponent: int) -> str:
    if abs(exponent) > WRITTEN_OUT:
        return f"2^{exponent}".replace("-", "−")
    return f"{2.0**exponent:g}" if exponent < 0 else f"{2**exponent}"
