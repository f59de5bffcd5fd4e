"""Double-double arithmetic: numbers as unevaluated sums hi + lo of two float64, |lo| ≤ ½ulp(hi).

Sums, products, quotients and roots are those of M. Joldes, J.-M. Muller, V. Popescu, *Tight and
rigorous error bounds for basic building blocks of double-word arithmetic*, ACM Trans. Math. Softw.
44(2), 2017 (algorithms 6, 10 and 17: at most 3, 7 and 15 u² plus terms in u³, u = 2^−53) and, for
the root, V. Lefèvre et al., *Accurate calculation of Euclidean norms using double-word arithmetic*,
ibid. 49(1), 2023 (25/8 u²).  `ARITHMETIC` = 64 u² is room for all of them.  They hold as long as
no error term underflows and no operand exceeds 2^996, where splitting it gives NaN.

The exponential is e^x = 2^(m/1024) · e^r with |r| ≤ log(2)/2048 + a rounding < 2^−11.5.  Of
e^r − 1 = r + r²/2 + r³(1/6 + …) the first two terms are taken in double-double and the rest in
float64: r³/6 < 2^−37 with 8 roundings of 2^−53, what r's own low part adds to it (2^−65 · r²/2 <
2^−88) and what is cut off (r⁸/8! < 2^−107) make < 2^−86 together; so do the roundings of r, of the
table and of the last product (a few u²).  `EXPONENTIAL` = 2^−84 is relative to e^x.

The logarithm starts from float64's y, whatever its error: log x = y + log(1 + t) with
t = x e^−y − 1, which is checked to be below 2^−30, so that t − t²/2 misses less than 2^−91, beside
the error of e^−y: `LOGARITHM` = 2^−82 is absolute.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from flint import arb, ctx

__all__ = [
    "ARITHMETIC",
    "EXPONENTIAL",
    "LOGARITHM",
    "NEAR_ONE",
    "NEAR_ZERO",
    "SERIES",
    "Pair",
    "add",
    "divide",
    "exponential",
    "exponential_less_one",
    "logarithm",
    "logarithm_beside_one",
    "multiply",
    "root",
    "two_sum",
]

Floats = Any  # NDArray[np.float64]
Pair = tuple[Floats, Floats]

#: Relative error of +, −, ×, ÷, √.
ARITHMETIC = 2.0**-100
#: Relative error of e^x, and of e^x − 1 where |x| ≤ NEAR_ZERO; absolute error of log x.
EXPONENTIAL, NEAR_ZERO, LOGARITHM = 2.0**-84, 2.0**-12, 2.0**-82
#: Relative error of e^x − 1 and log(1 + x) close to 0: where r³ is less than 2^−22 of r.
SERIES = 2.0**-72
#: Up to this |x| the logarithm of 1 + x is a series.
NEAR_ONE = 2.0**-10

_SPLITTER = 2.0**27 + 1
_STEPS = 1024
#: The first parts have so few bits that their products with 2^21 are exact.
_PART_BITS = 32
_TABLE_BITS = 256


def two_sum(a: Floats, b: Floats) -> Pair:
    """a + b exactly (Knuth)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def _fast_two_sum(a: Floats, b: Floats) -> Pair:
    """a + b exactly, for |a| ≥ |b| or a = 0 (Dekker)."""
    total = a + b
    return total, b - (total - a)


def _two_product(a: Floats, b: Floats) -> Pair:
    """a · b exactly (Dekker, Veltkamp), where nothing underflows."""
    product = a * b
    a1, a2 = _halves(a)
    b1, b2 = _halves(b)
    return product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2


def _halves(a: Floats) -> Pair:
    scaled = _SPLITTER * a
    high = scaled - (scaled - a)
    return high, a - high


def add(x: Pair, y: Pair) -> Pair:
    """x + y, accurate also where digits cancel."""
    high, low = two_sum(x[0], y[0])
    tail, rest = two_sum(x[1], y[1])
    high, low = _fast_two_sum(high, low + tail)
    return _fast_two_sum(high, rest + low)


def multiply(x: Pair, y: Pair) -> Pair:
    """x · y."""
    high, low = _two_product(x[0], y[0])
    return _fast_two_sum(high, low + (x[0] * y[1] + x[1] * y[0]))


def divide(x: Pair, y: Pair) -> Pair:
    """x / y."""
    quotient = x[0] / y[0]
    high, low = _two_product(y[0], quotient)
    high, rest = _fast_two_sum(high, y[1] * quotient)
    high, low = _fast_two_sum(high, rest + low)
    left = (x[0] - high) + (x[1] - low)
    return _fast_two_sum(quotient, left / y[0])


