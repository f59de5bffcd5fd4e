"""From a claim to its verdict: trace it, try to refute it, prove it, check its derivations."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from stabcheck.carriers.budget import Budget, OutOfTime
from stabcheck.carriers.latex import write_latex
from stabcheck.carriers.notation import write
from stabcheck.carriers.symbol import NotModelled, Symbol, align, symbols_for
from stabcheck.carriers.term import ZERO, Index, Term, constant, fresh_index
from stabcheck.proof import sympy_parts
from stabcheck.proof.result import (
    DerivationResult,
    DerivationStep,
    Evidence,
    ProofResult,
    Refutation,
)
from stabcheck.proof.verdict import settle
from stabcheck.quantity import Argument, Claim, Derivation, Equation, Given

__all__ = ["everywhere", "prove_claim", "traced"]

_SIGNS = {"greater": ">", "greater_equal": "≥", "less": "<", "less_equal": "≤"}
#: The entry that decides whether all entries meet a bound.
_LEAST = {"greater": "min", "greater_equal": "min", "less": "max", "less_equal": "max"}


def prove_claim(claim: Claim, timeout_seconds: float | None = None) -> ProofResult:
    """Decide a claim and every line of its derivations.

    Every claim is first put to points, PROVED ones too.  What is not decided within
    ``timeout_seconds``, all of it together, is UNDECIDED; None is no limit.  Raises Contradiction
    if a point refutes what the procedure proves.
    """
    sympy_parts.load()  # which no claim is to wait for in its own time
    started = time.perf_counter()
    try:
        return _settled(claim, Budget(timeout_seconds), started)
    except (NotModelled, OutOfTime) as refusal:
        return _not_traced(claim, str(refusal), time.perf_counter() - started)
    except RecursionError:
        reason = "the formula is nested too deeply"
        return _not_traced(claim, reason, time.perf_counter() - started)


def _settled(claim: Claim, budget: Budget, started: float) -> ProofResult:
    symbols = symbols_for(claim.arguments)
    left, right = traced(claim.function(*symbols))
    given = tuple(everywhere(condition(*symbols)) for condition in claim.given)
    with budget.watched():
        outcome = settle(left, right, claim.arguments, given)
    derivations = tuple(_check(each, claim, given, budget) for each in claim.derivations)
    return ProofResult(
        name=claim.name,
        title=claim.title,
        verdict=outcome.verdict,
        expected=claim.expected,
        lhs=write(left),
        rhs=write(right),
        assumptions=(*_assumptions(claim.arguments), *map(write, given)),
        conditions=outcome.conditions,
        expected_conditions=tuple(sorted(claim.conditions)),
        counterexample=outcome.witness.printed() if outcome.witness else None,
        residual=outcome.residual,
        seconds=time.perf_counter() - started,
        steps=outcome.steps,
        derivations=derivations,
        lhs_latex=write_latex(left),
        rhs_latex=write_latex(right),
        evidence=Evidence(left, right, given, outcome.proof) if outcome.proof else None,
        refutation=(
            Refutation(left, right, given, outcome.witness.point) if outcome.witness else None
        ),
    )


def traced(statement: Equation) -> tuple[Term, Term]:
    """The two sides over the same free indices."""
    sides = [_symbol(side) for side in (statement.lhs, statement.rhs)]
    (left, right), _ = align(*sides)
    return left, right


def everywhere(condition: Symbol) -> Term:
    """A hypothesis as one about numbers: of arrays it holds where their closest entries meet it."""
    term, axes = condition.term, condition.axes
    if not axes:
        return term
    if term.op == "and":
        return Term("and", *(everywhere(Symbol(part, axes)) for part in term.parts))
    if term.op not in _LEAST:
        raise NotModelled(f"{write(term)} cannot be assumed")
    left, right = term.parts
    if any(axis in right.free_indices() for axis in axes):
        left, right = Term("subtract", left, right), ZERO
    return Term(term.op, _over(_LEAST[term.op], left, axes), right)


def _over(kind: str, body: Term, axes: tuple[Index, ...]) -> Term:
    for axis in axes:
        bound = fresh_index(axis)
        body = Term(kind, bound, body.at(axis, bound))
    return body


def _symbol(value: Any) -> Symbol:
    return value if isinstance(value, Symbol) else Symbol(constant(value))


def _check(
    derivation: Derivation, claim: Claim, assumed: tuple[Term, ...], budget: Budget
) -> DerivationResult:
    """Every line of a derivation: formulas against their neighbour, equations by themselves.

    They are claimed under what is ``assumed`` of the claim, and under the hypotheses in between.
    """
    steps: list[DerivationStep] = []
    given = assumed
    previous: Any = None
    for line in derivation.function(*symbols_for(claim.arguments)):
        if isinstance(line, Given):
            given = (*given, line.condition.term)
            continue
        formula, reason = line
        if isinstance(formula, Equation):
            statement, previous = formula, None
        elif previous is None:
            previous = formula
            continue
        else:
            statement, previous = Equation(previous, formula), formula
        steps.append(_check_line(statement, reason, claim.arguments, given, budget))
    return DerivationResult(derivation.title, tuple(steps))


def _check_line(
    statement: Equation,
    reason: str,
    arguments: Mapping[str, Argument],
    given: tuple[Term, ...],
    budget: Budget,
) -> DerivationStep:
    left, right = traced(statement)
    with budget.watched():
        outcome = settle(left, right, arguments, given)
    note = ""
    if outcome.witness is not None:
        printed = outcome.witness.printed()
        at = ", ".join(f"{name} = {value}" for name, value in printed.point.items())
        note = f"at {at}: {printed.lhs} against {printed.rhs}"
    shown = tuple(write(condition) for condition in given)
    return DerivationStep(
        lhs=write(left),
        rhs=write(right),
        reason=reason,
        verdict=outcome.verdict,
        given=shown,
        conditions=outcome.conditions,
        note=note or outcome.residual or "",
        lhs_latex=write_latex(left),
        rhs_latex=write_latex(right),
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
        texts += [
            f"{name} {_SIGNS[how]} {write(constant(bound))}" for how, bound in argument.limits
        ]
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
        expected_conditions=tuple(sorted(claim.conditions)),
        counterexample=None,
        residual=reason,
        seconds=seconds,
        steps=(),
        derivations=(),
    )
