"""Terms evaluated on Arb balls at a rational point: every value is a proven enclosure.

This is the prover's second opinion: it shares the table of operations with nothing of the
normal form, and it decides refutations.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import flint
from flint import arb

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.derivative import NotDifferentiable, differentiate
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.term import Index, IndexSet, Term
from stabcheck.enclosure import rational_ball

__all__ = ["Point", "Undefined", "enclose", "holds_at"]

_VARIABLES = {"real", "entry", "size"}


class Undefined(ValueError):
    """The term has no value at the point, or the balls are too wide to tell."""


@dataclass(frozen=True)
class Point:
    """Concrete values: sizes of the index sets, numbers for reals and entries, index positions.

    ``entries`` maps (name, positions…) to numbers; positions count from 0.
    """

    sizes: Mapping[str, int]
    reals: Mapping[str, Fraction]
    entries: Mapping[tuple[Any, ...], Fraction]
    indices: Mapping[Index, int] = field(default_factory=dict)


def enclose(term: Term, point: Point, bits: int) -> arb:
    """A ball that holds the term's value at the point, computed with ``bits`` of precision.

    Raises Undefined where the term has no finite value, or where a branch cannot be decided.
    """
    with flint.ctx.workprec(bits):
        return _Evaluation(point, dict(point.indices)).value(term)


class _Evaluation:
    def __init__(self, point: Point, indices: dict[Index, int]) -> None:
        self.point = point
        self.indices = indices
        self.memo: dict[Term, arb] = {}

    def value(self, term: Term) -> arb:
        known = self.memo.get(term)
        if known is None:
            check_time()
            known = self._compute(term)
            if not known.is_finite():
                raise Undefined(f"no finite value of {term.op}")
            self.memo[term] = known
        return known

    def _compute(self, term: Term) -> arb:
        rule: Callable[..., arb] | None = getattr(self, f"_{term.op}", None)
        if rule is not None:
            return rule(*term.parts)
        return arb(OPERATIONS[term.op].ball(*map(self.value, term.parts)))

    def _rational(self, value: Fraction) -> arb:
        return rational_ball(value)

    def _pi(self) -> arb:
        return arb.pi()

    def _real(self, name: str) -> arb:
        return rational_ball(self.point.reals[name])

    def _size(self, index_set: IndexSet) -> arb:
        return arb(len(list(self._positions(index_set))))

    def _named(self, *parts: Any) -> arb:
        return self.value(parts[3])

    def _derivative(self, formula: Term, variable: Term) -> arb:
        """The derivative's ball; at a kink, and where the formula has no value, there is none."""
        self.value(formula)
        try:
            derivative = differentiate(formula, variable)
        except NotDifferentiable as kink:
            raise Undefined(str(kink)) from kink
        return self.value(derivative)

    def _entry(self, name: str, *indices: Index) -> arb:
        return rational_ball(self.point.entries[name, *map(self._position, indices)])

    def _delta(self, left: Index, right: Index) -> arb:
        return arb(int(self._position(left) == self._position(right)))

    def _where(self, condition: Term, then: Term, otherwise: Term) -> arb:
        return self.value(then if self.truth(condition) else otherwise)

    def _divide(self, top: Term, bottom: Term) -> arb:
        divisor = self.value(bottom)
        if divisor.contains(0):
            raise Undefined("division by what may be 0")
        return self.value(top) / divisor

    def _power(self, base: Term, exponent: Term) -> arb:
        """A power; where the exponent varies, that is e^(exponent · log base), for base > 0."""
        a, p = self.value(base), self.value(exponent)
        varies = any(term.op in _VARIABLES for term in exponent.subterms())
        if varies and not a > 0:
            raise Undefined("a power that varies, of what may not be positive")
        return arb(OPERATIONS["power"].ball(a, p))

    def _sum(self, index: Index, body: Term) -> arb:
        return sum(self._over(index, body), arb(0))

    def _max(self, index: Index, body: Term) -> arb:
        return self._folded(arb.max, index, body)

    def _min(self, index: Index, body: Term) -> arb:
        return self._folded(arb.min, index, body)

    def _folded(self, choose: Callable[[arb, arb], arb], index: Index, body: Term) -> arb:
        values = list(self._over(index, body))
        if not values:
            raise Undefined("the maximum of nothing")
        return functools.reduce(choose, values)

    def _over(self, index: Index, body: Term) -> Iterator[arb]:
        for position in self._positions(index.set):
            yield _Evaluation(self.point, self.indices | {index: position}).value(body)

    def _positions(self, index_set: IndexSet) -> Iterator[int]:
        removed = {self._position(index) for index in index_set.removed}
        return (k for k in range(self._count(index_set)) if k not in removed)

    def _count(self, index_set: IndexSet | None) -> int:
        """The size of a set before points are removed; None is a single point."""
        if index_set is None:
            return 1
        if index_set.blocks:
            return sum(map(self._count, index_set.blocks))
        return self.point.sizes[index_set.name]

    def _blocks(self, union: Index, *entries: Any) -> arb:
        place = self._position(union)
        for own, body in zip(entries[::2], entries[1::2], strict=True):
            count = self._count(None if own is None else own.set)
            if place < count:
                inside = {} if own is None else {own: place}
                return _Evaluation(self.point, self.indices | inside).value(body)
            place -= count
        raise Undefined("an index beyond the last block")

    def _position(self, index: Index) -> int:
        if index in self.indices:
            return self.indices[index]
        if index.attains is None:
            raise Undefined(f"the index {index.name} has no position")
        bound, body = index.attains
        places = list(self._positions(bound.set))
        if not places:
            raise Undefined("the maximum of nothing")
        values = dict(zip(places, self._over(bound, body), strict=True))
        first = max(places, key=lambda k: (values[k].mid(), -k))
        rivals = [k for k in places if k != first and values[k].overlaps(values[first])]
        if rivals and not all(values[k].is_exact() for k in (first, *rivals)):
            raise Undefined("a maximum whose place the balls leave open")
        return first

    def truth(self, condition: Term) -> bool:
        """Whether a condition holds; raises Undefined where the balls overlap."""
        match condition.op:
            case "true" | "false":
                return condition.op == "true"
            case "not":
                return not self.truth(condition.parts[0])
            case "and":
                return self.truth(condition.parts[0]) and self.truth(condition.parts[1])
            case "or":
                return self.truth(condition.parts[0]) or self.truth(condition.parts[1])
        left, right = map(self.value, condition.parts)
        if left.overlaps(right) and not (left.is_exact() and right.is_exact()):
            raise Undefined("a comparison of overlapping balls")
        return bool(_COMPARE[condition.op](left, right))


def holds_at(condition: Term, point: Point, bits: int) -> bool:
    """Whether a condition certainly holds at the point."""
    with flint.ctx.workprec(bits):
        try:
            return _Evaluation(point, dict(point.indices)).truth(condition)
        except Undefined:
            return False


_COMPARE = {
    "greater": lambda a, b: a > b,
    "greater_equal": lambda a, b: a >= b,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "equal": lambda a, b: a == b,
    "not_equal": lambda a, b: a != b,
}
