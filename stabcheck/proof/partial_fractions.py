"""Expansion of a summand in powers of its denominator, with numerators of bounded degree.

For a denominator fᵏ with f irreducible, choose one exponential E in which the highest and the
lowest coefficient of f are monomials.  Division by f, from above and from below, then brings
every numerator into the degrees 0 ≤ deg < deg f; a quotient is divided again, down to f⁰.  The
result depends on the value of the summand alone.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from stabcheck.proof.algebra import ONE_POLY, ZERO_POLY, Frac, Mono, Poly
from stabcheck.proof.lowest import (
    Bridge,
    monomials_product,
    multiply,
    number,
    poly_product,
)

__all__ = ["expand"]

_MOST_STEPS = 200


def expand(
    num: Poly, factor: Poly, exponent: int, own: Callable[[Mono], bool]
) -> list[tuple[Poly, Poly, int]]:
    """num / factor^exponent as a list of (numerator, factor, power), the polynomial part last.

    ``own`` tells which monomials depend on the summation index: only such an exponential may
    lead.  Where no exponential can lead, the summand is returned as it is.
    """
    leader = _leader(factor, own)
    if leader is None:
        return [(num, factor, exponent)]
    pieces: list[tuple[Poly, Poly, int]] = []
    rest = num
    for k in range(exponent, 0, -1):
        divided = _divide(rest, factor, leader)
        if divided is None:
            return [(num, factor, exponent)]
        rest, remainder = divided
        if remainder:
            pieces.append((remainder, factor, k))
    return [*pieces, (rest, ONE_POLY, 1)] if rest else pieces


class _Leader:
    """One exponential E = e^(step·coordinate), and the degree of monomials in it."""

    def __init__(self, coordinate: Frac, step: Fraction) -> None:
        self.coordinate = coordinate
        self.step = step

    def degree(self, mono: Mono) -> Fraction:
        if mono.exponent is None or mono.exponent.den != self.coordinate.den:
            return Fraction(0)
        (key,) = self.coordinate.num.terms
        return mono.exponent.num.terms.get(key, Fraction(0)) / self.step

    def spread(self, poly: Poly) -> tuple[Fraction, Fraction]:
        degrees = [self.degree(mono) for mono in poly.terms]
        return min(degrees), max(degrees)

    def part(self, poly: Poly, degree: Fraction) -> Poly:
        return Poly({m: c for m, c in poly.terms.items() if self.degree(m) == degree})


def _leader(factor: Poly, own: Callable[[Mono], bool]) -> _Leader | None:
    bridge = Bridge.over([factor])
    for coordinate, step in zip(bridge.coordinates, bridge.steps, strict=True):
        leader = _Leader(coordinate, step)
        if not own(Mono((), coordinate)):
            continue
        low, high = leader.spread(factor)
        ends = [leader.part(factor, low).single, leader.part(factor, high).single]
        if low < high and all(end is not None and not end[0].powers for end in ends):
            return leader
    return None


def _divide(num: Poly, factor: Poly, leader: _Leader) -> tuple[Poly, Poly] | None:
    """Quotient and remainder, the remainder's degrees in [low, high) of the factor's own."""
    low, high = leader.spread(factor)
    quotient = ZERO_POLY
    remainder = num
    for _ in range(_MOST_STEPS):
        step = _step(remainder, factor, leader, low, high)
        if step is None:
            return quotient, remainder
        quotient = quotient + step
        remainder = remainder + poly_product(step, factor).scaled(-1)
        if not remainder:
            return quotient, remainder
    return None


def _step(
    remainder: Poly, factor: Poly, leader: _Leader, low: Fraction, high: Fraction
) -> Poly | None:
    if not remainder:
        return None
    least, most = leader.spread(remainder)
    if most >= high:
        end, target = high, most
    elif least < low:
        end, target = low, least
    else:
        return None
    (mono, coefficient), *_ = leader.part(factor, end).terms.items()
    inverse = Mono((), None if mono.exponent is None else multiply(number(-1), mono.exponent))
    top = leader.part(remainder, target)
    return Poly(
        {monomials_product(m, inverse): value / coefficient for m, value in top.terms.items()}
    )
