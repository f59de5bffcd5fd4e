"""Formulas as people type them: read, proved, refuted, printed and read again."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from stabcheck.carriers.ball import run_ball
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.reading import read_claim

SOFTPLUS = "log(1 + exp(x)) = max(x, 0) + log1p(exp(-abs(x)))"

TRUE = [
    SOFTPLUS,
    "log(1+e^x) = max(x,0) + log1p(e^(-|x|))",
    "1 - σ(x) = σ(−x)",
    "softplus(x) - softplus(-x) = x",
    "tanh(x) + 1 = 2sigmoid(2x)",
    "log(sum(exp(v))) = max(v) + log(sum(exp(v - max(v))))",
    "logsumexp(v) = maxᵢ vᵢ + log(Σᵢ e^(vᵢ − maxⱼ vⱼ))",
    "diff(x*sigmoid(x), x) = sigmoid(x)*(1 + x*(1 - sigmoid(x)))",
    "∂/∂x σ(x) = σ(x)·(1 − σ(x))",
    "diff(softmax(v)[i], v[j]) = softmax(v)[i]*(delta(i, j) - softmax(v)[j])",
    "sum((v - mean(v))^2) = sum(v²) - N*mean(v)**2",
    "Σᵢ v_i·w_i = dot(v, w)",
    "(maxᵢ vᵢ)·x = x·maxᵢ vᵢ",
    "x/diff(exp(x), x)*y = x·y·(∂/∂x (−e^(−x)))",
    "max(v)/x - min(v)*v[i] = (maxᵢ vᵢ)/x − (minⱼ vⱼ)·vᵢ",
    "(Σᵢ vᵢ) − vᵢ + Σᵢ vᵢ·Σᵢ wᵢ = sum(v) - v[i] + sum(v)*sum(w)",
    "size(v)*mean(v) = sum(v)",
    "max(x, y, 0) = max(0, max(y, x))",
    "max(v) = -min(-v)",
    "where(x > 0 and x < 1, x, 0) = where(0 < x < 1, x, 0)",
    "where(not x >= y, 1, 2) = where(x < y, 1, 2)",
    "clip(x, 0, 1) = min(max(x, 0), 1)",
    "√(x²) = |x|",
    "2^x = exp(x*ln(2))",
    "x^2/2 - 0.5*x**2 = 0",
    "|-3| + cosh(0) + max(2, 1) = 6",
    "log(1e3) = 3log(10)",
    "sigmoid(0) = 1/2",
    "-x^2 = -(x^2)",
    "2^3^2 = 2^9",
    "||x| - 1| = |1 - |x||",
]

FALSE = [
    "log(1 + exp(x)) = max(x, 0) + log1p(exp(-x))",
    "abs(x) = x",
    "sum(v)^2 = sum(v^2)",
    "sum((v - mean(v))^2) = sum(v^2) - (N - 1)*mean(v)^2",
    "diff(softmax(v)[i], v[j]) = -softmax(v)[i]*softmax(v)[j]",
    "(-x)^2 = -x^2",
    "a/b*c = a/(b*c)",
    "sigmoid(x) = sigmoid(x) + exp(-x^2)/10^40",
    "v[i] = max(v)",
    "0.1 + 0.2 = 0.30000000000000004",
]


def proved(text: str, **options: object) -> ProofResult:
    """The verdict on a formula in which v and w are vectors."""
    return prove_claim(read_claim(text, vectors=("v", "w"), **options), timeout_seconds=20)


@pytest.mark.parametrize("text", TRUE)
def test_true_formulas_are_proved(text: str) -> None:
    """What is true is PROVED, in every spelling."""
    result = proved(text)
    assert result.verdict == "PROVED", result.residual


@pytest.mark.parametrize("text", FALSE)
def test_false_formulas_are_refuted(text: str) -> None:
    """What is false is REFUTED, with a point."""
    result = proved(text)
    assert result.verdict == "REFUTED"
    assert result.counterexample is not None


@pytest.mark.parametrize("text", [text for text in TRUE if "where" not in text])
def test_what_is_printed_can_be_read_back(text: str) -> None:
    """Each side as the tool prints it reads as a formula that is PROVED equal to the original."""
    result = proved(text)
    left, _, right = text.partition("=")
    for original, printed in ((left, result.lhs), (right, result.rhs)):
        assert proved(f"{printed} = {original}").verdict == "PROVED", printed


def test_names_are_reals_in_the_order_of_the_text() -> None:
    """A formula's arguments are its names, as they come."""
    claim = read_claim("b*a + v[k] = c", vectors=["v"])
    kinds = [(name, argument.kind) for name, argument in claim.arguments.items()]
    assert kinds == [("b", "real"), ("a", "real"), ("v", "vector"), ("k", "index"), ("c", "real")]


