"""The tree of cases as theorems: left = right, and both sides are defined."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.term import ONE, ZERO, Term, rational
from stabcheck.proof import kernel
from stabcheck.proof.algebra import Frac, Mono, Poly
from stabcheck.proof.elaborate.carried import Carried
from stabcheck.proof.elaborate.known import Known, Used
from stabcheck.proof.elaborate.preparing import Restored, Solving, Step
from stabcheck.proof.elaborate.reasons import accept, empty
from stabcheck.proof.elaborate.signed import NULL
from stabcheck.proof.elaborate.sum_reasons import taken_together
from stabcheck.proof.elaborate.terms import Terms
from stabcheck.proof.elaborate.values import of_fraction
from stabcheck.proof.kernel import Refused, Theorem
from stabcheck.proof.kernel.formulas import FALSE, equal, nonnegative, positive
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Exponentiated,
    Fact,
    Group,
    Node,
    SameForm,
    Solved,
    Split,
    SumRelation,
)

__all__ = ["Found", "equality"]

_ONE = Poly({Mono(): Fraction(1)})
_NOTHING = Frac(Poly({}), _ONE)
#: left = right, left is defined, right is defined; or one absurdity.
Found = tuple[Theorem, ...]


def equality(
    node: Node,
    left: Term,
    right: Term,
    known: Known,
    given: frozenset[Term],
    steps: tuple[Step, ...] = (),
) -> Found:
    """left = right by a node about both sides as the steps leave them, and both are defined."""
    first, second = (Restored(side, steps) for side in (left, right))
    found = _node(node, first.prepared, second.prepared, known, _Goal(given, (first, second)))
    if found[0].conclusion == FALSE:
        wanted = equal(left, right), Term("defined", left), Term("defined", right)
        return tuple(kernel.ex_falso(found[0], each) for each in wanted)
    return found


@dataclass(frozen=True)
class _Goal:
    """What is known by hypothesis, and the sides to be restored; None for what is formal."""

    given: frozenset[Term]
    sides: tuple[Restored, Restored] | None

    def under(self, theorem: Theorem) -> _Goal:
        """With what a theorem supposes."""
        return _Goal(self.given | theorem.hypotheses, self.sides)


def _node(node: Node, left: Term, right: Term, known: Known, goal: _Goal) -> Found:
    known = known.copied()
    accept(known, node.signs)
    match node:
        case Empty():
            return (empty(known, node.combination),)
        case Split():
            return _split(node, left, right, known, goal)
        case Solved():
            return _solved(node, left, right, known, goal)
    return _case(node, left, right, known, goal)


def _split(node: Split, left: Term, right: Term, known: Known, goal: _Goal) -> Found:
    """Both cases, and the claim in each."""
    value = of_fraction(node.value)
    upper, lower = (positive, nonnegative) if node.strict else (nonnegative, positive)
    above = kernel.assume(upper(value))
    below = kernel.assume(lower(Term("negative", value)))
    turned = Frac(known.arithmetic.add(_NOTHING, node.value, -1).num, node.value.den)
    opposite = kernel.combination(lower(of_fraction(turned)), [(1, below)])
    first = known.given(Fact(node.value, ">" if node.strict else "≥"), above)
    second = known.given(Fact(turned, "≥" if node.strict else ">"), opposite)
    found = (
        _node(node.above, left, right, first, goal.under(above)),
        _node(node.below, left, right, second, goal.under(below)),
    )
    most = max(map(len, found))
    both = (each * most if each[0].conclusion == FALSE else each for each in found)
    return tuple(kernel.cases(value, a, b, strict=node.strict) for a, b in zip(*both, strict=True))


def _solved(node: Solved, left: Term, right: Term, known: Known, goal: _Goal) -> Found:
    """Where only one value is left for a variable, that takes its place."""
    same = _only_value(node, known)
    given = goal.given | same.hypotheses
    step = Solving(node.variable, node.term, same, given)
    first, second = (
        Restored(kernel.at_point(side, node.variable, node.term), (step,)) for side in (left, right)
    )
    inner = _Goal(given, None if goal.sides is None else (first, second))
    found = _node(node.node, first.prepared, second.prepared, known, inner)
    if found[0].conclusion == FALSE:
        return found
    claims = [equal(left, right), Term("defined", left), Term("defined", right)]
    back = tuple(
        kernel.substitution(same, claim, theorem)
        for claim, theorem in zip(claims, found, strict=False)
    )
    if goal.sides is None or not any(side.steps for side in goal.sides):
        return back
    lemmas = [*kernel.needs(left, back[1]), *kernel.needs(right, back[2])]
    return _restored(back[0], goal.sides, goal, lemmas)


def _only_value(node: Solved, known: Known) -> Theorem:
    """The facts leave only scale · (variable − term) = 0."""
    if node.variable.op not in {"real", "entry"} or not node.scale:
        raise Refused("no variable")
    terms = Terms(known, node.judgements, _nothing, frozenset())
    x, t = terms.formal(node.variable), terms.formal(node.term)
    if terms.unused():
        raise Refused("a judgement that nothing needs")
    values = [terms.value(node.variable), terms.value(node.term)]
    gap = known.arithmetic.add(values[0], values[1], -1)
    scaled = known.arithmetic.multiply(Frac(Poly({Mono(): node.scale}), _ONE), gap)
    null = known.sign(scaled).only(NULL)
    apart = Term("multiply", rational(node.scale), Term("subtract", *map(of_fraction, values)))
    spread = known.close(equal(null.conclusion.parts[0], apart), [scaled, *values])
    share = 1 / node.scale
    using: Used = [(share, null), (-share, spread), (1, x), (-1, t)]
    return kernel.combination(equal(node.variable, node.term), using)


def _nothing(*_: object) -> Theorem:
    raise Refused("no equality is proved here")


def _restored(
    same: Theorem, sides: tuple[Restored, Restored], goal: _Goal, lemmas: list[Theorem]
) -> Found:
    """What is shown of the sides after the steps, of those before."""
    first, lemmas = sides[0].shown(lemmas)
    second, lemmas = sides[1].shown(lemmas)
    terms = [side.term for side in sides]
    using = [(1, first), (1, same), (-1, second)]
    around = Carried(lemmas, goal.given)
    shown = [around.defined(term, ()) for term in terms]
    return (kernel.combination(equal(*terms), using), *shown)


def _case(node: Case, left: Term, right: Term, known: Known, goal: _Goal) -> Found:
    def prove(inner: Node, first: Term, second: Term) -> Theorem:
        found = _node(inner, first, second, known, _Goal(goal.given, None))
        if found[0].conclusion == FALSE:
            return kernel.ex_falso(found[0], equal(first, second))
        return found[0]

    terms = Terms(known, node.judgements, prove, goal.given)
    terms.defines = goal.sides is not None
    first, second = terms.theorem(left), terms.theorem(right)
    same = _closed(node, terms, [terms.value(left), terms.value(right)])
    if terms.unused():
        raise Refused("a judgement that nothing needs")
    using = [(1, first), (-1, second), (1, same)]
    whole = kernel.combination(equal(left, right), using)
    return (whole,) if goal.sides is None else _restored(whole, goal.sides, goal, terms.lemmas)


def _closed(node: Case, terms: Terms, values: list[Frac]) -> Theorem:
    """The values of the two sides are equal."""
    known = terms.known
    shown = [*map(of_fraction, values)]
    match node.closing:
        case SameForm():
            return known.same(values[0], values[1])
        case Exponentiated(residual):
            top = Frac(residual.num, _ONE)
            exp = known.close(equal(Term("exp", of_fraction(top)), ONE), [], exponents=[top])
            log = kernel.congruence(Term("log", exp.conclusion.parts[0]), exp)
            back = kernel.axiom("log exp", of_fraction(top))
            one = kernel.axiom("log exp", ZERO)
            zero = kernel.combination(
                equal(of_fraction(top), ZERO), [(1, log), (-1, back), (1, one)]
            )
            return _residual(known, residual, zero, values, shown)
        case SumRelation(residual, groups):
            top = Frac(residual.num, _ONE)
            using = [(1, _group(group, terms)) for group in groups]
            zero = kernel.combination(equal(of_fraction(top), ZERO), using)
            return _residual(known, residual, zero, values, shown)
    raise Refused("no such closing")


def _residual(
    known: Known, residual: Frac, zero: Theorem, values: list[Frac], shown: list[Term]
) -> Theorem:
    """Both sides differ by a fraction whose numerator is 0."""
    gap = known.close(equal(Term("subtract", *shown), of_fraction(residual)), [residual, *values])
    factor = Term("divide", ONE, of_fraction(Frac(residual.den, _ONE)))
    return kernel.combination(equal(*shown), [(1, gap), (factor, zero)])


def _group(group: Group, terms: Terms) -> Theorem:
    """A group of sums is 0, because its summands are."""
    known, index = terms.known, group.index
    whole = taken_together(known, group.cofactor, group.members, index, group.summand)
    summand = of_fraction(group.summand)
    if group.zero is None or group.term is None:
        nothing = known.close(equal(summand, ZERO), [group.summand])
    else:
        zero = terms.prove(group.zero, group.term, ZERO)
        nothing = kernel.combination(equal(summand, ZERO), [(1, zero)])
    gone = kernel.transitivity(kernel.under("sum", index, nothing), kernel.linearity(index, []))
    left, right = whole.conclusion.parts
    front = right.parts[0]
    return kernel.combination(equal(left, ZERO), [(1, whole), (front, gone)])
