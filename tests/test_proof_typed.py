"""The identities that people type, true ones and misprints: each gets its verdict."""

from __future__ import annotations

from pathlib import Path

import pytest

from stabcheck.proof import prove_claim
from stabcheck.reading import read_claim, read_claims
from stabcheck.statement import Claim

FILE = Path(__file__).parent / "fixtures" / "identities.claims"
CLAIMS = read_claims(FILE.read_text(encoding="utf-8"))

#: Formulas, what is assumed of them, and the conditions that are left to state.
CONDITIONS: list[tuple[str, list[str], tuple[str, ...]]] = [
    ("log(x + sqrt(x^2+1)) = asinh(x)", [], ()),
    ("log(x^2) = 2*log(x)", ["x >= 1"], ()),
    ("log(x^2) = 2*log(abs(x))", [], ("x ≠ 0",)),
    ("log(x*y) = log(abs(x)) + log(abs(y))", [], ("x·y > 0",)),
    ("log(x/y) = log(x) - log(y)", [], ("x > 0", "y > 0")),
    ("(x^3)^(1/3) = x", [], ("x ≥ 0",)),
    ("(x^3)^(1/3) = x", ["x > 0"], ()),
    ("log(1+x+x^2) = log((1-x^3)/(1-x))", [], ("x ≠ 1",)),
    ("tanh(x/2) = (cosh(x)-1)/sinh(x)", [], ("x ≠ 0",)),
    ("log(sqrt(x)) = log(x)/2", ["x > 0"], ()),
    ("log(1/x*i) = log(1/x*i)", [], ("i·x > 0",)),
    ("sum((v/sqrt(sum(v^2)))^2) = 1", [], ("Σᵢ vᵢ² ≠ 0",)),
    ("x/(max(v))^2 = x/(max(v))^2", [], ("maxᵢ vᵢ ≠ 0",)),
    ("sum(where(v == 0, 1, v/v)) = N", [], ()),
    ("sum(where(v > 0, v*log(v), 0)) = sum(where(v <= 0, 0, v*log(v)))", [], ()),
    ("sum(log(v^2)) = 2*sum(log(v))", ["v >= 1"], ()),
    ("sqrt(mean((v-mean(v))^2)) = sqrt(mean(v^2) - mean(v)^2)", [], ()),
    ("sqrt(sum((v-w)^2)) = sqrt(sum(v^2) - 2*sum(v*w) + sum(w^2))", [], ()),
    ("y*log(sqrt(x)) = y*log(x)/2", [], ("x > 0",)),
    ("x/x + log(y) = 1 + log(y)", ["x != 0"], ("y > 0",)),
    ("1/(x^2-y^2) = 1/((x-y)*(x+y))", ["x != y"], ("x + y ≠ 0",)),
    ("log(2*x/y) = log((2*x/y)^2)/2", [], ("x·y > 0",)),
]


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_verdict_is_the_expected_one(claim: Claim) -> None:
    """A true one is PROVED at every length, a misprint REFUTED; none is left UNDECIDED."""
    result = prove_claim(claim, timeout_seconds=60)
    assert result.verdict == claim.expected, result.residual


@pytest.mark.parametrize(("text", "assumed", "conditions"), CONDITIONS)
def test_what_follows_is_no_condition(
    text: str, assumed: list[str], conditions: tuple[str, ...]
) -> None:
    """What the hypotheses, squares, roots and branches imply is left out of the conditions."""
    result = prove_claim(read_claim(text, vectors=["v", "w"], assume=assumed))
    assert result.verdict == "PROVED", result.residual
    assert result.conditions == conditions


def test_a_claim_about_no_point_is_not_proved() -> None:
    """logit(N) is the logarithm of a negative number at every size N ≥ 2, and 1/0 at N = 1."""
    claim = read_claim("logit(N) + 0*sum(v) = log(exp(logit(N)))", vectors=["v"])
    result = prove_claim(claim)
    assert (result.verdict, result.residual) == ("UNDECIDED", "the formula is defined nowhere")


@pytest.mark.parametrize(
    ("assumption", "verdict"),
    [("v > 2", "PROVED"), ("v >= 2", "PROVED"), ("v > w", "REFUTED"), ("v > 1", "REFUTED")],
)
def test_a_vector_is_bounded_entry_by_entry(assumption: str, verdict: str) -> None:
    """Σ |vᵢ − 2| is Σ vᵢ − 2N under a bound that says so, and under no other."""
    claim = read_claim(
        "sum(abs(v-2)) + 0*sum(w) = sum(v) - 2*N", vectors=["v", "w"], assume=[assumption]
    )
    assert prove_claim(claim).verdict == verdict
