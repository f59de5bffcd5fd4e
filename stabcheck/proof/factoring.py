"""Irreducible factors of polynomials over ℚ, exponentials included, in one normal form."""

from __future__ import annotations

from fractions import Fraction

from stabcheck.proof.algebra import Mono, Poly
from stabcheck.proof.lowest import Bridge, primitive, to_fraction

__all__ = ["factors"]


def factors(poly: Poly) -> tuple[Fraction, Mono, tuple[tuple[Poly, int], ...]]:
    """The factorisation over ℚ: content, exponential unit, irreducible factors with powers.

    Factors are normalised as denominators are, so equal factors are equal polynomials.
    """
    single = poly.single
    if single is not None:
        mono, value = single
        atoms = ((Poly.of(1, Mono([(atom, 1)])), exponent) for atom, exponent in mono.powers)
        return value, Mono((), mono.exponent), tuple(atoms)
    bridge = Bridge.over([poly])
    element, shift = bridge.to_ring(poly)
    coefficient, found = element.factor_list()
    content = to_fraction(coefficient)
    irreducible: list[tuple[Poly, int]] = []
    for factor, exponent in found:
        stripped, own_shift = bridge.strip_exponentials(factor)
        shift = [a + exponent * b for a, b in zip(shift, own_shift, strict=True)]
        own_content, normed = primitive(stripped)
        content *= own_content**exponent
        if normed != 1:
            irreducible.append((bridge.from_ring(normed), int(exponent)))
    return content, bridge.unit(shift), tuple(irreducible)
