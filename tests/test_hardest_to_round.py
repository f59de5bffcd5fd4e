"""Where a truth lies closest to a midpoint or a threshold, mpmath rounds it to the same float."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest

from stabcheck.exact import exact
from stabcheck.formats import FORMATS, Format
from stabcheck.oracle import Oracle
from stabcheck.quantity import Quantity, real

#: So many of the truths nearest to midpoints are put to the second oracle.
HARDEST = 60
SEARCHED = 200_000
BITS = 3000

#: Each function as a formula, and as mpmath has it.
FUNCTIONS: dict[str, tuple[Any, Any]] = {
    "logistic": (lambda x: 1 / (1 + np.exp(-x)), lambda x: 1 / (1 + mpmath.exp(-x))),
    "exponential": (np.exp, mpmath.exp),
    "softplus": (
        lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))),
        lambda x: max(x, 0) + mpmath.log1p(mpmath.exp(-abs(x))),
    ),
    "tanh": (np.tanh, mpmath.tanh),
    "expm1": (np.expm1, mpmath.expm1),
}


def candidates(fmt: Format) -> Any:
    """All floats of a small format, else many at random where exponentials live, |x| < 1500."""
    if fmt.bits <= 16:
        floats = fmt.all_patterns()
    else:
        rng = np.random.default_rng(11)
        magnitudes = 2.0 ** rng.uniform(-40, 10.5, SEARCHED)
        floats = fmt.nearest(magnitudes * rng.choice([-1, 1], SEARCHED))
    with np.errstate(invalid="ignore"):  # some patterns are NaN
        wide = floats.astype(np.float64)
    return floats[np.isfinite(wide) & (np.abs(wide) < 1500)]


def hardest(fmt: Format, x: Any, truth: Any) -> Any:
    """The floats whose truths are nearest to a midpoint between two floats, or to a threshold."""
    rounded = truth.rounded.astype(np.float64)
    with np.errstate(all="ignore"):
        gap = (truth.hi - rounded) + np.ldexp(truth.lo, -truth.finer)
        beside = np.abs(np.abs(gap) / fmt.ulp(truth.hi) - 0.5)
    beside = np.where(np.isfinite(rounded), beside, np.inf)
    edges = np.flatnonzero(np.diff(np.isfinite(rounded) & (rounded != 0)))
    return x[np.concatenate([np.argsort(beside)[:HARDEST], edges, edges + 1])]


@pytest.mark.parametrize("fmt", FORMATS.values(), ids="{0.name}".format)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_hardest_to_round_are_rounded_as_mpmath_does(name: str, fmt: Format) -> None:
    """All floats of 8 and 16 bits are searched for them, and 200,000 of the wider formats."""
    formula, second = FUNCTIONS[name]
    quantity = Quantity(name, name, arguments={"x": real()})
    quantity.definition(formula)
    oracle = Oracle(quantity, fmt)
    x = np.sort(candidates(fmt))
    hard = hardest(fmt, x, oracle.truth([x]))
    found = oracle.truth([hard])
    assert not found.undecided.any()
    with mpmath.workprec(BITS):
        for value, rounded in zip(hard.astype(np.float64).tolist(), found.rounded, strict=True):
            sign, mantissa, exponent, _ = second(mpmath.mpf(value))._mpf_
            scale = Fraction(2 ** max(exponent, 0), 2 ** max(-exponent, 0))
            expected = fmt.round_exact(exact((-mantissa if sign else mantissa) * scale))
            assert np.array_equal(float(expected), float(rounded), equal_nan=True), value
