"""Mutants of every form: a sign flipped, a shift dropped, branches swapped; each must differ.

A form whose formula could be changed without anybody noticing would not be held by its claim.
"""

from __future__ import annotations

import ast
import inspect
import sys
import textwrap
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from jets import draw, numbers

from stabcheck.catalogue import quantities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stabcheck.quantity import Form, Quantity

POINTS = 24

#: Changes that are identities themselves, and why.
IDENTITIES = {
    ("shifted", "x - np.max(x) → x + np.max(x)"): "a softmax is the same under every shift",
    ("shifted", "x - np.max(x) → x"): "and without one",
    (
        "near-and-far",
        "np.where(e > 1 / 2, near, far) → np.where(e > 1 / 2, far, near)",
    ): "near and far are the same number",
    ("stable", "-2 → 2"): "4e/(1 + e)² is the same for e and for 1/e",
}


def changes(node: ast.AST) -> Iterator[ast.expr]:
    """What one node of a formula is changed to, one change at a time."""
    match node:
        case ast.BinOp(left, ast.Add(), right):
            yield ast.BinOp(left, ast.Sub(), right)
        case ast.BinOp(left, ast.Sub(), right):
            yield ast.BinOp(left, ast.Add(), right)
            yield left
        case ast.UnaryOp(ast.USub(), operand):
            yield operand
        case ast.Call(ast.Attribute(attr="where"), [condition, then, otherwise]):
            yield ast.Call(node.func, [condition, otherwise, then], [])
        case ast.Call(ast.Attribute(value, "maximum"), arguments):
            yield ast.Call(ast.Attribute(value, "minimum", ast.Load()), arguments, [])


class Mutator(ast.NodeTransformer):
    """Makes the ``wanted``-th change of a function and writes down which it was."""

    def __init__(self, wanted: int) -> None:
        self.remaining = wanted
        self.change = ""

    def visit(self, node: ast.AST) -> ast.AST:
        """Count the changes; make the one wanted."""
        for changed in changes(node):
            if self.remaining == 0:
                self.remaining -= 1
                self.change = f"{ast.unparse(node)} → {ast.unparse(changed)}"
                return changed
            self.remaining -= 1
        return self.generic_visit(node)


def mutants(form: Form) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every mutant of a form, with what was changed."""
    source = textwrap.dedent(inspect.getsource(form.function))
    wanted = 0
    while True:
        tree = ast.parse(source)
        definition = tree.body[0]
        assert isinstance(definition, ast.FunctionDef)
        definition.decorator_list = []
        mutator = Mutator(wanted)
        mutator.visit(definition)
        if not mutator.change:
            return
        names = dict(vars(sys.modules[form.function.__module__]))
        code = compile(ast.fix_missing_locations(tree), "<mutant>", "exec")
        exec(code, names)  # noqa: S102  the source is the catalogue's own
        yield mutator.change, names[definition.name]
        wanted += 1


def differs(quantity: Quantity, function: Callable[..., Any]) -> bool:
    """Whether a function is not the quantity, at one of a few points or by raising there."""
    generator = np.random.default_rng(8)
    for k in range(POINTS):
        point = draw(quantity.arguments, generator)
        if k == 0 and all(argument.kind == "real" for argument in quantity.arguments.values()):
            point = point[:1] * len(point)  # a branch may be for equal arguments
        try:
            pairs = zip(numbers(function(*point)), numbers(quantity(*point)), strict=True)
            if any(abs(a - b) > 1e-12 for a, b in pairs):
                return True
        except (ArithmeticError, TypeError):  # 0 divided by 0; a logarithm that is complex
            return True
    return False


MUTANTS = [
    pytest.param(page, function, (form.name, change), id=f"{page.name}/{form.name}: {change}")
    for page in quantities().values()
    for form in page.forms
    for change, function in mutants(form)
]


@pytest.mark.parametrize(("page", "function", "change"), MUTANTS)
def test_a_mutant_is_not_the_quantity(
    page: Quantity, function: Callable[..., Any], change: tuple[str, str]
) -> None:
    """Changing one operation of a form changes its values, unless the change is an identity."""
    assert differs(page, function) == (change not in IDENTITIES)


@pytest.mark.parametrize("page", quantities().values(), ids=lambda page: page.name)
def test_the_unchanged_forms_are_the_quantity(page: Quantity) -> None:
    """What tells mutants apart does not tell a form from its own definition."""
    assert not any(differs(page, form.function) for form in page.forms)
