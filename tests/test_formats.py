"""The table of formats and the lattice of floats agree with NumPy, ml_dtypes and arithmetic."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from stabcheck.exact import LN2, SQRT2, Exact, exact
from stabcheck.formats import FORMATS, Format, find_format, rational

NARROW = [fmt for fmt in FORMATS.values() if fmt.bits <= 16]
EVERY = list(FORMATS.values())
name_of = "{0.name}".format


def finite_floats(fmt: Format) -> Any:
    """All finite floats of a narrow format, in the order of their ordinals."""
    return fmt.from_ordinal(np.arange(-fmt.max_ordinal, fmt.max_ordinal + 1))


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_characteristic_numbers(fmt: Format) -> None:
    """MAX, the smallest floats and the unit roundoff are what the libraries say."""
    info: Any = ml_dtypes.finfo(fmt.dtype)  # type: ignore[no-untyped-call]
    assert rational(fmt.max) == Fraction(float(info.max))
    assert rational(fmt.smallest_normal) == Fraction(float(info.tiny))
    assert rational(fmt.smallest_subnormal) == Fraction(float(info.smallest_subnormal))
    assert rational(fmt.unit_roundoff) == Fraction(float(info.eps)) / 2
    assert rational(fmt.underflow_threshold) * 2 == rational(fmt.smallest_subnormal)


@pytest.mark.parametrize("fmt", NARROW, ids=name_of)
def test_ordinals_are_the_floats_in_order(fmt: Format) -> None:
    """Every finite pattern has its ordinal, neighbours differ by one, and −0 shares 0 with +0."""
    floats = finite_floats(fmt)
    values = floats.astype(np.float64)
    assert (np.diff(values) > 0).all()
    assert np.isfinite(values).all()
    assert fmt.to_ordinal(floats).tolist() == list(range(-fmt.max_ordinal, fmt.max_ordinal + 1))
    with np.errstate(invalid="ignore"):
        finite = np.isfinite(fmt.all_patterns().astype(np.float64)).sum()
    assert finite == len(floats) + 1
    assert fmt.to_ordinal(-np.zeros(1)).tolist() == [0]


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_beyond_the_largest_float(fmt: Format) -> None:
    """One beyond MAX is infinity, or NaN where the format has none."""
    beyond = float(fmt.from_ordinal(fmt.max_ordinal + 1))
    assert np.isinf(beyond) if fmt.has_inf else np.isnan(beyond)


@pytest.mark.parametrize("fmt", NARROW, ids=name_of)
def test_rounding_agrees_with_the_libraries(fmt: Format) -> None:
    """Rounding from float64 and from exact numbers gives what NumPy and ml_dtypes give."""
    floats = finite_floats(fmt).astype(np.float64)
    halfway = (floats[:-1] + floats[1:]) / 2
    top = float(rational(fmt.max))
    around = np.concatenate(
        [floats, halfway, halfway * (1 + 2.0**-16), halfway * (1 - 2.0**-16), [1.2 * top, -1e30]]
    )
    with np.errstate(all="ignore"):
        around = around.astype(np.float32).astype(np.float64)  # ml_dtypes rounds through float32
        expected = around.astype(np.float32).astype(fmt.dtype).astype(np.float64)
        mine = fmt.nearest(around).astype(np.float64)
        some = around[np.isfinite(around)][:: max(1, len(around) // 2000)]
        exactly = [float(fmt.round_exact(exact(Fraction(x)))) for x in some.tolist()]
    assert np.array_equal(mine, expected, equal_nan=True)
    assert np.array_equal(exactly, fmt.nearest(some).astype(np.float64), equal_nan=True)


@pytest.mark.parametrize("name", ["float16", "float32"])
def test_casts_round_once_and_correctly(name: str) -> None:
    """NumPy's cast from float64, which is relied on, rounds as exact arithmetic does."""
    fmt = find_format(name)
    rng = np.random.default_rng(0)
    floats = fmt.from_ordinal(rng.integers(-fmt.max_ordinal, fmt.max_ordinal, 3000))
    wide = floats.astype(np.float64)
    upper = np.nextafter(floats, floats.dtype.type(np.inf)).astype(np.float64)
    halfway = (wide + np.where(np.isfinite(upper), upper, wide)) / 2
    hair = 2.0 ** rng.integers(-52, -20, 3000)
    limits = float(rational(fmt.overflow_threshold)) * np.array([1, 1 - 2.0**-53, 1.5, -1, 0])
    values = np.concatenate([wide, halfway, halfway * (1 + hair), halfway * (1 - hair), limits])
    expected = [fmt.round_exact(exact(Fraction(value))) for value in values.tolist()]
    assert np.array_equal(fmt.nearest(values), np.array(expected), equal_nan=True)


def test_rounding_once_is_not_rounding_twice() -> None:
    """From float64 straight to bfloat16: a value just above a midpoint is not rounded down."""
    just_above = 1 + 2.0**-8 + 2.0**-40
    bfloat16 = find_format("bfloat16")
    assert float(bfloat16.nearest(just_above)) == 1 + 2.0**-7
    assert float(np.float64(just_above).astype(np.float32).astype(ml_dtypes.bfloat16)) == 1.0


@given(st.fractions(), st.sampled_from(EVERY))
def test_first_at_or_above_is_the_neighbour(value: Fraction, fmt: Format) -> None:
    """The lattice neighbours of a rational enclose it, and nothing lies between."""
    above = fmt.first_at_or_above(exact(value))
    below = fmt.last_at_or_below(exact(value))
    assert above - below in (0, 1)
    if above <= fmt.max_ordinal:
        assert Fraction(float(fmt.from_ordinal(above))) >= value
    if below >= -fmt.max_ordinal:
        assert Fraction(float(fmt.from_ordinal(below))) <= value


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(-3, 3))
def test_float64_rounds_fractions_as_python_does(value: float, thirds: int) -> None:
    """Correct rounding of a fraction agrees with Python's own, subnormals included."""
    number = Fraction(value) + Fraction(value) * Fraction(thirds, 3 * 2**53)
    if abs(number) < rational(find_format("float64").overflow_threshold):
        assert find_format("float64").round_exact(exact(number)) == float(number)


