r"""Text from outside in LaTeX: prose and one-line formulas of Unicode, so that nothing escapes.

What comes out is ASCII, compiles with amsmath and amssymb, and runs no command of the text's own.
"""

from __future__ import annotations

import re
import unicodedata

from stabcheck.carriers.latex_names import SYMBOLS, function_name, plain_name

__all__ = ["formula", "prose"]

_ESCAPES = {letter: f"\\{letter}" for letter in "#$%&_{}"} | {
    "\\": r"\textbackslash{}",
    "^": r"\^{}",
    "~": r"\~{}",
    "<": r"\(<\)",
    ">": r"\(>\)",
    "|": r"\(|\)",
    '"': "''",
}
_PUNCTUATION = {
    "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", "…": r"\dots{}",
    "\u00a0": "~", "ß": r"\ss{}", "ø": r"\o{}", "Ø": r"\O{}", "æ": r"\ae{}", "Æ": r"\AE{}",
    "ł": r"\l{}", "§": r"\S{}", "ı": r"\i{}",
}  # fmt: skip
_MATHEMATICS = SYMBOLS | {
    "−": "-", "·": r"\cdot", "×": r"\times", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "±": r"\pm",
    "∈": r"\in", "∉": r"\notin", "ℝ": r"\mathbb{R}", "∂": r"\partial", "√": r"\surd",
    "∑": r"\sum", "∧": r"\land", "∨": r"\lor", "¬": r"\lnot", "∞": r"\infty", "≈": r"\approx",
    "→": r"\to", "⇒": r"\Rightarrow", "≔": ":=", "∖": r"\setminus", "½": r"\frac{1}{2}",
    "≡": r"\equiv", "⋅": r"\cdot", "✓": r"\checkmark", "′": "'", "∀": r"\forall", "∃": r"\exists",
    "∇": r"\nabla", "⟂": r"\perp", "…": r"\dots",
}  # fmt: skip
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0306": "u", "\u0327": "c",
}  # fmt: skip
_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸⁱᵃᵇᵏᵗᵀ"
_BELOW = str.maketrans(_SUBSCRIPTS, "0123456789+-aehijklmnoprstuvx")
_ABOVE = str.maketrans(_SUPERSCRIPTS, "0123456789+-nxyiabktT")

#: Braces in braces: TeX itself ends at some depth, and a reader long before.
_DEEPEST = 20
_MARK = rf"(?P<below>[{_SUBSCRIPTS}]+)|(?P<above>[{_SUPERSCRIPTS}]+)"
_PROSE = re.compile(rf"{_MARK}|(?P<any>.)", re.DOTALL)
_FORMULA = re.compile(
    rf"""
      {_MARK} | (?P<raised>[_^]\()
    | (?P<script>[_^](?:[A-Za-z0-9]|[{_SUBSCRIPTS}{_SUPERSCRIPTS}])+)
    | (?P<call>[A-Za-z\u0370-\u03ff](?:[A-Za-z0-9_]*[A-Za-z0-9])?(?=\())
    | (?P<name>[A-Za-z\u0370-\u03ff][0-9]+)
    | (?P<words>[A-Za-z]{{2,}}(?:[ ,]+[A-Za-z]{{2,}})*)
    | (?P<ball>\s*\+/-\s*) | (?P<power>(?<=\d)e[+-]?\d+(?![\d.A-Za-z(]))
    | (?P<any>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PLAIN = frozenset("+-*/=<>()[],.:;!?|`@")


def prose(text: str) -> str:
    """Text as a paragraph has it: signs of mathematics as such, every other one as it stands."""
    return _PROSE.sub(_in_prose, text)


def formula(text: str) -> str:
    """A one-line formula, such as ``Σᵢ e^(xᵢ − a)``, for math mode; words in it stay upright."""
    pieces = []
    closing: list[str] = []
    for match in _FORMULA.finditer(text):
        if match["raised"] and closing.count("}") < _DEEPEST:
            pieces.append(f"{{}}{match['raised'][0]}{{")
            closing.append("}")
            continue
        piece = _in_formula(match)
        if match[0].endswith("("):
            closing.append(")")
        elif match[0] == ")" and closing:
            piece = closing.pop()
        pieces.append(piece)
    whole = "".join([*pieces, *("}" for bracket in closing if bracket == "}")])
    return re.sub(" +", " ", re.sub(r"(\\(?:sum|max|min)) \{\}_", r"\1_", whole))


def _in_prose(match: re.Match[str]) -> str:
    marked = _script(match)
    if marked:
        return rf"\({marked}\)"
    letter = match["any"]
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if letter.isspace():
        return " "
    if letter.isascii() and letter.isprintable():
        return letter
    if letter in _PUNCTUATION:
        return _PUNCTUATION[letter]
    if letter in _MATHEMATICS:
        return rf"\({_MATHEMATICS[letter]}\)"
    plain = unicodedata.normalize("NFD", letter)
    base, mark = plain[0], plain[1:]
    if base.isascii() and mark in _ACCENTS:
        return rf"\{_ACCENTS[mark]}{{{base}}}"
    return f"[U+{ord(letter):04X}]"


def _in_formula(match: re.Match[str]) -> str:
    script = _script(match)
    if script:
        return "{}" + script
    text = match[0]
    match match.lastgroup:
        case "script":
            return f"{{}}{text[0]}{{{formula(text[1:])}}}"
        case "raised":
            return _sign(text[0]) + "("
        case "call":
            return function_name(text)
        case "name":
            return plain_name(text)
        case "words":
            return function_name(text) + " " if text in {"max", "min", "log"} else _words(match)
        case "ball":
            return r" \pm "
        case "power":
            return rf" \cdot 10^{{{int(text[1:])}}}"
    return _sign(text)


def _words(match: re.Match[str]) -> str:
    end = " " if match.end() < len(match.string) else ""
    return rf"\text{{ {match[0]}{end}}}"


def _script(match: re.Match[str]) -> str:
    if match["below"]:
        return f"_{{{match['below'].translate(_BELOW)}}}"
    if match["above"]:
        return f"^{{{match['above'].translate(_ABOVE)}}}"
    return ""


def _sign(letter: str) -> str:
    """One character of a formula; a command ends in a space, for a letter may follow."""
    if (letter.isascii() and letter.isalnum()) or letter in _PLAIN:
        return letter
    if letter.isspace():
        return " "
    if letter in "'′":
        return "{}'"
    if letter == "Σ":
        return r"\sum "
    if letter in _MATHEMATICS:
        return f"{_MATHEMATICS[letter]} "
    return rf"\text{{{prose(letter)}}}"
