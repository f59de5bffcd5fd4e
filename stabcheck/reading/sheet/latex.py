r"""The grammar of a formula: tokens to a tree, by recursive descent.

Why a grammar of our own: a reader of LaTeX that knows no sheets (measured: SymPy's) makes e a
variable, does not know ``\operatorname{abs}``, primes, or ``x_i`` as one entry of a family, and
evaluates as it reads, so that x/x is 1 before anybody has asked whether x ≠ 0.

What binds how: a Σ takes the product that follows it; a function without brackets takes the
factors that follow it up to the next sign (log 2x is log(2x)); ``a/bc`` is refused, because
readers differ over it.  Whether ``y(1-y)`` is a product or a call depends on whether the sheet
defines a function y: the caller says which names are functions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

from stabcheck.reading.sheet import applied, binders, piecewise
from stabcheck.reading.sheet.alphabet import FUNCTIONS
from stabcheck.reading.sheet.cursor import Cursor, closing, group_end
from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Name, Number, Operation, Tree

__all__ = ["Grammar", "read"]

#: Terms of a sum, factors of a product: each is one level of the tree.
_MOST_OPERANDS = 60
_LARGEST_EXPONENT = 64


def read(tokens: Sequence[Token], functions: Collection[str]) -> Tree:
    """The tree of a formula; raises NotRead with the reason.

    ``functions`` are the names that are applied when brackets follow them.
    """
    grammar = Grammar(tokens, functions)
    tree = grammar.expression()
    if grammar.sees(","):
        raise NotRead("a comma between digits can be read in two ways; decimals have a point")
    if not grammar.at_end:
        raise NotRead(f"{grammar.peek().text!r} is not expected here")
    return tree


class Grammar(Cursor):
    """Reads one formula; the rules for functions and for binders stand in their own files."""

    def __init__(self, tokens: Sequence[Token], functions: Collection[str]) -> None:
        super().__init__(tokens)
        self.functions = functions
        self._bars = 0
        self._in_norm = False

    def within(self, tokens: Sequence[Token]) -> Grammar:
        """A grammar for a part of the formula, as deep in it as this one."""
        inner = Grammar(tokens, self.functions)
        inner._depth = self._depth
        return inner

    def whole(self, tokens: Sequence[Token]) -> Tree:
        """A part of the formula that is an expression by itself."""
        with self.deeper():
            inner = self.within(tokens)
            tree = inner.expression()
        if not inner.at_end:
            raise NotRead(f"{inner.peek().text!r} is not expected here")
        return tree

    # --- sums and products

    def expression(self) -> Tree:
        """Terms joined by + and −."""
        with self.deeper():
            value = self.term()
            for _ in range(_MOST_OPERANDS):
                if self.accept("+"):
                    value = Operation("add", (value, self.term()))
                elif self.accept("-"):
                    value = Operation("subtract", (value, self.term()))
                else:
                    return value
        raise NotRead(f"a sum of more than {_MOST_OPERANDS} terms")

    def term(self) -> Tree:
        """A product with its sign; −x² is −(x²)."""
        if self.accept("-"):
            return Operation("negative", (self.term(),)) if self.sees("-") else self._negative()
        self.accept("+")
        return self.product()

    def _negative(self) -> Tree:
        return Operation("negative", (self.product(),))

    def product(self) -> Tree:
        """Factors side by side, or joined by · and /."""
        begin, value = self.peek(), self.factor()
        divided, bold = False, _is_bold(begin, value)
        for _ in range(_MOST_OPERANDS):
            times = self.accept("*")
            over = not times and self.accept("/")
            if not (times or over or self.starts_factor()):
                return value
            if divided and not (times or over or self.sees("sum")):
                raise NotRead("a/b c can be read in two ways; brackets would tell")
            begin = self.peek()
            right = self._signed_factor() if times or over else self._beside(value)
            if bold and _is_bold(begin, right):
                raise NotRead("a product of vectors or matrices is not read; write its sums out")
            value = Operation("divide" if over else "multiply", (value, right))
            divided, bold = over or (divided and not times), _is_bold(begin, right)
        raise NotRead(f"a product of more than {_MOST_OPERANDS} factors")

    def _beside(self, left: Tree) -> Tree:
        """A factor without a sign before it; raises NotRead for 2½, a sum to some readers."""
        is_fraction = self.sees("frac")
        right = self.factor()
        numbers = (left, *right.children)
        if is_fraction and all(isinstance(part, Number) for part in numbers):
            raise NotRead("a number beside a fraction can be read in two ways; write + or ·")
        return right

    def _signed_factor(self) -> Tree:
        if self.accept("-"):
            return Operation("negative", (self.factor(),))
        return self.factor()

    def starts_factor(self) -> bool:
        """Whether the next token begins a factor."""
        token = self.peek()
        if token.kind == "symbol":
            bar = token.text == "|" and not self._bars
            if token.text == "‖":
                return not self._in_norm
            return bar or token.text in _RULES or token.text in {"(", "[", "{", "|("}
        return token.kind in {"number", "letter", "word", "begin", "text", "unknown", "set"}

    # --- factors

    def factor(self) -> Tree:
        """An atom with its exponents."""
        with self.deeper():
            value = self.atom()
            if self.accept("^"):
                value = self._raised(value, self._exponent())
                if self.sees("^"):
                    raise NotRead("a^b^c can be read in two ways; braces would tell")
            if self.sees("!", "'", "_"):
                raise NotRead(f"{self.peek().text} is not read here")
            return value

    def _exponent(self) -> Sequence[Token]:
        """The exponent; in prose e^(-x) has round brackets.  What is printed of x^23 is x²3."""
        if self.peek().kind == "number" and len(self.peek().text) > 1:
            raise NotRead(f"^{self.peek().text} can be read in two ways; braces would tell")
        if not self.sees("("):
            return self.group()
        end = group_end(self.tokens, self.position)
        inner = self.tokens[self.position : end]
        self.position = end
        return inner

    def _raised(self, base: Tree, exponent: Sequence[Token]) -> Tree:
        texts = [token.text for token in exponent]
        if texts in (["T"], ["⊤"]):
            raise NotRead("a transpose is not read; write the sum out")
        power = self.whole(exponent)
        if isinstance(power, Number) and power.value > _LARGEST_EXPONENT:
            raise NotRead(f"powers above {_LARGEST_EXPONENT} are not expanded")
        if base == Name("e"):
            return Operation("exp", (power,))
        return Operation("power", (base, power))

    def atom(self) -> Tree:
        """A number, a name, a bracket, or one of the constructs with a rule of its own."""
        token = self.peek()
        if token.kind == "number":
            self.next()
            self._hold_decimal(token)
            return Number(Fraction(token.text))
        if token.kind in {"letter", "word"}:
            self.next()
            if token.kind == "word" and token.text in FUNCTIONS:
                return applied.customary(self, token.text)
            return applied.name(self, token.text)
        if token.kind == "begin":
            self.next()
            return piecewise.cases(self, token.text)
        if token.kind == "symbol":
            return self._symbol(token.text)
        if token.kind in {"unknown", "set", "text"}:
            raise NotRead(f"{token.text} is not known")
        raise NotRead(f"{token.text or 'the end of the formula'} where a term was expected")

    def _hold_decimal(self, number: Token) -> None:
        """Hold that 1e-3 is not written, a thousandth to some readers and e − 3 to others."""
        place = number.end
        letter, *rest = (self.peek(ahead) for ahead in range(3))
        if letter.text != "e" or letter.start != place:
            return
        after = rest[1] if rest[0].text in {"+", "-"} and rest[0].start == letter.end else rest[0]
        before = letter if after is rest[0] else rest[0]
        if after.kind == "number" and after.start == before.end:
            raise NotRead(f"{number.text}e can be read in two ways; write 10^{{…}}, or a ·")

    def _symbol(self, text: str) -> Tree:
        if text in {"(", "[", "{"}:
            return self.bracketed()
        if text in {"|(", "|"}:
            return self._absolute(text)
        rule = _RULES.get(text)
        if rule is None:
            raise NotRead(f"{text} where a term was expected")
        self.next()
        return rule(self)

    def bracketed(self) -> Tree:
        """An expression in brackets of one kind."""
        opening = self.next().text
        bars, self._bars = self._bars, 0
        value = self.expression()
        self._bars = bars
        self.expect(closing(opening))
        return value

    def _absolute(self, opening: str) -> Tree:
        self.next()
        self._bars += 1
        value = self.expression()
        self._bars -= 1
        self.expect("|" if opening == "|" else ")|")
        return Operation("absolute", (value,))

    def normed(self) -> Tree:
        """What stands between ‖ and ‖, the first of them passed."""
        outer, self._in_norm = self._in_norm, True
        value = self.expression()
        self._in_norm = outer
        self.expect("‖")
        return value

    def arguments(self) -> tuple[Tree, ...]:
        """What the brackets of a function hold, separated by commas."""
        opening = self.next().text
        bars, self._bars = self._bars, 0
        found = [self.expression()]
        while self.accept(",", ";"):
            if self.sees("…"):
                raise NotRead("… is not read; write an index")
            found.append(self.expression())
        self._bars = bars
        self.expect(closing(opening))
        return tuple(found)


def _is_bold(begin: Token, factor: Tree) -> bool:
    """Whether a factor is a whole vector or matrix, by its face."""
    return begin.bold and isinstance(factor, Name)


def _refused(reason: str) -> Callable[[Grammar], Tree]:
    def rule(_grammar: Grammar) -> Tree:
        raise NotRead(reason)

    return rule


_RULES: dict[str, Callable[[Grammar], Tree]] = {
    "frac": applied.fraction,
    "sqrt": applied.root,
    "sum": lambda grammar: binders.over(grammar, "sum"),
    "max": lambda grammar: binders.extremum(grammar, "max"),
    "min": lambda grammar: binders.extremum(grammar, "min"),
    "∞": _refused("∞ is no real number"),
    "…": _refused("… is not read; write an index"),
    "‖": applied.norm,
    "∂": applied.quotient_of_differentials,
}
