"""At the bottom of float64 errors and tolerances are told apart by less than a float."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from sensitivities import Known

from stabcheck.exact import exact
from stabcheck.formats import find_format
from stabcheck.oracle import Oracle
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.contracts import Allowance, Outcome, judge
from stabcheck.sweeping.replay import replay

FLOAT64 = find_format("float64")
TINY = 2.0**-1074


def parts_of_tiny(part: Fraction) -> Quantity:
    """x + part·2^−1074, with no sensitivity to speak of."""
    page = Quantity("shifted", "x plus a part of the smallest float", arguments={"x": real()})
    offset = exact(part / 2**1074)
    page.definition(lambda x: x + offset * np.exp(0 * x))
    page.sensitivity(lambda x: 0 * x)
    return page


@pytest.mark.parametrize(
    ("page", "form", "probe", "at", "error_ulp"),
    [
        ("tanh", "exp-ratio", "x=s", "0x0000000000000005", 5.0),
        ("logsumexp", "shifted", "(s, 0)", "-742.425168900839", 7.5),
    ],
)
def test_a_lost_subnormal_is_condemned_in_float64(page, form, probe, at, error_ulp) -> None:
    """An error of some smallest floats beyond t is an error, though float64 has nothing smaller."""
    outcome = replay(page, form, "float64", probe, at)
    assert outcome.got[0] == "0.0"
    assert outcome.error_ulp[0] == pytest.approx(error_ulp, abs=0.05)
    assert outcome.contracts["relative"] == "fail"
    assert outcome.cause


@pytest.mark.parametrize("part", [Fraction(0), Fraction(1, 4), Fraction(-3, 8)])
@pytest.mark.parametrize("t", [1, 4, 6])
def test_the_tolerance_is_exact_to_a_thousandth_of_the_smallest_float(part, t) -> None:
    """``t`` smallest floats of error are kept, and a thousandth more is condemned."""
    x = np.array([40 * TINY])
    truth = Oracle(parts_of_tiny(part), FLOAT64).truth([x])
    got = x - t * TINY  # t + part below the truth
    for bound, outcome in (
        (float(t + part), Outcome.HOLDS),
        (float(t + part) + 0.001, Outcome.HOLDS),
        (float(t + part) - 0.001, Outcome.INACCURATE),
    ):
        verdicts = judge(got, truth, Known(np.zeros(1)), FLOAT64, Allowance(bound, 0.0)).worst()
        assert verdicts.error_ulp[0] == pytest.approx(float(t + part), abs=1e-9)
        assert verdicts.codes["relative"][0] == outcome


def test_bounds_of_the_error_enclose_it_in_any_unit() -> None:
    """Whether in ulp or as numbers; as numbers they are as wide as the smallest float."""
    x = np.array([5 * TINY, 2.0**-1022, 1.0, 1e300])
    truth = Oracle(parts_of_tiny(Fraction(1, 3)), FLOAT64).truth([x])
    got = np.array([0.0, 0.0, np.nextafter(1, 2), -1e300])
    for unit in (np.ones(4), FLOAT64.ulp(x)):
        low, high = truth.error(got, unit)
        for k, value in enumerate(x):
            distance = abs(Fraction(got[k]) - Fraction(value) - Fraction(1, 3 * 2**1074))
            scaled = distance / Fraction(unit[k])
            assert Fraction(low[k]) <= scaled <= Fraction(high[k])
            assert high[k] - low[k] <= 2.0**-30 + high[k] * 2.0**-45


def test_the_largest_floats_are_judged_as_well() -> None:
    """A sensitivity beside MAX excuses its part of it, and not everything."""
    page = Quantity("twin", "x", arguments={"x": real()})
    page.definition(lambda x: x)
    page.sensitivity(np.abs)
    x = np.array([FLOAT64.from_ordinal([FLOAT64.max_ordinal])[0]])
    oracle = Oracle(page, FLOAT64)
    sensitivity = oracle.sensitivity([x])
    assert sensitivity == x
    verdicts = judge(x / 2, oracle.truth([x]), Known(sensitivity), FLOAT64, Allowance(4)).worst()
    assert verdicts.codes["relative"][0] == Outcome.INACCURATE
