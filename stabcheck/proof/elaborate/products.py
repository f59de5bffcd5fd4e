"""Products, powers, sums and inverses of terms whose signs are known."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import reduce
from itertools import product as pairs

from stabcheck.carriers.term import ONE, ZERO, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.elaborate.signed import (
    ANY,
    AT_LEAST,
    AT_MOST,
    AWAY,
    NEGATIVE,
    NULL,
    POSITIVE,
    Signed,
    number,
    says,
)
from stabcheck.proof.kernel.formulas import equal

__all__ = ["inverted", "multiplied", "power", "powers", "squared", "total"]


def multiplied(a: Signed, b: Signed) -> Signed:
    """The product of two."""
    sign = frozenset(s * t for s, t in pairs(a.sign, b.sign))
    term = Term("multiply", a.term, b.term)
    for own, other in ((a, b), (b, a)):
        if own.sign == NULL:
            return Signed(
                term, NULL, kernel.combination(equal(term, ZERO), [(other.term, own.why)])
            )
    if None in {a.theorem, b.theorem} or sign == ANY:
        return Signed(term, ANY, None)
    if not (a.sign and b.sign):
        return Signed(term, frozenset(), (b if a.sign else a).why)
    if AWAY in {a.sign, b.sign}:
        found = kernel.product(a.only(AWAY), b.only(AWAY))
        return Signed(term, AWAY, found)
    turns = 1
    upright = []
    for own in (a, b):
        below = own.sign <= AT_MOST
        turns *= -1 if below else 1
        upright.append(own.turned() if below else own)
    found = kernel.product(*(own.why for own in upright))
    both = Signed(
        Term("multiply", *(own.term for own in upright)), frozenset(turns * s for s in sign), found
    )
    return both.times(turns, term)


def squared(own: Signed) -> Signed:
    """Its square, which is not negative."""
    term = Term("multiply", own.term, own.term)
    if own.sign <= AT_LEAST or own.sign <= AT_MOST:
        return multiplied(own, own)
    parts = [
        multiplied(each, each).times(1, term).only(AT_LEAST)
        for each in (
            Signed.assumed(own.term, AT_LEAST),
            Signed.assumed(own.term, NEGATIVE),
        )
    ]
    square = Signed(term, AT_LEAST, kernel.cases(own.term, *parts, strict=False))
    if own.sign == AWAY:
        return square.met(Signed(term, AWAY, kernel.product(own.why, own.why)))
    return square


def power(own: Signed, k: int) -> Signed:
    """A power of it, written as a power."""
    term = Term("power", own.term, rational(k))
    if k == 1:
        return own
    result = number(1) if k % 2 == 0 else own
    if k >= 2:
        square = squared(own)
        for _ in range(k // 2):
            result = multiplied(result, square)
    return result.times(1, term)


def powers(parts: Iterable[tuple[Signed, int]], term: Term) -> Signed:
    """The term, which is a product of powers."""
    factors = [power(own, k) for own, k in parts]
    if not factors:
        return number(1).times(1, term)
    return reduce(multiplied, factors).times(1, term)


def total(parts: Iterable[tuple[Fraction, Signed]], term: Term) -> Signed:
    """The term, which is a sum of multiples."""
    sign, using = NULL, []
    for factor, own in parts:
        if not factor:
            continue
        if own.theorem is None:
            return Signed(term, ANY, None)
        turned = factor < 0
        own_sign = frozenset(-s for s in own.sign) if turned else own.sign
        sign = frozenset().union(
            *([{s or t} if s * t >= 0 else ANY for s, t in pairs(sign, own_sign)])
        )
        if sign == ANY:
            return Signed(term, ANY, None)
        using.append((factor, own))
    if not sign:
        return Signed(term, sign, next(own.why for _, own in using if not own.sign))
    found = []
    for factor, own in using:
        if own.sign == NULL:
            share = -factor if sign <= AT_MOST and sign != NULL else factor
        else:
            share = factor if sign == AWAY else abs(factor)
        found.append((share, own.why))
    return Signed(term, sign, kernel.combination(says(term, sign), found))


def inverted(own: Signed) -> Signed:
    """1 over it, which is not 0."""
    term = Term("divide", ONE, own.term)
    if own.sign == POSITIVE:
        return Signed(term, POSITIVE, kernel.axiom("1/a > 0", own.term, premises=[own.why]))
    if own.sign == NEGATIVE:
        return inverted(own.turned()).times(-1, term)
    if not own.sign:
        return Signed(term, own.sign, own.why)
    away = own.only(AWAY)
    return Signed(term, AWAY, kernel.axiom("1/a ≠ 0", own.term, premises=[away]))
