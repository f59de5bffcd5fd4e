"""Everything on a sheet that states something, in order, with the problem it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from stabcheck.quantity import Quantity
from stabcheck.reading.sheet.layout import (
    LONGEST_LINE,
    Heading,
    Passage,
    headings_of,
    passages_of,
)
from stabcheck.reading.sheet.lexer import Token, tokens_of
from stabcheck.reading.sheet.macros import Macro, expanded, macros_of
from stabcheck.reading.sheet.prose import Stretch, stretches_of, tokens_in_prose
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.scope import Problem
from stabcheck.reading.sheet.statements import Statement, index_range, rows_of, statements_of

__all__ = ["Found", "Refused", "found_in"]

_CUE_LENGTH = 160
_SENTENCE = re.compile(r"[.!?](?=\s)|\n[ \t]*\n")
_LONGEST_SOURCE = 400
#: What stands between a formula and the condition, or the definition, that is said after it.
_SAID_AFTER = re.compile(
    r"(?:,?\s*(?:\$\$?|\\[)\]]))?\s*,?\s*\b"
    r"(?P<word>for|if|when|whenever|where|with)(?:\s+(?:all|any|every|each))?\s*(?:\$\$?|\\[(\[])\s*"
)
_DEFINING = {"where", "with"}
_FAR_APART = 60


#: A statement, and the index and size of "i = 1, …, N" if it is that.
_Piece = tuple[Statement, tuple[str, str] | None]


@dataclass
class Found:
    """A statement: its chain, where it stands, and the words before it in its sentence.

    ``passage`` counts the passages of the sheet.  ``alone`` is set for a formula that fills its
    display; ``range`` for ``i = 1, …, N``.
    """

    statement: Statement
    kind: Literal["display", "inline", "prose"]
    problem: Problem
    cue: str
    passage: int
    alone: bool = False
    range: tuple[str, str] | None = None


@dataclass(frozen=True)
class Refused:
    """Mathematics that could not be taken apart."""

    start: int
    source: str
    reason: str
    problem: Problem


@dataclass
class _Collector:
    text: str
    problem: Problem
    macros: Mapping[str, Macro] = field(default_factory=dict)
    found: list[Found | Refused] = field(default_factory=list)
    passages: int = 0
    above: Found | None = None  # the last chain of the last display

    def passage(self, passage: Passage) -> None:
        """Take a passage apart into what it states."""
        self.passages += 1
        if passage.kind == "broken":
            self.refuse(passage.start, passage.end, "mathematics that begins here never ends")
        elif passage.kind == "prose":
            for stretch in stretches_of(self.text, passage.start, passage.end):
                self._stretch(stretch)
        else:
            self._formula(passage)

    def refuse(self, start: int, end: int, reason: str) -> None:
        """Note mathematics that is not read, and why."""
        source = self.text[start : max(end, start + 60)].split("\n\n")[0]
        source = " ".join(source[:_LONGEST_SOURCE].split())
        self.found.append(Refused(start, source, reason, self.problem))

    def _formula(self, passage: Passage) -> None:
        try:
            tokens = expanded(tokens_of(self.text, passage.start, passage.end), self.macros)
        except NotRead as refusal:
            self.refuse(passage.start, passage.end, str(refusal))
            return
        kind: Literal["display", "inline"] = "display" if passage.kind == "display" else "inline"
        pieces = _conditions_first([p for row in rows_of(tokens) for p in _pieces(row)])
        alone = kind == "display" and len(pieces) == 1 and not pieces[0][0].relations
        for statement, ranged in pieces:
            self._add(statement, kind, ranged, alone=alone)

    def _stretch(self, stretch: Stretch) -> None:
        try:
            tokens = expanded(tokens_in_prose(self.text, stretch.start, stretch.end), self.macros)
        except NotRead as refusal:
            self.refuse(stretch.start, stretch.end, str(refusal))
            return
        if stretch.continues and self.above is None:
            self.refuse(stretch.start, stretch.end, "no display above that it could continue")
            return
        for statement in statements_of(tokens):
            if statement.relations:
                self._add(statement, "prose")

    def _add(
        self,
        statement: Statement,
        kind: Literal["display", "inline", "prose"],
        ranged: tuple[str, str] | None = None,
        *,
        alone: bool = False,
    ) -> None:
        above = self.above if self.above and self.above.problem is self.problem else None
        begins_open = bool(statement.relations) and not statement.sides[0]
        ended_open = above is not None and not above.statement.sides[-1]
        if above is not None and (begins_open or (ended_open and kind == "display")):
            above.statement = above.statement.continued(statement)
            above.alone = False
            return
        place = statement.start
        before = self.text[max(place - _CUE_LENGTH, 0) : place]
        cue = _SENTENCE.split(before)[-1] if kind != "display" else before
        item = Found(statement, kind, self.problem, cue.lower(), self.passages, alone, ranged)
        self.found.insert(self._place_of(item), item)
        if kind == "display":
            self.above = item

    def _place_of(self, item: Found) -> int:
        """Where an item belongs: behind all others, or before the formula that it is said of.

        "|x| = x for x > 0" and "Σ xᵢ = N m where m = …" state their second part of the first.
        """
        end = len(self.found)
        last = self.found[-1] if self.found else None
        if not isinstance(last, Found) or last.problem is not item.problem or item.range:
            return end
        words = self.text[last.statement.end : item.statement.start]
        between = _SAID_AFTER.fullmatch(words) if len(words) < _FAR_APART else None
        relations = {relation.text for relation in item.statement.relations}
        if between is None or not relations or not last.statement.relations:
            return end
        if relations <= set("<≤>≥≠") if between["word"] not in _DEFINING else relations <= {"="}:
            while end and _is_of_passage(self.found[end - 1], last.passage):
                end -= 1
        return end


def _is_of_passage(entry: Found | Refused, passage: int) -> bool:
    return isinstance(entry, Found) and entry.passage == passage


def _conditions_first(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces with a condition, as in "|x| = −x for x < 0", before what it is stated of."""
    ordered: list[_Piece] = []
    for piece in pieces:
        relations = {relation.text for relation in piece[0].relations}
        if ordered and relations and relations <= set("<≤>≥") and ordered[-1][0].relations:
            ordered.insert(len(ordered) - 1, piece)
        else:
            ordered.append(piece)
    return ordered


