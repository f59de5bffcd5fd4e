"""Terms that the rules of the kernel are tried on, and theorems made of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from stabcheck.carriers.term import (
    ONE,
    ZERO,
    Index,
    IndexSet,
    Term,
    fresh_index,
    place_of_maximum,
    rational,
)
from stabcheck.proof import kernel
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.formulas import (
    FALSE,
    equal,
    nonnegative,
    nonzero,
    positive,
)
from stabcheck.proof.kernel.slopes import derivative

X, Y = Term("real", "x"), Term("real", "y")
TWO = rational(2)
N = IndexSet("N")
AT, J, K = Index("i", N, 1), Index("j", N, 2), Index("k", N)
XI, XJ, XK = (Term("entry", "v", index) for index in (AT, J, K))
OTHER = Index("o", IndexSet("M"), 3)
SUM, MAX = Term("sum", AT, XI), Term("max", AT, XI)
REST = Index("r", N.without(K), 4)
PLACE = place_of_maximum(AT, XI)
UNION = IndexSet("U", blocks=(IndexSet("A"), None))


def minus(left: Term, right: Term) -> Term:
    """left − right."""
    return Term("subtract", left, right)


def times(left: Term, right: Term) -> Term:
    """left · right."""
    return Term("multiply", left, right)


def over(left: Term, right: Term) -> Term:
    """left / right."""
    return Term("divide", left, right)


def exp(term: Term) -> Term:
    """e to the term."""
    return Term("exp", term)


def suppose(proposition: Term) -> Theorem:
    """A hypothesis."""
    return kernel.assume(proposition)


def ring(left: Term, right: Term, **more: Any) -> Theorem:
    """left = right, by multiplying out."""
    return kernel.combination(equal(left, right), **more)


KINKED = Term("absolute", X)
JUMP = Term("where", Term("greater", X, ZERO), ONE, ZERO)
CHOICE = Term("where", Term("greater", X, ZERO), X, ZERO)
SLOPE = Term("derivative", KINKED, X)
BROKEN = Term("power", X, rational(Fraction(3, 2)))
SQUARE_ROOT = Term("power", X, rational(Fraction(1, 2)))
BOTH = Term("greater", X, ZERO), Term("greater", Y, ZERO)


def away_from_both() -> Theorem:
    """1 − x − y ≠ 0, where neither x nor y is > 0."""
    both = [(1, suppose(nonnegative(minus(ZERO, each)))) for each in (X, Y)]
    above = kernel.combination(positive(minus(minus(ONE, X), Y)), both)
    return kernel.combination(nonzero(minus(minus(ONE, X), Y)), [(1, above)])


def supposed_same(supposed: Term) -> Theorem:
    """|x| = x, from a proposition and an open one that contradicts it."""
    turned = suppose(positive(Term("negative", supposed.parts[0])))
    absurd = kernel.combination(FALSE, [(1, suppose(supposed)), (1, turned)])
    return kernel.ex_falso(absurd, equal(KINKED, X))


def joined(
    choice: Term,
    *,
    turned: str = "greater_equal",
    defined: Term | None = None,
    formula: Term | None = None,
    same: Theorem | None = None,
    op: str = "derivative",
) -> Any:
    """The rule for two branches, with what it asks for taken as hypotheses."""
    formula = formula or choice
    condition, *branches = choice.parts
    node = Term(op, formula, X)
    slopes = [Term("derivative", branch, X) for branch in branches]
    other = Term(turned, *condition.parts)
    pairs = [Term("where", each, *slopes) for each in (condition, other)]
    return kernel.joining(
        node,
        same or ring(choice, choice),
        suppose(equal(choice, Term("where", other, *branches))),
        suppose(equal(*pairs)),
        kernel.defined(formula, frozenset({defined} if defined else ()), []),
        *(suppose(Term("defined", each)) for each in pairs),
    )


def by_table(body: Term, variable: Term = X, *inside: Theorem) -> Any:
    """A derivative by the table, where nothing is needed for that to be defined."""
    shown = (kernel.defined(each, frozenset(), []) for each in (body, derivative(body, variable)))
    return kernel.slope(Term("derivative", body, variable), *shown, inside)


def entry(index: Index, name: str = "v") -> Term:
    """An entry of a vector."""
    return Term("entry", name, index)


U, A, KA = Index("u", UNION, 8), Index("a", IndexSet("A"), 9), Index("k", IndexSet("A"))


def joint(at: Index, own: Index = A, name: str = "v") -> Term:
    """The entry of a concatenation of a vector and 1."""
    return Term("blocks", at, own, entry(own, name), None, ONE)


GREATEST = place_of_maximum(U, joint(U))
#: An index like a bound one, but for the point that its set lacks.
LIKE = Index("·", N.without(K), 1)
LESS = Index("r", N.without(J), 10)
#: x · Σ v · w, where w is at an index that would be captured as the points become one.
INNER = times(
    XI,
    Term(
        "sum",
        Index("r", N.without(J), 11),
        times(entry(Index("r", N.without(J), 11)), entry(Index("r", N.without(K), 11), "w")),
    ),
)
FIXED = by_table(XI, XK)
#: The place of a maximum of what is not defined.
NOWHERE = place_of_maximum(AT, over(ONE, minus(XI, XI)))
ROUGH = Term("sum", AT, Term("power", XI, rational(Fraction(3, 2))))
EDGE = place_of_maximum(AT, Term("power", XI, rational(Fraction(3, 2))))
#: xy, whatever is taken where y is 0.
EITHER = Term("where", Term("equal", Y, ZERO), ZERO, times(X, Y))
SLOPE_Y = Term("derivative", EITHER, Y)
SLOPE_XY = Term("derivative", SLOPE_Y, X)
Z = Term("real", "z")
#: Of what has nothing to do with z: all that is asked of a derivative inside one in z.
CARRIED = [
    suppose(equal(SLOPE_Y, derivative(EITHER, Y))),
    suppose(Term("defined", SLOPE_Y)),
    suppose(Term("defined", derivative(EITHER, Y))),
]


def in_another(body: Term, *inside: Theorem, variable: Term = Z) -> Any:
    """The derivative, in z for one, of a formula with derivatives inside."""
    shown = (suppose(Term("defined", each)) for each in (body, derivative(body, variable)))
    return kernel.slope(Term("derivative", body, variable), *shown, inside)


ROOT = times(ZERO, Term("sqrt", X))


SAME = Term("where", Term("greater", X, ZERO), X, X)


def chosen() -> Theorem:
    """|x| is one of x and x, where x ≥ 0."""
    absurd = kernel.combination(
        FALSE,
        [(1, suppose(nonnegative(X))), (1, suppose(positive(Term("negative", X))))],
    )
    return kernel.ex_falso(absurd, equal(KINKED, SAME))


def everywhere(choice: Term, left: Term) -> Theorem:
    """What is 0 where y is 0, and else the same as the other, is the same in each case."""
    gap, other = minus(Y, ZERO), choice.parts[2]
    null = kernel.squeeze(suppose(nonnegative(Y)), suppose(nonnegative(Term("negative", Y))))
    here = kernel.cut(null, kernel.branch(choice, suppose(equal(Y, ZERO))))
    there = kernel.combination(equal(ZERO, other), [(Term("negative", X), null)])
    at_zero = kernel.transitivity(here, there)
    found = kernel.branch(choice, suppose(nonzero(gap)))
    above, below = (
        kernel.cut(kernel.combination(nonzero(gap), [(sign, suppose(positive(side)))]), found)
        for sign, side in ((1, Y), (-1, Term("negative", Y)))
    )
    same = kernel.cases(Y, above, kernel.cases(Y, at_zero, below, strict=False), strict=True)
    return kernel.combination(equal(left, other), [(1, same)])


def existing(body: Term, same: Theorem, given: Theorem | None = None) -> Theorem:
    """That a derivative exists as that of an equal formula does, which needs nothing."""
    shown = kernel.defined(
        body, given.hypotheses if given else frozenset(), [given] if given else []
    )
    node = Term("derivative", body, Y)
    other = same.conclusion.parts[1]
    return kernel.cut(by_table(other, Y)[1], kernel.existence(node, same, shown))


def twice(body: Term, *inside: Theorem) -> Any:
    """A derivative of a derivative in the place of which another value stands at points."""
    node = Term("derivative", body, Y)
    exists = existing(body, everywhere(EITHER, body))
    shown = kernel.defined(node, frozenset(), [exists])
    table = kernel.defined(derivative(node, X), frozenset(), [])
    return kernel.slope(Term("derivative", node, X), shown, table, inside)


#: The set of one block that lacks a point, and so may be empty.
HOLLOW = Index("b", IndexSet("B", blocks=(REST.set,)), 17)
TRUE = Term("true")
#: A place among all but where the greatest stands, and an index to all others.
SECOND = place_of_maximum(Index("r", N.without(PLACE), 18), ONE)
OTHERS = Index("q", N.without(SECOND), 19)
#: A place in a set, by a maximum over another.
STRAY = Index("m", N, -1, (REST, ONE))
#: vᵢy or −vᵢy as x is > 0 or not, and where its slope in y is greatest.
TURNING = Term(
    "where",
    Term("equal", Y, ZERO),
    ZERO,
    times(Y, times(Term("where", BOTH[0], ONE, rational(-1)), XI)),
)
STEEPEST = place_of_maximum(AT, Term("derivative", TURNING, Y))


def forked(op: str, condition: Term) -> Term:
    """Three parts, of which the first is a condition, of what has two."""
    return Term(op, condition, ONE, ZERO)


def next_index() -> Theorem:
    """A sum over a concatenation of what is at an index named as the next fresh one."""
    ahead = Index("u", UNION, fresh_index(U).uid + 1)
    return kernel.blocks(Term("sum", U, times(joint(U), joint(ahead))))


def decided_by_a_jump() -> Any:
    """The derivative of a choice whose condition's sides never meet, but jump."""
    gap = minus(Term("sign", X), rational(Fraction(1, 2)))
    body = Term("where", Term("greater", gap, ZERO), ONE, ZERO)
    away = nonzero(minus(gap, ZERO))
    table = kernel.defined(derivative(body, X), frozenset({away}), [suppose(away)])
    return kernel.slope(Term("derivative", body, X), kernel.defined(body, frozenset(), []), table)


def without_others() -> Any:
    """The derivative of a sum of all entries but those at two places, of which one may move."""
    body = Term("sum", OTHERS, entry(OTHERS, "u"))
    some = nonzero(Term("size", SECOND.set))
    shown = kernel.defined(body, frozenset({some}), [suppose(some)])
    table = derivative(body, XK)
    return kernel.slope(Term("derivative", body, XK), shown, kernel.defined(table, frozenset(), []))