def test_a_claim_is_called_as_it_is_written_or_named() -> None:
    """Name, title and expected verdict are handed on."""
    assert read_claim("x  =\n x").name == "x = x"
    claim = read_claim("x = y", name="wrong", expected="REFUTED")
    assert (claim.name, claim.title, claim.expected) == ("wrong", "x = y", "REFUTED")
    assert prove_claim(claim).as_expected


def test_vectors_of_two_lengths() -> None:
    """x[M] declares a length of its own, and M is that length in the formula."""
    text = "sum(x + 1) + sum(y + 1) = sum(x) + sum(y) + N + M"
    claim = read_claim(text, vectors=["x", "y[M]"])
    assert claim.arguments["y"].sizes == ("M",)
    assert prove_claim(claim).verdict == "PROVED"


def test_bounds_on_one_variable_become_bounds_of_the_argument() -> None:
    """Strict rational bounds go where `Argument` has them; the tightest holds."""
    claim = read_claim(
        "x + p = v[i]", vectors=["v"], assume=["x > 0", "1 < x", "0 < p < 1/2", "v<2"]
    )
    x, p, v = (claim.arguments[name] for name in "xpv")
    assert (x.above.value, x.below) == (Fraction(1), None)
    assert (p.above.value, p.below.value) == (Fraction(0), Fraction(1, 2))
    assert v.below.value == Fraction(2)
    assert claim.given == ()


@pytest.mark.parametrize(
    ("text", "assumption"),
    [
        ("sqrt(x^2) = x", "x > 0"),
        ("sqrt(x^2) = x", "x >= 0"),
        ("|x - y| = x - y", "x > y"),
        ("|x - y| = x - y", "2*y <= 2*x"),
        ("max(x, y, z) = x", "x >= y >= z"),
        ("|v[i] - v[j]| = v[i] - v[j]", "v[i] > v[j]"),
        ("sum(|v|) = sum(v)", "v > 0"),
        ("|N - 2| = N - 2 + 0*sum(v)", "N > 2"),
    ],
)
def test_assumptions_decide(text: str, assumption: str) -> None:
    """REFUTED as it stands, the formula is PROVED under the assumption, which is printed."""
    assert proved(text).verdict == "REFUTED"
    result = proved(text, assume=[assumption])
    assert result.verdict == "PROVED", result.residual
    assert len(result.assumptions) > len(proved(text).assumptions)


def test_a_false_claim_stays_false_under_an_assumption_that_does_not_help() -> None:
    """The point that refutes satisfies what is assumed."""
    result = proved("|x - y| = y - x", assume=["x > y + 5"])
    assert result.counterexample is not None
    point = {name: Fraction(value) for name, value in result.counterexample.point.items()}
    assert point["x"] > point["y"] + 5


def test_assumptions_that_contradict_each_other_prove_nothing() -> None:
    """What no point satisfies is UNDECIDED, not vacuously PROVED."""
    result = proved("|x| = y", assume=["x > y", "y > x"])
    assert result.verdict == "UNDECIDED"
    assert result.residual == "no point satisfies all that is assumed"


@pytest.mark.parametrize("text", ["(-1)^x = x/x", "(-2)^(2*N) = 4^N + 0*sum(v)"])
def test_a_power_that_varies_has_a_positive_base(text: str) -> None:
    """a^x means e^(x log a): no point refutes, nor is anything proved, where a is negative."""
    result = proved(text)
    assert result.counterexample is None
    assert result.verdict == "UNDECIDED" or result.conditions


def test_a_chain_is_decided_step_by_step() -> None:
    """The misprint in the middle of a chain shows in its derivation, though the ends are equal."""
    result = proved("tanh(x) + 1 = 2/(1 - exp(-2x)) = 2sigmoid(2x)")
    assert result.verdict == "PROVED"
    assert [step.verdict for step in result.derivations[0].steps] == ["REFUTED", "REFUTED"]
    assert not result.as_expected
    assert proved("tanh(x) + 1 = 2/(1 + exp(-2x)) = 2sigmoid(2x)").as_expected


def test_the_same_claim_runs_on_balls() -> None:
    """The function of a claim is one of NumPy's operations: both sides' balls overlap."""
    claim = read_claim("log(1 + e^x) + cosh(1)*|-2| = max(x, 0) + log1p(exp(-|x|)) + 2cosh(1)")
    points = [np.array([-3.5, 0.0, 2.25, 40.0])]
    left = run_ball(lambda x: claim.function(x).lhs, points, 128)
    right = run_ball(lambda x: claim.function(x).rhs, points, 128)
    assert all(a.overlaps(b) for a, b in zip(left, right, strict=True))
    vector = read_claim("N*softmax(v)[i] + Σⱼ vⱼ = size(v)*softmax(v)ᵢ + sum(v)", vectors=["v"])
    both = [
        run_ball(lambda v, side=side: getattr(vector.function(v, 1), side), [np.ones((2, 3))], 64)
        for side in ("lhs", "rhs")
    ]
    assert all(a.overlaps(b) for a, b in zip(*both, strict=True))
