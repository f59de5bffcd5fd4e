"""What names mean in a problem: definitions, and how far they reach.

Headings nest, and a problem sees what the headings above it define.  A variable is forgotten
with its problem: y is a log-sum-exp in one and a label in the next.  A function is remembered by
the problems that follow, until one of them defines it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from stabcheck.quantity import Quantity
from stabcheck.reading.sheet.families import Families
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Entry, Name, Over, Tree

__all__ = ["Definition", "Problem", "letters"]


@dataclass(frozen=True)
class Definition:
    """A name, what it takes (parameters, indices), its body, and where it was defined."""

    name: str
    parameters: tuple[str, ...]
    indices: tuple[str, ...]
    body: Tree
    line: int
    problem: Problem


@dataclass(eq=False)
class Problem:
    """The scope of one heading.

    ``earlier`` are the problems before it in the sheet; ``customary`` are functions with a
    customary name, known to a sheet that does not define them.  ``vectors`` are the names that the
    sheet says are vectors, ``totals`` the sums it says families have.
    """

    title: str
    level: int
    parent: Problem | None = None
    earlier: tuple[Problem, ...] = ()
    customary: dict[str, Quantity] = field(default_factory=dict)
    functions: dict[str, Definition] = field(default_factory=dict)
    variables: dict[str, Definition] = field(default_factory=dict)
    trees: list[Tree] = field(default_factory=list)
    used: dict[str, int] = field(default_factory=dict)
    declared: set[str] = field(default_factory=set)
    vectors: set[str] = field(default_factory=set)
    totals: dict[str, Fraction] = field(default_factory=dict)
    _families: Families | None = None

    @property
    def lineage(self) -> Iterator[Problem]:
        """This problem and those whose headings stand above it."""
        problem: Problem | None = self
        while problem is not None:
            yield problem
            problem = problem.parent

    @property
    def families(self) -> Families:
        """The index sets of the problem; raises NotRead where they contradict each other."""
        if self._families is None:
            trees = [tree for problem in self.lineage for tree in problem.trees]
            self._families = Families(trees)
        return self._families

    @property
    def function_names(self) -> set[str]:
        """The names that are applied when brackets follow them."""
        reach = (*self.lineage, *self.earlier)
        defined = {name for problem in reach for name in problem.functions}
        announced = {name for problem in self.lineage for name in problem.declared}
        return defined | announced | set(self.customary)

    def function(self, name: str) -> Definition | None:
        """The function of this name, the nearest definition of it."""
        for problem in (*self.lineage, *reversed(self.earlier)):
            if name in problem.functions:
                return problem.functions[name]
        return None

    def variable(self, name: str) -> Definition | None:
        """The variable or family of this name."""
        for problem in self.lineage:
            if name in problem.variables:
                return problem.variables[name]
        return None

    @property
    def all_totals(self) -> dict[str, Fraction]:
        """The sums of families that hold here."""
        return {name: t for problem in self.lineage for name, t in problem.totals.items()}

    @property
    def index_letters(self) -> set[str]:
        """The letters that stand at some family as its index, free or bound."""
        trees = [tree for problem in self.lineage for tree in problem.trees]
        return {letter for tree in trees for group in letters(tree) for letter in group}

    def has_used(self, name: str, *, before: int) -> bool:
        """Whether a formula of a passage before that one has the name in it."""
        return any(problem.used.get(name, before) < before for problem in self.lineage)

    def note_use(self, tree: Tree, passage: int) -> None:
        """Remember the names of a formula, and in which passage they came first."""
        for node in tree.nodes():
            if isinstance(node, Name | Entry):
                self.used.setdefault(node.name, passage)

    def define(self, definition: Definition) -> None:
        """Bind a name; raises NotRead for a definition by itself."""
        table = self.functions if definition.parameters else self.variables
        if not definition.parameters and definition.name in {
            node.name for node in definition.body.nodes() if isinstance(node, Name | Entry)
        }:
            raise NotRead(f"{definition.name} is defined by itself")
        table[definition.name] = definition


def letters(tree: Tree) -> tuple[set[str], set[str]]:
    """The index letters that stand free in a tree, and those that are bound somewhere in it."""
    free: set[str] = set()
    bound: set[str] = set()

    def walk(node: Tree, inside: frozenset[str]) -> None:
        if isinstance(node, Over) and node.index:
            bound.add(node.index)
            inside = inside | {node.index}
        indices = getattr(node, "indices", ())
        free.update(index for index in indices if not index.isdigit() and index not in inside)
        for child in node.children:
            walk(child, inside)

    walk(tree, frozenset())
    return free, bound
