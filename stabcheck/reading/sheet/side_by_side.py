"""Formulas that a problem sets side by side without an equality sign, tried as an equality."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stabcheck.reading.sheet.assumptions import told
from stabcheck.reading.sheet.judge import Judgement, judge
from stabcheck.reading.sheet.meaning import meaning_of
from stabcheck.reading.sheet.parsed import Parsed
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.report import Ledger
from stabcheck.reading.sheet.result import SheetItem
from stabcheck.reading.sheet.scope import Problem
from stabcheck.reading.sheet.tree import Tree

__all__ = ["SideBySide"]

_SAYS_EQUAL = re.compile(
    r"equivalen|equal|identical|\bsame\b|alternativ|rewrit|reformulat|simplif|gleich|äquivalent",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Standing:
    tree: Tree
    source: str
    line: int
    end: int


class SideBySide:
    """Remembers the last formula of each problem that stood alone in its display."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._last: dict[Problem, _Standing] = {}

    def take(self, entry: Parsed) -> None:
        """Compare a formula that stands alone with the one before it in its problem."""
        found, (side,) = entry.found, entry.sides
        problem, statement = found.problem, found.statement
        source = self.ledger.source(statement.sides[0])
        if isinstance(side, NotRead):
            self.ledger.not_read(statement.start, problem.title, source, str(side))
            return
        line = self.ledger.lines.at(statement.start)
        self.ledger.note_indices([side], problem, line)
        problem.note_use(side, found.passage)
        last = self._last.get(problem)
        self._last[problem] = _Standing(side, source, line, statement.end)
        if last is None:
            return
        said = _SAYS_EQUAL.search(self.ledger.text[last.end : statement.start]) is not None
        try:
            judgement = judge(meaning_of(last.tree, problem), meaning_of(side, problem))
        except NotRead as refusal:
            self.ledger.not_read(statement.start, problem.title, source, str(refusal))
            return
        self._list(judgement, problem, last, self._last[problem], said=said)

    def _list(
        self,
        judgement: Judgement,
        problem: Problem,
        last: _Standing,
        this: _Standing,
        *,
        said: bool,
    ) -> None:
        proved = judgement.verdict == "PROVED"
        if not proved and not said:
            text = f"this formula stands beside that of line {last.line}; they are not one"
            self.ledger.remark(this.line, problem, text)
            return
        note = "unlinked, equal" if proved else "unlinked, though the text says they are equal"
        self.ledger.items.append(
            SheetItem(
                line=this.line,
                problem=problem.title,
                source=f"{last.source} (line {last.line}) and {this.source}",
                understood=judgement.understood,
                verdict=judgement.verdict,
                note=note,
                conditions=judgement.conditions,
                given=judgement.given,
                counterexample=told(judgement.counterexample, problem.all_totals),
                unlinked=True,
            )
        )
