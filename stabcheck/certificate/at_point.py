"""Terms at a point, as formulas without variables that Coq finds bounds for by itself.

They mirror what the theorem's statement comes to there, sums written out from left to right, so
that Coq takes the one for the other by computing.  A logarithm or root carries bounds that are
found here and checked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import reduce
from typing import Any

from flint import arb, fmpq

from stabcheck.carriers.term import Index, IndexSet, Term, blockwise
from stabcheck.certificate.expressions import Text, apply
from stabcheck.certificate.formulas import rational_number
from stabcheck.certificate.names import Uncertified
from stabcheck.proof.evaluate import Point, Undefined, enclose
from stabcheck.proof.kernel.axioms import DEFINITIONS, filled

__all__ = ["AtPoint"]

_BITS = 200
#: How far apart the bounds of a logarithm or root are, in units of what it is: Coq's bounds of an
#: exponential are a hundred times closer.
_SLACK = Fraction(1, 2**24)
_BINARY = {"add": "Add", "subtract": "Sub", "multiply": "Mul", "divide": "Div"}
_EXTREMA = {"maximum": "Greater", "minimum": "Lesser"}
_COMPARED = {
    "less": ("If_less", False),
    "greater": ("If_less", True),
    "less_equal": ("If_at_most", False),
    "greater_equal": ("If_at_most", True),
    "equal": ("If_equal", False),
}


@dataclass(frozen=True)
class AtPoint:
    """Writes terms at a point; the ``variable``, if there is one, stays a variable."""

    point: Point
    variable: Term | None = None

    def formula(self, term: Term) -> Text:
        """A term; raises Uncertified for one that Coq finds no bounds for."""
        if self._is_variable(term):
            return Text("Var")
        writer = getattr(self, f"_{term.op}", None)
        if writer is not None:
            written: Text = writer(*term.parts)
            return written
        if term.op in _BINARY:
            return apply(_BINARY[term.op], *map(self.formula, term.parts))
        if term.op in _EXTREMA:
            return apply(_EXTREMA[term.op], *map(self.formula, term.parts))
        if term.op in DEFINITIONS:
            return self.formula(filled(DEFINITIONS[term.op], term.parts))
        raise Uncertified(f"no bounds of {term.op}")

    def number(self, value: Fraction) -> Text:
        """A number of the point."""
        return self._rational(value)

    def place(self, index: Index) -> int:
        """Where an index stands."""
        if index not in self.point.indices:
            raise Uncertified("the place of a maximum at a point")
        return self.point.indices[index]

    def places(self, index_set: IndexSet) -> list[int]:
        """The places of a set, those removed left out."""
        removed = {self.place(index) for index in index_set.removed}
        return [k for k in range(self.point.sizes[index_set.name]) if k not in removed]

    def _is_variable(self, term: Term) -> bool:
        own = self.variable
        if own is None or term.op != own.op or term.parts[0] != own.parts[0]:
            return False
        return [*map(self.place, term.parts[1:])] == [*map(self.place, own.parts[1:])]

    # --- leaves

    def _rational(self, value: Fraction) -> Text:
        top = apply("Int", Text(f"({value.numerator})"))
        if value.denominator == 1:
            return top
        above = apply("Int", Text(str(abs(value.numerator))))
        quotient = apply("Div", above, apply("Int", Text(str(value.denominator))))
        return quotient if value > 0 else apply("Opp", quotient)

    def _pi(self) -> Text:
        return Text("Pi")

    def _real(self, name: str) -> Text:
        return self.number(self.point.reals[name])

    def _entry(self, name: str, *indices: Index) -> Text:
        return self.number(self.point.entries[(name, *map(self.place, indices))])

    def _size(self, index_set: IndexSet) -> Text:
        if not index_set.blocks:
            return apply("Count", Text(str(len(self.places(index_set)))))
        one = apply("Int", Text("1"))
        sizes = [one if block is None else self._size(block) for block in index_set.blocks]
        return _together("Add", sizes)

    def _delta(self, left: Index, right: Index) -> Text:
        return apply("Int", Text(str(int(self.place(left) == self.place(right)))))

    # --- functions

    def _negative(self, part: Term) -> Text:
        return apply("Opp", self.formula(part))

    def _square(self, part: Term) -> Text:
        return apply("Pow", self.formula(part), Text("2"))

    def _power(self, base: Term, exponent: Term) -> Text:
        k, one = rational_number(exponent), apply("Int", Text("1"))
        if k is None:
            return apply("Exp", apply("Mul", self.formula(exponent), self._log(base)))
        power, count = self.formula(base), abs(k.numerator)
        if k.denominator > 1:
            power = self._root(base, k.denominator)
        if k.denominator == 1 or count > 1:
            power = apply("Pow", power, Text(str(count)))
        return power if k >= 0 else apply("Div", one, power)

    def _root(self, base: Term, order: int) -> Text:
        """The real root of the base's size."""
        zero, one = (apply("Int", Text(digit)) for digit in "01")
        logarithm = self._log(Term("absolute", base))
        share = apply("Div", one, apply("Count", Text(str(order))))
        power = apply("Exp", apply("Mul", share, logarithm))
        return apply("If_equal", self.formula(base), zero, zero, power)

    def _exp(self, part: Term) -> Text:
        return apply("Exp", self.formula(part))

    def _erf(self, part: Term) -> Text:
        return apply("Erf", self.formula(part))

    def _log(self, part: Term) -> Text:
        return apply("Ln", *self._bounds(Term("log", part)), self.formula(part))

    def _sqrt(self, part: Term) -> Text:
        return apply("Sqrt", *self._bounds(Term("sqrt", part)), self.formula(part))

    def _tanh(self, part: Term) -> Text:
        """As Coq's library defines it, sinh over cosh."""
        return apply("Div", *(self.formula(Term(name, part)) for name in ("sinh", "cosh")))

    def _absolute(self, part: Term) -> Text:
        return apply("Abs", self.formula(part))

    def _named(self, *parts: Any) -> Text:
        return self.formula(parts[3])

    def _bounds(self, term: Term) -> tuple[Text, Text]:
        """Bounds of a value, as fractions of two's powers."""
        value = self.enclosure(term)
        slack = arb(fmpq(_SLACK.numerator, _SLACK.denominator)) * (1 + abs(value)) ** 2
        low, high = (value - slack).lower(), (value + slack).upper()
        if term.op == "sqrt":
            low = max(low, arb(0))
        scale = 2**60
        ends = (low * scale).floor(), (high * scale).ceil()
        first, second = (Text(f"({end.unique_fmpz()} # {scale})") for end in ends)
        return first, second

    def enclosure(self, term: Term) -> arb:
        """A ball that holds the value of a term at the point."""
        try:
            return enclose(term, self.point, _BITS)
        except Undefined as reason:
            raise Uncertified(f"no value at the point: {reason}") from None

    # --- cases

    def _where(self, condition: Term, then: Term, otherwise: Term) -> Text:
        return self._choice(condition, self.formula(then), self.formula(otherwise))

    def _choice(self, condition: Term, then: Text, otherwise: Text) -> Text:
        match condition.op:
            case "true" | "false":
                return then if condition.op == "true" else otherwise
            case "not":
                return self._choice(condition.parts[0], otherwise, then)
            case "not_equal":
                return self._choice(Term("equal", *condition.parts), otherwise, then)
            case "and":
                first, second = condition.parts
                return self._choice(first, self._choice(second, then, otherwise), otherwise)
            case "or":
                first, second = condition.parts
                return self._choice(first, then, self._choice(second, then, otherwise))
        name, turned = _COMPARED[condition.op]
        sides = condition.parts[::-1] if turned else condition.parts
        return apply(name, *map(self.formula, sides), then, otherwise)

    # --- sums and extrema

    def _sum(self, index: Index, body: Term) -> Text:
        if index.set.blocks:
            return _together("Add", map(self.formula, blockwise("sum", index, body)))
        parts = [*self._each(index, body), apply("Int", Text("0"))]
        return reduce(lambda rest, part: apply("Add", part, rest), reversed(parts))

    def _max(self, index: Index, body: Term) -> Text:
        if index.set.blocks:
            return _together("Greater", map(self.formula, blockwise("max", index, body)))
        parts = [*self._each(index, body)]
        return reduce(lambda rest, part: apply("Greater", part, rest), reversed(parts))

    def _min(self, index: Index, body: Term) -> Text:
        if index.set.blocks:
            return _together("Lesser", map(self.formula, blockwise("min", index, body)))
        return apply("Opp", self._max(index, Term("negative", body)))

    def _each(self, index: Index, body: Term) -> Iterator[Text]:
        for place in self.places(index.set):
            indices = {**self.point.indices, index: place}
            yield replace(self, point=replace(self.point, indices=indices)).formula(body)


def _together(name: str, parts: Iterable[Text]) -> Text:
    def joined(left: Text, right: Text) -> Text:
        return apply(name, left, right)

    return reduce(joined, parts)
