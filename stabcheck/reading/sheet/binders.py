"""The grammar of Σ, max and min over an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Operation, Over, Tree

if TYPE_CHECKING:
    from stabcheck.reading.sheet.latex import Grammar

__all__ = ["extremum", "over"]


@dataclass(frozen=True)
class _Range:
    index: str
    first: str = ""
    last: str = ""
    left_out: str = ""


def over(grammar: Grammar, kind: str) -> Tree:
    """Σ, max or min with its index below it, of the product that follows."""
    ranges = [_Range("")]
    last = ""
    while grammar.sees("_", "^"):
        if grammar.next().text == "_":
            ranges = _ranges(grammar.group())
        else:
            last = _bound(grammar.group())
    if not ranges[0].index:
        raise NotRead(f"{'Σ' if kind == 'sum' else kind} without an index")
    with grammar.deeper():
        body = grammar.term()
    for each in reversed(ranges):
        body = Over(kind, each.index, body, each.first, each.last or last, each.left_out)
    return body


def extremum(grammar: Grammar, kind: str) -> Tree:
    """max(a, b, …), max over an index, or max of a whole vector."""
    if grammar.sees("_"):
        return over(grammar, kind)
    if not grammar.sees("(", "[", "{"):
        with grammar.deeper():
            return Over(kind, "", grammar.factor())
    operands = grammar.arguments()
    if len(operands) == 1:
        return Over(kind, "", operands[0])
    value = operands[0]
    for operand in operands[1:]:
        value = Operation("maximum" if kind == "max" else "minimum", (value, operand))
    return value


def _ranges(group: Sequence[Token]) -> list[_Range]:
    """``i``, ``i=1``, ``i=1,…,N``, ``1≤i≤N``, ``i∈{1,…,N}``, ``j≠i``, or indices ``i,j``."""
    texts = [token.text for token in group]
    match texts:
        case [index]:
            return [_Range(_letter(group[0]))]
        case [index, "=", first]:
            return [_Range(index, first)]
        case [index, "=", first, ",", "…", ",", *last]:
            return [_Range(index, first, _bound(group[-len(last) :]))]
        case [first, "≤" | "<", index, "≤", *last]:
            return [_Range(index, _starting(first, texts[1]), _bound(group[-len(last) :]))]
        case [index, "∈", "(", first, ",", *_, "…", ",", last, ")"]:
            return [_Range(_letter(group[0]), first, last)]
        case [_, "∈", *named]:
            raise NotRead(f"a range over the elements of {' '.join(named)} is not read")
        case [index, "≠", _]:
            return [_Range(_letter(group[0]), left_out=_letter(group[2]))]
    if all(token.kind == "letter" or token.text == "," for token in group) and group:
        return [_Range(_letter(token)) for token in group if token.text != ","]
    raise NotRead(f"the range {' '.join(texts)} is not read")


def _starting(first: str, relation: str) -> str:
    return str(int(first) + 1) if relation == "<" and first.isdigit() else first


def _letter(token: Token) -> str:
    if token.kind != "letter":
        raise NotRead(f"{token.text} is not an index")
    return token.text


def _bound(group: Sequence[Token]) -> str:
    if len(group) != 1 or group[0].kind not in {"letter", "number"}:
        shown = "".join(token.text for token in group)
        raise NotRead(f"a range that ends at {shown} is not read")
    return group[0].text
