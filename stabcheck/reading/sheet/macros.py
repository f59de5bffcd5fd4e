r"""The author's own commands: \newcommand, \def and \DeclareMathOperator, put in token by token.

Expanded tokens keep the place of the command they come from, so that a sheet is quoted as it is
written.  Expansion is bounded: a macro that grows without end is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stabcheck.reading.sheet.cursor import group_end
from stabcheck.reading.sheet.lexer import Token, tokens_of
from stabcheck.reading.sheet.refusal import NotRead

__all__ = ["Macro", "expanded", "macros_of"]

_DEFINED = re.compile(
    r"\\(?:re|provide)?newcommand\*?\s*\{?\s*\\([A-Za-z]+)\s*\}?\s*(?:\[(\d)\])?\s*(?=\{)"
    r"|\\def\s*\\([A-Za-z]+)\s*(?=\{)"
)
_OPERATOR = re.compile(r"\\DeclareMathOperator\*?\s*\{\s*\\([A-Za-z]+)\s*\}\s*\{([^{}]{1,40})\}")
_MOST_TOKENS = 4000
_DEEPEST = 8
_MOST_MACROS = 400


@dataclass(frozen=True)
class Macro:
    """How many arguments a command takes, and the tokens it stands for."""

    arguments: int
    body: tuple[Token, ...]


def macros_of(text: str) -> dict[str, Macro]:
    """The commands a sheet defines, by their names with the backslash."""
    found: dict[str, Macro] = {}
    for match in _OPERATOR.finditer(text):
        word = "".join(match.group(2).split("\\,")).strip()
        found[f"\\{match.group(1)}"] = Macro(0, (Token("word", word, 0, 0),))
    for match in _DEFINED.finditer(text):
        end = _brace_end(text, match.end())
        if end is None or len(found) > _MOST_MACROS:
            continue
        try:
            body = tokens_of(text, match.end() + 1, end)
        except NotRead:
            continue  # its uses are refused as unknown commands
        name = match.group(1) or match.group(3)
        found[f"\\{name}"] = Macro(int(match.group(2) or 0), tuple(body))
    return found


def _brace_end(text: str, start: int) -> int | None:
    depth = 0
    for match in re.finditer(r"\\.|[{}]", text[start : start + 1000]):
        depth += (match.group() == "{") - (match.group() == "}")
        if depth == 0:
            return start + match.start()
    return None


def expanded(tokens: Sequence[Token], macros: Mapping[str, Macro], depth: int = 0) -> list[Token]:
    """The tokens with the author's commands put in; raises NotRead if that grows too large."""
    if not any(token.kind == "unknown" and token.text in macros for token in tokens):
        return list(tokens)
    if depth > _DEEPEST:
        raise NotRead("a command of the author's is defined by itself")
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        macro = macros.get(token.text) if token.kind == "unknown" else None
        if macro is None:
            found.append(token)
            continue
        arguments, place = _arguments(tokens, place, macro)
        found += expanded(_put(macro, arguments, token), macros, depth + 1)
        if len(found) > _MOST_TOKENS:
            raise NotRead("with the author's commands put in, the formula is too large")
    return found


def _arguments(
    tokens: Sequence[Token], place: int, macro: Macro
) -> tuple[list[Sequence[Token]], int]:
    arguments: list[Sequence[Token]] = []
    for _ in range(macro.arguments):
        if place >= len(tokens):
            raise NotRead("a command of the author's lacks an argument")
        braced = tokens[place].text == "{"
        end = group_end(tokens, place) if braced else place + 1
        arguments.append(tokens[place + braced : end - braced])
        place = end
    return arguments, place


def _put(macro: Macro, arguments: list[Sequence[Token]], call: Token) -> list[Token]:
    """The body with its #1, #2, … replaced."""
    found: list[Token] = []
    for place, token in enumerate(macro.body):
        if token.text == "#":
            continue
        if place and macro.body[place - 1].text == "#" and token.text.isdigit():
            number = int(token.text)
            if not 1 <= number <= len(arguments):
                raise NotRead(f"a command of the author's has no argument #{number}")
            found += arguments[number - 1]
        else:
            found.append(replace(token, start=call.start, end=call.end))
        if len(found) > _MOST_TOKENS:
            raise NotRead("with the author's commands put in, the formula is too large")
    return found
