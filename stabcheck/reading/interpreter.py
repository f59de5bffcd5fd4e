"""From a tree to its meaning, node by node.

Every mistake that can be seen without numbers is found here, with its column: a vector where a
real belongs, an index without its vector, a power nobody can write out.  What is left is a
function of carrier values that runs NumPy's operations and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np

from stabcheck.carriers.operations import OPERATIONS
from stabcheck.exact import exact
from stabcheck.quantity import D
from stabcheck.reading.calls import FOLDS, applied, branched, extremum, folded_over, hold_count
from stabcheck.reading.meaning import Meaning, hold_number, together
from stabcheck.reading.mistake import FormulaMistake, nearest
from stabcheck.reading.numbers import folded, hold_exponent
from stabcheck.reading.scope import Scope
from stabcheck.reading.tree import (
    Binary,
    Binder,
    Call,
    Compare,
    Derivative,
    Entry,
    Logic,
    Name,
    Negative,
    Node,
    Number,
)
from stabcheck.reading.vocabulary import BEYOND, CONSTANTS, FORMS, elementwise, words

__all__ = ["Interpreter"]

_ARITHMETIC = {
    "+": elementwise(OPERATIONS["add"]),
    "-": elementwise(OPERATIONS["subtract"]),
    "*": elementwise(OPERATIONS["multiply"]),
    "/": elementwise(OPERATIONS["divide"]),
    "^": elementwise(OPERATIONS["power"]),
}
_NEGATIVE = elementwise(OPERATIONS["negative"])
_EXP = elementwise(OPERATIONS["exp"])
_COMPARISONS: dict[str, Callable[..., Any]] = {
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "==": np.equal,
    "!=": np.not_equal,
}
_LOGIC: dict[str, Callable[..., Any]] = {
    "and": lambda *values: reduce(np.logical_and, values),
    "or": lambda *values: reduce(np.logical_or, values),
    "not": np.logical_not,
}


class Interpreter:
    """Reads trees in one scope; knows the indices that are bound around the node at hand."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.bound: tuple[str, ...] = ()

    def meaning(self, node: Node) -> Meaning:
        """The meaning of a tree, its names noted in the scope; raises FormulaMistake."""
        rule: Callable[[Any], Meaning] = getattr(self, f"_{type(node).__name__.lower()}")
        return rule(node)

    def number(self, node: Node) -> Meaning:
        """The meaning of a tree that must not be a condition."""
        return hold_number(self.meaning(node), node.column)

    # --- leaves

    def _number(self, node: Number) -> Meaning:
        constant = exact(node.value)
        return Meaning(lambda _values: constant, value=node.value, is_constant=True)

    def _name(self, node: Name) -> Meaning:
        name = node.name
        if name in CONSTANTS:
            return Meaning(lambda _values: CONSTANTS[name], is_constant=True)
        if name in self.bound:
            hint = f"write x[{name}], where x is a vector"
            message = f"the index '{name}' stands alone"
            raise FormulaMistake(message, column=node.column, hint=hint)
        if name in self.scope.vectors.values():
            return self._length(name, node.column)
        argument = self.scope.name(name, node.column)
        length = argument.sizes[0] if argument.sizes else None
        return Meaning(lambda values: values[name], length)

    def _length(self, length: str, column: int) -> Meaning:
        vector = self.scope.vector_of_length(length, column)
        return Meaning(lambda values: _size(values[vector]))

    # --- arithmetic

    def _negative(self, node: Negative) -> Meaning:
        operand = self.number(node.operand)
        value = None if operand.value is None else -operand.value
        return replace(together(_NEGATIVE, [operand], node.column), value=value)

    def _binary(self, node: Binary) -> Meaning:
        left, right = self.number(node.left), self.number(node.right)
        if node.operator == "^":
            if isinstance(node.left, Name) and node.left.name == "e":
                return together(_EXP, [right], node.column)
            hold_exponent(right.value, node.column)
        value = folded(node.operator, left.value, right.value, node.column)
        return replace(
            together(_ARITHMETIC[node.operator], [left, right], node.column), value=value
        )

    # --- conditions

    def _compare(self, node: Compare) -> Meaning:
        sides = [self.number(node.left), self.number(node.right)]
        if all(side.is_constant for side in sides):
            message = "a condition between constants"
            hint = "a condition holds for some values of a variable and fails for others"
            raise FormulaMistake(message, column=node.column, hint=hint)
        return together(_COMPARISONS[node.relation], sides, node.column, is_condition=True)

    def _logic(self, node: Logic) -> Meaning:
        operands = [self.meaning(operand) for operand in node.operands]
        for operand, child in zip(operands, node.operands, strict=True):
            if not operand.is_condition:
                hint = "join comparisons, as in x > 0 and y > 0"
                message = f"'{node.operator}' needs a condition"
                raise FormulaMistake(message, column=child.column, hint=hint)
        return together(_LOGIC[node.operator], operands, node.column, is_condition=True)

    # --- indices

    def _entry(self, node: Entry) -> Meaning:
        vector = self.number(node.vector)
        if vector.length is None or vector.over:
            what = f"'{node.vector.name}'" if isinstance(node.vector, Name) else "this"
            hint = "declare a vector, as with --vector x, and index it once"
            message = f"{what} is no vector, so it has no entry [{node.index}]"
            raise FormulaMistake(message, column=node.column, hint=hint)
        index, length = node.index, vector.length
        if index in self.bound:
            return Meaning(vector.compute, over=(index, length))
        self.scope.index(index, length, node.column)
        return Meaning(lambda values: vector.compute(values)[values[index]])

    def _binder(self, node: Binder) -> Meaning:
        outer = self.bound
        self.bound = (*outer, node.index)
        body = self.number(node.body)
        self.bound = outer
        if body.over is None or body.over[0] != node.index:
            hint = f"write an entry, such as x[{node.index}], in what it ranges over"
            message = f"nothing depends on the bound index '{node.index}'"
            raise FormulaMistake(message, column=node.column, hint=hint)
        return folded_over(FOLDS[node.kind], body)

    def _derivative(self, node: Derivative) -> Meaning:
        body = self.number(node.body)
        variable = self._variable(node.variable)
        if body.is_constant:
            return Meaning(lambda _values: exact(0), is_constant=True)
        return replace(
            together(D, [body, variable], node.column), length=body.length, over=body.over
        )

    def _variable(self, node: Node) -> Meaning:
        is_entry = isinstance(node, Entry) and isinstance(node.vector, Name)
        if is_entry or (isinstance(node, Name) and node.name not in CONSTANTS):
            variable = self.number(node)
            if variable.length is None and not variable.over and not self._is_length(node):
                if isinstance(node, Name):
                    self._hold_alone(node)
                return variable
        raise FormulaMistake(
            "a derivative is taken in one real variable",
            column=node.column,
            hint="write diff(f, x) for a real x, diff(f, x[k]) for an entry of a vector",
        )

    def _hold_alone(self, variable: Name) -> None:
        """Refuse diff(x_i, x_j) of numbers, which is 0, and δᵢⱼ where x is a vector."""
        family = {name for name in self.scope.arguments if _stem(name) == _stem(variable.name)}
        if _stem(variable.name) and len(family) > 1:
            stem, names = _stem(variable.name), " and ".join(sorted(family))
            raise FormulaMistake(
                f"{names} may be entries of one vector",
                column=variable.column,
                hint=f"declare it, as with --vector {stem}; or give numbers names without an index",
            )

    def _is_length(self, node: Node) -> bool:
        return isinstance(node, Name) and node.name in self.scope.vectors.values()

    # --- functions

    def _call(self, node: Call) -> Meaning:
        name = node.function
        match name:
            case "diff":
                hold_count(node, 2)
                return self._derivative(Derivative(node.column, *node.arguments))
            case "delta":
                return self._delta(node)
        word = words().get(name)
        if word is None and name not in FORMS:
            raise self._unknown(node)
        arguments = [self.meaning(argument) for argument in node.arguments]
        match name:
            case "max" | "min":
                return extremum(node, arguments)
            case "where":
                return branched(node, arguments)
            case "size" | "len":
                return self._size(node, arguments)
        return applied(node, words()[name], arguments)

    def _size(self, node: Call, arguments: list[Meaning]) -> Meaning:
        hold_count(node, 1)
        if arguments[0].length is None:
            hint = "declare vectors, as with --vector x"
            raise FormulaMistake("only a vector has a size", column=node.column, hint=hint)
        return self._length(arguments[0].length, node.column)

    def _delta(self, node: Call) -> Meaning:
        """δᵢⱼ, which is ∂xᵢ/∂xⱼ for any vector x of the length both indices run to."""
        hold_count(node, 2)
        names = [index.name for index in node.arguments if isinstance(index, Name)]
        lengths = {
            argument.sizes[0]
            for name in names
            if (argument := self.scope.arguments.get(name)) and argument.kind == "index"
        } or set(self.scope.vectors.values())
        if len(names) != 2 or len(lengths) != 1 or set(names) & set(self.bound):
            hint = "write delta(i, j), with both indices of one vector, after their first use"
            raise FormulaMistake("delta needs two free indices", column=node.column, hint=hint)
        (length,) = lengths
        for name in names:
            self.scope.index(name, length, node.column)
        vector = self.scope.vector_of_length(length, node.column)
        first, second = names
        return Meaning(lambda at: D(at[vector][at[first]], at[vector][at[second]]))

    def _unknown(self, node: Call) -> FormulaMistake:
        name = node.function
        if name in BEYOND:
            message = f"'{name}' is outside what can be proved"
            hint = "exp, log, powers, abs, max, min and what is built from them can be"
            return FormulaMistake(message, column=node.column, hint=hint)
        if name in self.scope.arguments or name in CONSTANTS or len(name) == 1:
            hint = f"write {name}*(…) for a product"
        else:
            some = "exp, log, sqrt, abs, max, sum and such, and every quantity of stabcheck list"
            hint = nearest(name, [*words(), *FORMS], "functions", some)
        return FormulaMistake(f"there is no function '{name}'", column=node.column, hint=hint)


def _stem(name: str) -> str:
    """The x of x_i; empty where no single letter stands below the line."""
    stem, _, index = name.rpartition("_")
    return stem if len(index) == 1 and index.isalpha() else ""


def _size(value: Any) -> Any:
    size = value.size
    return exact(size) if isinstance(size, int) else size
