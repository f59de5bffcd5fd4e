"""Constants that were rounded on the way in: ``0.6931471805599453`` is read as log 2.

A float that agrees to 1 ulp of float64 with a small multiple of a known irrational number, or
with a small fraction such as 1/3, is read as that number; every such reading is an assumption of
the proof.  Every other float is the decimal it is written as.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from fractions import Fraction

from stabcheck.carriers.notation import write
from stabcheck.carriers.term import Term, rational
from stabcheck.proof.evaluate import Point, enclose

__all__ = ["read_constants"]

_BITS = 128
_FACTORS = [Fraction(n, d) for n, d in ((1, 1), (2, 1), (1, 2), (4, 1), (1, 4), (3, 1), (1, 3))]
_FACTORS += [Fraction(8), Fraction(1, 8), Fraction(3, 2), Fraction(2, 3), Fraction(3, 4)]


def read_constants(term: Term) -> tuple[Term, tuple[str, ...]]:
    """The term with its rounded constants read exactly, and those readings in words."""
    known = _known()
    readings: dict[str, None] = {}
    done: dict[Term, Term] = {}

    def read(part: Term) -> Term:
        if part not in done:
            done[part] = _leaf(part) if part.op == "rational" else part.rebuild(read, lambda i: i)
        return done[part]

    def _leaf(part: Term) -> Term:
        value = part.parts[0]
        exact = known.get(abs(value))
        if exact is None:
            return part
        readings[f"{float(abs(value))!r} read as {write(exact)}"] = None
        return exact if value > 0 else Term("negative", exact)

    return read(term), tuple(readings)


@functools.cache
def _known() -> dict[Fraction, Term]:
    """The exact number by the decimal its float prints as."""
    table: dict[Fraction, Term] = {}
    for factor in _FACTORS:
        for base in _bases():
            value = float(enclose(base, Point({}, {}, {}), _BITS) * factor.numerator)
            value /= factor.denominator
            exact = _times(factor, base)
            for near in (value, math.nextafter(value, 0), math.nextafter(value, math.inf)):
                table.setdefault(Fraction(repr(near)), exact)
    for bottom in (3, 6, 7, 9, 11, 12):
        for top in range(1, 2 * bottom):
            fraction = Fraction(top, bottom)
            if fraction.denominator not in {1, 2, 4}:
                table.setdefault(Fraction(repr(top / bottom)), rational(fraction))
    return table


def _times(factor: Fraction, base: Term) -> Term:
    if factor == 1:
        return base
    if factor.numerator == 1:
        return Term("divide", base, rational(factor.denominator))
    return Term("multiply", rational(factor), base)


def _bases() -> Iterator[Term]:
    pi, one, two = Term("pi"), rational(1), rational(2)
    logs = [Term("log", rational(k)) for k in (2, 3, 5, 6, 7, 10, 12, 100)]
    yield from logs
    yield from (Term("divide", one, log) for log in logs)
    yield from (Term("sqrt", rational(k)) for k in (2, 3, 5, 6, 7, 10))
    twice = Term("multiply", two, pi)
    for value in (pi, twice, Term("divide", two, pi)):
        yield Term("sqrt", value)
        yield Term("divide", one, Term("sqrt", value))
        yield Term("log", value)
    yield pi
    yield Term("divide", one, pi)
    yield Term("exp", one)
    yield Term("exp", rational(-1))
