"""The kernel of proofs: its rules refuse what would not be true, and nothing forges a theorem."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from mpmath_terms import Evaluation

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
from stabcheck.proof.evaluate import Point
from stabcheck.proof.kernel import Refused, Theorem, established
from stabcheck.proof.kernel.claim import bounds as kernel_bounds
from stabcheck.proof.kernel.formulas import (
    FALSE,
    canonical,
    equal,
    free,
    nonnegative,
    nonzero,
    positive,
)
from stabcheck.proof.kernel.slopes import derivative
from stabcheck.quantity import real, vector

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


def _away() -> Theorem:
    """1 − x − y ≠ 0, where neither x nor y is > 0."""
    both = [(1, suppose(nonnegative(minus(ZERO, each)))) for each in (X, Y)]
    above = kernel.combination(positive(minus(minus(ONE, X), Y)), both)
    return kernel.combination(nonzero(minus(minus(ONE, X), Y)), [(1, above)])


def _same(supposed: Term) -> Theorem:
    """|x| = x, from a proposition and an open one that contradicts it."""
    turned = suppose(positive(Term("negative", supposed.parts[0])))
    absurd = kernel.combination(FALSE, [(1, suppose(supposed)), (1, turned)])
    return kernel.ex_falso(absurd, equal(KINKED, X))


def _joined(
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


def _found(body: Term, variable: Term = X, *inside: Theorem) -> Any:
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
FIXED = _found(XI, XK)
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


def _inner(body: Term, *inside: Theorem, variable: Term = Z) -> Any:
    """The derivative, in z for one, of a formula with derivatives inside."""
    shown = (suppose(Term("defined", each)) for each in (body, derivative(body, variable)))
    return kernel.slope(Term("derivative", body, variable), *shown, inside)


ROOT = times(ZERO, Term("sqrt", X))


SAME = Term("where", Term("greater", X, ZERO), X, X)


def _chosen() -> Theorem:
    """|x| is one of x and x, where x ≥ 0."""
    absurd = kernel.combination(
        FALSE,
        [(1, suppose(nonnegative(X))), (1, suppose(positive(Term("negative", X))))],
    )
    return kernel.ex_falso(absurd, equal(KINKED, SAME))


def _everywhere(choice: Term, left: Term) -> Theorem:
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


def _exists(body: Term, same: Theorem, given: Theorem | None = None) -> Theorem:
    """That a derivative exists as that of an equal formula does, which needs nothing."""
    shown = kernel.defined(
        body, given.hypotheses if given else frozenset(), [given] if given else []
    )
    node = Term("derivative", body, Y)
    other = same.conclusion.parts[1]
    return kernel.cut(_found(other, Y)[1], kernel.existence(node, same, shown))


def _twice(body: Term, *inside: Theorem) -> Any:
    """A derivative of a derivative in the place of which another value stands at points."""
    node = Term("derivative", body, Y)
    exists = _exists(body, _everywhere(EITHER, body))
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


def _forked(op: str, condition: Term) -> Term:
    """Three parts, of which the first is a condition, of what has two."""
    return Term(op, condition, ONE, ZERO)


def _next_index() -> Theorem:
    """A sum over a concatenation of what is at an index named as the next fresh one."""
    ahead = Index("u", UNION, fresh_index(U).uid + 1)
    return kernel.blocks(Term("sum", U, times(joint(U), joint(ahead))))


def _decided_by_a_jump() -> Any:
    """The derivative of a choice whose condition's sides never meet, but jump."""
    gap = minus(Term("sign", X), rational(Fraction(1, 2)))
    body = Term("where", Term("greater", gap, ZERO), ONE, ZERO)
    away = nonzero(minus(gap, ZERO))
    table = kernel.defined(derivative(body, X), frozenset({away}), [suppose(away)])
    return kernel.slope(Term("derivative", body, X), kernel.defined(body, frozenset(), []), table)


def _without_others() -> Any:
    """The derivative of a sum of all entries but those at two places, of which one may move."""
    body = Term("sum", OTHERS, entry(OTHERS, "u"))
    some = nonzero(Term("size", SECOND.set))
    shown = kernel.defined(body, frozenset({some}), [suppose(some)])
    table = derivative(body, XK)
    return kernel.slope(Term("derivative", body, XK), shown, kernel.defined(table, frozenset(), []))


