"""A sign as the set of signs a value can have, a subset of {−1, 0, 1}; sums and products."""

from __future__ import annotations

from fractions import Fraction

__all__ = [
    "ANY",
    "NEGATIVE",
    "NONNEGATIVE",
    "NULL",
    "POSITIVE",
    "Sign",
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
