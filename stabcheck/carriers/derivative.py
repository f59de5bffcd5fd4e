"""Partial derivatives of terms, by the partials of the operation table."""

from __future__ import annotations

from typing import Any

from stabcheck.carriers.budget import check_time
from stabcheck.carriers.operations import COMPARISONS, OPERATIONS
from stabcheck.carriers.symbol import Symbol
from stabcheck.carriers.term import ONE, ZERO, Term, constant

__all__ = ["NotDifferentiable", "differentiate"]

_COMPARISONS = frozenset(COMPARISONS.values())
_CONSTANT = {"rational", "pi", "size", "delta", "true", "false", *_COMPARISONS}


class NotDifferentiable(TypeError):
    """The term has a kink the derivative would have to guess at, or an operation without a rule."""


def differentiate(term: Term, variable: Term) -> Term:
    """∂ term / ∂ variable, where the variable is a real or one entry of a vector or matrix.

    Entries of one family differentiate to Kronecker deltas.  Raises NotDifferentiable for a
    maximum over an index set, whose derivative is not a function of the entries alone.
    """
    check_time()
    if variable.op not in {"real", "entry"}:
        raise NotDifferentiable(f"cannot differentiate in a {variable.op}")
    if term.op in _CONSTANT:
        return ZERO
    rule = _RULES.get(term.op)
    return _chain_rule(term, variable) if rule is None else rule(term, variable)


def _real(term: Term, variable: Term) -> Term:
    return ONE if term == variable else ZERO


def _sum(term: Term, variable: Term) -> Term:
    index, body = term.parts
    inner = differentiate(body, variable)
    return ZERO if inner == ZERO else Term("sum", index, inner)


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
        if part.op in _COMPARISONS:
            result = Term("add", result, Term("divide", ZERO, Term("subtract", *part.parts)))
    return result


def _extremum(term: Term, variable: Term) -> Term:
    if differentiate(term.parts[1], variable) == ZERO:
        return ZERO
    raise NotDifferentiable("a maximum over an index set has kinks")


def _entry(term: Term, variable: Term) -> Term:
    if variable.op != "entry" or term.parts[0] != variable.parts[0]:
        return ZERO
    result = ONE
    for own, other in zip(term.parts[1:], variable.parts[1:], strict=True):
        if own != other:
            result = _times(result, Term("delta", own, other))
    return result


def _chain_rule(term: Term, variable: Term) -> Term:
    row = OPERATIONS[term.op]
    operands = [Symbol(part) for part in term.parts]
    total = ZERO
    for operand, partial in zip(term.parts, row.partials, strict=True):
        inner = differentiate(operand, variable)
        if inner == ZERO:
            continue
        total = _plus(total, _times(_plain(partial(*operands)), inner))
    return total


def _plain(value: Any) -> Term:
    return value.term if isinstance(value, Symbol) else constant(value)


def _times(left: Term, right: Term) -> Term:
    if left == ONE:
        return right
    return left if right == ONE else Term("multiply", left, right)


def _plus(left: Term, right: Term) -> Term:
    return right if left == ZERO else Term("add", left, right)


_RULES = {
    "real": _real,
    "entry": _entry,
    "sum": _sum,
    "named": _named,
    "derivative": _derivative,
    "where": _where,
    "max": _extremum,
    "min": _extremum,
}
