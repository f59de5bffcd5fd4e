r"""Assumptions that are equations: \sum_k y_k = 1 about a family y that is otherwise arbitrary.

Every family with Σₖ yₖ = c is yₖ = uₖ + (c − Σⱼ uⱼ)/N for some u (itself, for one), and every u
gives such a family.  So y is read as that, with u arbitrary: what is then proved of all u is
proved of exactly the families that the sheet speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from stabcheck.proof import Counterexample
from stabcheck.reading.sheet.tree import Entry, Number, Operation, Over, Tree

__all__ = ["Assumption", "assumption_of", "told"]

_ARBITRARY = "\N{DEGREE SIGN}"


@dataclass(frozen=True)
class Assumption:
    """A family, its index, the sum it is held to, and what it is read as."""

    family: str
    index: str
    total: Fraction
    body: Tree


def assumption_of(left: Tree, right: Tree) -> Assumption | None:
    """The assumption that left = right makes if the family is arbitrary, or None."""
    match left, right:
        case Over("sum", index, Entry(family, (place,)), _, _, ""), Number():
            if place == index and family != "δ":
                return Assumption(family, index, right.value, _shifted(family, index, right))
    return None


def _shifted(family: str, index: str, total: Tree) -> Tree:
    own = Entry(family + _ARBITRARY, (index,))
    nothing = Operation("subtract", (own, own))
    size = Over("sum", index, Operation("add", (Number(Fraction(1)), nothing)))
    missing = Operation("subtract", (total, Over("sum", index, own)))
    return Operation("add", (own, Operation("divide", (missing, size))))


def told(
    counterexample: Counterexample | None, totals: Mapping[str, Fraction]
) -> Counterexample | None:
    """The counterexample with the values of the families themselves in place of those of u."""
    if counterexample is None:
        return None
    point: dict[str, str] = {}
    for name, value in counterexample.point.items():
        family = name.removesuffix(_ARBITRARY)
        point[family] = value if family == name else _held(value, totals[family])
    return replace(counterexample, point=point)


def _held(printed: str, total: Fraction) -> str:
    """The vector of u, as it is printed, moved to where it has this sum."""
    values = [Fraction(value) for value in printed.strip("()").rstrip(",").split(", ")]
    shift = (total - sum(values)) / len(values)
    return "({})".format(", ".join(str(value + shift) for value in values))
