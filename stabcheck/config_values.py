"""The values of a TOML table, read by what each key wants: a value that does not fit is a mistake.

A reader takes the value that TOML gave and returns what is meant, or raises `Unfit`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

__all__ = [
    "ConfigMistake",
    "Reader",
    "Unfit",
    "described",
    "flag",
    "flag_or_text",
    "mebibytes",
    "one_of",
    "positive",
    "read",
    "reasons",
    "sign",
    "some_of",
    "table",
    "text",
    "texts",
    "whole",
    "words",
]

Reader = Callable[[Any], Any]


class ConfigMistake(ValueError):
    """What is wrong in a file: one sentence with its place, and a hint."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Unfit(Exception):
    """A value is not what its key wants: what it should be, and the closest that would do."""

    def __init__(self, wanted: str, hint: str = "") -> None:
        super().__init__(wanted)
        self.wanted = wanted
        self.hint = hint


def read(
    values: Mapping[str, Any],
    readers: Mapping[str, Reader],
    place: str,
    *,
    also: Iterable[str] = (),
) -> dict[str, Any]:
    """The values of a table by key, ``max-ulp`` as ``max_ulp``; ``place`` is the table's name.

    ``also`` are keys that are read elsewhere, to be named when one is missed.  Raises
    ConfigMistake.
    """
    found = {}
    for key, value in values.items():
        if key not in readers:
            raise ConfigMistake(f"{place} has no key {key!r}", closest(key, [*readers, *also]))
        try:
            found[key.replace("-", "_")] = readers[key](value)
        except Unfit as unfit:
            message = f"{key} of {place} is {described(value)}, and should be {unfit.wanted}"
            raise ConfigMistake(message, unfit.hint) from None
    return found


def closest(word: str, known: Iterable[str]) -> str:
    """A hint for a missed ``word``: the closest of the ``known`` ones, or else all of them."""
    near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.5)
    return f"closest: {near[0]}" if near else f"there are: {', '.join(known)}"


def described(value: Any) -> str:
    """A value as a sentence names it."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f"the text {value!r}"
        case int() | float():
            return f"the number {value}"
        case []:
            return "an empty list"
        case list():
            return f"a list of {', '.join(map(described, value))}"
        case dict():
            return "a table"
    return f"the {type(value).__name__} {value}"


# --- readers --------------------------------------------------------------------------------


def text(value: Any) -> str:
    """A text that is not empty."""
    if not isinstance(value, str) or not value:
        raise Unfit("a text")
    return value


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise Unfit("true or false")
    return value


def flag_or_text(meant_by_true: str) -> Reader:
    """A reader of a text; true is ``meant_by_true``, and false None."""

    def read_flag_or_text(value: Any) -> str | None:
        if value == "" or not isinstance(value, bool | str):
            raise Unfit("true, false or a text")
        return value if isinstance(value, str) else meant_by_true if value else None

    return read_flag_or_text


def whole(value: Any) -> int:
    """A whole number."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise Unfit("a whole number")
    return value


def mebibytes(value: Any) -> int:
    """A whole number of MiB above 0, in bytes."""
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise Unfit("a whole number of MiB above 0")
    return value << 20


def positive(value: Any) -> float:
    """A finite number above 0."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not 0 < value < math.inf:
        raise Unfit("a finite number above 0")
    return float(value)


def sign(value: Any) -> int:
    """1 or −1."""
    if isinstance(value, bool) or value not in (1, -1):
        raise Unfit("1 or -1")
    return int(value)


def table(value: Any) -> dict[str, Any]:
    """A table of anything."""
    if not isinstance(value, dict):
        raise Unfit("a table")
    return value


def words(value: Any) -> tuple[str, ...]:
    """Names, as a list or as one text with commas between them."""
    found = [word.strip() for word in value.split(",")] if isinstance(value, str) else value
    if not isinstance(found, list) or not found:
        raise Unfit("a list of names")
    if not all(isinstance(word, str) and word for word in found):
        raise Unfit("a list of names")
    return tuple(found)


def texts(value: Any) -> tuple[str, ...]:
    """A list of texts, commas and all."""
    if not isinstance(value, list) or not value:
        raise Unfit("a list of texts")
    return tuple(text(each) for each in value)


def one_of(known: Iterable[str]) -> Reader:
    """A reader of one of the ``known`` words."""
    choices = tuple(known)

    def read_word(value: Any) -> str:
        if value not in choices:
            raise Unfit(f"one of {', '.join(choices)}")
        return str(value)

    return read_word


def some_of(known: Iterable[str]) -> Reader:
    """A reader of a list of the ``known`` words."""
    choices = tuple(known)

    def read_words(value: Any) -> tuple[str, ...]:
        found = words(value)
        for word in found:
            if word not in choices:
                raise Unfit(f"some of {', '.join(choices)}", closest(word, choices))
        return found

    return read_words


def reasons(known: Iterable[str]) -> Reader:
    """A reader of a table that gives a reason for some of the ``known`` words."""
    choices = tuple(known)

    def read_reasons(value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise Unfit('a table such as { special = "why" }')
        for word, reason in value.items():
            if word not in choices:
                raise Unfit(f"about {', '.join(choices)}, and not {word}", closest(word, choices))
            if not isinstance(reason, str) or not reason.strip():
                raise Unfit(f"a table with a reason for {word}", f'{word} = "why it is accepted"')
        return value

    return read_reasons
