"""Proofs: two terms in, a verdict out; no quantity is known here by name."""

from stabcheck.proof.claim import prove_claim
from stabcheck.proof.result import (
    Counterexample,
    DerivationResult,
    DerivationStep,
    ProofResult,
    Step,
)
from stabcheck.proof.verdict import Contradiction

__all__ = [
    "Contradiction",
    "Counterexample",
    "DerivationResult",
    "DerivationStep",
    "ProofResult",
    "Step",
    "prove_claim",
]
