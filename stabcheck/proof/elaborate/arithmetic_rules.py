"""The rules for leaves, arithmetic and branches between two values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial, reduce
from typing import TYPE_CHECKING

from stabcheck.carriers.term import ONE, ZERO, Index, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac
from stabcheck.proof.elaborate.arithmetic import ZERO as ZERO_VALUE
from stabcheck.proof.elaborate.arithmetic import Arithmetic
from stabcheck.proof.elaborate.lemmas import size_is, trivial
from stabcheck.proof.elaborate.signed import AWAY, NEGATIVE, NULL, POSITIVE
from stabcheck.proof.elaborate.values import of_fraction
from stabcheck.proof.judgement import Judgement
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import equal

if TYPE_CHECKING:
    from stabcheck.proof.elaborate.terms import Terms

__all__ = ["ARITHMETIC"]


def leaf(judgement: Judgement) -> Theorem:
    """What is its own value."""
    return trivial(judgement.term, of_fraction(judgement.value))


def _entry(_: Terms, judgement: Judgement) -> Theorem:
    indices: tuple[Index, ...] = judgement.term.parts[1:]
    for index in indices:
        if index.attains is not None:
            bound, body = index.attains
            if body.at(bound, index) == judgement.term:
                theorem = kernel.attained(index)
                left, right = theorem.conclusion.parts
                back = kernel.combination(equal(right, left), [(-1, theorem)])
                return kernel.transitivity(back, trivial(left, of_fraction(judgement.value)))
    return leaf(judgement)


def _size(terms: Terms, judgement: Judgement) -> Theorem:
    (index_set,) = judgement.term.parts
    if not (index_set.blocks or index_set.removed):
        return leaf(judgement)
    theorem = kernel.size(index_set)
    if index_set.blocks:
        sizes = [Term("size", block) if block else rational(1) for block in index_set.blocks]
        terms.theorem(reduce(partial(Term, "add"), sizes))
    return terms.ending(theorem, judgement.value, ())


def _delta(_: Terms, judgement: Judgement) -> Theorem:
    left, right = judgement.term.parts
    shown = of_fraction(judgement.value)
    if left != right and shown.parts == (left, right):
        return trivial(judgement.term, judgement.term)
    return kernel.delta(left, right)


def _plain(terms: Terms, judgement: Judgement) -> Theorem:
    parts = judgement.term.parts
    values = [terms.value(part) for part in parts]
    first = terms.inside(judgement.term, *parts)
    try:
        return terms.ending(first, judgement.value, values)
    except Refused:
        found = _together(terms.known.arithmetic, judgement.term.op, values)
        return kernel.transitivity(
            terms.ending(first, found, values), terms.known.same(found, judgement.value)
        )


def _together(arithmetic: Arithmetic, op: str, values: list[Frac]) -> Frac:
    match op:
        case "multiply":
            return arithmetic.multiply(values[0], values[1])
        case "negative":
            return arithmetic.add(ZERO_VALUE, values[0], -1)
    return arithmetic.add(values[0], values[1], 1 if op == "add" else -1)


def _divide(terms: Terms, judgement: Judgement) -> Theorem:
    top, bottom = judgement.term.parts
    first = terms.inside(judgement.term, top, bottom)
    below = terms.value(bottom)
    terms.needs(bottom, AWAY)
    above, turned = terms.value(top), Frac(below.den, below.num)
    parts = [above, below, turned]
    try:
        return terms.ending(first, judgement.value, parts)
    except Refused:
        found = terms.known.arithmetic.multiply(above, turned)
        return kernel.transitivity(
            terms.ending(first, found, parts), terms.known.same(found, judgement.value)
        )


def _absolute(terms: Terms, judgement: Judgement) -> Theorem:
    (argument,) = judgement.term.parts
    first = terms.inside(judgement.term, argument)
    value = terms.value(argument)
    shown = of_fraction(value)
    return kernel.transitivity(first, _magnitude(terms, shown, judgement.value, [value]))


def _magnitude(terms: Terms, shown: Term, size: Frac, parts: list[Frac]) -> Theorem:
    own = terms.known.sign(size)
    squares = [Term("multiply", each, each) for each in (own.term, shown)]
    same = terms.known.close(equal(*squares), [size, *parts])
    return size_is(shown, own, same)


def _extremum(terms: Terms, judgement: Judgement) -> Theorem:
    """max(a, b) = (a + b + |a − b|)/2, with |a − b| as witness; min with −."""
    left, right = judgement.term.parts
    first = terms.inside(judgement.term, left, right)
    size = judgement.witness
    if not isinstance(size, Frac):
        raise Refused("a maximum without |a − b|")
    parts = [terms.value(left), terms.value(right)]
    a, b = map(of_fraction, parts)
    op = {"maximum": "max", "minimum": "min"}[judgement.term.op]
    split = kernel.axiom(op, a, b)
    gap = _magnitude(terms, Term("subtract", a, b), size, parts)
    middle = split.conclusion.parts[1]
    half = Fraction(1, 2) if op == "max" else Fraction(-1, 2)
    goal = equal(middle, of_fraction(judgement.value))
    last = terms.known.close(goal, [judgement.value, size, *parts], [(half, gap)])
    return kernel.transitivity(kernel.transitivity(first, split), last)


def _sign(terms: Terms, judgement: Judgement) -> Theorem:
    (argument,) = judgement.term.parts
    first = terms.inside(judgement.term, argument)
    value = terms.value(argument)
    own = terms.known.sign(value)
    shown = of_fraction(judgement.value)
    inner = first.conclusion.parts[1]
    if own.sign == POSITIVE and shown == ONE:
        return kernel.transitivity(
            first, kernel.axiom("sign of a > 0", own.term, premises=[own.why])
        )
    if own.sign == NEGATIVE and shown == rational(-1):
        return kernel.transitivity(
            first, kernel.axiom("sign of a < 0", own.term, premises=[own.why])
        )
    if own.sign == NULL and shown == ZERO:
        null = kernel.congruence(inner, own.why)
        found = kernel.transitivity(first, null)
        return kernel.transitivity(found, kernel.axiom("sign of 0"))
    return kernel.transitivity(first, trivial(inner, shown))


ARITHMETIC: dict[str, Callable[[Terms, Judgement], Theorem]] = {
    **dict.fromkeys(("rational", "pi", "real"), lambda _, judgement: leaf(judgement)),
    **dict.fromkeys(("add", "subtract", "multiply", "negative"), _plain),
    **dict.fromkeys(("maximum", "minimum"), _extremum),
    "entry": _entry,
    "delta": _delta,
    "size": _size,
    "divide": _divide,
    "sign": _sign,
    "absolute": _absolute,
}
