"""Pairs: in a format with few floats, every float of one argument with every float of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from stabcheck.sweeping.domains import domain_ordinals
from stabcheck.sweeping.probes import parse_probe

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.quantity import Quantity
    from stabcheck.sweeping.probes import Probe

__all__ = ["every_pair"]

#: Formats up to this width have 65,536 pairs of floats or fewer.
PAIRED_BITS = 8


def every_pair(quantity: Quantity, fmt: Format) -> list[Probe]:
    """The lines on which the first of two reals walks, at every finite float of the second.

    None for other arguments, and for formats of more than `PAIRED_BITS`.  −0 is the number that
    0 is, and has no line of its own; a float outside the second argument's domain has none.
    """
    kinds = [argument.kind for argument in quantity.arguments.values()]
    if kinds != ["real", "real"] or fmt.bits > PAIRED_BITS:
        return []
    first, second = quantity.arguments
    domain = quantity.arguments[second]
    lowest, highest = domain_ordinals(domain, fmt)
    ordinals = np.arange(lowest, highest + 1)
    return [
        parse_probe(f"{first}=s, {second}={fmt.decimal(value)}", quantity)
        for value in fmt.from_ordinal(ordinals)
    ]
