"""Derivatives, and where formulas are defined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from stabcheck.carriers.term import BINDERS, Term
from stabcheck.proof.kernel.axioms import NEEDS, filled
from stabcheck.proof.kernel.formulas import (
    FALSE,
    bound,
    canonical,
    equal,
    free,
    literal,
    nonnegative,
    nonzero,
    positive,
    refuse_unless,
)
from stabcheck.proof.kernel.ring import constant
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.proof.kernel.theorem import Theorem, made, sides, together

__all__ = [
    "TURNED",
    "defined",
    "existence",
    "joining",
    "needs",
    "obligations",
    "slope",
    "smoothing",
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
    broken powers: that what these are of is > 0 is to be shown ``inside``.
    """
    body, variable = term.parts
    refuse_unless(not free(variable) & bound(body), "an index is bound twice")
    found = derivative(body, variable)
    wanted = [canonical(Term("defined", part)) for part in (body, found)]
    refuse_unless([formula.conclusion, table.conclusion] == wanted, "not shown to be defined")
    shown = {theorem.conclusion for theorem in inside}
    apart = all(not bound(body) & free(h) for theorem in inside for h in theorem.hypotheses)
    refuse_unless(apart and {*map(canonical, _edges(body))} <= shown, "the edge of a domain")
    known = together(formula, table, *inside)
    return made(known, equal(term, found)), made(known, Term("defined", term))


def _edges(term: Term) -> Iterator[Term]:
    """What must be > 0 so that broken powers are defined around a point."""
    for part in term.subterms():
        if part.op == "power":
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
    return made(together(same, shown) | {canonical(exists)}, claim)


def _smoothed(term: Term, same: Theorem) -> Term:
    """The derivative of the other formula."""
    body, variable = map(canonical, term.parts)
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
    body, variable = map(canonical, term.parts)
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
    known = together(same, values, slopes, *shown)
    return made(known, equal(term, slope)), made(known, Term("defined", term))


def _around(theorem: Theorem, variable: Term) -> None:
    """What holds at a point holds around it as one variable moves.

    What is supposed is about others, or a strict inequality of continuous functions.
    """
    for hypothesis in theorem.hypotheses:
        is_open = hypothesis.op in {"greater", "not_equal"}
        steady = is_open and all(map(_continuous, hypothesis.parts))
        others = _is_apart(hypothesis, variable)
        refuse_unless(steady or others, "an equality that need not hold around a point")


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


# --- where formulas are defined -------------------------------------------------------------


#: Hypotheses, and what must hold under them.
_Obligation = tuple[frozenset[Term], Term]


def defined(term: Term, given: frozenset[Term], lemmas: Sequence[Theorem]) -> Theorem:
    """A formula is defined where its parts are and what its functions need holds.

    A branch need only be defined where it is taken, a body at every index.
    """
    known: dict[Term, list[Theorem]] = {}
    for lemma in lemmas:
        known.setdefault(lemma.conclusion, []).append(lemma)
    for guards, need in obligations(term, given):
        found = [*known.get(canonical(need), ()), *known.get(FALSE, ())]
        shown = any(lemma.hypotheses <= guards for lemma in found)
        refuse_unless(shown, "what a formula needs is not shown")
    return made(given, Term("defined", term))


def needs(term: Term, theorem: Theorem) -> list[Theorem]:
    """What a formula that is defined needs holds."""
    refuse_unless(theorem.conclusion == canonical(Term("defined", term)), "of another formula")
    return [made(guards, need) for guards, need in obligations(term, theorem.hypotheses)]


def obligations(term: Term, given: frozenset[Term]) -> Iterator[_Obligation]:
    """What must hold, each under what is given and what decides for the branches around."""
    for need in _needs(term):
        yield given, need
    if term.op == "where":
        condition, *branches = term.parts
        yield from _of_condition(condition, given)
        for branch_, holds in zip(branches, (True, False), strict=True):
            for own in _guards(condition, holds=holds):
                yield from obligations(branch_, given | own)
        return
    if term.op in BINDERS:
        away = all(term.parts[0] not in free(h) for h in given)
        refuse_unless(away, "an index that is not any index")
    for child in term.children if term.op != "derivative" else ():
        yield from obligations(child, given)


def _of_condition(condition: Term, given: frozenset[Term]) -> Iterator[_Obligation]:
    combined = condition.op in {"and", "or", "not"}
    for side in condition.children:
        yield from (_of_condition if combined else obligations)(side, given)


def _guards(condition: Term, *, holds: bool) -> Iterator[frozenset[Term]]:
    """The ways in which a condition holds, or does not."""
    match condition.op:
        case "true" | "false":
            if holds == (condition.op == "true"):
                yield frozenset()
        case "not":
            yield from _guards(condition.parts[0], holds=not holds)
        case "and" | "or":
            first, second = condition.parts
            if holds == (condition.op == "and"):
                for own in _guards(first, holds=holds):
                    yield from (own | other for other in _guards(second, holds=holds))
            else:
                yield from _guards(first, holds=holds)
                yield from _guards(second, holds=holds)
        case _:
            yield frozenset({canonical(literal(condition, holds=holds))})


def _needs(term: Term) -> Iterator[Term]:
    if term.op == "derivative":
        yield Term("defined", term)
    yield from (filled(need, term.parts) for need in NEEDS.get(term.op, ()))
    if term.op == "power":
        base, exponent = term.parts
        k = constant(canonical(exponent))
        if k is None or (k.denominator > 1 and k < 0):
            yield positive(base)
        elif k.denominator > 1:
            yield nonnegative(base)
        elif k < 0:
            yield nonzero(base)
