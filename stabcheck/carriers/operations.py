"""The one table of operations: what each elementwise NumPy function means on every carrier.

A formula reaches the table through NumPy's own protocols.  To teach stabcheck a new elementwise
function, add a row; to teach it a new carrier, read the columns.

Columns
-------
ufunc
    The NumPy function a formula calls, and the kernel the rounded carriers run.
ball
    The exact operation on Arb enclosures (python-flint's ``arb``).
unfold
    The operation in terms of more elementary ones, as a NumPy formula; None for the elementary
    ones, which the proof engine knows itself.
partials
    Its partial derivatives as NumPy formulas of the same arguments, one per argument.
propagate
    Running error analysis (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed.,
    section 3.3): given the computed value y and, per argument, a float64 x with an absolute error
    bound r, a bound on |f(x ± r) − f(x)|.  May return inf or NaN: nothing is known.
kernel_ulp
    A bound on the error of NumPy's float64 kernel in ulp of its result: 0 exact, ½ correctly
    rounded (IEEE 754), 8 for the elementary functions (NumPy states 4 for its vector kernels).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["BY_UFUNC", "COMPARISONS", "OPERATIONS", "Operation"]

Function = Callable[..., Any]

IEEE_ULP = 0.5
ELEMENTARY_ULP = 8.0


@dataclass(frozen=True)
class Operation:
    """One row of the table; the module's docstring says what the columns mean."""

    name: str
    ufunc: np.ufunc
    ball: Function
    partials: tuple[Function, ...]
    propagate: Function
    kernel_ulp: float = ELEMENTARY_ULP
    unfold: Function | None = None


def _log_propagate(y: Any, x: Any, r: Any) -> Any:
    return np.where(r < x, -np.log1p(-r / x), np.inf)


def _sqrt_propagate(y: Any, x: Any, r: Any) -> Any:
    return np.where(r < x, r / np.sqrt(np.maximum(x - r, 0)), np.sqrt(np.abs(x) + r))


def _divide_propagate(y: Any, a: Any, ra: Any, b: Any, rb: Any) -> Any:
    return np.where(rb < np.abs(b), (ra + np.abs(y) * rb) / (np.abs(b) - rb), np.inf)


def _power_propagate(y: Any, x: Any, r: Any, p: Any, rp: Any) -> Any:
    # |x^p| moves by the relative factor (1 + r/|x|)^|p|; exponents are constants here.
    relative = np.abs(p) * np.log1p(r / np.where(r < np.abs(x), np.abs(x) - r, 0))
    return np.where(rp == 0, np.abs(y) * np.expm1(relative), np.inf)


def _ball_power(x: Any, p: Any) -> Any:
    exponent = p.unique_fmpz()
    return x**exponent if exponent is not None else x**p


OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        # arithmetic
        Operation(
            "add",
            np.add,
            lambda a, b: a + b,
            (lambda a, b: 1, lambda a, b: 1),
            lambda y, a, ra, b, rb: ra + rb,
            IEEE_ULP,
        ),
        Operation(
            "subtract",
            np.subtract,
            lambda a, b: a - b,
            (lambda a, b: 1, lambda a, b: -1),
            lambda y, a, ra, b, rb: ra + rb,
            IEEE_ULP,
        ),
        Operation(
            "multiply",
            np.multiply,
            lambda a, b: a * b,
            (lambda a, b: b, lambda a, b: a),
            lambda y, a, ra, b, rb: np.abs(a) * rb + np.abs(b) * ra + ra * rb,
            IEEE_ULP,
        ),
        Operation(
            "divide",
            np.divide,
            lambda a, b: a / b,
            (lambda a, b: 1 / b, lambda a, b: -a / b**2),
            _divide_propagate,
            IEEE_ULP,
        ),
        Operation(
            "negative",
            np.negative,
            lambda a: -a,
            (lambda a: -1,),
            lambda y, a, ra: ra,
            kernel_ulp=0,
        ),
        Operation(
            "power",
            np.power,
            _ball_power,
            (lambda a, p: p * a ** (p - 1), lambda a, p: np.log(a) * a**p),
            _power_propagate,
        ),
        Operation(
            "square",
            np.square,
            lambda a: a * a,
            (lambda a: 2 * a,),
            lambda y, a, ra: (2 * np.abs(a) + ra) * ra,
            IEEE_ULP,
            unfold=lambda a: a**2,
        ),
        Operation(
            "sqrt",
            np.sqrt,
            lambda a: a.sqrt(),
            (lambda a: 1 / (2 * np.sqrt(a)),),
            _sqrt_propagate,
            IEEE_ULP,
        ),
        # exponentials and logarithms
        Operation(
            "exp",
            np.exp,
            lambda a: a.exp(),
            (lambda a: np.exp(a),),
            lambda y, a, ra: y * np.expm1(ra),
        ),
        Operation("log", np.log, lambda a: a.log(), (lambda a: 1 / a,), _log_propagate),
        Operation(
            "expm1",
            np.expm1,
            lambda a: a.expm1(),
            (lambda a: np.exp(a),),
            lambda y, a, ra: (y + 1) * np.expm1(ra),
            unfold=lambda a: np.exp(a) - 1,
        ),
        Operation(
            "log1p",
            np.log1p,
            lambda a: a.log1p(),
            (lambda a: 1 / (1 + a),),
            # the addition 1 + a is itself rounded, hence the widened radius
            lambda y, a, ra: _log_propagate(y, (1 + a) * (1 - 2.0**-52), ra),
            unfold=lambda a: np.log(1 + a),
        ),
        Operation(
            "logaddexp",
            np.logaddexp,
            lambda a, b: a.max(b) + (-abs(a - b)).exp().log1p(),
            (lambda a, b: 1 / (1 + np.exp(b - a)), lambda a, b: 1 / (1 + np.exp(a - b))),
            lambda y, a, ra, b, rb: np.maximum(ra, rb),
            unfold=lambda a, b: np.log(np.exp(a) + np.exp(b)),
        ),
        # hyperbolic functions
        Operation(
            "tanh",
            np.tanh,
            lambda a: a.tanh(),
            (lambda a: 1 - np.tanh(a) ** 2,),
            lambda y, a, ra: ra,
            unfold=lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)),
        ),
        Operation(
            "sinh",
            np.sinh,
            lambda a: a.sinh(),
            (lambda a: np.cosh(a),),
            lambda y, a, ra: np.cosh(a) * np.expm1(ra) * (1 + 1e-12),
            unfold=lambda a: (np.exp(a) - np.exp(-a)) / 2,
        ),
        Operation(
            "cosh",
            np.cosh,
            lambda a: a.cosh(),
            (lambda a: np.sinh(a),),
            lambda y, a, ra: y * np.expm1(ra) * (1 + 1e-12),
            unfold=lambda a: (np.exp(a) + np.exp(-a)) / 2,
        ),
        # piecewise
        Operation(
            "absolute",
            np.absolute,
            lambda a: abs(a),
            (lambda a: np.sign(a),),
            lambda y, a, ra: ra,
            kernel_ulp=0,
        ),
        Operation(
            "maximum",
            np.maximum,
            lambda a, b: a.max(b),
            (lambda a, b: np.where(a >= b, 1, 0), lambda a, b: np.where(a >= b, 0, 1)),
            lambda y, a, ra, b, rb: np.maximum(ra, rb),
            kernel_ulp=0,
        ),
        Operation(
            "minimum",
            np.minimum,
            lambda a, b: a.min(b),
            (lambda a, b: np.where(a <= b, 1, 0), lambda a, b: np.where(a <= b, 0, 1)),
            lambda y, a, ra, b, rb: np.maximum(ra, rb),
            kernel_ulp=0,
        ),
        Operation(
            "sign",
            np.sign,
            lambda a: a.sgn(),
            (lambda a: 0,),
            lambda y, a, ra: np.where(ra < np.abs(a), 0, 2.0),
            kernel_ulp=0,
        ),
    )
}

BY_UFUNC: dict[np.ufunc, Operation] = {row.ufunc: row for row in OPERATIONS.values()}

#: The comparisons a formula may branch on, by NumPy's name.
COMPARISONS: dict[np.ufunc, str] = {
    np.greater: "greater",
    np.greater_equal: "greater_equal",
    np.less: "less",
    np.less_equal: "less_equal",
    np.equal: "equal",
    np.not_equal: "not_equal",
}
