"""The grammar of values by cases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Branches, Comparison, Number, Operation, Tree

if TYPE_CHECKING:
    from stabcheck.reading.sheet.latex import Grammar

__all__ = ["cases"]

_COMPARED = frozenset("<≤>≥=≠")
#: Of two numbers the first is smaller, they are equal, or it is larger: what a relation allows.
_ORDERS = {"<": "<", "≤": "<=", ">": ">", "≥": "=>", "=": "=", "≠": "<>"}
_MIRRORED = {"<": ">", "=": "=", ">": "<"}
_NO_VALUE = Operation("divide", (Number(Fraction(1)), Number(Fraction(0))))
_WORDS_FOR_OTHERWISE = {"otherwise", "else", "sonst", "elsewhere"}


def cases(grammar: Grammar, environment: str) -> Tree:
    """Values by cases; a last row without a condition holds where no other does.

    Where no row holds, there is no value.
    """
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
    ways = tuple((value, condition) for value, condition in pairs if condition is not None)
    if any(condition is None for _, condition in pairs[:-1]):
        raise NotRead("a case without a condition before the last")
    if pairs[-1][1] is None:
        return Branches(ways, pairs[-1][0])
    if _leaves_nothing_out([condition for _, condition in ways]):
        return Branches(ways[:-1], ways[-1][0])
    return Branches(ways, _NO_VALUE)


def _leaves_nothing_out(conditions: Sequence[Comparison]) -> bool:
    """Whether two sides, of which all conditions speak, always compare in one of these ways."""
    ways: dict[tuple[Tree, Tree], set[str]] = {}
    for condition in conditions:
        left, right = condition.children
        ways.setdefault((left, right), set()).update(_ORDERS[condition.relation])
        mirrored = (_MIRRORED[order] for order in _ORDERS[condition.relation])
        ways.setdefault((right, left), set()).update(mirrored)
    return any(len(orders) == len(_MIRRORED) for orders in ways.values())


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
