"""A proof that was found, written out as an object that can be checked.

The tree of cases and the values of all parts are there already; what is added are the witnesses
that spare the kernel every search: how a sum was taken apart, and what each sign rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Frac, Mono, Poly
from stabcheck.proof.conditions import Condition, supposed
from stabcheck.proof.decide import tree_of_cases
from stabcheck.proof.elaborate import stated_gaps
from stabcheck.proof.elaborate.signs import HOLDS, Signs
from stabcheck.proof.elaborate.values import of_fraction
from stabcheck.proof.elementary import reduced
from stabcheck.proof.joining import Preparation
from stabcheck.proof.judging import judged, judgements_of
from stabcheck.proof.lowest import ONE, negate, subtract
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Exponentiated,
    Fact,
    Group,
    Joined,
    Node,
    Proof,
    SameForm,
    Smoothed,
    Solved,
    Split,
    Stated,
    SumRelation,
)
from stabcheck.proof.sign_proofs import SignProver
from stabcheck.proof.signs import Facts
from stabcheck.proof.smoothing import Smoothing
from stabcheck.proof.sum_shapes import sum_groups
from stabcheck.proof.tree import Case as FoundCase
from stabcheck.proof.tree import Decision, Fork, Solution, Tree, Undefined, Vacuous
from stabcheck.quantity import Argument

__all__ = ["written"]


def written(
    left: Term,
    right: Term,
    decision: Decision,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...],
    conditions: tuple[Condition, ...],
    preparations: tuple[Preparation, ...] = (),
) -> Proof:
    """The proof object of a claim decided so, once prepared, under these conditions."""
    facts, stated = Facts(arguments), []
    signs = Signs(arguments, ())
    for gap, relation in stated_gaps(arguments, given):
        normaliser = Normaliser(facts)
        fact = Fact(normaliser.normal(gap), relation)
        prover = SignProver(Signs(arguments, signs.facts))
        judgements = judged(normaliser, prover, _node)
        stated.append(Stated(tuple(prover.proofs), judgements))
        signs = Signs(arguments, (*signs.facts, fact))
        facts = supposed(facts, fact.value, relation)
    needed = _facts_of(conditions)
    under = Signs(arguments, (*signs.facts, *needed))
    domain = signs.facts[: len(list(stated_gaps(arguments, ())))]
    before = tuple(_prepared(each, Signs(arguments, domain), under) for each in preparations)
    node = _whole(decision, under)
    return Proof(left, right, tuple(stated), before, needed, node)


def _facts_of(conditions: tuple[Condition, ...]) -> tuple[Fact, ...]:
    return tuple(Fact(Frac(each.poly), each.relation) for each in conditions)


def _prepared(step: Preparation, domain: Signs, under: Signs) -> Smoothed | Joined:
    """Proved on the domain; that its conditions hold follows from all that is known."""
    needed = _facts_of(step.conditions)
    own = Signs(domain.domains, (*domain.facts, *needed))
    prover = SignProver(under.copied())
    for fact in needed:
        prover.prove(fact.value, HOLDS[fact.relation])
    signs = tuple(prover.proofs)
    if isinstance(step, Smoothing):
        return Smoothed(step.kinked, step.smooth, needed, _whole(step.decision, own), signs)
    same, values, slopes = (_whole(each, own) for each in (step.same, step.values, step.slopes))
    formulas = step.formula, step.variable, step.joined
    return Joined(*formulas, needed, same, values, slopes, signs)


def _whole(decision: Decision, signs: Signs) -> Node:
    if decision.tree is None:
        raise ValueError("only what is proved has a proof")
    return _node(decision.tree, signs)


# --- cases ----------------------------------------------------------------------------------


def _node(tree: Tree, signs: Signs) -> Node:
    signs = signs.copied()
    match tree:
        case Vacuous() | Undefined():
            prover = SignProver(signs, (value for value, _ in tree.facts.hypotheses))
            combination = prover.empty()
            return Empty(tuple(prover.proofs), combination)
        case Fork(value=value, strict=strict):
            prover = SignProver(signs)
            prover.prove(value)
            upper = Fact(value, ">" if strict else "≥")
            lower = Fact(negate(value), "≥" if strict else ">")
            branches = (
                _node(branch, signs.given(fact))
                for branch, fact in ((tree.above, upper), (tree.below, lower))
            )
            return Split(tuple(prover.proofs), value, strict, *branches)
        case Solution():
            return _solved(tree, signs)
    return _case(tree, signs)


def _solved(tree: Solution, signs: Signs) -> Solved:
    normaliser = Normaliser(tree.facts)
    normaliser.normal(tree.term)
    variable = normaliser.normal(tree.variable)
    (mono,) = variable.num.terms
    prover = SignProver(signs)
    prover.prove(Frac(tree.value.num))
    return Solved(
        signs=tuple(prover.proofs),
        judgements=tuple(judgements_of(normaliser)),
        variable=tree.variable,
        term=tree.term,
        scale=tree.value.num.terms[mono],
        node=_node(tree.tree, signs),
    )


def _case(case: FoundCase, signs: Signs) -> Case:
    normaliser = case.normaliser
    residual = reduced(subtract(case.left, case.right), normaliser.facts)
    assumed = normaliser.facts.hypotheses[len(case.facts.hypotheses) :]
    prover = SignProver(signs, (value for value, _ in assumed))
    groups: tuple[Group, ...] = ()
    if case.closing == "sum relation":
        groups = tuple(_groups(residual.num, normaliser, signs))
    judgements = judged(normaliser, prover, _node)
    closing: SameForm | Exponentiated | SumRelation = SameForm()
    if case.closing == "exponentiate":
        closing = Exponentiated(residual)
    elif groups:
        closing = SumRelation(residual, groups)
    return Case(tuple(prover.proofs), judgements, closing)


def _groups(num: Poly, normaliser: Normaliser, signs: Signs) -> Iterator[Group]:
    for group in sum_groups(num) or ():
        term = node = None
        if group.summand:
            term = of_fraction(group.summand)
            node = _node(tree_of_cases(term, _ZERO, normaliser.facts, formal=True), signs)
        members = tuple(group.members)
        yield Group(group.cofactor, members, group.index, group.summand, term, node)


_ZERO = Term("rational", ONE.num.terms[Mono()] * 0)
