"""t, the error allowed of a function of which nothing is known: why it is what it is.

Beside κ, which pays for rounding the inputs, a sound elementwise function needs a few ulp, and no
defect of the kinds that matter is off by fewer than thousands.  64 is far from both; of a format
so coarse that 64 ulp are more than a sixteenth of the value, a sixteenth is allowed.

A sum of n terms, added up one by one, is rounded n times.  Each rounding is a factor of at most
1 + u, and an ulp is at least u times the value, so n ulp pay for all of them; NumPy's own sums,
which add in blocks, need far fewer.  The bound grows no further than to a quarter of the value: a
sum that has lost more has stopped growing, however right each addition of it was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from stabcheck.sweeping.contracts import declared_ulp

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.target.settings import Settings

__all__ = ["allowed_ulp", "default_ulp", "tolerance_text"]

ROUNDINGS = 64.0
#: An ulp is at most 2^(1 − p) of the value: of it, 2^(p − 5) ulp are a sixteenth at most, and
#: 2^(p − 3) a quarter.
SIXTEENTH, QUARTER = 5, 3


def default_ulp(fmt: Format, n: int, *, is_vector: bool) -> float:
    """t in ``fmt`` where nothing else is asked for; ``n`` is the length of the vectors, if any."""
    few = min(ROUNDINGS, 2.0 ** (fmt.precision - SIXTEENTH))
    if not is_vector:
        return few
    return min(few + n, max(few, 2.0 ** (fmt.precision - QUARTER)))


def allowed_ulp(settings: Settings, unit: Format, *, is_vector: bool) -> Callable[[int], float]:
    """t by the vectors' length: what is asked for, and the error declared."""
    declared = declared_ulp(settings.approximates, unit)

    def bound(n: int) -> float:
        asked = settings.max_ulp
        if asked is None:
            asked = default_ulp(unit, n, is_vector=is_vector)
        return asked + declared

    return bound


def tolerance_text(max_ulp: float | None, *, is_vector: bool) -> str:
    """t in print, for a format of many digits: ``4 ulp``, ``64 + n ulp``."""
    if max_ulp is not None:
        return f"{max_ulp:g} ulp"
    return f"{ROUNDINGS:g} + n ulp" if is_vector else f"{ROUNDINGS:g} ulp"
