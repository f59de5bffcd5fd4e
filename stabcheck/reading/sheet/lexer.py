r"""LaTeX and plain-text mathematics to tokens, each with its place in the sheet.

LaTeX is not one language: the same formula comes as ``\frac{1}{1+e^{-x}}``, as ``1/(1+e^{-x})``
in prose, or with Unicode's own exponents.  One lexer brings them all to one alphabet, so that the
grammar above it has one spelling to read.  Reading is linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from stabcheck.reading.sheet.alphabet import (
    ACCENTS,
    DROPPED,
    FUNCTIONS,
    GREEK,
    RELATIONS,
    SCRIPTS,
    SEPARATORS,
    SPELLINGS,
    SYMBOLS,
)
from stabcheck.reading.sheet.refusal import NotRead

__all__ = ["LONGEST_FORMULA", "Token", "tokens_of"]

#: Characters; a formula that fills several pages is no formula.
LONGEST_FORMULA = 6000

_MOST_DIGITS = 60

_COMMAND = re.compile(r"\\([A-Za-z]+)\*?|\\(.)", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+")
_WORDS = sorted({*FUNCTIONS, "max", "min"}, key=len, reverse=True)
_WORD = re.compile(rf"(?:{'|'.join(_WORDS)})(?![A-Za-z])")
_TEXT = {"text", "textrm", "mbox", "textbf", "textit", "intertext", "shortintertext", "hbox"}
_UPRIGHT = {"operatorname", "mathrm", "mathit", "mathsf", "mathtt", "rm"}
_BOLD = {"mathbf", "boldsymbol", "bm", "vec", "pmb", "mathbold", "underline", "mathcal"}
_IGNORED = {"label", "tag", "vspace", "phantom", "ref", "eqref", "cite", "color"}


@dataclass(frozen=True)
class Token:
    """One sign of a formula: its kind, its spelling, and where it stands in the sheet.

    Kinds: ``number letter word relation symbol separator text begin end``, and ``unknown`` for
    a command that means nothing here (the grammar refuses it where it stands).  Vectors and
    matrices are ``bold``.
    """

    kind: str
    text: str
    start: int
    end: int
    bold: bool = False


def tokens_of(text: str, start: int, end: int) -> list[Token]:
    """The tokens of ``text[start:end]``; raises NotRead for what is too long or never closed."""
    if end - start > LONGEST_FORMULA:
        raise NotRead(f"a formula of {end - start} characters is not read")
    found: list[Token] = []
    position = start
    while position < end:
        position = _next(text, position, end, found)
    return found


def _next(text: str, position: int, end: int, found: list[Token]) -> int:
    character = text[position]
    if character.isspace() or character in "~\u2062\u200b":
        return position + 1
    if character == "%":  # a comment, up to the end of its line
        stop = text.find("\n", position, end)
        return end if stop < 0 else stop
    if character == "\\":
        return _command(text, position, end, found)
    number = _NUMBER.match(text, position, end)
    if number is not None:
        if number.end() - position > _MOST_DIGITS:
            raise NotRead(f"a number of more than {_MOST_DIGITS} digits")
        return _add(found, "number", number.group(), position, number.end())
    return _sign(text, position, end, found)


def _sign(text: str, position: int, end: int, found: list[Token]) -> int:
    """A single character that is no digit, or the few that belong together."""
    character = text[position]
    for sign, table in SCRIPTS.items():
        if character in table:
            return _script(text, position, end, found, sign)
    if character in SPELLINGS:
        for spelled in SPELLINGS[character]:
            _add(
                found, "number" if spelled.isdigit() else "symbol", spelled, position, position + 1
            )
        return position + 1
    relation = ":=" if text.startswith(":=", position, end) else RELATIONS.get(character)
    if relation is not None:
        length = 2 if relation == ":=" and character == ":" else 1
        return _add(found, "relation", relation, position, position + length)
    if character in SEPARATORS:
        return _add(found, "separator", character, position, position + 1)
    if character.isalpha() and character not in SYMBOLS:
        return _letter(text, position, end, found)
    if unicodedata.combining(character) and found and found[-1].kind == "letter":
        last = found.pop()
        accented = unicodedata.normalize("NFC", last.text + character)
        return _add(found, "letter", accented, last.start, position + 1)
    spelled = SYMBOLS.get(character, character)
    return _add(found, "symbol", spelled, position, position + 1)


def _add(found: list[Token], kind: str, spelled: str, start: int, end: int) -> int:
    found.append(Token(kind, spelled, start, end))
    return end


def _letter(text: str, position: int, end: int, found: list[Token]) -> int:
    word = _WORD.match(text, position, end)
    if word is not None:
        kind = "symbol" if word.group() in {"max", "min"} else "word"
        return _add(found, kind, word.group(), position, word.end())
    return _add(found, "letter", text[position], position, position + 1)


def _script(text: str, position: int, end: int, found: list[Token], sign: str) -> int:
    """A run of Unicode superscripts or subscripts, as an exponent or an index in braces."""
    stop = position
    while stop < end and text[stop] in SCRIPTS[sign]:
        stop += 1
    spelled = "".join(SCRIPTS[sign][character] for character in text[position:stop])
    _add(found, "symbol", sign, position, position)
    _add(found, "symbol", "{", position, position)
    inner = tokens_of(spelled, 0, len(spelled))
    found.extend(Token(token.kind, token.text, position, stop) for token in inner)
    return _add(found, "symbol", "}", stop, stop)


# --- commands -------------------------------------------------------------------------------


def _command(text: str, position: int, end: int, found: list[Token]) -> int:
    match = _COMMAND.match(text, position, end)
    if match is None:
        return _add(found, "unknown", "\\", position, position + 1)
    name, stop = match.group(1) or "", match.end()
    spelled = rf"\{name}" if name else match.group()
    if name in {"left", "right", "bigl", "bigr"} and text.startswith(".", stop, end):
        return stop + 1  # a bracket that is not printed
    if name in {"left", "right"} and text.startswith("|", stop, end):
        return _add(found, "symbol", "|(" if name == "left" else ")|", position, stop + 1)
    if name in GREEK:
        return _add(found, "letter", GREEK[name], position, stop)
    for kind, table in (("symbol", SYMBOLS), ("relation", RELATIONS)):
        if spelled in table:
            return _add(found, kind, table[spelled], position, stop)
    if name in FUNCTIONS:
        return _add(found, "word", name, position, stop)
    if spelled in SEPARATORS:
        return _add(found, "separator", spelled, position, stop)
    if spelled in DROPPED or (not name and spelled[1].isspace()):
        return stop
    return _with_argument(text, position, stop, end, found, name)


def _with_argument(
    text: str, position: int, stop: int, end: int, found: list[Token], name: str
) -> int:
    """A command that takes its argument as it stands."""
    if name in {"stackrel", "overset", "underset"}:
        _, stop = _argument(text, stop, end)
        inner, stop = _argument(text, stop, end)
        relation = RELATIONS.get(inner.strip())
        if relation is None:
            return _add(found, "unknown", rf"\{name}", position, stop)
        return _add(found, "relation", relation, position, stop)
    if name not in {*_TEXT, *_UPRIGHT, *_BOLD, *_IGNORED, *ACCENTS, "begin", "end", "mathbb"}:
        return _add(found, "unknown", rf"\{name}", position, stop)
    inner, stop = _argument(text, stop, end)
    content = inner.strip()
    if name in _IGNORED:
        return stop
    if name in {"begin", "end"}:
        return _add(found, name, content.rstrip("*"), position, stop)
    if name in _TEXT and not (content.isalpha() and text[stop : stop + 1] in {"(", "_"}):
        return _add(found, "text", content, position, stop)
    if name == "mathbb":
        return _add(found, "set", content, position, stop)
    return _named(name, content, position, stop, found)


def _named(command: str, content: str, start: int, stop: int, found: list[Token]) -> int:
    """A name set in another face: upright words are one name, accents are part of it."""
    letter = GREEK.get(content[1:], "") if content.startswith("\\") else content
    if content in {r"\max", r"\min", "max", "min"}:
        return _add(found, "symbol", content.lstrip("\\"), start, stop)
    if not letter or not all(part.isalnum() or part in "-_ " for part in letter):
        return _add(found, "unknown", rf"\{command}", start, stop)
    if command in ACCENTS:
        accented = unicodedata.normalize("NFC", letter + ACCENTS[command])
        return _add(found, "letter", accented, start, stop)
    if command == "mathcal":
        letter = {"L": "ℒ", "N": "𝒩", "H": "ℋ", "F": "ℱ"}.get(letter, letter)
    if letter.isdigit():
        kind = "unknown" if command in _BOLD else "number"
        return _add(
            found, kind, rf"\{command}{{{letter}}}" if command in _BOLD else letter, start, stop
        )
    kind = "letter" if len(letter) == 1 else "word"
    found.append(Token(kind, letter, start, stop, bold=command in _BOLD - {"mathcal", "underline"}))
    return stop


def _argument(text: str, position: int, end: int) -> tuple[str, int]:
    """The argument that begins at or after ``position``, and where it ends."""
    while position < end and text[position].isspace():
        position += 1
    if position >= end or text[position] != "{":
        command = _COMMAND.match(text, position, end)
        stop = command.end() if command else min(position + 1, end)
        return text[position:stop], stop
    depth = 0
    for place in _braces(text, position, end):
        depth += 1 if text[place] == "{" else -1
        if depth == 0:
            return text[position + 1 : place], place + 1
    raise NotRead("a brace is never closed")


def _braces(text: str, position: int, end: int) -> Iterator[int]:
    for match in re.finditer(r"\\.|[{}]", text[position:end]):
        if match.group() in "{}":
            yield position + match.start()
