"""What of SymPy the proofs need, imported by the first of them.

It takes half a second, and most commands prove nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

__all__ = ["load", "prime_factors", "rational_ring"]


@cache
def load() -> tuple[Any, Any, Any]:
    """SymPy's rationals, its rings of polynomials, and its factoring of integers."""
    from sympy import factorint  # noqa: PLC0415
    from sympy.polys.domains import QQ  # noqa: PLC0415
    from sympy.polys.rings import ring  # noqa: PLC0415

    return QQ, ring, factorint


def rational_ring(names: Sequence[str]) -> Any:
    """The polynomials in these generators with rational coefficients."""
    rationals, ring, _ = load()
    return ring(names, rationals)[0]


def prime_factors(number: int) -> dict[int, int]:
    """The primes of a positive integer, each with how often it divides it."""
    found: dict[int, int] = load()[2](number)
    return found
