"""Formulas taken apart: rows, statements side by side, and the chain of sides in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stabcheck.reading.sheet.lexer import Token

__all__ = ["EQUALITIES", "Statement", "index_range", "rows_of", "statements_of"]

EQUALITIES = frozenset({"=", ":="})

_OPENING = {"(", "[", "{", "|("}
_CLOSING = {")", "]", "}", ")|"}
_SET = {"split", "aligned", "align", "alignat", "flalign", "eqnarray", "array", "IEEEeqnarray"}
_JOINING = {"+", "-", "*", "/"}
_EACH_ROW = {"gather", "gathered"}


@dataclass(frozen=True)
class Statement:
    """A chain: sides, and the relations between them (one fewer).

    A chain that begins or ends with a relation has an empty side there: it continues another.
    """

    sides: tuple[tuple[Token, ...], ...]
    relations: tuple[Token, ...]

    @property
    def start(self) -> int:
        """Where it begins in the sheet."""
        tokens = [*self.sides[0], *self.relations[:1]]
        return tokens[0].start

    @property
    def end(self) -> int:
        """Where it ends in the sheet."""
        return max(token.end for token in (*self.relations[-1:], *self.sides[-1], *self.sides[0]))

    def continued(self, by: Statement) -> Statement:
        """This chain and one that begins with a relation."""
        if not by.sides[0]:
            return Statement((*self.sides, *by.sides[1:]), (*self.relations, *by.relations))
        sides = (*self.sides[:-1], (*self.sides[-1], *by.sides[0]), *by.sides[1:])
        return Statement(sides, (*self.relations, *by.relations))


def rows_of(tokens: Sequence[Token]) -> list[list[Token]]:
    """The rows of a display, each a chain or several: broken lines joined, columns taken apart."""
    separate = any(token.kind == "begin" and token.text in _EACH_ROW for token in tokens)
    joined: list[list[Token]] = []
    for row in _split_rows(tokens):
        related = bool(row) and row[0].kind == "relation"
        if joined and (related or (not separate and _continues(joined[-1], row))):
            joined[-1] += row
        elif row:
            joined.append(row)
    return joined


def _split_rows(tokens: Sequence[Token]) -> list[list[Token]]:
    rows: list[list[Token]] = []
    row: list[list[Token]] = [[]]
    nested = 0
    for token in tokens:
        if token.kind in {"begin", "end"} and token.text in _SET | _EACH_ROW | {
            "equation", "displaymath", "multline", "math",
        }:  # fmt: skip
            continue
        nested += (token.kind == "begin") - (token.kind == "end")
        if token.text == "newline" and token.kind == "symbol" and not nested:
            rows += _columns(row)
            row = [[]]
        elif token.text == "&" and token.kind == "symbol" and not nested:
            row.append([])
        else:
            row[-1].append(token)
    return rows + _columns(row)


def _columns(cells: list[list[Token]]) -> list[list[Token]]:
    """The cells of a row in pairs: the left side and what is aligned with it."""
    pairs = [cells[k : k + 2] for k in range(0, len(cells), 2)]
    if len(cells) == 3 and [token.kind for token in cells[1]] == ["relation"]:
        pairs = [cells]  # eqnarray: a & = & b
    return [[token for cell in pair for token in cell] for pair in pairs if any(pair)]


def _continues(above: list[Token], row: list[Token]) -> bool:
    """Whether a row that begins with no relation goes on with the line above it."""
    if not row or row[0].kind == "text":
        return False
    if above[-1].kind == "relation" or above[-1].text in _JOINING or _is_open(above):
        return True
    if row[0].kind == "symbol" and row[0].text in {"+", "*", "/", *_CLOSING}:
        return True
    return not any(token.kind == "relation" for token in row)


def _is_open(tokens: Sequence[Token]) -> bool:
    return sum(_step(token) for token in tokens) > 0


def _step(token: Token) -> int:
    if token.kind == "symbol":
        return (token.text in _OPENING) - (token.text in _CLOSING)
    return (token.kind == "begin") - (token.kind == "end")


def statements_of(row: Sequence[Token]) -> list[Statement]:
    """The statements of a row, as commas, arrows and words part them."""
    pieces = _pieces(row)
    return [_chain(_unwrapped(piece)) for piece in pieces if piece]


def _pieces(row: Sequence[Token]) -> list[list[Token]]:
    pieces: list[list[Token]] = [[]]
    depth = 0
    for place, token in enumerate(row):
        depth += _step(token)
        parted = token.text in {",", ";", "."} or token.kind in {"separator", "text"}
        if depth > 0 or not parted or token.kind == "letter" or _in_number(row, place):
            pieces[-1].append(token)
        elif token.text in {r"\quad", r"\qquad"} and _inside_chain(row, place):
            continue
        else:
            pieces.append([])
    return pieces


def _in_number(row: Sequence[Token], place: int) -> bool:
    """Whether a comma stands in 1,000 or 0,5 and is none of an enumeration, as in k = 0,1."""
    around = row[place - 1 : place + 2] if place else ()
    if [token.kind for token in around[::2]] != ["number", "number"] or row[place].text != ",":
        return False
    if around[0].end != around[1].start or around[1].end != around[2].start:
        return False
    chosen = place > 2 and row[place - 2].kind == "relation" and row[place - 3].kind == "letter"
    ends = place + 2 == len(row) or row[place + 2].text in {",", "."}
    return not (ends and (chosen or row[place - 2].text == ","))


def _inside_chain(row: Sequence[Token], place: int) -> bool:
    """Whether a wide space stands next to a relation or a sign, where it parts nothing."""
    around = (*row[max(place - 1, 0) : place], *row[place + 1 : place + 2])
    return len(around) < 2 or any(
        token.kind == "relation" or (token.kind == "symbol" and token.text in _JOINING)
        for token in around
    )


def _unwrapped(piece: list[Token]) -> list[Token]:
    r"""A chain in brackets, ``(a = \max_i x_i)``, without them."""
    while len(piece) > 2 and piece[0].text in {"(", "["} and piece[-1].text in {")", "]"}:
        depth, whole, related = 0, True, False
        for token in piece[:-1]:
            depth += _step(token)
            whole = whole and depth > 0
            related = related or (depth == 1 and token.kind == "relation")
        if not (whole and related):
            break
        piece = piece[1:-1]
    return piece


def _chain(piece: list[Token]) -> Statement:
    sides: list[tuple[Token, ...]] = []
    relations: list[Token] = []
    side: list[Token] = []
    depth = 0
    broken = sum(map(_step, piece)) != 0  # a bracket is missing; each side will say so
    for token in piece:
        depth += _step(token)
        if token.kind == "relation" and (depth == 0 or broken):
            sides.append(tuple(side))
            relations.append(token)
            side = []
        else:
            side.append(token)
    return Statement((*sides, tuple(side)), tuple(relations))


def index_range(row: Sequence[Token]) -> tuple[str, str] | None:
    """The index and the size of ``i = 1, …, N``, or None if the row is something else."""
    texts = [token.text for token in row if token.text != "."]
    match texts:
        case [index, "=" | "∈", "1" | "(", *_, "…", ",", size, ")"] | [
            index, "=", "1", ",", "…", ",", size,
        ] if len(texts) < 12:  # fmt: skip
            return index, size
    return None
