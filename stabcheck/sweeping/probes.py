"""Probes: lines through the space of inputs, s ↦ arguments, walked with s over a format's floats.

A probe is its own text.  For one vector argument it is the vector: ``(s, 0)``, ``(s, s-1, s-2)``,
``(s, ..., s) n=100``, ``(s, -s, ..., s, -s) n=100``, ``(s, s/2, s/4, ...) n=50``.  For reals every
argument is given: ``x=s``, ``x=s, y=below(1)``.  The text is parsed by a grammar of a few lines,
never evaluated, and every spelling of one probe gets one canonical name: ``(s, s)`` is
``(s, ..., s) n=2``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.repeated import on_repeated
from stabcheck.sweeping.entries import Entry, parse_entry
from stabcheck.sweeping.patterns import ELLIPSIS, read_vector, written_vector
from stabcheck.sweeping.usual import hard_lines, usual_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from stabcheck.formats import Format
    from stabcheck.quantity import Argument, Quantity
    from stabcheck.statement import Formula

__all__ = ["WHOLE_LENGTH", "Probe", "find_probe", "parse_probe", "probe_held_by", "standard_probes"]

#: Longer vectors may be folded.
WHOLE_LENGTH = 3
#: Vectors longer than this are refused: a sum is still added up entry by entry.
LONGEST = 100_000

_LENGTH = re.compile(r"(.*[)\s])\s*n\s*=\s*(\d+)\s*", re.DOTALL)


@dataclass(frozen=True)
class Probe:
    """A line through the arguments of a quantity.

    ``entries`` holds, argument by argument, the entries of a vector, or the one of a real
    (``is_vector`` says which); ``names`` are the arguments' names.
    """

    names: tuple[str, ...]
    entries: tuple[tuple[Entry, ...], ...]
    is_vector: tuple[bool, ...]
    is_folded: bool = field(default=False, compare=False)

    @property
    def n(self) -> int:
        """The length of the vector arguments; 1 where all arguments are reals."""
        return max(len(entries) for entries in self.entries)

    @cached_property
    def _columns(self) -> dict[tuple[Entry, ...], int]:
        """The different entries of the vectors, side by side, each with its number."""
        return {column: k for k, column in enumerate(dict.fromkeys(self._side_by_side()))}

    @cached_property
    def places(self) -> np.ndarray[Any, np.dtype[np.intp]]:
        """Entry by entry of the vectors, the number of the column that stands there."""
        numbers = self._columns
        return np.array([numbers[column] for column in self._side_by_side()], dtype=np.intp)

    def _side_by_side(self) -> Iterator[tuple[Entry, ...]]:
        vectors = [e for e, vector in zip(self.entries, self.is_vector, strict=True) if vector]
        return zip(*vectors, strict=True)

    @cached_property
    def folded(self) -> Probe:
        """The same probe with long vectors given by their different entries, each once.

        Its `arguments` are for formulas that have passed through `by_columns`.
        """
        return replace(self, is_folded=self.n > WHOLE_LENGTH and any(self.is_vector))

    def by_columns(self, function: Formula) -> Formula:
        """A formula as it is run on the `arguments`."""
        if not self.is_folded:
            return function
        return on_repeated(function, self.places, self.is_vector)

    @cached_property
    def text(self) -> str:
        """The canonical name of the probe."""
        return f"{self.family} n={self.n}" if ELLIPSIS in self.family else self.family

    @cached_property
    def family(self) -> str:
        """The canonical name without the length."""
        written = [
            written_vector(entries) if is_vector else entries[0].text
            for entries, is_vector in zip(self.entries, self.is_vector, strict=True)
        ]
        if self.is_vector == (True,):
            return written[0]
        return ", ".join(f"{name}={text}" for name, text in zip(self.names, written, strict=True))

    def matches(self, on: str) -> bool:
        """Whether ``on`` names this probe, by its full name or by its family."""
        spelled = _plain(on)
        return spelled in (_plain(self.text), _plain(self.family))

    def is_held_by(self, fmt: Format) -> bool:
        """Whether ``fmt`` has a float, or an infinity, for every entry that is constant."""
        nothing = np.zeros(1, dtype=fmt.dtype)
        return not any(
            np.isnan(entry.values(nothing, fmt).astype(np.float64)).any()
            for entry in self._constants
        )

    @cached_property
    def _constants(self) -> list[Entry]:
        """The different entries that do not move; in a long vector one object stands many times."""
        objects = {id(entry): entry for entries in self.entries for entry in entries}
        return [entry for entry in dict.fromkeys(objects.values()) if not entry.slope]

    def arguments(self, s: np.ndarray[Any, Any], fmt: Format) -> list[np.ndarray[Any, Any]]:
        """The arguments at every float of ``s``: per argument an array (B,) or (B, n) of floats.

        Of folded vectors the different entries are given, each once.
        """
        return self._built(lambda entry: entry.values(s, fmt))

    @cached_property
    def slopes(self) -> list[np.ndarray[Any, Any]]:
        """Which entries of the `arguments` are s, 1, or −s, −1; 0 elsewhere.  (1,) or (1, n)."""
        return self._built(lambda entry: np.array([entry.multiple_of_s]))

    def _built(self, column: Callable[[Entry], np.ndarray[Any, Any]]) -> list[np.ndarray[Any, Any]]:
        """Per argument what ``column`` gives of its entries, side by side."""
        built = []
        vector = 0
        for own, is_vector in zip(self.entries, self.is_vector, strict=True):
            entries = own
            if is_vector and self.is_folded:
                entries = tuple(each[vector] for each in self._columns)
            vector += is_vector
            columns = {entry: column(entry) for entry in dict.fromkeys(entries)}
            built.append(
                # entry after entry in memory, so that reductions run along the batch
                np.stack([columns[entry] for entry in entries]).T
                if is_vector
                else columns[entries[0]]
            )
        return built


@lru_cache(256)
def parse_probe(text: str, quantity: Quantity) -> Probe:
    """The probe of ``quantity`` that ``text`` names; raises ValueError saying what is wrong."""
    body, length = _split_length(text)
    given = _assignments(_plain(body), list(quantity.arguments))
    missing = [name for name in quantity.arguments if name not in given]
    if missing:
        raise ValueError(f"the probe {text!r} gives no value for {', '.join(missing)}")
    entries = tuple(
        _argument_entries(given[name], name, argument, length)
        for name, argument in quantity.arguments.items()
    )
    if not any(entry.slope for vector in entries for entry in vector):
        raise ValueError(f"the probe {text!r} does not depend on s")
    is_vector = tuple(argument.kind == "vector" for argument in quantity.arguments.values())
    if len({len(e) for e, vector in zip(entries, is_vector, strict=True) if vector}) > 1:
        raise ValueError(f"the vectors of the probe {text!r} differ in length")
    return Probe(tuple(quantity.arguments), entries, is_vector)


def probe_held_by(fmt: Format, text: str, quantity: Quantity) -> Probe:
    """The probe that ``text`` names; raises ValueError also for one that ``fmt`` cannot hold."""
    probe = parse_probe(text, quantity)
    if not probe.is_held_by(fmt):
        raise ValueError(f"{fmt.name} cannot hold the probe {probe.text}")
    return probe


def standard_probes(quantity: Quantity, *, hard: bool = False) -> list[Probe]:
    """The probes on which ``quantity`` is swept unless others are named.

    The ``hard`` ones are walked too where bounds are known that hold on them.  Raises ValueError
    for arguments that no standard probe covers.
    """
    probes = _standard(quantity)
    if not probes:
        raise ValueError(f"{quantity.name} has no standard probes; name one")
    return [*probes, *_hard(quantity)] if hard else probes


def _standard(quantity: Quantity) -> list[Probe]:
    """The page's own probes, or the usual ones that lie in the arguments' bounds."""
    if quantity.probes:
        return [parse_probe(text, quantity) for text in quantity.probes]
    return _inside(usual_lines(quantity.arguments), quantity)


def _hard(quantity: Quantity) -> list[Probe]:
    """The hard probes; none for a page that names its own."""
    return [] if quantity.probes else _inside(hard_lines(quantity.arguments), quantity)


def _inside(lines: Iterable[str], quantity: Quantity) -> list[Probe]:
    """Those of the lines whose constants lie in the arguments' bounds."""
    bounds = quantity.arguments.values()
    return [
        probe
        for probe in (parse_probe(text, quantity) for text in lines)
        if all(
            entry.may_lie_in(argument)
            for entries, argument in zip(probe.entries, bounds, strict=True)
            for entry in dict.fromkeys(entries)
        )
    ]


