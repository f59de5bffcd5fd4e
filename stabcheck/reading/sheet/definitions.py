"""What a definition on a sheet says, and whether it says what its name customarily means."""

from __future__ import annotations

from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import Symbol
from stabcheck.reading.sheet.judge import judge
from stabcheck.reading.sheet.meaning import meaning_of
from stabcheck.reading.sheet.roles import Signature
from stabcheck.reading.sheet.scope import Definition, Problem
from stabcheck.reading.sheet.tree import Entry, Name, Operation, Tree

__all__ = ["function_defined", "variable_defined"]


def function_defined(signature: Signature, body: Tree, problem: Problem) -> tuple[str, str]:
    """A function's definition in print, and a note on what the name means elsewhere.

    Raises NotRead for a body without a meaning.
    """
    value = meaning_of(body, problem)
    place = "".join(signature.indices)
    head = f"{signature.name}({', '.join(signature.parameters)})" + (place and f"_{place}")
    return f"{head} = {write(value.term)}", _beside_customary(signature, value, problem)


def _beside_customary(signature: Signature, value: Symbol, problem: Problem) -> str:
    quantity = problem.customary.get(signature.name)
    if quantity is None or signature.indices:
        return ""
    kinds = [argument.kind == "vector" for argument in quantity.arguments.values()]
    arguments = [
        meaning_of(Name(name), problem, of_vectors=any(kinds)) for name in signature.parameters
    ]
    if kinds != [bool(argument.axes) for argument in arguments]:
        return ""
    verdict = judge(value, quantity(*arguments)).verdict
    if verdict == "REFUTED":
        return f"not what {signature.name} customarily means ({quantity.title})"
    return f"as customary ({quantity.title})" if verdict == "PROVED" else ""


def variable_defined(left: Tree, right: Tree, problem: Problem, line: int) -> str:
    """Bind a variable or a family; the definition in print.

    Raises NotRead for a body without a meaning, or a definition by itself.
    """
    value = meaning_of(right, problem)
    match left:
        case Entry(name, indices) if not indices[0].isdigit():
            definition = Definition(name, (), indices, right, line, problem)
        case Entry(name, indices):
            full = f"{name}_{''.join(indices)}"
            definition = Definition(full, (), (), right, line, problem)
        case Name(name):
            definition = Definition(name, (), (), right, line, problem)
        case Operation("power", (Name(name), _)):  # s² = …
            definition = Definition(name, (), (), Operation("sqrt", (right,)), line, problem)
        case _:
            raise TypeError(f"{type(left).__name__} cannot be defined")
    problem.define(definition)
    return f"{write(meaning_of(left, problem).term)} = {write(value.term)}"
