"""How the sums of a form add up, and which of them stop growing."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.sweeping.result import SweepResult

__all__ = ["sums_of"]

#: What is judged is the formula, not NumPy's reduction of it.
NUMPY_SUMS = "NumPy's own float16 sum accumulates in float32"


def sums_of(results: Sequence[SweepResult]) -> list[str]:
    """One line for each way of adding up, and one for the worst of the sums that stagnate."""
    lines = []
    for accumulate in dict.fromkeys(r.accumulate for r in results if r.accumulate):
        own = [r for r in results if r.accumulate == accumulate]
        differs = any(r.format == r.accumulated_in == "float16" for r in own)
        lines.append(f"{accumulate}; {NUMPY_SUMS}" if differs else accumulate)
    stopped = [(r, r.stagnation) for r in results if r.stagnation]
    if stopped:
        worst, found = max(stopped, key=lambda pair: pair[1].lost)
        others = dict.fromkeys(r.format for r, _ in stopped if r.format != worst.format)
        lines.append(
            f"stagnation in {worst.format} on {worst.probe}: at s = {found.at.value} a sum stops "
            f"at {found.got}, true is {found.truth}"
            + (f"; also in {', '.join(others)}" if others else "")
        )
    return lines
