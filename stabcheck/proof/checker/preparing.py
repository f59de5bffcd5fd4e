"""Before anything is differentiated: kinks that cancel, and formulas that meet smoothly.

A formula equal to another one around a point has its derivative there.  A formula F that is always
one of f and g, and is f wherever a continuous gap is > 0 and g where it is < 0, has the derivative
f′ or g′ there; where the gap is 0, it has both if f = g and f′ = g′, since
F(t) − F(x) − f′(x)·(t − x) is what f or g leave in its place, and both leave o(t − x).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.checker.arithmetic import require
from stabcheck.proof.checker.indices import is_continuous
from stabcheck.proof.checker.signs import HOLDS, Signs
from stabcheck.proof.proof_object import Joined, Node, Smoothed

__all__ = ["prepared"]

_Equal = Callable[[Node, Term, Term, Signs], None]

#: The same comparison but for where its two sides meet.
_TURNED = {
    "greater": "greater_equal",
    "greater_equal": "greater",
    "less": "less_equal",
    "less_equal": "less",
}
#: What neither jumps nor ends within its domain, which is open.
_STEADY = {
    *("rational", "pi", "real", "entry", "size", "delta", "named", "sum", "max", "min"),
    *("add", "subtract", "multiply", "divide", "negative", "square", "absolute", "maximum"),
    *("minimum", "exp", "expm1", "log", "log1p", "tanh", "sinh", "cosh", "erf", "erfc"),
}


def prepared(
    steps: tuple[Smoothed | Joined, ...],
    sides: tuple[Term, ...],
    domain: Signs,
    under: Signs,
    equal: _Equal,
) -> tuple[Term, ...]:
    """The sides after the steps, each of them checked; ``equal`` checks an equality.

    ``domain`` is what is known of the arguments, ``under`` all that is known.
    """
    changes: list[Callable[[Term], Term]] = []
    for step in steps:
        own = _around(step, domain, under.copied())
        if isinstance(step, Smoothed):
            equal(step.node, step.kinked, step.smooth, own)
            changes.append(partial(_smoothed, proof=step))
        else:
            changes.append(partial(_joined, proof=step, slope=_slope(step, own, changes, equal)))
        sides = tuple(map(changes[-1], sides))
    return sides


def _around(step: Smoothed | Joined, domain: Signs, under: Signs) -> Signs:
    """What holds at a point, and hence around it: the step's conditions are open."""
    under.accept(step.signs)
    for fact in step.conditions:
        is_open = fact.relation in {">", "≠"} and is_continuous(fact.value)
        require(is_open, "an equality that need not hold around a point")
        require(under.sign(fact.value) <= HOLDS[fact.relation], "a condition that need not hold")
    return Signs(domain.domains, (*domain.facts, *step.conditions))


def _slope(step: Joined, own: Signs, before: list[Callable[[Term], Term]], equal: _Equal) -> Term:
    """The slope of the branch taken, after the steps ``before``; where both meet, they agree."""
    require(step.joined.op == "where", "no two branches")
    condition, *branches = step.joined.parts
    require(condition.op in _TURNED, "a condition that is no inequality")
    require(all(map(_is_steady, condition.parts)), "a branch that may be left in a jump")
    equal(step.same, step.formula, step.joined, own)
    slopes = [Term("derivative", branch, step.variable) for branch in branches]
    for change in before:
        slopes = list(map(change, slopes))
    for node, pair in ((step.values, branches), (step.slopes, slopes)):
        turned = Term("where", Term(_TURNED[condition.op], *condition.parts), *pair)
        equal(node, Term("where", condition, *pair), turned, own)
    return Term("where", condition, *slopes)


def _is_steady(term: Term) -> bool:
    """Whether a term is continuous, and defined around every point at which it is defined."""
    return all(
        (part.op in _STEADY or _is_whole_power(part))
        and all(is_continuous(index) for index in part.parts if isinstance(index, Index))
        for part in term.subterms()
    )


def _is_whole_power(term: Term) -> bool:
    exponent = term.parts[1] if term.op == "power" else term
    return bool(exponent.op == "rational" and exponent.parts[0].denominator == 1)


def _smoothed(term: Term, proof: Smoothed, *, inside: bool = False) -> Term:
    """The term with the smooth formula for the kinked one under its derivatives."""
    if inside and term == proof.kinked:
        return proof.smooth
    below = partial(_smoothed, proof=proof, inside=inside or term.op == "derivative")
    return term.rebuild(below, lambda index: index)


def _joined(term: Term, proof: Joined, slope: Term) -> Term:
    """The term with the slope for the derivative of the formula that joins."""
    if term == Term("derivative", proof.formula, proof.variable):
        return slope
    return term.rebuild(partial(_joined, proof=proof, slope=slope), lambda index: index)
