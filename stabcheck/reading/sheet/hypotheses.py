"""Inequalities that a sheet states: hypotheses for the equalities that follow in their problem."""

from __future__ import annotations

from stabcheck.carriers.term import Term
from stabcheck.reading.sheet.judge import Hypothesis
from stabcheck.reading.sheet.meaning import meaning_of
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.scope import Problem
from stabcheck.reading.sheet.tree import Name, Number, Operation, Tree

__all__ = ["ORDER", "Hypotheses"]

#: The relations that can be assumed, and what the prover calls them.
ORDER = {
    "<": "less",
    "≤": "less_equal",
    ">": "greater",
    "≥": "greater_equal",
    "≠": "not_equal",
}


class Hypotheses:
    """What is assumed, problem by problem; a new hypothesis on a variable replaces the old one."""

    def __init__(self) -> None:
        self._stated: dict[Problem, dict[frozenset[str], list[Hypothesis]]] = {}

    def in_force(self, problem: Problem) -> list[Hypothesis]:
        """The hypotheses of a problem and of the headings above it, the nearest ones first."""
        nearest: dict[frozenset[str], list[Hypothesis]] = {}
        for above in problem.lineage:
            for about, group in self._stated.get(above, {}).items():
                nearest.setdefault(about, group)
        return [hypothesis for group in nearest.values() for hypothesis in group]

    def assume(
        self, relation: str, sides: tuple[Tree, Tree], problem: Problem, line: int, *, joins: bool
    ) -> bool:
        """Assume an inequality between variables and numbers; False for any other.

        One that ``joins`` belongs to the same chain (0 < p < 1) as the one before it.
        """
        names = {node.name for side in sides for node in side.nodes() if isinstance(node, Name)}
        if not names or not all(map(_is_plain, sides)) or any(map(problem.variable, names)):
            return False
        try:
            left, right = (meaning_of(side, problem) for side in sides)
        except NotRead:
            return False
        if left.axes or right.axes:
            return False
        about = frozenset(names)
        group = self._stated.setdefault(problem, {})
        if not joins:
            group.pop(about, None)
        condition = Term(ORDER[relation], left.term, right.term)
        group.setdefault(about, []).append(Hypothesis(condition, line, about))
        return True


def _is_plain(tree: Tree) -> bool:
    """Whether a side is linear at sight."""
    match tree:
        case Number() | Name():
            return True
        case Operation("add" | "subtract" | "negative", operands):
            return all(map(_is_plain, operands))
    return False
