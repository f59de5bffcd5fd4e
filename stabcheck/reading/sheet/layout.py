r"""Where a sheet keeps its mathematics: displays, inline formulas, headings, and prose between.

Markdown and LaTeX are read alike: ``$$…$$``, ``\[…\]``, ``$…$``, ``\(…\)``, the displayed
environments, fences of ``math``.  Code, links, comments and the preamble hold no mathematics.
The scan passes over the text once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

__all__ = ["LONGEST_LINE", "Heading", "Lines", "Passage", "headings_of", "passages_of"]

#: Characters; a paragraph on one line is shorter.
LONGEST_LINE = 20_000

_DISPLAYED = {
    "equation", "align", "gather", "multline", "eqnarray", "displaymath", "alignat", "flalign",
    "split", "aligned", "math", "IEEEeqnarray",
}  # fmt: skip
_CODE = {"verbatim", "lstlisting", "minted", "tikzpicture", "Verbatim"}
_OPENER = re.compile(
    r"\\\\|\\\$|\\begin\{([A-Za-z]+)\*?\}|\$\$|\\\[|\\\(|\$|(?<![^\n])[ ]{0,3}(`{3,}|~{3,})|`+"
    r"|(?<!\\)%|<!--"
)
_CLOSER = {"$$": "$$", r"\[": r"\]", r"\(": r"\)", "$": "$"}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")

Kind = Literal["display", "inline", "prose", "broken"]


@dataclass(frozen=True)
class Passage:
    """A stretch of the sheet and what it is; ``broken`` is mathematics that is never closed."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Heading:
    """A heading: where it stands, how deep it is (1 the highest), and what it says."""

    start: int
    level: int
    title: str


