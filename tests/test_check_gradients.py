"""Derivatives: dual numbers on the carriers, and gradients of functions whose value is a vector."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from installed import with_library
from mpmath import mp, mpf

import stabcheck
from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.dual import slope_along
from stabcheck.carriers.overflowing import run_running
from stabcheck.catalogue import quantities
from stabcheck.target.gradients import gradient_page

HERE = Path(__file__).parent
LIBRARIES = [with_library(name) for name in ("jax", "torch")]
POINTS = np.array([[1.0, 2.5, -3.0], [0.0, 0.0, 0.0], [-30.0, 0.0, 5.0], [800.0, -800.0, 0.0]])


def first_row(name: str, x: list[mpf]) -> list[mpf]:
    """∂f₁/∂x₁ and ∂f₁/∂x_N of a softmax or its logarithm, by hand."""
    e = [mp.exp(each) for each in x]
    p = [each / mp.fsum(e) for each in e]
    kronecker = [1 if k == 0 else 0 for k in range(len(x))]
    rows = {
        "softmax": [p[0] * (d - q) for d, q in zip(kronecker, p, strict=True)],
        "log_softmax": [d - q for d, q in zip(kronecker, p, strict=True)],
    }
    return [rows[name][0], rows[name][-1]]


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_row_of_the_jacobian_is_that_of_the_formula(name: str, n: int) -> None:
    """Balls hold the row's ends as the closed form has them, and floats stay within their error."""
    page = gradient_page(quantities()[name])
    x = POINTS[:, :n]
    balls = run_ball(page.evaluated_by, [x], 128)
    values, errors = run_running(page.evaluated_by, [x])
    for row, point in enumerate(x):
        with mp.workdps(800):
            for k, expected in enumerate(first_row(name, [mpf(float(each)) for each in point])):
                stated = mpf(str(balls[row, k].mid().str(40, radius=False)))
                assert abs(stated - expected) <= 1e-30 * (abs(expected) + mpf(10) ** -300)
                off = abs(mpf(float(values[row, k])) - expected)
                assert off <= mpf(float(errors[row, k])) * (1 + mpf(10) ** -9)


def test_a_derivative_by_dual_numbers_is_that_of_its_page() -> None:
    """∂ logsumexp is the softmax, and ∂² of it has the sign and size that κ asks for."""
    logsumexp, softmax = quantities()["logsumexp"], quantities()["softmax"]

    def slope(x: Any) -> Any:
        return slope_along(logsumexp.evaluated_by, [x], 0, 1)

    found = run_ball(slope, [POINTS], 200)
    expected = run_ball(softmax.evaluated_by, [POINTS], 200)[:, 1]
    assert all(a.overlaps(b) for a, b in zip(found, expected, strict=True))

    def curvature(x: Any) -> Any:
        return slope_along(slope, [x], 0, 1)

    for bent, p in zip(run_ball(curvature, [POINTS], 200), expected, strict=True):
        assert bent.overlaps(p * (1 - p))


def test_what_rounding_the_scores_moves_a_row_by() -> None:
    """S is Σₖ |xₖ ∂g/∂xₖ|: for two scores (s, 0), g = p(1 − p), it is |s·g·(1 − 2p)|."""
    page = gradient_page(quantities()["softmax"])
    for s in (-3.0, 0.5, 20.0):
        found = run_ball(page.sensitivity_formula, [np.array([[s, 0.0]])], 128)[0, 0]
        with mp.workdps(40):
            p = 1 / (1 + mp.exp(-mpf(s)))
            expected = abs(s * p * (1 - p) * (1 - 2 * p))
            assert abs(mpf(str(found.mid().str(30, radius=False))) - expected) < 1e-20


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_gradient_of_a_vector_is_judged(library: str) -> None:
    """A logarithm of a softmax has the right row where it is not −inf, and NaN where it is."""
    functions = HERE / f"{library}_functions.py"
    options: Any = {"formats": ["float32"], "probes": ["(0, -s)"], "require": ["gradient"]}
    good = stabcheck.check(f"{functions}:log_softmax", "log_softmax", **options)
    assert good.passed
    assert "first entry of its value" in "; ".join(good.assumptions)
    bad = stabcheck.check(f"{functions}:log_of_softmax", "log_softmax", **options)
    assert not bad.passed
    witness = bad.contract("gradient").witness
    assert witness is not None
    assert (witness.got, " --grad " in witness.replay) == ("nan", True)


def test_a_gradient_without_a_page_is_judged_by_autodiff_alone() -> None:
    """A named function cannot be a row of a Jacobian: that is refused in a sentence."""
    functions = HERE / "checked_functions.py"
    with pytest.raises(ValueError, match="no gradient of softmax"):
        stabcheck.check(
            f"{functions}:softmax_of_rows",
            "softmax",
            formats=["float32"],
            gradient=f"{functions}:softmax_of_rows",
        )
