"""From a claim to its verdict: trace it, try to refute it, prove it, check its derivations."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import NotModelled, Symbol, align, symbols_for
from stabcheck.carriers.term import Term, constant
from stabcheck.proof.conditions import undischarged
from stabcheck.proof.decide import decide
from stabcheck.proof.lowest import subtract
from stabcheck.proof.normal import Normaliser
from stabcheck.proof.readback import term_of
from stabcheck.proof.refute import Witness, find_counterexample
from stabcheck.proof.result import DerivationResult, DerivationStep, ProofResult, Step, Verdict
from stabcheck.proof.signs import Facts
from stabcheck.proof.steps import steps_of
from stabcheck.quantity import Argument, Claim, Derivation, Equation, Given

__all__ = ["Contradiction", "prove_claim"]

_QUICK_TRIES = 16


class Contradiction(RuntimeError):
    """A claim was proved and also refuted: the engine is wrong, and says so."""


@dataclass(frozen=True)
class _Outcome:
    verdict: Verdict
    witness: Witness | None = None
    residual: str | None = None
    conditions: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def prove_claim(claim: Claim) -> ProofResult:
    """Decide a claim and every line of its derivations.

    Every claim is first put to points, PROVED ones too.  Raises Contradiction if a point refutes
    what the procedure proves.
    """
    started = time.perf_counter()
    try:
        left, right = _traced(claim.function(*symbols_for(claim.arguments)))
    except NotModelled as refusal:
        return _not_traced(claim, str(refusal), time.perf_counter() - started)
    outcome = _settle(left, right, claim.arguments)
    derivations = tuple(_check(derivation, claim) for derivation in claim.derivations)
    return ProofResult(
        name=claim.name,
        title=claim.title,
        verdict=outcome.verdict,
        expected=claim.expected,
        lhs=write(left),
        rhs=write(right),
        assumptions=_assumptions(claim.arguments),
        conditions=outcome.conditions,
        expected_conditions=claim.conditions,
        counterexample=outcome.witness.printed() if outcome.witness else None,
        residual=outcome.residual,
        seconds=time.perf_counter() - started,
        steps=outcome.steps,
        derivations=derivations,
    )


def _traced(statement: Equation) -> tuple[Term, Term]:
    """The two sides over the same free indices."""
    sides = [_symbol(side) for side in (statement.lhs, statement.rhs)]
    (left, right), _ = align(*sides)
    return left, right


def _symbol(value: Any) -> Symbol:
    return value if isinstance(value, Symbol) else Symbol(constant(value))


def _settle(
    left: Term, right: Term, arguments: Mapping[str, Argument], given: tuple[Term, ...] = ()
) -> _Outcome:
    witness = find_counterexample(left, right, arguments, given, tries=_QUICK_TRIES)
    decision = decide(left, right, _facts(arguments, given))
    if decision.proved:
        if witness is not None:
            raise Contradiction(f"{write(left)} = {write(right)} was proved and refuted")
        steps = steps_of(left, right, decision)
        return _Outcome("PROVED", None, None, undischarged(decision.cases), steps)
    if witness is None:
        witness = find_counterexample(left, right, arguments, given)
    residual = decision.reason
    if decision.residual is not None:
        residual = write(term_of(decision.residual))
    return _Outcome("REFUTED" if witness else "UNDECIDED", witness, None if witness else residual)


def _facts(arguments: Mapping[str, Argument], given: tuple[Term, ...]) -> Facts:
    facts = Facts(arguments)
    for name, argument in arguments.items():
        if argument.kind == "real":
            for bound, sign in ((argument.above, 1), (argument.below, -1)):
                if bound is not None:
                    gap = Term("subtract", Term("real", name), constant(bound))
                    value = Normaliser(facts).normal(gap)
                    facts = facts.given(_signed(value, sign), strict=True)
    for condition in given:
        facts = _assume(condition, facts)
    return facts


def _signed(value: Any, sign: int) -> Any:
    return value if sign > 0 else subtract(subtract(value, value), value)


def _assume(condition: Term, facts: Facts) -> Facts:
    """The facts and one linear hypothesis; raises NotModelled for other conditions."""
    if condition.op == "and":
        return _assume(condition.parts[1], _assume(condition.parts[0], facts))
    if condition.op not in {"less", "less_equal", "greater", "greater_equal"}:
        raise NotModelled(f"{write(condition)} cannot be assumed")
    left, right = condition.parts if condition.op.startswith("g") else condition.parts[::-1]
    gap = Normaliser(facts).normal(Term("subtract", left, right))
    return facts.given(gap, strict=not condition.op.endswith("equal"))


def _check(derivation: Derivation, claim: Claim) -> DerivationResult:
    """Every line of a derivation: formulas against their neighbour, equations by themselves."""
    steps: list[DerivationStep] = []
    given: tuple[Term, ...] = ()
    previous: Any = None
    for line in derivation.function(*symbols_for(claim.arguments)):
        if isinstance(line, Given):
            given = (line.condition.term,)
            continue
        formula, reason = line
        if isinstance(formula, Equation):
            statement, previous = formula, None
        elif previous is None:
            previous = formula
            continue
        else:
            statement, previous = Equation(previous, formula), formula
        steps.append(_check_line(statement, reason, claim.arguments, given))
    return DerivationResult(derivation.title, tuple(steps))


def _check_line(
    statement: Equation, reason: str, arguments: Mapping[str, Argument], given: tuple[Term, ...]
) -> DerivationStep:
    left, right = _traced(statement)
    outcome = _settle(left, right, arguments, given)
    note = ""
    if outcome.witness is not None:
        printed = outcome.witness.printed()
        at = ", ".join(f"{name} = {value}" for name, value in printed.point.items())
        note = f"at {at}: {printed.lhs} against {printed.rhs}"
    shown = tuple(write(condition) for condition in given)
    return DerivationStep(
        write(left), write(right), reason, outcome.verdict, shown, note or outcome.residual or ""
    )


def _assumptions(arguments: Mapping[str, Argument]) -> tuple[str, ...]:
    """The claim's stated domain in print."""
    by_text: dict[str, list[str]] = {}
    for name, argument in arguments.items():
        match argument.kind:
            case "real":
                by_text.setdefault("real", []).append(name)
            case "index":
                by_text.setdefault(f"any index in 1…{argument.sizes[0]}", []).append(name)
            case _:
                power = "×".join(argument.sizes)
                space = f"∈ ℝ^({power})" if len(argument.sizes) > 1 else f"∈ ℝ^{power}"
                by_text.setdefault(space, []).append(name)
    texts = [f"{', '.join(names)} {text}" for text, names in by_text.items()]
    for name, argument in arguments.items():
        for bound, relation in ((argument.above, ">"), (argument.below, "<")):
            if bound is not None:
                texts.append(f"{name} {relation} {write(constant(bound))}")
    sizes = dict.fromkeys(size for argument in arguments.values() for size in argument.sizes)
    texts += [f"{size} ≥ 1" for size in sizes]
    return tuple(texts)


def _not_traced(claim: Claim, reason: str, seconds: float) -> ProofResult:
    return ProofResult(
        name=claim.name,
        title=claim.title,
        verdict="UNDECIDED",
        expected=claim.expected,
        lhs="",
        rhs="",
        assumptions=_assumptions(claim.arguments),
        conditions=(),
        expected_conditions=claim.conditions,
        counterexample=None,
        residual=reason,
        seconds=seconds,
        steps=(),
        derivations=(),
    )
