"""A cursor over the tokens of a formula: what is next, what must be, and how deep we are."""

from __future__ import annotations

from collections.abc import Callable

from stabcheck.reading.mistake import FormulaMistake
from stabcheck.reading.tokens import Token, shown
from stabcheck.reading.tree import Node

__all__ = ["DEEPEST_TREE", "Cursor", "too_deep"]

#: Operations in one another; everything that walks the tree by recursion can go as deep.
DEEPEST_TREE = 80

_MOST_TOKENS = 1000
_DEEPEST_BRACKETS = 40


def too_deep(column: int) -> FormulaMistake:
    """The mistake of nesting too deeply, at a column."""
    return FormulaMistake(
        "the formula is nested too deeply",
        column=column,
        hint=f"at most {_DEEPEST_BRACKETS} brackets, or {DEEPEST_TREE} operations, in one another",
    )


class Cursor:
    """Stands before a token, and moves from left to right."""

    def __init__(self, found: list[Token]) -> None:
        if len(found) > _MOST_TOKENS:
            raise FormulaMistake(
                f"a formula of {len(found):,} words and signs",
                column=found[_MOST_TOKENS].column,
                hint=f"a formula has at most {_MOST_TOKENS:,}",
            )
        self.tokens = found
        self.place = 0
        self.depth = 0

    # --- the tokens

    @property
    def here(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.place]

    def take(self) -> Token:
        """The next token, read."""
        token = self.here
        self.place += token.kind != "end"
        return token

    def accept(self, *signs: str) -> Token | None:
        """The next token if it is one of the signs, read; else None."""
        return self.take() if self.here.kind == "sign" and self.here.text in signs else None

    def expect(self, sign: str, opened: Token) -> None:
        """Read the sign that closes what was ``opened``."""
        if self.accept(sign):
            return
        if self.here.kind == "end":
            raise FormulaMistake(
                f"'{opened.text}' is never closed", column=opened.column, hint=f"close it by {sign}"
            )
        if self.here.text == "=":
            raise FormulaMistake(
                f"'=' stands inside the '{opened.text}' of column {opened.column}",
                column=self.here.column,
                hint=f"close it by {sign}, or compare with == in a condition",
            )
        raise self.unexpected()

    def finish(self) -> None:
        """Hold that nothing is left."""
        if self.here.kind != "end":
            raise self.unexpected()

    def unexpected(self) -> FormulaMistake:
        """The mistake of the next token's standing where it stands."""
        token = self.here
        message, hint = f"{shown(token.text)} is not expected here", "is an operator missing?"
        if token.kind == "end":
            message, hint = "the formula ends too early", "write left = right"
        elif token.text in {")", "]"}:
            message, hint = f"'{token.text}' closes nothing", "count the brackets"
        elif token.text == "=":
            message, hint = "a side is missing before '='", "write left = right"
        return FormulaMistake(message, column=token.column, hint=hint)

    def deeper(self, read: Callable[[], Node]) -> Node:
        """What ``read`` reads, one level further in."""
        self.depth += 1
        if self.depth > _DEEPEST_BRACKETS:
            raise too_deep(self.here.column)
        inner = read()
        self.depth -= 1
        return inner
