"""Balls enclose the truth, and say when a comparison is undecided."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import ml_dtypes
import mpmath
import numpy as np
import pytest
from flint import arb, ctx

from stabcheck.carriers.ball import ball_of, run_ball
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.enclosure import exponential
from stabcheck.exact import LN2, PI, SQRT2, E, exact

MPMATH = {
    "exp": mpmath.exp,
    "log": mpmath.log,
    "expm1": mpmath.expm1,
    "log1p": mpmath.log1p,
    "tanh": mpmath.tanh,
    "sinh": mpmath.sinh,
    "cosh": mpmath.cosh,
    "sqrt": mpmath.sqrt,
    "square": lambda x: x * x,
    "absolute": abs,
    "negative": lambda x: -x,
    "sign": mpmath.sign,
}


@pytest.mark.parametrize("name", sorted(MPMATH))
def test_mpmath_lies_in_every_ball(name: str) -> None:
    """A second library, at higher precision, finds the same numbers."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=60) * 2.0 ** rng.integers(-60, 9, 60)
    x = np.abs(x) + 2.0**-70 if name in ("log", "log1p", "sqrt") else x
    balls = run_ball(OPERATIONS[name].ufunc, [x], 100)
    with mpmath.workprec(160), ctx.workprec(160):
        for value, ball in zip(x.tolist(), balls, strict=True):
            second = arb(mpmath.nstr(MPMATH[name](mpmath.mpf(value)), 45))
            assert abs(ball - second) <= abs(second) * arb(10) ** -29
            assert ball.rel_accuracy_bits() > 60 or ball.is_exact()


@pytest.mark.parametrize("x", [1e20, 1e77, 1e308, -1e77, -1e308])
def test_exponentials_of_any_float_keep_their_precision(x: float) -> None:
    """Where Arb gives up, the exponential is still known well enough to take its logarithm."""
    for form in (
        lambda x: np.log(np.exp(x)),
        lambda x: np.log(np.sinh(np.abs(x))) + LN2,
        lambda x: np.log(np.cosh(x)) + LN2,
        lambda x: np.log1p(np.expm1(np.abs(x))),
    ):
        ball = run_ball(form, [np.array([x])], 128)[0]
        with ctx.workprec(128):
            assert abs(abs(ball) - abs(x)) < abs(arb(x)) * arb(2) ** -100


def test_the_exponential_of_a_wide_ball_far_below_zero_is_next_to_nothing() -> None:
    """What lies within 2^983 of −2^1047 has an exponential between 0 and 2^−2^59, at 64 bits."""
    far = -(arb(2) ** 1047)
    with ctx.workprec(64):
        found, opposite = exponential(far - 1), exponential(-far + 1)
    assert found.contains(exponential(far))
    assert found.contains(0)
    assert found < arb((1, -(1 << 59)))
    assert not opposite < 1


def test_the_tail_of_a_quotient_of_exponentials_is_decided() -> None:
    """1/(1 + e^−x) is a positive number below every float at the most negative float64."""
    ball = run_ball(lambda x: 1 / (1 + np.exp(-x)), [np.array([-1.7e308])], 64)[0]
    assert ball > 0
    assert ball < arb(2) ** -2000


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, ml_dtypes.bfloat16])
def test_arguments_are_taken_exactly(dtype: Any) -> None:
    """Floats of every format are converted without rounding."""
    x = np.array([0.1, -3.3, 1e-4, 0.0]).astype(dtype)
    balls = run_ball(lambda x: x, [x], 64)
    assert [float(ball) for ball in balls] == x.astype(np.float64).tolist()
    assert all(ball.is_exact() for ball in balls)


@pytest.mark.parametrize("value", [np.inf, -np.inf, np.nan])
def test_what_is_no_real_number_is_refused(value: float) -> None:
    """inf and NaN are refused as arguments and as constants."""
    with pytest.raises(ValueError, match="real number"):
        run_ball(np.exp, [np.array([value])], 64)
    with pytest.raises(ValueError, match="real number"):
        run_ball(lambda x: x + value, [np.array([1.0])], 64)


