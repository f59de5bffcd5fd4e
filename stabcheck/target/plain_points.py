"""A few plain points of a quantity, and what is true there: what a dry run is made with."""

from __future__ import annotations

from typing import Any

import numpy as np

from stabcheck.carriers.budget import OutOfTime
from stabcheck.formats import Format, find_format, rational
from stabcheck.oracle import Oracle
from stabcheck.quantity import Argument, Quantity
from stabcheck.sweeping.domains import inside as inside_domain

__all__ = ["LENGTH", "is_near", "plain_points", "truth_at"]

Floats = np.ndarray[Any, Any]

#: The plain points: of the first argument, and of the others (a label, a weight).
FIRST = (0.5, -1.25, 2.0, -0.75, 0.25, 1.0)
OTHERS = (0.25, 1.0, 0.0, 0.75, 0.5, 0.125)
#: Rows and entries of a row.
ROWS, LENGTH = 2, 3
#: About right: enough to tell one convention from another, in the coarsest format.
NEAR = 0.05


def plain_points(quantity: Quantity, fmt: Format) -> list[Floats]:
    """A few points: per argument an array (B,), or (B, N) for a vector."""
    is_wide = any(argument.kind == "vector" for argument in quantity.arguments.values())
    shape = (ROWS, LENGTH) if is_wide else (len(FIRST),)
    points = []
    for place, argument in enumerate(quantity.arguments.values()):
        values = np.array(FIRST if place == 0 else np.roll(OTHERS, place - 1))
        inside = np.array([_inside(value, argument) for value in values])
        inside = inside.reshape(shape) if argument.kind == "vector" else inside[: shape[0]]
        points.append(inside.astype(fmt.dtype))
    # what the page asks of its arguments together
    allowed = inside_domain(quantity, points, fmt)
    return [each[allowed] for each in points] if allowed.any() else points


def _inside(value: float, argument: Argument) -> float:
    """The value moved into the argument's domain."""
    bounds = (argument.above or argument.at_least, argument.below or argument.at_most)
    low, high = (None if bound is None else float(rational(bound)) for bound in bounds)
    if low is not None and high is not None:
        return float(low + (high - low) * (0.5 + np.arctan(value) / np.pi * 0.9))
    if low is not None:
        return low + abs(value) + 0.125
    return value if high is None else high - abs(value) - 0.125


def truth_at(quantity: Quantity, points: list[Floats]) -> Floats:
    """The truth at these points, in float64."""
    wide = [each.astype(np.float64) for each in points]
    try:
        return np.asarray(Oracle(quantity, find_format("float64")).truth(wide).hi)
    except OutOfTime:  # pragma: no cover - plain points take no time
        return np.full(len(points[0]), np.nan)


def is_near(got: Floats, truth: Floats) -> bool:
    """Whether numbers are about right."""
    value = got.astype(np.float64)
    with np.errstate(all="ignore"):
        return bool(np.all(np.abs(value - truth) <= NEAR * (1 + np.abs(truth))))