def _pieces(row: list[Token]) -> list[_Piece]:
    """The statements of a row, or the one that it is if it gives an index its range."""
    ranged = index_range(row)
    if ranged is not None:
        return [(Statement((tuple(row[:1]), tuple(row[2:])), (row[1],)), ranged)]
    return [(statement, None) for statement in statements_of(row)]


def found_in(text: str, customary: dict[str, Quantity]) -> list[Found | Refused]:
    """What a sheet states, in order, each with the problem it stands in."""
    root = Problem("", 0, customary=customary)
    collector = _Collector(text, root)
    for place, line in _overlong(text):
        collector.refuse(place, place + 60, f"a line of {line} characters is not read")
    text = _without_overlong(text)
    collector.text = text
    collector.macros = macros_of(text)
    passages = passages_of(text)
    headings = headings_of(text, [passage for passage in passages if passage.kind == "prose"])
    for event in _in_order(passages, headings):
        if isinstance(event, Heading):
            collector.problem = _opened(event, collector.problem)
            collector.above = None
        else:
            collector.passage(event)
    return collector.found


def _overlong(text: str) -> Iterator[tuple[int, int]]:
    for match in re.finditer(rf"[^\n]{{{LONGEST_LINE},}}", text):
        yield match.start(), len(match.group())


def _without_overlong(text: str) -> str:
    return re.sub(rf"[^\n]{{{LONGEST_LINE},}}", lambda match: " " * len(match.group()), text)


def _in_order(passages: list[Passage], headings: Iterable[Heading]) -> Iterator[Passage | Heading]:
    """Passages and headings by their place; prose is cut where a heading stands in it."""
    cuts = [heading.start for heading in headings]
    events: list[Passage | Heading] = list(headings)
    for passage in passages:
        inner = [cut for cut in cuts if passage.start < cut < passage.end]
        for start, end in zip([passage.start, *inner], [*inner, passage.end], strict=True):
            events.append(Passage(passage.kind, start, end))
    return iter(sorted(events, key=lambda event: (event.start, isinstance(event, Passage))))


def _opened(heading: Heading, current: Problem) -> Problem:
    """The problem a heading opens, under the nearest heading that is higher."""
    parent = current
    while parent.level >= heading.level and parent.parent is not None:
        parent = parent.parent
    earlier = (*current.earlier, current)
    return Problem(heading.title, heading.level, parent, earlier, current.customary)
