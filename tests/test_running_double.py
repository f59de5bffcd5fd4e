"""Double-double running error analysis is sound: no enclosure ever misses the truth of Arb."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from amounts import amount
from flint import arb, ctx
from test_overflowing import OVERFLOW_INSIDE
from test_running import FORMULAS, hostile_floats, hostile_radii

from stabcheck.carriers import doubledouble as dd
from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.infinities import exactly_finite
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.running_double import RunningDouble, run_running_double
from stabcheck.exact import LN2
from stabcheck.formats import find_format

QUICK, THOROUGH = 4_000, amount(25_000, 100_000)
EXACT_BITS = 2400
FLOAT64 = find_format("float64")
UNSEEN, BEYOND = arb(2) ** -100_000, arb(2) ** 1030

Floats = np.ndarray[Any, np.dtype[np.float64]]


def exactly(hi: Floats, lo: Floats) -> Any:
    """hi + lo as points, exactly."""
    with ctx.workprec(EXACT_BITS):
        return np.frompyfunc(lambda a, b: arb(a) + arb(b), 2, 1)(hi, lo)


def hostile_numbers(rng: np.random.Generator, count: int) -> RunningDouble:
    """Every magnitude, with and without low parts, known exactly, closely and hardly at all."""
    hi = hostile_floats(rng, count)
    low = hi * 2.0**-53 * rng.uniform(-1, 1, count) * rng.choice([0, 1], count)
    hi, lo = dd.two_sum(hi, low)
    close = np.abs(hi) * 2.0 ** -rng.uniform(20, 110, count)
    error = np.choose(rng.choice(3, count), [np.zeros(count), close, hostile_radii(rng, hi)])
    return RunningDouble(hi, lo, error)


def operands(name: str, rng: np.random.Generator, count: int) -> list[RunningDouble]:
    """Operands of one operation: some that nearly cancel, and for powers a known exponent."""
    numbers = [hostile_numbers(rng, count) for _ in range(OPERATIONS[name].ufunc.nin)]
    if name == "power":
        exponent = float(rng.choice([-3, -1, -0.5, 0.5, 1, 2, 3, 7]))
        numbers[1] = RunningDouble(*(np.array([part]) for part in (exponent, 0.0, 0.0)))
    elif len(numbers) == 2:
        first, close = numbers[0], rng.random(count) < 0.4
        hi = first.hi * (1 + rng.integers(-3, 4, count) * 2.0 ** -rng.integers(20, 53, count))
        sign = rng.choice([-1, 1], count)
        numbers[1] = RunningDouble(
            np.where(close, sign * hi, numbers[1].hi),
            np.where(close, sign * first.lo, numbers[1].lo),
            numbers[1].error,
        )
    return numbers


def misses(name: str, count: int, seed: int) -> tuple[int, int]:
    """How many enclosures miss the truth, and how many say anything at all."""
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):
        inputs = operands(name, rng, count)
        result = inputs[0].operate(OPERATIONS[name], *inputs)
        known = np.isfinite(result.hi) & np.isfinite(result.lo) & (result.error < np.inf)
    with ctx.workprec(EXACT_BITS):
        reals = []
        for each in inputs:
            hi, lo, error = (np.broadcast_to(part, known.shape)[known] for part in each.number)
            places = rng.choice([-1.0, 1.0, -0.5, 0.25], len(hi))
            moved = np.frompyfunc(lambda r, k: arb(r) * arb(k), 2, 1)(error, places)
            reals.append(exactly(hi, lo) + moved)
        found = exactly(result.hi[known], result.lo[known])
    with ctx.workprec(400):
        truth = np.frompyfunc(OPERATIONS[name].ball, len(reals), 1)(*reals)
        beyond = np.frompyfunc(lambda y, e, t: abs(t - y) > arb(e), 3, 1)(
            found, result.error[known], truth
        )
    return int(beyond.astype(bool).sum()), int(known.sum())


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_enclosure_misses_the_truth(name: str) -> None:
    """Every operation encloses its result at thousands of hostile operands with errors."""
    missed, known = misses(name, QUICK, seed=1)
    assert missed == 0
    assert known > QUICK // 20


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_enclosure_misses_the_truth_at_many_points(name: str) -> None:
    """The same at many more operands; at a hundred thousand in a full run."""
    missed, known = misses(name, THOROUGH, seed=2)
    assert missed == 0
    assert known > THOROUGH // 20


#: The functions whose errors the module states, where they are largest, and the error allowed.
KERNELS: dict[str, tuple[Any, str, tuple[float, float], float, bool]] = {
    "exp": (dd.exponential, "exp", (-600, 709), dd.EXPONENTIAL, True),
    "expm1": (dd.exponential_less_one, "expm1", (-dd.NEAR_ZERO, dd.NEAR_ZERO), dd.SERIES, True),
    "log": (dd.logarithm, "log", (0.01, 100), dd.LOGARITHM, False),
    "log1p": (dd.logarithm_beside_one, "log1p", (-dd.NEAR_ONE, dd.NEAR_ONE), dd.SERIES, True),
}


def worst_error(name: str, count: int) -> float:
    """The largest error of a kernel over ``count`` points, in units of the error it states."""
    act, method, (low, high), allowed, is_relative = KERNELS[name]
    rng = np.random.default_rng(7)
    hi = rng.uniform(low, high, count)
    x = dd.two_sum(hi, hi * 2.0**-53 * rng.uniform(-1, 1, count))
    found = act(x)
    with ctx.workprec(200):
        truth = np.frompyfunc(lambda a, b: getattr(arb(a) + arb(b), method)(), 2, 1)(*x)
        distance = abs(truth - np.frompyfunc(lambda a, b: arb(a) + arb(b), 2, 1)(*found))
        unit = abs(truth) * allowed if is_relative else np.full(count, arb(allowed), dtype=object)
        return max(float(d / u) for d, u in zip(distance, unit, strict=True))


@pytest.mark.parametrize("name", KERNELS)
def test_the_errors_stated_are_not_reached(name: str) -> None:
    """Exponentials and logarithms keep well within the errors that are derived for them."""
    assert worst_error(name, amount(50_000, 1_000_000)) < 0.5


def missed_by_formula(formula: Any, arguments: list[Floats]) -> tuple[int, float]:
    """How many enclosures of a whole formula miss its truth, and the part that is known."""
    hi, lo, error = run_running_double(formula, arguments)
    truth = run_ball(formula, [exactly_finite(each, FLOAT64) for each in arguments], 3000)
    known = np.isfinite(error)
    with ctx.workprec(EXACT_BITS):
        # a limit is as far from the number that stands for it as nobody sees
        beyond = [
            abs(t - y) > arb(float(e)) + UNSEEN if y.is_finite() else abs(t) < BEYOND
            for t, y, e in zip(
                truth[known], exactly(hi[known], lo[known]), error[known], strict=True
            )
        ]
    return sum(beyond), float(known.mean())


@pytest.mark.parametrize("name", FORMULAS)
def test_whole_formulas_are_enclosed(name: str) -> None:
    """Sums, extremes, selections, constants and branches keep the enclosure sound."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(1000, 5)) * 2.0 ** rng.integers(-30, 8, (1000, 1))
    x[::7] = x[::7, :1]  # ties
    missed, known = missed_by_formula(FORMULAS[name], [x])
    assert missed == 0
    assert known > 0.8


