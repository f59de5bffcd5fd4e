"""Arithmetic of fractions in lowest terms; SymPy's polynomial rings find the common factors.

To hand polynomials to SymPy, atoms become ring generators, and exponentials too: every exponent is
a rational combination of coordinates (its own monomials), and each coordinate c becomes the
generator e^(g·c), g the greatest common divisor of the rationals it occurs with.  (Rebasing by
the least common multiple of denominators instead makes degrees explode.)  Exponentials are units,
so negative powers are shifted away first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from stabcheck.carriers.budget import hold_size
from stabcheck.proof.algebra import (
    ONE_POLY,
    UNIT,
    ZERO_POLY,
    Atom,
    Frac,
    Mono,
    Poly,
    merged_powers,
    order,
)
from stabcheck.proof.sympy_parts import rational_ring

__all__ = [
    "ONE",
    "ZERO",
    "Bridge",
    "add",
    "divide",
    "exp_of",
    "fraction",
    "monomials_product",
    "multiply",
    "negate",
    "number",
    "of_atom",
    "poly_product",
    "power",
    "primitive",
    "subtract",
    "to_fraction",
]

ZERO = Frac(ZERO_POLY)
ONE = Frac(ONE_POLY)


# --- making fractions -----------------------------------------------------------------------


def number(value: Fraction | int) -> Frac:
    """A rational number."""
    return Frac(Poly.of(value))


def of_atom(atom: Atom) -> Frac:
    """An atom as a fraction."""
    return Frac(Poly.of(1, Mono([(atom, 1)])))


def exp_of(exponent: Frac) -> Frac:
    """e to an exponent that holds no logarithm to be undone."""
    return Frac(Poly.of(1, Mono((), exponent))) if exponent else ONE


def monomials_product(left: Mono, right: Mono) -> Mono:
    """The product of two monomials: powers and exponents add."""
    if left.is_one:
        return right
    if right.is_one:
        return left
    if left.exponent is None or right.exponent is None:
        exponent = left.exponent or right.exponent
    else:
        exponent = add(left.exponent, right.exponent) or None
    return Mono(merged_powers(left.powers, right.powers), exponent)


def poly_product(left: Poly, right: Poly) -> Poly:
    """The product of two polynomials; raises TooLarge."""
    hold_size(len(left.terms) * len(right.terms))
    terms: dict[Mono, Fraction] = {}
    for mono_left, value_left in left.terms.items():
        for mono_right, value_right in right.terms.items():
            mono = monomials_product(mono_left, mono_right)
            terms[mono] = terms.get(mono, Fraction(0)) + value_left * value_right
    return Poly({mono: value for mono, value in terms.items() if value})


def add(left: Frac, right: Frac) -> Frac:
    """The sum."""
    if left.den == right.den:
        total = left.num + right.num
        return Frac(total) if left.den == ONE_POLY else fraction(total, left.den)
    num = poly_product(left.num, right.den) + poly_product(right.num, left.den)
    return fraction(num, poly_product(left.den, right.den))


def negate(value: Frac) -> Frac:
    """The negative."""
    return Frac(value.num.scaled(-1), value.den)


def subtract(left: Frac, right: Frac) -> Frac:
    """The difference."""
    return add(left, negate(right))


def multiply(left: Frac, right: Frac) -> Frac:
    """The product."""
    num = poly_product(left.num, right.num)
    if left.is_polynomial and right.is_polynomial:
        return Frac(num)
    return fraction(num, poly_product(left.den, right.den))


def divide(left: Frac, right: Frac) -> Frac:
    """The quotient; raises ZeroDivisionError if the divisor is identically 0."""
    return fraction(poly_product(left.num, right.den), poly_product(left.den, right.num))


def power(base: Frac, exponent: int) -> Frac:
    """An integer power, by repeated squaring; raises ZeroDivisionError for 0 to a negative one."""
    if exponent < 0:
        return power(divide(ONE, base), -exponent)
    result = ONE
    while exponent:
        if exponent & 1:
            result = multiply(result, base)
        base = multiply(base, base) if exponent > 1 else base
        exponent >>= 1
    return result


def fraction(num: Poly, den: Poly) -> Frac:
    """num/den in lowest terms, in a form that depends on the value alone.

    The denominator is free of exponential factors, has coprime integer coefficients and a
    positive leading one.  Raises ZeroDivisionError if it is identically 0.
    """
    if not den:
        raise ZeroDivisionError("division by an expression that is identically 0")
    if not num:
        return ZERO
    single = den.single
    if single is not None:
        return _over_monomial(num, *single)
    bridge = Bridge.over([num, den])
    top, top_shift = bridge.to_ring(num)
    bottom, bottom_shift = bridge.to_ring(den)
    _, top, bottom = top.cofactors(bottom)
    bottom, shift = bridge.strip_exponentials(bottom)
    content, bottom = primitive(bottom)
    unit = bridge.unit([a - b - c for a, b, c in zip(top_shift, bottom_shift, shift, strict=True)])
    numerator = poly_product(bridge.from_ring(top), Poly.of(1 / content, unit))
    return Frac(numerator, bridge.from_ring(bottom))


def _over_monomial(num: Poly, mono: Mono, coefficient: Fraction) -> Frac:
    if mono.exponent is not None:
        unit = Mono((), negate(mono.exponent))
        num = poly_product(num, Poly.of(1, unit))
    num = num.scaled(1 / coefficient)
    below = dict(mono.powers)
    for atom, exponent in mono.powers:
        if atom.kind in {"delta", "indicator"}:
            continue
        common = min(exponent, *(dict(term.powers).get(atom, 0) for term in num.terms))
        if common > 0:
            below[atom] -= common
            num = Poly({_without(term, atom, common): c for term, c in num.terms.items()})
    return Frac(num, Poly.of(1, Mono([(a, e) for a, e in below.items() if e])))


def _without(mono: Mono, atom: Atom, times: int) -> Mono:
    powers = dict(mono.powers)
    powers[atom] -= times
    return Mono([(a, e) for a, e in powers.items() if e], mono.exponent)


def primitive(element: Any) -> tuple[Fraction, Any]:
    """The signed content, and the element over it: coprime integers, leading one positive."""
    values = [to_fraction(c) for c in element.values()]
    content = Fraction(
        gcd(*(value.numerator for value in values)), lcm(*(value.denominator for value in values))
    )
    if to_fraction(element.LC) < 0:
        content = -content
    inverse = element.ring.domain(content.denominator, content.numerator)
    return content, element.mul_ground(inverse)


def to_fraction(value: Any) -> Fraction:
    """A coefficient of SymPy's rational domain as a Python fraction."""
    return Fraction(int(value.numerator), int(value.denominator))


