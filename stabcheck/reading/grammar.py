"""The grammar of a formula: a recursive-descent parser, from tokens to a tree.

From loosest to tightest: ``or``, ``and``, ``not``; comparisons; + and −; * and /; the sign −;
^ (from the right: 2^3^2 is 2^9, −x^2 is −(x^2)); then the atoms.  A number may stand before a
name or a parenthesis without a sign: ``2x``, ``2(x + 1)``.  Σᵢ reaches over a product, maxᵢ and √
over one factor, as they are printed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from fractions import Fraction

from stabcheck.reading.cursor import DEEPEST_TREE, Cursor, too_deep
from stabcheck.reading.mistake import FormulaMistake
from stabcheck.reading.refused import hold_divisor, no_number_as_index, two_ways
from stabcheck.reading.tokens import Token, tokens
from stabcheck.reading.tree import (
    Binary,
    Binder,
    Call,
    Compare,
    Derivative,
    Entry,
    Logic,
    Name,
    Negative,
    Node,
    Number,
)

__all__ = ["parse_condition", "parse_sides"]

_LONGEST_NUMBER = 60
_LARGEST_EXPONENT = 1000
_RELATIONS = {"<", "<=", ">", ">=", "==", "!="}


def parse_sides(text: str, vectors: Collection[str] = ()) -> list[Node]:
    """The sides of ``a = b = …``, two or more; raises FormulaMistake.

    Where x is one of the ``vectors``, x_i is its entry x[i].
    """
    parser = _Parser(text, vectors)
    sides = [parser.condition()]
    while parser.accept("="):
        sides.append(parser.condition())
    parser.finish()
    for side in sides:
        if isinstance(side, Compare) and side.relation == "==":
            raise FormulaMistake("a doubled ==", column=side.column, hint="join the sides by one =")
    if len(sides) == 1:
        column = parser.here.column
        raise FormulaMistake("there is no =", column=column, hint="write left = right")
    for side in sides:
        _hold_size(side)
    return sides


def parse_condition(text: str, vectors: Collection[str] = ()) -> Node:
    """A condition such as ``0 < x < 1``; raises FormulaMistake."""
    parser = _Parser(text, vectors)
    condition = parser.condition()
    parser.finish()
    _hold_size(condition)
    return condition


def _hold_size(root: Node) -> None:
    """Hold that the tree is small enough for everything that walks it by recursion."""
    height = 0
    level = [root]
    while level:
        height += 1
        if height > DEEPEST_TREE:
            raise too_deep(root.column)
        level = [child for node in level for child in node.children]


class _Parser(Cursor):
    """Each method reads one level of the grammar."""

    def __init__(self, text: str, vectors: Collection[str]) -> None:
        super().__init__(tokens(text))
        self.vectors = vectors
        self.reach = 0  # the place up to which the last max, min or ∂ reached
        self.ended: set[str] = set()  # indices bound earlier in this sum, and no longer

    # --- the levels

    def condition(self) -> Node:
        """Conditions joined by ``or``; a plain formula is one too."""
        return self._joined("or", lambda: self._joined("and", self._negated))

    def _joined(self, operator: str, read: Callable[[], Node]) -> Node:
        first = read()
        operands = [first]
        while self.accept(operator):
            operands.append(read())
        return first if len(operands) == 1 else Logic(first.column, operator, tuple(operands))

    def _negated(self) -> Node:
        token = self.accept("not")
        if token is None:
            return self._comparison()
        return Logic(token.column, "not", (self.deeper(self._negated),))

    def _comparison(self) -> Node:
        left = self._sum()
        links: list[Node] = []
        while token := self.accept(*_RELATIONS):
            right = self._sum()
            links.append(Compare(token.column, token.text, left, right))
            left = right
        if not links:
            return left
        return links[0] if len(links) == 1 else Logic(links[0].column, "and", tuple(links))

    def _sum(self) -> Node:
        outer, self.ended = self.ended, set()
        left = self._product()
        while token := self.accept("+", "-"):
            left = Binary(token.column, token.text, left, self._product())
        self.ended = outer
        return left

    def _product(self) -> Node:
        left = self._signed()
        while token := self.accept("*", "/"):
            if self.reach == self.place - 1:
                raise two_ways(token, "(maxᵢ xᵢ)*y or maxᵢ (xᵢ*y), (∂/∂x f)*g or diff(f*g, x)")
            begin = self.here
            right = self._signed()
            if token.text == "/":
                hold_divisor(begin, right)
            left = Binary(token.column, token.text, left, right)
        return left

    def _signed(self) -> Node:
        token = self.accept("-", "+")
        if token is None:
            return self._juxtaposed()
        operand = self.deeper(self._signed)
        if token.text == "+":
            return operand
        if isinstance(operand, Number):
            return Number(token.column, -operand.value)
        return Negative(token.column, operand)

    def _juxtaposed(self) -> Node:
        """A power, or a number before one without a sign between: 2x, 2(x + 1)."""
        begin = self.here
        left = self._power()
        token = self.here
        follows = token.kind in {"name", "summation", "derivative"} or token.text in {"(", "√"}
        if begin.kind != "number" or not isinstance(left, Number) or not follows:
            return left
        if begin.text == "0":
            raise FormulaMistake(
                "a number begins with 0 and goes on with a letter",
                column=begin.column,
                hint="numbers are decimal: 16, not 0x10",
            )
        return Binary(token.column, "*", left, self._power())

    def _power(self) -> Node:
        base = self._atom()
        if self.here.kind == "superscript":
            token = self.take()
            return Binary(token.column, "^", base, Number(token.column, Fraction(token.text)))
        token_or_none = self.accept("^")
        if token_or_none is None:
            return base
        return Binary(token_or_none.column, "^", base, self.deeper(self._exponent))

    def _exponent(self) -> Node:
        token = self.accept("-")
        if token is None:
            return self._power()
        operand = self.deeper(self._exponent)
        if isinstance(operand, Number):
            return Number(token.column, -operand.value)
        return Negative(token.column, operand)

    # --- atoms

    def _atom(self) -> Node:
        token = self.here
        match token.kind:
            case "number":
                return self._number(self.take())
            case "name":
                return self._indexed(self._named(self.take()))
            case "summation":
                return self._summation(self.take())
            case "derivative":
                return self._partial(self.take())
        if opened := self.accept("(", "|"):
            inner = self.deeper(self.condition)
            self.expect({"(": ")", "|": "|"}[opened.text], opened)
            if opened.text == "|":
                return Call(opened.column, "abs", (inner,))
            if self.here.text == "(":
                raise FormulaMistake(
                    "only a function's name can be applied",
                    column=self.here.column,
                    hint="write (a)*(b) for a product",
                )
            return self._indexed(inner)
        if self.accept("√"):
            return Call(token.column, "sqrt", (self.deeper(self._atom),))
        raise self.unexpected()

    def _number(self, token: Token) -> Node:
        _, _, exponent = token.text.lower().partition("e")
        if len(token.text) > _LONGEST_NUMBER or abs(int(exponent or 0)) > _LARGEST_EXPONENT:
            raise FormulaMistake(
                "the number is too long",
                column=token.column,
                hint=f"at most {_LONGEST_NUMBER} characters, and e±{_LARGEST_EXPONENT}",
            )
        if self.here.kind == "number":
            raise self.unexpected()
        return Number(token.column, Fraction(token.text))

    def _named(self, token: Token) -> Node:
        if token.text in {"max", "min"} and self.here.kind == "subscript":
            index = self.take().text
            return self._bound(token, token.text, index, self._power)
        opened = self.accept("(")
        if opened is None:
            return self._plain_name(token)
        arguments: list[Node] = []
        if not self.accept(")"):
            arguments.append(self.deeper(self.condition))
            while self.accept(","):
                arguments.append(self.deeper(self.condition))
            self.expect(")", opened)
        return Call(token.column, token.text, tuple(arguments))

    def _plain_name(self, token: Token) -> Node:
        """A name that is not applied: x_i is the entry of a vector x."""
        vector, _, index = token.text.rpartition("_")
        if token.text.rstrip("₀₁₂₃₄₅₆₇₈₉") in self.vectors and token.text not in self.vectors:
            raise no_number_as_index(token.column)
        if vector in self.vectors and index:
            return self._entry(token.column, Name(token.column, vector), index)
        return Name(token.column, token.text)

    def _indexed(self, base: Node) -> Node:
        """The entry of what was just read, if an index follows in brackets or below the line."""
        if self.here.kind == "subscript":
            token = self.take()
            return self._entry(token.column, base, token.text)
        opened = self.accept("[")
        if opened is None:
            return base
        token = self.take()
        if token.kind != "name" or self.here.text not in {"]", "=", ""}:
            raise no_number_as_index(token.column)
        self.expect("]", opened)
        return self._entry(token.column, base, token.text)

    def _entry(self, column: int, base: Node, index: str) -> Node:
        if index[0].isdigit():
            raise no_number_as_index(column)
        if index in self.ended:
            raise FormulaMistake(
                f"the index '{index}' is bound before and free here",
                column=column,
                hint="write Σᵢ (xᵢ − yᵢ) for a sum over both, Σⱼ xⱼ − yᵢ or (Σᵢ xᵢ) − yᵢ for one",
            )
        return Entry(column, base, index)

    def _bound(self, token: Token, kind: str, index: str, body: Callable[[], Node]) -> Node:
        outer = self.ended
        self.ended = outer - {index}
        node = Binder(token.column, kind, index, self.deeper(body))
        self.ended = outer | {index}
        self.reach = self.place if kind != "sum" else self.reach
        return node

    def _summation(self, token: Token) -> Node:
        if self.here.kind != "subscript":
            hint = "write Σᵢ xᵢ, or sum(x)"
            raise FormulaMistake("Σ has no index", column=token.column, hint=hint)
        index = self.take().text
        return self._bound(token, "sum", index, self._product)

    def _partial(self, token: Token) -> Node:
        if self.here.kind != "name":
            hint = "write ∂/∂x f(x), or diff(f(x), x)"
            raise FormulaMistake("∂/∂ has no variable", column=token.column, hint=hint)
        variable = self._indexed(self._plain_name(self.take()))
        body = self.deeper(self._power)
        self.reach = self.place
        return Derivative(token.column, body, variable)
