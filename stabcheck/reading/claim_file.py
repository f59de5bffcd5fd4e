"""A file of claims, one a line.

    # Softplus, from logits.
    stable:  log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|))
    branch:  log(1 + exp(x)) = log(2) + x/2      ; expect refuted
    sqrt(x^2) = x                                ; assume x > 0
    shift:   logsumexp(v) = a + logsumexp(v - a) ; vector v

A line is a formula as `read_claim` reads it, with a name and a colon before it if it is to have
one.  After it, each behind a semicolon, come what is said of this line alone:

``vector v, w[M]``
    these names are vectors, v of length N and w of length M;
``assume 0 < x < 1``
    an inequality that is assumed;
``expect refuted``
    the verdict expected (``proved``, where nothing is said, ``refuted`` or ``undecided``).

``vector`` and ``assume`` on a line of their own hold for every formula below that line which
has the names they speak of.  ``#`` begins a comment; empty lines mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from stabcheck.reading.assumption import names_in
from stabcheck.reading.formula import read_claim
from stabcheck.reading.mistake import FormulaMistake, nearest, reading
from stabcheck.reading.scope import declared_vectors
from stabcheck.reading.tokens import shown
from stabcheck.reading.vocabulary import CONSTANTS
from stabcheck.statement import Claim, Expected

__all__ = ["read_claims"]

_LONGEST_FILE = 1_000_000
_NAME = re.compile(r"\s*([A-Za-z][\w./-]{0,79})\s*:(?!=)")
_CLAUSE = re.compile(r"\s*(vector|assume|expect)\s+(?=\S)")
_VERDICTS: dict[str, Expected] = {
    verdict.lower(): verdict for verdict in ("PROVED", "REFUTED", "UNDECIDED")
}


def read_claims(text: str) -> tuple[Claim, ...]:
    """The claims of a file, in its order; raises FormulaMistake with the line and the column."""
    if len(text) > _LONGEST_FILE:
        raise FormulaMistake(
            f"a file of {len(text):,} characters",
            column=1,
            line=1,
            hint=f"a file of claims has at most {_LONGEST_FILE:,}",
        )
    return tuple(_Reader().claims(text))


@dataclass(frozen=True)
class _Piece:
    """A part of a line: its text, and the place of its first character, columns from 0."""

    text: str
    line: int
    column: int

    def mistake(self, message: str, hint: str) -> FormulaMistake:
        """A mistake that is this piece's as a whole."""
        return FormulaMistake(message, column=self.column + 1, line=self.line, hint=hint)


@dataclass
class _Clauses:
    """What is said of a formula, or of all formulas below."""

    vectors: list[_Piece] = field(default_factory=list)
    assumptions: list[_Piece] = field(default_factory=list)
    expected: Expected | None = None


class _Reader:
    """Reads line after line; keeps what holds for the lines below."""

    def __init__(self) -> None:
        self.standing = _Clauses()
        self.used: set[_Piece] = set()
        self.lines_by_name: dict[str, int] = {}

    def claims(self, text: str) -> Iterator[Claim]:
        """The claims, in the order of the lines."""
        for number, whole in enumerate(text.splitlines(), start=1):
            line = whole.partition("#")[0]
            if not line.strip():
                continue
            if _CLAUSE.match(line):
                self._stand(number, line)
            else:
                yield self._claim(number, line)
        for piece in self.standing.assumptions:
            if piece not in self.used:
                hint = "check its names, and that it stands above the formulas"
                raise piece.mistake("the assumption speaks of no formula below it", hint)

    def _stand(self, number: int, line: str) -> None:
        """A line of clauses alone: they hold for what is below."""
        pieces = _pieces(number, line)
        own = _clauses(pieces)
        if own.expected is not None:
            hint = "write it behind the formula: … = … ; expect refuted"
            raise pieces[0].mistake("'expect' stands on a line without a formula", hint)
        self.standing.vectors += own.vectors
        self.standing.assumptions += own.assumptions
        with _placed(self.standing.vectors):
            declared_vectors(piece.text for piece in self.standing.vectors)

    def _claim(self, number: int, line: str) -> Claim:
        match = _NAME.match(line)
        formula, *rest = _pieces(number, line, match.end() if match else 0)
        own = _clauses(rest)
        vectors = [*self.standing.vectors, *own.vectors]
        name = self._name(match.group(1), formula) if match else None
        with _placed([formula, *vectors, *own.assumptions, *self.standing.assumptions]):
            assumptions = [*self._applicable(formula, vectors), *own.assumptions]
            return read_claim(
                formula.text,
                vectors=[piece.text for piece in vectors],
                assume=[piece.text for piece in assumptions],
                name=name,
                expected=own.expected or "PROVED",
            )

    def _applicable(self, formula: _Piece, vectors: list[_Piece]) -> Iterator[_Piece]:
        """The standing assumptions whose names all occur in the formula."""
        declarations = [piece.text for piece in vectors]
        arguments = read_claim(formula.text, vectors=declarations).arguments
        sizes = {size for argument in arguments.values() for size in argument.sizes}
        known = {*arguments, *sizes, *CONSTANTS}
        for piece in self.standing.assumptions:
            with reading(piece.text):
                names = names_in(piece.text, declared_vectors(declarations))
            if names <= known:
                self.used.add(piece)
                yield piece

    def _name(self, name: str, formula: _Piece) -> str:
        """The claim's name, which no other line may have."""
        earlier = self.lines_by_name.setdefault(name, formula.line)
        if earlier != formula.line:
            hint = "give every claim a name of its own, or none"
            raise formula.mistake(f"the name '{name}' is taken by line {earlier}", hint)
        return name


def _pieces(number: int, line: str, start: int = 0) -> list[_Piece]:
    """The parts of a line between the semicolons."""
    found = []
    for text in line[start:].split(";"):
        inner = text.strip()
        found.append(_Piece(inner, number, start + len(text) - len(text.lstrip())))
        start += len(text) + 1
    return found


def _clauses(pieces: list[_Piece]) -> _Clauses:
    """What the parts behind a formula say of it; raises FormulaMistake."""
    found = _Clauses()
    for piece in pieces:
        match = _CLAUSE.match(piece.text)
        if match is None:
            word = piece.text.split(maxsplit=1)[0] if piece.text else ""
            hint = nearest(word, ("vector", "assume", "expect"), "behind a formula stand")
            raise piece.mistake(f"{shown(word)} says nothing of a formula", hint)
        rest = _Piece(piece.text[match.end() :], piece.line, piece.column + match.end())
        match match.group(1):
            case "vector":
                found.vectors += _split_at_commas(rest)
            case "assume":
                found.assumptions.append(rest)
            case _:
                found.expected = _verdict(rest)
    return found


def _split_at_commas(piece: _Piece) -> Iterator[_Piece]:
    start = 0
    for text in piece.text.split(","):
        column = piece.column + start + len(text) - len(text.lstrip())
        yield _Piece(text.strip(), piece.line, column)
        start += len(text) + 1


def _verdict(piece: _Piece) -> Expected:
    verdict = _VERDICTS.get(piece.text.lower())
    if verdict is None:
        hint = nearest(piece.text[:40], _VERDICTS, "verdicts")
        raise piece.mistake(f"{shown(piece.text)} is no verdict", hint)
    return verdict


@contextmanager
def _placed(pieces: list[_Piece]) -> Iterator[None]:
    """Give a mistake found in the text of one of the pieces that piece's line and column."""
    try:
        yield
    except FormulaMistake as mistake:
        for piece in pieces:
            if piece.text == mistake.text:
                raise mistake.at(piece.line, piece.column) from None
        raise
