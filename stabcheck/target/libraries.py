"""What the functions of ``math`` and ``scipy.special`` write down on symbols.

They convert their arguments to plain floats before anything else, so that no protocol of NumPy's
is asked; while a function is traced, these stand in for them.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from stabcheck.carriers.axes import is_unit
from stabcheck.carriers.ledger import ScalarOnly, assume
from stabcheck.carriers.symbolic import Symbol, lift
from stabcheck.carriers.symbolic_ufuncs import elementwise
from stabcheck.error_function import ERF

__all__ = ["MATH", "SPECIAL", "one_number"]


def one_number(value: Any) -> Any:
    """The value where a single number is wanted; raises ScalarOnly for an array of several."""
    if isinstance(value, Symbol) and value.axes:
        if not all(map(is_unit, value.axes)):
            raise ScalarOnly("an array of several entries where a single number is wanted")
        return value.item()
    return value


def _log(x: Any, base: Any = None) -> Any:
    return np.log(x) if base is None else np.log(x) / np.log(lift(base))


def _fsum(values: Any) -> Any:
    return np.sum(values) if isinstance(values, Symbol) else sum(values)


def _on_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values: function(*map(one_number, values))


_SAME_NAME: tuple[str, ...] = (
    "exp",
    "expm1",
    "log1p",
    "sqrt",
    "tanh",
    "sinh",
    "cosh",
    "log2",
    "log10",
    "exp2",
)
_SAME_NAME += ("hypot", "isnan", "isinf", "isfinite", "fabs")
_RENAMED = {"asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh, "pow": np.power}

#: math's functions on symbols, by name.
MATH: dict[str, Callable[..., Any]] = {
    name: _on_numbers(function)
    for name, function in (
        *((name, getattr(np, name)) for name in _SAME_NAME),
        *_RENAMED.items(),
        ("log", _log),
    )
} | {"fsum": _fsum}


def _xlog(logarithm: Callable[[Any], Any]) -> Callable[..., Any]:
    return lambda x, y: np.where(lift(x) == 0, 0, x * logarithm(lift(y)))


def _logsumexp(a: Any, axis: Any = None, b: Any = None, keepdims: Any = None, **_: Any) -> Any:
    terms = np.exp(a) if b is None else b * np.exp(a)
    return np.log(np.sum(terms, axis, keepdims=bool(keepdims)))


def _normalised(x: Any, axis: Any = None) -> Any:
    terms = np.exp(x)
    return terms / np.sum(terms, axis, keepdims=True)


_FORMULAS: dict[str, Callable[..., Any]] = {
    "expit": lambda x: 1 / (1 + np.exp(-x)),
    "log_expit": lambda x: -np.log(1 + np.exp(-x)),
    "logit": lambda p: np.log(p / (1 - p)),
    "logsumexp": _logsumexp,
    "softmax": _normalised,
    "log_softmax": lambda x, axis=None: np.log(_normalised(x, axis)),
    "xlogy": _xlog(np.log),
    "xlog1py": _xlog(np.log1p),
    "entr": lambda x: -_xlog(np.log)(x, x),
    "rel_entr": lambda x, y: _xlog(np.log)(x, x / lift(y)),
    "log1p": np.log1p,
    "expm1": np.expm1,
    "exp2": np.exp2,
    "log_ndtr": lambda x: np.log((1 + ERF(x / np.sqrt(lift(2)))) / 2),
    "ndtr": lambda x: (1 + ERF(x / np.sqrt(lift(2)))) / 2,
}


def _assumed(name: str, formula: Callable[..., Any]) -> Callable[..., Any]:
    def apply(*args: Any, **kwargs: Any) -> Any:
        assume(f"scipy.special.{name} computes what its documentation says")
        return formula(*args, **kwargs)

    return functools.wraps(formula)(apply)


#: scipy.special's functions on symbols, by name.
SPECIAL: dict[str, Callable[..., Any]] = {
    name: _assumed(name, formula) for name, formula in _FORMULAS.items()
}
for _name in ("erf", "erfc"):
    SPECIAL[_name] = _assumed(_name, functools.partial(elementwise, _name))
    MATH[_name] = _on_numbers(functools.partial(elementwise, _name))
