"""The prover under fire: thousands of small mistakes, and never a wrong verdict.

A run looks at one mutant of each claim; with ``STABCHECK_FULL=1`` it is at twenty, several
thousand in all, and at more points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

import mpmath
import pytest
from amounts import amount, share
from identities import page as identities
from mpmath_terms import Evaluation, Undefined
from mutants import mutants

from stabcheck.carriers.budget import TIMEOUT_SECONDS, Budget
from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term
from stabcheck.catalogue import pages
from stabcheck.proof.claim import traced
from stabcheck.proof.evaluate import Point
from stabcheck.proof.refute import points
from stabcheck.proof.verdict import Outcome, settle
from stabcheck.quantity import Claim, Page

PAGES = [*pages().values(), identities]
USUAL_SHARE, FULL_SHARE = 1, 20
POINTS = amount(25, 100)
UNDECIDED_SHARE = 0.05
AGREES = mpmath.mpf(10) ** -35


class Mutant(NamedTuple):
    """A claim with one mistake on one of its sides."""

    claim: Claim
    left: Term
    right: Term


def mutated(claim: Claim) -> list[Mutant]:
    """The mutants of a claim that a run looks at; mpmath has no derivative."""
    left, right = traced(claim.function(*symbols_for(claim.arguments)))
    if any(part.op == "derivative" for side in (left, right) for part in side.subterms()):
        return []
    made = [Mutant(claim, changed, right) for changed in dict.fromkeys(mutants(left))]
    made += [Mutant(claim, left, changed) for changed in dict.fromkeys(mutants(right))]
    numbered = list(enumerate(made))
    seen = share(numbered, USUAL_SHARE, FULL_SHARE, name=lambda each: f"{claim.name} {each[0]}")
    return [mutant for _, mutant in seen]


def _agreements(mutant: Mutant) -> Iterator[bool]:
    """Whether mpmath finds both sides equal, at so many points where both have a value."""
    claim, left, right = mutant
    tried = 0
    for number, point in enumerate(points(left, right, claim.arguments)):
        if tried == POINTS or number > 20 * POINTS:
            return
        with suppress(Undefined):
            yield any(_equal_at(point, left, right, digits) for digits in (50, 600))
            tried += 1


def _equal_at(point: Point, left: Term, right: Term, digits: int) -> bool:
    """Agreement at one point; a point with much cancellation is given many more digits."""
    a, b = (Evaluation(point, digits).value(side) for side in (left, right))
    return bool(abs(a - b) <= AGREES * max(1, abs(a), abs(b)))


def _judge(mutant: Mutant, outcome: Outcome) -> None:
    if outcome.verdict == "PROVED":
        assert all(_agreements(mutant)), mutant
    if outcome.witness is not None:
        at = Evaluation(outcome.witness.point)
        assert at.value(mutant.left) != at.value(mutant.right), mutant


@pytest.mark.parametrize("known", PAGES, ids=lambda known: known.name)
def test_no_wrong_verdict_on_the_mutants_of_a_pages_claims(known: Page) -> None:
    """A PROVED mutant is equal wherever mpmath looks, a REFUTED one differs at its witness."""
    verdicts: Counter[str] = Counter()
    undecided = []
    for mutant in (mutant for claim in known.all_claims for mutant in mutated(claim)):
        with Budget(TIMEOUT_SECONDS).watched():
            outcome = settle(mutant.left, mutant.right, mutant.claim.arguments)
        _judge(mutant, outcome)
        verdicts[outcome.verdict] += 1
        # log(1 - exp(a)) for a > 0 has no value to decide on
        if outcome.verdict == "UNDECIDED" and any(True for _ in _agreements(mutant)):
            undecided.append((mutant.claim.name, mutant.left, mutant.right))
    assert len(undecided) <= max(1, UNDECIDED_SHARE * verdicts.total()), undecided


def test_there_are_mutants_enough() -> None:
    """Of all claims together more than two thousand in a full run, a hundred in every run."""
    everything = (claim for known in PAGES for claim in known.all_claims)
    assert sum(len(mutated(claim)) for claim in everything) >= amount(100, 2000)
