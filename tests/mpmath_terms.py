"""A second, independent oracle for terms: mpmath, sharing no code with the tool."""

from __future__ import annotations

from typing import Any

import mpmath

from stabcheck.carriers.term import Index, Term


class Undefined(ArithmeticError):
    """The term has no value at the point."""


class Evaluation:
    """Evaluates terms at one point: ``sizes``, ``reals``, ``entries``, positions of indices."""

    def __init__(
        self, point: Any, digits: int = 50, indices: dict[Index, int] | None = None
    ) -> None:
        self.point = point
        self.digits = digits
        self.indices = dict(point.indices) if indices is None else indices

    def value(self, term: Term) -> Any:
        """The value, an mpf; raises Undefined outside the domain."""
        with mpmath.workdps(self.digits):
            try:
                value = self._value(term)
            except (ZeroDivisionError, OverflowError) as error:
                raise Undefined(str(error)) from error
            if isinstance(value, mpmath.mpc) or not mpmath.isfinite(value):
                raise Undefined("not a finite real")
            return value

    def _value(self, term: Term) -> Any:
        op, parts = term.op, term.parts
        if op == "rational":
            return mpmath.mpf(parts[0].numerator) / parts[0].denominator
        if op == "real":
            return self._number(self.point.reals[parts[0]])
        if op == "entry":
            place = tuple(self._position(index) for index in parts[1:])
            return self._number(self.point.entries[(parts[0], *place)])
        if op == "size":
            return mpmath.mpf(len(self._places(parts[0])))
        if op == "delta":
            return mpmath.mpf(self._position(parts[0]) == self._position(parts[1]))
        if op in {"sum", "max", "min"}:
            index, body = parts
            values = [self._inside(index, k).value(body) for k in self._places(index.set)]
            return mpmath.fsum(values) if op == "sum" else {"max": max, "min": min}[op](values)
        if op == "blocks":
            return self._blocks(*parts)
        if op == "where":
            return self.value(parts[1] if self._truth(parts[0]) else parts[2])
        if op == "named":
            return self.value(parts[3])
        return self._apply(op, [self.value(part) for part in parts])

    def _apply(self, op: str, values: list[Any]) -> Any:
        if values and values[0] <= {"log": 0, "log1p": -1}.get(op, -mpmath.inf):
            raise Undefined("log of a number ≤ 0")
        if op == "sqrt" and values[0] < 0:
            raise Undefined("root of a negative number")
        if op == "power" and values[0] < 0 and values[1] != int(values[1]):
            raise Undefined("broken power of a negative number")
        return _FUNCTIONS[op](*values)

    def _truth(self, condition: Term) -> bool:
        if condition.op in {"true", "false"}:
            return condition.op == "true"
        if condition.op in {"and", "or", "not"}:
            truths = [self._truth(part) for part in condition.parts]
            return {"and": all(truths), "or": any(truths), "not": not truths[0]}[condition.op]
        left, right = (self.value(part) for part in condition.parts)
        return {
            "less": left < right,
            "less_equal": left <= right,
            "greater": left > right,
            "greater_equal": left >= right,
            "equal": left == right,
            "not_equal": left != right,
        }[condition.op]

    def _places(self, index_set: Any) -> list[int]:
        removed = {self._position(index) for index in index_set.removed}
        return [k for k in range(self._count(index_set)) if k not in removed]

    def _count(self, index_set: Any) -> int:
        if index_set is None:
            return 1
        parts = [self._count(part) for part in index_set.blocks]
        return sum(parts) if parts else int(self.point.sizes[index_set.name])

    def _blocks(self, union: Index, *entries: Any) -> Any:
        values = [
            self._inside(own, place).value(body) if own else self.value(body)
            for own, body in zip(entries[::2], entries[1::2], strict=True)
            for place in range(self._count(own.set if own else None))
        ]
        return values[self._position(union)]

    def _position(self, index: Index) -> int:
        if index in self.indices:
            return self.indices[index]
        assert index.attains is not None
        bound, body = index.attains
        places = self._places(bound.set)
        return max(places, key=lambda k: self._inside(bound, k).value(body))

    def _inside(self, index: Index, place: int) -> Evaluation:
        return Evaluation(self.point, self.digits, {**self.indices, index: place})

    def _number(self, value: Any) -> Any:
        return mpmath.mpf(value.numerator) / value.denominator


_FUNCTIONS = {
    "pi": lambda: +mpmath.pi,
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": mpmath.power,
    "square": lambda a: a * a,
    "negative": lambda a: -a,
    "exp": mpmath.exp,
    "log": mpmath.log,
    "log1p": mpmath.log1p,
    "expm1": mpmath.expm1,
    "sqrt": mpmath.sqrt,
    "tanh": mpmath.tanh,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "erf": mpmath.erf,
    "erfc": mpmath.erfc,
    "hypot": mpmath.hypot,
    "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
    "absolute": abs,
    "sign": mpmath.sign,
    "maximum": max,
    "minimum": min,
}
