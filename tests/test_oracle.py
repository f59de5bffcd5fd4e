"""The oracle's truth is right: against mpmath, against exact arithmetic, and at its own limits."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb

from stabcheck.catalogue import quantities
from stabcheck.exact import exact
from stabcheck.formats import FORMATS, Format, find_format
from stabcheck.oracle import Oracle
from stabcheck.quantity import Quantity, real, vector

EVERY = list(FORMATS.values())
name_of = "{0.name}".format


def logistic_quantity() -> Quantity:
    """1/(1 + e^−x), with its sensitivity."""
    quantity = Quantity("logistic", "1/(1 + e^−x)", arguments={"x": real()})
    quantity.definition(lambda x: 1 / (1 + np.exp(-x)))
    quantity.sensitivity(lambda x: np.abs(x) / (1 + np.exp(x)))
    return quantity


def log_sum_quantity() -> Quantity:
    """log Σ eˣ, shifted, without a sensitivity."""
    quantity = Quantity("log-sum", "log Σ eˣ", arguments={"x": vector()})
    quantity.definition(lambda x: np.max(x) + np.log(np.sum(np.exp(x - np.max(x)))))
    return quantity


def one_argument(function: Any) -> Quantity:
    """A function of a real, taken for its own sensitivity as well."""
    quantity = Quantity("function", "some function", arguments={"x": real()})
    quantity.definition(function)
    quantity.sensitivity(function)
    return quantity


def spread(fmt: Format, count: int) -> Any:
    """Floats spread evenly over the whole line of the format."""
    places = np.linspace(-1, 1, count) * (0.999 * fmt.max_ordinal)
    return fmt.from_ordinal(places.astype(np.int64))


def exactly(value: Any) -> Any:
    """An mpmath number as a fraction."""
    sign, mantissa, exponent, _ = value._mpf_
    scale = Fraction(2 ** max(exponent, 0), 2 ** max(-exponent, 0))
    return (-mantissa if sign else mantissa) * scale


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_mpmath_agrees_on_the_rounded_truth(fmt: Format) -> None:
    """A second library, at a precision far beyond the format, rounds to the same floats."""
    x = spread(fmt, 301)
    small = x[np.abs(x.astype(np.float64)) < 2000]
    truth = Oracle(logistic_quantity(), fmt).truth([small])
    assert not truth.undecided.any()
    with mpmath.workprec(4000):
        for value, hi, rounded in zip(small, truth.hi, truth.rounded, strict=True):
            second = exactly(1 / (1 + mpmath.exp(-mpmath.mpf(float(value)))))
            assert fmt.round_exact(exact(second)) == rounded
            assert abs(float(second) - hi) <= 2.0**-30 * hi + 5e-324


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_nothing_is_undecided_anywhere_on_the_line(fmt: Format) -> None:
    """Tails, subnormals and overflow included, every float has a certain truth."""
    x = spread(fmt, 2001)
    for quantity, arguments in (
        (logistic_quantity(), [x]),
        (log_sum_quantity(), [np.stack([x, 0 * x], axis=1)]),
        (one_argument(np.exp), [x]),
        (one_argument(lambda x: x * x), [x]),
    ):
        truth = Oracle(quantity, fmt).truth(arguments)
        assert not truth.undecided.any()


def test_the_filter_and_the_balls_agree() -> None:
    """What float64 decides for a narrow format is what balls alone decide."""
    fmt = find_format("bfloat16")
    x = spread(fmt, 3001)
    oracle = Oracle(logistic_quantity(), fmt)
    filtered = oracle.truth([x])
    exact_points = np.frompyfunc(lambda value: arb(float(value)), 1, 1)(x)
    by_balls = oracle.truth([exact_points])
    assert filtered.filtered > 2000
    assert by_balls.filtered == 0
    assert (filtered.rounded == by_balls.rounded).all()
    reach = filtered.rad + by_balls.rad + np.abs(filtered.lo - by_balls.lo)
    assert (np.abs(filtered.hi - by_balls.hi) <= reach).all()


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_overflow_of_the_truth(fmt: Format) -> None:
    """A truth beyond MAX + ½ulp rounds to the infinity of its sign, or to NaN; no other does."""
    top = fmt.from_ordinal([fmt.max_ordinal, -fmt.max_ordinal])
    truth = Oracle(one_argument(lambda x: 2 * x), fmt).truth([top])
    expected = [np.inf, -np.inf] if fmt.has_inf else [np.nan, np.nan]
    assert np.array_equal(truth.rounded.astype(float), expected, equal_nan=True)
    held = Oracle(one_argument(lambda x: x * (1 + exact(Fraction(1, 2**80)))), fmt).truth([top])
    assert (held.rounded == top).all()


def test_ties_and_midpoints_are_rounded_once() -> None:
    """Exact ties go to even; a truth a hair beside a midpoint goes to its own side."""
    fmt = find_format("float16")
    one = np.ones(1, dtype=np.float16)
    half_ulp, hair = Fraction(1, 2**11), Fraction(1, 2**200)
    for offset, rounded in [
        (half_ulp, 1.0),
        (half_ulp + hair, 1 + 2.0**-10),
        (3 * half_ulp, 1 + 2.0**-9),
        (3 * half_ulp - hair, 1 + 2.0**-10),
    ]:
        truth = Oracle(one_argument(lambda x, k=offset: x + exact(k)), fmt).truth([one])
        assert float(truth.rounded[0]) == rounded
    double = Oracle(one_argument(lambda x: x + exact(Fraction(1, 2**53))), find_format("float64"))
    assert double.truth([np.ones(1)]).rounded[0] == 1


def test_what_stays_undecided_is_said() -> None:
    """A formula without a finite value is given up at the cap, entry by entry."""
    quantity = one_argument(np.log)
    truth = Oracle(quantity, find_format("float32"), cap_bits=256).truth(
        [np.array([1.0, -1.0, 2.0], dtype=np.float32)]
    )
    assert truth.undecided.tolist() == [False, True, False]
    assert truth.filtered == 2
    assert np.isnan(truth.hi[1])
    low, high = truth.error(np.array([0, 7, 1], dtype=np.float32))
    assert (low[1], high[1]) == (0, np.inf)
    assert (low[0], high[0]) == (0, pytest.approx(0, abs=1e-15))


def test_the_cap_bounds_the_precision() -> None:
    """A truth closer to a midpoint than the cap can tell is counted as undecided.

    A few such points have 32 times the precision that many have.
    """
    hair = exact(Fraction(1, 2**2000))
    near = one_argument(lambda x: np.exp(0 * x) + exact(Fraction(1, 2**11)) + hair * np.exp(x))
    one = np.ones(1, dtype=np.float16)
    assert Oracle(near, find_format("float16"), cap_bits=32).truth([one]).undecided.all()
    patient = Oracle(near, find_format("float16"), cap_bits=128)
    assert float(patient.truth([one]).rounded[0]) == 1 + 2.0**-10
    assert patient.truth([np.repeat(one, 100)]).undecided.all()


@pytest.mark.parametrize("sign", [1, -1])
def test_half_the_smallest_float_decides_between_it_and_zero(sign: int) -> None:
    """A tie and all below it go to the zero of their sign, what is a hair above does not."""
    hair, finer = Fraction(1, 2**30), Fraction(1, 2**140)
    above = [(1 + hair, 2.0**-1074), (1 + finer, 2.0**-1074)]
    for part, rounded in [*above, (1, 0.0), (1 - hair, 0.0), (1 - finer, 0.0), (hair**40, 0.0)]:
        tiny = one_argument(lambda x, p=part: x * exact(sign * Fraction(1, 2**1075) * p))
        found = Oracle(tiny, find_format("float64")).truth([np.ones(3)])
        assert not found.undecided.any()
        assert found.rounded.tolist() == [rounded * sign] * 3
        assert (np.signbit(found.rounded) == (sign < 0)).all()


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_errors_are_enclosed(fmt: Format) -> None:
    """The bounds on |got − truth| hold the true distance, for neighbours and for wild values."""
    x = spread(fmt, 101)
    x = x[np.abs(x.astype(np.float64)) < 100]
    truth = Oracle(logistic_quantity(), fmt).truth([x])
    ordinals = fmt.to_ordinal(truth.rounded)
    for got in (truth.rounded, fmt.from_ordinal(ordinals + 1), fmt.nearest(np.full(len(x), -3.0))):
        low, high = truth.error(got)
        assert (low <= high).all()
        with mpmath.workprec(2000):
            for value, result, least, most in zip(x, got, low, high, strict=True):
                second = exactly(1 / (1 + mpmath.exp(-mpmath.mpf(float(value)))))
                distance = abs(Fraction(float(result)) - second)
                assert Fraction(float(least)) <= distance <= Fraction(float(most))
                assert most - least <= fmt.ulp(float(second)) / 256 + most * 2.0**-45 + 2.0**-1073
    within = truth.error(truth.rounded)[0] <= fmt.ulp(truth.magnitude) / 2
    assert within.all()


def test_errors_of_results_that_are_no_numbers() -> None:
    """inf and NaN are infinitely wrong, except where the truth itself overflows to them."""
    fmt = find_format("float32")
    truth = Oracle(one_argument(np.exp), fmt).truth([np.array([0, 0, 100, 100, 1e4, 1e4], "f4")])
    got = np.array([np.inf, np.nan, np.inf, 3e38, np.inf, -np.inf], dtype=np.float32)
    low, high = truth.error(got)
    distances = [np.inf, np.inf, 0, pytest.approx(np.exp(100) - 3e38, rel=1e-7), 0, np.inf]
    assert low.tolist() == distances
    assert high.tolist() == distances
    narrow = Oracle(one_argument(np.exp), find_format("float8_e4m3fn"))
    overflowed = narrow.truth([narrow.format.nearest([7.0])])
    assert overflowed.error(overflowed.rounded)[1].tolist() == [0]


def test_vectors_are_answered_entry_by_entry() -> None:
    """A quantity with a vector value has a truth for every entry."""
    quantity = Quantity("shares", "eˣ over its sum", arguments={"x": vector()})
    quantity.definition(lambda x: np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x))))
    for name in ("bfloat16", "float64"):
        fmt = find_format(name)
        truth = Oracle(quantity, fmt).truth([fmt.nearest([[0.0, 1.0, -300.0], [2.0, 2.0, 2.0]])])
        assert truth.hi.shape == truth.rounded.shape == (2, 3)
        assert truth.hi[0] == pytest.approx([0.26894142137, 0.73105857863, 1.4e-131], rel=1e-1)
        assert float(truth.rounded[1, 0]) == float(fmt.round_exact(exact(1) / 3))


def test_the_evaluation_speaks_for_the_definition() -> None:
    """Where a page names a formula to evaluate, the oracle evaluates that one."""
    quantity = one_argument(lambda x: x + 1)
    quantity.evaluation(lambda x: 1 + x + 0 * x)
    quantity.definition(np.sort)
    assert Oracle(quantity, find_format("float32")).truth([np.ones(1, "f4")]).hi.tolist() == [2]


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float64"])
def test_sensitivity_is_a_close_upper_bound(name: str) -> None:
    """κ·|f| is never underestimated, nor overestimated by more than a part in 500."""
    fmt = find_format(name)
    x = spread(fmt, 201)
    bound = Oracle(logistic_quantity(), fmt).sensitivity([x])
    negligible = float(fmt.smallest_normal.value) / 1000
    with mpmath.workprec(300):
        for value, found in zip(x.astype(np.float64).tolist(), bound.tolist(), strict=True):
            second = abs(value) / (1 + mpmath.exp(mpmath.mpf(value)))
            assert found >= second
            assert found <= second * (1 + 1 / 500) + negligible


def test_sensitivity_that_has_no_value_is_nan() -> None:
    """Where the page's formula is undefined the bound is NaN, and without a formula it raises."""
    fmt = find_format("float32")
    bound = Oracle(one_argument(np.log), fmt).sensitivity([np.array([-1, 2], dtype=np.float32)])
    assert np.isnan(bound[0])
    assert bound[1] == pytest.approx(np.log(2), rel=1e-2)
    with pytest.raises(LookupError):
        Oracle(log_sum_quantity(), fmt).sensitivity([np.ones((1, 2), dtype=np.float32)])


