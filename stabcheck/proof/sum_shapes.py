"""Shapes of a polynomial in sums: one sum over one index set, or a case of Cauchy–Schwarz.

Σ v² − 2 Σ vw + Σ w² is Σ (v − w)², and N Σ v² − (Σ v)² is nowhere negative; the signs of both hang
on what stands under the sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from stabcheck.carriers.term import Index, fresh_index
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.binding import open_binder
from stabcheck.proof.indexed import substitute_index
from stabcheck.proof.lowest import ONE, ZERO, add, multiply, number

__all__ = ["Cauchy", "SumGroup", "cauchy_differences", "combined", "sum_groups"]

_SUMS = {"sum", "size"}


@dataclass(frozen=True)
class SumGroup:
    """cofactor · (q₁ Σ b₁ + q₂ Σ b₂ + …): its members (q, Σ b), and the summand at the index."""

    cofactor: Mono
    members: list[tuple[Fraction, Atom]]
    index: Index
    summand: Frac


@dataclass(frozen=True)
class Cauchy:
    """scale · cofactor · (Σa · Σb − (Σc)²) + rest with c² = ab: the three sums, a and b opened."""

    scale: Fraction
    cofactor: Mono
    sums: tuple[Atom, Atom, Atom]
    index: Index
    bodies: tuple[Frac, Frac]
    rest: Poly


def sum_groups(num: Poly) -> list[SumGroup] | None:
    """The polynomial as such groups; None if some monomial has not just one sum in it."""
    groups, rest = _grouped(num)
    if rest:
        return None
    return [SumGroup(cofactor, members, *_opened(members)) for cofactor, members in groups]


def combined(poly: Poly) -> Iterator[tuple[SumGroup, Poly]]:
    """Each group of two sums or more over a whole set, and the rest of the polynomial."""
    groups, _ = _grouped(poly)
    for cofactor, members in groups:
        if len(members) > 1 and not any(atom.data[0].removed for _, atom in members):
            own = {Mono(_with(cofactor, atom), cofactor.exponent) for _, atom in members}
            rest = Poly({mono: value for mono, value in poly.terms.items() if mono not in own})
            yield SumGroup(cofactor, members, *_opened(members)), rest


def cauchy_differences(poly: Poly) -> Iterator[Cauchy]:
    """The ways to see a product of two sums less the square of a third, and the rest."""
    for mono, value in poly.terms.items():
        for middle, power in mono.powers:
            if value < 0 and power == 2 and middle.kind == "sum" and not middle.data[0].removed:
                cofactor = Mono([p for p in mono.powers if p[0] != middle], mono.exponent)
                yield from _differences(poly, -value, cofactor, middle)


def _differences(poly: Poly, scale: Fraction, cofactor: Mono, middle: Atom) -> Iterator[Cauchy]:
    """The products in the polynomial that the square of this sum is at most."""
    index = fresh_index(Index(middle.label or "i", middle.data[0]))
    square = multiply(_body(middle, index), _body(middle, index))
    for mono, value in poly.terms.items():
        sums = [a for a, _ in mono.powers if a.kind in _SUMS and a.data[0] == middle.data[0]]
        for first, second in combinations(sums, 2):
            if value <= 0 or Mono(_with(cofactor, first, second), cofactor.exponent) != mono:
                continue
            bodies = _body(first, index), _body(second, index)
            if multiply(*bodies) == square:
                above = Poly.of(-scale, mono)
                below = Poly.of(scale, Mono([*cofactor.powers, (middle, 2)], cofactor.exponent))
                three = first, second, middle
                yield Cauchy(scale, cofactor, three, index, bodies, poly + above + below)


def _with(cofactor: Mono, *atoms: Atom) -> list[tuple[Atom, int]]:
    powers = dict(cofactor.powers)
    for atom in atoms:
        powers[atom] = powers.get(atom, 0) + 1
    return list(powers.items())


def _grouped(poly: Poly) -> tuple[list[tuple[Mono, list[tuple[Fraction, Atom]]]], Poly]:
    """The monomials with just one sum in them, by cofactor and set; and those of another kind."""
    groups: dict[tuple[str, Mono], list[tuple[Fraction, Atom]]] = {}
    rest: dict[Mono, Fraction] = {}
    for mono, value in poly.terms.items():
        over = [(atom, k) for atom, k in mono.powers if atom.kind in _SUMS]
        if len(over) != 1 or over[0][1] != 1:
            rest[mono] = value
            continue
        atom = over[0][0]
        cofactor = Mono([pair for pair in mono.powers if pair[0] != atom], mono.exponent)
        groups.setdefault((atom.data[0].name, cofactor), []).append((value, atom))
    return [(cofactor, members) for (_, cofactor), members in groups.items()], Poly(rest)


def _opened(group: list[tuple[Fraction, Atom]]) -> tuple[Index, Frac]:
    """The summand of a whole group, at a fresh index."""
    total = ZERO
    index = fresh_index(Index(group[0][1].label or "i", group[0][1].data[0]))
    for value, atom in group:
        total = add(total, multiply(number(value), _body(atom, index)))
    return index, total


def _body(atom: Atom, index: Index) -> Frac:
    """What a sum adds up, at the index; of a size, 1."""
    if atom.kind == "size":
        return ONE
    bound, body = open_binder(atom)
    return substitute_index(body, bound, index)
