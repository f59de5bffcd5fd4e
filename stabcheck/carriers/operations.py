"""The one table of operations: what each elementwise NumPy function means on every carrier.

A formula reaches the table through NumPy's own protocols.  To teach stabcheck a new elementwise
function, add a row; to teach it a new carrier, read the columns.

Columns
-------
ufunc
    The NumPy function a formula calls, and the kernel the rounded carriers run (`kernel`).
ball
    The exact operation on Arb enclosures (python-flint's ``arb``).
unfold
    The operation in terms of more elementary ones, as a NumPy formula; None for the elementary
    ones, which the proof engine knows itself.
partials
    Its partial derivatives as NumPy formulas of the same arguments, one per argument; undefined
    (0/0) where there is a kink.
propagate
    How far errors in the arguments move the result, for running error analysis; see
    `stabcheck.carriers.propagation`.
kernel_ulp
    A bound on the error of NumPy's float64 kernel in ulp of its result: 0 exact, ½ correctly
    rounded (IEEE 754), 8 for the elementary functions (NumPy states 4 for its vector kernels).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from stabcheck.carriers import propagation
from stabcheck.enclosure import exponential, is_moderate
from stabcheck.error_function import ERF, ERFC
from stabcheck.exact import PI

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

    def kernel(self, *arrays: Any) -> Any:
        """The function on arrays of floats; what Python computes is brought to their type."""
        result = self.ufunc(*arrays)
        return result if result.dtype != object else result.astype(arrays[0].dtype)


def _exponential_sum(x: Any, sign: int) -> Any:
    return exponential(x) + sign * exponential(-x)


def _ball_power(x: Any, p: Any) -> Any:
    # a ball that merely contains an integer may be a number beside it
    exponent = p.unique_fmpz() if p.is_exact() else None
    return x**exponent if exponent is not None else x**p


def _slope(a: Any) -> Any:
    """The derivative of |a|: ±1, and undefined at the kink."""
    return a / np.abs(a)


OPERATIONS: dict[str, Operation] = {
    row.name: row
    for row in (
        # arithmetic
        Operation(
            "add",
            np.add,
            lambda a, b: a + b,
            (lambda a, b: 1, lambda a, b: 1),
            propagation.of_both,
            IEEE_ULP,
        ),
        Operation(
            "subtract",
            np.subtract,
            lambda a, b: a - b,
            (lambda a, b: 1, lambda a, b: -1),
            propagation.of_both,
            IEEE_ULP,
        ),
        Operation(
            "multiply",
            np.multiply,
            lambda a, b: a * b,
            (lambda a, b: b, lambda a, b: a),
            propagation.of_product,
            IEEE_ULP,
        ),
        Operation(
            "divide",
            np.divide,
            lambda a, b: a / b,
            (lambda a, b: 1 / b, lambda a, b: -a / b**2),
            propagation.of_quotient,
            IEEE_ULP,
        ),
        Operation(
            "negative",
            np.negative,
            lambda a: -a,
            (lambda a: -1,),
            propagation.of_contraction,
            kernel_ulp=0,
        ),
        Operation(
            "power",
            np.power,
            _ball_power,
            (lambda a, p: p * a ** (p - 1), lambda a, p: np.log(a) * a**p),
            propagation.of_power,
        ),
        Operation(
            "square",
            np.square,
            lambda a: a * a,
            (lambda a: 2 * a,),
            propagation.of_square,
            IEEE_ULP,
            unfold=lambda a: a**2,
        ),
        Operation(
            "sqrt",
            np.sqrt,
            lambda a: a.sqrt(),
            (lambda a: 1 / (2 * np.sqrt(a)),),
            propagation.of_root,
            IEEE_ULP,
        ),
        Operation(
            "hypot",
            np.hypot,
            lambda a, b: (a * a + b * b).sqrt(),
            (lambda a, b: a / np.hypot(a, b), lambda a, b: b / np.hypot(a, b)),
            propagation.of_both,
            unfold=lambda a, b: np.sqrt(a**2 + b**2),
        ),
        # exponentials and logarithms
        Operation(
            "exp",
            np.exp,
            exponential,
            (lambda a: np.exp(a),),
            propagation.of_exponential,
        ),
        Operation("log", np.log, lambda a: a.log(), (lambda a: 1 / a,), propagation.of_logarithm),
        Operation(
            "expm1",
            np.expm1,
            lambda a: a.expm1() if is_moderate(a) else exponential(a) - 1,
            (lambda a: np.exp(a),),
            propagation.of_expm1,
            unfold=lambda a: np.exp(a) - 1,
        ),
        Operation(
            "log1p",
            np.log1p,
            lambda a: a.log1p(),
            (lambda a: 1 / (1 + a),),
            propagation.of_log1p,
            unfold=lambda a: np.log(1 + a),
        ),
        Operation(
            "logaddexp",
            np.logaddexp,
            lambda a, b: a.max(b) + (-abs(a - b)).exp().log1p(),
            (lambda a, b: 1 / (1 + np.exp(b - a)), lambda a, b: 1 / (1 + np.exp(a - b))),
            propagation.of_logaddexp,
            unfold=lambda a, b: np.log(np.exp(a) + np.exp(b)),
        ),
        # hyperbolic functions
        Operation(
            "tanh",
            np.tanh,
            lambda a: a.tanh(),
            (lambda a: 1 - np.tanh(a) ** 2,),
            propagation.of_contraction,
            unfold=lambda a: (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a)),
        ),
        Operation(
            "sinh",
            np.sinh,
            lambda a: a.sinh() if is_moderate(a) else _exponential_sum(a, -1) / 2,
            (lambda a: np.cosh(a),),
            propagation.of_sinh,
            unfold=lambda a: (np.exp(a) - np.exp(-a)) / 2,
        ),
        Operation(
            "cosh",
            np.cosh,
            lambda a: a.cosh() if is_moderate(a) else _exponential_sum(a, 1) / 2,
            (lambda a: np.sinh(a),),
            propagation.of_cosh,
            unfold=lambda a: (np.exp(a) + np.exp(-a)) / 2,
        ),
        # the error function
        Operation(
            "erf",
            ERF,
            lambda a: a.erf(),
            (lambda a: 2 / np.sqrt(PI) * np.exp(-(a**2)),),
            propagation.of_error_function,
        ),
        Operation(
            "erfc",
            ERFC,
            lambda a: a.erfc(),
            (lambda a: -2 / np.sqrt(PI) * np.exp(-(a**2)),),
            propagation.of_error_function,
            unfold=lambda a: 1 - ERF(a),
        ),
        # piecewise
        Operation(
            "absolute",
            np.absolute,
            lambda a: abs(a),
            (lambda a: a / np.abs(a),),
            propagation.of_contraction,
            kernel_ulp=0,
        ),
        Operation(
            "maximum",
            np.maximum,
            lambda a, b: a.max(b),
            (lambda a, b: (1 + _slope(a - b)) / 2, lambda a, b: (1 - _slope(a - b)) / 2),
            propagation.of_extreme,
            kernel_ulp=0,
        ),
        Operation(
            "minimum",
            np.minimum,
            lambda a, b: a.min(b),
            (lambda a, b: (1 - _slope(a - b)) / 2, lambda a, b: (1 + _slope(a - b)) / 2),
            propagation.of_extreme,
            kernel_ulp=0,
        ),
        Operation(
            "sign",
            np.sign,
            lambda a: a.sgn(),
            (lambda a: 0 / a,),
            propagation.of_sign,
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
