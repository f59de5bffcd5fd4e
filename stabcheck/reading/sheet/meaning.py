"""What a formula means: its tree, with names looked up, as a symbolic term.

Nothing is evaluated: a tree becomes the term it says, operation by operation, and the prover
decides about terms.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from stabcheck.carriers.derivative import NotDifferentiable
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.symbol import NotModelled, Symbol
from stabcheck.carriers.term import Index, Term, constant, fresh_index, rational
from stabcheck.quantity import E
from stabcheck.reading.sheet.calls import at, called, differentiated
from stabcheck.reading.sheet.ranges import length, ranging
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.scope import Definition, Problem
from stabcheck.reading.sheet.tree import (
    Branches,
    Call,
    Comparison,
    Derivative,
    Entry,
    Name,
    Norm,
    Number,
    Operation,
    Over,
    Tree,
)

__all__ = ["meaning_of"]

_MOST_NODES = 4000
_MOST_INDICES = 2
_COMPARED = {
    "<": np.less,
    "≤": np.less_equal,
    ">": np.greater,
    "≥": np.greater_equal,
    "=": np.equal,
    "≠": np.not_equal,
}


def meaning_of(tree: Tree, problem: Problem, *, of_vectors: bool = False) -> Symbol:
    """The formula as a symbol; raises NotRead with the reason where it has no meaning here.

    ``of_vectors`` asks for the vector where a name is a number and a vector by turns.
    """
    try:
        return Meaning(problem, {}, {}, Budget(), of_vectors=of_vectors).value(tree)
    except (NotModelled, NotDifferentiable) as refusal:
        raise NotRead(str(refusal)) from refusal
    except RecursionError:
        raise NotRead("the formula is nested too deeply") from None


@dataclass
class Budget:
    """How much has been built, and which definitions are being unfolded."""

    nodes: int = 0
    unfolding: list[str] = field(default_factory=list)

    def spend(self) -> None:
        """Count one more node; raises NotRead beyond what a formula on paper can hold."""
        self.nodes += 1
        if self.nodes > _MOST_NODES:
            raise NotRead("with its definitions put in, the formula is too large")


@dataclass
class Meaning:
    """Looks names up: parameters first, then the problem's definitions, then what they are."""

    problem: Problem
    parameters: Mapping[str, Symbol]
    indices: Mapping[str, Index | int]
    budget: Budget
    of_vectors: bool = False  # whether a bare x is the vector of the x_i

    def vectors(self) -> Meaning:
        """The same meaning where a vector is wanted: a bare x is the vector of the x_i."""
        return replace(self, of_vectors=True)

    def under(self, letter: str, index: Index | int) -> Meaning:
        """The same meaning with a letter standing for this index."""
        return replace(self, indices={**self.indices, letter: index})

    def value(self, tree: Tree) -> Symbol:
        """The symbol a tree stands for; raises NotRead where it has no meaning."""
        self.budget.spend()
        match tree:
            case Number(number):
                return Symbol(rational(number))
            case Name(name):
                return self._name(name)
            case Entry(name, indices):
                return self._entry(name, indices)
            case Operation(operation, operands):
                return self.operation(operation, [self.value(operand) for operand in operands])
            case Over():
                return ranging(self, tree)
            case Norm(body):
                return length(self.vectors().value(body))
            case Call():
                return called(self, tree)
            case Derivative(body, variable):
                return differentiated(self.value(body), self.value(variable))
            case Branches():
                return self._by_cases(tree)
        raise NotRead(f"{type(tree).__name__} has no meaning here")

    def operation(self, operation: str, operands: list[Symbol]) -> Symbol:
        """A row of the table of operations; raises NotRead for vectors it is ambiguous on."""
        if operation == "multiply" and all(operand.axes for operand in operands):
            raise NotRead("a product of two vectors is not read; write the sum out")
        if operation in {"divide", "power"} and operands[-1].axes:
            raise NotRead("dividing by a vector is not read; write an index")
        result: Symbol = OPERATIONS[operation].ufunc(*operands)
        return result

    def _by_cases(self, tree: Branches) -> Symbol:
        result: Any = self.value(tree.otherwise)
        for way, condition in reversed(tree.cases):
            result = self._chosen(condition, self.value(way), result)
        return _plain(result)

    def _chosen(self, condition: Comparison, way: Symbol, otherwise: Any) -> Any:
        """One value where the condition holds, else the other; of indices, by Kronecker's δ."""
        match condition:
            case Comparison("=" | "≠", Name(left), Name(right)) if self._are_indices(left, right):
                first, second = (way, otherwise) if condition.relation == "=" else (otherwise, way)
                meet = self._delta((left, right))
                return meet * first + (1 - meet) * second
        compared = _COMPARED[condition.relation]
        met = compared(self.value(condition.left), self.value(condition.right))
        return np.where(met, way, otherwise)

    def _are_indices(self, *letters: str) -> bool:
        free = self.problem.index_letters
        return all(letter in self.indices or letter in free for letter in letters)

    # --- names

    def _name(self, name: str) -> Symbol:
        if name in self.parameters:
            return self.parameters[name]
        if name in self.indices:
            raise NotRead(f"the index {name} is used as a number")
        definition = self.problem.variable(name)
        if definition is not None:
            if definition.indices:
                return self._whole(definition)
            return self.unfolded(definition, {}).__named__(name, (), "let")
        if name == "e":
            return Symbol(constant(E))
        families = self.problem.families
        if name == "π" and name not in families.axes:
            return Symbol(Term("pi"))
        if families.is_size(name):
            return Symbol(Term("size", families.of_size(name)))
        if name in families.axes and (self.of_vectors or name in self.problem.vectors):
            axes = tuple(
                fresh_index(Index("ijkl"[axis % 4], families.of_axis(name, axis)))
                for axis in range(families.axes[name])
            )
            return Symbol(Term("entry", name, *axes), axes)
        if self.problem.function(name) is not None:
            raise NotRead(f"the function {name} stands without its argument")
        return Symbol(Term("real", name))

    def _whole(self, definition: Definition) -> Symbol:
        """The vector of a family that is defined by its entries, where a vector is wanted."""
        name, indices = definition.name, definition.indices
        if not self.of_vectors or len(indices) > 1:
            raise NotRead(f"{name} stands without its index")
        axis = fresh_index(Index(indices[0], self.problem.families.of_axis(name, 0)))
        value = self.unfolded(definition, {}, {indices[0]: axis})
        return Symbol(Term("named", name, "let", (), value.term, (axis,)), (axis,))

    def _entry(self, name: str, letters: tuple[str, ...]) -> Symbol:
        if name == "δ" and len(letters) == 2 and name not in self.parameters:
            return self._delta(letters)
        places = [self.place(letter) for letter in letters]
        if len(places) > _MOST_INDICES:
            raise NotRead(f"{name} with {len(places)} indices is not read")
        if name in self.parameters:
            return at(self.parameters[name], places)
        definition = self.problem.variable(name)
        if definition is not None and len(definition.indices) == len(places):
            inner = dict(zip(definition.indices, places, strict=True))
            value = self.unfolded(definition, {}, inner)
            axes = tuple(place for place in places if isinstance(place, Index))
            if len(axes) < len(places):
                raise NotRead(f"{name} at a number, though it is defined at an index")
            return Symbol(Term("named", name, "let", (), value.term, axes))
        if all(isinstance(place, Index) for place in places):
            return Symbol(Term("entry", name, *places))
        full = f"{name}_{''.join(letters)}"
        if name in self.problem.families.axes:
            raise NotRead(f"one entry {full} beside a family {name} of any length")
        definition = self.problem.variable(full)
        digits = "".join(str(place) for place in places)
        shown = name + "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in digits)
        if definition is not None:
            return self.unfolded(definition, {}).__named__(shown, (), "let")
        return Symbol(Term("real", shown))

    def place(self, letter: str) -> Index | int:
        """The index a letter stands for, or the number it is."""
        if letter in self.indices:
            return self.indices[letter]
        if letter.isdigit():
            return int(letter)
        return Index(letter, self.problem.families.of_free(letter))

    def _delta(self, letters: tuple[str, ...]) -> Symbol:
        left, right = (self.place(letter) for letter in letters)
        if isinstance(left, int) or isinstance(right, int):
            raise NotRead("δ at a number is not read")
        return Symbol(Term("delta", left, right))

    def unfolded(
        self,
        definition: Definition,
        parameters: Mapping[str, Symbol],
        indices: Mapping[str, Index | int] | None = None,
    ) -> Symbol:
        """The body of a definition, read where it was defined; raises NotRead for a circle."""
        if definition.name in self.budget.unfolding:
            raise NotRead(f"{definition.name} is defined by itself")
        self.budget.unfolding.append(definition.name)
        inner = Meaning(definition.problem, parameters, indices or {}, self.budget)
        value = inner.value(definition.body)
        self.budget.unfolding.pop()
        return value


def _plain(value: Any) -> Symbol:
    if not isinstance(value, Symbol):
        raise NotRead("cases without a variable")
    return value
