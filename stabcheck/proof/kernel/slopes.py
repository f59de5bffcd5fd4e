"""Differentiation by the table of partial derivatives, and what is no row of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from stabcheck.carriers.term import ONE as _ONE
from stabcheck.carriers.term import ZERO as _ZERO
from stabcheck.carriers.term import Index, Term, place_of_maximum
from stabcheck.proof.kernel.axioms import COMPARISONS, PARTIALS, filled

__all__ = ["NoRule", "derivative"]

_FLAT = {"rational", "pi", "size", "delta"}


class NoRule(ValueError):
    """The table has no row for the operation, whose name this is."""


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
    result = _ZERO if set(inside[2::2]) <= {_ZERO} else Term("blocks", *inside)
    return _fixed(result, parts, variable)


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
            for place in _chain(index):
                result = _sum(result, _no_other(place, variable))
    return result


def _chain(index: Index) -> Iterator[Index]:
    """The index, the points that its set lacks, those that their sets lack, and so on."""
    yield index
    for point in index.set.removed:
        yield from _chain(point)


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
