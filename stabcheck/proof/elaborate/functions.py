"""Exponentials and logarithms, by the equations they solve; substitution."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from stabcheck.proof.algebra import Atom, Frac, Poly
from stabcheck.proof.elaborate.arithmetic import (
    ONE,
    ZERO,
    Arithmetic,
    Rejected,
    exp_of,
    of_atom,
    require,
)

__all__ = ["check_exponential", "put"]


def check_exponential(arithmetic: Arithmetic, exponent: Frac, value: Frac) -> None:
    """Check that e^exponent = ± value, where e^(q · log|f|) is |f|^q."""
    plus, times, power = arithmetic.plus, arithmetic.times, arithmetic.raised
    logarithms, rest = _logarithms(arithmetic, exponent)
    k = lcm(*(q.denominator for q, _ in logarithms))
    left = power(value.num, k)
    right = times(power(value.den, k), exp_of(arithmetic.add(ZERO, rest, k)).num)
    for q, factor in logarithms:
        if q > 0:
            right = times(right, power(factor, int(q * k)))
        else:
            left = times(left, power(factor, int(-q * k)))
    if arithmetic.vanishes(plus(left, right, -1)) or arithmetic.vanishes(plus(left, right)):
        return
    if not arithmetic.vanishes(plus(times(left, left), times(right, right), -1)):
        raise Rejected(f"{value!r} is not e to the {exponent!r}")


def _logarithms(arithmetic: Arithmetic, exponent: Frac) -> tuple[list[tuple[Fraction, Poly]], Frac]:
    """An exponent as Σ q · log|f| for rational q, and the rest."""
    found: list[tuple[Fraction, Poly]] = []
    rest = exponent.num
    for atom in dict.fromkeys(atom for mono in rest.terms for atom, k in mono.powers if k == 1):
        if atom.kind != "log":
            continue
        logarithm = arithmetic.times(exponent.den, of_atom(atom).num)
        shares = {rest.terms.get(m, Fraction(0)) / c for m, c in logarithm.terms.items()}
        if len(shares) == 1 and (share := shares.pop()):
            found.append((share, atom.data[0]))
            rest = arithmetic.plus(rest, logarithm, -share)
    return found, Frac(rest, exponent.den)


def put(arithmetic: Arithmetic, value: Frac, old: Atom, new: Frac) -> Frac:
    """The value with another in the place of an atom, at any depth."""
    top, bottom = (_put(arithmetic, poly, old, new) for poly in (value.num, value.den))
    return arithmetic.multiply(top, Frac(bottom.den, bottom.num))


def _put(arithmetic: Arithmetic, poly: Poly, old: Atom, new: Frac) -> Frac:
    def inside(part: Any) -> Any:
        if isinstance(part, Poly):
            changed = _put(arithmetic, part, old, new)
            require(changed.den == ONE.den, "a fraction in the place of a polynomial")
            return changed.num
        return put(arithmetic, part, old, new) if isinstance(part, Frac) else part

    total = ZERO
    for mono, value in poly.terms.items():
        product = exp_of(put(arithmetic, mono.exponent, old, new) if mono.exponent else ZERO)
        for atom, k in mono.powers:
            own = of_atom(Atom(atom.kind, *map(inside, atom.data), label=atom.label))
            for _ in range(k):
                product = arithmetic.multiply(product, new if atom == old else own)
        total = arithmetic.add(total, product, value)
    return total
