"""Mathematics in ASCII, for terminals whose encoding has no σ."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["to_ascii"]

#: Symbols whose Unicode name or decomposition would not say what a reader of ASCII expects.
SYMBOLS = {
    "∞": "inf",
    "−": "-",
    "–": "-",
    "—": "-",
    "×": "*",
    "÷": "/",
    "·": "*",
    "⋅": "*",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "≈": "~",
    "±": "+/-",
    "→": "->",
    "⇒": "=>",
    "∈": "in",
    "∑": "sum",
    "Σ": "sum",
    "∏": "prod",
    "√": "sqrt",
    "∂": "d",
    "ℝ": "R",
    "∀": "for all",
    "∧": "and",
    "∨": "or",
    "′": "'",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "⁄": "/",
    "‖": "||",
    "✓": "ok",
    "✗": "x",
    "─": "-",
    "│": "|",
    "◂": "<",
    "▸": ">",
}

_SCRIPTS = {"<super>": "^", "<sub>": "_"}
_SIMPLE_SCRIPT = re.compile(r"-?\w+'?")


def to_ascii(text: str) -> str:
    """``text`` with every symbol spelled in ASCII: ``e⁻ˣ`` is ``e^-x``, ``½`` is ``1/2``."""
    if text.isascii():
        return text
    pieces: list[str] = []
    position = 0
    while position < len(text):
        script = _script_of(text[position])
        end = position + 1
        while script and end < len(text) and _script_of(text[end]) == script:
            end += 1
        run = text[position:end]
        following = text[end : end + 1]
        pieces.append(_scripted(script, run) if script else _spelled(run, following))
        position = end
    return "".join(pieces)


def _script_of(character: str) -> str:
    """``^`` for a superscript, ``_`` for a subscript, empty for any other character."""
    return _SCRIPTS.get(unicodedata.decomposition(character).partition(" ")[0], "")


def _scripted(script: str, run: str) -> str:
    inside = to_ascii(unicodedata.normalize("NFKD", run))
    return script + (inside if _SIMPLE_SCRIPT.fullmatch(inside) else f"({inside})")


def _spelled(character: str, following: str) -> str:
    if character.isascii():
        return character
    if character in SYMBOLS:
        return SYMBOLS[character]
    plain = unicodedata.normalize("NFKD", character)
    if plain != character:
        spelled = "".join(
            _spelled(piece, "") for piece in plain if not unicodedata.combining(piece)
        )
        return f"{spelled} " if "/" in spelled and following.isalpha() else spelled
    # A Greek letter is called by its name: GREEK SMALL LETTER KAPPA.
    word = unicodedata.name(character, "?").rsplit(" ", 1)[-1]
    return word.lower() if character.islower() else word.title()
