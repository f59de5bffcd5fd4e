"""The claims of the catalogue, checked by numbers: at random points, in 60 digits, with jets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from jets import DIGITS, draw, numbers
from mpmath import mp, mpf

from stabcheck.catalogue import pages
from stabcheck.quantity import Claim, Equation, Given, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

TOLERANCE = mpf(10) ** (5 - DIGITS)
POINTS = 12

#: The claims of the sheet, and whether they are true.
SHEET = {
    "affine-composition": "PROVED",
    "tanh-not-affine": "REFUTED",
    "tanh-plus-one": "PROVED",
    "tanh-plus-one-as-printed": "REFUTED",
    "sigmoid-from-tanh": "PROVED",
    "network-equivalence": "PROVED",
    "network-equivalence-as-printed": "REFUTED",
    "network-equivalence-deep": "PROVED",
    "tanh-derivative": "PROVED",
    "sigmoid-derivative": "PROVED",
    "lse-shift": "PROVED",
    "lse-shift-max": "PROVED",
    "softmax-shift": "PROVED",
    "softmax-constant": "PROVED",
    "softmax-scale": "REFUTED",
    "lse-is-max": "REFUTED",
    "bce-equivalence": "PROVED",
    "bce-gradient": "PROVED",
    "lse-gradient": "PROVED",
}

CLAIMS = [claim for page in pages().values() for claim in page.claims]
MADE = [
    claim for page in pages().values() if isinstance(page, Quantity) for claim in page.made_claims
]
DERIVATIONS = [
    pytest.param(claim, derivation, id=f"{claim.name}: {derivation.title}")
    for claim in CLAIMS
    for derivation in claim.derivations
]


def gap(left: Any, right: Any) -> Any:
    """The largest difference between two formulas' entries, relative to 1 and to their size."""
    pairs = zip(numbers(left), numbers(right), strict=True)
    gaps = [abs(a - b) / (1 + abs(a) + abs(b)) for a, b in pairs]
    return mp.inf if any(mp.isnan(each) for each in gaps) else max(gaps)


def points(claim: Claim) -> Iterator[list[Any]]:
    """Random points of a claim's domain; where it has a condition, C > 0, C is made positive."""
    generator = np.random.default_rng(20181216)
    for _ in range(POINTS):
        drawn = draw(claim.arguments, generator, claim.given)
        if claim.conditions == ("C > 0",):
            place = list(claim.arguments).index("C")
            drawn[place] = abs(drawn[place])
        yield drawn


def test_the_sheet_is_complete() -> None:
    """Every claim of the sheet is in the catalogue under its name, with the verdict expected."""
    expected = {claim.name: claim.expected for claim in CLAIMS}
    assert {name: expected.get(name) for name in SHEET} == SHEET


@pytest.mark.parametrize("claim", [*CLAIMS, *MADE], ids=lambda claim: claim.name)
def test_claims_hold_where_they_should(claim: Claim) -> None:
    """A claim expected PROVED holds at every point drawn, one expected REFUTED fails at most."""
    gaps = []
    for point in points(claim):
        statement = claim.function(*point)
        gaps.append(gap(statement.lhs, statement.rhs))
    if claim.expected == "PROVED":
        assert max(gaps) < TOLERANCE
    else:
        assert sorted(gaps)[POINTS // 2] > 1e-3


@pytest.mark.parametrize(("claim", "derivation"), DERIVATIONS)
def test_every_step_of_a_derivation_holds(claim: Claim, derivation: Any) -> None:
    """Neighbouring formulas are equal, and each equation holds, wherever the hypotheses do."""
    checked = 0
    for point in points(claim):
        previous = None
        for item in derivation.function(*point):
            if isinstance(item, Given):
                if not item.condition:
                    break
                continue
            formula, reason = item
            assert reason
            if isinstance(formula, Equation):
                assert gap(formula.lhs, formula.rhs) < TOLERANCE, reason
                checked += 1
            elif previous is not None:
                assert gap(previous, formula) < TOLERANCE, reason
                checked += 1
            previous = None if isinstance(formula, Equation) else formula
    assert checked >= POINTS // 4


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_a_derivation_by_formulas_leads_from_one_side_to_the_other(claim: Claim) -> None:
    """A chain begins at a claim's left-hand side and ends at its right; equations end with both."""
    point = next(points(claim))
    statement = claim.function(*point)
    for derivation in claim.derivations:
        items = [item for item in derivation.function(*point) if not isinstance(item, Given)]
        if len(items) < len(list(derivation.function(*point))):
            continue  # under a hypothesis the chain is one branch of the claim
        last = items[-1][0]
        if isinstance(last, Equation):
            sides = {True: (last.lhs, last.rhs), False: (last.rhs, last.lhs)}
            assert any(
                gap(a, statement.lhs) < TOLERANCE and gap(b, statement.rhs) < TOLERANCE
                for a, b in sides.values()
            )
        else:
            assert gap(items[0][0], statement.lhs) < TOLERANCE
            assert gap(last, statement.rhs) < TOLERANCE


def test_the_printed_bias_is_right_when_the_weights_sum_to_one() -> None:
    """network-equivalence-as-printed fails by exactly ½(Σⱼ vⱼ − 1)."""
    claim = next(c for c in CLAIMS if c.name == "network-equivalence-as-printed")
    for point in points(claim):
        v = point[list(claim.arguments).index("v")]
        statement = claim.function(*point)
        (difference,) = numbers(statement.lhs - statement.rhs)
        (excess,) = numbers((np.sum(v) - 1) / 2)
        assert abs(difference - excess) < TOLERANCE
