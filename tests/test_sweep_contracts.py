"""The contracts on single points, where what they must say is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sensitivities import Known

from stabcheck.formats import find_format, rational
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.contracts import Allowance, Outcome, judge
from stabcheck.truth import Truth

FLOAT32 = find_format("float32")
TINY = 2.0**-149


def truth_of(*values: Any, fmt=FLOAT32) -> Truth:
    """A truth known exactly at each point."""
    hi = np.array(values, dtype=np.float64)
    zero = np.zeros(hi.shape)
    return Truth(hi, zero, zero.copy(), fmt.nearest(hi), np.zeros(hi.shape, dtype=bool))


def outcomes(got, truth, sensitivity=0.0, fmt=FLOAT32, bound=4.0, scale=1.0) -> dict[str, Outcome]:
    """What each contract says of one value against one truth."""
    values = np.array([got], dtype=fmt.dtype)
    verdicts = judge(
        values,
        truth_of(truth, fmt=fmt),
        Known(np.array([sensitivity])),
        fmt,
        Allowance(bound, scale),
    ).worst()
    return {contract: Outcome(int(codes[0])) for contract, codes in verdicts.codes.items()}


@pytest.mark.parametrize(
    ("got", "truth", "outcome"),
    [
        (np.inf, 1.0, Outcome.INFINITE),
        (-np.inf, 1e39, Outcome.INFINITE),
        (np.nan, 1.0, Outcome.NAN),
        (np.nan, 1e39, Outcome.NAN),
        (3.4e38, 1e39, Outcome.FINITE),
        (np.inf, 1e39, Outcome.HOLDS),
        (0.0, 1.0, Outcome.HOLDS),
    ],
)
def test_range_is_about_infinite_nan_and_finite_only(got, truth, outcome) -> None:
    """Range condemns the wrong kind of number only; a lost value is not its business."""
    assert outcomes(got, truth)["range"] == outcome


def test_a_format_without_infinity_overflows_to_nan() -> None:
    """In float8_e4m3fn NaN is what an overflowing truth rounds to, and holds."""
    fmt = find_format("float8_e4m3fn")
    assert outcomes(np.nan, 1e4, fmt=fmt)["range"] == Outcome.HOLDS
    assert outcomes(np.nan, 1.0, fmt=fmt)["range"] == Outcome.NAN


def test_relative_allows_t_ulp_and_not_more() -> None:
    """With S = 0 the error allowed is t ulp of the truth, to the last one."""
    ulp = 2.0**-23
    assert outcomes(1 + 4 * ulp, 1.0)["relative"] == Outcome.HOLDS
    assert outcomes(1 + 5 * ulp, 1.0)["relative"] == Outcome.INACCURATE
    assert outcomes(0.0, 1.0)["relative"] == Outcome.ZERO


def test_kappa_allows_what_the_inputs_rounding_may_move() -> None:
    """Near a zero of the quantity, S excuses an absolute error of 2u·S per ulp allowed."""
    assert outcomes(0.0, 1e-8)["relative"] == Outcome.ZERO
    assert outcomes(0.0, 1e-8, sensitivity=0.7)["relative"] == Outcome.HOLDS
    assert outcomes(0.0, 0.0, sensitivity=0.7)["relative"] == Outcome.HOLDS


def test_a_subnormal_truth_is_not_excused_twice() -> None:
    """κ counts from u·|truth|, not from the spacing, which is far wider for subnormals."""
    truth = 1000 * TINY
    # κ = 88: t·ulp·(1 + κ) would allow 356 spacings, t·(ulp + 2uκ|f|) allows 4 and a trifle
    assert outcomes(1100 * TINY, truth, sensitivity=88 * truth)["relative"] == Outcome.INACCURATE


def test_absolute_is_relative_or_beside_the_scale() -> None:
    """Absolute allows t·u·max(scale, |truth|); a tiny scale excuses nothing."""
    assert outcomes(0.0, 1e-8)["absolute"] == Outcome.HOLDS
    assert outcomes(0.0, 1e-6)["absolute"] == Outcome.ZERO
    assert outcomes(0.0, 1e-8, scale=1e-8)["absolute"] == Outcome.ZERO
    assert outcomes(1e-30, 1e-30, scale=1e-40)["absolute"] == Outcome.HOLDS


def test_an_undecided_truth_is_neither_pass_nor_fail() -> None:
    """Where the truth is not known, no contract condemns, and none is kept."""
    truth = truth_of(1.0, 1.0)
    truth.undecided[0] = True
    got = np.array([np.nan, np.nan], dtype=np.float32)
    codes = judge(got, truth, Known(np.zeros(2)), FLOAT32, Allowance(4)).worst().codes
    for contract in ("range", "relative", "absolute"):
        assert codes[contract].tolist() == [Outcome.UNDECIDED, Outcome.NAN]


def test_a_vector_is_as_good_as_its_worst_entry() -> None:
    """One NaN entry condemns the point, and it is the entry shown."""
    truth = truth_of([0.5, 0.5, 0.5])
    got = np.array([[0.0, np.nan, 0.5]], dtype=np.float32)
    verdicts = judge(got, truth, Known(np.zeros((1, 3))), FLOAT32, Allowance(4))
    assert verdicts.worst().codes["relative"].tolist() == [Outcome.NAN]
    assert verdicts.worst_entry("relative", 0) == 1
    assert verdicts.codes["relative"].tolist() == [[Outcome.ZERO, Outcome.NAN, Outcome.HOLDS]]


def test_without_a_sensitivity_only_range_is_judged() -> None:
    """A page that states no κ cannot be asked about accuracy."""
    got = np.array([2.0], dtype=np.float32)
    verdicts = judge(got, truth_of(1.0), None, FLOAT32, Allowance(4))
    assert list(verdicts.codes) == ["range"]
    with pytest.raises(LookupError):
        _ = Quantity("bare", "without κ", arguments={"x": real()}).sensitivity_formula


MAX, TOP_ULP = float(rational(FLOAT32.max)), 2.0**104


@pytest.mark.parametrize(
    ("got", "truth", "outcome"),
    [
        (np.inf, MAX, Outcome.INFINITE),
        (np.inf, MAX + 0.25 * TOP_ULP, Outcome.HOLDS),
        (-np.inf, MAX + 0.25 * TOP_ULP, Outcome.INFINITE),
        (np.nan, MAX + 0.25 * TOP_ULP, Outcome.NAN),
        (MAX, MAX + TOP_ULP, Outcome.HOLDS),
        (MAX, MAX + 1.5 * TOP_ULP, Outcome.FINITE),
        (0.0, MAX + TOP_ULP, Outcome.FINITE),
    ],
)
def test_beyond_max_both_neighbours_of_the_truth_are_numbers(got, truth, outcome) -> None:
    """∞ for a truth above MAX, and MAX for one that rounds to ∞, are inaccurate and no more."""
    found = outcomes(got, truth, bound=1.0)
    assert found == dict.fromkeys(("range", "relative", "absolute"), outcome)


def test_errors_beside_max_are_counted_in_ulp() -> None:
    """The error of ∞ beside MAX is that of the number after MAX; elsewhere it is infinite."""
    values = np.array([np.inf, MAX, np.inf], dtype=np.float32)
    truth = truth_of(MAX + 0.25 * TOP_ULP, MAX + 0.75 * TOP_ULP, 1.0)
    verdicts = judge(values, truth, Known(np.zeros(3)), FLOAT32, Allowance(4.0)).worst()
    assert verdicts.error_ulp.tolist() == [0.75, pytest.approx(0.75), np.inf]
