"""Equalities in running text: ``so σ(x) = tanh(x/2)/2 + 1/2, and …``.

Around every equality sign the formula reaches as far as signs, numbers, single letters and known
functions go; an ordinary word ends it, and so does the end of a sentence.  Links, tags, code and
options of commands are no mathematics.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from stabcheck.reading.sheet.alphabet import FUNCTIONS
from stabcheck.reading.sheet.lexer import Token, tokens_of

__all__ = ["Stretch", "stretches_of", "tokens_in_prose"]

_EQUALITY = re.compile(r"(?<![=<>!+*/~#\-])=(?![=>])")
#: "For x < 0, …" states a hypothesis for what follows.
_HYPOTHESIS = re.compile(
    r"\b(?:for|if|when|where|with|assume|let|given|für|wenn)\s+"
    r"([^\W\d_]\s*[<>≤≥]\s*[-−]?\d+(?:\.\d+)?)(?![\w.]*\w)",
    re.IGNORECASE,
)
#: Two letters side by side are a product (2xy), unless they are one of the little words.
_LITTLE = (
    "am an as at be by da do du er es he if im in is it me my no ob of on or so to up us we wo zu"
).replace(" ", "|")
_WORD = re.compile(rf"(?<![\\A-Za-zÀ-ÿ])(?:[A-Za-zÀ-ÿ]{{3,}}|(?i:{_LITTLE})(?![A-Za-zÀ-ÿᵢⱼₖ(]))")
_CALLED = re.compile(r"['′’]*\(")
_LABEL = re.compile(r"\s*[-*>]?\s*\(?\w{1,3}\)\s+(?=\S)")
_NO_MATHEMATICS = re.compile(
    r"https?://\S+|</?[A-Za-z][^<>\n]*>|\]\([^()\n]*\)|\\[A-Za-z]+\*?\[[^\]\n]*\]"
    r"|^\s*\\(?:usepackage|documentclass|setlength|includegraphics|def|newcommand|renewcommand"
    r"|DeclareMathOperator|let|hypersetup|geometry)\b.*$|^[=\-\s]+$|\{[#.][^}\n]*\}",
    re.MULTILINE,
)
_SENTENCE_END = re.compile(r"[.:;!?](?=\s|$)")
_ARTICLES = {"a", "A", "I"}
_KNOWN = {*FUNCTIONS, "max", "min"}
_PUNCTUATION = " \t,.;:!?*_`\"'“”"


@dataclass(frozen=True)
class Stretch:
    """A stretch of prose that holds a relation; ``continues`` if its line begins with =."""

    start: int
    end: int
    continues: bool


def stretches_of(text: str, start: int, end: int) -> Iterator[Stretch]:
    """The equalities of a passage of prose, in order."""
    hidden = _NO_MATHEMATICS.sub(lambda match: " " * len(match.group()), text[start:end])
    place = 0
    for line in hidden.splitlines(keepends=True):
        begins_line = place > 0 or start == 0 or text[start - 1] == "\n"
        head = line.lstrip(" \t&>")
        if begins_line and head.startswith("=") and line.strip(" =\n"):
            lead = len(line) - len(head)
            yield Stretch(start + place + lead, start + place + len(line.rstrip()), continues=True)
        else:
            stated = [match.span(1) for match in _HYPOTHESIS.finditer(line)]
            for left, right in sorted([*stated, *_reaches(line)]):
                yield Stretch(start + place + left, start + place + right, continues=False)
        place += len(line)


def _reaches(line: str) -> Iterator[tuple[int, int]]:
    """From where to where the formulas on a line reach."""
    if _EQUALITY.search(line) is None:
        return
    barriers = [(0, 0), (len(line), len(line))]
    barriers += [match.span() for match in _WORD.finditer(line) if _is_barrier(match, line)]
    barriers += [match.span() for match in _SENTENCE_END.finditer(line)]
    barriers += [match.span() for match in re.finditer(r"\|(?=\s)", line) if line.startswith("|")]
    barriers.sort()
    for (_, left), (right, _) in itertools.pairwise(barriers):
        if left < right and _EQUALITY.search(line, left, right):
            yield _trimmed(line, left, right)


def _is_barrier(word: re.Match[str], line: str) -> bool:
    return word.group() not in _KNOWN and _CALLED.match(line, word.end()) is None


def _trimmed(line: str, left: int, right: int) -> tuple[int, int]:
    """Without the punctuation around, a label before, and an article before or after."""
    label = _LABEL.match(line)
    if label is not None and left < label.end() < right:
        left = label.end()
    while True:
        while left < right and line[left] in _PUNCTUATION:
            left += 1
        while left < right and line[right - 1] in _PUNCTUATION:
            right -= 1
        inner = line[left:right].split()
        if len(inner) > 1 and inner[-1] in _ARTICLES and inner[-2][-1] not in "=+-*/·−":
            right -= 1
        elif len(inner) > 1 and inner[0] in _ARTICLES and inner[1][0] not in "=+-*/·−)^_":
            left += 1
        else:
            return left, right


def tokens_in_prose(text: str, start: int, end: int) -> list[Token]:
    """The tokens of a stretch, in which a word before a bracket is the name of a function."""
    found: list[Token] = []
    place = start
    for word in re.finditer(r"[^\W\d_]{2,}(?=['′’]*\()", text[start:end]):
        if word.group() in _KNOWN or text[start + word.start() - 1] == "\\":
            continue
        found += tokens_of(text, place, start + word.start())
        place = start + word.end()
        found.append(Token("word", word.group(), start + word.start(), place))
    return found + tokens_of(text, place, end)
