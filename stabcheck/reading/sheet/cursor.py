"""Walking along a formula's tokens: what comes next, what was expected, how deep we are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead

__all__ = ["Cursor", "closing", "group_end"]

_DEEPEST = 40

_OPENING = {"(": ")", "[": "]", "{": "}", "|(": ")|"}
_END = Token("end of formula", "", 0, 0)


def closing(opening: str) -> str:
    """The bracket that closes this one."""
    return _OPENING[opening]


def group_end(tokens: Sequence[Token], start: int) -> int:
    """The position after the bracket that closes the one at ``start``; raises NotRead."""
    depth = 0
    for place in range(start, len(tokens)):
        token = tokens[place]
        if token.kind == "symbol" and token.text in _OPENING:
            depth += 1
        elif token.kind == "symbol" and token.text in _OPENING.values():
            depth -= 1
            if depth == 0:
                return place + 1
    raise NotRead(f"the bracket {tokens[start].text} is never closed")


class Cursor:
    """A position in a list of tokens."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self._depth = 0

    def peek(self, ahead: int = 0) -> Token:
        """The next token, or the one ``ahead`` of it; an empty one at the end."""
        place = self.position + ahead
        return self.tokens[place] if place < len(self.tokens) else _END

    def next(self) -> Token:
        """The next token, which is passed."""
        token = self.peek()
        self.position += 1
        return token

    def sees(self, *symbols: str, ahead: int = 0) -> bool:
        """Whether one of these symbols comes next."""
        token = self.peek(ahead)
        return token.kind == "symbol" and token.text in symbols

    def accept(self, *symbols: str) -> bool:
        """Pass one of these symbols if it comes next."""
        found = self.sees(*symbols)
        self.position += found
        return found

    def expect(self, symbol: str) -> None:
        """Pass this symbol; raises NotRead if something else comes."""
        if not self.accept(symbol):
            found = self.peek().text or "the end of the formula"
            raise NotRead(f"{symbol} was expected, {found} found")

    @property
    def at_end(self) -> bool:
        """Whether all tokens are passed."""
        return self.position >= len(self.tokens)

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level of nesting; raises NotRead beyond what a formula in print needs."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise NotRead(f"the formula is nested more than {_DEEPEST} deep")
        try:
            yield
        finally:
            self._depth -= 1

    def digit_or_group(self) -> Sequence[Token]:
        r"""Like `group`, but of a number its first digit: \frac12 is one half."""
        token = self.peek()
        if token.kind == "number" and len(token.text) > 1 and token.text.isdigit():
            digits = [Token("number", digit, token.start, token.end) for digit in token.text]
            self.tokens = [
                *self.tokens[: self.position],
                *digits,
                *self.tokens[self.position + 1 :],
            ]
        return self.group()

    def group(self) -> Sequence[Token]:
        """The tokens of an argument: what the next braces hold, or the one next token."""
        if self.sees("{"):
            end = group_end(self.tokens, self.position)
            inner = self.tokens[self.position + 1 : end - 1]
            self.position = end
            return inner
        if self.at_end:
            raise NotRead("something is missing at the end of the formula")
        return (self.next(),)
