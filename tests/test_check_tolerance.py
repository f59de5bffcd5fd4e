"""What is allowed of a user's function, and how much of it the function needs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import stabcheck
from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.contracts import Allowance, judge
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.probes import parse_probe
from stabcheck.target.needed import needed_ulp
from stabcheck.target.settings import settings_from
from stabcheck.target.tolerance import allowed_ulp, default_ulp, tolerance_text

FUNCTIONS = Path(__file__).parent / "checked_functions.py"
FLOAT32 = find_format("float32")


def naive_sum(terms: np.ndarray) -> np.floating:
    """One by one, each addition rounded to the terms' own type."""
    total = terms.dtype.type(0)
    for term in terms:
        total = terms.dtype.type(total + term)
    return total


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("n", [2, 30, 100])
def test_a_sum_one_by_one_stays_within_what_is_allowed(name: str, n: int) -> None:
    """The worst of many sums of equal terms needs less than t: every one of them is sound."""
    fmt = find_format(name)
    for c in np.random.default_rng(5).uniform(0.5, 1, 60).astype(fmt.dtype):
        exact = n * float(c)
        error = abs(float(naive_sum(np.full(n, c))) - exact) / float(fmt.ulp(np.float64(exact)))
        assert error <= default_ulp(fmt, n, is_vector=True)


def test_a_sum_that_has_stopped_growing_is_not_allowed() -> None:
    """5,000 float16 ones come to 2048: each addition is right, and more than half is missing."""
    fmt = find_format("float16")
    ones = np.ones(5000, dtype=fmt.dtype)
    error = (5000 - float(naive_sum(ones))) / float(fmt.ulp(np.float64(5000)))
    assert error > default_ulp(fmt, 5000, is_vector=True)


def test_what_is_allowed_grows_with_vectors_only_and_never_beyond_reason() -> None:
    """64 ulp, n more for a sum of n; of few digits a sixteenth, and a quarter of the value."""
    allowed = {
        (name, n): default_ulp(find_format(name), n, is_vector=n > 1)
        for name in ("bfloat16", "float16", "float32")
        for n in (1, 100, 100_000)
    }
    assert allowed == {
        ("bfloat16", 1): 8,
        ("bfloat16", 100): 32,
        ("bfloat16", 100_000): 32,
        ("float16", 1): 64,
        ("float16", 100): 164,
        ("float16", 100_000): 256,
        ("float32", 1): 64,
        ("float32", 100): 164,
        ("float32", 100_000): 100_064,
    }


def test_what_is_asked_for_is_what_is_allowed() -> None:
    """--max-ulp is t whatever the format and the length; a declared error is allowed beside it."""
    asked = allowed_ulp(settings_from({"max_ulp": 2}), FLOAT32, is_vector=True)
    assert [asked(1), asked(1000)] == [2, 2]
    declared = allowed_ulp(settings_from({"approximates": 1e-3}), FLOAT32, is_vector=False)
    assert declared(1) == 64 + 1e-3 * 2**24
    assert tolerance_text(2, is_vector=True) == "2 ulp"
    assert tolerance_text(None, is_vector=True) == "64 + n ulp"


def test_what_is_needed_is_the_smallest_t_that_holds() -> None:
    """With the t that a line needs each accuracy contract holds on it, with less it does not."""
    quantity = quantities()["sigmoid"]
    line = Line(quantity, parse_probe("x=s", quantity), FLOAT32)
    stretch = line.stretch(np.linspace(-30, 30, 2001, dtype=np.float32))
    got = (0.5 * (1 + np.tanh(0.5 * stretch.s))).astype(np.float32)
    verdicts = judge(got, stretch.truth, stretch.sensitivity, FLOAT32, Allowance(1.0, 1.0))
    needed = needed_ulp(verdicts, stretch, FLOAT32, {})
    for contract, t in needed.items():
        for factor, is_broken in ((1.0001, False), (0.9999, True)):
            allowance = Allowance(t * factor, 1.0)
            again = judge(got, stretch.truth, stretch.sensitivity, FLOAT32, allowance)
            assert (again.codes[contract] > 1).any() == is_broken, (contract, t)
    assert needed["relative"] > 1e5
    assert needed["absolute"] < 1
    larger = {contract: t + 1 for contract, t in needed.items()}
    assert needed_ulp(verdicts, stretch, FLOAT32, larger) == larger


def test_what_is_needed_is_told_of_contracts_that_are_kept() -> None:
    """A report and its sweeps say how much of what is allowed the function needs."""
    report = stabcheck.check(f"{FUNCTIONS}:sigmoid_by_masks", "sigmoid", formats=["float32"])
    absolute = report.contract("absolute")
    assert absolute.verdict == "holds"
    assert absolute.needed_ulp == report.sweeps[0].needed_ulp["absolute"]
    assert 0.5 < (absolute.needed_ulp or 0) < 4
    assert report.contract("range").needed_ulp is None
