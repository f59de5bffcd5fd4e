"""A proof that was found, written out as an object that can be checked.

The tree of cases and the values of all parts are there already; what is added are the witnesses
that spare the checker every search: how a sum was taken apart, and what each sign rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from stabcheck.carriers.operations import COMPARISONS
from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Frac, Mono, Poly
from stabcheck.proof.branches import guards
from stabcheck.proof.checker import stated_gaps
from stabcheck.proof.checker.signs import HOLDS, Signs
from stabcheck.proof.conditions import Condition, supposed
from stabcheck.proof.decide import tree_of_cases
from stabcheck.proof.elementary import absolute, logarithm, reduced
from stabcheck.proof.judgement import Guarded, Judgement, MaxProof, PowerProof, SumProof
from stabcheck.proof.lowest import ONE, multiply, negate, subtract
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.proof_object import (
    Case,
    Empty,
    Exponentiated,
    Fact,
    Group,
    Node,
    Proof,
    SameForm,
    Smoothed,
    Solved,
    Split,
    Stated,
    SumRelation,
)
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Guard
from stabcheck.proof.sign_object import SignProof
from stabcheck.proof.sign_proofs import SignProver
from stabcheck.proof.signs import Facts
from stabcheck.proof.smoothing import Smoothing
from stabcheck.proof.sum_proofs import max_proof, parts_of, sum_proof
from stabcheck.proof.sum_shapes import sum_groups
from stabcheck.proof.tree import Case as FoundCase
from stabcheck.proof.tree import Decision, Fork, Solution, Tree, Undefined, Vacuous
from stabcheck.quantity import Argument

__all__ = ["written"]

_COMPARED = set(COMPARISONS.values())
#: The terms whose own value the rules want the sign of.
_SIGNED = {"sqrt", "power", "exp", "absolute"}


def written(
    left: Term,
    right: Term,
    decision: Decision,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...],
    conditions: tuple[Condition, ...],
    smoothings: tuple[Smoothing, ...] = (),
) -> Proof:
    """The proof object of a claim decided so, once smoothed, under these conditions."""
    if decision.tree is None:
        raise ValueError("only what is proved has a proof")
    facts, stated = Facts(arguments), []
    signs = Signs(arguments, ())
    for gap, relation in stated_gaps(arguments, given):
        normaliser = Normaliser(facts)
        fact = Fact(normaliser.normal(gap), relation)
        prover = SignProver(Signs(arguments, signs.facts))
        judgements = _judged(normaliser, prover)
        stated.append(Stated(tuple(prover.proofs), judgements))
        signs = Signs(arguments, (*signs.facts, fact))
        facts = supposed(facts, fact.value, relation)
    needed = _facts_of(conditions)
    under = Signs(arguments, (*signs.facts, *needed))
    domain = signs.facts[: len(list(stated_gaps(arguments, ())))]
    smoothed = tuple(_smoothed(each, Signs(arguments, domain), under) for each in smoothings)
    node = _node(decision.tree, under)
    return Proof(left, right, tuple(stated), smoothed, needed, node)


def _facts_of(conditions: tuple[Condition, ...]) -> tuple[Fact, ...]:
    return tuple(Fact(Frac(each.poly), each.relation) for each in conditions)


def _smoothed(smoothing: Smoothing, domain: Signs, under: Signs) -> Smoothed:
    """Proved on the domain; that its conditions hold follows from all that is known."""
    if smoothing.decision.tree is None:
        raise ValueError("only what is proved has a proof")
    needed = _facts_of(smoothing.conditions)
    node = _node(smoothing.decision.tree, Signs(domain.domains, (*domain.facts, *needed)))
    prover = SignProver(under.copied())
    for fact in needed:
        prover.prove(fact.value, HOLDS[fact.relation])
    return Smoothed(smoothing.kinked, smoothing.smooth, needed, node, tuple(prover.proofs))


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
        judgements=tuple(_judgements(normaliser)),
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
    judgements = _judged(normaliser, prover)
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
            term = term_of(group.summand)
            normaliser.normal(term)
            node = _node(tree_of_cases(term, _ZERO, normaliser.facts, formal=True), signs)
        members = tuple(group.members)
        yield Group(group.cofactor, members, group.index, group.summand, term, node)


_ZERO = Term("rational", ONE.num.terms[Mono()] * 0)


# --- judgements -----------------------------------------------------------------------------


def _judged(normaliser: Normaliser, prover: SignProver) -> tuple[Judgement, ...]:
    """All that the normaliser met, and the signs that the rules for it ask for."""
    judgements = tuple(_judgements(normaliser))
    for need in normaliser.obligations:
        prover.prove(need.value, HOLDS[need.relation])
    for judgement in judgements:
        _prove_signs(judgement, normaliser, prover)
    return tuple(_guarded(judgement, normaliser, prover.signs) for judgement in judgements)


def _guarded(judgement: Judgement, normaliser: Normaliser, signs: Signs) -> Judgement:
    """Of two branches that both stay, with the signs that what is on them asks for."""
    if judgement.term.op != "where":
        return judgement
    condition, *sides = judgement.term.parts
    if any(side not in normaliser.known for side in sides):
        return judgement
    branches = (
        _on_branch(tuple(guards(condition, normaliser, holds=holds)), normaliser, signs)
        for holds in (True, False)
    )
    return replace(judgement, witness=Guarded(*branches))


def _on_branch(
    own: tuple[Guard, ...], normaliser: Normaliser, signs: Signs
) -> tuple[SignProof, ...]:
    """The signs needed where these are the innermost guards."""
    needs = [n for n in normaliser.obligations if own and n.guards[-len(own) :] == own]
    if not needs:
        return ()
    outermost = needs[0].guards
    for guard in outermost:
        signs = signs.given(Fact(*guard))
    prover = SignProver(signs)
    for need in needs:
        if need.guards == outermost:
            prover.prove(need.value, HOLDS[need.relation])
    return tuple(prover.proofs)


def _judgements(normaliser: Normaliser) -> Iterator[Judgement]:
    compared = [
        part
        for term in normaliser.known
        if term.op == "where"
        for part in term.parts[0].subterms()
        if part.op in _COMPARED and all(side in normaliser.known for side in part.parts)
    ]
    for term, value in list(normaliser.known.items()):
        yield Judgement(term, value, _witness(term, normaliser))
    for term in dict.fromkeys(compared):
        left, right = term.parts if "less" not in term.op else term.parts[::-1]
        yield Judgement(term, subtract(normaliser.known[left], normaliser.known[right]))


def _witness(term: Term, normaliser: Normaliser) -> Any:
    known = normaliser.known
    match term.op:
        case "sum" | "max" if term.parts[0].set.blocks:
            return next(r.after for r in normaliser.rewrites if r.before == term)
        case "sum":
            return sum_proof(term.parts[0], known[term.parts[1]])
        case "max":
            return max_proof(term.parts[0], known[term.parts[1]])
        case "min":
            return max_proof(term.parts[0], known[Term("negative", term.parts[1])])
        case "maximum" | "minimum":
            a, b = (known[part] for part in term.parts)
            return absolute(subtract(a, b), normaliser.facts)
        case "power" if known[term.parts[1]].rational is None:
            log = logarithm(known[term.parts[0]])
            return PowerProof(log, multiply(known[term.parts[1]], log))
    return None


def _prove_signs(judgement: Judgement, normaliser: Normaliser, prover: SignProver) -> None:
    """Prove the signs that the rules for the judgement's term ask for."""
    term, value, witness = judgement.term, judgement.value, judgement.witness
    asked: list[Frac] = []
    if term.op in _SIGNED or term.op in _COMPARED:
        asked.append(value)
    elif isinstance(witness, Frac):
        asked.append(witness)
    elif term.op == "sign":
        asked.append(normaliser.known[term.parts[0]])
    elif isinstance(witness, SumProof | MaxProof):
        asked += parts_of(witness)
    roots = {atom for p in (value.num, value.den) for atom in p.atoms() if atom.kind == "root"}
    for each in (*asked, *(Frac(root.data[0]) for root in roots)):
        prover.prove(each)
