"""Exponentials, logarithms, roots and absolute values of fractions in normal form.

Where log a is defined, a > 0, so with a = c · e^E · Π fᵢ^kᵢ the value is
log|c| + E + Σ kᵢ log|fᵢ|, whatever the signs of the factors.  The logarithms of absolute values
of irreducible factors, and of primes, are the atoms.
"""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Protocol

from stabcheck.carriers.budget import TooLarge
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly, order
from stabcheck.proof.factoring import factors
from stabcheck.proof.lowest import (
    ONE,
    ZERO,
    add,
    divide,
    exp_of,
    monomials_product,
    multiply,
    negate,
    number,
    of_atom,
    power,
    subtract,
)
from stabcheck.proof.sympy_parts import prime_factors

__all__ = [
    "Signed",
    "TooLarge",
    "absolute",
    "error_function",
    "exponential",
    "exponentiated",
    "logarithm",
    "rational_power",
    "reduced",
]

_LARGEST_POWER = 64
_LARGEST_LOGARITHM = 16
_LARGEST_INTEGER = 10**18


class Signed(Protocol):
    """What knows the signs of fractions."""

    def sign(self, value: Frac) -> frozenset[int]:
        """The signs the value can have wherever it is defined."""


def absolute(value: Frac, facts: Signed) -> Frac:
    """|value|: ± the value where its sign is known, else an atom, its own factor out."""
    sign = facts.sign(value)
    if -1 not in sign:
        return value
    if 1 not in sign:
        return negate(value)
    content, unit, found = factors(value.num)
    result = divide(Frac(Poly.of(abs(content), unit)), _absolute_poly(value.den, facts))
    for factor, exponent in found:
        result = multiply(result, power(_absolute_factor(factor, exponent, facts), exponent))
    return result


def _absolute_poly(poly: Poly, facts: Signed) -> Frac:
    content, unit, found = factors(poly)
    result = Frac(Poly.of(abs(content), unit))
    for factor, exponent in found:
        result = multiply(result, power(_absolute_factor(factor, exponent, facts), exponent))
    return result


def _absolute_factor(factor: Poly, exponent: int, facts: Signed) -> Frac:
    value = Frac(factor)
    if exponent % 2 == 0:
        return value
    sign = facts.sign(value)
    if -1 not in sign:
        return value
    return negate(value) if 1 not in sign else of_atom(Atom("absolute", value))


def error_function(value: Frac) -> Frac:
    """erf value: an odd function of which nothing else is known, so ± an atom, or 0."""
    if not value:
        return ZERO
    leading = min(value.num.terms, key=order)
    if value.num.terms[leading] < 0:
        return negate(of_atom(Atom("erf", negate(value))))
    return of_atom(Atom("erf", value))


def logarithm(value: Frac) -> Frac:
    """log value, wherever the value is positive.

    Raises ZeroDivisionError for the logarithm of an expression that is identically 0.
    """
    if not value:
        raise ZeroDivisionError("logarithm of an expression that is identically 0")
    total = ZERO
    for poly, sign in ((value.num, 1), (value.den, -1)):
        content, unit, found = factors(poly)
        total = add(total, multiply(number(sign), _log_rational(abs(content))))
        if unit.exponent is not None:
            total = add(total, multiply(number(sign), unit.exponent))
        for factor, exponent in found:
            total = add(total, multiply(number(sign * exponent), _log_factor(factor)))
    return total


def _log_factor(factor: Poly) -> Frac:
    """log |f|; of a root it is a fraction of the logarithm of what it is the root of."""
    atom = Frac(factor).lone_atom
    if atom is not None and atom.kind == "root":
        share = number(Fraction(1, atom.data[1]))
        return multiply(share, of_atom(Atom("log", atom.data[0])))
    if atom is not None and atom.kind == "absolute" and atom.data[0].is_polynomial:
        factor = atom.data[0].num
    return of_atom(Atom("log", factor))


def _log_rational(value: Fraction) -> Frac:
    total = ZERO
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        if part > _LARGEST_INTEGER:
            raise TooLarge("the logarithm of so large a number is not factored")
        for prime, exponent in prime_factors(part).items():
            log = of_atom(Atom("log", Poly.of(prime)))
            total = add(total, multiply(number(sign * exponent), log))
    return total


def exponential(exponent: Frac, facts: Signed) -> Frac:
    """e^exponent, with e^(q·log|f|) turned back into |f|^q for rational q."""
    result, rest = ONE, exponent
    for atom in dict.fromkeys(exponent.num.atoms()):
        share = _share(exponent, atom) if atom.kind == "log" else Fraction(0)
        if share:
            size = absolute(Frac(atom.data[0]), facts)
            result = multiply(result, rational_power(size, share, facts))
            rest = subtract(rest, multiply(number(share), of_atom(atom)))
    return multiply(result, exp_of(rest))


