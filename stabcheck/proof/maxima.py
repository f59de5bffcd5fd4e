"""Maxima over index sets of bodies that rise or fall with one thing in them.

The maximum of f(u) is f(max u) where f(max u) ≥ f(u) at every index, and f(min u) where that is
so: max log x = log max x, max x² = (max |x|)².  What u is, an entry or its absolute value, is
tried; that nothing exceeds the value is a question of signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from stabcheck.carriers.budget import TooLarge
from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.binding import atom_depends, depends
from stabcheck.proof.elementary import absolute, logarithm, rational_power, reduced
from stabcheck.proof.indexed import extremum_over
from stabcheck.proof.lowest import (
    ONE,
    ZERO,
    add,
    divide,
    exp_of,
    multiply,
    negate,
    number,
    of_atom,
    power,
    subtract,
)
from stabcheck.proof.signs import NONNEGATIVE, Facts

__all__ = ["Monotone", "monotone"]

_DEEPEST_SPLIT = 3


@dataclass(frozen=True)
class Monotone:
    """The body as ``form``, at whose greatest or least ``inner``, the ``outer``, it is greatest."""

    form: Frac
    inner: Atom
    outer: Frac
    value: Frac


def monotone(index: Index, body: Frac, facts: Facts) -> Monotone | None:
    """The maximum of a body that is neither linear nor one exponential, if it rises or falls."""
    plain = extremum_over(index, body)
    opaque = [atom for poly in (plain.num, plain.den) for atom in poly.atoms()]
    if (
        index.set.removed
        or not depends(body, index)
        or all(_is_simple(atom, facts) for atom in opaque)
    ):
        return None
    for form, inner in _inners(index, body, facts):
        for turn in (1, -1):
            side = extremum_over(index, multiply(number(turn), of_atom(inner)))
            outer = multiply(number(turn), side)
            try:
                value = reduced(replaced(form, inner, outer, facts), facts)
            except (TooLarge, ZeroDivisionError):
                continue
            if value == plain or depends(value, index):
                continue
            gap = subtract(value, body)
            if 0 not in facts.sign(Frac(gap.den)) and _is_nonnegative(gap, facts):
                return Monotone(form, inner, outer, value)
    return None


def _is_simple(atom: Atom, facts: Facts) -> bool:
    """Whether this is no maximum, or one that says nothing else: of entries, of one |z|."""
    if atom.kind != "max":
        return True
    body: Frac = atom.data[1]
    lone = [Frac(Poly.of(1, mono)).lone_atom for mono in body.num.terms]
    kinds = {"" if each is None else each.kind for each in lone}
    if kinds == {"absolute"} and len(lone) == 1:
        return not any(_compares_maxima(value) for value, _ in facts.hypotheses)
    return body.is_polynomial and kinds == {"entry"}


def _is_nonnegative(value: Frac, facts: Facts, depth: int = 0) -> bool:
    """Whether that follows from the facts, case by case for what stands in |·|."""
    value = reduced(value, facts)
    if facts.sign(value) <= NONNEGATIVE:
        return True
    for atom in value.num.atoms():
        inner = atom.data[0] if atom.kind == "absolute" else ZERO
        if depth < _DEEPEST_SPLIT and {-1, 1} <= facts.sign(inner):
            above, below = (facts.given(side, strict=False) for side in (inner, negate(inner)))
            return all(_is_nonnegative(value, case, depth + 1) for case in (above, below))
    return False


def _inners(index: Index, body: Frac, facts: Facts) -> Iterator[tuple[Frac, Atom]]:
    """An entry that alone brings the index in, or its absolute value, and the body in that."""
    leaves = dict.fromkeys(_leaves(body, index))
    if len(leaves) != 1:
        return
    (entry,) = leaves
    size = Atom("absolute", of_atom(entry))
    form = Frac(_in_sizes(body.num, entry, size), _in_sizes(body.den, entry, size))
    is_even = not depends(replaced(form, size, ONE, Facts({})), index)
    if is_even:
        yield form, size
    if not is_even or any(_compares_maxima(value) for value, _ in facts.hypotheses):
        yield body, entry


def _compares_maxima(value: Frac) -> bool:
    """Whether this is about several maxima: max x ≥ max (−x) says that max |x| is max x."""
    return sum(atom.kind == "max" for atom in value.num.atoms()) > 1


def _leaves(value: Frac, index: Index) -> Iterator[Atom]:
    """The entries at the index, at any depth; whatever else depends on it by itself."""
    for poly in (value.num, value.den):
        for mono in poly.terms:
            if mono.exponent is not None:
                yield from _leaves(mono.exponent, index)
            for atom, _ in mono.powers:
                if not atom_depends(atom, index):
                    continue
                inner = [part for part in atom.data if isinstance(part, Poly | Frac)]
                if not inner or index in atom.data:
                    yield atom
                for part in inner:
                    yield from _leaves(part if isinstance(part, Frac) else Frac(part), index)


def _in_sizes(poly: Poly, entry: Atom, size: Atom) -> Poly:
    """The polynomial with |z|² for z²."""
    terms: dict[Mono, Any] = {}
    for mono, value in poly.terms.items():
        powers = dict(mono.powers)
        squared = powers.pop(entry, 0)
        if squared % 2:
            powers[entry] = 1
        if squared > 1:
            powers[size] = powers.get(size, 0) + squared - squared % 2
        changed = Mono(powers.items(), mono.exponent)
        terms[changed] = terms.get(changed, 0) + value
    return Poly({mono: value for mono, value in terms.items() if value})


def replaced(value: Frac, old: Atom, new: Frac, facts: Facts) -> Frac:
    """The fraction with another in the place of an atom, at any depth."""

    def of_poly(poly: Poly) -> Frac:
        total = ZERO
        for mono, coefficient in poly.terms.items():
            product = number(coefficient)
            if mono.exponent is not None:
                product = multiply(product, exp_of(replaced(mono.exponent, old, new, facts)))
            for atom, k in mono.powers:
                product = multiply(product, power(of_one(atom), k))
            total = add(total, product)
        return total

    def of_one(atom: Atom) -> Frac:
        if atom == old:
            return new
        match atom.kind:
            case "log":
                return logarithm(absolute(of_poly(atom.data[0]), facts))
            case "absolute":
                return absolute(replaced(atom.data[0], old, new, facts), facts)
            case "root":
                size = absolute(of_poly(atom.data[0]), facts)
                return rational_power(size, Fraction(1, atom.data[1]), facts)
        data = (
            replaced(part, old, new, facts) if isinstance(part, Frac) else part
            for part in atom.data
        )
        return of_atom(Atom(atom.kind, *data, label=atom.label))

    return divide(of_poly(value.num), of_poly(value.den))
