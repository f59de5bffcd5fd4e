"""The decision procedure: whether two terms are equal wherever both are defined.

What is decided
---------------
Formulas built from rational numbers, variables, entries of vectors and matrices of symbolic
length, + − × ÷, rational powers, exp, log and what unfolds to them (tanh, log1p, …), sums over
symbolic index sets, maxima over them, |·|, max, min and branches.  Both sides are brought to a
normal form that depends on the value alone (`normal`), case by case where a sign matters.

- Exponentials: exponents are taken modulo ℚ-linear relations; exponentials of functions that are
  ℚ-independent modulo constants are algebraically independent, so a rational function of them is
  zero iff it is zero term by term.  On this fragment the test is complete, up to relations
  between constants (e, e^π, log 2 against log 3, …), which it does not decide.
- Logarithms of irreducible factors are independent of these, up to the exponential test below.
- Sums are complete for linearity, index-free factors, deltas, partial fractions over one
  irreducible denominator, and ℚ-linear relations between the summands that remain.
- Derivatives are carried out term by term and are undefined at kinks; those that cancel are
  taken out before (`smoothing`), and branches that meet with equal slopes are no kinks (`joining`).

An identity found to hold formally in a case holds at every point of that case where both sides
are defined.  Cases cover the domain; a case is dropped only when its hypotheses contradict each
other, or when a side is undefined throughout, and then a condition rules it out.

Outside lie, among others: the maximum of a function that neither rises nor falls with one entry
or its size, except as an indeterminate (max xᵢyᵢ, max xᵢe^(xᵢ)); what one summand needs to be
defined, where a case of another one would need it; relations between roots of different radicands.
Everything else is undecided, and the residual says what resisted.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.term import ZERO, Term
from stabcheck.proof.algebra import Frac, Poly
from stabcheck.proof.elementary import TooLarge, exponentiated, reduced
from stabcheck.proof.lowest import ONE, negate, of_atom, subtract
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import HOLDS, Obligation, Outside, Question
from stabcheck.proof.shapes import plainer
from stabcheck.proof.signs import POSITIVE, Facts
from stabcheck.proof.tree import (
    Case,
    Decision,
    Fork,
    Hypothesis,
    Solution,
    Tree,
    Undefined,
    Vacuous,
    leaves,
)
from stabcheck.proof.zero import all_atoms, vanishes

__all__ = ["DEFINED_NOWHERE", "Resisted", "decide", "tree_of_cases"]

DEFINED_NOWHERE = "the formula is defined nowhere"
_DEEPEST_SPLIT = 8
_VARIABLES = {"real", "entry"}


class Resisted(Exception):
    """What is not proved: the difference that is left, if that is it, and the reason."""

    def __init__(self, residual: Frac | None, reason: str) -> None:
        super().__init__(reason)
        self.residual = residual
        self.reason = reason


def decide(left: Term, right: Term, facts: Facts) -> Decision:
    """Decide ``left = right`` under the facts; never raises for what lies outside the fragment."""
    try:
        tree = tree_of_cases(left, right, facts)
        if not any(isinstance(end, Case) for end in leaves(tree)):
            return Decision(None, None, DEFINED_NOWHERE)
        undefined = [end for end in leaves(tree) if isinstance(end, Undefined)]
        exclusions = tuple(_exclusion(end, left, right, facts) for end in undefined)
        return Decision(tree, exclusions=exclusions)
    except Resisted as resisted:
        return Decision(None, resisted.residual, resisted.reason)
    except (Outside, TooLarge, TypeError) as outside:
        return Decision(None, None, str(outside))
    except ZeroDivisionError as error:
        return Decision(None, None, f"{error}, in some case at least")
    except RecursionError:
        return Decision(None, None, "the formula is nested too deeply")


def tree_of_cases(
    left: Term,
    right: Term,
    facts: Facts,
    hypotheses: tuple[Hypothesis, ...] = (),
    *,
    formal: bool = False,
) -> Tree:
    """The proof that left = right, case by case; raises where it resists (`decide` does not).

    With ``formal`` both are read back from normal forms, and nothing follows from how they are
    defined.
    """
    if hypotheses and facts.contradictory:
        return Vacuous(facts)
    normaliser, residual = Normaliser(facts), None
    reason = "the two sides have different normal forms"
    try:
        normaliser, sides = _normal_sides(left, right, normaliser, formal=formal)
        residual = reduced(subtract(*sides), normaliser.facts)
    except ZeroDivisionError as error:
        reason = f"{error}, in some case at least"
    if not formal and _is_undefined(normaliser):
        return Undefined(facts)
    known = normaliser.facts
    questions = sorted(normaliser.questions, key=lambda question: not question.of_branch)
    may_split = bool(questions) and len(hypotheses) < _DEEPEST_SPLIT
    if may_split and questions[0].of_branch:
        return _split(questions[0], left, right, facts, hypotheses, known, formal=formal)
    if residual is not None:
        closing = vanishes(residual, normaliser.facts, _every_summand_vanishes)
        if closing is not None:
            records = tuple(normaliser.rewrites), tuple(normaliser.obligations)
            return Case(hypotheses, facts, *sides, closing, *records, (left, right), normaliser)
        nothing = next(_certain_zeros(residual, facts), None)
        if nothing is not None:
            sides_at_0 = (_substituted(side, nothing, ZERO) for side in (left, right))
            first, second = sides_at_0
            tree = tree_of_cases(first, second, facts, hypotheses, formal=formal)
            return Solution(normaliser.normal(nothing), nothing, ZERO, facts, tree)
    if not may_split:
        raise Resisted(residual, reason)
    return _split(questions[0], left, right, facts, hypotheses, known, formal=formal)


def _normal_sides(
    left: Term, right: Term, normaliser: Normaliser, *, formal: bool = False
) -> tuple[Normaliser, tuple[Frac, Frac]]:
    """Both sides in normal form, where they are defined, and the normaliser that says so.

    The claim speaks only of points where both sides are defined, so what log and roots certainly
    need may be used (and is reported as a condition): e^(log C) is C, not |C|.
    """
    sides = normaliser.normal(left), normaliser.normal(right)
    needed = facts = normaliser.facts
    for need in normaliser.obligations:
        if need.certain and need.relation != "≠" and not formal:
            strict = need.relation == ">"
            if not needed.sign(need.value) <= ({1} if strict else {0, 1}):
                needed = needed.given(need.value, strict=strict)
    if needed is facts or _is_undefined(normaliser):
        return normaliser, sides
    normaliser = Normaliser(needed)
    return normaliser, (normaliser.normal(left), normaliser.normal(right))


def _certain_zeros(value: Frac, facts: Facts) -> Iterator[Term]:
    """The variables in a fraction that the facts leave no value but 0."""
    if not facts.hypotheses:
        return
    for atom in dict.fromkeys(all_atoms(value)):
        if atom.kind in _VARIABLES and facts.sign(of_atom(atom)) == {0}:
            yield Term(atom.kind, *atom.data)


# --- where a side is undefined --------------------------------------------------------------


def _is_undefined(normaliser: Normaliser) -> bool:
    """Whether what was met so far certainly needs what no point of the case has."""
    return any(
        need.certain and normaliser.facts.sign(need.value).isdisjoint(HOLDS[need.relation])
        for need in normaliser.obligations
    )


def _exclusion(end: Undefined, left: Term, right: Term, facts: Facts) -> Obligation:
    """What rules out a case in which a side is undefined, and no point where both are defined.

    A side must be undefined wherever one value is 0, or wherever one hypothesis of the case
    holds; raises Resisted where it takes several hypotheses at once.
    """
    own = end.facts.hypotheses[len(facts.hypotheses) :]
    for value, _ in own:
        if end.facts.sign(value) == {0}:
            zero = facts.given(value, strict=False).given(negate(value), strict=False)
            if _is_undefined_under(left, right, zero):
                return Obligation(term_of(value), value, "≠", certain=True)
    for value, strict in own:
        if _is_undefined_under(left, right, facts.given(value, strict=strict)):
            opposite = negate(value)
            return Obligation(term_of(opposite), opposite, "≥" if strict else ">", certain=True)
    raise Resisted(None, "a side is undefined in some case that no one condition rules out")


def _is_undefined_under(left: Term, right: Term, facts: Facts) -> bool:
    normaliser = Normaliser(facts)
    with contextlib.suppress(ZeroDivisionError):
        normaliser, _ = _normal_sides(left, right, normaliser)
    return _is_undefined(normaliser)


# --- splits ---------------------------------------------------------------------------------


def _split(
    question: Question,
    left: Term,
    right: Term,
    facts: Facts,
    hypotheses: tuple[Hypothesis, ...],
    known: Facts,
    *,
    formal: bool,
) -> Fork:
    """Two complementary cases; ``known`` is what holds wherever both sides are defined."""
    question = _innermost(question, known)
    value, strict, term = _plainest(question.value, known), question.strict, question.term
    upper = Hypothesis(term, ">" if strict else "≥")
    lower = Hypothesis(term, "≤" if strict else "<")
    above = facts.given(value, strict=strict)
    below = facts.given(negate(value), strict=not strict)
    trees: list[Tree] = []
    for branch, hypothesis in ((above, upper), (below, lower)):
        solved = _solved(value) if branch.sign(value) == {0} else None
        new_left, new_right = (
            _substituted(side, *solved) if solved else side for side in (left, right)
        )
        further = (*hypotheses, hypothesis)
        tree = tree_of_cases(new_left, new_right, branch, further, formal=formal)
        if solved:
            is_out = isinstance(tree, Undefined)  # and then so is what it replaces
            tree = Undefined(branch) if is_out else Solution(value, *solved, branch, tree)
        trees.append(tree)
    return Fork(value, strict, facts, *trees)


def _innermost(question: Question, facts: Facts) -> Question:
    """The sign of z first, where that of a value with |z| in it, or z below it, is asked for."""
    below = Frac(question.value.den)
    if {-1, 1} <= facts.sign(below):
        return _innermost(Question(below, strict=False, term=term_of(below)), facts)
    for atom in question.value.num.atoms():
        inner = atom.data[0] if atom.kind == "absolute" else ONE
        if {-1, 1} <= facts.sign(inner):
            return _innermost(Question(inner, strict=False, term=term_of(inner)), facts)
    return question


def _plainest(value: Frac, facts: Facts) -> Frac:
    """A value of the same sign, x − y for log x − log y, so that all cases speak of the same."""
    if not value.is_polynomial:
        return negate(Frac(value.num)) if 1 not in facts.sign(Frac(value.den)) else Frac(value.num)
    lone = [Frac(Poly.of(1, mono)).lone_atom for mono in value.num.terms]
    has_logs_alone = all(atom is not None and atom.kind == "log" for atom in lone)
    found = exponentiated(value.num, facts) if has_logs_alone and value.is_polynomial else None
    if found is not None:
        excess = subtract(found[1], ONE)
        if facts.sign(Frac(excess.den)) == POSITIVE:
            return Frac(excess.num)
    return plainer(value)


def _solved(value: Frac) -> tuple[Term, Term] | None:
    """A variable that stands linearly in value = 0, and what it then is."""
    for mono, coefficient in value.num.terms.items():
        atom = Frac(Poly.of(1, mono)).lone_atom
        rest = Frac(Poly({m: c / -coefficient for m, c in value.num.terms.items() if m != mono}))
        if atom is None or atom.kind not in _VARIABLES or any(m.exponent for m in rest.num.terms):
            continue
        if atom not in set(rest.num.atoms()):
            return Term(atom.kind, *atom.data), term_of(rest)
    return None


def _substituted(term: Term, old: Term, new: Term) -> Term:
    """The term with ``new`` for ``old``; what is differentiated is so first, before they meet."""
    if term == old:
        return new
    if term.op == "derivative":
        return _substituted(differentiate(*term.parts), old, new)
    return term.rebuild(lambda part: _substituted(part, old, new), lambda index: index)


def _every_summand_vanishes(summand: Frac, facts: Facts) -> bool:
    """Whether a summand is 0 for every index, case by case."""
    try:
        tree = tree_of_cases(term_of(summand), ZERO, facts, formal=True)
    except Resisted:
        return False
    return not any(isinstance(end, Undefined) for end in leaves(tree))
