"""The grammar of values by cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Branches, Comparison, Tree

if TYPE_CHECKING:
    from stabcheck.reading.sheet.latex import Grammar

__all__ = ["cases"]

_COMPARED = frozenset("<≤>≥=≠")
_WORDS_FOR_OTHERWISE = {"otherwise", "else", "sonst", "elsewhere"}


def cases(grammar: Grammar, environment: str) -> Tree:
    """Values by cases; the last row holds where no other does."""
    if environment != "cases":
        raise NotRead(f"the environment {environment} is not read inside a formula")
    rows: list[list[Token]] = [[]]
    while grammar.peek().kind != "end":
        if grammar.at_end:
            raise NotRead("the environment cases is never closed")
        token = grammar.next()
        if token.text == "newline" and token.kind == "symbol":
            rows.append([])
        else:
            rows[-1].append(token)
    grammar.next()
    pairs = [_case(grammar, row) for row in rows if row]
    if len(pairs) < 2:
        raise NotRead("cases of fewer than two rows")
    ways = [(value, condition) for value, condition in pairs[:-1] if condition is not None]
    if len(ways) < len(pairs) - 1:
        raise NotRead("a case without a condition before the last")
    return Branches(tuple((value, condition) for value, condition in ways), pairs[-1][0])


def _case(grammar: Grammar, row: list[Token]) -> tuple[Tree, Comparison | None]:
    breaks = [place for place, token in enumerate(row) if token.text == "&"]
    if not breaks:
        raise NotRead("a case without its condition")
    value = [token for token in row[: breaks[0]] if token.text != ","]
    rest = [token for token in row[breaks[0] + 1 :] if token.text not in {",", "."}]
    if any(token.text.lower().strip(" .,;") in _WORDS_FOR_OTHERWISE for token in rest):
        return grammar.whole(value), None
    words = [token for token in rest if token.kind not in {"text", "separator"}]
    return grammar.whole(value), _comparison(grammar, words)


def _comparison(grammar: Grammar, tokens: Sequence[Token]) -> Comparison:
    """An inequality between two expressions, or an equality."""
    places = [k for k, token in enumerate(tokens) if token.kind == "relation"]
    if len(places) != 1 or tokens[places[0]].text not in _COMPARED:
        raise NotRead("the condition of a case is not one comparison")
    left, right = tokens[: places[0]], tokens[places[0] + 1 :]
    return Comparison(tokens[places[0]].text, grammar.whole(left), grammar.whole(right))
