"""What a search off the probes found, as plain data: counterexamples, made as simple as they go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["DEFAULT_SEED", "Counterexample", "Search"]

#: The seed unless another is given: two searches try the same points.
DEFAULT_SEED = 1


@dataclass(frozen=True)
class Counterexample:
    """A point where a form breaks ``contracts`` in one way; the simplest that was come to.

    ``count`` is how many of the points tried fail so.  The point is the float with the bits ``at``
    on ``probe``, and ``arguments`` are pairs of a name and what stands there.  What came out
    (``got``) and what is true (``truth``) are those of the worst entry of the result.
    """

    contracts: tuple[str, ...]
    outcome: str
    cause: str
    count: int
    probe: str
    at: str
    arguments: tuple[tuple[str, str], ...]
    got: str
    truth: str
    error_ulp: float


@dataclass(frozen=True)
class Search:
    """Random points tried with one form in one format: ``points`` of them, drawn from ``seed``.

    ``undecided`` counts those whose truth stayed so.  ``error`` says what the form did besides
    returning floats, and at which point; then not all of them were judged.
    """

    seed: int
    points: int
    undecided: int = 0
    counterexamples: tuple[Counterexample, ...] = ()
    error: str = ""
    evidence: Literal["sampled"] = "sampled"

    def breaking(self, contract: str) -> Counterexample | None:
        """The first counterexample of ``contract``."""
        return next((each for each in self.counterexamples if contract in each.contracts), None)
