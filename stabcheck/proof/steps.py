"""A proof rendered as steps a student can read: definitions, cases, rules, and the normal form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from stabcheck.carriers.derivative import without_provisos
from stabcheck.carriers.latex import write_latex
from stabcheck.carriers.notation import free_names, write
from stabcheck.carriers.term import Term
from stabcheck.proof.joining import Joining, Preparation
from stabcheck.proof.readback import term_of
from stabcheck.proof.result import Step
from stabcheck.proof.smoothing import Smoothing
from stabcheck.proof.tree import Case, Decision, Hypothesis

__all__ = ["hypothesis_text", "steps_of"]

_REASONS = {
    "definition": "by definition",
    "derivative": "differentiate, term by term",
    "values": "where the branches meet they have equal values",
    "slopes": "and equal slopes",
    "join": "hence the slope, where they meet too, is that of either branch",
    "smooth": "the same function, hence with the same derivative",
    "monotone": "it rises or falls with what stands inside",
    "attained": "the maximum is attained at this index",
    "case": "in this case",
    "blocks": "block by block",
    "logarithm": "the logarithm of a product is the sum of the logarithms",
    "sum": "the sum is linear, and what is free of its index goes out in front",
    "normal form": "collect terms over one denominator",
    "sum relation": "the summands cancel for every index, hence so do the sums",
    "exponentiate": "e to the power of their difference is 1, hence they are equal",
}


def steps_of(
    left: Term, right: Term, decision: Decision, preparations: tuple[Preparation, ...] = ()
) -> tuple[Step, ...]:
    """The steps of a proof: what goes before, with its proof, and then the case by case."""
    steps: list[Step] = []
    for each in preparations:
        if isinstance(each, Smoothing):
            rule = "smooth"
            steps += _steps_by_case(each.kinked, each.smooth, each.decision)
        else:
            rule = "join"
            steps += _meeting(each)
        for side in (left, right):
            for node in _derivatives(side):
                steps += _step(rule, node, each.applied(node))
        left, right = map(each.applied, (left, right))
    return tuple(dict.fromkeys((*steps, *_steps_by_case(left, right, decision))))


def _meeting(joining: Joining) -> Iterator[Step]:
    """That a formula is one of two, and what these have in common where they meet."""
    whole = joining.formula
    while whole.op == "named":
        yield from _step("definition", whole, whole.parts[3])
        whole = whole.parts[3]
    if whole != joining.joined:
        yield from _steps_by_case(whole, joining.joined, joining.same)
    condition, *branches = joining.joined.parts
    here = " = ".join(map(write, condition.parts))
    slopes = [Term("derivative", branch, joining.variable) for branch in branches]
    for rule, pair in (("values", branches), ("slopes", slopes)):
        yield from (replace(step, conditions=(here,)) for step in _step(rule, *pair))


def _derivatives(term: Term) -> Iterator[Term]:
    """The derivatives in a term that stand in no other."""
    if term.op == "derivative":
        yield term
        return
    for part in term.children:
        yield from _derivatives(part)


def _steps_by_case(left: Term, right: Term, decision: Decision) -> tuple[Step, ...]:
    """What holds in every case comes first, without a case's hypotheses."""
    by_case = [list(dict.fromkeys(_case_steps(left, right, case))) for case in decision.cases]
    common = [
        step
        for step in by_case[0]
        if step.rule != "normal form" and all(step in steps for steps in by_case)
    ]
    steps = list(common)
    for case, own in zip(decision.cases, by_case, strict=True):
        hypotheses = tuple(hypothesis_text(hypothesis) for hypothesis in case.hypotheses)
        steps += [replace(step, conditions=hypotheses) for step in own if step not in common]
    return tuple(steps)


def hypothesis_text(hypothesis: Hypothesis) -> str:
    """A hypothesis in print: a − b ≥ 0 reads a ≥ b."""
    term = hypothesis.term
    if term.op == "subtract":
        return f"{write(term.parts[0])} {hypothesis.relation} {write(term.parts[1])}"
    return f"{write(term)} {hypothesis.relation} 0"


def _case_steps(left: Term, right: Term, case: Case) -> Iterator[Step]:
    stated = {*left.subterms(), *right.subterms()}
    for rewrite in case.rewrites:
        if rewrite.aside:
            continue
        before = rewrite.before
        after = rewrite.after if isinstance(rewrite.after, Term) else term_of(rewrite.after)
        yield from _step(
            rewrite.rule, before if before in stated else without_provisos(before), after
        )
    for side, value in ((left, case.left), (right, case.right)):
        yield from _step("normal form", side, term_of(value))
    if case.left != case.right:
        yield from _step(case.closing, term_of(case.left), term_of(case.right))


def _reason(rule: str, after: Term) -> str:
    """The reason in words; a derivative that names the place of a maximum says what that is."""
    places = [name for index, name in free_names(after).items() if index.attains is not None]
    if rule != "derivative" or not places:
        return _REASONS[rule]
    return f"{_REASONS[rule]}; the maximum is attained at {', '.join(places)}"


def _step(rule: str, before: Term, after: Term) -> Iterator[Step]:
    """A step, unless both sides print alike."""
    shown = write(before), write(after)
    if shown[0] != shown[1]:
        yield Step(
            rule,
            *shown,
            _reason(rule, after),
            before_latex=write_latex(before),
            after_latex=write_latex(after),
        )
