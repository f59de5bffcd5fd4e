"""Conditions on indices: "for j ≠ k", said beside an equality that holds for no others.

What holds where j ≠ k is what holds once both sides are multiplied by 1 − δⱼₖ, and where j = k by
δⱼₖ.  So an equality that does not hold of all indices is tried under each condition that stands on
its line, or on one beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from stabcheck.reading.sheet.found import Refused
from stabcheck.reading.sheet.parsed import Parsed
from stabcheck.reading.sheet.report import Ledger
from stabcheck.reading.sheet.scope import Problem
from stabcheck.reading.sheet.tree import Branches, Comparison, Name, Number, Operation, Tree

__all__ = ["IndexCondition", "IndexConditions"]

#: Lines between a condition and what it is said of, at most.
_APART = 1
_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))


@dataclass(frozen=True)
class IndexCondition:
    """That two indices are the same, or differ; where it says so."""

    comparison: Comparison
    problem: Problem
    line: int

    @property
    def text(self) -> str:
        """The condition in print."""
        left, right = self.comparison.children
        return f"{_name(left)} {self.comparison.relation} {_name(right)}"

    def rules_out(self, other: IndexCondition) -> bool:
        """Whether the other says the opposite beside it: both together say nothing."""
        relations = {self.comparison.relation, other.comparison.relation}
        letters = {_name(part) for part in self.comparison.children}
        same = letters == {_name(part) for part in other.comparison.children}
        return same and relations == {"=", "≠"} and abs(self.line - other.line) <= _APART

    def of(self, side: Tree) -> Tree:
        """The side where the condition holds, else 0."""
        return Operation("multiply", (Branches(((_ONE, self.comparison),), _ZERO), side))


@dataclass
class IndexConditions:
    """All that a sheet states of indices, and which of it an equality needed."""

    stated: dict[int, IndexCondition] = field(default_factory=dict)
    used: set[IndexCondition] = field(default_factory=set)

    @classmethod
    def of(cls, entries: Iterable[Parsed | Refused], ledger: Ledger) -> IndexConditions:
        """The conditions among the entries of a sheet."""
        found = {}
        for entry in entries:
            comparison = _comparison(entry) if isinstance(entry, Parsed) else None
            if isinstance(entry, Parsed) and comparison is not None:
                line = ledger.lines.at(entry.found.statement.start)
                found[id(entry)] = IndexCondition(comparison, entry.found.problem, line)
        return cls(found)

    def near(self, problem: Problem, line: int) -> Iterator[IndexCondition]:
        """The conditions on a line or beside it."""
        for each in self.stated.values():
            if each.problem is problem and abs(each.line - line) <= _APART:
                yield each

    def remark_unused(self, ledger: Ledger) -> None:
        """One remark for each condition that no equality needed."""
        for each in self.stated.values():
            both = [other for other in self.stated.values() if each.rules_out(other)]
            if not both and each not in self.used:
                ledger.remark(each.line, each.problem, f"the condition {each.text} is not used")


def _comparison(entry: Parsed) -> Comparison | None:
    """What an entry says of two letters that are nothing but indices."""
    relations = entry.found.statement.relations
    match entry.sides:
        case (Name() as left, Name() as right) if relations[0].text in {"=", "≠"}:
            problem = entry.found.problem
            others = (tree for tree in problem.trees if tree not in entry.sides)
            numbers = {name for tree in others for name in _numbers(tree)}
            if {left.name, right.name} <= problem.index_letters - numbers:
                return Comparison(relations[0].text, left, right)
    return None


def _numbers(tree: Tree) -> Iterator[str]:
    """The names that stand for themselves, not where two are compared."""
    match tree:
        case Name(name):
            yield name
        case Comparison(_, Name(), Name()):
            return
    for child in tree.children:
        yield from _numbers(child)


def _name(tree: Tree) -> str:
    return tree.name if isinstance(tree, Name) else ""