@pytest.mark.parametrize("name", FORMULAS)
def test_limits_are_enclosed(name: str) -> None:
    """Entries of ±inf do to an enclosure what numbers beyond 2^1000 do in Arb."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=(400, 4)) * 2.0 ** rng.integers(-30, 8, (400, 1))
    x[rng.random(x.shape) < 0.3] = -np.inf
    x[::9, 0] = np.inf
    x[::7] = x[::7, :1]  # ties
    assert missed_by_formula(FORMULAS[name], [x])[0] == 0


def test_what_is_made_of_exponentials_is_known_at_minus_infinity() -> None:
    """A masked score beside one of every magnitude, to the last digit: nothing is left to Arb."""
    s = hostile_floats(np.random.default_rng(6), 1000)
    x = np.stack([s, np.full(1000, -np.inf)], axis=1)
    shares = lambda x: np.exp(x - np.max(x)) / np.sum(np.exp(x - np.max(x)))  # noqa: E731
    log_sum = FORMULAS["without_the_largest"]
    for formula in (shares, log_sum, lambda x: x - log_sum(x)):
        assert missed_by_formula(formula, [x]) == (0, 1.0)
    hi, lo, error = run_running_double(log_sum, [x])
    assert (hi == s).all()
    assert not lo.any()
    assert (error < 1e-321).all()


def test_equal_limits_are_not_taken_for_equal_numbers() -> None:
    """e^−∞ = 0 is no 0: neither a comparison, nor a sign, nor the largest is known of it."""
    far = [np.array([[-np.inf, -np.inf]])]
    for formula in (
        lambda x: np.where(np.exp(x) > 0, 1.0, 2.0),
        lambda x: np.where(np.exp(x) == np.exp(2 * x), 1.0, 2.0),
        lambda x: np.sign(np.exp(x)),
        lambda x: np.exp(x)[np.argmax(np.exp(x))] + 1,
        lambda x: x - np.max(x),
    ):
        assert (run_running_double(formula, far)[2] >= 1).all()


@pytest.mark.parametrize("name", OVERFLOW_INSIDE)
def test_overflow_is_not_taken_for_a_number(name: str) -> None:
    """Where something overflows inside, nothing false is known of the rest."""
    rng = np.random.default_rng(5)
    x = rng.uniform(600, 1500, 1000) * rng.choice([-1, 1], 1000)
    y = rng.normal(size=1000) * 2.0 ** rng.integers(-1060, 1020, 1000)
    assert missed_by_formula(OVERFLOW_INSIDE[name], [x, y])[0] == 0


def test_undecided_branches_and_positions() -> None:
    """An undecided branch covers both sides; the entry at an uncertain position is unknown."""
    thirds = np.array([[3.0, 3.0]])
    hi, _, error = run_running_double(
        lambda x: np.where(x / 3 * LN2 > LN2, 5.0 + 0 * x, 7.0 + 0 * x), [np.array([3.0, 4.0])]
    )
    assert hi[0] - error[0] <= 5.0
    assert hi[0] + error[0] >= 7.0
    assert (hi[1], error[1] < 1e-25) == (5.0, True)
    _, _, error = run_running_double(lambda x: (x * LN2)[np.argmax(x * LN2)], [thirds])
    assert np.isinf(error[0])
    _, _, error = run_running_double(lambda x: x[np.argmax(x)], [thirds])
    assert error[0] == 0
