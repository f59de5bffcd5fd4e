"""Running error analysis is sound: no enclosure ever misses the truth that Arb finds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from amounts import amount
from flint import arb, ctx

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.operations import OPERATIONS
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.running import Running, run_by
from stabcheck.exact import LN2, Exact, exact

QUICK, THOROUGH = 4_000, amount(25_000, 100_000)

Floats = np.ndarray[Any, np.dtype[np.float64]]


def hostile_floats(rng: np.random.Generator, count: int) -> Floats:
    """Every magnitude from subnormal to huge, moderate numbers, and some next to 0, 1 and −1."""
    patterns = rng.integers(0, 2**64, count, dtype=np.uint64).view(np.float64)
    moderate = rng.normal(size=count) * 2.0 ** rng.integers(-4, 11, count)
    beside = rng.choice([-1.0, 0.0, 1.0, -745.0, 709.0], count)
    beside = beside + rng.normal(size=count) * 2.0 ** rng.integers(-60, 0, count)
    special = rng.choice([0.0, 1.0, -1.0, 2.0**-1074, 2.0**-1022, -(2.0**-1040)], count)
    kinds = rng.choice(4, count, p=[0.3, 0.4, 0.2, 0.1])
    chosen = np.choose(kinds, [patterns, moderate, beside, special])
    return np.where(np.isfinite(chosen), chosen, 1.5)


def hostile_radii(rng: np.random.Generator, values: Floats) -> Floats:
    """No error at all, a few ulp, a part of the value, about the value, and subnormal ones."""
    count = len(values)
    relative = np.abs(values) * 2.0 ** rng.uniform(-54, 1, count)
    nearly_all = np.abs(values) * (1 - 2.0 ** -rng.integers(1, 54, count).astype(float))
    absolute = 2.0 ** rng.uniform(-1074, 8, count)
    kinds = rng.choice(4, count, p=[0.2, 0.4, 0.2, 0.2])
    radii = np.choose(kinds, [np.zeros(count), relative, nearly_all, absolute])
    return np.where(np.isfinite(radii), radii, 0.0)


def somewhere_within(rng: np.random.Generator, values: Floats, radii: Floats) -> Any:
    """Real numbers at or inside both ends of the intervals, exactly, as balls of radius 0."""
    places = rng.choice([-1.0, 1.0, -0.5, 0.25], len(values))
    return np.frompyfunc(lambda x, r, k: arb(x) + arb(r) * arb(k), 3, 1)(values, radii, places)


def operands(name: str, rng: np.random.Generator, count: int) -> list[tuple[Floats, Floats]]:
    """Operands and radii for one operation; exponents are constants."""
    arity = OPERATIONS[name].ufunc.nin
    pairs = []
    for _ in range(arity):
        values = hostile_floats(rng, count)
        pairs.append((values, hostile_radii(rng, values)))
    if name == "power":
        exponents = rng.choice([-3.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0, 7.0], count)
        pairs[1] = (exponents, np.zeros(count))
    if name in ("logaddexp", "subtract", "maximum"):  # close operands, where digits cancel
        first = pairs[0][0]
        close = first * (1 + rng.normal(size=count) * 2.0 ** rng.integers(-52, 0, count))
        swapped = rng.random(count) < 0.5
        values = np.where(swapped & np.isfinite(close), close, pairs[1][0])
        pairs[1] = (values, hostile_radii(rng, values))
    return pairs


def misses(name: str, count: int, seed: int) -> tuple[int, int]:
    """How many enclosures miss the truth, and how many say anything at all."""
    rng = np.random.default_rng(seed)
    row = OPERATIONS[name]
    with np.errstate(all="ignore"):
        pairs = operands(name, rng, count)
        inputs = [Running(values, radii) for values, radii in pairs]
        result = inputs[0].operate(row, *inputs)
    known = np.isfinite(result.error)
    with ctx.workprec(2400):  # float64 sums and products are exact here
        reals = [somewhere_within(rng, values[known], radii[known]) for values, radii in pairs]
    with ctx.workprec(200):
        truth = np.frompyfunc(row.ball, len(reals), 1)(*reals)
        beyond = np.frompyfunc(lambda y, e, t: abs(t - arb(y)) > arb(e), 3, 1)(
            result.value[known], result.error[known], truth
        )
    return int(beyond.astype(bool).sum()), int(known.sum())


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_enclosure_misses_the_truth(name: str) -> None:
    """Every operation encloses its result at thousands of hostile operands with errors."""
    missed, known = misses(name, QUICK, seed=1)
    assert missed == 0
    assert known > QUICK // 8


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_enclosure_misses_the_truth_at_many_points(name: str) -> None:
    """The same at many more operands; at a hundred thousand in a full run."""
    missed, known = misses(name, THOROUGH, seed=2)
    assert missed == 0
    assert known > THOROUGH // 8


def close_call(name: str, *pairs: tuple[float, float]) -> Running:
    """One operation on values with radii."""
    inputs = [Running(np.array([x]), np.array([r])) for x, r in pairs]
    with np.errstate(all="ignore"):
        return inputs[0].operate(OPERATIONS[name], *inputs)


@pytest.mark.parametrize(
    ("name", "pairs", "truth"),
    [
        # products inside the bound underflow
        ("divide", [(0.0, 0.0), (1e-160, 0.5e-160)], 0.0),
        ("divide", [(1e-170, 0.0), (1e170, 0.99e170)], 1e-170 / 0.01e170),
        ("divide", [(2.0**-700, 0.0), (2.0**-100, 2.0**-100 - 2.0**-153)], 2.0**-547),
        # the computed value underflowed, the true one at the far end did not
        ("exp", [(-800.0, 200.0)], float(np.exp(-600.0))),
        # y + 1 = 0 although eˣ is not
        ("expm1", [(-40.0, 30.0)], float(np.expm1(-10.0))),
        # the difference is 0, the rounding inside is not
        (
            "logaddexp",
            [(-0.6931471805599453, 0.0), (-0.6931471805599453, 0.0)],
            2.3190468138462996e-17,
        ),
    ],
)
def test_bounds_where_the_obvious_formula_loses(
    name: str, pairs: list[tuple[float, float]], truth: float
) -> None:
    """Underflow and cancellation inside a bound are allowed for."""
    result = close_call(name, *pairs)
    assert abs(truth - result.value[0]) <= result.error[0]


def test_a_power_of_what_may_be_0_is_known() -> None:
    """There it moves by its steepest slope in reach, and a power below 1 by nobody knows what."""
    assert close_call("power", (0.0, 0.0), (2.0, 0.0)).error[0] < 1e-300
    assert close_call("power", (0.0, 0.5), (3.0, 0.0)).error[0] < 1
    assert close_call("power", (1e-9, 1e-8), (2.0, 0.0)).error[0] < 1e-15
    assert not np.isfinite(close_call("power", (0.0, 0.5), (-1.0, 0.0)).error[0])
    assert not np.isfinite(close_call("power", (1e200, 0.0), (2.0, 0.0)).error[0])


def test_nothing_is_known_beyond_float64() -> None:
    """An overflow or an undefined value carries an infinite error, and so does what follows."""
    value, error = run_by(Running, lambda x: 1 / (1 + np.exp(-x)), [np.array([-1000.0, 0.0])])
    assert np.isinf(error[0])
    assert value[1] == 0.5
    assert error[1] < 1e-14
    _, error = run_running(np.sqrt, [np.array([-1.0, 0.0, np.inf])])
    assert np.isinf(error).tolist() == [True, False, True]


def log_sum_exp(x: Any) -> Any:
    """Shifted by the largest entry."""
    largest = np.max(x)
    return largest + np.log(np.sum(np.exp(x - largest)))


def without_the_largest(x: Any) -> Any:
    """Shifted, with the largest term taken out of the sum."""
    k = np.argmax(x)
    return x[k] + np.log1p(np.sum(np.exp(np.delete(x, k) - x[k])))


FORMULAS = {
    "log_sum_exp": log_sum_exp,
    "without_the_largest": without_the_largest,
    "branches": lambda x: np.where(x > 0, np.log1p(np.exp(-x)), np.exp(x) * LN2),
    "constants": lambda x: np.tanh(0.1 * x) - x / 3 + LN2,
    "mean": lambda x: np.sqrt(np.mean((x - np.mean(x)) ** 2)),
    "clipped": lambda x: np.clip(x, -1, 0.1) * np.abs(x),
    "matrix": lambda x: x @ x + np.min(x),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_whole_formulas_are_enclosed(name: str) -> None:
    """Sums, extremes, selections, constants and branches keep the enclosure sound."""
    rng = np.random.default_rng(3)
    x = rng.normal(size=(2000, 4)) * 2.0 ** rng.integers(-30, 8, (2000, 1))
    x[::7] = x[::7, :1]  # ties
    value, error = run_running(FORMULAS[name], [x])
    truth = run_ball(FORMULAS[name], [x], 250)
    known = np.isfinite(error)
    with ctx.workprec(250):
        missed = [
            abs(t - arb(float(v))) > arb(float(e))
            for t, v, e in zip(truth[known], value[known], error[known], strict=True)
        ]
    assert not any(missed)
    assert known.mean() > 0.8


def test_undecided_branch_covers_both() -> None:
    """Where a comparison cannot be decided, the enclosure reaches both branches."""
    # 0.1 · 10 lies within the error of 1
    value, error = run_running(
        lambda x: np.where(0.1 * x > 1, 5.0 + 0 * x, 7.0 + 0 * x), [np.array([10.0, 11.0])]
    )
    assert value[0] - error[0] <= 5.0
    assert value[0] + error[0] >= 7.0
    assert value[1] == 5.0
    assert error[1] < 1e-10


def test_uncertain_argmax_knows_nothing() -> None:
    """The entry at an uncertain position is unknown; a tie of exact entries is certain."""
    _, error = run_running(lambda x: (0.1 * x)[np.argmax(0.1 * x)], [np.array([[3.0, 3.0]])])
    assert np.isinf(error[0])
    value, error = run_running(lambda x: x[np.argmax(x)], [np.array([[3.0, 3.0]])])
    assert (value[0], error[0]) == (3.0, 0.0)


@pytest.mark.parametrize("constant", [exact(0.1), exact(0.5), LN2, exact(3) / 7])
def test_constants_carry_their_rounding(constant: Exact) -> None:
    """A constant is enclosed, with no error at all where it is a float."""
    value, error = run_running(lambda x: x * 0 + constant, [np.array([1.0])])
    truth = run_ball(lambda x: x * 0 + constant, [np.array([1.0])], 200)[0]
    with ctx.workprec(200):
        assert abs(truth - arb(float(value[0]))) <= arb(float(error[0]))


def test_sum_of_nothing_is_zero() -> None:
    """The empty sum is exactly 0."""
    value, error = run_running(np.sum, [np.zeros((2, 0))])
    assert value.tolist() == [0, 0]
    assert error.tolist() == [0, 0]


def test_exact_sums_have_no_error() -> None:
    """The rounding of a sum is known exactly, so that differences of short floats stay exact."""
    x = np.array([3e38, -1e30, 65504.0, 0.1])
    _, error = run_running(lambda x: x - np.max(x[None]) + 0.25 - 0.25, [x.astype(np.float32)])
    assert error.tolist() == [0, 0, 0, 0]
    value, error = run_running(lambda x: x + 2.0**-60, [np.ones(1)])
    assert value[0] == 1
    assert 2.0**-60 <= error[0] <= 2.0**-59


def test_an_exponential_far_below_zero_stays_small() -> None:
    """A large error below a very negative number is no error to speak of in its exponential."""
    result = close_call("exp", (-1e30, 1e20))
    assert result.error[0] < 1e-300
