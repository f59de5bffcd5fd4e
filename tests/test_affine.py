"""Affine arithmetic is sound: what it says of an interval holds at every s inside."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx

from stabcheck.carriers.affine import FLAT, Affine
from stabcheck.carriers.affine_batch import ALGEBRAIC, EVEN, MONOTONE, run_affine
from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.probes import standard_probes

FLOAT32 = find_format("float32")
BITS = 400
#: So many floats are tried in each interval.
TRIED = 5
#: Tiny, moderate and huge ones.
INTERVALS = [
    (2.0**-149, 2.0**-140),
    (2.0**-40, 2.0**-39),
    (0.5, 0.9),
    (1.0, 2.0),
    (3.0, 5.0),
    (128.0, 250.0),
    (2.0**100, 2.0**101),
]
SIGNED = [*INTERVALS, *((-high, -low) for low, high in INTERVALS)]


def floats_in(rng: np.random.Generator, low: float, high: float) -> Any:
    """Both ends of an interval and some float32 inside."""
    first, last = FLOAT32.to_ordinal(np.array([low, high], dtype=np.float32)).tolist()
    return FLOAT32.from_ordinal([first, last, *rng.integers(first, last, TRIED).tolist()])


def holds(number: Affine, s: float, truth: arb) -> bool:
    """Whether the enclosure at s and that of the truth meet, or nothing was said."""
    if not number.is_known or not truth.is_finite():
        return True
    there = number.slope * arb(s)
    return not (truth < there + number.low or truth > there + number.high)


@pytest.mark.parametrize("name", sorted(quantities()))
def test_no_enclosure_of_the_catalogue_misses_the_truth(name: str) -> None:
    """Every page's formula, on huge, tiny and moderate intervals of either sign."""
    page = quantities()[name]
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    for probe in standard_probes(page)[:2]:
        line = Line(page, probe.folded, FLOAT32)
        formula = line.quantity.evaluated_by
        for low, high in SIGNED:
            s = floats_in(rng, low, high)
            at = line.probe.arguments(s, FLOAT32)
            if not all(np.isfinite(values).all() for values in at):
                continue
            given = [(a[:2], slopes) for a, slopes in zip(at, line.probe.slopes, strict=True)]
            with ctx.workprec(BITS):
                numbers = run_affine(formula, given, (float(s[0]), float(s[1])))
                truths = run_ball(formula, at, BITS)
                for row, each in zip(s.tolist(), truths, strict=True):
                    pairs = zip(numbers.flat, np.ravel(each), strict=True)
                    assert all(holds(number, row, truth) for number, truth in pairs), (low, row)


def test_every_operation_is_algebraic_monotone_or_a_power() -> None:
    """The tables speak of all operations, and of none twice."""
    assert ALGEBRAIC | set(MONOTONE) | EVEN | {"power"} == set(OPERATIONS)
    assert len(ALGEBRAIC) + len(MONOTONE) + len(EVEN) + 1 == len(OPERATIONS)


@pytest.mark.parametrize("name", sorted(set(MONOTONE) | EVEN))
def test_operations_grow_as_the_table_says(name: str) -> None:
    """At random points and beside them, in Arb; those that are even, with magnitudes."""
    rng = np.random.default_rng(5)
    row = OPERATIONS[name]
    ways = MONOTONE.get(name, (1,) * row.ufunc.nin)
    for _ in range(300):
        point = [float(x) for x in rng.normal(size=row.ufunc.nin) * 2.0 ** rng.integers(-3, 4)]
        if name in EVEN:
            point = [abs(x) for x in point]
        for which, way in enumerate(ways):
            moved = list(point)
            moved[which] += abs(float(rng.normal()))
            here, there = row.ball(*map(arb, point)), row.ball(*map(arb, moved))
            if here.is_finite() and there.is_finite():
                assert way * (there - here) >= 0 or (there - here).contains(0)


def interval(low: float, high: float, slope: float = 0.0) -> Affine:
    """A number over s from 2 to 3."""
    return Affine(arb(slope), arb(low), arb(high), (arb(2), arb(3)))


def test_slopes_add_up_and_cancel() -> None:
    """s − s is 0, and 2s less s is s, whatever s is; products with exact numbers are exact."""
    s = interval(0, 0, slope=1)
    assert (s - s).bounds() == pytest.approx((0, 0), abs=1e-300)
    assert (s + s - s).slope == 1
    assert (s * 0.5 - s / 2).slope.is_zero()
    assert (s * interval(1, 1 + 2.0**-50)).slope == 1
    assert (abs(-s)).slope == 1
    assert s.max(1).slope == 1
    assert s.max(4).bounds() == pytest.approx((4, 4))
    assert s.max(2.5).slope.is_zero()
    assert s.min(2.5).bounds() == pytest.approx((2, 2.5))


def test_comparisons_hold_only_where_they_do_for_certain() -> None:
    """Ranges that overlap decide nothing; sloped numbers are compared by their difference."""
    s, t = interval(0, 0, slope=1), interval(2.5, 2.5)
    assert not any([s < t, s <= t, s > t, s >= t, s == t, s != t])
    assert s + 1 > s
    assert s != s + 1
    assert s == s + FLAT
    assert not s != s + FLAT  # noqa: SIM202 - both are asked: either may be unknown


def test_what_is_not_known_stays_unknown() -> None:
    """A quotient by what may be 0, a power of what may be negative, and all that follows."""
    s = interval(0, 0, slope=1)
    unknown = s / (s - 2.5)
    assert not unknown.is_known
    assert not (unknown + 1).is_known
    assert not unknown.max(s).is_known
    assert not any([unknown > s, unknown <= s])
    found = run_affine(
        lambda x: np.power(x - 2.5, 3.0), [(np.array([2.0, 3.0]), np.ones(1))], (2, 3)
    )
    assert not found[0].is_known