@pytest.mark.parametrize("name", ["float32", "float64"])
def test_at_infinite_arguments_the_truth_is_a_limit(name: str) -> None:
    """1/(1 + e^−x) is 1 and 0 there, and −x infinite; NaN is no number, and refused."""
    fmt = find_format(name)
    ends = fmt.nearest([np.inf, -np.inf])
    assert Oracle(logistic_quantity(), fmt).truth([ends]).rounded.tolist() == [1, 0]
    assert Oracle(one_argument(lambda x: 1 - x), fmt).truth([ends]).rounded.tolist() == [
        -np.inf,
        np.inf,
    ]
    with pytest.raises(ValueError, match="no real number"):
        Oracle(logistic_quantity(), fmt).truth([fmt.nearest([np.nan])])


NARROW = [fmt for fmt in FORMATS.values() if fmt.bits < 64]


@pytest.mark.parametrize("fmt", NARROW, ids=lambda fmt: fmt.name)
def test_what_is_decided_rounds_to_one_float_at_both_ends(fmt: Format) -> None:
    """Narrow enclosures beside midpoints, floats, ends of binades, MAX and 0, of every format."""
    rng = np.random.default_rng(11)
    top = fmt.max_ordinal
    ordinals = rng.integers(0, top, 4000)
    floats = fmt.from_ordinal(ordinals).astype(np.float64)
    above = fmt.from_ordinal(ordinals + 1).astype(np.float64)
    powers = np.ldexp(1.0, rng.integers(fmt.emin - fmt.precision, fmt.emax + 4, 4000))
    limit = float(Fraction(str(fmt.overflow_threshold.value)))
    beyond_limit = limit + float(fmt.ulp(limit)) * rng.integers(0, 2, 4000) * rng.integers(
        0, 99, 4000
    )
    near = np.concatenate([floats, floats / 2 + above / 2, powers, beyond_limit])
    apart = rng.choice([0.0, 1.0, -1.0], len(near)) * 2.0 ** rng.integers(-60, -20, len(near))
    middle = near * (1 + apart) * rng.choice([-1.0, 1.0], len(near))
    relative = rng.uniform(1, 2, len(near)) * 2.0 ** rng.integers(-60, -6, len(near))
    radius = np.abs(middle) * relative * (rng.random(len(near)) < 0.9)
    rounded, decided = Oracle(quantities()["sigmoid"], fmt).decided(middle, radius)
    assert 0.3 < decided.mean() < 0.99
    for end in (middle - radius, middle, middle + radius):
        with np.errstate(over="ignore"):
            same = fmt.nearest(end).astype(np.float64) == rounded.astype(np.float64)
        beyond = np.isnan(rounded.astype(np.float64)) & (np.abs(end) > float(fmt.max.value or 0))
        assert (same | beyond)[decided].all()
    is_narrow = relative * (1 + 2.0**-40) < 2.0 ** (-10 - fmt.precision)
    assert decided[(np.abs(middle) > 1.001 * limit) & is_narrow].all()
    zeros = decided & (rounded == 0)
    assert (np.signbit(rounded[zeros].astype(np.float64)) == np.signbit(middle[zeros])).all()
