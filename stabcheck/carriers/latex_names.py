"""Names in LaTeX's math mode: letters, accents, subscripts, and the functions' names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["SYMBOLS", "function_name", "index_names", "plain_name", "split_name"]

_WORDS = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa"),
    *("lambda", "mu", "nu", "xi", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi"),
    *("chi", "psi", "omega", "Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma"),
    *("Upsilon", "Phi", "Psi", "Omega", "ell"),
)
#: Letters that have a command of their own.
SYMBOLS = {
    letter: f"\\{word}"
    for letter, word in zip("αβγδεζηθικλμνξπρςστυφχψωΓΔΘΛΞΠΣΥΦΨΩℓ", _WORDS, strict=True)
}
_ACCENTS = {
    "\u0300": r"\grave",
    "\u0301": r"\acute",
    "\u0302": r"\hat",
    "\u0303": r"\tilde",
    "\u0304": r"\bar",
    "\u0305": r"\bar",
    "\u0307": r"\dot",
    "\u0308": r"\ddot",
    "\u030c": r"\check",
    "\u20d7": r"\vec",
}
_FUNCTIONS = {"log", "exp", "tanh", "sinh", "cosh", "max", "min"} | {"sin", "cos", "tan", "det"}
_MEANT = {"maximum": r"\max", "minimum": r"\min"}
_INVERSE = "⁻¹"
_PLAIN_DIGITS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def split_name(name: str) -> tuple[str, str, str]:
    r"""A name's letter, its subscript and its primes: ``W1`` is W and 1, ``x_max`` x and max."""
    plain = name.translate(_PLAIN_DIGITS)
    stem = plain.rstrip("'′")
    primes = "'" * (len(plain) - len(stem))
    found = re.fullmatch(r"(.*?[^\d_])_*(\d+)", stem) or re.fullmatch(r"([^_]+)_(.+)", stem)
    letter, subscript = found.groups() if found else (stem, "")
    return _word(letter), subscript if subscript.isdigit() else _word(subscript), primes


def plain_name(name: str) -> str:
    """A name that has no indices, its own subscript included."""
    letter, subscript, primes = split_name(name)
    return letter + primes + (f"_{{{subscript}}}" if subscript else "")


def index_names(names: Sequence[str]) -> str:
    """Indices side by side; with commas between them where one is longer than a letter."""
    shown = [plain_name(name) for name in names]
    if all(len(name) == 1 for name in shown):
        return "".join(shown)
    return ",".join(shown)


def function_name(name: str) -> str:
    """A function's name, upright unless it is a single letter; primes, and ⁻¹, behind it."""
    if name in _MEANT:
        return _MEANT[name]
    stem = name.rstrip("'′")
    if stem and stem != name:
        return function_name(stem) + "'" * (len(name) - len(stem))
    if name.endswith(_INVERSE) and name != _INVERSE:
        return f"{function_name(name.removesuffix(_INVERSE))}^{{-1}}"
    if name in _FUNCTIONS:
        return f"\\{name}"
    if len(name) == 1:
        return _letter(name)
    words = r"\,".join(map(_upright, name.split()))
    return rf"\operatorname{{{words}}}"


def _word(word: str) -> str:
    """A letter with its accent as mathematics, a longer word upright."""
    if len(word) <= 1 or (len(word) == 2 and word[1] in _ACCENTS):
        return _letter(word) if word else ""
    if word in _WORDS:
        return f"\\{word}"
    return rf"\mathrm{{{_upright(word)}}}"


def _upright(word: str) -> str:
    """Letters of an upright word; a command among them ends where the next letter begins."""
    return "".join(_escaped(letter) for letter in word)


def _escaped(letter: str) -> str:
    written = r"\_" if letter == "_" else _letter(letter)
    return written if len(written) == 1 else f"{{{written}}}"


def _letter(letter: str) -> str:
    """One letter; one that LaTeX has no sign for by its number, so that none is lost."""
    if letter.isascii() and letter.isalnum():
        return letter
    if letter in SYMBOLS:
        return SYMBOLS[letter]
    plain = unicodedata.normalize("NFD", letter)
    base, mark = plain[0], plain[1:]
    if mark in _ACCENTS and (base.isascii() or base in SYMBOLS):
        return f"{_ACCENTS[mark]}{{{_letter(base)}}}"
    return rf"\mathrm{{U{ord(letter):04X}}}"