def root(x: Pair) -> Pair:
    """√x for x > 0."""
    guess = np.sqrt(x[0])
    high, low = _two_product(guess, guess)
    left = (x[0] - high) - low + x[1]
    return _fast_two_sum(guess, left / (2 * guess))


@cache
def _powers() -> Pair:
    """2^(j/1024) for j = 0 … 1023."""
    with ctx.workprec(_TABLE_BITS):
        exact = [(arb(2).log() * j / _STEPS).exp() for j in range(_STEPS)]
        high = [float(power) for power in exact]
        low = [float(power - near) for power, near in zip(exact, high, strict=True)]
    return np.array(high), np.array(low)


@cache
def _step_parts() -> tuple[float, float, float]:
    """log(2)/1024 as a sum, all but the last of `_PART_BITS` bits."""
    parts = []
    with ctx.workprec(_TABLE_BITS):
        rest = arb(2).log() / _STEPS
        for _ in range(2):
            scale = 2.0 ** (_PART_BITS - 1 - np.floor(np.log2(float(rest))))
            parts.append(float(np.floor(float(rest) * scale)) / scale)
            rest -= parts[-1]
        return parts[0], parts[1], float(rest)


def _reduced(x: Pair) -> tuple[Floats, Pair]:
    """m, and r = x − m·log(2)/1024, for |x| < 2^10."""
    first, second, third = _step_parts()
    m = np.rint(x[0] * (1 / (first + second)))
    high, low = two_sum(x[0], -m * first)
    high, lost = two_sum(high, -m * second)
    return m, two_sum(high, (x[1] + low) + (lost - m * third))


def _series(r: Pair) -> Pair:
    """e^r − 1 for |r| < 2^−11.5."""
    high, low = r
    square, rest = _two_product(high, high)
    cube = high * square
    tail = 1 / 6 + high * (1 / 24 + high * (1 / 120 + high * (1 / 720 + high / 5040)))
    total, lost = two_sum(high, 0.5 * square)
    return _fast_two_sum(total, lost + (0.5 * rest + (low + (high * low + cube * tail))))


def exponential(x: Pair) -> Pair:
    """e^x for −708 ≤ x ≤ 709."""
    m, r = _reduced(x)
    steps = m.astype(np.int64)
    high, low = (part[steps & (_STEPS - 1)] for part in _powers())
    grown = _series(r)
    part, lost = _two_product(high, grown[0])
    total, rest = _fast_two_sum(high, part)
    total, rest = _fast_two_sum(total, rest + (lost + (high * grown[1] + low + low * grown[0])))
    scale = ((steps // _STEPS + 1023) << 52).view(np.float64)
    return total * scale, rest * scale


def exponential_less_one(x: Pair) -> Pair:
    """e^x − 1 for −708 ≤ x ≤ 709: with a relative error where |x| ≤ NEAR_ZERO."""
    high, low = add(exponential(x), (-1.0, 0.0))
    is_near = np.abs(x[0]) <= NEAR_ZERO
    if not is_near.any():
        return high, low
    near = _series(x)
    return np.where(is_near, near[0], high), np.where(is_near, near[1], low)


def logarithm(x: Pair) -> Pair:
    """log x for 2^−1020 ≤ x ≤ 2^1020; NaN if float64's own logarithm should be far off."""
    guess = np.log(x[0])
    high, low = add(multiply(x, exponential((-guess, 0.0))), (-1.0, 0.0))
    high = np.where(np.abs(high) < 2.0**-30, high, np.nan)
    return add((guess, 0.0), _fast_two_sum(high, low - 0.5 * high * high))


def logarithm_beside_one(x: Pair) -> Pair:
    """log(1 + x) for −1 < x ≤ 2^1020: with a relative error where |x| ≤ NEAR_ONE.

    There it is 2 artanh s = 2s(1 + s²/3 + …) with s = x/(2 + x), |s| < 2^−10.9.
    """
    high, low = logarithm(add(x, (1.0, 0.0)))
    is_near = np.abs(x[0]) <= NEAR_ONE
    if not is_near.any():
        return high, low
    first, rest = divide(x, add(x, (2.0, 0.0)))
    square = first * first
    tail = first * square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square / 9)))
    near = _fast_two_sum(2 * first, 2 * (rest + tail))
    return np.where(is_near, near[0], high), np.where(is_near, near[1], low)
