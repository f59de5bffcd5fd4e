"""The words and signs of a formula, each with its column; nothing else gets any further."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass

from stabcheck.reading.mistake import FormulaMistake

__all__ = ["LONGEST_TEXT", "NAME", "Token", "shown", "tokens"]

#: Characters in one formula; a line that is longer was not written by hand.
LONGEST_TEXT = 4000

#: A name: a Latin or Greek letter, then letters, digits and primes.
NAME = "[A-Za-z\u0370-\u03ff][A-Za-z\u0370-\u03ff0-9_₀-₉′]*"

_LONGEST_NAME = 40
_SUBSCRIPTS = "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_PATTERN = re.compile(
    rf"""
      (?P<space>\s+)
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<derivative>∂\s*/\s*∂)
    | (?P<summation>[Σ∑])
    | (?P<name>{NAME})
    | (?P<subscript>[{_SUBSCRIPTS}]+)
    | (?P<superscript>⁻?[{_SUPERSCRIPTS}]+)
    | (?P<sign>\*\*|<=|>=|==|!=|[-−–+*·×⋅∗/÷∕^(),=<>≤≥≠|√∧∨¬\[\]])
    """,
    re.VERBOSE | re.ASCII,
)

_PLAIN_SIGNS = {
    **dict.fromkeys("−–", "-"),
    **dict.fromkeys("·×⋅∗", "*"),
    **dict.fromkeys("÷∕", "/"),
    "**": "^",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "∧": "and",
    "∨": "or",
    "¬": "not",
}
_PLAIN_SUBSCRIPTS = dict(zip(_SUBSCRIPTS, "aehijklmnoprstuvx", strict=True))
_PLAIN_SUPERSCRIPTS = dict(zip("⁻" + _SUPERSCRIPTS, "-0123456789", strict=True))

_LOGIC = {"and", "or", "not"}
_FORBIDDEN = set(keyword.kwlist) - _LOGIC

_REFUSALS = {
    ".": ("a formula has no attributes", "write sum(x), not x.sum()"),
    "'": ("a formula has no text in quotes", "write names without quotes"),
    '"': ("a formula has no text in quotes", "write names without quotes"),
    "\\": ("this is not LaTeX", "write exp(x)/2, not \\frac{e^x}{2}"),
    "@": ("@ is not read", "write dot(x, y) for Σᵢ xᵢ·yᵢ"),
    "{": ("braces are not read", "group with parentheses"),
    "}": ("braces are not read", "group with parentheses"),
    ":": ("a colon is not part of a formula", "compare with < or >, branch with where(c, a, b)"),
    ";": ("a semicolon is not part of a formula", "give one formula at a time"),
    "_": ("a name begins with a letter", "write x_1, not _x"),
}


@dataclass(frozen=True)
class Token:
    """One word or sign: its kind, its plain spelling, and its column."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, the last one of kind ``end``; raises FormulaMistake."""
    if len(text) > LONGEST_TEXT:
        raise FormulaMistake(
            f"the formula is {len(text):,} characters long",
            column=LONGEST_TEXT,
            hint=f"a formula has at most {LONGEST_TEXT:,} characters",
        )
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _PATTERN.match(text, place)
        if match is None:
            raise _refusal(text[place], place + 1)
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match.group(), place + 1))
        place = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def _token(kind: str, text: str, column: int) -> Token:
    match kind:
        case "sign":
            return Token("sign", _PLAIN_SIGNS.get(text, text), column)
        case "subscript":
            return Token(kind, "".join(_PLAIN_SUBSCRIPTS[letter] for letter in text), column)
        case "superscript":
            return Token(kind, "".join(_PLAIN_SUPERSCRIPTS[letter] for letter in text), column)
        case "name" if text in _LOGIC:
            return Token("sign", text, column)
        case "name" if text in _FORBIDDEN:
            raise FormulaMistake(
                f"'{text}' is a word of Python, not of a formula",
                column=column,
                hint="branch with where(condition, a, b); choose another name",
            )
        case "name" if len(text) > _LONGEST_NAME:
            raise FormulaMistake(
                f"a name of {len(text)} characters",
                column=column,
                hint=f"a name has at most {_LONGEST_NAME} characters",
            )
    return Token(kind, text, column)


def _refusal(letter: str, column: int) -> FormulaMistake:
    message, hint = _REFUSALS.get(
        letter, (f"{shown(letter)} is not part of a formula", "use names, numbers, + − * / ^ ( )")
    )
    return FormulaMistake(message, column=column, hint=hint)


def shown(text: str) -> str:
    """A piece of the text as a message quotes it: short, and on one line."""
    return ascii(text[:20]) if not text.isprintable() else f"'{text[:20]}'"
