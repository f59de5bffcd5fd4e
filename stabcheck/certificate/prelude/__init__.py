"""What theorems and proofs stand on: definitions, lemmas and tactics in Coq, and who needs which.

The files of this folder, read in the order of ``_FILES``, are one development over Coq's standard
library.  Their statements are set apart by blank lines, a comment belonging to what follows it; a
certificate takes over those that it uses, and what these use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["needed"]

_FILES = (
    *("words", "sums", "maxima", "algebra", "signs", "derivatives", "joins", "erf"),
    *("intervals", "constants", "bounds", "slopes_at"),
)

_IMPORTS = "From Coq Require Import Reals Lra Lia List PeanoNat.\n"
_OPENING = """\
Import ListNotations.
Open Scope R_scope.
"""
_IMPORT = "From Coq Require Import"
_NAMED = re.compile(r"^(?:Definition|Fixpoint|Inductive|Lemma|Ltac)\s+(\w+)", re.MULTILINE)
_HEADING = "(** * "
_NO_WORDS = re.compile(r"\(\*.*?\*\)|\bbeta delta\b", re.DOTALL)


@dataclass(frozen=True)
class _Entry:
    """A definition, lemma or tactic under its heading, and the words its text uses.

    ``imports`` are those of its file, besides what every certificate imports.
    """

    name: str
    imports: str
    heading: str
    text: str
    words: frozenset[str]


def needed(text: str) -> str:
    """The beginning of a file in which the text can stand: imports, and what it makes use of."""
    entries = _entries()
    pending, found = set(_words(text) & entries.keys()), set[str]()
    while pending:
        name = pending.pop()
        found.add(name)
        pending |= (entries[name].words & entries.keys()) - found
    used = [entry for entry in entries.values() if entry.name in found]
    imports = dict.fromkeys([*(entry.imports for entry in used), _IMPORTS])
    parts, heading = ["".join(imports) + _OPENING], ""
    for entry in used:
        if entry.heading != heading:
            heading = entry.heading
            parts.append(heading)
        parts.append(entry.text)
    return "\n".join(parts)


def _words(text: str) -> frozenset[str]:
    """The words of a text but for its comments; ``beta delta`` are reductions and no names."""
    return frozenset(re.findall(r"\w+", _NO_WORDS.sub("", text)))


@cache
def _entries() -> dict[str, _Entry]:
    entries: dict[str, _Entry] = {}
    for name in _FILES:
        heading = imports = ""
        source = files(__package__).joinpath(f"{name}.v").read_text(encoding="utf-8")
        for text in source.rstrip().split("\n\n"):
            if text.startswith(_HEADING):
                heading = f"{text}\n"
                continue
            if text.startswith(_IMPORT):
                imports = f"{text}\n"
                continue
            (own,) = _NAMED.findall(text)
            entries[own] = _Entry(own, imports, heading, f"{text}\n", _words(text))
    return entries
