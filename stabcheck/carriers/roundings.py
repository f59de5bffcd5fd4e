"""The roundings of an arithmetic, in which a page states its a-priori bounds.

A correctly rounded operation returns the exact result times a factor e^θ with |θ| ≤ u: its
relative error is at most u/(1 + u) (Jeannerod & Rump, On relative errors of floating-point
operations, Math. Comp. 87, 2018), and log(1 + u) ≤ u.  So factors multiply by adding their θ,
exactly, where 1 + δ would need terms of second order; and |e^±θ − 1| ≤ θe^θ.  Where the result is
subnormal, an absolute loss takes the factor's place.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p
from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.formats import rational

if TYPE_CHECKING:
    from stabcheck.carriers.rounded import Arithmetic

__all__ = ["KERNEL_ULP", "Roundings", "roundings_of"]

#: What NumPy states of its float32 and float64 kernels of elementary functions, in ulp.
KERNEL_ULP = 4.0

FLOAT32_U = 2.0**-24


@dataclass(frozen=True)
class Roundings:
    """How far the operations of one arithmetic may be off.

    ``u`` bounds θ of a correctly rounded operation, ``kernel`` that of an elementary function,
    ``partial`` that of each addition inside a sum and ``stored`` that of the finished sum.
    ``lost`` is what any one operation may lose to underflow, as an absolute error.  The methods
    take and return floats or the values of any carrier.
    """

    u: float
    kernel: float
    partial: float
    stored: float
    lost: float

    def relative(self, theta: Any) -> Any:
        """A bound on the relative error of a factor e^±θ."""
        return theta * np.exp(theta)

    def after(self, value: Any, error: Any, theta: Any) -> Any:
        """The error of an operation's result, whose exact operands would give ``value``.

        ``error`` is what the errors of the operands make of it, ``theta`` the operation's own.
        """
        return error + (np.abs(value) + error) * self.relative(theta) + self.lost

    def product(self, a: Any, off: Any, b: Any, other: Any) -> Any:
        """The error of the rounded product of ``a`` and ``b``, themselves off by so much."""
        inner = np.abs(a) * other + np.abs(b) * off + off * other
        return self.after(a * b, inner, self.u)

    def additions(self, terms: int) -> float:
        """The θ of a sum of so many terms, in any order."""
        return max(terms - 1, 0) * self.partial + self.stored

    def of_sum(self, terms: int, total: Any, theta: Any) -> Any:
        """The θ of a sum of positive ``terms``, exactly ``total``, each e^±``theta`` off.

        What the terms lose to underflow counts as well: a θ beyond bounds where that may be all.
        """
        factor = theta + self.additions(terms)
        share = terms * self.lost * np.exp(factor) / total
        return factor + share / np.maximum(1 - share, 0)


def roundings_of(arithmetic: Arithmetic) -> Roundings:
    """The roundings of ``arithmetic``, with elementary functions good to `KERNEL_ULP`.

    The narrow formats run float32's kernels and round once.
    """
    fmt = arithmetic.format
    u, tiny = 2.0**-fmt.precision, float(rational(fmt.smallest_subnormal))
    if fmt.bits >= 32:
        kernel = -log1p(-2 * KERNEL_ULP * u)
        return Roundings(u, kernel, partial=u, stored=0.0, lost=KERNEL_ULP * tiny)
    kernel = u - log1p(-2 * KERNEL_ULP * FLOAT32_U)
    inner = arithmetic.accumulating is not arithmetic
    partial, stored = (FLOAT32_U, u) if inner else (u, 0.0)
    return Roundings(u, kernel, partial, stored, lost=tiny)
