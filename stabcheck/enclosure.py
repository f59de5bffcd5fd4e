"""Exact constants as Arb balls, and Arb balls as exact rationals.

A ball is a proven interval midpoint ± radius at python-flint's working precision, which is global;
`flint.ctx.workprec(bits)` sets it for the length of a ``with`` block and restores it.
"""

from __future__ import annotations

from fractions import Fraction
from math import inf, isinf, nan
from typing import TYPE_CHECKING, Any

from flint import arb, ctx, fmpq

from stabcheck.exact import Exact

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "decide",
    "enclose",
    "endpoints",
    "exponential",
    "is_moderate",
    "rational_ball",
    "split",
]

#: Precision at which a closed form is given up as indistinguishable from a boundary.
CAP_BITS = 4096

_MODERATE = arb(2) ** 60
#: From 0 to more than e^−2^60.
_VANISHED = arb((1, -(1 << 60))).union(arb(0))

#: Enough for the integer part of any float64, and of sums and products of a few.
_LARGEST_EXPONENT_BITS = 1100

_FAR_EXPONENT = 4000

_OPERATIONS: dict[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "negative": lambda a: -a,
    "exp": lambda a: a.exp(),
    "log": lambda a: a.log(),
    "sqrt": lambda a: a.sqrt(),
    "tanh": lambda a: a.tanh(),
    "sinh": lambda a: a.sinh(),
    "cosh": lambda a: a.cosh(),
    "expm1": lambda a: a.expm1(),
    "log1p": lambda a: a.log1p(),
    "erf": lambda a: a.erf(),
    "erfc": lambda a: a.erfc(),
    "square": lambda a: a * a,
    "absolute": abs,
    "sign": lambda a: a.sgn(),
    "maximum": lambda a, b: a.max(b),
    "minimum": lambda a, b: a.min(b),
}


def rational_ball(value: Fraction) -> arb:
    """A ball around a rational, exact where the rational is a binary fraction that fits."""
    return arb(fmpq(value.numerator, value.denominator))


def _leaf(_name: str, value: Fraction | None) -> arb:
    """A rational, or π, the one leaf that is none."""
    return arb.pi() if value is None else rational_ball(value)


def enclose(constant: Exact) -> Any:
    """A ball that contains ``constant``, at the current working precision."""
    return constant.fold(_leaf, lambda name, operands: _OPERATIONS[name](*operands))


def endpoints(ball: arb) -> tuple[Fraction, Fraction]:
    """A rational at or below a finite ball, and one at or above it; both exact for a point.

    Magnitudes beyond 2^±4000, far outside every float format, are given as 2^±4000.
    Raises ValueError for a ball that is not finite.
    """
    if not ball.is_finite():
        raise ValueError(f"{ball} is not a finite ball")
    if ball.is_exact():
        return _dyadic(ball), _dyadic(ball)
    with ctx.workprec(ball.bits() + 64):
        return _dyadic(ball.lower()), _dyadic(ball.upper())


def _dyadic(point: arb) -> Fraction:
    mantissa, exponent = (int(part) for part in point.man_exp())
    top = exponent + mantissa.bit_length()
    if mantissa and abs(top) > _FAR_EXPONENT:
        far = Fraction(2) ** (_FAR_EXPONENT if top > 0 else -_FAR_EXPONENT)
        return far if mantissa > 0 else -far
    if exponent >= 0:
        return Fraction(mantissa << exponent)
    return Fraction(mantissa, 1 << -exponent)


def split(ball: arb, finer: int = 0) -> tuple[float, float, float]:
    """A ball as float64 parts hi + (lo ± rad)·2^−finer, where hi is its midpoint rounded.

    hi is ±inf where the midpoint is beyond float64, and NaN for a ball that is not finite.
    """
    if not ball.is_finite():
        return nan, 0.0, inf
    hi = float(ball)
    if isinf(hi):
        return hi, 0.0, 0.0
    rest = (ball - hi) * arb((1, finer))
    lo, rad = float(rest), float(rest.rad())
    if lo == 0 and rad == 0 and rest.is_zero():
        return hi, 0.0, 0.0
    # lo and rad are themselves rounded
    return hi, lo, rad * (1 + 2.0**-50) + abs(lo) * 2.0**-52 + 2.0**-1074


def is_moderate(ball: arb) -> bool:
    """Whether Arb's own exponential keeps its precision there; NaN counts as moderate."""
    return not abs(ball) > _MODERATE


def exponential(ball: arb) -> arb:
    """e^ball, for arguments of any size a float can have.

    Arb gives up beyond about 2^255 with [0 ± ∞] or [0 ± tiny], which would leave 1/(1 + e^−x)
    undecided at every precision.  There x = k log 2 + rest is reduced first, unless the ball is so
    wide that its rest would be, too.
    """
    if is_moderate(ball):
        return ball.exp()
    if ball.rad() > _MODERATE and ball < -_MODERATE:
        return _VANISHED
    with ctx.workprec(ctx.prec + _LARGEST_EXPONENT_BITS):
        log2 = arb(2).log()
        twos = (ball.mid() / log2).floor().unique_fmpz()
        if twos is None:
            return ball.exp()
        rest = ball - twos * log2
    return rest.exp() * arb((1, twos))


def decide(constant: Exact | arb, rounding: Callable[[Fraction], Any]) -> Any:
    """``rounding(constant)`` for a monotone function, the precision raised until it is certain.

    Raises ArithmeticError where a ball is too wide to tell, or a closed form lies too close to a
    place where ``rounding`` jumps.
    """
    if isinstance(constant, arb):
        return _decide_ball(constant, rounding)
    if constant.value is not None:
        return rounding(constant.value)
    bits = 64
    while bits < CAP_BITS:
        with ctx.workprec(bits):
            ball = enclose(constant)
        try:
            return _decide_ball(ball, rounding)
        except ArithmeticError:
            bits *= 2
    return _decide_ball(ball, rounding)


def _decide_ball(ball: arb, rounding: Callable[[Fraction], Any]) -> Any:
    if ball.is_finite():
        lower, upper = (rounding(end) for end in endpoints(ball))
        if lower == upper:
            return lower
    raise ArithmeticError(f"{ball} is too wide to be rounded")
