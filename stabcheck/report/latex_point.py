r"""A point of refutation in a handout, and lists of formulas in a line of prose."""

from __future__ import annotations

from collections.abc import Iterable

from stabcheck.proof import Counterexample
from stabcheck.report.latex_text import formula

__all__ = ["listed", "point"]


def listed(formulas: Iterable[str]) -> str:
    """One-line formulas side by side in prose."""
    return ", ".join(rf"\({formula(each)}\)" for each in formulas)


def point(example: Counterexample) -> str:
    """The point of a counterexample, and the two disjoint enclosures there."""
    place = listed(f"{name} = {value}" for name, value in example.point.items())
    return f"at {place}: {listed([example.lhs])} against {listed([example.rhs])}"
