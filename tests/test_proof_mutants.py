"""The prover under fire: thousands of small mistakes, and never a wrong verdict."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import mpmath
import pytest
from identities import page
from mpmath_terms import Evaluation, Undefined
from mutants import mutants

from stabcheck.carriers.symbol import symbols_for
from stabcheck.carriers.term import Term
from stabcheck.catalogue import pages
from stabcheck.proof.claim import traced
from stabcheck.proof.evaluate import Point
from stabcheck.proof.refute import points
from stabcheck.proof.verdict import Outcome, settle
from stabcheck.quantity import Claim, Quantity

#: Of a long claim so many mutants, drawn at random, stand for all.
LARGEST_SHARE = 100
AGREES = mpmath.mpf(10) ** -35


def _claims() -> Iterator[Claim]:
    for known in [*pages().values(), page]:
        yield from known.claims
        if isinstance(known, Quantity):
            yield from known.made_claims


def _mutated() -> list[tuple[Claim, Term, Term]]:
    """Every mutant of every claim, one changed side each; mpmath has no derivative."""
    made = []
    for claim in _claims():
        left, right = traced(claim.function(*symbols_for(claim.arguments)))
        if any(part.op == "derivative" for side in (left, right) for part in side.subterms()):
            continue
        made += [(claim, changed, right) for changed in dict.fromkeys(mutants(left))]
        made += [(claim, left, changed) for changed in dict.fromkeys(mutants(right))]
    return made


def _equal_at_points(claim: Claim, left: Term, right: Term, count: int) -> bool:
    """Whether mpmath finds both sides equal at ``count`` points where both are defined."""
    tried = 0
    for number, point in enumerate(points(left, right, claim.arguments)):
        if tried == count or number > 20 * count:
            break
        try:
            equal = any(_equal_at(point, left, right, digits) for digits in (50, 600))
        except Undefined:
            continue
        tried += 1
        if not equal:
            return False
    return True


def _equal_at(point: Point, left: Term, right: Term, digits: int) -> bool:
    """Agreement at one point; a point with much cancellation is given many more digits."""
    a, b = (Evaluation(point, digits).value(side) for side in (left, right))
    return bool(abs(a - b) <= AGREES * max(1, abs(a), abs(b)))


def _judge(claim: Claim, left: Term, right: Term, outcome: Outcome, count: int) -> None:
    if outcome.verdict == "PROVED":
        assert _equal_at_points(claim, left, right, count), (claim.name, left, right)
    if outcome.witness is not None:
        at = Evaluation(outcome.witness.point)
        a, b = at.value(left), at.value(right)
        assert a != b, (claim.name, left, right)


def _run(sample: list[tuple[Claim, Term, Term]], count: int) -> Counter[str]:
    verdicts: Counter[str] = Counter()
    for claim, left, right in sample:
        outcome = settle(left, right, claim.arguments)
        _judge(claim, left, right, outcome, count)
        verdicts[outcome.verdict] += 1
    return verdicts


def test_no_wrong_verdict_on_a_sample_of_mutants() -> None:
    """A PROVED mutant agrees at 25 points by mpmath, a REFUTED one differs at its witness."""
    everything = _mutated()
    sample = random.Random(8).sample(everything, 250)
    verdicts = _run(sample, 25)
    assert verdicts["REFUTED"] > 150
    assert verdicts["UNDECIDED"] <= 0.05 * len(sample), verdicts


@pytest.mark.slow
def test_no_wrong_verdict_on_mutants_of_every_claim() -> None:
    """More than 2,000 mutants, a share of every claim's: none wrong, at most 5 % undecided."""
    by_claim: dict[str, list[tuple[Claim, Term, Term]]] = {}
    for mutant in _mutated():
        by_claim.setdefault(mutant[0].name, []).append(mutant)
    draw = random.Random(9)
    shares = [
        draw.sample(mutants_of, min(len(mutants_of), LARGEST_SHARE))
        for mutants_of in by_claim.values()
    ]
    sample = [mutant for share in shares for mutant in share]
    assert len(sample) >= 2000
    verdicts = _run(sample, 100)
    assert verdicts["UNDECIDED"] <= 0.05 * len(sample), verdicts
