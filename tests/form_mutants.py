"""Mutants of forms: one mistake each, of the kinds that are made in numerical code."""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
import textwrap
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from stabcheck.exact import Exact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from stabcheck.quantity import Form

__all__ = ["Mutant", "mutants"]

#: 1 and the next number of float16; of a wider format's ulp float16 would see nothing.
OFF_BY_1_ULP = 1 + 2.0**-10

#: What one function of NumPy is mistaken for.
MISTAKEN = {
    "log": "log1p",
    "log1p": "log",
    "exp": "expm1",
    "expm1": "exp",
    "max": "min",
    "maximum": "minimum",
    "minimum": "maximum",
}
FLIPPED: dict[type[ast.cmpop], ast.cmpop] = {
    ast.Gt: ast.Lt(),
    ast.GtE: ast.LtE(),
    ast.Lt: ast.Gt(),
    ast.LtE: ast.GtE(),
    ast.Eq: ast.NotEq(),
}


@dataclass(frozen=True)
class Mutant:
    """The form called ``of`` with one ``mistake`` in it: ``change`` is what became of what."""

    of: str
    form: Form
    mistake: str
    change: str


def mutants(form: Form) -> Iterator[Mutant]:
    """Every mutant of a form, one after another; their names are numbered."""
    source = textwrap.dedent(inspect.getsource(form.function))
    names = vars(sys.modules[form.function.__module__])
    for wanted in itertools.count():
        mutator = _Mutator(wanted, names)
        (definition,) = ast.parse(source).body
        mutator.visit(definition)
        if not mutator.change:
            return
        function = _compiled(definition, names)
        changed = replace(form, name=f"{form.name} {wanted}", function=function)
        yield Mutant(form.name, changed, mutator.mistake, mutator.change)


def _compiled(definition: ast.stmt, names: dict[str, Any]) -> Callable[..., Any]:
    assert isinstance(definition, ast.FunctionDef)
    module = ast.fix_missing_locations(ast.Module([definition], []))
    given = dict(names)
    exec(compile(module, "<mutant>", "exec"), given)  # noqa: S102  the source is the catalogue's
    function: Callable[..., Any] = given[definition.name]
    return function


class _Mutator(ast.NodeTransformer):
    """Makes the ``wanted``-th change of a formula and writes down which it was."""

    def __init__(self, wanted: int, names: dict[str, Any]) -> None:
        self.remaining = wanted
        self.names = names
        self.mistake = self.change = ""

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Only the body is the formula."""
        node.decorator_list = []
        node.body = [self.visit(statement) for statement in node.body]
        return node

    def visit(self, node: ast.AST) -> Any:
        """Count the changes; make the one wanted."""
        for mistake, changed in _changes(node, self.names):
            if self.remaining == 0:
                self.remaining -= 1
                self.mistake = mistake
                self.change = f"{ast.unparse(node)} → {ast.unparse(changed)}"
                return changed
            self.remaining -= 1
        return super().visit(node)


def _changes(node: ast.AST, names: dict[str, Any]) -> Iterator[tuple[str, ast.expr]]:
    """What one node of a formula is changed to, one mistake at a time."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            yield "a sign flipped", ast.BinOp(left, ast.Sub(), right)
            yield "a term dropped", right
        case ast.BinOp(left, ast.Sub(), right):
            yield "a sign flipped", ast.BinOp(left, ast.Add(), right)
            yield "a shift dropped", left
        case ast.BinOp(left, ast.Mult(), right):
            yield "/ for *", ast.BinOp(left, ast.Div(), right)
        case ast.BinOp(left, ast.Div(), right):
            yield "* for /", ast.BinOp(left, ast.Mult(), right)
        case ast.UnaryOp(ast.USub(), operand):
            yield "a sign dropped", operand
        case ast.Compare(left, [operator], [threshold]):
            yield "an inequality flipped", ast.Compare(left, [FLIPPED[type(operator)]], [threshold])
            moved = ast.BinOp(threshold, ast.Add(), ast.Constant(1))
            yield "a threshold moved", ast.Compare(left, [operator], [moved])
        case ast.Constant(value) if isinstance(value, int) and value:
            yield "a constant 1 ulp off", ast.Constant(value * OFF_BY_1_ULP)
        case ast.Name(name) if isinstance(names.get(name), Exact):
            off = ast.BinOp(node, ast.Mult(), ast.Constant(OFF_BY_1_ULP))
            yield "a constant 1 ulp off", off
        case ast.Call(ast.Attribute(module, name), arguments):
            yield from _other_calls(module, name, arguments)


def _other_calls(
    module: ast.expr, name: str, arguments: list[ast.expr]
) -> Iterator[tuple[str, ast.expr]]:
    """What a call of one of NumPy's functions is changed to."""
    if name in MISTAKEN:
        other = ast.Attribute(module, MISTAKEN[name], ast.Load())
        yield f"{MISTAKEN[name]} for {name}", ast.Call(other, arguments, [])
    match name, arguments:
        case "where", [condition, then, otherwise]:
            swapped = [condition, otherwise, then]
            yield "branches swapped", ast.Call(ast.Attribute(module, name, ast.Load()), swapped, [])
        case "abs", [argument]:
            yield "abs dropped", argument
        case "argmax", _:
            yield "the first for the largest", ast.Constant(0)
