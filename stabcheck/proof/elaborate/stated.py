"""What a claim states of its arguments, and what its proof supposes besides, as facts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from stabcheck.carriers.term import Index, Term
from stabcheck.proof import kernel
from stabcheck.proof.elaborate.known import Known
from stabcheck.proof.elaborate.lemmas import Bound
from stabcheck.proof.elaborate.reasons import accept
from stabcheck.proof.elaborate.signs import Signs
from stabcheck.proof.elaborate.terms import Terms
from stabcheck.proof.elaborate.values import of_fraction
from stabcheck.proof.kernel import Theorem
from stabcheck.proof.kernel.claim import bounds, stated
from stabcheck.proof.kernel.formulas import Refused, canonical, free, nonnegative, nonzero, positive
from stabcheck.proof.proof_object import Fact, Proof, Stated
from stabcheck.quantity import Argument

__all__ = ["Opening", "opened", "proposition", "specialised", "stated_gaps", "supposed"]

_ASSUMED: dict[str, Literal[">", "≥", "≠"]] = {
    "greater": ">",
    "less": ">",
    "greater_equal": "≥",
    "less_equal": "≥",
    "not_equal": "≠",
}
_SAYS = {">": positive, "≥": nonnegative, "≠": nonzero}


def proposition(fact: Fact) -> Term:
    """What a fact says of its value as a term."""
    return _SAYS[fact.relation](of_fraction(fact.value))


def supposed(condition: Fact) -> Term:
    """What a condition says: at every index that is not one of the claim's."""
    said = proposition(condition)
    for index in _every(said):
        said = Term("every", index, said)
    return said


def _every(said: Term) -> list[Index]:
    own = [index for index in free(said) if index.uid and index.attains is None]
    return sorted(own, key=repr)


def specialised(assumed: Theorem, condition: Fact) -> Theorem:
    """What a condition says, of any one index."""
    for index in reversed(_every(proposition(condition))):
        assumed = kernel.member(assumed, index)
    return assumed


def stated_gaps(
    arguments: Mapping[str, Argument], given: tuple[Term, ...]
) -> Iterator[tuple[Term, Literal[">", "≥", "≠"]]]:
    """The claim's own domain and hypotheses: terms that are > 0, ≥ 0 or ≠ 0."""
    for condition in _conditions(arguments, given):
        sides = condition.parts if condition.op.startswith("g") else condition.parts[::-1]
        yield Term("subtract", *sides), _ASSUMED[condition.op]


def _conditions(arguments: Mapping[str, Argument], given: tuple[Term, ...]) -> Iterator[Term]:
    """Comparisons; that the entries of an array have a sign needs none, it is known of each."""
    for name, comparison in bounds(arguments):
        if arguments[name].kind == "real" or comparison.parts[1].parts != (0,):
            yield comparison
    pending = list(given)
    while pending:
        condition = pending.pop(0)
        if condition.op == "and":
            pending[:0] = condition.parts
        else:
            yield condition


@dataclass(frozen=True)
class Opening:
    """What is ``known``, on the arguments' ``domain`` and in all, from the ``hypotheses``."""

    known: Known
    domain: Known
    hypotheses: frozenset[Term]


def opened(proof: Proof, arguments: Mapping[str, Argument], given: tuple[Term, ...]) -> Opening:
    """What a claim states, and the conditions of its proof."""
    limits: dict[str, list[Bound]] = {}
    assumed: list[Theorem] = []
    for name, comparison in bounds(arguments):
        (said,) = stated(comparison)
        assumed.append(kernel.assume(said))
        nearest = canonical(comparison.parts[0])
        limits.setdefault(name, []).append(Bound(comparison.op, nearest, assumed[-1]))
    known = domain = Known(Signs(arguments, ()), limits)
    own = len([*_conditions(arguments, ())])
    comparisons = [*_conditions(arguments, given)]
    for number, (step, comparison) in enumerate(zip(proof.stated, comparisons, strict=True), 1):
        known, hypothesis = _with(known, step, comparison)
        assumed.append(hypothesis)
        domain = known if number <= own else domain
    for condition in proof.conditions:
        assumed.append(kernel.assume(supposed(condition)))
        known = known.given(condition, specialised(assumed[-1], condition), stated=True)
    return Opening(known, domain, frozenset(each.conclusion for each in assumed))


def _with(known: Known, step: Stated, comparison: Term) -> tuple[Known, Theorem]:
    """What is known with one more comparison, and that as a hypothesis."""
    inner = known.copied()
    accept(inner, step.signs)
    ((gap, relation),) = stated_gaps({}, (comparison,))
    terms = Terms(inner, step.judgements, _nothing, frozenset())
    value = terms.formal(gap)
    if terms.unused():
        raise Refused("a judgement that nothing needs")
    (said,) = stated(comparison)
    hypothesis = kernel.assume(said)
    fact = Fact(terms.value(gap), relation)
    turn = -1 if relation == "≠" else 1
    shown = [(turn, hypothesis), (-1, value)]
    return known.given(fact, kernel.combination(proposition(fact), shown), stated=True), hypothesis


def _nothing(*_: object) -> Theorem:
    raise Refused("no equality is proved here")
