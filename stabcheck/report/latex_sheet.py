r"""A checked sheet in a handout: a table of its equalities for each problem, then what to mend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from stabcheck.reading.sheet import SheetItem, SheetResult
from stabcheck.report.latex_point import listed, point
from stabcheck.report.latex_text import formula, prose

__all__ = ["sheet_section"]

#: Rows in one table, which no page break can divide.
_ROWS = 16


def sheet_section(sheet: SheetResult) -> Iterator[str]:
    """The sheet's section: tables of line, equality and verdict, then misprints and remarks."""
    yield rf"\section*{{{prose(sheet.name or 'sheet')}}}"
    for problem, group in groupby(sheet.items, key=lambda item: item.problem):
        yield rf"\subsection*{{{prose(problem or 'before the first heading')}}}"
        items = list(group)
        for start in range(0, len(items), _ROWS):
            yield _table(items[start : start + _ROWS])
    for misprint in sheet.misprints:
        neighbours = " = ".join(misprint.neighbours)
        meant = rf"; {listed([misprint.meant])} would fit" if misprint.meant else ""
        yield (
            rf"Line {misprint.line}: {listed([misprint.understood])} is a \textbf{{misprint}}: "
            rf"{listed([neighbours])} holds without it{meant}."
        )
    for remark in sheet.remarks:
        yield f"Line {remark.line}: {prose(remark.text)}"


def _table(items: Sequence[SheetItem]) -> str:
    head = r"\begin{tabular}{@{}rp{9.5cm}l@{}}"
    rows = [r"line & equality & verdict", *map(_row, items)]
    return "\n".join([head, "\n".join(rf"{row} \\" for row in rows), r"\end{tabular}"])


def _row(item: SheetItem) -> str:
    shown = rf"\({formula(item.understood)}\)" if item.understood else _quoted(item.source)
    said = [rf"\raggedright {shown}"]
    if item.conditions:
        said.append(f"only if {listed(item.conditions)}, which nobody states")
    if item.given:
        said.append(f"given {prose(', '.join(item.given))}")
    if item.counterexample is not None:
        said.append(point(item.counterexample))
    if item.note and (item.unlinked or item.verdict in {"UNDECIDED", "NOT READ"}):
        said.append(prose(item.note))
    lines = r"\newline ".join([said[0], *(rf"{{\small {each}}}" for each in said[1:])])
    return f"{item.line} & {lines} & {item.verdict}"


def _quoted(source: str) -> str:
    return rf"\texttt{{{prose(source)}}}"
