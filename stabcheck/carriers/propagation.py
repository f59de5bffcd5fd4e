"""How far an error in the operands can move the result of each operation.

Running error analysis: N. J. Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed.,
section 3.3.  Every function takes the float64 result y that was computed and, per operand, the
float64 x that was used with a bound r on its distance from the real number it stands for; it
returns a bound on |f(t) − f(x)| over all t with |t − x| ≤ r.  inf and NaN mean that nothing is
known.

A bound of exactly known operands is the number `EXACT`, not an array, which saves the work.

The bounds are themselves computed in float64, so each is a formula without cancellation, correct
to a relative error that the caller's inflation of 1 + 2^−40 covers; where y may have underflowed,
or lost its last digits against 1, what it can have lost is added before it is multiplied.
"""

# Every row of the table passes the same operands, whether or not a bound needs them all.
# ruff: noqa: ARG001

from __future__ import annotations

from typing import Any

import numpy as np

#: How far an operand that is known exactly is from the number it stands for.
EXACT = 0.0

#: More than a few products lose together by rounding to the spacing of the subnormals, 2^−1074.
LOST = 2.0**-1070

#: A little more than 2/√π.
TWO_OVER_ROOT_PI = 1.1284

#: More than kernels lose that flush subnormals to zero, once or twice.
FLUSHED = 2.0**-1020


def _where_known(known: Any, bound: Any) -> Any:
    """``bound`` where it holds, and nothing elsewhere."""
    return bound if np.all(known) else np.where(known, bound, np.inf)


def _grown(r: Any) -> Any:
    """r + r², at least eʳ − 1 for 0 ≤ r ≤ 1: there e^r ≤ 1 + r + r²."""
    return r * (1 + r)


def of_both(y: Any, a: Any, ra: Any, b: Any, rb: Any) -> Any:
    """a + b and a − b."""
    return ra + rb


def of_product(y: Any, a: Any, ra: Any, b: Any, rb: Any) -> Any:
    """a · b."""
    if rb is EXACT:
        return np.abs(b) * ra
    if ra is EXACT:
        return np.abs(a) * rb
    return np.abs(a) * rb + np.abs(b) * ra + ra * rb


def of_quotient(y: Any, a: Any, ra: Any, b: Any, rb: Any) -> Any:
    """a / b: (δa − (a/b) δb) / (b + δb)."""
    if rb is EXACT:
        return ra / np.abs(b)
    size = np.abs(b)
    moved = (np.abs(y) + LOST) * rb
    if ra is not EXACT:
        moved += ra
    moved += LOST
    return _where_known(rb < size, moved / (size - rb))


def of_power(y: Any, x: Any, r: Any, p: Any, rp: Any) -> Any:
    """x^p for an exactly known p: by at most the factor (1 + r/(|x| − r))^|p|.

    For p ≥ 1 also by at most p (|x| + r)^(p − 1) r, the steepest slope in reach, which says
    something at 0 too.
    """
    size = np.abs(x)
    nearest_zero = np.where(r < size, size - r, 0)
    relative = np.abs(p) * np.log1p(r / nearest_zero)
    moved = (np.abs(y) + FLUSHED) * np.expm1(relative)
    has_slope = (p >= 1) & np.isfinite(y)
    if np.any(has_slope):
        by_slope = p * ((size + r) ** np.maximum(p - 1, 0) + FLUSHED) * r + LOST
        moved = np.where(has_slope, np.fmin(moved, by_slope), moved)
    return moved if rp is EXACT else np.where(rp == 0, moved, np.inf)


def of_square(y: Any, x: Any, r: Any) -> Any:
    """x²."""
    return (2 * np.abs(x) + r) * r


def of_root(y: Any, x: Any, r: Any) -> Any:
    """√x, a real t being non-negative."""
    return np.where(r < x, r / np.sqrt(np.maximum(x - r, 0)), np.sqrt(np.abs(x) + r))


def of_exponential(y: Any, x: Any, r: Any) -> Any:
    """eˣ(eʳ − 1), and at most e^(x + r), which stays small where r is large and x very negative.

    Up to r = 1, eʳ − 1 ≤ r + r².  x + r is rounded, which e^(x + r) feels by less than the
    inflation as long as it is finite.
    """
    moved = (y + FLUSHED) * _grown(r)
    is_near = r <= 1
    if np.all(is_near):
        return moved
    far = np.fmin((y + FLUSHED) * np.expm1(r), np.maximum(y, np.exp(x + r)) + FLUSHED)
    return np.where(is_near, moved, far)


def of_expm1(y: Any, x: Any, r: Any) -> Any:
    """eˣ(eʳ − 1) again, where eˣ = y + 1 up to the error of y, at most 8 ulp of 1."""
    grown = _grown(r)
    is_near = r <= 1
    if not np.all(is_near):
        grown = np.where(is_near, grown, np.expm1(r))
    return (y + 1 + 2.0**-48) * grown


def of_logarithm(y: Any, x: Any, r: Any) -> Any:
    """log x − log(x − r) = log(1 + r/(x − r)) ≤ r/(x − r), the wider of the two sides."""
    return _where_known(r < x, r / (x - r))


def of_log1p(y: Any, x: Any, r: Any) -> Any:
    """The logarithm at 1 + x, which is itself rounded and therefore taken a little smaller."""
    return of_logarithm(y, (1 + x) * (1 - 2.0**-51), r)


def of_logaddexp(y: Any, a: Any, ra: Any, b: Any, rb: Any) -> Any:
    """At most the larger of both, as the partial derivatives add up to 1.

    To this comes what the kernel loses inside max + log1p(e^−|a − b|): the rounding of a − b and
    the errors of exp and log1p, 8 ulp each.  They may be any number of ulp of a result near 0.
    """
    distance = np.abs(a - b)
    inside = (np.exp(-distance) + FLUSHED) * (2.0**-47 + distance * 2.0**-51)
    return np.maximum(ra, rb) + inside


def of_contraction(y: Any, x: Any, r: Any) -> Any:
    """A function whose derivative is nowhere beyond ±1: tanh, |x|, −x."""
    return r


def of_sinh(y: Any, x: Any, r: Any) -> Any:
    """cosh x · sinh r + |sinh x| (cosh r − 1) ≤ cosh x (eʳ − 1)."""
    return np.cosh(x) * np.expm1(r)


def of_cosh(y: Any, x: Any, r: Any) -> Any:
    """|sinh x| sinh r + cosh x (cosh r − 1) ≤ cosh x (eʳ − 1)."""
    return y * np.expm1(r)


def of_error_function(y: Any, x: Any, r: Any) -> Any:
    """2/√π e^(−t²) r at the t in reach that is nearest to 0, for erf x as for 1 − erf x."""
    nearest_zero = np.maximum(np.abs(x) - r, 0)
    return (np.exp(-(nearest_zero**2)) + FLUSHED) * (TWO_OVER_ROOT_PI * r)


def of_extreme(y: Any, a: Any, ra: Any, b: Any, rb: Any) -> Any:
    """The larger or the smaller of two."""
    return np.maximum(ra, rb)


def of_sign(y: Any, x: Any, r: Any) -> Any:
    """Nothing where the sign is certain, a jump of at most 2 where it is not."""
    return np.where(r < np.abs(x), 0, np.where(r >= np.abs(x), 2.0, np.inf))
