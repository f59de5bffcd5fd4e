"""A proof rendered as steps a student can read: definitions, cases, rules, and the normal form."""

from __future__ import annotations

from collections.abc import Iterator

from stabcheck.carriers.notation import write
from stabcheck.carriers.term import Term
from stabcheck.proof.algebra import Frac
from stabcheck.proof.decide import Case, Decision, Hypothesis
from stabcheck.proof.readback import term_of
from stabcheck.proof.records import Rewrite
from stabcheck.proof.result import Step

__all__ = ["hypothesis_text", "steps_of"]

_REASONS = {
    "definition": "definition",
    "derivative": "differentiation, term by term",
    "attained": "the maximum is attained at the index k",
    "logarithm": "the logarithm of a product is the sum of the logarithms",
    "sum": "linearity of the sum; what is free of the index goes out in front",
}

_CLOSINGS = {
    "sum relation": "the summands cancel for every index, hence so do the sums",
    "exponentiate": "e to this difference is 1, hence the difference is 0",
}


def steps_of(left: Term, right: Term, decision: Decision) -> tuple[Step, ...]:
    """The steps of a proof, case by case; empty where nothing was proved."""
    steps = [step for case in decision.cases for step in _case_steps(left, right, case)]
    return tuple(dict.fromkeys(steps))


def hypothesis_text(hypothesis: Hypothesis) -> str:
    """A hypothesis in print: a − b ≥ 0 reads a ≥ b."""
    term = hypothesis.term
    if term.op == "subtract":
        return f"{write(term.parts[0])} {hypothesis.relation} {write(term.parts[1])}"
    return f"{write(term)} {hypothesis.relation} 0"


def _case_steps(left: Term, right: Term, case: Case) -> Iterator[Step]:
    conditions = tuple(hypothesis_text(hypothesis) for hypothesis in case.hypotheses)
    seen = set()
    for rewrite in case.rewrites:
        step = _rewrite_step(rewrite, conditions if rewrite.rule not in _REASONS else ())
        if step.before != step.after and (step.before, step.after) not in seen:
            seen.add((step.before, step.after))
            yield step
    for side, value in ((left, case.left), (right, case.right)):
        yield Step("normal form", write(side), _read(value), "brought to normal form", conditions)
    if case.left != case.right:
        closing = _CLOSINGS[case.closing]
        yield Step(case.closing, _read(case.left), _read(case.right), closing, conditions)


def _rewrite_step(rewrite: Rewrite, conditions: tuple[str, ...]) -> Step:
    after = write(rewrite.after) if isinstance(rewrite.after, Term) else _read(rewrite.after)
    reason = _REASONS.get(rewrite.rule, rewrite.rule)
    return Step(rewrite.rule, write(rewrite.before), after, reason, conditions)


def _read(value: Frac) -> str:
    return write(term_of(value))
