"""Points at which a traced function is put to the test besides the prover's own.

Branches break where their conditions turn, so the constants of a function's conditions are tried
as inputs, from both sides.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from operator import ge, gt, le, lt

from flint import arb

from stabcheck.carriers.operations import COMPARISONS
from stabcheck.carriers.term import BINDERS, Index, Term
from stabcheck.proof.evaluate import Point, Undefined, enclose, holds_at
from stabcheck.proof.refute import Witness, points
from stabcheck.quantity import Argument

__all__ = ["Difference", "certainly_undefined", "largest_difference", "tried_points"]

_BITS = 256
_MORE_BITS = 4096
_COUNT = 32
_STEPS = (Fraction(1, 8), Fraction(0), Fraction(-1, 8), Fraction(1), Fraction(-1))
_MOST_TURNS = 6
_FAR = [Fraction(value) for value in (-100, -40, -17, 17, 40, 100)]
_LARGEST_TURN = 10**309
_TURNING = {"maximum", "minimum", *COMPARISONS.values()}


def tried_points(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Term, ...] = ()
) -> Iterator[Point]:
    """The simplest points of the domain, then those around the constants of conditions.

    ``given`` is what must certainly hold at a point.
    """
    for point in _points(left, right, arguments):
        if all(holds_at(condition, point, _BITS) for condition in given):
            yield point


def _points(left: Term, right: Term, arguments: Mapping[str, Argument]) -> Iterator[Point]:
    first = list(itertools.islice(points(left, right, arguments), _COUNT))
    yield from first
    near = [turn + step for turn in _turns(left) for step in _STEPS]
    for value, base, name in itertools.product([*_FAR, *near], first[:3], arguments):
        moved = _moved(base, value, name, arguments[name])
        if moved is not None:
            yield moved


def _turns(term: Term) -> list[Fraction]:
    found: dict[Fraction, None] = {}
    for part in term.subterms():
        if part.op in _TURNING:
            for leaf in part.subterms():
                if leaf.op == "rational" and abs(leaf.parts[0]) < _LARGEST_TURN:
                    found[leaf.parts[0]] = None
                    found[-leaf.parts[0]] = None
    return list(found)[: 2 * _MOST_TURNS]


_COMPARED = {"greater": gt, "greater_equal": ge, "less": lt, "less_equal": le}


def _moved(point: Point, value: Fraction, name: str, argument: Argument) -> Point | None:
    """The point with an argument, or its first entry, replaced where the domain allows it."""
    for relation, bound in argument.limits:
        if bound.value is None or not _COMPARED[relation](value, bound.value):
            return None
    if argument.kind == "real":
        return replace(point, reals={**point.reals, name: value})
    first = next((place for place in point.entries if place[0] == name), None)
    return None if first is None else replace(point, entries={**point.entries, first: value})


# --- differences ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """How far two terms lie apart at a point: a ball, and the point with both sides' balls."""

    size: arb
    witness: Witness

    @property
    def certain(self) -> bool:
        """Whether the two sides certainly differ there."""
        return bool(self.size > 0)

    def __str__(self) -> str:
        at = ", ".join(f"{k} = {v}" for k, v in self.witness.printed().point.items())
        return f"{float(self.size):.3g} at {at}"


def largest_difference(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Term, ...] = ()
) -> Difference | None:
    """The largest difference found at the points tried; None where none could be computed."""
    largest: Difference | None = None
    for point in tried_points(left, right, arguments, given):
        found = _difference(left, right, point)
        if found is None:
            continue
        if largest is None or found.size.lower() > largest.size.lower():
            largest = found
    return largest


def _difference(left: Term, right: Term, point: Point) -> Difference | None:
    """The difference at one point, with more bits where a few do not show one."""
    found = None
    for bits in (_BITS, _MORE_BITS):
        try:
            balls = enclose(left, point, bits), enclose(right, point, bits)
        except Undefined:
            continue
        found = Difference(abs(balls[0] - balls[1]), Witness(point, *balls))
        if found.certain:
            break
    return found


# --- where a term has no value --------------------------------------------------------------


def certainly_undefined(term: Term, point: Point) -> str | None:
    """Why the term certainly has no value at the point (``log of 0``); None where it may have."""
    if term.op == "where":
        condition, then, otherwise = term.parts
        if holds_at(condition, point, _BITS):
            return certainly_undefined(then, point)
        if holds_at(Term("not", condition), point, _BITS):
            return certainly_undefined(otherwise, point)
        return None
    if term.op in BINDERS:
        return _undefined_under(term.parts[0], term.parts[1], point)
    for part in term.children:
        reason = certainly_undefined(part, point)
        if reason is not None:
            return reason
    return _undefined_here(term, point)


def _undefined_under(index: Index, body: Term, point: Point) -> str | None:
    if index.set.name not in point.sizes or index.set.removed:
        return None
    for place in range(point.sizes[index.set.name]):
        inside = replace(point, indices={**point.indices, index: place})
        reason = certainly_undefined(body, inside)
        if reason is not None:
            return reason
    return None


def _undefined_here(term: Term, point: Point) -> str | None:
    """Whether the operation at the root has no value at these operands."""
    limits = {"log": (0, "log of {}"), "log1p": (-1, "log1p of {}"), "sqrt": (0, "root of {}")}
    try:
        if term.op in limits:
            value = enclose(term.parts[0], point, _BITS)
            limit, text = limits[term.op]
            beyond = value < limit if term.op == "sqrt" else value <= limit
            return text.format(value.str(6, radius=False)) if beyond else None
        if term.op == "divide" and enclose(term.parts[1], point, _BITS) == 0:
            return "division by 0"
        if term.op == "power":
            return _undefined_power(term, point)
    except Undefined:
        return None
    return None


def _undefined_power(term: Term, point: Point) -> str | None:
    """x^(1/3) of a negative x, and x^−2 of 0: floats have neither."""
    base, exponent = term.parts
    if exponent.op != "rational":
        return None
    value, power = enclose(base, point, _BITS), exponent.parts[0]
    if (value < 0 and power.denominator != 1) or (value == 0 and power < 0):
        return f"{value.str(6, radius=False)} to the power {power}"
    return None