def _share(value: Frac, atom: Atom) -> Fraction:
    """q where the value is q · atom and a rest in which no rational multiple of it is left."""
    own = Mono([(atom, 1)])
    shares = {
        value.num.terms.get(monomials_product(own, mono), Fraction(0)) / below
        for mono, below in value.den.terms.items()
    }
    return shares.pop() if len(shares) == 1 else Fraction(0)


def exponentiated(poly: Poly, facts: Signed) -> tuple[int, Frac] | None:
    """k > 0 and e^(k · poly), free of the logarithms that stand in the polynomial by themselves.

    None where there are none, where one may be of 0, or where k is too large.
    """
    logs = []
    for mono, value in poly.terms.items():
        atom = Frac(Poly.of(1, mono)).lone_atom
        if atom is not None and atom.kind == "log":
            logs.append((value, Frac(atom.data[0])))
    k = lcm(*(value.denominator for value, _ in logs))
    if not logs or any(abs(k * value) > _LARGEST_LOGARITHM for value, _ in logs):
        return None
    if any(0 in facts.sign(argument) for _, argument in logs):
        return None
    try:
        return k, exponential(Frac(poly.scaled(k)), facts)
    except TooLarge:
        return None


def rational_power(base: Frac, exponent: Fraction, facts: Signed) -> Frac:
    """base^exponent for a rational exponent; for a broken one, wherever the base is ≥ 0.

    Roots are taken factor by factor, of absolute values: |f·g|^q = |f|^q · |g|^q.
    """
    if abs(exponent) > _LARGEST_POWER:
        raise TooLarge(f"the power {exponent} is not expanded")
    if exponent.denominator == 1:
        return power(base, exponent.numerator)
    if not base:
        return ZERO
    result = ONE
    for poly, sign in ((base.num, 1), (base.den, -1)):
        content, unit, found = factors(poly)
        result = multiply(result, _root_of_rational(abs(content), sign * exponent))
        if unit.exponent is not None:
            result = multiply(result, exp_of(multiply(number(sign * exponent), unit.exponent)))
        for factor, count in found:
            result = multiply(result, _root_of_factor(factor, sign * exponent * count, facts))
    return result


def _root_of_rational(value: Fraction, exponent: Fraction) -> Frac:
    result = ONE
    for part, sign in ((value.numerator, 1), (value.denominator, -1)):
        if part > _LARGEST_INTEGER:
            raise TooLarge("the root of so large a number is not factored")
        for prime, count in prime_factors(part).items():
            result = multiply(result, _root(Poly.of(prime), sign * exponent * count, None))
    return result


def _root_of_factor(factor: Poly, exponent: Fraction, facts: Signed) -> Frac:
    if exponent.denominator == 1:
        size = absolute(Frac(factor), facts) if exponent.numerator % 2 else Frac(factor)
        return power(size, exponent.numerator)
    return _root(factor, exponent, facts)


def _root(factor: Poly, exponent: Fraction, facts: Signed | None) -> Frac:
    """|f|^exponent as |f|^whole times a root atom to a power below its order."""
    order = exponent.denominator
    whole, rest = divmod(exponent.numerator, order)
    size = Frac(factor) if facts is None else absolute(Frac(factor), facts)
    root = of_atom(Atom("root", factor, order))
    return multiply(power(size, whole), power(root, rest))


def reduced(value: Frac, facts: Signed) -> Frac:
    """The fraction with |z|² = z², |z| = ±z where that is known, and (ᵏ√f)ᵏ = |f| applied."""
    for _ in range(8):
        num, den = _reduced_poly(value.num, facts), _reduced_poly(value.den, facts)
        if num is None and den is None:
            return value
        value = divide(
            Frac(value.num) if num is None else num, Frac(value.den) if den is None else den
        )
    return value


def _reduced_poly(poly: Poly, facts: Signed) -> Frac | None:
    """The polynomial rewritten, or None where there was nothing to rewrite."""
    if not any(_order(atom, facts) <= k for mono in poly.terms for atom, k in mono.powers):
        return None
    total = ZERO
    for mono, value in poly.terms.items():
        product = multiply(number(value), exp_of(mono.exponent or ZERO))
        for atom, k in mono.powers:
            order = _order(atom, facts)
            whole, rest = divmod(k, int(order)) if order <= k else (0, k)
            product = multiply(product, power(of_atom(atom), rest))
            if whole:
                product = multiply(product, power(_relation(atom, facts), whole))
        total = add(total, product)
    return total


def _order(atom: Atom, facts: Signed) -> float:
    """The power from which on an atom is rewritten; 1 for a |z| of known sign."""
    if atom.kind == "absolute":
        return 1 if len(facts.sign(atom.data[0]) - {0}) < 2 else 2
    return int(atom.data[1]) if atom.kind == "root" else float("inf")


def _relation(atom: Atom, facts: Signed) -> Frac:
    """What the atom to that power is."""
    if atom.kind == "absolute":
        is_known = _order(atom, facts) == 1
        return absolute(atom.data[0], facts) if is_known else power(atom.data[0], 2)
    return absolute(Frac(atom.data[0]), facts)
