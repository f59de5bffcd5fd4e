"""Shapes of a polynomial that show its sign: three ways to write it as what is easier to judge."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from stabcheck.proof.algebra import UNIT, Frac, Mono, Poly
from stabcheck.proof.lowest import ZERO, monomials_product, multiply, number, poly_product, subtract

__all__ = ["conjugates", "difference_of_exponentials", "plainer", "squares_completed"]

#: Terms of a polynomial that is still taken apart.
_LONGEST = 8


def difference_of_exponentials(poly: Poly) -> tuple[Fraction, Mono, Frac] | None:
    """c, M and a − b where the polynomial is c · (e^a − e^b) · M; None for any other."""
    if len(poly.terms) != 2:
        return None
    (first, c), (second, other) = poly.terms.items()
    if c != -other or first.powers != second.powers:
        return None
    return c, Mono(first.powers), subtract(first.exponent or ZERO, second.exponent or ZERO)


def plainer(value: Frac) -> Frac:
    """A value of the same sign: a − b for a multiple of e^a − e^b, else the value itself."""
    found = difference_of_exponentials(value.num) if value.is_polynomial else None
    if found is None or not found[2].is_polynomial or found[1] != UNIT:
        return value
    return multiply(number(1 if found[0] > 0 else -1), found[2])


def conjugates(poly: Poly) -> Iterator[tuple[Poly, Poly]]:
    """u and v where the polynomial is u + v, and u² is free of a square root that u holds.

    None of a long polynomial: squares of squares would outgrow everything else.
    """
    if len(poly.terms) > _LONGEST:
        return
    roots = dict.fromkeys(
        atom for atom in poly.atoms() if atom.kind == "root" and atom.data[1] == 2
    )
    for root in roots:
        with_root = {m: c for m, c in poly.terms.items() if (root, 1) in m.powers}
        rest = {m: c for m, c in poly.terms.items() if m not in with_root}
        if with_root and rest:
            yield Poly(with_root), Poly(rest)


def squares_completed(poly: Poly) -> Iterator[tuple[Fraction, Poly, Poly]]:
    """s, q and r where the polynomial is s · q² + r, for a q that takes up a mixed term.

    None of a long polynomial, as above.
    """
    if len(poly.terms) > _LONGEST:
        return
    for mono, scale in poly.terms.items():
        side = _square_root(mono)
        if side is None or side == UNIT:
            continue
        mixed = {
            rest: c
            for m, c in poly.terms.items()
            if m != mono and (rest := _quotient(m, side)) is not None
        }
        if not mixed:
            continue
        half = Poly({rest: c / (2 * scale) for rest, c in mixed.items()})
        square = Poly.of(1, side) + half
        taken = poly_product(square, square).scaled(-scale)
        yield scale, square, poly + taken


def _square_root(mono: Mono) -> Mono | None:
    if any(power % 2 for _, power in mono.powers):
        return None
    exponent = mono.exponent
    half = None if exponent is None else multiply(number(Fraction(1, 2)), exponent)
    return Mono([(atom, power // 2) for atom, power in mono.powers], half)


def _quotient(mono: Mono, side: Mono) -> Mono | None:
    """The monomial over the other, where that holds neither a power nor any factor of it again."""
    powers = dict(mono.powers)
    for atom, power in side.powers:
        if powers.pop(atom, 0) != power:
            return None
    exponent = mono.exponent
    if side.exponent is not None:
        inverse = Mono((), multiply(number(-1), side.exponent))
        exponent = monomials_product(Mono((), exponent), inverse).exponent
        if exponent is not None:
            return None
    return Mono(powers.items(), exponent)
