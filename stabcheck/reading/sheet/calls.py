"""What applied functions mean: the sheet's own, customary ones, and their derivatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.symbol import IndexSymbol, Symbol
from stabcheck.carriers.term import Index, Term
from stabcheck.reading.sheet.alphabet import FUNCTIONS
from stabcheck.reading.sheet.refusal import NotRead
from stabcheck.reading.sheet.tree import Call
from stabcheck.reading.sheet.vectors import takes_vectors

if TYPE_CHECKING:
    from stabcheck.reading.sheet.meaning import Meaning

__all__ = ["at", "called", "differentiated"]

_PARAMETER = "\N{BULLET}"  # no sheet calls a variable so
_MOST_PRIMES = 4


def called(meaning: Meaning, call: Call) -> Symbol:
    """A function at its arguments; raises NotRead for one that is not known."""
    wants_vectors = takes_vectors(call.function, meaning.problem)
    inner = meaning.vectors() if wants_vectors else meaning
    arguments = [inner.value(argument) for argument in call.arguments]
    if call.primes:
        return _primed(meaning, call, arguments)
    places = [meaning.place(letter) for letter in call.indices]
    return _applied(meaning, call.function, arguments, places)


def _applied(
    meaning: Meaning, function: str, arguments: list[Symbol], places: list[Index | int]
) -> Symbol:
    if function in FUNCTIONS:
        return meaning.operation(FUNCTIONS[function], arguments)
    definition = meaning.problem.function(function)
    if definition is None:
        return _customary(meaning, function, arguments, places)
    if len(definition.parameters) != len(arguments):
        raise NotRead(f"{function} takes {len(definition.parameters)} arguments")
    if len(definition.indices) != len(places):
        raise NotRead(f"{function}(…) stands with {len(places)} indices, not as it is defined")
    parameters = dict(zip(definition.parameters, arguments, strict=True))
    inner = dict(zip(definition.indices, places, strict=True))
    value = meaning.unfolded(definition, parameters, inner)
    printed = tuple((argument.term, argument.axes) for argument in arguments)
    axes = (*value.axes, *(place for place in places if isinstance(place, Index)))
    reduces = any(argument.axes for argument in arguments) and not value.axes
    reads = "whole" if places or reduces else "elementwise"
    return Symbol(Term("named", function, reads, printed, value.term, axes), value.axes)


def _customary(
    meaning: Meaning, function: str, arguments: list[Symbol], places: list[Index | int]
) -> Symbol:
    quantity = meaning.problem.customary.get(function)
    if quantity is None:
        raise NotRead(f"{function} is not defined on the sheet")
    wanted = list(quantity.arguments.values())
    if len(wanted) != len(arguments):
        raise NotRead(f"{function} takes {len(wanted)} arguments, if the usual one is meant")
    for argument, kind in zip(arguments, wanted, strict=True):
        if (kind.kind == "vector") != bool(argument.axes):
            raise NotRead(f"the usual {function} takes a {kind.kind}")
    value: Symbol = quantity(*arguments)
    return at(value, places) if places else value


def at(vector: Symbol, places: list[Index | int]) -> Symbol:
    """The entry at these indices; raises NotRead for a number as an index."""
    if any(isinstance(place, int) for place in places):
        raise NotRead("an entry at a number of a vector of any length is not read")
    entry: Symbol = vector[tuple(IndexSymbol(p) for p in places if isinstance(p, Index))]
    return entry


# --- derivatives ----------------------------------------------------------------------------


def differentiated(body: Symbol, variable: Symbol) -> Symbol:
    """∂ body / ∂ variable, kept as such; raises NotDifferentiable where it has no formula."""
    if variable.term.op not in {"real", "entry"} or variable.axes:
        raise NotRead("a derivative is read in a real or in one entry")
    differentiate(body.term, variable.term)  # refused here, where the reason can be told
    return body.__derivative__(variable)


def _primed(meaning: Meaning, call: Call, arguments: list[Symbol]) -> Symbol:
    """f′, f″, …: differentiated in a parameter of its own, then put to the argument."""
    if len(arguments) != 1 or arguments[0].axes or call.indices:
        raise NotRead("a prime is read on a function of one real")
    if call.primes > _MOST_PRIMES:
        raise NotRead(f"derivatives are read up to the order {_MOST_PRIMES}")
    (argument,) = arguments
    plain = argument.term.op == "real"
    own = argument.term if plain else Term("real", _PARAMETER)
    value = _applied(meaning, call.function, [Symbol(own)], [])
    for _ in range(call.primes):
        value = differentiated(value, Symbol(own))
    term = value.term if plain else _put(differentiate(*value.term.parts), own, argument.term)
    shown = f"{call.function}{'′' * call.primes}"
    return Symbol(Term("named", shown, "elementwise", ((argument.term, ()),), term, ()))


def _put(term: Term, old: Term, new: Term) -> Term:
    if term == old:
        return new
    return term.rebuild(lambda part: _put(part, old, new), lambda index: index)
