"""What an equality that does not hold may have meant: then it is NOT READ, and not REFUTED."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stabcheck.reading.sheet.families import Families
from stabcheck.reading.sheet.found import Found
from stabcheck.reading.sheet.scope import letters
from stabcheck.reading.sheet.tree import Call, Entry, Name, Number, Over, Tree

__all__ = ["doubt", "is_condition", "is_in_doubt", "names_in"]

_NUMBERS = {"e", "π"}
_NEAR = 40
#: Words beside an inequality after which it is not simply assumed.
_BEFORE = re.compile(
    r"\b(?:not|unless|or|either|else)\b(?:\s+(?:for|if|when|all)\b)*[\s$\\()\[\]{}]*$"
)
_ASSUMES = re.compile(
    r"\b(?:let|assum\w*|suppos\w*|for|if|when|whenever|given|with|provided|where)\b[^.]{0,30}$"
)
_AFTER = re.compile(
    r"(?:[\s$)\]},]|\\[)\],\s]|\\text\{|\\q?quad)*(?:or|is false|is not|does not|fails?)\b"
)


def is_condition(found: Found, sides: Sequence[Tree]) -> bool:
    """Whether words make a hypothesis of an inequality, and it is more than an index's range."""
    is_range = all(isinstance(side, Name | Number) for side in sides)
    return bool(_ASSUMES.search(found.cue)) and not is_range


def names_in(sides: Sequence[Tree]) -> list[str]:
    """The numbers and the families that the sides speak of."""
    nodes = (node for side in sides for node in side.nodes())
    return sorted({node.name for node in nodes if isinstance(node, Name | Entry)})


def is_in_doubt(found: Found, text: str) -> bool:
    """Whether an inequality is denied, or one of two of which either may hold."""
    after = text[found.statement.end : found.statement.end + _NEAR]
    return bool(_BEFORE.search(found.cue) or _AFTER.match(after))


def doubt(sides: Sequence[Tree], families: Families) -> str | None:
    """What else the sides may mean, as the reason why they are not read; None for nothing."""
    nodes = [node for side in sides for node in side.nodes()]
    sums = [node for node in nodes if isinstance(node, Over)]
    names = sorted({node.name for node in nodes if isinstance(node, Name)})
    called = {node.function for node in nodes if isinstance(node, Call)}
    for name in names:
        if name in called:
            return f"{name} is a number here and a function there"
        if name in _NUMBERS and Name(name) in sides and not _NUMBERS.issuperset(names):
            return f"{name} is the number {name}, or is it defined here?"
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
