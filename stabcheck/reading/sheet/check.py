"""A whole sheet: every equality of every chain, in the order of its lines."""

from __future__ import annotations

import re
import time

from stabcheck.catalogue import quantities
from stabcheck.quantity import Quantity
from stabcheck.reading.sheet.alphabet import FUNCTIONS
from stabcheck.reading.sheet.chains import ChainReader
from stabcheck.reading.sheet.conditions import IndexConditions
from stabcheck.reading.sheet.found import Found, Refused, found_in
from stabcheck.reading.sheet.judge import within
from stabcheck.reading.sheet.layout import Lines
from stabcheck.reading.sheet.parsed import Parsed, parse
from stabcheck.reading.sheet.report import Ledger
from stabcheck.reading.sheet.result import SheetItem, SheetResult
from stabcheck.reading.sheet.side_by_side import SideBySide

__all__ = ["check_sheet"]

#: Characters; a sheet of 500 pages is no sheet.
LONGEST_SHEET = 2_000_000


def check_sheet(text: str, name: str = "", timeout_seconds: float | None = None) -> SheetResult:
    """Check every equality of a sheet in Markdown or LaTeX.

    An equality that takes longer than ``timeout_seconds`` is UNDECIDED; None is no limit.
    Nothing of the text is evaluated, and nothing is skipped in silence: what cannot be read is
    an item with the verdict NOT READ and the reason.  Formulas without any relation claim
    nothing.
    """
    started = time.perf_counter()
    ledger = Ledger(text, Lines(text))
    if len(text) > LONGEST_SHEET:
        note = f"a sheet of {len(text)} characters is not read"
        ledger.items.append(SheetItem(1, "", text[:60], "", "NOT READ", note))
    else:
        with within(timeout_seconds):
            _check(text, ledger)
    return SheetResult(
        name,
        tuple(sorted(ledger.items, key=lambda item: item.line)),
        tuple(ledger.misprints),
        tuple(sorted(ledger.remarks, key=lambda remark: remark.line)),
        time.perf_counter() - started,
    )


def _check(text: str, ledger: Ledger) -> None:
    entries = parse(found_in(text, _customary()), ledger)
    conditions = IndexConditions.of(entries, ledger)
    chains, pairs = ChainReader(ledger, conditions), SideBySide(ledger)
    for entry in entries:
        match entry:
            case Refused():
                ledger.not_read(entry.start, entry.problem.title, entry.source, entry.reason)
            case Parsed(found=Found(alone=True)):
                pairs.take(entry)
            case Parsed():
                chains.take(entry)
    conditions.remark_unused(ledger)
    ledger.remark_indices()


def _customary() -> dict[str, Quantity]:
    """The functions a sheet may use without defining them, by name and by symbol."""
    known: dict[str, Quantity] = {}
    for quantity in quantities().values():
        kinds = {argument.kind for argument in quantity.arguments.values()}
        if kinds <= {"real", "vector"} and quantity.name not in FUNCTIONS:
            known[quantity.name] = quantity
            if re.fullmatch(r"\w+", quantity.symbol) and quantity.symbol not in FUNCTIONS:
                known[quantity.symbol] = quantity
    return known
