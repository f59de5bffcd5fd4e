"""A mistake in a formula that somebody wrote: what, where, and what would be right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches

__all__ = ["FormulaMistake", "nearest", "reading"]


class FormulaMistake(ValueError):
    """What cannot be read, in one sentence, with a ``hint`` and the place in the text.

    ``column`` counts the characters of ``text``, the formula, assumption or declaration that the
    mistake is in, from 1; in a file, those of its ``line``, which counts from 1 too and is None
    elsewhere.
    """

    def __init__(self, message: str, *, column: int, hint: str, line: int | None = None) -> None:
        place = f"column {column}" if line is None else f"line {line}, column {column}"
        super().__init__(f"{place}: {message}")
        self.message = message
        self.column = column
        self.hint = hint
        self.line = line
        self.text: str | None = None

    def at(self, line: int, columns: int) -> FormulaMistake:
        """The same mistake in a file: on its ``line``, ``columns`` further to the right."""
        return FormulaMistake(self.message, column=self.column + columns, hint=self.hint, line=line)


@contextmanager
def reading(text: str) -> Iterator[None]:
    """Whatever mistake is found inside is one in this text."""
    try:
        yield
    except FormulaMistake as mistake:
        mistake.text = text
        raise


def nearest(word: str, known: Iterable[str], label: str, otherwise: str = "") -> str:
    """A hint for a missed ``word``: the closest of the ``known`` ones, or else what there is.

    That is all of them, or what ``otherwise`` says of too many to be listed.
    """
    words = sorted(set(known))
    near = get_close_matches(word, words, n=1, cutoff=0.6)
    return f"closest: {near[0]}" if near else f"{label}: {otherwise or ', '.join(words)}"
