"""What the kernel takes for true is true, and so is every theorem on the way to a proof."""

from __future__ import annotations

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from identities import page as identities
from mpmath_terms import Evaluation, Undefined

from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Index, Term
from stabcheck.catalogue import pages
from stabcheck.proof.claim import traced
from stabcheck.proof.evaluate import Point
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel import theorem as theorem_module
from stabcheck.proof.kernel.axioms import AXIOMS, DEFINITIONS, NEEDS, PARTIALS, filled
from stabcheck.proof.kernel.formulas import equal
from stabcheck.proof.verdict import settle

X, Y = Term("real", "x"), Term("real", "y")
NUMBERS = [Fraction(n, 4) for n in (-8, -4, -3, -1, 0, 1, 2, 3, 4, 8, 16)]


def _points() -> Iterator[tuple[Evaluation, tuple[Fraction, Fraction]]]:
    for a in NUMBERS:
        for b in NUMBERS:
            yield Evaluation(Point({}, {"x": a, "y": b}, {})), (a, b)


def _holds(proposition: Term, at: Evaluation) -> bool:
    """Whether a proposition is true, up to the last digits of 50."""
    left, right = (at.value(part) for part in proposition.parts)
    small = mpmath.mpf(10) ** -30 * (1 + abs(left) + abs(right))
    return bool(
        {
            "equal": abs(left - right) <= small,
            "not_equal": left != right,
            "greater": left > right - small,
            "greater_equal": left >= right - small,
        }[proposition.op]
    )


def _is_premise(proposition: Term, at: Evaluation) -> bool:
    left, right = (at.value(part) for part in proposition.parts)
    return bool(
        {
            "equal": left == right,
            "not_equal": left != right,
            "greater": left > right,
            "greater_equal": left >= right,
        }[proposition.op]
    )


@pytest.mark.parametrize("name", AXIOMS)
def test_an_axiom_is_true(name: str) -> None:
    """At every point of a grid where its premises hold and its functions are defined."""
    premises, conclusion = AXIOMS[name]
    met = 0
    for at, _ in _points():
        try:
            if all(_is_premise(filled(each, (X, Y)), at) for each in premises):
                assert _holds(filled(conclusion, (X, Y)), at)
                met += 1
        except Undefined:
            continue
    assert met >= 4


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_definition_is_what_the_function_is(name: str) -> None:
    """Wherever both are defined, by another library's function of that name."""
    for at, _ in _points():
        try:
            assert _holds(equal(Term(name, *_operands(name)), _defined(name)), at)
        except Undefined:
            continue


def _operands(name: str) -> tuple[Term, ...]:
    return (X, Y)[: len(PARTIALS[name])]


def _defined(name: str) -> Term:
    return filled(DEFINITIONS[name], _operands(name))


@pytest.mark.parametrize("name", ["divide", "log", "log1p", "sqrt"])
def test_what_a_function_needs_is_where_it_is_defined(name: str) -> None:
    """Neither more nor less."""
    assert set(NEEDS) == {"divide", "log", "log1p", "sqrt"}
    operands = _operands(name)
    for at, _ in _points():
        needed = all(_is_premise(filled(each, operands), at) for each in NEEDS[name])
        try:
            at.value(Term(name, *operands))
            assert needed
        except Undefined:
            assert not needed


@pytest.mark.parametrize("name", PARTIALS)
def test_a_partial_derivative_is_the_limit(name: str) -> None:
    """By difference quotients, wherever the table's formula is defined."""
    operands, met = _operands(name), 0
    for at, (a, b) in _points():
        for place, row in enumerate(PARTIALS[name]):
            try:
                slope = at.value(filled(row, operands))
                at.value(Term(name, *operands))
                quotient = _quotient(name, operands, (a, b), place)
            except Undefined:
                continue
            assert abs(slope - quotient) < 1e-6 * (1 + abs(slope))
            met += 1
    assert met >= 8


def _quotient(name: str, operands: tuple[Term, ...], at: tuple[Fraction, ...], place: int) -> Any:
    step = Fraction(1, 10**12)
    ends = []
    for side in (1, -1):
        moved = [value + side * step * (k == place) for k, value in enumerate(at)]
        point = Point({}, dict(zip("xy", moved, strict=True)), {})
        ends.append(Evaluation(point).value(Term(name, *operands)))
    return (ends[0] - ends[1]) / (2 * mpmath.mpf(step.numerator) / step.denominator)


# --- every theorem on the way ---------------------------------------------------------------

SAMPLES = ["online-softmax-step", "variance-merge", "softmax-jacobian", "variance/welford"]


@pytest.mark.parametrize("name", SAMPLES)
def test_every_theorem_on_the_way_is_true(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the kernel made for a proof holds at points, where its hypotheses hold."""
    made: list[Theorem] = []
    init = Theorem.__init__

    def noted(self: Theorem, *arguments: Any) -> None:
        init(self, *arguments)
        made.append(self)

    monkeypatch.setattr(theorem_module.Theorem, "__init__", noted)
    known = [*identities.claims, *pages()["variance"].all_claims]
    claim = next(each for each in known if each.name == name)
    left, right = traced(claim.function(*symbols_for(claim.arguments)))
    assert settle(left, right, claim.arguments).verdict == "PROVED"
    monkeypatch.undo()
    generator = random.Random(1)
    tested = sum(_tested(theorem, claim.arguments, generator) for theorem in set(made))
    assert tested > len(set(made)) / 4


def _tested(theorem: Theorem, arguments: Any, generator: random.Random) -> bool:
    """Whether the theorem could be put to a point; it must hold there."""
    terms = [theorem.conclusion, *theorem.hypotheses]
    free = {index for term in terms for index in term.free_indices() if index.attains is None}
    at = Evaluation(_point(arguments, free, generator))
    try:
        if theorem.conclusion.op not in {"equal", "greater", "greater_equal", "not_equal"}:
            return False
        if not all(h.op != "every" and _is_premise(h, at) for h in theorem.hypotheses):
            return False
        assert _holds(theorem.conclusion, at), theorem
    except (Undefined, KeyError):
        return False
    return True


def _point(arguments: Any, free: set[Index], generator: random.Random) -> Point:
    sizes = {size: 2 for argument in arguments.values() for size in argument.sizes}
    reals, entries = {}, {}
    for name, argument in arguments.items():
        for place in range(4):
            value = Fraction(generator.randrange(1, 40), 16)
            reals[name] = entries[name, place] = value
            for other in range(4):
                entries[name, place, other] = value + Fraction(other, 7)
        del argument
    places = {index: generator.randrange(2) for index in sorted(free, key=repr)}
    return Point(sizes, reals, entries, places)