class Lines:
    """The lines of a text, counted from 1."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def at(self, offset: int) -> int:
        """The number of the line that holds this character."""
        return bisect_right(self._starts, offset)


def passages_of(text: str) -> list[Passage]:
    """The passages of a sheet in the order of the text; code is left out."""
    return _Scan(text).run()


class _Scan:
    def __init__(self, text: str) -> None:
        self.text = text
        self.is_latex = "\\begin{document}" in text or "\\documentclass" in text
        self.found: list[Passage] = []
        self.never: set[str] = set()  # closers that do not occur any more

    def run(self) -> list[Passage]:
        begin = self.text.find("\\begin{document}")
        prose = position = max(begin, 0)
        while (opener := _OPENER.search(self.text, position)) is not None:
            end = self._passage(opener)
            if end is None:
                position = opener.end()
                continue
            self._prose(prose, opener.start())
            prose = position = end
        self._prose(prose, len(self.text))
        return sorted(self.found, key=lambda passage: passage.start)

    def _prose(self, start: int, end: int) -> None:
        if self.text[start:end].strip():
            self.found.append(Passage("prose", start, end))

    def _passage(self, opener: re.Match[str]) -> int | None:
        """Note the passage that begins here; where it ends, or None if nothing begins."""
        sign, start = opener.group(), opener.end()
        if sign in {"\\\\", "\\$"}:
            return None
        if sign == "%":
            return self._past("\n", start) if self.is_latex else None
        if sign == "<!--":
            return self._past("-->", start)
        if sign.strip("` ") == "" or sign.strip("~ ") == "":
            return self._code(sign.strip(), start)
        if opener.group(1) is not None:
            return self._environment(opener)
        return self._delimited(sign, start)

    def _past(self, closer: str, start: int) -> int | None:
        end = self._find(closer, start)
        return None if end is None else end + len(closer)

    def _find(self, closer: str, start: int) -> int | None:
        if closer in self.never:
            return None
        end = self.text.find(closer, start)
        if end < 0:
            self.never.add(closer)
            return None
        return end

    def _code(self, fence: str, start: int) -> int | None:
        inside = self.text.startswith("math", start)
        end = self._find(fence, start)
        if end is not None and inside:
            self.found.append(Passage("display", start + len("math"), end))
        return None if end is None else end + len(fence)

    def _environment(self, opener: re.Match[str]) -> int | None:
        name = opener.group(1)
        if name not in _DISPLAYED | _CODE:
            return None
        closer = opener.group().replace("begin", "end", 1)
        end = self._find(closer, opener.end())
        if end is None:
            self.found.append(Passage("broken", opener.start(), opener.end()))
            return opener.end()
        stop = end + len(closer)
        if name in _DISPLAYED:
            self.found.append(Passage("display", opener.start(), stop))
        return stop

    def _delimited(self, sign: str, start: int) -> int | None:
        closer = _CLOSER[sign]
        end = self._unescaped(closer, start)
        blank = _BLANK_LINE.search(self.text, start, start + LONGEST_LINE)
        limit = blank.start() if blank and sign not in {"$$", r"\["} else len(self.text)
        if end is None or end > limit:
            line_end = self.text.find("\n", start)
            rest = self.text[start : line_end if line_end >= 0 else len(self.text)]
            if sign != "$" or "\\" in rest or "=" in rest:
                self.found.append(Passage("broken", start - len(sign), start))
                return start
            return None  # a dollar of money
        self.found.append(Passage("display" if sign in {"$$", r"\["} else "inline", start, end))
        return end + len(closer)

    def _unescaped(self, closer: str, start: int) -> int | None:
        end = self._find(closer, start)
        while end is not None and closer == "$" and self.text[end - 1] == "\\":
            end = self._find(closer, end + 1)
        return end


# --- headings -------------------------------------------------------------------------------

_PART = r"(?:Problem|Exercise|Question|Task|Aufgabe|Übung|Example|Assignment|Theorem|Lemma)"
_HEADINGS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], int]], ...] = (
    (re.compile(r"(#{1,6})\s+(.*)"), lambda match: len(match.group(1))),
    (re.compile(r"\\(?:chapter|part)\*?\s*\{()(.*)"), lambda _: 1),
    (re.compile(r"\\section\*?\s*\{()(.*)"), lambda _: 2),
    (re.compile(r"\\subsection\*?\s*\{()(.*)"), lambda _: 3),
    (re.compile(r"\\(?:subsubsection|paragraph)\*?\s*\{()(.*)"), lambda _: 4),
    (re.compile(r"()(\d{1,2}(?:\.\d{1,2})*\.?[ \t]+[A-ZÄÖÜ][^.=$:;]{2,60})$"), lambda _: 7),
    (re.compile(rf"[*_\s]*()({_PART}\s*[\d.]+\w?\b.*)"), lambda _: 8),
    (re.compile(rf"\\begin\{{()({_PART.lower()}\*?)\}}", re.IGNORECASE), lambda _: 8),
    (re.compile(r"\\(?:problem|exercise|question|task|aufgabe)\b()(.*)"), lambda _: 8),
)
#: What continues a problem rather than opening one.
_WITHIN = re.compile(r"\W*(?:solution|proof|answer|hint|remark|lösung|beweis)", re.IGNORECASE)


def headings_of(text: str, prose: list[Passage]) -> list[Heading]:
    """The headings that stand in the prose; a heading "Solution" continues its problem."""
    found = []
    for passage in prose:
        start = text.rfind("\n", 0, passage.start) + 1
        if start < passage.start:  # the passage begins in the middle of a line
            start = text.find("\n", passage.start) + 1 or len(text)
        while start < passage.end:
            end = text.find("\n", start)
            end = len(text) if end < 0 else end
            heading = _heading(text[start : min(end, start + 400)], start)
            if heading is not None:
                found.append(heading)
            start = end + 1
    return found


def _heading(line: str, start: int) -> Heading | None:
    for pattern, level in _HEADINGS:
        match = pattern.match(line.rstrip())
        if match is not None and not _WITHIN.match(match.group(2)):
            title = match.group(2).strip(" *_{}#:").split("}")[0]
            return Heading(start, level(match), title[:60].strip())
    return None
