"""Where the search errs, what it then proves comes to no theorem."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from identities import page as identities
from telling_claims import CLAIMS, holds

from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term
from stabcheck.catalogue import pages
from stabcheck.proof import (
    Contradiction,
    branches,
    decide,
    joining,
    lowest,
    normal,
    prove_claim,
    signs,
    smoothing,
    verdict,
)
from stabcheck.proof.claim import traced
from stabcheck.proof.conditions import undischarged
from stabcheck.proof.kernel import axioms
from stabcheck.proof.proof_object import Proof
from stabcheck.proof.signs import Facts
from stabcheck.proof.tree import Decision
from stabcheck.proof.writing import written
from stabcheck.quantity import D, Page, equation, real


def test_what_the_checker_rejects_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A claim whose proof does not hold gets no PROVED, however true it is."""

    def corrupt(*arguments: Any) -> Proof:
        proof = written(*arguments)
        return replace(proof, left=proof.right)

    monkeypatch.setattr(verdict, "written", corrupt)
    with contextlib.suppress(Contradiction):
        assert prove_claim(CLAIMS["softplus-difference"]).verdict == "UNDECIDED"


def test_what_the_kernel_does_not_know_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function without an axiom that says what it is: no theorem, hence no PROVED."""
    monkeypatch.delitem(axioms.DEFINITIONS, "tanh")
    assert prove_claim(CLAIMS["tanh-by-expm1"]).verdict == "UNDECIDED"
    monkeypatch.undo()
    assert prove_claim(CLAIMS["tanh-by-expm1"]).verdict == "PROVED"


def test_a_formula_defined_nowhere_is_not_proved() -> None:
    """log(−e^x) is no theorem under −e^x > 0, and log x + log(−x) none under x > 0 and x < 0."""
    scratch = Page("scratch", "scratch")
    scratch.claim("nowhere", "nowhere", x=real())(
        lambda x: equation(np.log(-np.exp(x)), np.log(-np.exp(x)) + 0)
    )
    scratch.claim("torn", "torn", x=real())(
        lambda x: equation(np.log(x) + np.log(-x), np.log(-x) + np.log(x))
    )
    for claim in scratch.claims:
        result = prove_claim(claim)
        assert result.verdict == "UNDECIDED"
        assert result.residual == "the formula is defined nowhere"


def test_a_kink_smoothed_in_error_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search take what a formula is in one case for what it is in all."""
    honest = smoothing.decide
    monkeypatch.setattr(smoothing, "find_counterexample", lambda *_, **__: None)
    monkeypatch.setattr(smoothing, "decide", lambda _, smooth, facts: honest(smooth, smooth, facts))
    arguments = {"x": real()}
    left, right = traced(equation(D(np.abs(*symbols_for(arguments)), *symbols_for(arguments)), 1))
    sides, found = joining.prepared(left, right, Facts(arguments))
    decision = decide.decide(*sides, Facts(arguments))
    assert decision.proved
    proof = written(left, right, decision, arguments, (), (), found)
    assert not holds(proof, (left, right, arguments, ()))


@pytest.mark.parametrize(
    ("formula", "joined", "slope"),
    [
        pytest.param(
            np.abs, lambda x: np.where(x > 0, x, -x), lambda x: np.where(x > 0, 1, -1), id="slopes"
        ),
        pytest.param(
            lambda x: np.where(x > 0, x + 1, x),
            lambda x: np.where(x > 0, x + 1, x),
            lambda x: x / x,
            id="values",
        ),
        pytest.param(
            lambda x: x * np.abs(x),
            lambda x: np.where(x > 0, x**2, x**2),
            lambda x: 2 * x,
            id="same",
        ),
        pytest.param(
            lambda x: np.where(np.sign(x) > -0.5, x, 2 * x),
            lambda x: np.where(np.sign(x) > -0.5, x, 2 * x),
            lambda x: np.where(np.sign(x) > -0.5, 1, 2),
            id="a gap that jumps",
        ),
    ],
)
def test_a_join_in_error_is_found_out(
    formula: Any, joined: Any, slope: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let the search join what does not join: the checker asks to be shown that it does."""
    arguments = {"x": real()}
    (x,) = symbols_for(arguments)
    monkeypatch.setattr(joining, "_switched", lambda *_: iter([joined(x).term]))
    monkeypatch.setattr(joining, "find_counterexample", lambda *_, **__: None)
    honest = joining.decide

    def dishonest(left: Term, right: Term, facts: Facts) -> Decision:
        found = honest(left, right, facts)
        return found if found.proved else honest(right, right, facts)

    monkeypatch.setattr(joining, "decide", dishonest)
    left, right = traced(equation(D(formula(x), x), slope(x)))
    sides, found = joining.prepared(left, right, Facts(arguments))
    decision = decide.decide(*sides, Facts(arguments))
    assert found
    assert decision.proved
    conditions = undischarged(decision, Facts(arguments))
    proof = written(left, right, decision, arguments, (), conditions, found)
    assert not holds(proof, (left, right, arguments, ()))


LIES: dict[str, tuple[Any, str, Any]] = {
    "everything is positive": (Facts, "sign", lambda *_: frozenset({1})),
    "everything cancels": (decide, "vanishes", lambda *_: "normal form"),
    "sums cancel": (decide, "vanishes", lambda *_: "sum relation"),
    "logarithms cancel": (decide, "vanishes", lambda *_: "exponentiate"),
    "every case is empty": (signs, "infeasible", lambda _: True),
    "all sums are 1": (normal, "sum_over", lambda *_: lowest.ONE),
    "e^a is 1": (normal, "exponential", lambda *_: lowest.ONE),
    "every branch is taken": (branches, "truth", lambda *_: True),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_search_that_errs_is_found_out(lie: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Break one rule of the search: of the false claims it then proves, none is accepted."""
    everything = [identities, *pages().values()]
    false = [c for known in everything for c in known.claims if c.expected == "REFUTED"]
    monkeypatch.setattr(*LIES[lie])
    proved = 0
    for claim in false:
        left, right = traced(claim.function(*symbols_for(claim.arguments)))
        decision = decide.decide(left, right, Facts(claim.arguments))
        if decision.proved:
            proved += 1
            conditions = undischarged(decision, Facts(claim.arguments))
            proof = written(left, right, decision, claim.arguments, (), conditions)
            assert not holds(proof, (left, right, claim.arguments, ()))
    assert proved