def find_probe(text: str, quantity: Quantity) -> list[Probe]:
    """The probes that ``text`` names: one, or every standard probe of a family."""
    family = [probe for probe in _standard(quantity) if probe.matches(text)]
    return family or [parse_probe(text, quantity)]


# --- the grammar ----------------------------------------------------------------------------


def _plain(text: str) -> str:
    """``text`` without blanks, in ASCII: … becomes ... and − becomes -."""
    return re.sub(r"\s+", "", text.replace("…", ELLIPSIS).replace("−", "-").replace("∞", "inf"))


def _split_length(text: str) -> tuple[str, int | None]:
    match = _LENGTH.fullmatch(text)
    if match is None:
        return text, None
    length = int(match[2])
    if not 1 <= length <= LONGEST:
        raise ValueError(f"a probe's length n is between 1 and {LONGEST}, not {length}")
    return match[1], length


def _split(text: str) -> list[str]:
    """``text`` at its commas, those inside parentheses excepted."""
    parts, depth = [""], 0
    for character in text:
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def _assignments(body: str, names: list[str]) -> dict[str, str]:
    parts = _split(body)
    if len(names) == 1 and len(parts) == 1 and "=" not in body:
        return {names[0]: body}
    given: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        if not equals or name not in names or name in given:
            raise ValueError(f"a probe gives each of {', '.join(names)} once, not {part!r}")
        given[name] = value
    return given


def _argument_entries(
    text: str, name: str, argument: Argument, length: int | None
) -> tuple[Entry, ...]:
    if argument.kind == "real":
        return (parse_entry(text),)
    if argument.kind != "vector":
        raise ValueError(f"{name} is a {argument.kind}; probes walk reals and vectors")
    if not (text.startswith("(") and text.endswith(")") and len(text) > len("()")):
        raise ValueError(f"{name} is a vector: write it as (s, 0), not {text!r}")
    return read_vector(text, _split(text[1:-1]), length)
