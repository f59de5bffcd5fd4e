"""The checker's own table of definitions and derivatives, and differentiation by it.

Written down a second time on purpose, independently of `stabcheck.carriers.operations`: a slip in
one table is caught by the other.  A row is a formula in prefix notation, with a and b for the
operands.
"""

from __future__ import annotations

from collections.abc import Callable
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
    "erfc": ("subtract", 1, ("erf", "a")),
    "hypot": ("sqrt", ("add", ("power", "a", 2), ("power", "b", 2))),
    "tanh": ("divide", _SINH2, _COSH2),
    "sinh": ("divide", _SINH2, 2),
    "cosh": ("divide", _COSH2, 2),
}

_BELL = ("exp", ("negative", ("power", "a", 2)))
_ROOT_PI = ("sqrt", ("pi",))

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
    "hypot": (("divide", "a", ("hypot", "a", "b")), ("divide", "b", ("hypot", "a", "b"))),
    "exp": (_E,),
    "log": (("divide", 1, "a"),),
    "expm1": (_E,),
    "log1p": (("divide", 1, ("add", 1, "a")),),
    "logaddexp": (
        ("divide", 1, ("add", 1, ("exp", ("subtract", "b", "a")))),
        ("divide", 1, ("add", 1, ("exp", ("subtract", "a", "b")))),
    ),
    "tanh": (("subtract", 1, ("power", ("tanh", "a"), 2)),),
    "erf": (("multiply", ("divide", 2, _ROOT_PI), _BELL),),
    "erfc": (("multiply", ("divide", -2, _ROOT_PI), _BELL),),
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
    rule = _RULES.get(term.op)
    if rule is not None:
        return rule(term.parts, variable)
    if term.op in _FLAT:
        return _fixed(_ZERO, term.parts, variable)
    return _by_chain_rule(term, variable)


# --- the rules that are no row of the table -------------------------------------------------

_Parts = tuple[Any, ...]


def _real(parts: _Parts, variable: Term) -> Term:
    return _ONE if variable == Term("real", *parts) else _ZERO


def _entry(parts: _Parts, variable: Term) -> Term:
    """Entries of one family are independent: 1 where all indices are the same, else 0."""
    result = _ZERO
    if variable.op == "entry" and parts[0] == variable.parts[0]:
        pairs = zip(parts[1:], variable.parts[1:], strict=True)
        result = _product([Term("delta", own, other) for own, other in pairs if own != other])
    return _fixed(result, parts, variable)


def _whole_sum(parts: _Parts, variable: Term) -> Term:
    inner = derivative(parts[1], variable)
    return _fixed(_ZERO if inner == _ZERO else Term("sum", parts[0], inner), parts, variable)


def _blocks(parts: _Parts, variable: Term) -> Term:
    inside = [derivative(part, variable) if isinstance(part, Term) else part for part in parts]
    return _ZERO if set(inside[2::2]) <= {_ZERO} else Term("blocks", *inside)


def _where(parts: _Parts, variable: Term) -> Term:
    """Branch by branch, but undefined (0/0) where a comparison's sides meet, if they ever move."""
    result = Term("where", parts[0], *(derivative(part, variable) for part in parts[1:]))
    for part in parts[0].subterms():
        if part.op in COMPARISONS:
            gap = Term("subtract", *part.parts)
            slope = derivative(gap, variable)
            if slope != _ZERO:
                result = Term("add", result, Term("divide", _none_of(slope), gap))
    return result


def _none_of(term: Term) -> Term:
    """0 where the term has a value: a gap without a slope may jump."""
    return _ZERO if term.op in {"rational", "delta"} else Term("multiply", _ZERO, term)


def _minimum(parts: _Parts, variable: Term) -> Term:
    turned = _maximum((parts[0], Term("negative", parts[1])), variable)
    return _ZERO if turned == _ZERO else Term("negative", turned)


def _maximum(parts: _Parts, variable: Term) -> Term:
    """The derivative of the summand at the place of the maximum, which must be the only one."""
    index, body = parts
    inner = derivative(body, variable)
    if inner == _ZERO:
        return _fixed(_ZERO, parts, variable)
    if index.set.blocks:
        raise NoRule("the derivative of a maximum over a concatenation")
    place = place_of_maximum(index, body)
    slope = _sum(inner.at(index, place), _no_other(place, variable))
    return _fixed(slope, parts, variable)


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
    gap = Term("subtract", Term("max", index, body), body.at(index, other))
    return Term("sum", other, Term("divide", _none_of(inner).at(index, other), gap))


def _fixed(result: Term, parts: _Parts, variable: Term) -> Term:
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


_RULES: dict[str, Callable[[_Parts, Term], Term]] = {
    "real": _real,
    "entry": _entry,
    "sum": _whole_sum,
    "max": _maximum,
    "min": _minimum,
    "blocks": _blocks,
    "where": _where,
    "named": lambda parts, variable: derivative(parts[3], variable),
    "derivative": lambda parts, variable: derivative(derivative(*parts), variable),
}
