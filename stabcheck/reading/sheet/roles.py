"""What an equality is meant as: a claim, a definition, or a choice for what was arbitrary.

A sheet writes all three with one sign.  A name that nobody has used is defined by its first
equation; ``let``, ``where`` and ``:=`` define as well.  A name that was used before its first
equation was arbitrary there, and is now chosen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from stabcheck.reading.sheet.alphabet import FUNCTIONS
from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.scope import Problem
from stabcheck.reading.sheet.tree import Entry, Name, Number, Operation, Tree

__all__ = ["Role", "Signature", "is_customary", "may_redefine", "role_of", "signature_of"]

Role = Literal["claim", "definition", "choice"]

_CHOOSES = re.compile(
    r"choos|chosen|choice|replac|substitut|setting|\bset\b|pick|\btak(?:e|ing)\b|plug|typical"
    r"|e\.g|for example|special case|in particular|wähl|setz"
)
_DEFINES = re.compile(
    r"\b(?:let|define[sd]?|denote[sd]?|denoting|write|call(?:ed)?|abbreviat\w*|definition|given by"
    r"|consider|introduce|notation|sei|definier\w*)\b"
)
#: Where a formula before this one ends, in the words before it.
_FORMULA_END = re.compile(r"\$|\\\)|\\\]")
_QUALIFIES = re.compile(r"\b(?:where|with|for|wobei|mit)\b[^=]{0,12}$")


#: Functions that sheets like to define though everybody knows them.
_CUSTOMARY = {"tanh", "sinh", "cosh", "log1p", "expm1", "logaddexp", "erf", "erfc"}


@dataclass(frozen=True)
class Signature:
    """The left side of a function's definition: f(x)_i."""

    name: str
    parameters: tuple[str, ...]
    indices: tuple[str, ...]


def signature_of(side: Sequence[Token]) -> Signature | None:
    """The signature this side is, or None if it is another formula."""
    if len(side) < 4 or side[0].kind not in {"letter", "word"} or side[0].text in FUNCTIONS:
        return None
    texts = [token.text for token in side]
    if texts[1] != "(" or ")" not in texts:
        return None
    end = texts.index(")")
    inside = side[2:end]
    names, commas = inside[::2], inside[1::2]
    if not names or any(comma.text not in {",", ";"} for comma in commas):
        return None
    if len(names) != len(commas) + 1 or any(
        token.kind not in {"letter", "word"} for token in names
    ):
        return None
    rest = [token for token in side[end + 1 :] if token.text not in {"{", "}"}]
    if rest and (rest[0].text != "_" or any(token.kind != "letter" for token in rest[1:])):
        return None
    parameters = tuple(token.text for token in names)
    if len(set(parameters)) < len(parameters):
        return None
    return Signature(texts[0], parameters, tuple(token.text for token in rest[1:]))


def may_redefine(signature: Signature, problem: Problem, relation: str, cue: str) -> bool:
    """Whether the first equation for a function in its problem defines it.

    A function that earlier problems know by name is redefined by a word that says so; a single
    Latin letter, which every problem uses for a function of its own, by its first equation.
    """
    if any(signature.name in above.declared for above in problem.lineage):
        return False
    if not any(signature.name in before.declared for before in problem.earlier):
        return True
    generic = len(signature.name) == 1 and signature.name.isascii()
    return generic or relation == ":=" or _DEFINES.search(cue[-80:]) is not None


def is_customary(tree: Tree) -> bool:
    """Whether this is tanh(x) and its kind: an equation for it defines what everybody knows."""
    match tree:
        case Operation(operation, operands) if all(isinstance(each, Name) for each in operands):
            return operation in _CUSTOMARY
    return False


def role_of(
    left: Tree, right: Tree, relation: str, problem: Problem, cue: str, passage: int
) -> Role:
    """What the first equality of a chain is meant as; functions are settled before.

    A name first used in the same ``passage`` was waiting for its definition: L = …, p = σ(z).
    """
    chooses = _CHOOSES.search(cue[-80:]) is not None
    name = _definable(left)
    if name is None:
        directly = _CHOOSES.search(_FORMULA_END.split(_own_opening_cut(cue))[-1][-80:])
        return "choice" if directly and relation == "=" else "claim"
    own = {node.name for node in right.nodes() if isinstance(node, Name | Entry)}
    if problem.variable(name) is not None or name in own:
        return "claim"
    defines = _DEFINES.search(cue[-80:]) is not None or relation == ":="
    if defines:
        return "definition"
    used = problem.has_used(name, before=passage)
    if isinstance(right, Number) or (chooses and used):
        return "choice"
    if _QUALIFIES.search(cue[-40:]):
        return "definition"
    return "choice" if used else "definition"


def _own_opening_cut(cue: str) -> str:
    """The words before a formula, without the sign that opens it."""
    return re.sub(r"(?:\${1,2}|\\[(\[])\s*$", "", cue)


def _definable(tree: Tree) -> str | None:
    match tree:
        case Name(name) if name not in {"e", "π"}:
            return name
        case Operation("power", (Name(name), Number(value=2))) if name not in {"e", "π"}:
            return name
        case Entry(name, indices) if name != "δ" and len(set(indices)) == len(indices):
            if all(not index.isdigit() for index in indices):
                return name
            if all(index.isdigit() for index in indices):
                return f"{name}_{''.join(indices)}"
    return None
