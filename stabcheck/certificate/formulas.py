"""Terms, the formulas of a claim as they were written, as Coq's expressions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING, Any

from stabcheck.carriers.term import Index, Term, blockwise
from stabcheck.certificate import expressions as coq
from stabcheck.certificate.expressions import Text
from stabcheck.certificate.names import Names, Uncertified, identifier
from stabcheck.certificate.values import Values
from stabcheck.proof.kernel.slopes import derivative

if TYPE_CHECKING:
    from stabcheck.certificate.words import Words

__all__ = ["Formulas", "raised", "rational_number"]

_FUNCTIONS = {
    "exp": "exp",
    "log": "ln",
    "sqrt": "sqrt",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "erf": "erf",
    "sign": "sgn",
    "absolute": "Rabs",
    "maximum": "Rmax",
    "minimum": "Rmin",
}
_BINDERS = {"sum": "Sum", "max": "Max", "min": "Min"}
_DECIDED = {
    "less": ("Rlt_dec", 0),
    "greater": ("Rlt_dec", 1),
    "less_equal": ("Rle_dec", 0),
    "greater_equal": ("Rle_dec", 1),
    "equal": ("Req_EM_T", 0),
}


_WORTH: dict[str, Callable[..., Fraction]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
    "negative": operator.neg,
}


@dataclass
class Formulas:
    """Writes terms; what ``definitions`` names stands under its name, as do whole ``families``.

    With ``words``, functions that the claim names are written by name, as a statement has them;
    without, as a proof needs them, they are written out.
    """

    names: Names
    definitions: dict[Term, Text] = field(default_factory=dict)
    families: dict[str, Text] = field(default_factory=dict)
    words: Words | None = None

    @property
    def values(self) -> Values:
        """Writes values with the same names."""
        return Values(self.names, self.term)

    def term(self, term: Term) -> Text:
        """A formula; raises Uncertified for what has no counterpart."""
        if term in self.definitions:
            return self.definitions[term]
        parts = term.parts
        if term.op in _FUNCTIONS:
            return coq.apply(_FUNCTIONS[term.op], *map(self.term, parts))
        if term.op in _BINDERS:
            return self._over(term)
        writer = getattr(self, f"_{term.op}", None)
        if writer is None:
            raise Uncertified(f"{term.op} has no counterpart in the certificate")
        written: Text = writer(*parts)
        return written

    # --- leaves

    def _rational(self, value: Fraction) -> Text:
        return coq.number(value)

    def _pi(self) -> Text:
        return Text("PI")

    def _real(self, name: str) -> Text:
        return Text(identifier(name))

    def _entry(self, name: str, *indices: Index) -> Text:
        family = self.families.get(name, Text(identifier(name)))
        return coq.apply(family.text, *map(self.values.place, indices))

    def _delta(self, left: Index, right: Index) -> Text:
        return coq.apply("delta", *map(self.values.place, (left, right)))

    def _size(self, index_set: Any) -> Text:
        if not index_set.blocks:
            return coq.apply("size", self.values.index_set(index_set))
        return coq.add(
            coq.number(1) if block is None else self._size(block) for block in index_set.blocks
        )

    # --- arithmetic

    def _add(self, left: Term, right: Term) -> Text:
        return coq.add(map(self.term, (left, right)))

    def _subtract(self, left: Term, right: Term) -> Text:
        return coq.subtract(self.term(left), self.term(right))

    def _multiply(self, left: Term, right: Term) -> Text:
        return coq.multiply(map(self.term, (left, right)))

    def _divide(self, left: Term, right: Term) -> Text:
        return coq.divide(self.term(left), self.term(right))

    def _negative(self, part: Term) -> Text:
        return coq.negate(self.term(part))

    def _square(self, part: Term) -> Text:
        return coq.power(self.term(part), 2)

    def _power(self, base: Term, exponent: Term) -> Text:
        """A rational power by ``^``, of a root where it is not whole; others by Rpower."""
        k = rational_number(exponent)
        if k is None:
            return coq.apply("Rpower", self.term(base), self.term(exponent))
        return raised(self.term(base), k)

    def _expm1(self, part: Term) -> Text:
        known = self.words and self.words.standard("expm1", self.term(part))
        return known or coq.subtract(coq.apply("exp", self.term(part)), coq.number(1))

    def _log1p(self, part: Term) -> Text:
        known = self.words and self.words.standard("log1p", self.term(part))
        return known or coq.apply("ln", coq.add([coq.number(1), self.term(part)]))

    def _logaddexp(self, left: Term, right: Term) -> Text:
        known = self.words and self.words.standard("logaddexp", *map(self.term, (left, right)))
        parts = (coq.apply("exp", self.term(part)) for part in (left, right))
        return known or coq.apply("ln", coq.add(parts))

    def _erfc(self, part: Term) -> Text:
        known = self.words and self.words.standard("erfc", self.term(part))
        return known or coq.subtract(coq.number(1), coq.apply("erf", self.term(part)))

    def _hypot(self, left: Term, right: Term) -> Text:
        known = self.words and self.words.standard("hypot", *map(self.term, (left, right)))
        squares = (coq.power(self.term(part), 2) for part in (left, right))
        return known or coq.apply("sqrt", coq.add(squares))

    # --- cases

    def _where(self, condition: Term, then: Term, otherwise: Term) -> Text:
        return self.choice(condition, self.term(then), self.term(otherwise))

    def choice(self, condition: Term, then: Text, otherwise: Text) -> Text:
        """``then`` where the condition holds, else ``otherwise``."""
        match condition.op:
            case "true" | "false":
                return then if condition.op == "true" else otherwise
            case "not":
                return self.choice(condition.parts[0], otherwise, then)
            case "not_equal":
                return self.choice(Term("equal", *condition.parts), otherwise, then)
            case "and":
                first, second = condition.parts
                return self.choice(first, self.choice(second, then, otherwise), otherwise)
            case "or":
                first, second = condition.parts
                return self.choice(first, then, self.choice(second, then, otherwise))
        name, turned = _DECIDED[condition.op]
        sides = condition.parts[::-1] if turned else condition.parts
        test = coq.apply(name, *map(self.term, sides))
        return Text(f"if {test} then {then} else {otherwise}", 200)

    # --- sums and extrema over index sets

    def _over(self, term: Term) -> Text:
        index, body = term.parts
        if index.set.blocks:
            parts = [self.term(part) for part in blockwise(term.op, index, body)]
            if term.op == "sum":
                return coq.add(parts)
            name = {"max": "Rmax", "min": "Rmin"}[term.op]
            return reduce(lambda left, right: coq.apply(name, left, right), parts)
        over = coq.function(self.names.index(index), self.term(body))
        return coq.apply(_BINDERS[term.op], self.values.index_set(index.set), over)

    def _named(self, *parts: Any) -> Text:
        word = self.words and self.words.apply(Term("named", *parts), self)
        return word or self.term(parts[3])

    def _derivative(self, formula: Term, variable: Term) -> Text:
        """A derivative carried out by the kernel's table."""
        return self.term(derivative(formula, variable))


def raised(base: Text, k: Fraction) -> Text:
    """A rational power; a negative one is one over its opposite."""
    if k.denominator > 1:
        base = coq.apply("root", coq.number(k.denominator), base)
    power = (
        base if k.denominator > 1 and abs(k.numerator) == 1 else coq.power(base, abs(k.numerator))
    )
    return power if k >= 0 else coq.divide(coq.number(1), power)


def rational_number(term: Term) -> Fraction | None:
    """What a term is worth that is made of numbers alone, as an exponent may be."""
    if term.op == "rational":
        value: Fraction = term.parts[0]
        return value
    parts = [rational_number(part) for part in term.parts] if term.op in _WORTH else []
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts) or (term.op == "divide" and not known[1]):
        return None
    return _WORTH[term.op](*known)
