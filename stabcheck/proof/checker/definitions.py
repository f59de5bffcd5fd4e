"""The checker's own table of definitions and derivatives, and differentiation by it.

Written down a second time on purpose, independently of `stabcheck.carriers.operations`: a slip in
one table is caught by the other.  A row is a formula in prefix notation, with a and b for the
operands.
"""

from __future__ import annotations

from typing import Any

from stabcheck.carriers.term import Index, Term, place_of_maximum, rational

__all__ = ["COMPARISONS", "DEFINITIONS", "PARTIALS", "NoRule", "derivative", "filled"]

Formula = tuple[Any, ...] | str | int


class NoRule(ValueError):
    """The table has no row for the operation, whose name this is."""


_E = ("exp", "a")
_E_MINUS = ("exp", ("negative", "a"))
_SINH2 = ("subtract", _E, _E_MINUS)
_COSH2 = ("add", _E, _E_MINUS)

#: What a function is, in more elementary ones.
DEFINITIONS: dict[str, Formula] = {
    "square": ("power", "a", 2),
    "expm1": ("subtract", _E, 1),
    "log1p": ("log", ("add", 1, "a")),
    "logaddexp": ("log", ("add", ("exp", "a"), ("exp", "b"))),
    "tanh": ("divide", _SINH2, _COSH2),
    "sinh": ("divide", _SINH2, 2),
    "cosh": ("divide", _COSH2, 2),
}

#: ±1 as a > b or a < b, and undefined where they meet; then 1 for the one and 0 for the other.
_SIDE = ("divide", ("subtract", "a", "b"), ("absolute", ("subtract", "a", "b")))
_LEFT_GREATER = ("divide", ("add", 1, _SIDE), 2)
_LEFT_LESSER = ("divide", ("subtract", 1, _SIDE), 2)

#: ∂/∂a and ∂/∂b; undefined (0/0) at a kink.
PARTIALS: dict[str, tuple[Formula, ...]] = {
    "add": (1, 1),
    "subtract": (1, -1),
    "multiply": ("b", "a"),
    "divide": (("divide", 1, "b"), ("divide", ("negative", "a"), ("power", "b", 2))),
    "negative": (-1,),
    "power": (
        ("multiply", "b", ("power", "a", ("subtract", "b", 1))),
        ("multiply", ("log", "a"), ("power", "a", "b")),
    ),
    "square": (("multiply", 2, "a"),),
    "sqrt": (("divide", 1, ("multiply", 2, ("sqrt", "a"))),),
    "exp": (_E,),
    "log": (("divide", 1, "a"),),
    "expm1": (_E,),
    "log1p": (("divide", 1, ("add", 1, "a")),),
    "logaddexp": (
        ("divide", 1, ("add", 1, ("exp", ("subtract", "b", "a")))),
        ("divide", 1, ("add", 1, ("exp", ("subtract", "a", "b")))),
    ),
    "tanh": (("subtract", 1, ("power", ("tanh", "a"), 2)),),
    "sinh": (("cosh", "a"),),
    "cosh": (("sinh", "a"),),
    "absolute": (("divide", "a", ("absolute", "a")),),
    "maximum": (_LEFT_GREATER, _LEFT_LESSER),
    "minimum": (_LEFT_LESSER, _LEFT_GREATER),
    "sign": (("divide", 0, "a"),),
}

#: The signs of left − right (right − left for the lesser ones) for which a comparison holds.
COMPARISONS = {
    "greater": {1},
    "greater_equal": {0, 1},
    "less": {1},
    "less_equal": {0, 1},
    "equal": {0},
    "not_equal": {-1, 1},
}

_ZERO, _ONE = rational(0), rational(1)
_FLAT = {"rational", "pi", "size", "delta", "true", "false", *COMPARISONS}


def filled(formula: Formula, operands: tuple[Term, ...]) -> Term:
    """A row with the operands in place of a and b."""
    match formula:
        case int():
            return rational(formula)
        case str():
            return operands["ab".index(formula)]
    name, *parts = formula
    return Term(name, *(filled(part, operands) for part in parts))


