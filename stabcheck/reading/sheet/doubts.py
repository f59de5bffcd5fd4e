"""What an equality that does not hold may have meant: then it is NOT READ, and not REFUTED."""

from __future__ import annotations

from collections.abc import Sequence

from stabcheck.reading.sheet.families import Families
from stabcheck.reading.sheet.scope import letters
from stabcheck.reading.sheet.tree import Name, Over, Tree

__all__ = ["doubt"]


def doubt(sides: Sequence[Tree], families: Families) -> str | None:
    """What else the sides may mean, as the reason why they are not read; None for nothing."""
    nodes = [node for side in sides for node in side.nodes()]
    sums = [node for node in nodes if isinstance(node, Over)]
    for name in sorted({node.name for node in nodes if isinstance(node, Name)}):
        if any(families.may_count(name, over) for over in sums):
            return f"{name} may count the terms of a sum that gives no range"
    for over in sums:
        other = over.left_out
        if other and other in letters(over.body)[0] and not _stands_outside(other, over, sides):
            return f"a sum over {over.index} ≠ {other} may run over both"
    return None


def _stands_outside(letter: str, over: Over, sides: Sequence[Tree]) -> bool:
    """Whether a letter stands free anywhere but in this sum, or is bound around it."""
    pending: list[tuple[Tree, bool]] = [(side, False) for side in sides]
    while pending:
        tree, is_bound = pending.pop()
        if tree is over:
            if is_bound:
                return True
            continue
        if letter in getattr(tree, "indices", ()):
            return True
        binds = isinstance(tree, Over) and tree.index == letter
        pending += [(child, is_bound or binds) for child in tree.children]
    return False
