"""What the names of a formula stand for: reals unless something else is said or shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from stabcheck.quantity import Argument, index, real, vector
from stabcheck.reading.mistake import FormulaMistake, reading
from stabcheck.reading.tokens import NAME, shown
from stabcheck.reading.vocabulary import CONSTANTS, FORMS, NOT_REAL, words

__all__ = ["Scope", "declared_vectors"]

_DECLARATION = re.compile(rf"\s*({NAME})\s*(?:\[\s*({NAME})\s*\])?\s*")
_LENGTH = "N"
_LONGEST_DECLARATION = 80


def declared_vectors(declarations: Iterable[str]) -> dict[str, str]:
    """The vectors by name, each with the name of its length: ``x`` has length N, ``y[M]`` M."""
    found: dict[str, str] = {}
    for text in declarations:
        with reading(text):
            name, length = _declared(text)
        found[name] = length
    for name, length in found.items():
        if length in found:
            raise _misdeclared(f"'{length}' would name a vector and the length of '{name}'")
    return found


def _declared(text: str) -> tuple[str, str]:
    """The name and the length of one vector."""
    match = _DECLARATION.fullmatch(text) if len(text) <= _LONGEST_DECLARATION else None
    if match is None:
        raise _misdeclared(f"{shown(text)} declares no vector")
    name, length = match.group(1), match.group(2) or _LENGTH
    for word in (name, length):
        if word in CONSTANTS or word in words() or word in FORMS or word in NOT_REAL:
            raise _misdeclared(f"'{word}' has a meaning of its own")
    return name, length


def _misdeclared(message: str) -> FormulaMistake:
    return FormulaMistake(message, column=1, hint="name a vector as x, or with its length as x[M]")


class Scope:
    """The names met so far, in the order of the text, each with what it is.

    ``closed`` is set once the formula has been read: an assumption brings no new names.
    """

    def __init__(self, vectors: Mapping[str, str]) -> None:
        self.vectors = vectors
        self.arguments: dict[str, Argument] = {}
        self.closed = False

    def name(self, name: str, column: int) -> Argument:
        """A name that stands for a number or a vector; raises FormulaMistake."""
        if name in self.vectors:
            return self._met(name, vector(self.vectors[name]), column)
        if name in NOT_REAL:
            hint = "a claim is about real numbers; state the limit's formula"
            raise FormulaMistake(f"'{name}' is not a real number", column=column, hint=hint)
        if name.isascii() and (name in words() or name in FORMS):
            hint = f"write {name}(…), or choose another name"
            raise FormulaMistake(f"'{name}' is a function", column=column, hint=hint)
        if name in self.arguments and self.arguments[name].kind == "index":
            hint = "give the index a name of its own"
            raise FormulaMistake(f"'{name}' is an index and a number", column=column, hint=hint)
        return self._met(name, real(), column)

    def index(self, name: str, length: str, column: int) -> None:
        """A free index into vectors of this length; raises FormulaMistake."""
        known = self.arguments.get(name)
        taken = name in self.vectors or name in self.vectors.values() or name in CONSTANTS
        if taken or (known and known.kind != "index"):
            hint = "give the index a name of its own"
            raise FormulaMistake(f"'{name}' is an index and a number", column=column, hint=hint)
        if known is not None and known.sizes != (length,):
            message = f"the index '{name}' runs to {known.sizes[0]} and to {length}"
            hint = "give vectors of one length one index, others another"
            raise FormulaMistake(message, column=column, hint=hint)
        self._met(name, index(length), column)

    def vector_of_length(self, length: str, column: int) -> str:
        """The name of a vector of this length, so that the length is known from it."""
        names = [name for name, own in self.vectors.items() if own == length]
        met = [name for name in names if name in self.arguments]
        name = (met or names)[0]
        self.name(name, column)
        return name

    def values(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """The arguments' values by name."""
        return dict(zip(self.arguments, values, strict=True))

    def _met(self, name: str, argument: Argument, column: int) -> Argument:
        if name not in self.arguments:
            if self.closed:
                hint = f"it has: {', '.join(self.arguments) or 'no variables'}"
                message = f"'{name}' does not occur in the formula"
                raise FormulaMistake(message, column=column, hint=hint)
            self.arguments[name] = argument
        return self.arguments[name]
