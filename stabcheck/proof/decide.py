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

An identity found to hold formally in a case holds at every point of that case where both sides
are defined.  Cases cover the domain; a case is dropped only when its hypotheses contradict each
other.  Everything else is undecided, and the residual says what resisted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stabcheck.carriers.derivative import differentiate
from stabcheck.carriers.term import ZERO, Term
from stabcheck.proof.algebra import Frac, Poly
from stabcheck.proof.elementary import TooLarge
from stabcheck.proof.lowest import negate, subtract
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Obligation, Outside, Question, Rewrite
from stabcheck.proof.signs import Facts
from stabcheck.proof.zero import vanishes

__all__ = [
    "Case",
    "Decision",
    "Fork",
    "Hypothesis",
    "Solution",
    "Tree",
    "Vacuous",
    "decide",
    "tree_of_cases",
]

_DEEPEST_SPLIT = 8


@dataclass(frozen=True)
class Hypothesis:
    """A case's hypothesis in print: ``term`` relation 0, e.g. x ≥ 0."""

    term: Term
    relation: str


@dataclass(frozen=True)
class Case:
    """One case proved: under ``hypotheses`` both sides have the normal forms given.

    ``closing`` names the last step: ``normal form`` (both sides are the same), ``sum relation``
    or ``exponentiate``.  ``facts`` are what the obligations may be discharged with, and
    ``normaliser`` holds what every part of the two ``sides`` came to.
    """

    hypotheses: tuple[Hypothesis, ...]
    facts: Facts
    left: Frac
    right: Frac
    closing: str
    rewrites: tuple[Rewrite, ...]
    obligations: tuple[Obligation, ...]
    sides: tuple[Term, Term]
    normaliser: Normaliser


@dataclass(frozen=True)
class Vacuous:
    """A case whose facts contradict each other."""

    facts: Facts


@dataclass(frozen=True)
class Fork:
    """Two complementary cases: value ≥ 0 (> 0 where ``strict``), or not."""

    value: Frac
    strict: bool
    facts: Facts
    above: Tree
    below: Tree


@dataclass(frozen=True)
class Solution:
    """A case that leaves value = 0: there ``variable`` is ``term``, and it is put in its place."""

    value: Frac
    variable: Term
    term: Term
    facts: Facts
    tree: Tree


Tree = Case | Vacuous | Fork | Solution


@dataclass(frozen=True)
class Decision:
    """All cases proved, or else why not: a residual that should be 0, or a reason in words."""

    tree: Tree | None
    residual: Frac | None = None
    reason: str = ""

    @property
    def proved(self) -> bool:
        """Whether every case was proved."""
        return self.tree is not None

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases proved, in their order."""
        return () if self.tree is None else tuple(_leaves(self.tree))


def _leaves(tree: Tree) -> Iterator[Case]:
    match tree:
        case Case():
            yield tree
        case Fork():
            yield from _leaves(tree.above)
            yield from _leaves(tree.below)
        case Solution():
            yield from _leaves(tree.tree)


class _Resisted(Exception):
    def __init__(self, residual: Frac | None, reason: str) -> None:
        super().__init__(reason)
        self.residual = residual
        self.reason = reason


def decide(left: Term, right: Term, facts: Facts) -> Decision:
    """Decide ``left = right`` under the facts; never raises for what lies outside the fragment."""
    try:
        return Decision(tree_of_cases(left, right, facts))
    except _Resisted as resisted:
        return Decision(None, resisted.residual, resisted.reason)
    except (Outside, TooLarge, TypeError) as outside:
        return Decision(None, None, str(outside))
    except ZeroDivisionError as error:
        return Decision(None, None, f"{error}, in some case at least")
    except RecursionError:
        return Decision(None, None, "the formula is nested too deeply")


def tree_of_cases(
    left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...] = ()
) -> Tree:
    """The proof that left = right, case by case; raises where it resists (`decide` does not)."""
    if hypotheses and facts.contradictory:
        return Vacuous(facts)
    normaliser, sides = _normal_sides(left, right, facts)
    of_branches = [question for question in normaliser.questions if question.of_branch]
    if of_branches and len(hypotheses) < _DEEPEST_SPLIT:
        return _split(of_branches[0], left, right, facts, hypotheses)
    residual = subtract(*sides)
    closing = vanishes(residual, normaliser.facts, _every_summand_vanishes)
    if closing is not None:
        rewrites, obligations = tuple(normaliser.rewrites), tuple(normaliser.obligations)
        terms = (left, right)
        return Case(hypotheses, facts, *sides, closing, rewrites, obligations, terms, normaliser)
    if not normaliser.questions or len(hypotheses) >= _DEEPEST_SPLIT:
        raise _Resisted(residual, "the two sides have different normal forms")
    return _split(normaliser.questions[0], left, right, facts, hypotheses)


def _normal_sides(left: Term, right: Term, facts: Facts) -> tuple[Normaliser, tuple[Frac, Frac]]:
    """Both sides in normal form, where they are defined.

    The claim speaks only of points where both sides are defined, so what log and roots certainly
    need may be used (and is reported as a condition): e^(log C) is C, not |C|.
    """
    normaliser = Normaliser(facts)
    sides = normaliser.normal(left), normaliser.normal(right)
    needed = facts
    for need in normaliser.obligations:
        if need.certain and need.relation != "≠":
            strict = need.relation == ">"
            if not needed.sign(need.value) <= ({1} if strict else {0, 1}):
                needed = needed.given(need.value, strict=strict)
    if needed is facts:
        return normaliser, sides
    normaliser = Normaliser(needed)
    return normaliser, (normaliser.normal(left), normaliser.normal(right))


def _split(
    question: Question, left: Term, right: Term, facts: Facts, hypotheses: tuple[Hypothesis, ...]
) -> Fork:
    value, strict, term = question.value, question.strict, question.term
    upper = Hypothesis(term, ">" if strict else "≥")
    lower = Hypothesis(term, "≤" if strict else "<")
    above = facts.given(value, strict=strict)
    below = facts.given(negate(value), strict=not strict)
    trees: list[Tree] = []
    for branch, hypothesis in ((above, upper), (below, lower)):
        solved = _solved(value) if branch.sign(value) == {0} else None
        if solved is None:
            trees.append(tree_of_cases(left, right, branch, (*hypotheses, hypothesis)))
            continue
        new_left, new_right = (_substituted(side, *solved) for side in (left, right))
        tree = tree_of_cases(new_left, new_right, branch, (*hypotheses, hypothesis))
        trees.append(Solution(value, *solved, branch, tree))
    return Fork(value, strict, facts, *trees)


def _solved(value: Frac) -> tuple[Term, Term] | None:
    """A real variable that stands linearly in value = 0, and what it then is."""
    for mono, coefficient in value.num.terms.items():
        atom = Frac(Poly.of(1, mono)).lone_atom
        rest = Frac(Poly({m: c / -coefficient for m, c in value.num.terms.items() if m != mono}))
        if atom is None or atom.kind != "real" or any(m.exponent for m in rest.num.terms):
            continue
        if atom not in set(rest.num.atoms()):
            return Term("real", atom.data[0]), term_of(rest)
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
        tree_of_cases(term_of(summand), ZERO, facts)
    except _Resisted:
        return False
    return True