def derivative(term: Term, variable: Term) -> Term:
    """∂ term / ∂ variable by the table; raises NoRule where it has no row.

    Raises ValueError for a variable that is neither a real nor an entry.
    """
    if variable.op not in {"real", "entry"}:
        raise ValueError(f"a derivative in a {variable.op}")
    parts = term.parts
    match term.op:
        case "real":
            return _ONE if term == variable else _ZERO
        case "entry":
            return _fixed(_entry(parts, variable), parts, variable)
        case "sum":
            inner = derivative(parts[1], variable)
            whole = _ZERO if inner == _ZERO else Term("sum", parts[0], inner)
            return _fixed(whole, parts, variable)
        case "max":
            return _fixed(_maximum(parts, variable), parts, variable)
        case "min":
            turned = derivative(Term("max", parts[0], Term("negative", parts[1])), variable)
            return _ZERO if turned == _ZERO else Term("negative", turned)
        case "blocks":
            inside = [derivative(p, variable) if isinstance(p, Term) else p for p in parts]
            return _ZERO if set(inside[2::2]) <= {_ZERO} else Term("blocks", *inside)
        case "named":
            return derivative(parts[3], variable)
        case "derivative":
            return derivative(derivative(*parts), variable)
        case "where":
            branches = (derivative(part, variable) for part in parts[1:])
            return _off_boundary(Term("where", parts[0], *branches), parts[0], variable)
    if term.op in _FLAT:
        return _fixed(_ZERO, parts, variable)
    return _by_chain_rule(term, variable)


def _maximum(parts: tuple[Any, ...], variable: Term) -> Term:
    """The derivative of the summand at the place of the maximum, which must be the only one."""
    index, body = parts
    inner = derivative(body, variable)
    if inner == _ZERO:
        return _ZERO
    if index.set.blocks:
        raise NoRule("the derivative of a maximum over a concatenation")
    place = place_of_maximum(index, body)
    return _sum(inner.at(index, place), _no_other(place, variable))


def _no_other(place: Index, variable: Term) -> Term:
    """0, undefined unless the maximum stands at the place alone and its body is differentiable.

    There, bodies being continuous, it stands at the same place for a while.
    """
    if place.attains is None:
        return _ZERO
    index, body = place.attains
    inner = derivative(body, variable)
    if inner == _ZERO:
        return _ZERO
    other = Index("j", index.set.without(place), place.uid)
    nothing = _ZERO if inner.op in {"rational", "delta"} else Term("multiply", _ZERO, inner)
    gap = Term("subtract", Term("max", index, body), body.at(index, other))
    return Term("sum", other, Term("divide", nothing.at(index, other), gap))


def _fixed(result: Term, parts: tuple[Any, ...], variable: Term) -> Term:
    """The same, but undefined where a place of a maximum among the indices may move."""
    for index in parts:
        if isinstance(index, Index):
            for place in (index, *index.set.removed):
                result = _sum(result, _no_other(place, variable))
    return result


def _sum(left: Term, right: Term) -> Term:
    """The sum, without a 0."""
    if _ZERO in (left, right):
        return left if right == _ZERO else right
    return Term("add", left, right)


def _entry(parts: tuple[Any, ...], variable: Term) -> Term:
    """Entries of one family are independent: 1 where all indices are the same, else 0."""
    if variable.op != "entry" or parts[0] != variable.parts[0]:
        return _ZERO
    pairs = zip(parts[1:], variable.parts[1:], strict=True)
    return _product([Term("delta", own, other) for own, other in pairs if own != other])


def _off_boundary(result: Term, condition: Term, variable: Term) -> Term:
    """The same, but undefined (0/0) where the two sides of a comparison meet, if they ever move."""
    for part in condition.subterms():
        if part.op in COMPARISONS:
            gap = Term("subtract", *part.parts)
            if derivative(gap, variable) != _ZERO:
                result = Term("add", result, Term("divide", _ZERO, gap))
    return result


def _by_chain_rule(term: Term, variable: Term) -> Term:
    if term.op not in PARTIALS:
        raise NoRule(f"the derivative of {term.op}")
    total = _ZERO
    for operand, row in zip(term.parts, PARTIALS[term.op], strict=True):
        inner = derivative(operand, variable)
        if inner != _ZERO:
            addend = _product([filled(row, term.parts), inner])
            total = addend if total == _ZERO else Term("add", total, addend)
    return total


def _product(factors: list[Term]) -> Term:
    """The product from left to right, without factors 1."""
    result = _ONE
    for factor in factors:
        if factor != _ONE:
            result = factor if result == _ONE else Term("multiply", result, factor)
    return result
