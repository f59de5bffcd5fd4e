"""How a function is called: what is said is done, what is not said is found and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf

import stabcheck
from stabcheck.carriers.ball import run_ball
from stabcheck.catalogue import quantities
from stabcheck.target.dry_run import NotCallable
from stabcheck.target.gradients import gradient_page
from stabcheck.target.refuted_points import points_of

FILE = Path(__file__).parent / "called_functions.py"

#: A function, what it is checked as, what is said of how it is called, and what is told then.
CALLS: list[tuple[str, str, dict[str, Any], str]] = [
    ("sigmoid_of_minus", "sigmoid", {"sign": -1}, "asked at −x"),
    ("softmax_with_an_axis", "softmax", {}, "axis=-1 passed"),
    ("softmax_with_an_axis", "softmax", {"axis": 1}, "axis=1 passed"),
    ("softmax_with_an_axis", "softmax", {"axis": 0}, "on one vector at a time"),
    ("softmax_with_a_dim", "softmax", {}, "dim=-1 passed"),
    ("softmax_of_2d", "softmax", {"rows": True}, "row by row"),
    ("softplus_with_beta", "softplus", {"keywords": {"beta": 1.0}}, "entry by entry"),
    ("bce_by_reduction", "bce_with_logits", {}, "reduction='none' passed"),
    ("bce_total", "bce_with_logits", {}, "arguments in the order y, x"),
    ("bce_total", "bce_with_logits", {"reduction": "sum"}, "returns the sum"),
    ("bce_total", "bce_with_logits", {"args": ["y", "x"]}, "returns the sum"),
    ("tanh_of_a_number", "tanh", {"scalar": True}, "on one number at a time"),
    ("tanh_of_a_number", "tanh", {}, "on one number at a time"),
    ("Losses.tanh", "tanh", {}, "entry by entry"),
]


@pytest.mark.parametrize(("name", "quantity", "options", "told"), CALLS)
def test_it_is_called_as_it_wants(name: str, quantity: str, options: Any, told: str) -> None:
    """Each of these functions passes, called as it was said or found, and that is told."""
    probe = {"softmax": "(s, 0)", "bce_with_logits": "x=s, y=0.1"}.get(quantity, "x=s")
    report = stabcheck.check(
        f"{FILE}:{name}",
        quantity,
        formats=["float64"],
        probes=[probe],
        require=["range", "absolute"],
        **options,
    )
    assert told in "; ".join(report.assumptions)
    assert report.passed, report.incidents


def test_a_sign_is_never_guessed() -> None:
    """σ(−x) is a wrong σ(x) unless it is said that it is asked at −x."""
    assert not stabcheck.check(f"{FILE}:sigmoid_of_minus", "sigmoid", formats=["float64"]).passed


@pytest.mark.parametrize(
    ("name", "quantity", "options", "message"),
    [
        ("softplus_with_beta", "softplus", {}, "missing 1 required positional argument"),
        ("bce_total", "bce_with_logits", {"reduction": "mean"}, "does not return the mean"),
        ("softmax_of_2d", "sigmoid", {}, "cannot be called as sigmoid"),
        ("tanh_in_a_column", "tanh", {}, "it returns shape (6, 1), not (6,)"),
    ],
)
def test_what_cannot_be_called_so_is_refused(
    name: str, quantity: str, options: Any, message: str
) -> None:
    """Where no way to call it fits, the reason is given, and what to do."""
    with pytest.raises(NotCallable) as refusal:
        stabcheck.check(f"{FILE}:{name}", quantity, formats=["float64"], **options)
    assert message in refusal.value.message
    assert refusal.value.hint


def test_formats_that_are_not_taken_are_told() -> None:
    """Python's floats are float64: the other formats are left out, with the reason."""
    report = stabcheck.check(f"{FILE}:tanh_of_a_number", "tanh", scalar=True, probes=["x=s"])
    assert report.formats == ("float64",)
    assert dict(report.refused) == dict.fromkeys(
        ("float16", "bfloat16", "float32"), "Python's floats are float64"
    )


def test_a_derivative_without_a_page_is_that_of_the_definition() -> None:
    """σ′ is differentiated from the definition of σ, and so is what it is judged beside."""
    page = gradient_page(quantities()["sigmoid"])
    for x in (-700.0, -1.5, 0.0, 20.0):
        with mp.workdps(40):
            e = mp.exp(-mpf(abs(x)))
            slope, curvature = e / (1 + e) ** 2, e * (1 - e) / (1 + e) ** 3
        at = [np.array([x])]
        assert abs(mpf(float(run_ball(page.evaluated_by, at, 256)[0])) / slope - 1) < 1e-15
        bent = mpf(float(run_ball(page.sensitivity_formula, at, 256)[0]))
        assert abs(bent - abs(x) * curvature) <= 1e-15 * abs(x) * curvature


@pytest.mark.parametrize(
    ("point", "quantity", "expected"),
    [
        ({"x": "161/8"}, "sigmoid", [[20.125]]),
        ({"N": "2", "x": "(1/2, -3)", "i": "1"}, "sigmoid", [[0.5], [-3.0]]),
        ({"N": "2", "x": "(1/2, -3)"}, "logsumexp", [[[0.5, -3.0]]]),
        ({"B": "2", "x": "((1, 2), (3, 4))"}, "logsumexp", [[[1.0, 2.0]], [[3.0, 4.0]]]),
        ({"x₁": "1"}, "sigmoid", []),
    ],
)
def test_a_refuting_point_is_read_back(point: Any, quantity: str, expected: Any) -> None:
    """A printed point becomes the arguments it stands for, in whatever setting it was found."""
    found = [row for (row, *_) in points_of(point, quantities()[quantity])]
    assert [row.tolist() for row in found] == expected
