"""Kinks that cancel: a formula that equals a smooth one has its derivative, kinks and all.

The shifted log-sum-exp, max x + log Σ e^(x − max x), is log Σ eˣ, and has a derivative where two
entries tie as well.  So before anything is differentiated, its parts that have kinks are compared
with what they come to in one case: if that has fewer kinks and equals the part in every case, it
takes its place.

The equality is proved on the arguments' domain, which is open, and under open conditions alone,
never under the hypotheses of a claim: for equal derivatives at a point, two formulas must be equal
around it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from stabcheck.carriers.budget import TooLarge
from stabcheck.carriers.operations import COMPARISONS
from stabcheck.carriers.term import Index, Term
from stabcheck.proof.conditions import Condition, undischarged
from stabcheck.proof.decide import decide
from stabcheck.proof.elaborate.indices import is_continuous
from stabcheck.proof.lowest import negate
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Outside, Question
from stabcheck.proof.refute import find_counterexample
from stabcheck.proof.signs import Facts
from stabcheck.proof.tree import Decision

__all__ = [
    "Smoothing",
    "are_open",
    "comes_to",
    "has_kinks",
    "in_derivatives",
    "may_jump",
    "needed",
    "next_smoothing",
]

_KINKS = {"absolute", "maximum", "minimum", "sign", "where", "max", "min"}
_LOGICAL = {"true", "false", "and", "or", "not", *COMPARISONS.values()}
_MOST_ATTEMPTS = 32
_MOST_CANDIDATES = 3
_TRIES = 8
_DEEPEST_SPLIT = 4


@dataclass(frozen=True)
class Smoothing:
    """``kinked`` is ``smooth`` wherever the ``conditions`` hold, as the ``decision`` shows."""

    kinked: Term
    smooth: Term
    decision: Decision
    conditions: tuple[Condition, ...]

    def applied(self, term: Term) -> Term:
        """The term with the smooth formula for the kinked one under its derivatives."""
        return in_derivatives(term, self.kinked, self.smooth)


def in_derivatives(term: Term, old: Term, new: Term, *, inside: bool = False) -> Term:
    """The term with ``new`` for ``old`` wherever it stands under a derivative."""
    if inside and term == old:
        return new
    inside = inside or term.op == "derivative"
    return term.rebuild(
        lambda part: in_derivatives(part, old, new, inside=inside), lambda index: index
    )


def next_smoothing(sides: tuple[Term, Term], domain: Facts, tried: set[Term]) -> Smoothing | None:
    """The next part that can be made smooth: of the innermost derivatives first, outermost part.

    ``domain`` are the facts about the arguments alone.
    """
    nodes = [part for side in sides for part in side.subterms() if part.op == "derivative"]
    for formula, variable in (node.parts for node in reversed(nodes)):
        for part in _with_kinks(formula, variable):
            if part in tried or len(tried) >= _MOST_ATTEMPTS:
                continue
            tried.add(part)
            smoothing = _smoothing(part, domain)
            if smoothing is not None:
                return smoothing
    return None


def _with_kinks(term: Term, variable: Term) -> Iterator[Term]:
    """The parts in which a kink may depend on the variable, each before its own parts."""
    if term.op in _LOGICAL or not has_kinks(term, variable):
        return
    if term.op not in {"derivative", "named"}:
        yield term
    for part in term.children:
        yield from _with_kinks(part, variable)


def has_kinks(term: Term, variable: Term) -> bool:
    """Whether a kink, or a root that may have one, depends on the variable."""
    return _roughness(term, variable) != (0, 0)


def _roughness(term: Term, variable: Term | None = None) -> tuple[int, int]:
    """How many kinks there are, and roots, which may have one; in the variable, if one is given."""
    kinks = roots = 0
    for part in term.subterms():
        is_kink = part.op in _KINKS or any(map(may_jump, part.parts))
        if (is_kink or part.op == "sqrt") and (variable is None or _varies(part, variable)):
            kinks += is_kink
            roots += not is_kink
    return kinks, roots


def may_jump(part: object) -> bool:
    """Whether this is the place of a maximum, or an index that ranges over all but such a place."""
    if not isinstance(part, Index):
        return False
    return part.attains is not None or any(map(may_jump, part.set.removed))


def _varies(term: Term, variable: Term) -> bool:
    family = variable.op, variable.parts[0]
    jumps = any(may_jump(part) for part in term.parts)
    return jumps or any((part.op, *part.parts[:1]) == family for part in term.subterms())


def _smoothing(kinked: Term, domain: Facts) -> Smoothing | None:
    """A smoother formula equal to this one wherever this one is defined, if there is one."""
    own = needed(decide(kinked, kinked, domain), domain)
    for smooth in islice(_likely(kinked, domain), _MOST_CANDIDATES):
        decision = decide(kinked, smooth, domain)
        conditions = needed(decision, domain)
        if decision.proved and set(conditions) <= set(own) and are_open(conditions):
            return Smoothing(kinked, smooth, decision, conditions)
    return None


def _likely(kinked: Term, domain: Facts) -> Iterator[Term]:
    """The candidates that have fewer kinks, the fewest first, and that no point refutes."""
    rough = {smooth: _roughness(smooth) for smooth in _candidates(kinked, domain)}
    for smooth in sorted(rough, key=lambda smooth: rough[smooth]):
        if rough[smooth] < _roughness(kinked):
            refuted = find_counterexample(kinked, smooth, domain.domains, tries=_TRIES)
            if refuted is None:
                yield smooth


def needed(decision: Decision, domain: Facts) -> tuple[Condition, ...]:
    """What the equality needs, made open: > for ≥."""
    return tuple(
        replace(each, relation=">") if each.relation == "≥" else each
        for each in undischarged(decision, domain)
    )


def _candidates(term: Term, facts: Facts, depth: int = 0) -> Iterator[Term]:
    """What the term comes to, here and in the cases that the signs it asks for lead to."""
    value, questions = comes_to(term, facts)
    if value is None:
        return
    yield value
    if depth < _DEEPEST_SPLIT:
        for question in questions[: 1 if depth else _MOST_CANDIDATES]:
            for branch in _branches(question, facts):
                yield from _candidates(term, branch, depth + 1)


def are_open(conditions: tuple[Condition, ...]) -> bool:
    """Whether what holds at a point holds around it: none of them is about what may jump."""
    return all(is_continuous(condition.poly) for condition in conditions)


def _branches(question: Question, facts: Facts) -> Iterator[Facts]:
    """The facts with either answer, unless they contradict it."""
    value, strict = question.value, question.strict
    for gap, is_strict in ((value, strict), (negate(value), not strict)):
        branch = facts.given(gap, strict=is_strict)
        if not branch.contradictory:
            yield branch


def comes_to(term: Term, facts: Facts) -> tuple[Term | None, list[Question]]:
    """What the term comes to under the facts, if anything, and the signs it would like to know."""
    normaliser = Normaliser(facts)
    try:
        value = normaliser.normal(term)
    except (Outside, TooLarge, TypeError, ZeroDivisionError):
        return None, []
    return _plain(term_of(value), facts), normaliser.questions


def _plain(term: Term, facts: Facts) -> Term:
    """log f, or log(−f) where f is negative, for the log |f| that normal forms are read back as."""
    plain = term.rebuild(lambda part: _plain(part, facts), lambda index: index)
    if plain.op != "log" or plain.parts[0].op != "absolute":
        return plain
    argument = plain.parts[0].parts[0]
    with contextlib.suppress(Outside, TooLarge, TypeError, ZeroDivisionError):
        if facts.sign(Normaliser(facts).normal(argument)) == {-1}:
            argument = Term("negative", argument)
    return Term("log", argument)
