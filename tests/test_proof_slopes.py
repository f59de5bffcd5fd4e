"""Derivatives at points where kinks and ties abound, against difference quotients in 60 digits."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from amounts import amount
from mpmath_terms import Evaluation

from stabcheck.carriers.derivative import differentiate, without_provisos
from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term
from stabcheck.proof.claim import traced
from stabcheck.proof.evaluate import Point, Undefined, enclose
from stabcheck.proof.readback import term_of
from stabcheck.proof.verdict import settle
from stabcheck.quantity import D, equation, index, vector

ARGUMENTS = {"x": vector("N"), "k": index("N")}
DIGITS, STEP = 60, Fraction(1, 10**20)
POINTS = 12


@dataclass
class Formulas:
    """Random formulas of a vector x and its entry xₖ, rich in kinks."""

    chance: random.Random
    x: Any
    k: Any

    def number(self, depth: int) -> Any:
        """A formula whose value is a number."""
        if depth <= 0:
            return self.x[self.k]
        return self.chance.choice(self._numbers(depth - 1))()

    def vector(self, depth: int) -> Any:
        """A formula whose value is a vector like x."""
        if depth <= 0:
            return self.x
        return self.chance.choice(self._vectors(depth - 1))()

    def _numbers(self, depth: int) -> list[Callable[[], Any]]:
        a, b, v = (lambda: self.number(depth)), (lambda: self.number(depth)), self.vector
        return [
            lambda: a() + b(),
            lambda: a() * b(),
            lambda: np.abs(a()),
            lambda: np.maximum(a(), b()),
            lambda: np.minimum(a(), 1),
            lambda: np.where(a() > self.chance.choice([0, 1]), a(), b()),
            lambda: np.sign(a()) * b(),
            lambda: np.log1p(np.exp(-np.abs(a()))),
            lambda: np.max(v(depth)),
            lambda: np.min(v(depth)),
            lambda: np.sum(v(depth)),
            lambda: self.x[np.argmax(v(depth))],
            lambda: np.sum(np.delete(self.x, np.argmax(v(depth)))),
        ]

    def _vectors(self, depth: int) -> list[Callable[[], Any]]:
        v = lambda: self.vector(depth)  # noqa: E731  (short, and used many times over)
        return [
            v,
            lambda: np.abs(v()),
            lambda: v() * self.chance.choice([2, -1]),
            lambda: np.maximum(v(), 1),
            lambda: v() - np.max(v()),
            lambda: np.where(v() > 0, v(), 1),
        ]


def _points(chance: random.Random, k: Any) -> Iterator[Callable[[Fraction], Point]]:
    """Small vectors of small integers, as functions of a step in the entry xₖ."""
    for _ in range(POINTS):
        values = [Fraction(chance.choice([-1, 0, 1, 1, 2])) for _ in range(chance.randint(1, 3))]
        place = chance.randrange(len(values))

        def point(step: Fraction, values: Any = values, place: int = place) -> Point:
            moved = {("x", n): v + step * (n == place) for n, v in enumerate(values)}
            return Point({"N": len(values)}, {}, moved, {k.index: place})

        yield point


def _slope(formula: Term, point: Callable[[Fraction], Point]) -> Any:
    """The difference quotient, or None where the ones from the left and the right disagree."""
    below, here, above = (
        Evaluation(point(step), DIGITS).value(formula) for step in (-STEP, Fraction(0), STEP)
    )
    with mpmath.workdps(DIGITS):
        left, right = (
            (there - before) * STEP.denominator for before, there in ((below, here), (here, above))
        )
        return left if abs(left - right) < 1e-9 else None


def _near(ball: Any, slope: Any) -> bool:
    return slope is not None and abs(float(ball.mid()) - float(slope)) < 1e-9 * (1 + abs(slope))


@pytest.mark.parametrize("seed", range(amount(12, 40)))
def test_a_derivative_with_a_value_is_the_slope_there(seed: int) -> None:
    """Where a derivative is given a value, both difference quotients agree with it.

    So they do wherever the conditions hold under which it is PROVED equal to its own formula.
    """
    chance = random.Random(seed)
    x, k = symbols_for(ARGUMENTS)
    formula = Formulas(chance, x, k).number(3)
    left, _ = traced(equation(D(formula, x[k]), 0))
    right = without_provisos(differentiate(*left.parts))
    outcome = settle(left, right, ARGUMENTS)
    facts = outcome.proof.conditions if outcome.proof else ()
    conditions = [(term_of(fact.value), fact.relation) for fact in facts]
    for point in _points(chance, k):
        slope = _slope(left.parts[0], point)
        here = point(Fraction(0))
        try:
            assert _near(enclose(left, here, 128), slope)
        except Undefined:
            if outcome.proof and _all_hold(conditions, here):
                assert _near(enclose(right, here, 128), slope)


def _all_hold(conditions: list[tuple[Term, str]], point: Point) -> bool:
    """Whether they all certainly do; one on every index of a set is not looked into."""
    holds = {">": lambda a: a > 0, "≥": lambda a: a >= 0, "≠": lambda a: not a.contains(0)}
    try:
        return all(holds[relation](enclose(term, point, 128)) for term, relation in conditions)
    except Undefined:
        return False
