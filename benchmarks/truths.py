"""Inputs judged against a proven enclosure per second: stabcheck, bare python-flint, mpmath.

All three bound the error of the plain logistic function 1/(1 + e⁻ˣ) at the same inputs, in one
run; what is compared is the ratio.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import flint
import mpmath
import numpy as np

from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.catalogue import quantities
from stabcheck.formats import FORMATS
from stabcheck.oracle import Oracle
from stabcheck.sweeping.surveying import keep_freed_memory

#: As many as a sweep judges at a time, about all the floats of 16 bits.
INPUTS = 1 << 16
PEER_INPUTS = 2_000
TRIES = 5
BITS = 128
FORMATS_TIMED = ("float16", "bfloat16", "float32", "float64")


def sigma(x: Any) -> Any:
    """The form that is judged."""
    return 1 / (1 + np.exp(-x))


def ours(fmt: Any, s: Any) -> None:
    """Run the form and bound its error against the oracle's truth, all inputs at once."""
    oracle = Oracle(quantities()["sigmoid"], fmt)
    with np.errstate(all="ignore"):
        got = run_rounded(sigma, [s], Arithmetic(fmt))
    oracle.truth([s]).error(got)


def with_flint(_fmt: Any, s: Any) -> None:
    """The same by a loop over balls."""
    with flint.ctx.workprec(BITS), np.errstate(all="ignore"):
        for x in s.astype(np.float64).tolist():
            ball = flint.arb(x)
            float((flint.arb(sigma_float(x)) - 1 / (1 + (-ball).exp())).abs_upper())


def with_mpmath(_fmt: Any, s: Any) -> None:
    """The same by a loop over mpmath's numbers (not enclosures: mpmath proves no bound)."""
    with mpmath.workprec(BITS), np.errstate(all="ignore"):
        for x in s.astype(np.float64).tolist():
            abs(sigma_float(x) - 1 / (1 + mpmath.exp(-mpmath.mpf(x))))


def sigma_float(x: float) -> float:
    """The form on one float."""
    return float(1 / (1 + np.exp(-x)))


def rate(judge: Callable[[Any, Any], None], fmt: Any, s: Any) -> float:
    """Inputs per second of CPU time, the best of a few."""
    best = float("inf")
    for _ in range(TRIES):
        start = time.process_time()
        judge(fmt, s)
        best = min(best, time.process_time() - start)
    return len(s) / best


def main() -> int:
    """Print the table: inputs per second, and ours over each peer's."""
    keep_freed_memory()  # as a sweep does
    print(
        f"\n{'format':<10} {'stabcheck /s':>14} {'flint /s':>12} {'mpmath /s':>12} {'ratios':>16}"
    )
    for name in FORMATS_TIMED:
        fmt = FORMATS[name]
        # Moderate arguments, |x| < 600: no peer has to work with astronomically large numbers.
        top = int(fmt.to_ordinal(np.asarray([600.0]).astype(fmt.dtype))[0])
        s = fmt.from_ordinal(np.linspace(-top, top, INPUTS).astype(np.int64))
        few = s[:: INPUTS // PEER_INPUTS]
        own, balls, reals = (
            rate(ours, fmt, s),
            rate(with_flint, fmt, few),
            rate(with_mpmath, fmt, few),
        )
        ratios = f"{own / balls:.0f} x, {own / reals:.0f} x"
        print(f"{name:<10} {own:>14,.0f} {balls:>12,.0f} {reals:>12,.0f} {ratios:>16}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
