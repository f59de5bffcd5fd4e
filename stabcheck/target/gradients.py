"""The derivative of a function in its first argument, held against the quantity's own.

The truth is the page that the quantity names as its gradient; where it names none, the derivative
of its definition, differentiated once by the partials of the operations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.operations import COMPARISONS, OPERATIONS
from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term
from stabcheck.catalogue import quantities
from stabcheck.exact import PI, exact
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity
from stabcheck.target.calling import Call
from stabcheck.target.dry_run import find_call
from stabcheck.target.isolation import Isolated, Runner
from stabcheck.target.settings import AUTODIFF, Settings

__all__ = ["differentiated", "gradient_page"]

#: The libraries that differentiate their own functions.
WITH_AUTODIFF = ("jax", "torch")
_BY_NAME = {name: ufunc for ufunc, name in COMPARISONS.items()}


def gradient_page(quantity: Quantity) -> Quantity:
    """The quantity that ∂/∂x of ``quantity`` is, x being its first argument.

    Raises ValueError where there is none: for a value that is a vector, or a vector's derivative
    of which there is no page.
    """
    if quantity.gradient:
        return quantities()[quantity.gradient]
    if any(argument.kind != "real" for argument in quantity.arguments.values()):
        raise ValueError(f"the catalogue has no gradient of {quantity.name}")
    symbols = symbols_for(quantity.arguments)
    variable: Term = symbols[0].term
    slope = differentiate(quantity.meaning(*symbols).term, variable)
    curvature = differentiate(slope, variable)
    page = Quantity(
        f"{quantity.name}'",
        f"the derivative of {quantity.title}",
        arguments=quantity.arguments,
    )
    names = tuple(quantity.arguments)
    page.definition(_formula(slope, names))
    if quantity.scale_formula is not None:
        page.scale(quantity.scale_formula)
    bent = _formula(curvature, names)
    page.sensitivity(lambda *values: np.abs(values[0] * bent(*values)))
    return page


def _formula(term: Term, names: tuple[str, ...]) -> Callable[..., Any]:
    """A term of reals as a formula of its arguments, for any carrier."""

    def formula(*values: Any) -> Any:
        known: dict[Term, Any] = {
            Term("real", name): v for name, v in zip(names, values, strict=True)
        }
        # whatever the term is, it has the shape of the arguments
        return _value(term, known) + 0 * values[0]

    return formula


def _value(term: Term, known: dict[Term, Any]) -> Any:
    if term not in known:
        known[term] = _computed(term, known)
    return known[term]


def _computed(term: Term, known: dict[Term, Any]) -> Any:
    match term.op:
        case "rational":
            return exact(Fraction(term.parts[0]))
        case "pi":
            return PI
        case "named":
            return _value(term.parts[3], known)
        case "where":
            return np.where(*(_value(part, known) for part in term.parts))
    operands = [_value(part, known) for part in term.parts]
    ufunc = _BY_NAME[term.op] if term.op in _BY_NAME else OPERATIONS[term.op].ufunc
    return ufunc(*operands)


@contextmanager
def differentiated(
    runner: Runner, quantity: Quantity, call: Call, settings: Settings
) -> Iterator[tuple[Runner, Quantity, Call]]:
    """The derivative as something to sweep: where it runs, the page it is judged by, its call.

    Raises ValueError where there is no such derivative, NotLoaded and NotCallable for a gradient
    that was named.
    """
    page = gradient_page(quantity)
    if settings.gradient == AUTODIFF:
        library = runner.loaded.library
        if library not in WITH_AUTODIFF:
            raise ValueError(
                f"{library} has no autodiff: name the gradient, --grad=MODULE:FUNCTION"
            )
        if call.out:
            raise ValueError(f"{quantity.name} is a vector, and has no one gradient")
        of_vector = any(argument.kind == "vector" for argument in page.arguments.values())
        yield runner, page, replace(call, gradient_of=0, out=(-1,) if of_vector else ())
        return
    named = Isolated(
        settings.gradient or "",
        settings.library,
        settings.timeout_seconds,
        settings.memory_bytes,
        settings.path,
    )
    try:
        formats = [find_format(name) for name in settings.formats or ("float64", "float32")]
        yield named, page, find_call(named, page, settings.options, formats).call
    finally:
        named.close()
