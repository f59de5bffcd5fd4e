"""What every part of a formula came to, written out as judgements with their witnesses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from stabcheck.carriers.operations import COMPARISONS
from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Frac
from stabcheck.proof.branches import guards
from stabcheck.proof.decide import Resisted, tree_of_cases
from stabcheck.proof.elaborate import Rejected
from stabcheck.proof.elaborate.signs import HOLDS, Signs
from stabcheck.proof.elementary import absolute, logarithm
from stabcheck.proof.judgement import (
    Guarded,
    Judgement,
    MaxProof,
    MonotoneProof,
    PowerProof,
    SumProof,
)
from stabcheck.proof.lowest import multiply, subtract
from stabcheck.proof.maxima import Monotone, monotone
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.proof_object import Fact, Node
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Guard
from stabcheck.proof.sign_object import SignProof
from stabcheck.proof.sign_proofs import SignProver
from stabcheck.proof.sum_proofs import max_proof, parts_of, sum_proof
from stabcheck.proof.tree import Tree

__all__ = ["judged", "judgements_of"]

NodeOf = Callable[[Tree, Signs], Node]
_COMPARED = set(COMPARISONS.values())
#: The terms whose own value the rules want the sign of.
_SIGNED = {"sqrt", "power", "exp", "absolute"}


def judged(normaliser: Normaliser, prover: SignProver, node_of: NodeOf) -> tuple[Judgement, ...]:
    """All that the normaliser met, and the signs that the rules for it ask for.

    ``node_of`` writes down a tree of cases.
    """
    rising = _rising(normaliser)
    judgements = tuple(judgements_of(normaliser))
    for need in normaliser.obligations:
        prover.prove(need.value, HOLDS[need.relation])
    for judgement in judgements:
        _prove_signs(judgement, normaliser, prover)
    return tuple(
        _exceeding(rising[judgement.term], judgement, normaliser, node_of, prover.signs)
        if judgement.term in rising
        else _guarded(judgement, normaliser, prover.signs)
        for judgement in judgements
    )


def _rising(normaliser: Normaliser) -> dict[Term, tuple[Monotone, Term]]:
    """The maxima of bodies that rise or fall, and by how much they exceed the body."""
    found = {}
    for term in [term for term in normaliser.known if term.op in {"max", "min"}]:
        index, body = term.parts
        inside = body if term.op == "max" else Term("negative", body)
        if inside in normaliser.known:
            value = monotone(index, normaliser.known[inside], normaliser.facts)
            if value is not None:
                gap = term_of(subtract(value.value, normaliser.known[inside]))
                normaliser.normal(gap)
                found[term] = value, gap
    return found


def _exceeding(
    rising: tuple[Monotone, Term],
    judgement: Judgement,
    normaliser: Normaliser,
    node_of: NodeOf,
    signs: Signs,
) -> Judgement:
    """A maximum with the proof that nothing exceeds it."""
    found, gap = rising
    index, body = judgement.term.parts
    inside = normaliser.known[body if judgement.term.op == "max" else Term("negative", body)]
    try:
        tree = tree_of_cases(Term("absolute", gap), gap, normaliser.facts, formal=True)
    except Resisted as resisted:
        raise Rejected(f"nothing says that {gap!r} ≥ 0") from resisted
    form = found.form, found.inner, found.outer, gap, node_of(tree, signs)
    return replace(judgement, witness=MonotoneProof(index, inside, found.value, *form))


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


def judgements_of(normaliser: Normaliser) -> Iterator[Judgement]:
    """A judgement of each term that the normaliser met, and of each comparison."""
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
    asked = [] if value.is_polynomial else [Frac(value.den)]
    if term.op in _SIGNED or term.op in _COMPARED:
        asked.append(value)
    elif isinstance(witness, Frac):
        asked.append(witness)
    elif term.op == "sign":
        asked.append(normaliser.known[term.parts[0]])
    elif isinstance(witness, SumProof | MaxProof):
        asked += parts_of(witness)
    kinds = {"root", "log"} if term.op == "log" else {"root"}
    inside = {atom for p in (value.num, value.den) for atom in p.atoms() if atom.kind in kinds}
    for each in (*asked, *(Frac(atom.data[0]) for atom in sorted(inside, key=repr))):
        prover.prove(each)