def test_undecided_comparison_takes_the_hull() -> None:
    """A selection on an undecided comparison encloses both branches, a decided one only one."""
    straddling = np.array([arb(0, 1), arb(2, 1)], dtype=object)
    hull, decided = run_ball(lambda x: np.where(x > 0, x + 10, -5), [straddling], 64)
    assert hull.contains(-5)
    assert hull.contains(11)
    assert decided > 10


@pytest.mark.parametrize(
    ("compare", "certain"),
    [
        (lambda x: x >= 2, [True, False, None]),
        (lambda x: x < 2, [False, True, None]),
        (lambda x: x <= 2, [True, True, None]),
        (lambda x: x == 2, [True, False, None]),
        (lambda x: x != 2, [False, True, None]),
        (lambda x: np.logical_and(x > 0, x > 2), [False, False, None]),
        (lambda x: np.logical_or(x > 0, x > 2), [True, True, True]),
        (lambda x: np.logical_not(x > 2), [True, True, None]),
        (np.isfinite, [True, True, True]),
        (np.isnan, [False, False, False]),
    ],
)
def test_comparisons_are_true_false_or_undecided(compare: Any, certain: list[bool | None]) -> None:
    """Comparisons at 2, below it, and across it."""
    x = np.array([arb(2), arb(1), arb(2, 0.5)], dtype=object)
    balls = run_ball(lambda x: np.where(compare(x), 1, 0), [x], 64)
    found = [None if not b.is_exact() else bool(b == 1) for b in balls]
    assert found == certain


def test_extremes_of_overlapping_balls_enclose_both_choices() -> None:
    """The maximum of overlapping balls reaches to the upper ends of both."""
    x = np.array([[arb(0, 1), arb(0.5, 1)]], dtype=object)
    largest = run_ball(np.max, [x], 64)[0]
    smallest = run_ball(np.min, [x], 64)[0]
    assert largest.contains(1.4)
    assert smallest.contains(-0.9)


def test_argmax_of_overlapping_balls_is_unknown() -> None:
    """An entry chosen by luck would be no enclosure; exactly equal entries take the first."""
    x = np.array([[arb(0, 1), arb(0.5, 1)], [arb(3), arb(3)]], dtype=object)
    unknown, known = run_ball(lambda x: x[np.argmax(x)], [x], 64)
    assert unknown.is_nan()
    assert known == 3
    rest = run_ball(lambda x: np.delete(x, np.argmax(x)), [x], 64)
    assert rest[0, 0].is_nan()
    assert rest[1, 0] == 3


def test_a_power_beside_an_integer_is_no_integer_power() -> None:
    """An exponent next to 2 that no float can tell from 2 is not taken for 2."""
    beside = exact(2) + exact(Fraction(1, 3**50))
    ball = run_ball(lambda x: x**beside, [np.array([1e10])], 64)[0]
    with ctx.workprec(200):
        assert ball.contains(arb(1e10) ** ball_of(beside))
    assert run_ball(lambda x: x**2 + x**-1, [np.array([-2.0])], 64)[0] == 3.5


def test_repeated_entries_are_computed_once() -> None:
    """Equal entries of a vector share one object through every operation."""
    x = np.repeat(np.arange(3.0)[:, None], 50, axis=1)
    balls = run_ball(lambda x: np.exp(x - np.max(x) + 1), [x], 64)
    assert len({id(ball) for ball in balls[1]}) == 1


@pytest.mark.parametrize(
    ("constant", "digits"),
    [
        (LN2, "0.693147180559945309417232121458"),
        (PI, "3.14159265358979323846264338328"),
        (SQRT2, "1.41421356237309504880168872421"),
        (E, "2.71828182845904523536028747135"),
        (exact(0.1), "0.1"),
        ((SQRT2 / PI) ** 2 - 1, "-0.79735763271532445711"),
    ],
)
def test_constants_are_enclosed(constant: Any, digits: str) -> None:
    """Exact constants become balls around their decimals."""
    with ctx.workprec(100):
        gap = abs(ball_of(constant) - arb(digits))
    assert gap < arb(10) ** (3 - len(digits))


def test_working_precision_is_restored() -> None:
    """Evaluating in balls leaves flint's global precision as it was, errors included."""
    before = ctx.prec
    run_ball(np.exp, [np.ones(2)], 777)
    with pytest.raises(TypeError):
        run_ball(np.sort, [np.ones((1, 2))], 777)
    assert ctx.prec == before
