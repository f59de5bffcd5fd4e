"""Rounded floats compute as the format does: one rounding a step, and no promotion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from stabcheck.carriers.rounded import Arithmetic, Rounded, run_rounded
from stabcheck.exact import LN2
from stabcheck.formats import FORMATS, Format, find_format

EVERY = list(FORMATS.values())
name_of = "{0.name}".format


def softplus(x: Any) -> Any:
    """log(1 + eˣ) as it is written."""
    return np.log(1 + np.exp(x))


@pytest.mark.parametrize("ideal", [False, True])
@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("float16", 0x498C),
        ("bfloat16", 0x42B2),
        ("float32", 0x42B17218),
        ("float64", 0x40862E42FEFA39F0),
    ],
)
def test_where_the_naive_softplus_overflows(name: str, bits: int, *, ideal: bool) -> None:
    """log(1 + eˣ) is first infinite at exactly this float, and finite at the one before."""
    fmt = find_format(name)
    first = int(fmt.to_ordinal(fmt.from_bits(bits)))
    floats = fmt.from_ordinal([first - 1, first])
    values = run_rounded(softplus, [floats], Arithmetic(fmt, ideal=ideal))
    assert np.isfinite(values.astype(float)).tolist() == [True, False]


@pytest.mark.parametrize(
    ("name", "accumulate", "count", "total"),
    [
        ("bfloat16", "same", 300, 256),
        ("bfloat16", "float32", 300, 300),
        ("float16", "same", 5000, 2048),
        ("float8_e4m3fn", "same", 100, 16),
        ("float32", "same", 300, 300),
        ("float64", "float32", 300, 300),
    ],
)
@pytest.mark.parametrize("form", [np.sum, lambda x: x @ x, lambda x: np.mean(x) * len(x)])
def test_sums_of_ones_stop_growing(
    name: str, accumulate: Any, count: int, total: int, form: Any
) -> None:
    """A sum of ones stops at 2^p where it is rounded at every step."""
    fmt = find_format(name)
    ones = np.ones((2, count)).astype(fmt.dtype)
    found = run_rounded(form, [ones], Arithmetic(fmt, accumulate)).astype(float)
    assert found == pytest.approx([total, total], rel=float(fmt.ulp(1)))
    if form is np.sum:
        assert found.tolist() == [total, total]


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_nothing_is_promoted(fmt: Format) -> None:
    """Constants, branches and sums stay in the format, each constant rounded once."""
    x = fmt.nearest([[0.5, 1.0]])
    forms: list[Any] = [
        lambda x: 1 / (1 + x),
        lambda x: np.where(x > 0.7, x, 0.0),
        lambda x: np.maximum(x, 0.1) * LN2,
        np.sum,
        lambda x: x @ x,
    ]
    for form in forms:
        assert run_rounded(form, [x], Arithmetic(fmt)).dtype == fmt.dtype
    tenth = run_rounded(lambda x: x * 0 + 0.1, [x], Arithmetic(fmt))
    assert (tenth == fmt.round_exact(LN2 * 0 + 0.1)).all()


@pytest.mark.parametrize("fmt", [f for f in EVERY if f.bits <= 16], ids=name_of)
@pytest.mark.parametrize("operation", [np.add, np.subtract, np.multiply, np.divide, np.sqrt])
def test_arithmetic_of_narrow_formats_is_correctly_rounded(fmt: Format, operation: Any) -> None:
    """One rounding after the float32 kernel is the correct rounding of +, −, ×, / and √."""
    rng = np.random.default_rng(0)
    ordinals = rng.integers(-fmt.max_ordinal, fmt.max_ordinal + 1, (operation.nin, 60))
    floats = [fmt.from_ordinal(each) for each in ordinals]
    kernel = run_rounded(operation, floats, Arithmetic(fmt)).astype(float)
    ideal = run_rounded(operation, floats, Arithmetic(fmt, ideal=True)).astype(float)
    assert np.array_equal(kernel, ideal, equal_nan=True)


@pytest.mark.parametrize("name", ["float32", "float64"])
@pytest.mark.parametrize("kernel", [np.exp, np.log, np.tanh, np.log1p, np.expm1])
def test_wide_formats_run_numpys_kernels(name: str, kernel: Any) -> None:
    """float32 and float64 are NumPy's own results, bit for bit."""
    fmt = find_format(name)
    x = np.linspace(-3, 30, 200).astype(fmt.dtype)
    with np.errstate(all="ignore"):
        expected = kernel(x)
    assert np.array_equal(run_rounded(kernel, [x], Arithmetic(fmt)), expected, equal_nan=True)


