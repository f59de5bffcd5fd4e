"""How a function is called: the order of its arguments, by rows or entries, and what it reduces.

A `Call` turns a batch of points, as the sweep has them, into one call or several of the function,
and what comes back into one array, shape (B, *out).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from stabcheck.formats import FORMATS
from stabcheck.target.arrays import Library

__all__ = ["Call", "Mode", "Slope", "WrongShape", "WrongType", "evaluate"]

Floats = np.ndarray[Any, Any]

#: ``entries``: arrays of B numbers.  ``rows``: arrays of B rows.  The others take a call for each
#: point: ``one row`` with a vector, or a 0-d array for a real; ``single rows`` and ``one number``
#: with an array of one row or number; ``scalar`` with Python's floats.
Mode = Literal["entries", "rows", "one row", "single rows", "one number", "scalar"]


class WrongShape(TypeError):
    """What came out has not the shape that the quantity has."""


class WrongType(TypeError):
    """What came out are no floats, or floats of no format."""


@dataclass(frozen=True)
class Slope:
    """The derivative in the quantity's first argument, by the library's autodiff.

    ``entry``: of the first entry of the value, which is a vector.  ``ends``: of the derivatives in
    a vector's entries, that in the first and that in the last one.
    """

    entry: bool = False
    ends: bool = False

    def of(self, value: Any) -> Any:
        """What is differentiated of the value, a native array."""
        return value[..., 0] if self.entry else value

    def kept(self, slopes: Floats) -> Floats:
        """What is kept of the derivatives in every entry."""
        return slopes[..., [0, -1]] if self.ends else slopes


@dataclass(frozen=True)
class Call:
    """One way to call a function of a quantity's arguments.

    ``order`` gives, place by place, which of the quantity's arguments stands there.  ``keywords``
    are passed on.  ``sign`` −1 negates the first argument.  ``slope`` says that the function is
    differentiated, None that it is called itself.  ``out`` is the
    shape of one value, its length N written as −1.
    """

    order: tuple[int, ...]
    mode: Mode = "entries"
    keywords: dict[str, Any] = field(default_factory=dict)
    sign: int = 1
    out: tuple[int, ...] = ()
    slope: Slope | None = None

    def shape(self, arguments: Sequence[Floats]) -> tuple[int, ...]:
        """The shape that should come out of these arguments."""
        n = max(each.shape[1] if each.ndim > 1 else 1 for each in arguments)
        return (len(arguments[0]), *(n if size < 0 else size for size in self.out))

    @property
    def is_batched(self) -> bool:
        """Whether one call takes many points."""
        return self.mode in ("entries", "rows")


def evaluate(
    function: Callable[..., Any],
    call: Call,
    library: Library,
    arguments: Sequence[Floats],
    made: Callable[[Floats], Any] | None = None,
) -> Floats:
    """What ``function`` returns for a batch of points, in the type it returns it.

    ``arguments`` are in the quantity's order.  ``made`` makes the library's arrays, its ``array``
    unless given.  Raises WrongShape, and whatever the function raises.
    """
    ordered = [_signed(arguments[k], k, call) for k in call.order]
    make = made or library.array
    wanted = call.shape(arguments)
    if call.is_batched:
        return _called(function, call, library, [make(each) for each in ordered], wanted)
    one = (1, *wanted[1:]) if call.mode == "single rows" else wanted[1:]
    got = [
        _called(function, call, library, _one(ordered, row, call, make), one)
        for row in range(len(ordered[0]))
    ]
    if not got:
        return np.zeros(wanted)
    return np.stack([each.reshape(wanted[1:]) for each in got])


def _signed(values: Floats, place: int, call: Call) -> Floats:
    return -values if call.sign < 0 and place == 0 else values


def _one(
    ordered: Sequence[Floats], row: int, call: Call, make: Callable[[Floats], Any]
) -> list[Any]:
    if call.mode == "scalar":
        return [_number(each[row]) for each in ordered]
    if call.mode in ("one number", "single rows"):
        return [make(each[row : row + 1]) for each in ordered]
    return [make(np.asarray(each[row])) for each in ordered]


def _number(value: Any) -> Any:
    """A Python float for a float64; a narrower float stays one of its own type."""
    return float(value) if value.dtype == np.float64 else value


def _called(
    function: Callable[..., Any],
    call: Call,
    library: Library,
    given: list[Any],
    wanted: tuple[int, ...],
) -> Floats:
    slope = call.slope
    if slope is None:
        value = function(*given, **call.keywords)
    else:
        which = call.order.index(0)
        value = library.gradient(lambda *x: slope.of(function(*x, **call.keywords)), given, which)
    if value is None:
        raise WrongShape("it returns None")
    try:
        got = library.floats(value)
    except (TypeError, ValueError) as error:
        raise WrongType(str(error)) from error
    if got.dtype.name not in FORMATS:
        raise WrongType(f"it returns {got.dtype.name}")
    if slope is not None:
        got = slope.kept(-got if call.sign < 0 else got)
    if got.shape == wanted or (got.size == 1 and int(np.prod(wanted)) == 1):
        return got.reshape(wanted)
    raise WrongShape(f"it returns shape {_written(got.shape)}, not {_written(wanted)}")


def _written(shape: tuple[int, ...]) -> str:
    inside = ", ".join(map(str, shape))
    return f"({inside},)" if len(shape) == 1 else f"({inside})"
