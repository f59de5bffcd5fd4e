"""Results made by hand, one of every kind that a report must show."""

from __future__ import annotations

from stabcheck.ci import ClaimCheck
from stabcheck.proof import Counterexample, DerivationResult, DerivationStep, ProofResult, Step
from stabcheck.report.run import Run
from stabcheck.sweeping.replay import Replay
from stabcheck.sweeping.result import (
    Failure,
    Point,
    PredictionCheck,
    SpecialOutcome,
    SweepResult,
    WorstError,
)

PROVED = ProofResult(
    name="lse-shift",
    title="the shift by any a",
    verdict="PROVED",
    expected="PROVED",
    lhs="log(Σᵢ e^xᵢ)",
    rhs="a + log(Σᵢ e^(xᵢ − a))",
    assumptions=("x ∈ ℝ^N", "a ∈ ℝ"),
    conditions=("C > 0",),
    expected_conditions=("C > 0",),
    counterexample=None,
    residual=None,
    seconds=0.25,
    steps=(Step("factor", "Σᵢ e^(xᵢ − a)", "e^(−a)·Σᵢ e^xᵢ", "e^(−a) is free of i", ("C > 0",)),),
    derivations=(
        DerivationResult(
            "as the sheet has it",
            (
                DerivationStep("log(Σᵢ e^xᵢ)", "y", "by definition", "PROVED"),
                DerivationStep("y", "a + log(Σᵢ e^(xᵢ − a))", "take logs", "PROVED", ("x < 0",)),
            ),
        ),
    ),
)

REFUTED = ProofResult(
    name="lse-is-max",
    title="only nearly so",
    verdict="REFUTED",
    expected="REFUTED",
    lhs="log(Σᵢ e^xᵢ)",
    rhs="maxᵢ xᵢ",
    assumptions=("x ∈ ℝ^N",),
    conditions=(),
    expected_conditions=(),
    counterexample=Counterexample({"N": "2", "x": "(1, 2)"}, "[2.3132 ± 4e-5]", "2"),
    residual=None,
    seconds=0.5,
    steps=(),
    derivations=(),
)

UNDECIDED = ProofResult(
    name="nested-roots",
    title="√(3 + 2√2) = 1 + √2",
    verdict="UNDECIDED",
    expected="PROVED",
    lhs="√(3 + 2√2)",
    rhs="1 + √2",
    assumptions=(),
    conditions=(),
    expected_conditions=(),
    counterexample=None,
    residual="√(3 + 2√2) − √2 − 1",
    seconds=0.0,
    steps=(),
    derivations=(),
)


def check(proof: ProofResult, page: str = "logsumexp") -> ClaimCheck:
    """A proof on a page."""
    return ClaimCheck(page, "log-sum-exp", proof)


BOUNDARY = Point("88.72284", "0x42b17218", 1118925336)
MAX = Point("3.4028235e+38", "0x7f7fffff", 2139095039)


def failure(contract: str = "range") -> Failure:
    """The overflow of a naive sum of exponentials in float32."""
    return Failure(
        contract=contract,
        outcome="infinite",
        cause="overflow",
        first=BOUNDARY,
        last=MAX,
        count=1020169704,
        runs=1,
        exact_edges=True,
        counted="floats",
        witness=BOUNDARY,
        got="inf",
        truth="88.722839",
        error_ulp=float("inf"),
        predicted=BOUNDARY,
        deviation_floats=0,
    )


def prediction(verdict: str = "met", deviation_floats: int = 0) -> PredictionCheck:
    """The prediction that `failure` meets."""
    return PredictionCheck(
        outcome="infinite",
        cause="overflow",
        formula="log(MAX + ½ulp)",
        predicted=BOUNDARY,
        found=BOUNDARY,
        ideal=BOUNDARY,
        deviation_floats=deviation_floats,
        allowed_floats=0,
        verdict=verdict,  # type: ignore[arg-type]
    )


def sweep_result(**changes: object) -> SweepResult:
    """One form in float32 on one probe, broken as its page predicts."""
    values: dict[str, object] = {
        "quantity": "logsumexp",
        "form": "naive",
        "format": "float32",
        "probe": "(s, 0, ..., 0) n=2",
        "evidence": "certified",
        "evidence_note": "",
        "inputs": 9000,
        "accumulate": "left to right, rounded at every step",
        "undecided": 0,
        "filtered": 8000,
        "contracts": {"range": "fail", "relative": "fail", "absolute": "fail", "special": "pass"},
        "promised": ("special",),
        "max_error_ulp": WorstError(4.5, "-0.5", "0xbf000000"),
        "failures": (failure("range"), failure("relative"), failure("absolute")),
        "predictions": (prediction(),),
        "specials": (SpecialOutcome("(nan, 0.0)", "nan", ("nan",), passed=True, note=""),),
        "strip": "." * 36 + "~" * 2 + "I" * 10,
        "seconds": 0.1,
    }
    return SweepResult(**(values | changes))  # type: ignore[arg-type]


def prove_run(*proofs: ProofResult, steps: bool = False) -> Run:
    """A run of ``prove`` that came to these proofs."""
    options = frozenset({"steps"} if steps else ())
    return Run("prove", tuple(check(proof) for proof in proofs), 0, options=options)


def sweep_run(*results: SweepResult | Replay, every: bool = False) -> Run:
    """A run of ``sweep`` that came to these results."""
    return Run("sweep", results, 0, options=frozenset({"all"} if every else ()))
