"""The derivative of a function in its first argument, held against the quantity's own.

The truth is the page that the quantity names as its gradient; where it names none, the derivative
of its definition, differentiated once by the partials of the operations.  Of a vector's derivatives
those in its first and in its last entry are judged; where the value is a vector, too, those of its
first entry, which is the first row of the Jacobian.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.dual import slope_along
from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term
from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity
from stabcheck.target.calling import Call, Slope
from stabcheck.target.dry_run import find_call
from stabcheck.target.isolation import Isolated, Runner
from stabcheck.target.settings import AUTODIFF, Settings
from stabcheck.target.term_formula import formula_of

__all__ = ["differentiated", "gradient_page", "judged_slopes"]

#: The libraries that differentiate their own functions.
WITH_AUTODIFF = ("jax", "torch")


def gradient_page(quantity: Quantity) -> Quantity:
    """The quantity that ∂/∂x of ``quantity`` is, x being its first argument.

    Where x is a vector and there is no page for it, two entries of it: ∂/∂x₁ and ∂/∂x_N, of the
    first entry of the value.
    """
    if quantity.gradient:
        return quantities()[quantity.gradient]
    if any(argument.kind != "real" for argument in quantity.arguments.values()):
        return _page_of_ends(quantity)
    symbols = symbols_for(quantity.arguments)
    variable: Term = symbols[0].term
    slope = differentiate(quantity.meaning(*symbols).term, variable)
    curvature = differentiate(slope, variable)
    page = _empty_page(quantity)
    names = tuple(quantity.arguments)
    page.definition(_formula(slope, names))
    if quantity.scale_formula is not None:
        page.scale(quantity.scale_formula)
    bent = _formula(curvature, names)
    page.sensitivity(lambda *values: np.abs(values[0] * bent(*values)))
    return page


def _empty_page(quantity: Quantity) -> Quantity:
    return Quantity(
        f"{quantity.name}'",
        f"the derivative of {quantity.title}",
        arguments=quantity.arguments,
        given=quantity.given,
        probes=quantity.probes,
    )


def _page_of_ends(quantity: Quantity) -> Quantity:
    """The derivatives in the first and the last entry of the first argument, by dual numbers.

    Its κ is taken with respect to that argument, entry by entry.
    """
    page = _empty_page(quantity)

    def slope(place: int, values: Sequence[Any]) -> Any:
        found = slope_along(quantity.evaluated_by, values, 0, place)
        return found[0] if found.ndim else found

    @page.definition
    def ends(*values: Any) -> Any:
        first, last = (slope(place, values) for place in (0, -1))
        return first.joined([first[None], last[None]])

    @page.sensitivity
    def sensitivity(*values: Any) -> Any:
        x = values[0]
        entries = [x[k] for k in range(len(x))] if x.ndim else [x]
        moved = (np.abs(entry * slope_along(ends, values, 0, k)) for k, entry in enumerate(entries))
        return functools.reduce(operator.add, moved)

    return page


def _formula(term: Term, names: tuple[str, ...]) -> Callable[..., Any]:
    """A term of reals as a formula of its arguments, for any carrier, of the arguments' shape."""
    plain = formula_of(term, names)
    return lambda *values: plain(*values) + 0 * values[0]


@contextmanager
def differentiated(
    runner: Runner, quantity: Quantity, call: Call, settings: Settings
) -> Iterator[tuple[Runner, Quantity, Call]]:
    """The derivative as something to sweep: where it runs, the page it is judged by, its call.

    Raises ValueError where there is no such derivative, NotLoaded and NotCallable for a gradient
    that was named.
    """
    page = gradient_page(quantity)
    of_vector = any(argument.kind == "vector" for argument in quantity.arguments.values())
    only_ends = of_vector and not quantity.gradient
    if settings.gradient == AUTODIFF:
        library = runner.loaded.library
        if library not in WITH_AUTODIFF:
            raise ValueError(
                f"{library} has no autodiff: name the gradient, --grad=MODULE:FUNCTION"
            )
        out = (2,) if only_ends else (-1,) if of_vector else ()
        slope = Slope(entry=bool(call.out), ends=only_ends)
        yield runner, page, replace(call, slope=slope, out=out)
        return
    if only_ends:
        raise ValueError(
            f"the catalogue has no gradient of {quantity.name}, and can judge autodiff's alone"
        )
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


def judged_slopes(call: Call) -> str:
    """What is judged of a derivative that is not judged whole; empty where it is."""
    if call.slope is None or not call.slope.ends:
        return ""
    of = "of the first entry of its value " if call.slope.entry else ""
    return f"its gradient {of}is judged in the first and in the last entry, for short vectors"
