"""Derivatives: by the table, of formulas equal around a point, and of two that join."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stabcheck.carriers.term import Term
from stabcheck.proof.kernel.formulas import (
    bound,
    canonical,
    equal,
    free,
    nodes,
    positive,
    refuse_unless,
    scopes,
)
from stabcheck.proof.kernel.ring import constant
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.kernel.theorem import Theorem, made, sides, together

__all__ = [
    "TURNED",
    "edges",
    "existence",
    "joining",
    "slope",
    "smoothing",
    "stays",
]

#: The same comparison but for where its two sides meet.
TURNED = {
    "greater": "greater_equal",
    "greater_equal": "greater",
    "less": "less_equal",
    "less_equal": "less",
}
#: Functions that are continuous everywhere, and those that are wherever they are defined.
_CONTINUOUS = {
    *(
        "real",
        "entry",
        "rational",
        "pi",
        "size",
        "delta",
        "add",
        "subtract",
        "negative",
        "multiply",
    ),
    *("square", "exp", "expm1", "tanh", "sinh", "cosh", "erf", "erfc", "absolute"),
    *("maximum", "minimum", "sum", "max", "min"),
}
_STEADY = {*_CONTINUOUS, "divide", "log", "log1p"}


# --- derivatives ----------------------------------------------------------------------------


def slope(
    term: Term, formula: Theorem, table: Theorem, inside: Sequence[Theorem] = ()
) -> tuple[Theorem, Theorem]:
    """A derivative is what the table says, where that and the formula are defined; so is it then.

    The table's formulas are undefined at poles and kinks, and where functions begin, but for
    broken powers: that what these are of is > 0 is to be shown ``inside``.  So is, of derivatives
    in the formula, that they are what the table says around a point, and not at it alone.
    """
    body, variable = _taken(term)
    found = derivative(body, variable)
    once = all(index not in bound(inner) for index, inner in scopes(body))
    fresh = bound(body).isdisjoint(free(body) | free(variable))
    refuse_unless(once and fresh, "an index is bound twice")
    wanted = [canonical(Term("defined", part)) for part in (body, found)]
    refuse_unless([formula.conclusion, table.conclusion] == wanted, "not shown to be defined")
    apart = all(not bound(body) & free(h) for theorem in inside for h in theorem.hypotheses)
    shown = {theorem.conclusion for theorem in inside} if apart else set()
    refuse_unless({*map(canonical, edges(body))} <= shown, "the edge of a domain")
    inner = _derivatives(body)
    around = {each.conclusion for each in inside if _is_open(each, variable)} & shown
    carried = all(_is_carried_out(node, variable, shown, around) for node in inner)
    refuse_unless(carried, "a derivative inside is not carried out")
    known = together(formula, table, *inside)
    return made(known, equal(term, found)), made(known, Term("defined", term))


def _taken(term: Term) -> tuple[Term, Term]:
    """What a derivative is of, and in which variable."""
    refuse_unless(term.op == "derivative", "no derivative")
    body, variable = term.parts
    fixed = all(index.attains is None for index in free(variable))
    refuse_unless(fixed, "a variable that is where a maximum stands")
    return body, variable


def _is_carried_out(node: Term, variable: Term, shown: set[Term], around: set[Term]) -> bool:
    """Whether a derivative exists and is what the table says as a variable moves.

    It is shown to, or the formula has a derivative in that variable too: then that and the table
    are defined around the point.
    """
    formula, _ = node.parts
    table = derivative(*node.parts)
    said = {canonical(equal(node, table)), canonical(Term("defined", node))}
    if canonical(Term("defined", table)) not in shown:
        return False
    if said <= around:
        return True
    besides = canonical(Term("defined", derivative(formula, variable)))
    return besides in shown and not any(_derivatives(formula))


def _derivatives(term: Term) -> Iterator[Term]:
    """Those inside, also inside the place of a maximum."""
    for part in nodes(term):
        if isinstance(part, Term) and part.op == "derivative":
            yield part


def edges(term: Term) -> Iterator[Term]:
    """What must be > 0 so that broken powers are defined around a point."""
    for part in nodes(term):
        if isinstance(part, Term) and part.op == "power":
            k = constant(canonical(part.parts[1]))
            if k is None or k.denominator > 1:
                yield positive(part.parts[0])


def smoothing(term: Term, same: Theorem) -> Theorem:
    """Formulas that are equal around a point have the same derivative there."""
    return made(same.hypotheses, equal(term, _smoothed(term, same)))


def existence(term: Term, same: Theorem, shown: Theorem) -> Theorem:
    """A derivative exists where that of a formula equal around it does, if it is defined."""
    exists, claim = (Term("defined", each) for each in (_smoothed(term, same), term))
    refuse_unless(
        shown.conclusion == canonical(Term("defined", term.parts[0])), "not shown to be defined"
    )
    _around(shown, canonical(term.parts[1]))
    return made(together(same, shown) | {canonical(exists)}, claim)


def _smoothed(term: Term, same: Theorem) -> Term:
    """The derivative of the other formula."""
    body, variable = map(canonical, _taken(term))
    old, new = sides(same, "equal")
    refuse_unless(body == old, "the derivative of another formula")
    _around(same, variable)
    return Term("derivative", new, variable)


def joining(
    term: Term, same: Theorem, values: Theorem, slopes: Theorem, *shown: Theorem
) -> tuple[Theorem, Theorem]:
    """What is one of two formulas, as a continuous gap is > 0 or < 0, has their derivatives.

    Where the gap is 0 both have the same value, and the same derivative: it makes no difference
    which is taken there.  Then F(t) − F(x) − f′(x) · (t − x) is what one of the two leaves, and
    both leave o(t − x).  ``shown`` is that F and the two choices of a derivative are defined.
    """
    body, variable = map(canonical, _taken(term))
    formula, joined = sides(same, "equal")
    refuse_unless(formula == body and joined.op == "where", "no two branches")
    condition, *branches = joined.parts
    refuse_unless(condition.op in TURNED, "a condition that is no inequality")
    refuse_unless(all(map(_steady, condition.parts)), "a branch that may be left in a jump")
    _around(same, variable)
    other = Term(TURNED[condition.op], *condition.parts)
    derivatives = [Term("derivative", each, variable) for each in branches]
    slope, turned = (Term("where", c, *derivatives) for c in (condition, other))
    wanted = [equal(joined, Term("where", other, *branches)), equal(slope, turned)]
    wanted += [Term("defined", each) for each in (body, slope, turned)]
    found = [theorem.conclusion for theorem in (values, slopes, *shown)]
    refuse_unless(found == [*map(canonical, wanted)], "not shown to join")
    _around(shown[0], variable)
    known = together(same, values, slopes, *shown)
    return made(known, equal(term, slope)), made(known, Term("defined", term))


def _around(theorem: Theorem, variable: Term) -> None:
    """What holds at a point holds around it as one variable moves.

    What is supposed is about others, or a strict inequality of continuous functions.
    """
    refuse_unless(_is_open(theorem, variable), "an equality that need not hold around a point")


def _is_open(theorem: Theorem, variable: Term) -> bool:
    return all(stays(hypothesis, variable) for hypothesis in theorem.hypotheses)


def stays(hypothesis: Term, variable: Term) -> bool:
    """Whether a hypothesis that holds at a point holds around it as the variable moves."""
    is_open = hypothesis.op in {"greater", "not_equal"}
    steady = is_open and all(map(_continuous, hypothesis.parts))
    return steady or _is_apart(hypothesis, variable)


def _is_apart(term: Term, variable: Term) -> bool:
    """Whether a term has nothing to do with a variable, or with the array it is an entry of."""
    same = term.op == variable.op and term.parts[0] == variable.parts[0]
    fixed = all(index.attains is None for index in free(term))
    return not same and fixed and all(_is_apart(part, variable) for part in term.children)


def _continuous(term: Term, among: frozenset[str] = frozenset(_CONTINUOUS)) -> bool:
    """Whether a term is put together from functions that are continuous."""
    natural = term.op == "power" and _whole(term.parts[1]) and term.parts[1].parts[0] > 0
    fixed = all(index.attains is None for index in free(term))
    inner = partial(_continuous, among=among)
    return (natural or term.op in among) and fixed and all(map(inner, term.children))


def _whole(term: Term) -> bool:
    return term.op == "rational" and term.parts[0].denominator == 1


_steady = partial(_continuous, among=frozenset(_STEADY))
