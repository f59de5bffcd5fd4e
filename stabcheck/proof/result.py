"""What a proof attempt established, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from stabcheck.proof.refute import Counterexample

__all__ = ["Counterexample", "DerivationResult", "DerivationStep", "ProofResult", "Step", "Verdict"]

Verdict = Literal["PROVED", "REFUTED", "UNDECIDED"]


@dataclass(frozen=True)
class Step:
    """One step of a proof: by ``rule``, ``before`` = ``after``, where the ``conditions`` hold."""

    rule: str
    before: str
    after: str
    reason: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class DerivationStep:
    """One line of an author's derivation, itself a claim with its verdict."""

    lhs: str
    rhs: str
    reason: str
    verdict: Verdict
    given: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class DerivationResult:
    """An author's derivation, line by line."""

    title: str
    steps: tuple[DerivationStep, ...]

    @property
    def holds(self) -> bool:
        """Whether every line was proved."""
        return all(step.verdict == "PROVED" for step in self.steps)


@dataclass(frozen=True)
class ProofResult:
    """The verdict on one claim, and everything it rests on.

    ``assumptions`` are what the claim itself states (domains, sizes); ``conditions`` are what
    the proof needs besides, found by the engine.  ``trusted`` are rules of the proof that its
    checker does not know.  ``residual`` is the difference of the two
    sides in normal form, where that resisted, or the reason in words.
    """

    name: str
    title: str
    verdict: Verdict
    expected: Verdict
    lhs: str
    rhs: str
    assumptions: tuple[str, ...]
    conditions: tuple[str, ...]
    expected_conditions: tuple[str, ...]
    counterexample: Counterexample | None
    residual: str | None
    seconds: float
    steps: tuple[Step, ...]
    derivations: tuple[DerivationResult, ...]
    trusted: tuple[str, ...] = ()

    @property
    def as_expected(self) -> bool:
        """Whether the verdict, the conditions and every line of the derivations are as claimed."""
        return (
            self.verdict == self.expected
            and (self.verdict != "PROVED" or self.conditions == self.expected_conditions)
            and all(derivation.holds for derivation in self.derivations)
        )