def test_squares_take_numpys_square() -> None:
    """x ** 2 and x ** 0.5 run the kernels that NumPy's own operator runs."""
    x = np.random.default_rng(0).normal(size=500).astype(np.float32) ** 2
    single = Arithmetic(find_format("float32"))
    assert np.array_equal(run_rounded(lambda x: x**2, [x], single), np.square(x))
    assert np.array_equal(run_rounded(lambda x: x**0.5, [x], single), np.sqrt(x))


@pytest.mark.parametrize("ideal", [False, True])
def test_overflow_follows_the_format(*, ideal: bool) -> None:
    """Overflow gives infinity, or NaN in the format that has none."""
    for fmt in EVERY:
        top = fmt.from_ordinal([fmt.max_ordinal])
        doubled = float(run_rounded(lambda x: x + x, [top], Arithmetic(fmt, ideal=ideal))[0])
        assert np.isinf(doubled) if fmt.has_inf else np.isnan(doubled)


@pytest.mark.parametrize("ideal", [False, True])
def test_infinities_and_nan_follow_ieee_754(*, ideal: bool) -> None:
    """inf and NaN go in and come out as IEEE 754 says, in constants as well."""
    fmt = find_format("float32")
    x = np.array([np.inf, -np.inf, np.nan, 0.0], dtype=np.float32)
    arithmetic = Arithmetic(fmt, ideal=ideal)
    cases: list[tuple[Any, list[float]]] = [
        (lambda x: 1 / (1 + np.exp(-x)), [1, 0, np.nan, 0.5]),
        (lambda x: x - x, [np.nan, np.nan, np.nan, 0]),
        (np.log, [np.inf, np.nan, np.nan, -np.inf]),
        (lambda x: np.maximum(x, -np.inf), [np.inf, -np.inf, np.nan, 0]),
        (lambda x: np.where(np.isnan(x), 1, np.where(np.isinf(x), 2, 3)), [2, 2, 1, 3]),
        (lambda x: np.where(np.isfinite(x), x, np.inf), [np.inf, np.inf, np.inf, 0]),
        (lambda x: np.where(np.not_equal(x, x), 5, 6), [6, 6, 5, 6]),
    ]
    for form, expected in cases:
        found = run_rounded(form, [x], arithmetic)
        assert np.array_equal(found, np.array(expected, dtype=np.float32), equal_nan=True)


def test_ideal_arithmetic_rounds_kernels_correctly() -> None:
    """Ideal elementary functions differ from float64's correctly rounded ones nowhere."""
    x = np.linspace(-20, 20, 41, dtype=np.float32)
    ideal = run_rounded(np.exp, [x], Arithmetic(find_format("float32"), ideal=True))
    assert np.array_equal(ideal, np.exp(x.astype(np.float64)).astype(np.float32))


def test_float64_arguments_are_rounded_to_the_format() -> None:
    """Arguments given in float64 are rounded once before anything is computed."""
    fmt = find_format("bfloat16")
    found = run_rounded(lambda x: x, [np.array([0.1, 1e300])], Arithmetic(fmt)).astype(float)
    assert found.tolist() == [float(fmt.nearest(0.1)), np.inf]


def test_float16_is_rounded_inside_float32_as_by_a_cast() -> None:
    """At every float16, every midpoint and its neighbours, the ends of both ranges: each bit."""
    fmt = find_format("float16")
    floats = np.sort(fmt.all_patterns().astype(np.float32))
    floats = floats[np.isfinite(floats)]
    middles = ((floats[1:].astype(float) + floats[:-1]) / 2).astype(np.float32)
    beside = [np.nextafter(middles, np.float32(side)) for side in (-np.inf, np.inf)]
    ends = np.array([65520, 65519.996, 1e38, 1e-40, np.inf, np.nan, 0.0], np.float32)
    given = np.concatenate([floats, middles, *beside, ends, -ends])
    with np.errstate(all="ignore"):
        exact = given.astype(np.float16).astype(np.float32)
        inside = Rounded(given, Arithmetic(fmt)).round_to(given).data
    assert np.array_equal(inside, exact, equal_nan=True)
    assert np.array_equal(np.signbit(inside), np.signbit(exact))