@pytest.mark.parametrize(
    ("name", "decimal", "bits"),
    [
        ("float16", "11.09375", "0x498c"),
        ("bfloat16", "89.0", "0x42b2"),
        ("float32", "88.72284", "0x42b17218"),
        ("float64", "709.7827128933841", "0x40862e42fefa39f0"),
    ],
)
def test_where_the_exponential_overflows(name: str, decimal: str, bits: str) -> None:
    """The first float at or above log(MAX + ½ulp), in decimal and in bits."""
    fmt = find_format(name)
    first = fmt.from_ordinal(fmt.first_at_or_above(np.log(fmt.overflow_threshold)))[()]
    assert fmt.decimal(first) == decimal
    assert fmt.hex_bits(first) == bits
    assert fmt.from_bits(int(bits, 16)) == first


def test_balls_are_rounded_only_when_certain() -> None:
    """A ball is rounded where all of it rounds alike, and refused where it straddles a midpoint."""
    fmt = find_format("float16")
    assert fmt.round_exact(arb(1, 1e-6)) == 1
    assert fmt.round_exact(arb(0, 1e-9)) == 0
    assert fmt.round_exact(arb(1) + arb(2) ** -11) == 1  # a tie, to even
    with pytest.raises(ArithmeticError):
        fmt.round_exact(arb(1, 1e-2))
    with pytest.raises(ArithmeticError):
        fmt.first_at_or_above(arb(1, 1e-6))
    with pytest.raises(ArithmeticError):
        fmt.round_exact(arb.nan())


@pytest.mark.parametrize("sign", [1, -1])
def test_reals_far_outside_every_format(sign: int) -> None:
    """Magnitudes whose exponents fill memory are rounded all the same, to infinity and to 0."""
    huge = sign * arb(10**12).exp()
    for fmt in EVERY:
        rounded = float(fmt.round_exact(huge))
        assert rounded == sign * np.inf if fmt.has_inf else np.isnan(rounded)
        assert float(fmt.round_exact(1 / huge)) == 0


def test_closed_forms_are_rounded_correctly() -> None:
    """Irrational constants, and closed forms that happen to be floats."""
    float64 = find_format("float64")
    assert float64.round_exact(LN2) == 0.6931471805599453
    assert float64.round_exact(SQRT2) == 1.4142135623730951
    assert float64.round_exact(Exact("sqrt", (exact(4),))) == 2
    assert float64.first_at_or_above(Exact("exp", (exact(0),))) == float64.to_ordinal(1.0)


@pytest.mark.parametrize("fmt", NARROW, ids=name_of)
def test_ulp_is_the_distance_to_the_next_float(fmt: Format) -> None:
    """The ulp of every positive float is the distance to the next one; beyond MAX it stays."""
    floats = finite_floats(fmt).astype(np.float64)
    positive = floats[floats >= 0]
    assert fmt.ulp(positive[:-1]).tolist() == np.diff(positive).tolist()
    top = fmt.ulp(positive[-1])
    assert fmt.ulp([np.inf, 1e300]).tolist() == [top, top]
    assert np.isnan(fmt.ulp(np.nan))


def test_ulp_of_float64_reaches_the_subnormals() -> None:
    """The smallest spacing of float64 is 2^−1074."""
    assert find_format("float64").ulp([0.0, 5e-324, 1.0]).tolist() == [5e-324, 5e-324, 2.0**-52]


@pytest.mark.parametrize("fmt", NARROW, ids=name_of)
def test_decimals_read_back(fmt: Format) -> None:
    """A float's decimal, rounded to the format, is the float."""
    floats = finite_floats(fmt)
    for value in floats[:: max(1, len(floats) // 500)]:
        assert fmt.round_exact(exact(Fraction(fmt.decimal(value)))) == value


@pytest.mark.parametrize("fmt", EVERY, ids=name_of)
def test_decimals_are_as_short_as_can_be(fmt: Format) -> None:
    """Where an exact decimal is long, no shorter one would be read back as the float."""
    ordinals = np.random.default_rng(4).integers(1, fmt.max_ordinal + 1, 300)
    powers = fmt.to_ordinal(np.array([1, 2], dtype=fmt.dtype))
    for value in fmt.from_ordinal(np.concatenate([ordinals, powers, [1, fmt.max_ordinal]])):
        written = Decimal(fmt.decimal(value))
        digits = len(written.normalize().as_tuple().digits)
        if digits > 1 and Fraction(written) != Fraction(float(value)):
            shorter = Fraction(f"{float(value):.{digits - 2}e}")
            assert fmt.round_exact(exact(shorter)) != value


def test_decimals_of_no_numbers() -> None:
    """inf, nan and −0 are written as Python writes them."""
    fmt = find_format("float32")
    assert [fmt.decimal(x) for x in (np.inf, np.nan, -0.0)] == ["inf", "nan", "-0.0"]


def test_unknown_names_and_patterns_are_refused() -> None:
    """A name outside the table, a pattern too wide, a table too large."""
    with pytest.raises(KeyError):
        find_format("float24")
    with pytest.raises(OverflowError):
        find_format("float16").from_bits(1 << 16)
    with pytest.raises(ValueError, match="too many"):
        find_format("float32").all_patterns()