#: What each rule has to refuse: unsound if it did not.
ATTACKS: dict[str, Callable[[], Any]] = {
    "assume what is no proposition": lambda: suppose(X),
    "cases: another claim in each": lambda: kernel.cases(
        X, suppose(positive(X)), suppose(positive(Y)), strict=True
    ),
    "ex_falso: what is no proposition": lambda: kernel.ex_falso(suppose(FALSE), X),
    "ex_falso from what is not absurd": lambda: kernel.ex_falso(suppose(positive(X)), FALSE),
    "combination: what is not equal": lambda: ring(X, Y),
    "combination: x/x = 1 without x ≠ 0": lambda: ring(over(X, X), ONE),
    "combination: x/x = 1 where x ≥ 0": lambda: ring(
        over(X, X), ONE, nonzero=[suppose(nonnegative(X))]
    ),
    "combination: x/x = 1 where y ≠ 0": lambda: ring(
        over(X, X), ONE, nonzero=[suppose(nonzero(Y))]
    ),
    "combination: e^(x/x) = e without x ≠ 0": lambda: ring(exp(over(X, X)), exp(ONE)),
    "combination: e^(x/x) = e where y ≠ 0": lambda: ring(
        exp(over(X, X)), exp(ONE), nonzero=[suppose(nonzero(Y))]
    ),
    "combination: e^(x/y) = e^x where y ≠ 0": lambda: ring(
        exp(over(X, Y)), exp(X), nonzero=[suppose(nonzero(Y))]
    ),
    "combination: an inequality turned": lambda: kernel.combination(
        positive(Term("negative", X)), [(-1, suppose(positive(X)))]
    ),
    "combination: an inequality turned behind a strict one": lambda: kernel.combination(
        positive(minus(X, Y)), [(1, suppose(positive(X))), (-1, suppose(positive(Y)))]
    ),
    "combination: an inequality times a variable": lambda: kernel.combination(
        positive(times(X, Y)), [(Y, suppose(positive(X)))]
    ),
    "combination: > from ≥": lambda: kernel.combination(
        positive(X), [(1, suppose(nonnegative(X)))]
    ),
    "combination: ≠ from ≥": lambda: kernel.combination(nonzero(X), [(1, suppose(nonnegative(X)))]),
    "combination: > from ≠": lambda: kernel.combination(positive(X), [(1, suppose(nonzero(X)))]),
    "combination: x + y ≠ 0 from x ≠ 0 and y ≠ 0": lambda: kernel.combination(
        nonzero(Term("add", X, Y)), [(1, suppose(nonzero(X))), (1, suppose(nonzero(Y)))]
    ),
    "combination: an equation from an inequality": lambda: kernel.combination(
        equal(X, ZERO), [(1, suppose(nonnegative(X)))]
    ),
    "combination: absurd for no reason": lambda: kernel.combination(FALSE),
    "combination: absurd by x ≥ 0 and −x ≥ 0": lambda: kernel.combination(
        FALSE, [(1, suppose(nonnegative(X))), (1, suppose(nonnegative(Term("negative", X))))]
    ),
    "combination: absurd by no part of x > 0": lambda: kernel.combination(
        FALSE, [(0, suppose(positive(X)))]
    ),
    "combination: −1 ≥ 0": lambda: kernel.combination(nonnegative(rational(-1))),
    "combination: 0 ≠ 0": lambda: kernel.combination(nonzero(ZERO)),
    "combination: 0 ≠ 0 by no part of x ≠ 0": lambda: kernel.combination(
        nonzero(ZERO), [(0, suppose(nonzero(X)))]
    ),
    "combination: y ≠ 0 from x ≠ 0": lambda: kernel.combination(
        nonzero(Y), [(1, suppose(nonzero(X)))]
    ),
    "combination: what is defined": lambda: kernel.combination(Term("defined", over(X, ZERO))),
    "combination: of what is no comparison": lambda: kernel.combination(Term("less", X, X)),
    "combination: a rule that is no equation": lambda: ring(X, ZERO, rules=[suppose(positive(X))]),
    "combination: a rule for a sum, taken for one of its first addend": lambda: ring(
        X, ONE, rules=[suppose(equal(Term("add", X, Y), ONE))]
    ),
    "combination: a rule for 2x, taken for one of x": lambda: ring(
        X, Y, rules=[suppose(equal(times(TWO, X), Y))]
    ),
    "combination: a rule for x·e^y, taken for one of x": lambda: ring(
        X, ONE, rules=[suppose(equal(times(X, exp(Y)), ONE))]
    ),
    "combination: a rule for e^x, the wrong way up": lambda: ring(
        exp(Term("negative", X)), Y, rules=[suppose(equal(exp(X), Y))]
    ),
    "combination: a rule for xy, taken for one of x": lambda: ring(
        X, ZERO, rules=[suppose(equal(times(X, Y), ZERO))]
    ),
    "combination: x⁻¹ = x": lambda: ring(Term("power", X, rational(-1)), X),
    "combination: the inverse of a quotient": lambda: ring(
        over(ONE, over(X, Y)), over(over(ONE, X), Y)
    ),
    "combination: 1/−x = 1/x": lambda: ring(over(ONE, Term("negative", X)), over(ONE, X)),
    "combination: 1/(x² + 0) = 1/x": lambda: ring(
        over(ONE, Term("add", times(X, X), ZERO)), over(ONE, X)
    ),
    "combination: the inverse of an inverse power": lambda: ring(
        over(ONE, Term("power", X, rational(-1))), over(ONE, X)
    ),
    "combination: a root for what it is of": lambda: ring(SQUARE_ROOT, X),
    "combination: (e^x)² = e^x": lambda: ring(Term("power", exp(X), TWO), exp(X)),
    "combination: 1/x² = 1/x": lambda: ring(over(ONE, Term("power", X, TWO)), over(ONE, X)),
    "combination: the inverse of a root": lambda: ring(over(ONE, SQUARE_ROOT), over(ONE, X)),
    "combination: the inverse of 2x + 2": lambda: ring(
        over(ONE, Term("add", times(TWO, X), TWO)), over(ONE, Term("add", X, ONE))
    ),
    "transitivity: equations that do not meet": lambda: kernel.transitivity(
        suppose(equal(X, Y)), suppose(equal(X, ONE))
    ),
    "squeeze: not opposite": lambda: kernel.squeeze(
        suppose(nonnegative(X)), suppose(nonnegative(X))
    ),
    "apart: two numbers": lambda: kernel.apart(suppose(nonnegative(X)), suppose(nonzero(Y))),
    "apart: not ≥ 0": lambda: kernel.apart(suppose(nonzero(X)), suppose(nonzero(X))),
    "product: one may be 0, the other negative": lambda: kernel.product(
        suppose(nonnegative(X)), suppose(nonzero(Y))
    ),
    "product: of what is not compared with 0": lambda: kernel.product(
        suppose(Term("greater", X, Y)), suppose(positive(X))
    ),
    "product: of equations": lambda: kernel.product(suppose(equal(X, Y)), suppose(positive(X))),
    "axiom: log of what is not > 0": lambda: kernel.axiom(
        "exp log", X, premises=[suppose(nonnegative(X))]
    ),
    "axiom: without its premise": lambda: kernel.axiom("exp log", X),
    "axiom: the premise of another": lambda: kernel.axiom(
        "exp log", X, premises=[suppose(positive(Y))]
    ),
    "axiom: a root without its sign": lambda: kernel.axiom(
        "√a² = a", times(X, X), X, premises=[suppose(nonzero(X)), ring(times(X, X), times(X, X))]
    ),
    "branch: undecided": lambda: kernel.branch(JUMP, suppose(nonnegative(minus(X, ZERO)))),
    "branch: where the sides may meet": lambda: kernel.branch(
        Term("where", Term("greater_equal", X, ZERO), ONE, ZERO),
        suppose(nonnegative(minus(ZERO, X))),
    ),
    "branch: by another comparison": lambda: kernel.branch(JUMP, suppose(positive(minus(Y, ZERO)))),
    "branch: on two comparisons": lambda: kernel.branch(
        Term("where", Term("and", *BOTH), ONE, ZERO), suppose(positive(minus(*BOTH)))
    ),
    "unfolded: a comparison": lambda: kernel.unfolded(JUMP),
    "congruence under a binder": lambda: kernel.congruence(SUM, suppose(equal(XI, ZERO))),
    "congruence under a derivative": lambda: kernel.congruence(
        Term("derivative", X, X), suppose(equal(X, ZERO))
    ),
    "congruence of what is defined": lambda: kernel.congruence(
        Term("defined", X), suppose(equal(X, ZERO))
    ),
    "under: a hypothesis about the index": lambda: kernel.under(
        "sum", AT, suppose(equal(XI, ZERO))
    ),
    "under: no binder": lambda: kernel.under("exp", AT, ring(XI, XI)),
    "under: the place of a maximum": lambda: kernel.under("sum", PLACE, kernel.attained(PLACE)),
    "instance: a hypothesis about the index": lambda: kernel.instance(suppose(positive(XI)), AT, K),
    "instance: in another set": lambda: kernel.instance(ring(XI, XI), AT, OTHER),
    "instance: in a set of the same name": lambda: kernel.instance(
        ring(joint(U), joint(U)), U, Index("p", IndexSet("U"))
    ),
    "instance: outside a set less a point": lambda: kernel.instance(
        ring(Term("entry", "v", REST), Term("entry", "v", REST)), REST, K
    ),
    "instance: the place of a maximum is not any index": lambda: kernel.instance(
        kernel.attained(PLACE), PLACE, K
    ),
    "instance: a captured index": lambda: kernel.instance(
        ring(Term("sum", AT, times(XI, XJ)), Term("sum", AT, times(XJ, XI))), J, Index("·", N, 1)
    ),
    "instance: an index captured as sets become one": lambda: kernel.instance(
        kernel.linearity(LESS, [(entry(LIKE), entry(LESS))]), J, K
    ),
    "instance: an index captured inside the place of a maximum": lambda: kernel.instance(
        kernel.attained(place_of_maximum(AT, INNER)), J, K
    ),
    "instance: the place of a maximum in a derivative": lambda: kernel.instance(
        FIXED[0], AT, PLACE
    ),
    "instance: a derivative at the place of a maximum exists": lambda: kernel.instance(
        FIXED[1], AT, PLACE
    ),
    "delta: the place of a maximum in a derivative": lambda: kernel.delta(
        PLACE, K, Term("derivative", Term("entry", "v", PLACE), XK)
    ),
    "selection: the place of a maximum in a derivative": lambda: kernel.selection(
        AT, PLACE, Term("derivative", XI, XK)
    ),
    "instance: defined at the place of a maximum of what is not": lambda: kernel.instance(
        kernel.defined(XK, frozenset(), []), K, NOWHERE
    ),
    "instance: defined at any index but such a place": lambda: kernel.instance(
        kernel.defined(XK, frozenset(), []), K, Index("r", N.without(NOWHERE), 20)
    ),
    "member: defined at the place of a maximum of what is not": lambda: kernel.member(
        suppose(Term("every", K, Term("defined", XK))), NOWHERE
    ),
    "member: not of every index": lambda: kernel.member(suppose(positive(XI)), K),
    "member: outside the set": lambda: kernel.member(
        suppose(Term("every", AT, positive(XI))), OTHER
    ),
    "substitution for what is no variable": lambda: kernel.substitution(
        suppose(equal(Term("exp", X), ONE)), positive(X), suppose(positive(X))
    ),
    "substitution: of another claim": lambda: kernel.substitution(
        suppose(equal(X, ONE)), positive(Y), suppose(positive(ONE))
    ),
    "substitution under a derivative": lambda: kernel.substitution(
        suppose(equal(X, Y)),
        equal(Term("derivative", times(X, Y), X), times(TWO, Y)),
        suppose(equal(Term("derivative", times(Y, Y), Y), times(TWO, Y))),
    ),
    "substitution: a captured index": lambda: kernel.substitution(
        suppose(equal(X, Term("entry", "v", Index("·", N, 1)))),
        equal(Term("sum", AT, times(X, XI)), ZERO),
        suppose(equal(Term("sum", AT, times(XI, XI)), ZERO)),
    ),
    "linearity: a captured index": lambda: kernel.linearity(AT, [(entry(Index("·", N, 1)), XI)]),
    "linearity: the index is inside": lambda: kernel.linearity(AT, [(XI, XI)]),
    "exchange: one set depends on the other index": lambda: kernel.exchange(
        J, Index("l", N.without(J), 5), ONE
    ),
    "selection: in another set": lambda: kernel.selection(AT, OTHER, XI),
    "selection: a point that may be missing": lambda: kernel.selection(REST, K, ONE),
    "selection: a place in what may be empty": lambda: kernel.selection(
        REST, place_of_maximum(REST, entry(REST)), ONE
    ),
    "selection: the index itself": lambda: kernel.selection(AT, AT, XI),
    "size: two points removed": lambda: kernel.size(N.without(K).without(J)),
    "size: a point of another set": lambda: kernel.size(N.without(OTHER)),
    "size: a concatenation less a point": lambda: kernel.size(UNION.without(K)),
    "count: over the place of a maximum": lambda: kernel.count(PLACE),
    "count: two points removed": lambda: kernel.count(Index("r", N.without(K).without(J), 6)),
    "without: not the whole set": lambda: kernel.without(REST, OTHER, XK),
    "without: an index that is not fresh": lambda: kernel.without(REST, J, XJ),
    "without: a point of another set": lambda: kernel.without(
        Index("r", N.without(OTHER), 7), J, ONE
    ),
    "blocks: of no concatenation": lambda: kernel.blocks(SUM),
    "blocks: an entry of no block": lambda: kernel.blocks(
        Term("sum", Index("u", UNION, 8), Term("entry", "v", Index("u", UNION, 8)))
    ),
    "sum_sign: a hypothesis about the index": lambda: kernel.sum_sign(AT, suppose(positive(XI))),
    "sum_sign: ≠ adds up to nothing": lambda: kernel.sum_sign(AT, suppose(nonzero(X))),
    "cauchy: another product": lambda: kernel.cauchy(
        AT, suppose(nonnegative(X)), suppose(nonnegative(Y)), ring(X, X), ONE
    ),
    "cauchy: a hypothesis about the index": lambda: kernel.cauchy(
        AT,
        suppose(nonnegative(XI)),
        suppose(nonnegative(XI)),
        ring(times(XI, XI), times(XI, XI)),
        XI,
    ),
    "upper: in another set": lambda: kernel.upper(MAX, OTHER),
    "upper: of a minimum": lambda: kernel.upper(Term("min", AT, XI), K),
    "upper: a point that is removed": lambda: kernel.upper(
        Term("max", REST, Term("entry", "v", REST)), K
    ),
    "least: a hypothesis about the index": lambda: kernel.least(
        AT, suppose(nonnegative(minus(X, XI)))
    ),
    "least: of a sum": lambda: kernel.least(
        AT,
        kernel.combination(
            nonnegative(Term("add", ZERO, Term("absolute", XI))),
            [(1, kernel.axiom("|a| ≥ 0", XI))],
        ),
    ),
    "least: the bound depends on the index": lambda: kernel.least(
        AT, kernel.combination(nonnegative(minus(XI, XI)))
    ),
    "least: of what may be empty": lambda: kernel.least(
        REST, kernel.combination(nonnegative(minus(ONE, ZERO)))
    ),
    "attained: by no place": lambda: kernel.attained(K),
    "attained: in what may be empty": lambda: kernel.attained(
        Index("m", REST.set, -1, (REST, Term("entry", "v", REST)))
    ),
    "attained: in another set": lambda: kernel.attained(Index("m", OTHER.set, -1, (AT, XI))),
    "attained: by one among fewer": lambda: kernel.attained(Index("m", REST.set, -1, (AT, XI))),
    "delta: indices of two sets": lambda: kernel.delta(AT, OTHER, XI),
    "slope: a formula not shown to be defined": lambda: kernel.slope(
        SLOPE, suppose(Term("defined", Y)), suppose(Term("defined", over(X, KINKED)))
    ),
    "slope: a table not shown to be defined": lambda: kernel.slope(
        SLOPE, suppose(Term("defined", KINKED)), suppose(Term("defined", KINKED))
    ),
    "slope: an index bound twice": lambda: kernel.slope(
        Term("derivative", SUM, XI),
        suppose(Term("defined", SUM)),
        suppose(Term("defined", derivative(SUM, XI))),
    ),
    "slope: at the edge of a domain": lambda: kernel.slope(
        Term("derivative", BROKEN, X),
        suppose(Term("defined", BROKEN)),
        suppose(Term("defined", derivative(BROKEN, X))),
    ),
    "slope: at the edge of a domain, inside the place of a maximum": lambda: kernel.slope(
        Term("derivative", entry(EDGE, "w"), XK),
        suppose(Term("defined", entry(EDGE, "w"))),
        suppose(Term("defined", derivative(entry(EDGE, "w"), XK))),
    ),
    "slope: an edge of one entry for that of all": lambda: kernel.slope(
        Term("derivative", ROUGH, XK),
        suppose(Term("defined", ROUGH)),
        suppose(Term("defined", derivative(ROUGH, XK))),
        [suppose(positive(XI))],
    ),
    "slope: an index bound inside the same": lambda: _found(Term("sum", AT, times(X, SUM)), X),
    "slope: an index free and bound": lambda: _found(times(XI, Term("sum", AT, XI)), X),
    "slope: the greatest entry of a concatenation": lambda: _found(joint(GREATEST), entry(KA)),
    "slope: where the greatest entry of a concatenation stands": lambda: _found(
        joint(GREATEST, name="w"), entry(KA)
    ),
    "slope: a sum of all but where the greatest entry stands": lambda: _found(
        Term("sum", Index("r", N.without(PLACE), 14), ONE), XK
    ),
    "slope: a jump": lambda: _found(JUMP),
    "slope: a jump that a sign decides for": _decided_by_a_jump,
    "slope: in an entry at the place of a maximum of what is not defined": lambda: _found(
        X, entry(NOWHERE)
    ),
    "slope: whether the greatest entry stands somewhere": lambda: _found(
        Term("delta", PLACE, J), XK
    ),
    "slope: a maximum": lambda: _found(MAX, XK),
    "slope: a maximum but for where another stands": lambda: _found(
        Term("max", Index("r", N.without(PLACE), 15), times(X, X)), XK
    ),
    "slope: an entry where a maximum stands": lambda: _found(entry(PLACE, "w"), XK),
    "slope: of a comparison": lambda: _found(Term("greater", X, ZERO)),
    "slope: a derivative in which the table is not defined": lambda: _inner(
        SLOPE_Y, CARRIED[0], CARRIED[1]
    ),
    "slope: a derivative that need not be what the table says": lambda: _inner(
        SLOPE_Y, CARRIED[1], CARRIED[2]
    ),
    "slope: a derivative that need not exist around a point": lambda: _inner(
        SLOPE_Y, CARRIED[0], CARRIED[2]
    ),
    "slope: a derivative of another that is not carried out": lambda: _inner(
        SLOPE_XY,
        *CARRIED,
        suppose(Term("defined", derivative(SLOPE_Y, X))),
        suppose(Term("defined", derivative(SLOPE_Y, Z))),
    ),
    "slope: a derivative that is not carried out": lambda: _twice(EITHER),
    "slope: a derivative that is carried out at a point only": lambda: _twice(
        EITHER,
        suppose(equal(SLOPE_Y, derivative(EITHER, Y))),
        suppose(Term("defined", SLOPE_Y)),
        suppose(Term("defined", derivative(EITHER, Y))),
    ),
    "smoothing: equal at a point only": lambda: kernel.smoothing(SLOPE, suppose(equal(KINKED, X))),
    "smoothing: equal where x ≥ 0": lambda: kernel.smoothing(SLOPE, _same(nonnegative(X))),
    "smoothing: equal where a jump is > 0": lambda: kernel.smoothing(
        SLOPE, _same(positive(times(JUMP, X)))
    ),
    "smoothing: equal where a pole is < 1": lambda: kernel.smoothing(
        SLOPE, _same(positive(minus(ONE, Term("power", X, rational(-1)))))
    ),
    "smoothing: equal where the greatest entry stands": lambda: kernel.smoothing(
        SLOPE, _same(positive(Term("entry", "v", PLACE)))
    ),
    "smoothing: another formula": lambda: kernel.smoothing(SLOPE, ring(X, X)),
    "existence: of what is not shown to be defined": lambda: kernel.existence(
        SLOPE, _same(positive(X)), suppose(Term("defined", X))
    ),
    "existence: as another formula is defined": lambda: kernel.existence(
        SLOPE, _same(positive(X)), kernel.defined(Y, frozenset(), [])
    ),
    "existence: equal at a point only": lambda: kernel.existence(
        SLOPE, suppose(equal(KINKED, X)), kernel.defined(KINKED, frozenset(), [])
    ),
    "existence: of what is defined on one side": lambda: kernel.existence(
        Term("derivative", ROOT, X),
        ring(ROOT, ZERO),
        kernel.defined(ROOT, frozenset({nonnegative(X)}), [suppose(nonnegative(X))]),
    ),
    "joining: of what is defined on one side": lambda: _joined(CHOICE, defined=nonnegative(X)),
    "joining: another formula": lambda: _joined(CHOICE, formula=Y),
    "joining: equal where x ≥ 0": lambda: _joined(SAME, formula=KINKED, same=_chosen()),
    "joining: branches that need not meet": lambda: _joined(CHOICE, turned="less"),
    "joining: a condition that is an equation": lambda: _joined(
        Term("where", Term("equal", X, ZERO), X, ZERO)
    ),
    "joining: a condition with a jump": lambda: _joined(
        Term("where", Term("greater", JUMP, ZERO), X, ZERO)
    ),
    "defined: a divisor that may be 0": lambda: kernel.defined(over(ONE, X), frozenset(), []),
    "defined: log of what may be 0": lambda: kernel.defined(
        Term("log", X), frozenset({nonnegative(X)}), [suppose(nonnegative(X))]
    ),
    "defined: a lemma that supposes more": lambda: kernel.defined(
        over(ONE, X), frozenset(), [suppose(nonzero(X))]
    ),
    "defined: a hypothesis about the index": lambda: kernel.defined(
        Term("sum", AT, over(ONE, XI)), frozenset({nonzero(XI)}), [suppose(nonzero(XI))]
    ),
    "defined: a hypothesis about the index of a block": lambda: kernel.defined(
        Term("blocks", U, A, over(ONE, entry(A)), None, ONE),
        frozenset({nonzero(entry(A))}),
        [suppose(nonzero(entry(A)))],
    ),
    "defined: the maximum of nothing": lambda: kernel.defined(
        Term("max", REST, entry(REST)), frozenset(), []
    ),
    "defined: the place of the maximum of nothing": lambda: kernel.defined(
        entry(place_of_maximum(REST, entry(REST))), frozenset(), []
    ),
    "defined: the place of a maximum of what is not": lambda: kernel.defined(
        entry(place_of_maximum(AT, Term("log", XI))), frozenset(), []
    ),
    "defined: a set less such a place": lambda: kernel.defined(
        Term("sum", Index("r", N.without(place_of_maximum(AT, over(ONE, XI))), 12), ONE),
        frozenset(),
        [],
    ),
    "defined: the branch that is taken": lambda: kernel.defined(
        Term("where", Term("greater", X, ZERO), ONE, over(ONE, X)),
        frozenset(),
        [kernel.combination(nonzero(X), [(1, suppose(positive(minus(X, ZERO))))])],
    ),
    "defined: a derivative that need not exist": lambda: kernel.defined(SLOPE, frozenset(), []),
    "defined: a broken power of what may be negative": lambda: kernel.defined(
        Term("power", X, rational(Fraction(1, 2))), frozenset(), []
    ),
    "defined: a broken power over what may be 0": lambda: kernel.defined(
        Term("power", X, rational(Fraction(-1, 2))),
        frozenset({nonnegative(X)}),
        [suppose(nonnegative(X))],
    ),
    "defined: a negative power of what may be 0": lambda: kernel.defined(
        Term("power", X, rational(-1)), frozenset(), []
    ),
    "defined: a condition that is not": lambda: kernel.defined(
        Term("where", Term("greater", over(ONE, X), ZERO), ONE, ONE), frozenset(), []
    ),
    "defined: where a condition does not hold": lambda: kernel.defined(
        Term("where", Term("not", BOTH[0]), over(ONE, X), ONE),
        frozenset(),
        [kernel.combination(nonzero(X), [(1, suppose(positive(minus(X, ZERO))))])],
    ),
    "defined: where one of two conditions does not hold": lambda: kernel.defined(
        Term("where", Term("and", *BOTH), ONE, over(ONE, minus(minus(ONE, X), Y))),
        frozenset(),
        [_away()],
    ),
    "defined: a power with a variable exponent": lambda: kernel.defined(
        Term("power", X, Y), frozenset({nonnegative(X)}), [suppose(nonnegative(X))]
    ),
    "branch: of a sum": lambda: kernel.branch(
        _forked("add", BOTH[0]), suppose(positive(minus(X, ZERO)))
    ),
    "unfolded: a sum": lambda: kernel.unfolded(_forked("add", TRUE)),
    "unfolded: a product": lambda: kernel.unfolded(_forked("multiply", TRUE)),
    "combination: variables named by formulas": lambda: ring(
        Term("real", X), Term("real", Term("add", X, ZERO))
    ),
    "combination: what is defined, as a number": lambda: ring(
        Term("defined", times(ZERO, over(ONE, X))), Term("defined", ZERO)
    ),
    "combination: a third summand": lambda: ring(Term("add", X, Y, ONE), Term("add", X, Y)),
    "combination: a function that no table has": lambda: ring(Term("arcsin", X), Term("arcsin", X)),
    "combination: a derivative in what is no variable": lambda: ring(
        Term("derivative", X, exp(X)), Term("derivative", X, exp(X))
    ),
    "blocks: another index than that of the block": lambda: ring(
        Term("blocks", U, OTHER, entry(OTHER), None, ONE),
        Term("blocks", U, OTHER, entry(OTHER), None, ONE),
    ),
    "blocks: an index like the next fresh one": _next_index,
    "size: of a concatenation of what may be empty": lambda: kernel.size(HOLLOW.set),
    "sum_sign: over a concatenation of what may be empty": lambda: kernel.sum_sign(
        HOLLOW, kernel.combination(positive(ONE))
    ),
    "attained: in a set by a maximum over another": lambda: ring(entry(STRAY), entry(STRAY)),
    "slope: of what is no derivative": lambda: kernel.slope(
        Term("add", X, X), *(kernel.defined(each, frozenset(), []) for each in (X, ONE))
    ),
    "smoothing: of what is no derivative": lambda: kernel.smoothing(Term("add", X, X), ring(X, X)),
    "joining: of what is no derivative": lambda: _joined(CHOICE, op="multiply"),
    "existence: of what is no derivative": lambda: kernel.existence(
        over(ONE, X), ring(ONE, ONE), kernel.defined(ONE, frozenset(), [])
    ),
    "slope: a sum of all but where one stands among all but where another does": _without_others,
    "slope: a derivative that is not carried out, inside the place of a maximum": lambda: _inner(
        entry(STEEPEST, "w"), variable=X
    ),
    "needs: of another formula": lambda: kernel.needs(X, suppose(Term("defined", over(ONE, X)))),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_rule_refuses_what_would_be_false(attack: str) -> None:
    """Each side condition of each rule, left out in turn."""
    with pytest.raises((Refused, ValueError)):
        ATTACKS[attack]()


#: Rules without a side condition, and those that other tests attack.
UNCONDITIONAL = {
    "Refused",
    "Theorem",
    "at_point",
    "cut",
    "definition",
    "established",
    "obligations",
}


def test_an_index_is_free_in_the_block_that_does_not_bind_it() -> None:
    """A block binds its own index alone."""
    own = Index("·", IndexSet("A"), 1)
    union = Index("u", IndexSet("U", blocks=(A.set, OTHER.set)), 8)
    assert own in free(canonical(Term("blocks", union, A, ONE, OTHER, entry(own))))


def test_an_index_that_is_bound_twice_is_two() -> None:
    """Σ over a concatenation of what holds another such Σ, over an index of the same name."""
    inner = Term("sum", U, joint(U, name="w"))
    found = kernel.blocks(Term("sum", U, times(joint(U), inner)))
    entries = {("v", 0): 2, ("v", 1): 3, ("w", 0): 5, ("w", 1): 11}
    at = Evaluation(Point({"A": 2}, {}, {key: Fraction(v) for key, v in entries.items()}))
    left, right = found.conclusion.parts
    assert at.value(left) == at.value(right)


#: Put together of other parts than a formula is.
SHAPELESS = {
    "a float": Term("rational", 0.1),
    "an array named by a formula": Term("entry", X, K),
    "every of no index": Term("every", "i", positive(X)),
    "a derivative in a variable named by a formula": Term("derivative", X, Term("real", X)),
    "a derivative of a judgement": Term("derivative", Term("defined", X), X),
    "branches on a number": Term("where", X, ONE, ZERO),
    "the place of a maximum over places": entry(Index("m", N, -1, (PLACE, XI))),
    "the place of a maximum of a judgement": entry(Index("m", N, -1, (AT, Term("defined", X)))),
    "blocks of blocks that may be empty": Term(
        "size", IndexSet("B", blocks=(IndexSet("C", blocks=(REST.set,)),))
    ),
    "a mark of numbers": Term("delta", X, X),
    "the size of a name": Term("size", "N"),
    "a sum over no index": Term("sum", "i", X),
}


@pytest.mark.parametrize("what", SHAPELESS)
def test_what_is_no_formula_is_refused(what: str) -> None:
    """Whatever stands where another part should."""
    with pytest.raises(Refused):
        canonical(SHAPELESS[what])


def test_entries_are_independent() -> None:
    """Of two arrays, and of one at two indices, also where one is in a set that lacks a point."""
    assert derivative(entry(K, "w"), XK) == ZERO
    assert derivative(entry(REST), XK) == Term("delta", REST, K)


def test_the_bound_of_an_array_holds_of_its_nearest_entry() -> None:
    """The least one of a lower bound, the greatest one of an upper."""
    below, above = vector("i", "N", above=0), vector("i", "N", at_most=0)
    found = [term.parts[0].op for each in (below, above) for _, term in kernel_bounds({"v": each})]
    assert found == ["min", "max"]


def test_a_place_depends_on_what_the_set_of_its_maximum_depends_on() -> None:
    """Also where it is said to be in another set."""
    assert K in free(Term("delta", STRAY, AT))


def test_the_place_of_a_maximum_moves_with_the_set_it_is_in() -> None:
    """The greatest of v but for vₖ is, with j for k, the greatest but for vⱼ."""
    place = place_of_maximum(REST, entry(REST))
    moved = entry(place).at(K, J).parts[1]
    own, body = moved.attains
    assert own.set == moved.set == N.without(J)
    assert body == entry(own)


def test_a_sum_over_what_may_be_empty_is_at_least_0() -> None:
    """Of what is > 0, if there is any."""
    above = kernel.axiom("exp > 0", entry(REST))
    assert kernel.sum_sign(REST, above).conclusion.op == "greater_equal"
    assert kernel.sum_sign(AT, kernel.axiom("exp > 0", XI)).conclusion.op == "greater"


def test_every_rule_is_attacked() -> None:
    """No rule is left out above, but those that hold whatever they are given."""
    names = {attack.split(" ")[0].split(":")[0] for attack in ATTACKS}
    assert set(kernel.__all__) - names == UNCONDITIONAL


def test_no_theorem_is_forged() -> None:
    """The constructor asks for a key, and a theorem stays what it is."""
    with pytest.raises(TypeError):
        Theorem(object(), (), FALSE)
    theorem = suppose(positive(X))
    for field in ("hypotheses", "conclusion"):
        with pytest.raises(AttributeError):
            setattr(theorem, field, FALSE)


def test_exponents_are_one_where_a_divisor_is_not_0() -> None:
    """e^(x/d − y) is e^((x − yd)/d), and so is what it is in, whatever d ≠ 0 is put together of."""
    inner = Term("add", times(X, X), ONE)
    away = suppose(positive(inner))
    one = exp(minus(over(X, inner), Y))
    other = exp(over(minus(X, times(Y, inner)), inner))
    outer = [exp(over(X, Term("add", ONE, each))) for each in (one, other)]
    below = [suppose(positive(Term("add", ONE, each))) for each in (one, other)]
    assert ring(one, other, nonzero=[away]).hypotheses == away.hypotheses
    assert ring(exp(over(inner, inner)), exp(ONE), nonzero=[away])
    assert ring(exp(minus(over(inner, inner), ONE)), ONE, nonzero=[away])
    assert len(ring(*outer, nonzero=[away, *below]).hypotheses) == 3
    with pytest.raises(Refused):
        ring(*outer, nonzero=below)


# --- what a claim needs ---------------------------------------------------------------------


def test_a_claim_is_established_by_its_own_theorems_alone() -> None:
    """Both sides equal and defined, under what is stated; nothing less, and nothing supposed."""
    claim = over(X, X), ONE
    given = Term("not_equal", X, ZERO)
    away = kernel.combination(nonzero(X), [(1, suppose(nonzero(minus(X, ZERO))))])
    theorems = (
        ring(*claim, nonzero=[away]),
        kernel.defined(claim[0], away.hypotheses, [away]),
        kernel.defined(ONE, frozenset(), []),
    )
    established(theorems, *claim, [given])
    wrong: list[tuple[Any, ...]] = [
        (theorems, *claim, []),
        (theorems, *claim, [Term("greater", Y, ZERO)]),
        (theorems[:2], *claim, [given]),
        ((theorems[0], theorems[0], theorems[2]), *claim, [given]),
        (theorems, over(Y, Y), ONE, [given]),
        (theorems, ONE, over(X, X), [given]),
    ]
    either = Term("or", given, given)
    absurd = kernel.combination(FALSE, [(1, suppose(positive(minus(given, given))))])
    shown = [equal(X, Y), Term("defined", X), Term("defined", Y)]
    wrong.append(([kernel.ex_falso(absurd, each) for each in shown], X, Y, [either]))
    for each in wrong:
        with pytest.raises(Refused):
            established(*each)
    established(theorems, *claim, [], [canonical(nonzero(minus(X, ZERO)))])


@pytest.mark.parametrize("relation", ["greater", "less_equal"])
def test_bounds_are_hypotheses(relation: str) -> None:
    """What an argument's bound says, and of an array of its nearest entry."""
    bounded = real(above=0) if relation == "greater" else real(at_most=0)
    (found,) = kernel_bounds({"x": bounded})
    assert found == ("x", Term(relation, X, ZERO))
