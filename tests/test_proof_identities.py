"""The prover on identities outside the catalogue: true ones, false ones, and old traps."""

from __future__ import annotations

import numpy as np
import pytest
from identities import page

from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import (
    Claim,
    Page,
    equation,
    exact,
    given,
    index,
    let,
    matrix,
    real,
    vector,
)

SQUARE = matrix("N", "N", "i", "j")


def _prove(claim: Claim) -> ProofResult:
    return prove_claim(claim)


def _stated(function: object, **arguments: object) -> ProofResult:
    scratch = Page("scratch", "scratch")
    return prove_claim(scratch.claim("scratch", "scratch", **arguments)(function))


@pytest.mark.parametrize("claim", page.claims, ids=lambda claim: claim.name)
def test_verdict_is_the_expected_one(claim: Claim) -> None:
    """Every identity of the list gets its verdict, at every N, with its side conditions."""
    result = _prove(claim)
    assert result.verdict == claim.expected, result.residual
    if claim.conditions:
        assert result.conditions == claim.conditions


def test_a_formula_with_values_near_0_alone_is_refuted_there() -> None:
    """1/√(1/10⁶ − x²) = 1000 holds at 0, and no whole or half number tells it apart."""
    result = _stated(lambda x: equation(1 / np.sqrt(exact("1e-6") - x**2), 1000), x=real())
    assert result.verdict == "REFUTED"


def test_a_difference_far_below_double_precision_refutes() -> None:
    """Two functions that differ by less than 1e-40 everywhere are told apart by disjoint balls."""
    claim = next(claim for claim in page.claims if claim.name == "differ-by-1e-40")
    counterexample = _prove(claim).counterexample
    assert counterexample is not None
    assert counterexample.lhs != counterexample.rhs


def test_square_matrices_keep_their_axes_apart() -> None:
    """W + Wᵀ is not 2W, and W W is not W Wᵀ, though all axes range over one set."""
    assert _stated(lambda w: equation(w + w.T, 2 * w), w=SQUARE).verdict == "REFUTED"
    assert _stated(lambda w: equation(w @ w, w @ w.T), w=SQUARE).verdict == "REFUTED"
    assert _stated(lambda w: equation((w @ w).T, w.T @ w.T), w=SQUARE).verdict == "PROVED"


def test_matrix_products_associate() -> None:
    """(V W) x = V (W x), with four symbolic sizes and with one and the same."""
    shapes = {"v": matrix("A", "B"), "w": matrix("B", "C"), "x": vector("C")}
    assert _stated(lambda v, w, x: equation((v @ w) @ x, v @ (w @ x)), **shapes).verdict == "PROVED"
    square = {"v": SQUARE, "w": SQUARE, "x": vector("N")}
    assert _stated(lambda v, w, x: equation((v @ w) @ x, v @ (w @ x)), **square).verdict == "PROVED"


def test_a_condition_nobody_stated_is_reported() -> None:
    """e^(log C + x) = C e^x is proved where C > 0, and says so unless that is stated."""

    def state(c, x):
        return equation(np.exp(np.log(c) + x), c * np.exp(x))

    assert _stated(state, c=real(), x=real()).conditions == ("c > 0",)
    assert _stated(state, c=real(above=0), x=real()).conditions == ()


def test_a_branch_that_is_not_taken_asks_for_nothing() -> None:
    """log of a negative number in the branch not taken is no condition of the proof."""

    def state(x):
        return equation(np.where(x > 0, np.log(np.abs(x)), np.log(np.abs(x))), np.log(np.abs(x)))

    result = _stated(state, x=real())
    assert result.verdict == "PROVED"
    assert "x < 0" not in result.conditions


def test_a_vector_of_another_length_is_refused() -> None:
    """Adding vectors over different index sets is UNDECIDED, with the reason in words."""
    result = _stated(lambda x, y: equation(x + y, y + x), x=vector("N"), y=vector("M"))
    assert result.verdict == "UNDECIDED"
    assert result.residual == "lengths M and N do not match"


def test_what_is_not_modelled_is_undecided() -> None:
    """An operation outside the table, or a Python branch, is never guessed at."""
    assert _stated(lambda x: equation(np.sort(x), x), x=vector()).verdict == "UNDECIDED"
    assert _stated(lambda x: equation(np.arctan(x), x), x=real()).verdict == "UNDECIDED"
    branch = _stated(lambda x: equation(x if x > 0 else -x, np.abs(x)), x=real())
    assert branch.verdict == "UNDECIDED"
    assert "branch" in str(branch.residual)


def test_outside_the_fragment_is_undecided_with_a_residual() -> None:
    """A relation among constants that the procedure does not know stays UNDECIDED."""

    def state(x):
        return equation(np.sqrt(3 + 2 * np.sqrt(2 + 0 * x)), 1 + np.sqrt(2 + 0 * x))

    result = _stated(state, x=real())
    assert result.verdict == "UNDECIDED"
    assert result.residual


def test_a_false_line_of_a_derivation_is_found() -> None:
    """A chain whose ends agree but whose middle is a misprint fails at the lines beside it."""
    scratch = Page("scratch", "scratch")

    @scratch.claim("chain", "a chain with a misprint", x=real())
    def chain(x):
        return equation(np.tanh(x) + 1, 2 / (1 + np.exp(-2 * x)))

    @chain.derivation()
    def steps(x):
        yield np.tanh(x) + 1, "start"
        yield 2 * np.exp(x) / (np.exp(x) + np.exp(-x)), "one fraction"
        yield 2 / (1 - np.exp(-2 * x)), "the misprint"
        yield 2 / (1 + np.exp(-2 * x)), "end"

    result = prove_claim(chain)
    assert result.verdict == "PROVED"
    assert [step.verdict for step in result.derivations[0].steps] == [
        "PROVED",
        "REFUTED",
        "REFUTED",
    ]
    assert not result.as_expected


def test_a_hypothesis_governs_the_lines_after_it() -> None:
    """|x| = −x is refuted for all x, and proved given x < 0."""
    scratch = Page("scratch", "scratch")

    @scratch.claim("halves", "a derivation by cases", x=real())
    def halves(x):
        return equation(np.abs(-x), np.abs(x))

    @halves.derivation("without")
    def without(x):
        yield equation(np.abs(x), -x), "false in general"

    @halves.derivation("with")
    def within(x):
        yield given(x < 0)
        yield equation(np.abs(x), -x), "true here"

    verdicts = [[step.verdict for step in d.steps] for d in prove_claim(halves).derivations]
    assert verdicts == [["REFUTED"], ["PROVED"]]


def test_names_print_short_and_mean_their_formula() -> None:
    """A formula under a short name prints as the name and is proved as the formula."""

    def state(x, i):
        y = let("y", np.log(np.sum(np.exp(x))))
        return equation(np.exp(x[i] - y), np.exp(x[i]) / np.exp(y))

    result = _stated(state, x=vector(), i=index())
    assert (result.lhs, result.rhs) == ("e^(xᵢ − y)", "e^xᵢ/e^y")
    assert result.verdict == "PROVED"
