"""What has been established so far, line by line, while a sheet is being read."""

from __future__ import annotations

from dataclasses import dataclass, field

from stabcheck.reading.sheet.layout import Lines
from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.result import Misprint, Remark, SheetItem
from stabcheck.reading.sheet.scope import Problem, letters
from stabcheck.reading.sheet.tree import Tree

__all__ = ["Ledger"]

_LONGEST_SOURCE = 600


@dataclass
class Ledger:
    """Collects items, misprints and remarks, and knows the lines of the sheet."""

    text: str
    lines: Lines
    items: list[SheetItem] = field(default_factory=list)
    misprints: list[Misprint] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    _doubled: dict[tuple[Problem, str], list[int]] = field(default_factory=dict)

    def line(self, token: Token) -> int:
        """The line a token stands on."""
        return self.lines.at(token.start)

    def source(self, tokens: tuple[Token, ...]) -> str:
        """The text of one side of a relation, on one line."""
        if not tokens:
            return ""
        return self.between(tokens[0].start, tokens[-1].end)

    def between(self, start: int, end: int) -> str:
        """A stretch of the sheet on one line."""
        return " ".join(self.text[start : min(end, start + _LONGEST_SOURCE)].split())

    def not_read(self, start: int, problem: str, source: str, reason: str) -> None:
        """List what was not read, with the reason."""
        line = self.lines.at(start)
        self.items.append(SheetItem(line, problem, source, "", "NOT READ", reason))

    def remark(self, line: int, problem: Problem, text: str) -> None:
        """Add a remark."""
        self.remarks.append(Remark(line, problem.title, text))

    def note_indices(self, trees: list[Tree], problem: Problem, line: int) -> None:
        """Remember the indices that are both free and bound in one statement."""
        free: set[str] = set()
        bound: set[str] = set()
        for tree in trees:
            own_free, own_bound = letters(tree)
            free |= own_free
            bound |= own_bound
        for letter in sorted(free & bound):
            places = self._doubled.setdefault((problem, letter), [])
            if line not in places:
                places.append(line)

    def remark_indices(self) -> None:
        """One remark for each index of a problem that is both free and bound."""
        for (problem, letter), places in self._doubled.items():
            more = f" (also on lines {', '.join(map(str, places[1:]))})" if places[1:] else ""
            text = f"the index {letter} is both free and bound in one formula{more}"
            self.remark(places[0], problem, text)
