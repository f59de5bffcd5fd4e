"""Functions by their axioms, and formulas in the place of others."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from stabcheck.carriers.term import BINDERS, Index, Term
from stabcheck.proof.kernel.axioms import AXIOMS, COMPARISONS, DEFINITIONS, filled
from stabcheck.proof.kernel.formulas import (
    Refused,
    bound,
    canonical,
    equal,
    free,
    literal,
    mentioned,
    moved,
    nodes,
    refuse_unless,
)
from stabcheck.proof.kernel.theorem import Theorem, any_index, made, sides, together, within

__all__ = [
    "at_point",
    "axiom",
    "branch",
    "congruence",
    "definition",
    "instance",
    "member",
    "substitution",
    "under",
    "unfolded",
]


# --- functions ------------------------------------------------------------------------------


def axiom(name: str, *operands: Term, premises: Sequence[Theorem] = ()) -> Theorem:
    """What a row of the table says of these operands."""
    wanted, conclusion = AXIOMS[name]
    found = [theorem.conclusion for theorem in premises]
    stated = [canonical(filled(premise, operands)) for premise in wanted]
    refuse_unless(found == stated, "not the premises of the axiom")
    return made(together(*premises), filled(conclusion, operands))


def definition(term: Term) -> Theorem:
    """A function is what it is defined as, a minimum over a set that of a maximum."""
    if term.op == "min":
        index, body = term.parts
        turned = Term("max", index, Term("negative", body))
        return made((), equal(term, Term("negative", turned)))
    return made((), equal(term, filled(DEFINITIONS[term.op], term.parts)))


def _branches(term: Term) -> tuple[Term, Term, Term]:
    refuse_unless(term.op == "where", "no branches")
    condition, then, otherwise = term.parts
    return condition, then, otherwise


def branch(term: Term, decided: Theorem) -> Theorem:
    """The branch of a comparison that holds, or of one whose opposite does."""
    condition, then, otherwise = _branches(term)
    refuse_unless(condition.op in COMPARISONS, "no comparison")
    says = [canonical(literal(condition, holds=holds)) for holds in (True, False)]
    refuse_unless(decided.conclusion in says, "nothing decides for a branch")
    taken = then if decided.conclusion == says[0] else otherwise
    return made(decided.hypotheses, equal(term, taken))


def unfolded(term: Term) -> Theorem:
    """Branches on and, or, not as branches on branches."""
    condition, then, otherwise = _branches(term)
    parts = condition.parts
    match condition.op:
        case "true":
            taken = then
        case "false":
            taken = otherwise
        case "not":
            taken = Term("where", *parts, otherwise, then)
        case "and":
            taken = Term("where", parts[0], Term("where", parts[1], then, otherwise), otherwise)
        case "or":
            taken = Term("where", parts[0], then, Term("where", parts[1], then, otherwise))
        case _:
            raise Refused("a comparison is not taken apart")
    return made((), equal(term, taken))


# --- formulas -------------------------------------------------------------------------------


#: What is more than a function of its parts' values.
_BINDING = {*BINDERS, "blocks", "derivative", "defined", "every"}


def congruence(term: Term, *equalities: Theorem) -> Theorem:
    """A function of what is equal is equal."""
    own = canonical(term)
    refuse_unless(own.op not in _BINDING, "a formula and not a value is bound")
    known = dict(sides(theorem, "equal") for theorem in equalities)
    changed = Term(own.op, *(known.get(part, part) for part in own.parts))
    return made(together(*equalities), equal(own, changed))


def under(kind: str, index: Index, body: Theorem) -> Theorem:
    """Sums and extrema of bodies that are equal at every index are equal."""
    left, right = sides(body, "equal")
    refuse_unless(kind in BINDERS, "no binder")
    any_index(index, body)
    return made(body.hypotheses, equal(Term(kind, index, left), Term(kind, index, right)))


def instance(theorem: Theorem, index: Index, point: Index) -> Theorem:
    """What holds at any index holds at this one."""
    any_index(index, theorem)
    return made(theorem.hypotheses, _there(theorem.conclusion, index, point))


def member(theorem: Theorem, point: Index) -> Theorem:
    """What holds at every index holds at this one."""
    refuse_unless(theorem.conclusion.op == "every", "nothing about every index")
    index, inside = theorem.conclusion.parts
    return made(theorem.hypotheses, _there(inside, index, point))


def _there(proposition: Term, index: Index, point: Index) -> Term:
    """What holds at an index, at a point; a formula at the place of a maximum needs that too."""
    refuse_unless(within(point, index.set), "an index outside the set")
    if any(each.attains is not None for each in mentioned(point)):
        judged = any(isinstance(part, Term) and part.op == "defined" for part in nodes(proposition))
        refuse_unless(not judged, "a place that need not be defined")
    return moved(proposition, index, point)


def substitution(equality: Theorem, claim: Term, theorem: Theorem) -> Theorem:
    """With x = t, what holds with t in the place of x holds as it stands."""
    variable, value = sides(equality, "equal")
    claim = canonical(claim)
    refuse_unless(variable.op in {"real", "entry"}, "no variable")
    inner = (free(value) | free(variable)) & bound(claim)
    refuse_unless(not inner, "an index would be captured")
    refuse_unless(canonical(at_point(claim, variable, value)) == theorem.conclusion, "of another")
    return made(together(equality, theorem), claim)


def at_point(term: Term, variable: Term, value: Term) -> Term:
    """The term with a value for a variable, but for derivatives, which are about other points."""
    if term == variable or term.op == "derivative":
        return value if term == variable else term
    inner = partial(at_point, variable=variable, value=value)
    return term.rebuild(inner, lambda index: index)
