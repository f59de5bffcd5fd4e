"""What each operation makes of numbers hi + lo ± error: its double-double, and a bound.

The bounds are those of `stabcheck.carriers.propagation`, to first order: an error of more than
2^−20 of its number is not followed, and what is missed by then is in `SECOND_ORDER`.

±inf with an error of 0 is a *limit*, as `stabcheck.carriers.running_double.Limits` has it: it stays
one where a number is added or the sign changes, e^−∞ is 0 and the extremes are those of floats, all
exactly.  Of what else is made of it nothing is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from flint import arb, ctx

from stabcheck.carriers import doubledouble as dd
from stabcheck.carriers.propagation import FLUSHED, LOST, of_error_function
from stabcheck.carriers.running import INFLATION
from stabcheck.enclosure import split

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BOUNDED", "STEPS", "Number", "nothing"]

Floats = Any  # NDArray[np.float64]

#: An error larger than this part of what it is an error of is too large to be followed.
SMALL = 2.0**-20
#: First-order bounds of relative errors up to `SMALL` are short by less than this factor.
SECOND_ORDER = 1 + 2.0**-18
#: Below this magnitude the low part of a result may have lost digits by underflow.
UNDERFLOWING = 2.0**-960
#: Where e^x is neither tiny nor huge.
LOWEST_EXPONENT, HIGHEST_EXPONENT = -708.0, 709.0
LARGEST_POWER = 8
#: Enough for the 106 bits of two float64 side by side.
BALL_BITS = 128


class Number(NamedTuple):
    """Real numbers within ``error`` of hi + lo; nothing is known where it is infinite or NaN.

    ±inf with an error of 0 is a limit.
    """

    hi: Floats
    lo: Floats
    error: Floats


def nothing(shape: tuple[int, ...]) -> Number:
    """Numbers of which nothing is known."""
    return Number(np.full(shape, np.nan), np.full(shape, np.nan), np.full(shape, np.inf))


def _bounded(pair: dd.Pair, error: Floats) -> Number:
    """A result with its error, unknown (NaN) where its low part is no number."""
    return Number(*pair, error * INFLATION + 0 * pair[1])


def _lost(result: Floats) -> Floats:
    """What the low part of a result can have lost by underflow."""
    return np.where(np.abs(result) < UNDERFLOWING, LOST, 0.0)


def _is_zero(x: Number) -> Floats:
    return (x.hi == 0) & (x.error == 0)


def _pair(x: Number) -> dd.Pair:
    return x.hi, x.lo


def _add(x: Number, y: Number) -> Number:
    total = dd.add(_pair(x), _pair(y))
    # two float64 add up exactly
    own = np.where((x.lo == 0) & (y.lo == 0), 0.0, np.abs(total[0]) * dd.ARITHMETIC)
    found = _bounded(total, x.error + y.error + own)
    return found if np.isfinite(found.error).all() else _with_limits(found, x, y)


def _with_limits(total: Number, x: Number, y: Number) -> Number:
    """A sum in which ±∞ stays what it is, by whatever number it moves."""
    is_limit = _is_limit(x) & _is_known(y) | _is_limit(y) & _is_known(x)
    return Number(
        np.where(is_limit, x.hi + y.hi, total.hi),
        np.where(is_limit, 0.0, total.lo),
        np.where(is_limit, 0.0, total.error),
    )


def _is_limit(x: Number) -> Floats:
    return np.isinf(x.hi) & (x.error == 0)


def _is_known(x: Number) -> Floats:
    return np.isfinite(x.hi) & (x.error < np.inf)


def _subtract(x: Number, y: Number) -> Number:
    return _add(x, _negative(y))


def _multiply(x: Number, y: Number) -> Number:
    product = dd.multiply(_pair(x), _pair(y))
    moved = np.abs(x.hi) * y.error + np.abs(y.hi) * x.error + x.error * y.error
    lost = np.where(_is_zero(x) | _is_zero(y), 0.0, _lost(product[0]))
    return _bounded(product, moved + np.abs(product[0]) * dd.ARITHMETIC + lost)


def _divide(x: Number, y: Number) -> Number:
    quotient = dd.divide(_pair(x), _pair(y))
    size = np.abs(y.hi)
    moved = (x.error + (np.abs(quotient[0]) + LOST) * y.error) * (SECOND_ORDER / size)
    lost = np.where(_is_zero(x), 0.0, _lost(quotient[0]) + _lost(x.hi) / size)
    error = moved + np.abs(quotient[0]) * dd.ARITHMETIC + lost
    return _bounded(quotient, np.where(y.error <= SMALL * size, error, np.inf))


def _root(x: Number) -> Number:
    found = dd.root(_pair(x))
    error = x.error / found[0] * SECOND_ORDER + np.abs(found[0]) * dd.ARITHMETIC
    known = (x.error <= SMALL * x.hi) & (x.hi > UNDERFLOWING)
    return _bounded(found, np.where(known, error, np.inf))


def _exponential(x: Number) -> Number:
    return _of_exponent(x, dd.exponential, lambda y, _: y * dd.EXPONENTIAL + _lost(y), limit=0.0)


def _exponential_less_one(x: Number) -> Number:
    def own(y: Floats, near: Floats) -> Floats:
        far = (np.abs(y) + 1) * (2 * dd.EXPONENTIAL)
        return np.where(near, np.abs(y) * dd.SERIES + _lost(y), far)

    return _of_exponent(x, dd.exponential_less_one, own, limit=-1.0)


def _of_exponent(
    x: Number, act: Callable[..., dd.Pair], own: Callable[..., Floats], limit: float
) -> Number:
    """e^x or e^x − 1, which far below 0 is close to its ``limit``; e^r − 1 ≤ r·SECOND_ORDER."""
    inside = (x.hi >= LOWEST_EXPONENT) & (x.hi <= HIGHEST_EXPONENT) & (x.error <= SMALL)
    found = act((np.where(inside, x.hi, 0.0), np.where(inside, x.lo, 0.0)))
    slope = np.abs(found[0]) + (limit != 0)
    error = slope * x.error * SECOND_ORDER + own(found[0], np.abs(x.hi) <= dd.NEAR_ZERO)
    if inside.all():
        return _bounded(found, error)
    below = x.hi + x.error < LOWEST_EXPONENT
    outside = np.where(below, np.where(np.isinf(x.hi), 0.0, FLUSHED), np.inf)
    hi, lo = np.where(inside, found[0], limit), np.where(inside, found[1], 0.0)
    return _bounded((hi, lo), np.where(inside, error, outside))


def _logarithm(x: Number) -> Number:
    found = dd.logarithm(_pair(x))
    error = x.error / x.hi * SECOND_ORDER + dd.LOGARITHM + np.abs(found[0]) * dd.ARITHMETIC
    known = (x.error <= SMALL * x.hi) & (x.hi > 2.0**-990) & (x.hi < 2.0**990)
    return _bounded(found, np.where(known, error, np.inf))


def _logarithm_beside_one(x: Number) -> Number:
    found = dd.logarithm_beside_one(_pair(x))
    argument = 1 + x.hi
    near = np.abs(x.hi) <= dd.NEAR_ONE
    far = dd.LOGARITHM + dd.ARITHMETIC + np.abs(found[0]) * dd.ARITHMETIC
    own = np.where(near, np.abs(found[0]) * dd.SERIES + _lost(found[0]), far)
    error = x.error / argument * SECOND_ORDER + own
    known = (x.error <= SMALL * argument) & (argument > SMALL) & (argument < 2.0**990)
    return _bounded(found, np.where(known, error, np.inf))


def _negative(x: Number) -> Number:
    return Number(-x.hi, -x.lo, x.error)


def _absolute(x: Number) -> Number:
    sign = np.copysign(1.0, x.hi)
    return Number(x.hi * sign, x.lo * sign, x.error)


def _maximum(x: Number, y: Number) -> Number:
    above = (x.hi > y.hi) | ((x.hi == y.hi) & (x.lo >= y.lo))
    return Number(
        np.where(above, x.hi, y.hi), np.where(above, x.lo, y.lo), np.maximum(x.error, y.error)
    )


def _minimum(x: Number, y: Number) -> Number:
    return _negative(_maximum(_negative(x), _negative(y)))


def _sign(x: Number) -> Number:
    certain = (x.error == 0) | (x.error < np.abs(x.hi) / 2)
    error = np.where(certain, 0.0, np.where(x.error < np.inf, 2.0, np.inf))
    return Number(np.sign(x.hi), np.zeros(x.hi.shape), error)


def _by_balls(name: str) -> Callable[[Number], Number]:
    """A function that is evaluated in Arb, entry by entry, at hi + lo."""

    def of_entry(hi: float, lo: float) -> tuple[float, float, float]:
        return split(getattr(arb(hi) + arb(lo), name)())

    def apply(x: Number) -> Number:
        with ctx.workprec(BALL_BITS):
            parts = np.frompyfunc(of_entry, 2, 3)(x.hi, x.lo)
        hi, lo, own = (np.asarray(part, dtype=np.float64) for part in parts)
        error = (own + of_error_function(hi, x.hi, x.error)) * SECOND_ORDER
        return Number(hi, lo, np.where(np.isfinite(x.hi), error, np.inf))

    return apply


def _power(x: Number, p: Number) -> Number:
    """Whole powers up to `LARGEST_POWER` and square roots, for one known exponent."""
    exponent = float(p.hi.flat[0]) if p.hi.size == 1 and not p.lo.any() and not p.error.any() else 0
    size = abs(exponent)
    if size == 0.5:
        found = _root(x)
    elif 1 <= size <= LARGEST_POWER and size == int(size):
        found = x
        for _ in range(int(size) - 1):
            found = _multiply(found, x)
    else:
        return nothing(np.broadcast_shapes(x.hi.shape, p.hi.shape))
    return _divide(Number(1.0, 0.0, 0.0), found) if exponent < 0 else found


#: By the name in the table of operations.
BOUNDED: dict[str, Callable[..., Number]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": _multiply,
    "divide": _divide,
    "square": lambda x: _multiply(x, x),
    "power": _power,
    "sqrt": _root,
    "exp": _exponential,
    "expm1": _exponential_less_one,
    "log": _logarithm,
    "log1p": _logarithm_beside_one,
    "erf": _by_balls("erf"),
    "erfc": _by_balls("erfc"),
    "negative": _negative,
    "absolute": _absolute,
    "maximum": _maximum,
    "minimum": _minimum,
    "sign": _sign,
}

#: What a reduction does to two entries.
STEPS = {"sum": _add, "max": _maximum, "min": _minimum}
