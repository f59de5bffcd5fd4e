"""The domain of a quantity in a format: which floats its arguments may be.

Bounds are compared on the lattice, exactly.  What the page asks of the arguments together (x > y)
is evaluated with a running error bound, and holds only where it certainly does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from stabcheck.carriers.overflowing import certainly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stabcheck.formats import Format
    from stabcheck.quantity import Argument, Quantity

__all__ = ["domain_ordinals", "inside"]

Floats = np.ndarray[Any, Any]
Where = np.ndarray[Any, np.dtype[np.bool_]]


def domain_ordinals(argument: Argument, fmt: Format) -> tuple[int, int]:
    """The lowest and the highest finite float within an argument's bounds, as ordinals."""
    low, high = -fmt.max_ordinal, fmt.max_ordinal
    for relation, bound in argument.limits:
        match relation:
            case "greater":
                low = max(low, fmt.last_at_or_below(bound) + 1)
            case "greater_equal":
                low = max(low, fmt.first_at_or_above(bound))
            case "less":
                high = min(high, fmt.first_at_or_above(bound) - 1)
            case _:
                high = min(high, fmt.last_at_or_below(bound))
    return low, high


def inside(quantity: Quantity, arguments: Sequence[Floats], fmt: Format) -> Where:
    """Which points of a batch lie in the domain; per argument (B,) or (B, n) of the format.

    Infinite entries do where the argument has no bound on their side.
    """
    allowed = np.ones(len(arguments[0]), dtype=np.bool_)
    for argument, values in zip(quantity.arguments.values(), arguments, strict=True):
        each = _within(argument, values, fmt)
        if not each.all():
            allowed &= each.reshape(len(values), -1).all(axis=1)
    for condition in quantity.given:
        allowed &= certainly(condition, arguments)
    return allowed


def _within(argument: Argument, values: Floats, fmt: Format) -> Where:
    # a format without infinities has NaN for what is beyond it
    allowed = np.asarray(~np.isnan(values.astype(np.float64, copy=False)))
    if argument.limits:
        ordinals = fmt.to_ordinal(values)
        low, high = domain_ordinals(argument, fmt)
        sides = {relation[:1] for relation, _ in argument.limits}
        allowed &= (ordinals >= low) | ("g" not in sides)
        allowed &= (ordinals <= high) | ("l" not in sides)
    return allowed
