"""The verdict on two terms: put to points, then to the decision procedure, then to more points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stabcheck.carriers.budget import OutOfTime, TooLarge
from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import NotModelled
from stabcheck.carriers.term import Term, constant
from stabcheck.proof.checker import Rejected, check
from stabcheck.proof.conditions import undischarged, unsatisfiable
from stabcheck.proof.decide import DEFINED_NOWHERE, decide
from stabcheck.proof.lowest import negate
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.proof_object import Proof
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Outside
from stabcheck.proof.refute import Witness, find_counterexample
from stabcheck.proof.result import Step, Verdict
from stabcheck.proof.signs import Facts
from stabcheck.proof.smoothing import Smoothing, smoothed
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

    ``trusted`` are the rules of the ``proof`` that its checker does not know and takes on trust.
    """

    verdict: Verdict
    witness: Witness | None = None
    residual: str | None = None
    conditions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    proof: Proof | None = None
    trusted: tuple[str, ...] = ()


def settle(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Term, ...] = ()
) -> Outcome:
    """Whether ``left = right`` on the arguments' domain, where both are defined.

    ``given`` are linear inequalities assumed besides.  A PROVED claim has been put to points too,
    and its proof has been replayed by the checker: what the checker rejects stays UNDECIDED, what
    a point refutes raises Contradiction.  Raises NotModelled for what cannot be assumed.
    """
    witness = None
    try:
        facts = _facts(arguments, given)
        if given and facts.contradictory:
            return Outcome("UNDECIDED", residual="no point satisfies all that is assumed")
        witness = find_counterexample(left, right, arguments, given, tries=_QUICK_TRIES)
        sides, smoothings = smoothed(left, right, _facts(arguments, ()))
        decision = decide(*sides, facts)
        if decision.proved:
            if witness is not None:
                raise Contradiction(f"{write(left)} = {write(right)} was proved and refuted")
            return _proved(left, right, smoothings, decision, facts, arguments, given)
        if witness is None:
            witness = find_counterexample(left, right, arguments, given)
        residual = decision.reason
        if decision.residual is not None:
            residual = write(term_of(decision.residual))
    except OutOfTime as late:
        residual = str(late)
    return Outcome("REFUTED" if witness else "UNDECIDED", witness, None if witness else residual)


def _proved(
    left: Term,
    right: Term,
    smoothings: tuple[Smoothing, ...],
    decision: Decision,
    facts: Facts,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...],
) -> Outcome:
    """PROVED, once the checker has replayed the proof; UNDECIDED where nothing is defined."""
    besides = [condition for each in smoothings for condition in each.conditions]
    conditions = undischarged(decision, facts, besides)
    if all(unsatisfiable(conditions, case.facts) for case in decision.cases):
        return Outcome("UNDECIDED", residual=DEFINED_NOWHERE)
    try:
        proof = written(left, right, decision, arguments, given, conditions, smoothings)
        report = check(proof, left, right, arguments, given)
    except Rejected as fault:
        return Outcome("UNDECIDED", residual=f"a proof was found that its checker rejects: {fault}")
    return Outcome(
        "PROVED",
        conditions=tuple(dict.fromkeys(each.printed() for each in conditions)),
        steps=steps_of(left, right, decision, smoothings),
        proof=proof,
        trusted=report.trusted,
    )


def _facts(arguments: Mapping[str, Argument], given: tuple[Term, ...]) -> Facts:
    facts = Facts(arguments)
    for name, argument in arguments.items():
        for bound, above in ((argument.above, True), (argument.below, False)):
            if bound is not None and argument.kind == "real":
                gap = Term("subtract", Term("real", name), constant(bound))
                value = Normaliser(facts).normal(gap)
                facts = facts.given(value if above else negate(value), strict=True)
    for condition in given:
        facts = _assume(condition, facts)
    return facts


def _assume(condition: Term, facts: Facts) -> Facts:
    """The facts and one linear hypothesis; raises NotModelled for other conditions."""
    if condition.op == "and":
        return _assume(condition.parts[1], _assume(condition.parts[0], facts))
    if condition.op not in {"less", "less_equal", "greater", "greater_equal"}:
        raise NotModelled(f"{write(condition)} cannot be assumed")
    left, right = condition.parts if condition.op.startswith("g") else condition.parts[::-1]
    try:
        gap = Normaliser(facts).normal(Term("subtract", left, right))
    except (Outside, TooLarge, ZeroDivisionError) as error:
        raise NotModelled(f"{write(condition)} cannot be assumed: {error}") from error
    return facts.given(gap, strict=not condition.op.endswith("equal"))
