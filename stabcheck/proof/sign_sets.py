"""A sign as the set of signs a value can have, a subset of {−1, 0, 1}; sums and products."""

from __future__ import annotations

from fractions import Fraction

from stabcheck.quantity import Argument

__all__ = [
    "ANY",
    "NEGATIVE",
    "NONNEGATIVE",
    "NULL",
    "POSITIVE",
    "Sign",
    "domain_sign",
    "plus",
    "raised",
    "sign_of",
    "times",
]

Sign = frozenset[int]
ANY: Sign = frozenset({-1, 0, 1})
POSITIVE: Sign = frozenset({1})
NEGATIVE: Sign = frozenset({-1})
NONNEGATIVE: Sign = frozenset({0, 1})
NULL: Sign = frozenset({0})


def plus(left: Sign, right: Sign) -> Sign:
    """The signs of a sum."""
    signs: set[int] = set()
    for a in left:
        for b in right:
            signs |= {a or b} if a * b >= 0 else ANY
    return frozenset(signs)


def times(left: Sign, right: Sign) -> Sign:
    """The signs of a product."""
    return frozenset(a * b for a in left for b in right)


def raised(sign: Sign, power: int) -> Sign:
    """The signs of a power."""
    return frozenset(s**2 if power % 2 == 0 else s for s in sign)


def sign_of(value: Fraction) -> Sign:
    """The sign of a number."""
    return frozenset({(value > 0) - (value < 0)})


def domain_sign(argument: Argument | None) -> Sign:
    """The signs that the bounds of an argument leave."""
    sign = ANY
    for relation, bound in argument.limits if argument else ():
        if bound.value is not None:
            sign &= _beyond(relation, bound.value)
    return sign


def _beyond(relation: str, bound: Fraction) -> Sign:
    """The signs of the numbers that have the relation to a bound."""
    if relation in {"less", "less_equal"}:
        mirrored = _beyond(relation.replace("less", "greater"), -bound)
        return frozenset(-sign for sign in mirrored)
    if bound > 0 or (bound == 0 and relation == "greater"):
        return POSITIVE
    return NONNEGATIVE if bound == 0 else ANY
