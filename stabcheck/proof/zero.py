"""Whether a difference in normal form is 0, where that does not show at once.

A fraction without terms is 0.  Otherwise sums may cancel summand by summand, and logarithms may
cancel once exponentiated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import lcm

from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.binding import delta
from stabcheck.proof.elementary import exponential, reduced
from stabcheck.proof.indexed import substitute_index
from stabcheck.proof.lowest import ZERO, add, divide, multiply, number, power
from stabcheck.proof.signs import Facts
from stabcheck.proof.sum_shapes import sum_groups

__all__ = ["all_atoms", "vanishes"]

Decider = Callable[[Frac, Facts], bool]

_CASED = {"absolute", "indicator"}
_LARGEST_POWER = 16


def vanishes(residual: Frac, facts: Facts, summand_vanishes: Decider) -> str | None:
    """The reason for which the residual is 0, or None.

    ``summand_vanishes`` decides whether a summand is 0 for every index, where cases are needed.
    """
    residual = _indices_met(residual)
    if not residual:
        return "normal form"
    if _zero_by_sums(residual.num, facts, summand_vanishes):
        return "sum relation"
    if _zero_by_exponentiating(residual.num, facts):
        return "exponentiate"
    return None


def _indices_met(value: Frac) -> Frac:
    """The fraction with j for k wherever δⱼₖ stands beside it."""
    if not any(atom.kind == "delta" for atom in value.num.atoms()):
        return value
    total = ZERO
    for mono, coefficient in value.num.terms.items():
        pairs = [atom.data for atom, _ in mono.powers if atom.kind == "delta"]
        plain = Mono([(a, k) for a, k in mono.powers if a.kind != "delta"], mono.exponent)
        term = Frac(Poly.of(coefficient, plain))
        while pairs:
            left, right = sorted(pairs.pop(), key=repr)
            term = multiply(delta(left, right), substitute_index(term, right, left))
            pairs = [tuple(left if i == right else i for i in pair) for pair in pairs]
        total = add(total, term)
    return divide(total, Frac(value.den))


def _zero_by_sums(num: Poly, facts: Facts, summand_vanishes: Decider) -> bool:
    """Whether Σ cofactor · (q₁ Σ b₁ + q₂ Σ b₂ + … + q₀ N) is 0 for every cofactor.

    That holds where q₁ b₁ + q₂ b₂ + … + q₀ = 0 for every index, which is decided like any other
    claim: case by case for each summand.
    """
    groups = sum_groups(num)
    return groups is not None and all(
        not group.summand or (_has_cases(group.summand) and summand_vanishes(group.summand, facts))
        for group in groups
    )


def _has_cases(value: Frac) -> bool:
    return any(atom.kind in _CASED for atom in all_atoms(value))


def all_atoms(value: Frac) -> Iterator[Atom]:
    """The atoms of a fraction, those in exponents and in logarithms included."""
    for poly in (value.num, value.den):
        for mono in poly.terms:
            if mono.exponent is not None:
                yield from all_atoms(mono.exponent)
            for atom, _ in mono.powers:
                yield atom
                for part in atom.data:
                    if isinstance(part, Poly | Frac):
                        yield from all_atoms(part if isinstance(part, Frac) else Frac(part))


def _zero_by_exponentiating(num: Poly, facts: Facts) -> bool:
    """Whether e^(k·D) = ±1 for D = Σ qᵢ log|fᵢ| + rest, k clearing the denominators of the qᵢ.

    The logarithms are of absolute values, hence the sign does not matter.
    """
    logs: list[tuple[Fraction, Poly]] = []
    rest: dict[Mono, Fraction] = {}
    for mono, value in num.terms.items():
        atom = Frac(Poly.of(1, mono)).lone_atom
        if atom is not None and atom.kind == "log":
            logs.append((value, atom.data[0]))
        elif any(atom.kind == "log" for atom, _ in mono.powers):
            return False
        else:
            rest[mono] = value
    if not logs:
        return False
    k = lcm(*(value.denominator for value, _ in logs))
    if any(abs(value * k) > _LARGEST_POWER for value, _ in logs):
        return False
    product = exponential(multiply(number(k), Frac(Poly(rest))), facts)
    for value, factor in logs:
        product = multiply(product, power(Frac(factor), int(value * k)))
    return reduced(product, facts).rational in {1, -1}
