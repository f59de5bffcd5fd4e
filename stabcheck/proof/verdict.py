"""The verdict on two terms: put to points, then to the decision procedure, then to more points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stabcheck.carriers.budget import OutOfTime, TooLarge
from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import NotModelled
from stabcheck.carriers.term import Term
from stabcheck.proof.conditions import supposed, undischarged, unsatisfiable
from stabcheck.proof.decide import DEFINED_NOWHERE, decide
from stabcheck.proof.elaborate import Rejected, check, stated_gaps
from stabcheck.proof.joining import Preparation, prepared
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.proof_object import Proof
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Outside
from stabcheck.proof.refute import Witness, find_counterexample
from stabcheck.proof.result import Step, Verdict
from stabcheck.proof.signs import Facts
from stabcheck.proof.steps import steps_of
from stabcheck.proof.tree import Decision
from stabcheck.proof.writing import written
from stabcheck.quantity import Argument

__all__ = ["Contradiction", "Outcome", "settle"]

_QUICK_TRIES = 16


class Contradiction(RuntimeError):
    """A claim was proved and refuted: the engine is wrong, and says so."""


@dataclass(frozen=True)
class Outcome:
    """A verdict and what it rests on; ``residual`` says what resisted where it is UNDECIDED.

    It is a formula that should be 0 where ``should_vanish``, else words.
    """

    verdict: Verdict
    witness: Witness | None = None
    residual: str | None = None
    should_vanish: bool = False
    conditions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    proof: Proof | None = None


def settle(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Term, ...] = ()
) -> Outcome:
    """Whether ``left = right`` on the arguments' domain, where both are defined.

    ``given`` are inequalities, ≠ among them, assumed besides.  A PROVED claim has been put to
    points too, and the kernel has made it a theorem: a proof that comes to none leaves it
    UNDECIDED, what a point refutes raises Contradiction.  Raises NotModelled for what cannot be
    assumed.
    """
    witness = None
    should_vanish = False
    try:
        facts = _facts(arguments, given)
        if given and facts.contradictory:
            return Outcome("UNDECIDED", residual="no point satisfies all that is assumed")
        witness = find_counterexample(left, right, arguments, given, tries=_QUICK_TRIES)
        sides, preparations = prepared(left, right, _facts(arguments, ()))
        decision = decide(*sides, facts)
        if decision.proved:
            if witness is not None:
                raise Contradiction(f"{write(left)} = {write(right)} was proved and refuted")
            return _proved(left, right, preparations, decision, facts, arguments, given)
        if witness is None:
            witness = find_counterexample(left, right, arguments, given)
        residual = decision.reason
        if decision.residual is not None:
            residual, should_vanish = write(term_of(decision.residual)), witness is None
    except OutOfTime as late:
        residual = str(late)
    if witness is not None:
        return Outcome("REFUTED", witness)
    return Outcome("UNDECIDED", None, residual, should_vanish)


def _proved(
    left: Term,
    right: Term,
    preparations: tuple[Preparation, ...],
    decision: Decision,
    facts: Facts,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...],
) -> Outcome:
    """PROVED, once the kernel has made it a theorem; UNDECIDED where nothing is defined."""
    besides = [condition for each in preparations for condition in each.conditions]
    conditions = undischarged(decision, facts, besides)
    if all(unsatisfiable(conditions, case.facts) for case in decision.cases):
        return Outcome("UNDECIDED", residual=DEFINED_NOWHERE)
    try:
        proof = written(left, right, decision, arguments, given, conditions, preparations)
        check(proof, left, right, arguments, given)
    except Rejected as fault:
        return Outcome("UNDECIDED", residual=f"a proof was found that comes to no theorem: {fault}")
    return Outcome(
        "PROVED",
        conditions=tuple(sorted({each.printed() for each in conditions})),
        steps=steps_of(left, right, decision, preparations),
        proof=proof,
    )


def _facts(arguments: Mapping[str, Argument], given: tuple[Term, ...]) -> Facts:
    """What is stated of the arguments; raises NotModelled for what cannot be assumed."""
    for condition in given:
        _hold_assumable(condition)
    facts = Facts(arguments)
    for gap, relation in stated_gaps(arguments, given):
        try:
            value = Normaliser(facts).normal(gap)
        except (Outside, TooLarge, ZeroDivisionError) as error:
            raise NotModelled(f"{write(gap)} {relation} 0 cannot be assumed: {error}") from error
        facts = supposed(facts, value, relation)
    return facts


def _hold_assumable(condition: Term) -> None:
    if condition.op == "and":
        for part in condition.parts:
            _hold_assumable(part)
    elif condition.op not in {"less", "less_equal", "greater", "greater_equal", "not_equal"}:
        raise NotModelled(f"{write(condition)} cannot be assumed")
