"""What a proof attempt established, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from stabcheck.carriers.term import Term
from stabcheck.proof.evaluate import Point
from stabcheck.proof.proof_object import Proof
from stabcheck.proof.refute import Counterexample

__all__ = [
    "Counterexample",
    "DerivationResult",
    "DerivationStep",
    "Evidence",
    "ProofResult",
    "Refutation",
    "Step",
    "Verdict",
]

Verdict = Literal["PROVED", "REFUTED", "UNDECIDED"]


@dataclass(frozen=True)
class Step:
    """One step of a proof: by ``rule``, ``before`` = ``after``, where the ``conditions`` hold.

    What ends in ``_latex`` says the same for a typesetter, here and below; it may be empty.
    """

    rule: str
    before: str
    after: str
    reason: str
    conditions: tuple[str, ...] = ()
    before_latex: str = field(default="", compare=False)
    after_latex: str = field(default="", compare=False)


@dataclass(frozen=True)
class DerivationStep:
    """One line of an author's derivation, itself a claim with its verdict.

    ``given`` are the hypotheses it stands under, ``conditions`` what its proof needs besides.
    """

    lhs: str
    rhs: str
    reason: str
    verdict: Verdict
    given: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    note: str = ""
    lhs_latex: str = field(default="", compare=False)
    rhs_latex: str = field(default="", compare=False)


@dataclass(frozen=True)
class DerivationResult:
    """An author's derivation, line by line."""

    title: str
    steps: tuple[DerivationStep, ...]

    def broken(self, expected_conditions: tuple[str, ...]) -> tuple[DerivationStep, ...]:
        """The lines that were not proved, or only under conditions that nobody states."""
        return tuple(
            step
            for step in self.steps
            if step.verdict != "PROVED" or not set(step.conditions) <= set(expected_conditions)
        )


@dataclass(frozen=True)
class Evidence:
    """What a PROVED claim says, as terms of its own, and the checked proof of it."""

    left: Term
    right: Term
    given: tuple[Term, ...]
    proof: Proof


@dataclass(frozen=True)
class Refutation:
    """What a REFUTED claim says, as terms of its own, and a point at which it does not hold."""

    left: Term
    right: Term
    given: tuple[Term, ...]
    point: Point


@dataclass(frozen=True)
class ProofResult:
    """The verdict on one claim, and everything it rests on.

    ``assumptions`` are what the claim itself states (domains, sizes); ``conditions`` are what
    the proof needs besides, found by the engine.  ``evidence`` is there where it is PROVED,
    ``refutation`` where it is REFUTED.  ``residual`` is the difference of the two sides in normal
    form, where that resisted, or the reason in words.
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
    lhs_latex: str = field(default="", compare=False)
    rhs_latex: str = field(default="", compare=False)
    evidence: Evidence | None = field(default=None, compare=False, repr=False)
    refutation: Refutation | None = field(default=None, compare=False, repr=False)

    @property
    def as_expected(self) -> bool:
        """Whether the verdict, the conditions and the derivations are as claimed."""
        return (
            self.verdict == self.expected
            and (self.verdict != "PROVED" or set(self.conditions) == set(self.expected_conditions))
            and not any(each.broken(self.expected_conditions) for each in self.derivations)
            and self.is_derived
        )

    @property
    def is_derived(self) -> bool:
        """Whether the derivations, if there are any, lead from one side of the claim to the other.

        Their lines are links between formulas, which are compared as they print.
        """
        if not self.derivations:
            return True
        reached = {self.lhs}
        links = [{step.lhs, step.rhs} for each in self.derivations for step in each.steps]
        for _ in links:
            for link in links:
                if reached & link:
                    reached |= link
        return self.rhs in reached
