"""What a page predicts of its forms: where each breaks, how, and by which operation.

A prediction is a closed form for ideal, that is correctly rounded, arithmetic; the sweep prints
it beside what it found.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from stabcheck.exact import Exact

__all__ = [
    "EXP_OVERFLOW",
    "EXP_UNDERFLOW",
    "Boundary",
    "Outcome",
    "Prediction",
    "finite",
    "inaccurate",
    "infinite",
    "nan",
    "zero",
]

Outcome = Literal["infinite", "nan", "finite", "zero", "inaccurate"]


@dataclass(frozen=True)
class Prediction:
    """Where a page says a form breaks, in closed form and for ideal (correctly rounded) arithmetic.

    The form comes out ``outcome`` at every float s of the probes called ``on`` (a probe's name,
    or its family: the name without the length) with s ≥ ``above(format, n)``, or
    s ≤ ``below(format, n)``.  ``within(format, n)`` is how far, in s, the rounding of a sum may
    move that boundary; None is not at all.  ``kernel(format, n)`` is how far NumPy's own kernels,
    which are not correctly rounded, may move it further, in s too.
    A prediction without a boundary says only that the outcome occurs.
    """

    outcome: Outcome
    on: str
    cause: str
    above: Callable[[Any, int], Exact] | None = None
    below: Callable[[Any, int], Exact] | None = None
    within: Callable[[Any, int], Exact] | None = None
    kernel: Callable[[Any, int], Exact] | None = None
    formula: str = ""

    @property
    def boundary(self) -> Callable[[Any, int], Exact] | None:
        """The closed form of the boundary, whichever side it bounds."""
        return self.above if self.above is not None else self.below


@dataclass(frozen=True)
class Boundary:
    """A point s in closed form, for `Prediction.above` and ``below``: ``formula`` in print.

    ``at(format, n)`` is the point in a format, for vectors of length n; ``within`` and ``kernel``
    are the prediction's.  ``-boundary`` is the mirror image.
    """

    formula: str
    at: Callable[[Any, int], Exact]
    within: Callable[[Any, int], Exact] | None = None
    kernel: Callable[[Any, int], Exact] | None = None

    def __call__(self, fmt: Any, n: int) -> Exact:
        """The point in a format, for vectors of length ``n``."""
        return self.at(fmt, n)

    def __neg__(self) -> Boundary:
        formula = self.formula.removeprefix("-")
        sign = "" if formula != self.formula else "-"
        return replace(self, at=lambda fmt, n: -self.at(fmt, n), formula=sign + formula)


def _predict(outcome: Outcome) -> Callable[..., Prediction]:
    def constructor(on: str, cause: str, **details: Any) -> Prediction:
        edge = details.get("above") or details.get("below")
        if isinstance(edge, Boundary):
            printed = {"formula": edge.formula, "within": edge.within, "kernel": edge.kernel}
            details = printed | details
        return Prediction(outcome, on, cause, **details)

    constructor.__name__ = outcome
    constructor.__doc__ = f"Predict the outcome ``{outcome}``; see `Prediction`."
    return constructor


infinite = _predict("infinite")
nan = _predict("nan")
finite = _predict("finite")
zero = _predict("zero")
inaccurate = _predict("inaccurate")


#: The first s at which e^s overflows: it rounds to MAX below, and to infinity from there on.
EXP_OVERFLOW = Boundary("log(MAX + ½ulp)", lambda f, _n: np.log(f.overflow_threshold))
#: The last s at which e^s rounds to 0, a tie among them.
EXP_UNDERFLOW = Boundary("log(½tiny)", lambda f, _n: np.log(f.underflow_threshold))
