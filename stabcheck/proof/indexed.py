"""Sums and maxima over symbolic index sets, and substitution of one index for another.

A sum is brought to the form  Σ_k coefficient · index-free factor · atom, where each atom is Σ of
one irreducible summand: linearity, index-free factors out, Kronecker deltas selecting their term,
Σ 1 = N.  Summands with one irreducible denominator f are expanded in powers of f (partial
fractions), with numerators of bounded degree in one exponential, so that for instance
Σ e/(1+e) and N − Σ 1/(1+e) come out the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from stabcheck.carriers.term import Index, IndexSet, Term, fresh_index
from stabcheck.proof.algebra import ONE_POLY, Atom, Frac, Mono, Poly, order
from stabcheck.proof.binding import (
    atom_depends,
    close_binder,
    delta,
    depends,
    mono_depends,
    open_binder,
    poly_depends,
)
from stabcheck.proof.elementary import error_function
from stabcheck.proof.factoring import factors
from stabcheck.proof.lowest import (
    ONE,
    ZERO,
    add,
    divide,
    exp_of,
    multiply,
    number,
    of_atom,
    power,
    subtract,
)
from stabcheck.proof.partial_fractions import expand

__all__ = [
    "Summand",
    "content",
    "entry",
    "extremum_over",
    "split_terms",
    "substitute_index",
    "sum_of_part",
    "sum_over",
    "summands",
    "whole_of",
]


def substitute_index(value: Frac, old: Index, new: Index) -> Frac:
    """The fraction with one free index replaced by another; entries that coincide then merge."""
    if not depends(value, old):
        return value
    return _mapped(value, lambda atom: _atom_at(atom, old, new))


def _mapped(value: Frac, change: Callable[[Atom], Frac]) -> Frac:
    return divide(_mapped_poly(value.num, change), _mapped_poly(value.den, change))


def _mapped_poly(poly: Poly, change: Callable[[Atom], Frac]) -> Frac:
    total = ZERO
    for mono, coefficient in poly.terms.items():
        product = number(coefficient)
        for atom, exponent in mono.powers:
            product = multiply(product, power(change(atom), exponent))
        if mono.exponent is not None:
            product = multiply(product, exp_of(_mapped(mono.exponent, change)))
        total = add(total, product)
    return total


def _atom_at(atom: Atom, old: Index, new: Index) -> Frac:
    if not atom_depends(atom, old):
        return of_atom(atom)
    match atom.kind:
        case "sum" | "max":
            bound, body = open_binder(atom)
            moved = substitute_index(body, old, new)
            return (sum_over if atom.kind == "sum" else extremum_over)(bound, moved)
        case "delta":
            left, right = (new if part == old else part for part in atom.data)
            return delta(left, right)
        case "entry":
            name, *indices = atom.data
            return entry(name, *(new if part == old else part for part in indices))
        case "erf":
            return error_function(substitute_index(atom.data[0], old, new))

    def moved_part(part: Any) -> Any:
        if isinstance(part, Poly):
            return substitute_index(Frac(part), old, new).num
        return substitute_index(part, old, new) if isinstance(part, Frac) else part

    data = [new if part == old else moved_part(part) for part in atom.data]
    return of_atom(Atom(atom.kind, *data, label=atom.label))


def entry(name: str, *indices: Any) -> Frac:
    """An entry of a vector or matrix; at the place where a maximum is attained, that maximum."""
    for index in indices:
        if isinstance(index, Index) and index.attains is not None:
            bound, body = index.attains
            if body.at(bound, index) == Term("entry", name, *indices):
                places = (bound if other == index else other for other in indices)
                return extremum_over(bound, of_atom(Atom("entry", name, *places)))
    return of_atom(Atom("entry", name, *indices))


# --- sums -----------------------------------------------------------------------------------


def sum_over(index: Index, body: Frac, *, exchange: bool = True) -> Frac:
    """Σ of the body over the index's set, in normal form.

    With ``exchange``, nested sums are brought into the order they are kept in.
    """
    if not body:
        return ZERO
    if index.set.removed:  # Σ over N∖{k} is Σ over N, less the term at k
        whole = whole_of(index)
        moved = substitute_index(body, index, whole)
        at_point = substitute_index(body, index, index.set.removed[0])
        return subtract(sum_over(whole, moved), at_point)
    total = ZERO
    for part in summands(index, body):
        term = sum_of_part(index, part, exchange=exchange)
        total = add(total, multiply(part.outside, term))
    return total


def whole_of(index: Index) -> Index:
    """A fresh index over the set with its removed point back; raises TypeError for several."""
    if len(index.set.removed) > 1:
        raise TypeError("points removed from one set may be one and the same")
    return fresh_index(Index(index.name, IndexSet(index.set.name)))


@dataclass(frozen=True)
class Summand:
    """outside · own / factor^exponent, where ``outside`` is free of the index."""

    outside: Frac
    own: Mono
    factor: Poly
    exponent: int

    @property
    def value(self) -> Frac:
        """The part under the sum."""
        return divide(Frac(Poly.of(1, self.own)), power(Frac(self.factor), self.exponent))


def summands(index: Index, body: Frac) -> Iterator[Summand]:
    """The body as a sum of what is summed term by term."""
    free_den, own_den = _split_denominator(body.den, index)
    for numerator, factor, exponent in _pieces(body.num, own_den, index):
        for mono, coefficient in numerator.terms.items():
            free, own = _split(mono, index)
            outside = divide(Frac(Poly.of(coefficient, free)), free_den)
            yield Summand(outside, own, factor, exponent)


def sum_of_part(index: Index, part: Summand, *, exchange: bool) -> Frac:
    """Σ of one summand, without its outside factor."""
    swapped = _exchanged(index, part.own, part.factor) if exchange else None
    return swapped or _sum_of_one(index, part.own, part.factor, part.exponent)


def _exchanged(index: Index, own: Mono, factor: Poly) -> Frac | None:
    """Σⱼ a(j)·Σ_d b(j, d) as Σ_d Σⱼ a(j)·b(j, d), where that is the order sums are kept in.

    The outer sum is over the set whose name comes first; over one and the same set, the order
    is the one that prints first.
    """
    for atom, power_ in own.powers:
        if atom.kind != "sum" or power_ != 1 or factor != ONE_POLY:
            continue
        inner, body = open_binder(atom)
        if inner.set.name > index.set.name:
            continue
        rest = Mono([(a, k) for a, k in own.powers if a != atom], own.exponent)
        across = sum_over(index, multiply(Frac(Poly.of(1, rest)), body))
        if inner.set.name < index.set.name:
            return sum_over(inner, across)
        swapped = sum_over(inner, across, exchange=False)
        kept = _sum_of_one(index, own, factor, 1)
        return min(kept, swapped, key=order)
    return None


def _split_denominator(den: Poly, index: Index) -> tuple[Frac, list[tuple[Poly, int]]]:
    if den == ONE_POLY:
        return ONE, []
    content, unit, found = factors(den)
    free = Frac(Poly.of(content, unit))
    own = []
    for factor, exponent in found:
        if poly_depends(factor, index):
            own.append((factor, exponent))
        else:
            free = multiply(free, power(Frac(factor), exponent))
    return free, own


def _pieces(
    num: Poly, own_den: list[tuple[Poly, int]], index: Index
) -> list[tuple[Poly, Poly, int]]:
    """The summand as Σ numerator / factorᵏ; several factors stay together as one."""
    if not own_den:
        return [(num, ONE_POLY, 1)]
    if len(own_den) == 1:
        factor, exponent = own_den[0]
        return expand(num, factor, exponent, lambda mono: mono_depends(mono, index))
    product = ONE
    for factor, exponent in own_den:
        product = multiply(product, power(Frac(factor), exponent))
    return [(num, product.num, 1)]


def _split(mono: Mono, index: Index) -> tuple[Mono, Mono]:
    """The index-free factor of a monomial, and the rest."""
    free_powers = [(a, k) for a, k in mono.powers if not atom_depends(a, index)]
    own_powers = [(a, k) for a, k in mono.powers if atom_depends(a, index)]
    free_exponent, own_exponent = split_terms(mono.exponent, index)
    return Mono(free_powers, free_exponent), Mono(own_powers, own_exponent)


def split_terms(value: Frac | None, index: Index) -> tuple[Frac | None, Frac | None]:
    """A fraction as index-free terms plus the rest; None for 0."""
    if value is None or poly_depends(value.den, index):
        return None, value
    free = {m: c for m, c in value.num.terms.items() if not mono_depends(m, index)}
    own = {m: c for m, c in value.num.terms.items() if mono_depends(m, index)}
    parts = [divide(Frac(Poly(terms)), Frac(value.den)) or None for terms in (free, own)]
    return parts[0], parts[1]


def _sum_of_one(index: Index, own: Mono, factor: Poly, exponent: int) -> Frac:
    for atom, _ in own.powers:
        if atom.kind == "delta" and index in atom.data:
            left, right = atom.data
            point = right if left == index else left
            if point.set.name == index.set.name:
                rest = Mono([(a, k) for a, k in own.powers if a != atom], own.exponent)
                summand = divide(Frac(Poly.of(1, rest)), power(Frac(factor), exponent))
                return substitute_index(summand, index, point)
    if own.is_one and factor == ONE_POLY:
        return of_atom(Atom("size", index.set))
    summand = close_binder(divide(Frac(Poly.of(1, own)), power(Frac(factor), exponent)), index)
    (sign,) = summand.num.terms.values()  # ±1: which term leads may have changed
    summand = multiply(number(1 / sign), summand)
    return multiply(number(sign), of_atom(Atom("sum", index.set, summand, label=index.name)))


# --- maxima ---------------------------------------------------------------------------------


def extremum_over(index: Index, body: Frac) -> Frac:
    """The maximum of the body over the index's set: index-free terms and positive factors out.

    max(c + b) = c + max b; max(q·b) = q·max b for q > 0; max e^b = e^(max b).  The maximum itself
    stays an atom, about which only b ≤ max b is known (and that it is attained).
    """
    if not depends(body, index):
        return body
    free, own = split_terms(body, index)
    if own is None:
        return body
    single = own.num.single if own.is_polynomial else None
    if single is not None and not single[0].powers and single[1] > 0 and single[0].exponent:
        inner = exp_of(extremum_over(index, single[0].exponent))
        return add(free or ZERO, multiply(number(single[1]), inner))
    scale = content(own.num)
    summand = multiply(number(1 / scale), own)
    atom = of_atom(Atom("max", index.set, close_binder(summand, index), label=index.name))
    return add(free or ZERO, multiply(number(scale), atom))


def content(poly: Poly) -> Fraction:
    """The greatest rational that leaves integer coefficients."""
    values = list(poly.terms.values())
    return Fraction(gcd(*(v.numerator for v in values)), lcm(*(v.denominator for v in values)))
