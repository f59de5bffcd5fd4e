"""Statements with their sides read, and every function's definition found, before any verdict.

Functions are known to the whole of their problem, also above their definition: a sheet may write
"f′(x) = 2x where f(x) = x²".  So definitions of functions are looked for first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stabcheck.reading.sheet.assumptions import Assumption, assumption_of
from stabcheck.reading.sheet.found import Found, Refused
from stabcheck.reading.sheet.latex import read
from stabcheck.reading.sheet.lexer import Token
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.report import Ledger
from stabcheck.reading.sheet.roles import Signature, may_redefine, signature_of
from stabcheck.reading.sheet.scope import Definition, Problem
from stabcheck.reading.sheet.statements import EQUALITIES
from stabcheck.reading.sheet.tree import Entry, Over, Tree

__all__ = ["Parsed", "parse"]


@dataclass(frozen=True)
class Parsed:
    """A statement with its sides as trees, or why a side is not read.

    ``defines`` is the function that the first equality defines, if it does; ``assumes`` what it
    says of a family, if that is arbitrary.
    """

    found: Found
    sides: tuple[Tree | NotRead, ...]
    defines: Signature | None = None
    assumes: Assumption | None = None

    @property
    def trees(self) -> list[Tree]:
        """The sides that were read."""
        return [side for side in self.sides if isinstance(side, Tree)]


def parse(found: Iterable[Found | Refused], ledger: Ledger) -> list[Parsed | Refused]:
    """Read all sides; the problems learn their functions and their families on the way."""
    entries = list(found)
    signatures: dict[int, Signature] = {}
    for place, entry in enumerate(entries):
        if isinstance(entry, Found):
            signature = _defined(entry)
            if signature is not None:
                signatures[place] = signature
    parsed: list[Parsed | Refused] = []
    for place, entry in enumerate(entries):
        if isinstance(entry, Refused):
            parsed.append(entry)
        else:
            parsed.append(_parsed(entry, signatures.get(place), ledger))
    return parsed


def _defined(found: Found) -> Signature | None:
    """The function that a statement defines; its problem hears of it."""
    statement, problem = found.statement, found.problem
    if not statement.relations or statement.relations[0].text not in EQUALITIES:
        return None
    signature = signature_of(statement.sides[0])
    if signature is None or signature.name in problem.declared:
        return None
    relation = statement.relations[0].text
    if not may_redefine(signature, problem, relation, found.cue):
        return None
    problem.declared.add(signature.name)
    return signature


def _parsed(found: Found, signature: Signature | None, ledger: Ledger) -> Parsed:
    problem = found.problem
    names = problem.function_names
    sides = tuple(_side(side, names) for side in found.statement.sides)
    if found.range is None:
        problem.trees.extend(side for side in sides if isinstance(side, Tree))
    problem.trees.extend(_declared_vector(found))
    body = sides[1] if len(sides) > 1 else None
    if signature is None or not isinstance(body, Tree):
        return Parsed(found, sides, assumes=_assumed(sides, problem))
    line = ledger.line(found.statement.relations[0])
    problem.define(
        Definition(signature.name, signature.parameters, signature.indices, body, line, problem)
    )
    return Parsed(found, sides, signature)


def _assumed(sides: tuple[Tree | NotRead, ...], problem: Problem) -> Assumption | None:
    if len(sides) != 2 or isinstance(sides[0], NotRead) or isinstance(sides[1], NotRead):
        return None
    assumption = assumption_of(sides[0], sides[1])
    if assumption is not None:
        problem.trees += [Entry(assumption.family, (assumption.index,)), assumption.body]
    return assumption


def _side(side: tuple[Token, ...], names: set[str]) -> Tree | NotRead:
    if not side:
        return NotRead("nothing stands on one side of the relation")
    try:
        return read(side, names)
    except NotRead as refusal:
        return refusal
    except RecursionError:
        return NotRead("the formula is nested too deeply")


def _declared_vector(found: Found) -> Iterator[Tree]:
    """x ∈ ℝᴺ says that x is a vector, in the words of a sum over it."""
    match found.statement.sides, found.statement.relations:
        case ((vector,), (field, power, *size)), (relation,):
            name = "".join(token.text for token in size if token.text not in {"{", "}"})
            is_space = (field.kind, field.text, power.text) == ("set", "R", "^")
            if relation.text == "∈" and is_space and len(name) == 1 and name.isalpha():
                found.problem.vectors.add(vector.text)
                yield Over("sum", "i", Entry(vector.text, ("i",)), last=name)
        case _:
            yield from ()
