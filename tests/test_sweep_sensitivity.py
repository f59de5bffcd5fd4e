"""Sensitivity excuses only what it should: tight in every tail, and mirrored where the page is."""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.oracle import Oracle
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.replay import replay

BCE = quantities()["bce_with_logits"]


def logistic(x: Any) -> Any:
    """1/(1 + e^−x) in mpmath."""
    return 1 / (1 + mpmath.exp(-x))


def shares(x: Any) -> list[Any]:
    """The shares of e^xᵢ in their sum, in mpmath."""
    powers = [mpmath.exp(value - max(x)) for value in x]
    return [power / sum(powers) for power in powers]


def share_sensitivity(x: Any) -> list[Any]:
    """Of share i: Σⱼ dⱼ |∂πᵢ/∂xⱼ|, with dⱼ the distance of xⱼ from the largest entry."""
    p = shares(x)
    return [
        sum((max(x) - x[j]) * p[i] * abs((i == j) - p[j]) for j in range(len(x)))
        for i in range(len(x))
    ]


#: From the derivatives, independent of the pages: one number, or one for each entry.
REFERENCES: dict[tuple[str, str], Any] = {
    ("sigmoid", "x=s"): lambda x: abs(x) * logistic(x) * logistic(-x),
    ("tanh", "x=s"): lambda x: abs(x) / mpmath.cosh(x) ** 2,
    ("tanh_grad", "x=s"): lambda x: 2 * abs(x * mpmath.tanh(x)) / mpmath.cosh(x) ** 2,
    **{
        ("bce_with_logits", f"x=s, y={y}"): lambda x, y: abs(x * (logistic(x) - y))
        for y in ("0", "1", "0.5", "0.1", "below(1)")
    },
    ("logsumexp", "(s, 0)"): lambda x: sum(
        abs(each) * p for each, p in zip(x, shares(x), strict=True)
    ),
    ("logsumexp", "(s, s-1, s-2)"): lambda x: sum(
        abs(each) * p for each, p in zip(x, shares(x), strict=True)
    ),
    ("softmax", "(s, 0)"): share_sensitivity,
    ("softmax", "(s, s-1, s-2)"): share_sensitivity,
}


def tails_and_centre(name: str) -> Any:
    """Floats from the deep tails to the subnormals, of both signs, that mpmath can exponentiate."""
    fmt = find_format(name)
    deep = np.concatenate([np.geomspace(1e-30, 1e3, 67), [0.0, 1.0, 60.0, 88.5, 700.0, 745.0]])
    s = fmt.nearest(np.concatenate([deep, -deep]))
    return s[np.isfinite(s.astype(np.float64))]


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize(("page", "probe"), REFERENCES, ids=str)
def test_the_sensitivity_judged_with_is_close_to_the_derivative(name, page, probe) -> None:
    """It is never less, and more by 1 % of itself and of ulp(truth)/2u at the most."""
    fmt, quantity = find_format(name), quantities()[page]
    line = Line(quantity, parse_probe(probe, quantity), fmt)
    stretch = line.stretch(tails_and_centre(name))
    judged = np.broadcast_to(stretch.sensitivity.everywhere, stretch.truth.hi.shape).reshape(
        len(stretch.s), -1
    )
    beside = fmt.ulp(stretch.truth.magnitude).reshape(judged.shape) * 2.0 ** (fmt.precision - 1)
    with mpmath.workprec(6000):
        for row, (found, room) in enumerate(zip(judged, beside, strict=True)):
            arguments = [
                [mpmath.mpf(float(v)) for v in values[row]]
                if values.ndim > 1
                else mpmath.mpf(float(values[row]))
                for values in stretch.arguments
            ]
            wanted = REFERENCES[page, probe](*arguments)
            for entry, second in enumerate(wanted if isinstance(wanted, list) else [wanted]):
                where = f"at {stretch.s[row]}"
                assert found[entry] >= second * (1 - mpmath.mpf(2) ** -48), where
                assert found[entry] <= second * 1.01 + 0.01 * room[entry], where


def cancelling() -> Quantity:
    """e^−x, whose sensitivity x·e^−x is written so that it cancels: x(1 − (1 − e^−x))."""
    page = Quantity("decay", "e^−x", arguments={"x": real()})
    page.definition(lambda x: np.exp(-x))
    page.sensitivity(lambda x: np.abs(x * (1 - (1 - np.exp(-x)))))
    return page


def test_a_sensitivity_that_cancels_is_evaluated_until_it_is_narrow() -> None:
    """The radius of a first ball is no sensitivity: precision is raised, and given up as NaN."""
    fmt = find_format("float64")
    x = np.array([60.0, 300.0, 700.0])
    bound = Oracle(cancelling(), fmt).sensitivity([x])
    assert bound == pytest.approx(x * np.exp(-x), rel=1e-2)
    capped = Oracle(cancelling(), fmt, cap_bits=256).sensitivity([x])
    assert np.isnan(capped).tolist() == [False, True, True]
    room = np.array([0.0, 0.0, 1e-60])  # what is negligible need not be narrow
    patient = Oracle(cancelling(), fmt, cap_bits=256).sensitivity([x], negligible=room)
    assert np.isnan(patient).tolist() == [False, True, False]
    assert 0 <= patient[2] <= 2e-60


def test_a_cancelled_loss_is_no_better_for_a_label_of_one() -> None:
    """log(1 + e^−60) rounds to 0 against 8.76e-27, whichever label is certain."""
    right = replay("bce_with_logits", "sheet", "float32", "x=s, y=1", "60")
    mirror = replay("bce_with_logits", "sheet", "float32", "x=s, y=0", "-60")
    assert right.got == mirror.got == ("0.0",)
    assert right.contracts == mirror.contracts
    assert right.contracts["relative"] == "fail"


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float32", "float64"])
def test_failures_of_the_loss_are_mirrored_in_the_label(name) -> None:
    """What a form that treats both labels alike breaks at (x, 1), it breaks at (−x, 0)."""
    fmt = find_format(name)
    forms = [BCE.find_form(form) for form in ("sheet", "log1p", "branch")]
    edges = {}
    for label, sign in (("1", 1), ("0", -1)):
        results = judge_line(BCE, forms, fmt, parse_probe(f"x=s, y={label}", BCE))
        edges[label] = {
            (
                result.form,
                *(failure.contract, failure.outcome, failure.cause, failure.count),
                *sorted((sign * failure.first.ordinal, sign * failure.last.ordinal)),
            )
            for result in results
            for failure in result.failures
        }
    assert edges["1"] == edges["0"]
    assert any(outcome == "zero" for _, _, outcome, *_ in edges["1"])
