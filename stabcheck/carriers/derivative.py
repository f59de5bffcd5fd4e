"""Partial derivatives of terms, by the partials of the operation table.

Where a formula has a kink its derivative is no number, and the term for it is undefined there: a
division by 0 stands in it.  A maximum over an index set has the slope of the summand at which it
stands, wherever it stands at one index only (Danskin's theorem for a finite set).
"""

from __future__ import annotations

from typing import Any

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.operations import COMPARISONS, OPERATIONS
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import ONE, ZERO, Index, Term, constant, place_of_maximum

__all__ = ["NotDifferentiable", "differentiate", "without_provisos"]

_COMPARISONS = frozenset(COMPARISONS.values())
_CONSTANT = {"rational", "pi", "size", "delta", "true", "false", *_COMPARISONS}


class NotDifferentiable(TypeError):
    """The variable is none, or an operation has no rule."""


def differentiate(term: Term, variable: Term) -> Term:
    """∂ term / ∂ variable, where the variable is a real or one entry of a vector or matrix.

    Entries of one family differentiate to Kronecker deltas.  Raises NotDifferentiable for an
    operation without a rule.
    """
    check_time()
    if variable.op not in {"real", "entry"}:
        raise NotDifferentiable(f"cannot differentiate in a {variable.op}")
    if term.op in _CONSTANT:
        return _steady(ZERO, term, variable)
    rule = _RULES.get(term.op)
    return _chain_rule(term, variable) if rule is None else rule(term, variable)


def _real(term: Term, variable: Term) -> Term:
    return ONE if term == variable else ZERO


def _sum(term: Term, variable: Term) -> Term:
    index, body = term.parts
    inner = differentiate(body, variable)
    return _steady(ZERO if inner == ZERO else Term("sum", index, inner), term, variable)


def _blocks(term: Term, variable: Term) -> Term:
    union, *blocks = term.parts
    inner = [differentiate(part, variable) if isinstance(part, Term) else part for part in blocks]
    return ZERO if set(inner[1::2]) == {ZERO} else Term("blocks", union, *inner)


def _named(term: Term, variable: Term) -> Term:
    return differentiate(term.parts[3], variable)


def _derivative(term: Term, variable: Term) -> Term:
    return differentiate(differentiate(*term.parts), variable)


def _where(term: Term, variable: Term) -> Term:
    """Branch by branch; undefined (0/0) where the two sides of a comparison meet.

    There the branches may meet in a kink, or not at all, or smoothly with another derivative than
    either branch has: at 0, where(x = 0, 1, (e^x − 1)/x) has the derivative ½.
    """
    condition, *branches = term.parts
    result = Term("where", condition, *(differentiate(branch, variable) for branch in branches))
    for part in condition.subterms():
        gap = Term("subtract", *part.parts) if part.op in _COMPARISONS else ZERO
        slope = differentiate(gap, variable)
        if slope != ZERO:  # without one the gap may jump from side to side
            result = _plus(result, Term("divide", _nothing(slope), gap))
    return result


def _max(term: Term, variable: Term) -> Term:
    """The slope at the place of the maximum; undefined where there is another such place."""
    index, body = term.parts
    if differentiate(body, variable) == ZERO:
        return _steady(ZERO, term, variable)
    if index.set.blocks:
        raise NotDifferentiable("a maximum over a concatenation has kinks")
    place = place_of_maximum(index, body)
    slope = differentiate(body, variable).at(index, place)
    return _steady(_plus(slope, _attained_once(place, variable)), term, variable)


def _min(term: Term, variable: Term) -> Term:
    index, body = term.parts
    inner = _max(Term("max", index, Term("negative", body)), variable)
    return ZERO if inner == ZERO else Term("negative", inner)


def _attained_once(place: Index, variable: Term) -> Term:
    """0, and undefined where a maximum is attained at another place too, or its body has a kink.

    It is 0 at once where the body is free of the variable.
    """
    index, body = place.attains  # type: ignore[misc]  # only places of maxima come here
    inner = differentiate(body, variable)
    if inner == ZERO:
        return ZERO
    other = Index("j", index.set.without(place), place.uid)
    gap = Term("subtract", Term("max", index, body), body.at(index, other))
    return Term("sum", other, Term("divide", _nothing(inner).at(index, other), gap))


def _nothing(term: Term) -> Term:
    """0, and undefined where the term is."""
    return ZERO if term.op in {"rational", "delta"} else Term("multiply", ZERO, term)


def _steady(derivative: Term, term: Term, variable: Term) -> Term:
    """The derivative, undefined where an index of this node may be about to jump elsewhere.

    Such an index is the place of a maximum that depends on the variable.
    """
    own = [part for part in term.parts if isinstance(part, Index)]
    points = [point for index in own for point in (index, *index.set.removed)]
    for place in points:
        if place.attains is not None:
            derivative = _plus(derivative, _attained_once(place, variable))
    return derivative


def _entry(term: Term, variable: Term) -> Term:
    if variable.op != "entry" or term.parts[0] != variable.parts[0]:
        return _steady(ZERO, term, variable)
    result = ONE
    for own, other in zip(term.parts[1:], variable.parts[1:], strict=True):
        if own != other:
            result = _times(result, Term("delta", own, other))
    return _steady(result, term, variable)


def _chain_rule(term: Term, variable: Term) -> Term:
    row = OPERATIONS.get(term.op)
    if row is None:
        raise NotDifferentiable(f"there is no rule for the derivative of {term.op}")
    operands = [Symbol(part) for part in term.parts]
    total = ZERO
    for operand, partial in zip(term.parts, row.partials, strict=True):
        inner = differentiate(operand, variable)
        if inner == ZERO:
            continue
        total = _plus(total, _times(_plain(partial(*operands)), inner))
    return total


def without_provisos(term: Term) -> Term:
    """The term as it is to be read: without the summands 0/gap, which say where it is undefined."""
    if _is_proviso(term):
        return ZERO
    if term.op == "add":
        left, right = map(without_provisos, term.parts)
        return left if _is_proviso(term.parts[1]) else _plus(left, right)
    return term.rebuild(without_provisos, lambda index: index)


def _is_proviso(term: Term) -> bool:
    if term.op == "sum":
        return _is_proviso(term.parts[1])
    top: Term = term.parts[0] if term.op == "divide" else ONE
    return top == ZERO or (top.op == "multiply" and top.parts[0] == ZERO)


def _plain(value: Any) -> Term:
    return value.term if isinstance(value, Symbol) else constant(value)


def _times(left: Term, right: Term) -> Term:
    if left == ONE:
        return right
    return left if right == ONE else Term("multiply", left, right)


def _plus(left: Term, right: Term) -> Term:
    if left == ZERO:
        return right
    return left if right == ZERO else Term("add", left, right)


_RULES = {
    "real": _real,
    "entry": _entry,
    "sum": _sum,
    "named": _named,
    "derivative": _derivative,
    "where": _where,
    "blocks": _blocks,
    "max": _max,
    "min": _min,
}
