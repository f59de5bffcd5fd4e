"""Coq's identifiers for what a claim names: variables, index sets, indices."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from stabcheck.carriers.term import Index, IndexSet

__all__ = ["Names", "Uncertified", "identifier"]


class Uncertified(ValueError):
    """What Coq's statement or proof cannot be written for, and why."""


#: Words of Coq, of its reals and of the prelude that a variable must not hide.
_WORDS = """
    as at cofix do else end exists exists2 fix for forall fun if IF in let match mod Prop return
    Set SProp then Type using where with R nat list exp ln sqrt PI In NoDup IZR INR O S eq not
    Rabs Rmax Rmin Rpower cosh sinh tanh Sum Max Min Argmax size without delta root lnabs
    index_set derivable_pt_lim update Slope sgn erf bell
"""
_TAKEN = frozenset(_WORDS.split())


def identifier(name: str) -> str:
    """A Coq identifier that reads like ``name``: letters, digits and underscores."""
    spelled = "".join(_spelled(character) for character in name)
    spelled = re.sub(r"\W", "_", spelled) or "_"
    if not spelled[0].isalpha():
        spelled = f"v{spelled}"
    return f"{spelled}_" if spelled in _TAKEN else spelled


def _spelled(character: str) -> str:
    """A letter outside ASCII by the last word of its name (λ is lambda), a digit as it is."""
    if character.isascii():
        return character
    if character.isdigit():
        return str(unicodedata.digit(character))
    return unicodedata.name(character, "_").split()[-1].lower()


@dataclass
class Names:
    """One identifier for each index and index set, no two alike."""

    taken: set[str] = field(default_factory=set)
    _indices: dict[Index, str] = field(default_factory=dict)
    _sets: dict[str, str] = field(default_factory=dict)
    _along: str = ""

    def fresh(self, wanted: str) -> str:
        """``wanted``, or the first of ``wanted1``, ``wanted2``, … that is not taken."""
        name, count = wanted, 0
        while name in self.taken:
            count += 1
            name = f"{wanted}{count}"
        self.taken.add(name)
        return name

    def index(self, index: Index) -> str:
        """The identifier of an index."""
        if index not in self._indices:
            self._indices[index] = self.fresh(identifier(index.name))
        return self._indices[index]

    def index_set(self, index_set: IndexSet) -> str:
        """The identifier of an index set, whole."""
        if index_set.name not in self._sets:
            self._sets[index_set.name] = self.fresh(identifier(index_set.name))
        return self._sets[index_set.name]

    def call_set(self, index_set: IndexSet, name: str) -> str:
        """Let this be the identifier of an index set."""
        self.taken.add(name)
        return self._sets.setdefault(index_set.name, name)

    def along(self) -> str:
        """The identifier of what a formula is differentiated in, the same each time."""
        self._along = self._along or self.fresh("t")
        return self._along

    def binder(self, wanted: str, depth: int) -> str:
        """An identifier for a bound index under ``depth`` others, the same each time."""
        name = f"{identifier(wanted)}_{depth}"
        self.taken.add(name)
        return name