# --- the bridge to SymPy's rings ------------------------------------------------------------


def _coordinates(exponent: Frac | None) -> list[tuple[Frac, Fraction]]:
    if exponent is None:
        return []
    return [
        (Frac(Poly.of(1, mono), exponent.den), value) for mono, value in exponent.num.terms.items()
    ]


@dataclass
class Bridge:
    """A ring holding some of our polynomials: generators for atoms, then for exponentials."""

    atoms: list[Atom]
    coordinates: list[Frac]
    steps: list[Fraction]
    ring: Any
    _exponents: dict[Frac | None, list[int]] = field(default_factory=dict)

    @staticmethod
    def over(polys: Iterable[Poly]) -> Bridge:
        """The ring for these polynomials; its generators are ordered by what they print as."""
        monos = [mono for poly in polys for mono in poly.terms]
        atoms = sorted({atom for mono in monos for atom, _ in mono.powers}, key=order)
        step: dict[Frac, Fraction] = {}
        for mono in monos:
            for coordinate, value in _coordinates(mono.exponent):
                step[coordinate] = _common_step(step.get(coordinate), value)
        coordinates = sorted(step, key=order)
        names = [f"g{k}" for k in range(len(atoms) + len(coordinates))] or ["g0"]
        return Bridge(atoms, coordinates, [step[c] for c in coordinates], rational_ring(names))

    def _exponent_vector(self, exponent: Frac | None) -> list[int]:
        vector = self._exponents.get(exponent)
        if vector is None:
            parts = dict(_coordinates(exponent))
            vector = [
                int(parts.get(c, Fraction(0)) / step)
                for c, step in zip(self.coordinates, self.steps, strict=True)
            ]
            self._exponents[exponent] = vector
        return vector

    def to_ring(self, poly: Poly) -> tuple[Any, list[int]]:
        """The ring element, and the exponential unit (as a vector) to multiply it by."""
        vectors = [self._exponent_vector(mono.exponent) for mono in poly.terms]
        shift = [min(column) for column in zip(*vectors, strict=True)]
        element, rational = {}, self.ring.domain
        for (mono, value), vector in zip(poly.terms.items(), vectors, strict=True):
            powers = dict(mono.powers)
            degrees = [powers.get(atom, 0) for atom in self.atoms]
            degrees += [a - b for a, b in zip(vector, shift, strict=True)]
            element[tuple(degrees) or (0,)] = rational(value.numerator, value.denominator)
        return self.ring.from_dict(element), shift

    def unit(self, vector: list[int]) -> Mono:
        """The exponential monomial with this exponent vector."""
        exponent = ZERO
        for coordinate, step, count in zip(self.coordinates, self.steps, vector, strict=True):
            if count:
                exponent = add(exponent, multiply(number(step * count), coordinate))
        return Mono((), exponent) if exponent else UNIT

    def from_ring(self, element: Any) -> Poly:
        """The polynomial a ring element stands for."""
        terms: dict[Mono, Fraction] = {}
        for degrees, value in element.items():
            split = len(self.atoms)
            exponent = self.unit([int(k) for k in degrees[split:][: len(self.coordinates)]])
            powers = [(a, int(k)) for a, k in zip(self.atoms, degrees, strict=False) if k]
            terms[Mono(powers, exponent.exponent)] = to_fraction(value)
        return Poly(terms)

    def strip_exponentials(self, element: Any) -> tuple[Any, list[int]]:
        """The element without its exponential factor, and that factor's exponent vector."""
        split = len(self.atoms)
        lowest = [min(column) for column in zip(*element.keys(), strict=True)]
        shift = [int(k) for k in lowest[split:][: len(self.coordinates)]]
        if not any(shift):
            return element, shift
        moved = {
            degrees[:split] + tuple(a - b for a, b in zip(degrees[split:], shift, strict=True)): c
            for degrees, c in element.items()
        }
        return self.ring.from_dict(moved), shift


def _common_step(old: Fraction | None, value: Fraction) -> Fraction:
    if old is None:
        return abs(value)
    top = gcd(old.numerator * value.denominator, value.numerator * old.denominator)
    return Fraction(top, old.denominator * value.denominator)
