"""Running error analysis beyond float64: a number there is told from an unknown one."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb, ctx

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.overflowing import Overflowing, run_running

#: Functions that overflow inside; most of them are moderate again in the end.
OVERFLOW_INSIDE = {
    "logistic": lambda x, _: 1 / (1 + np.exp(-x)),
    "bounded": lambda x, y: y / (np.exp(x) + y * y),
    "twice": lambda x, y: 1 / (2 * np.exp(x) - 5 * y),
    "halved": lambda x, _: 1 / (np.exp(x) / 2 + 1),
    "difference": lambda x, y: np.exp(x) - np.exp(x + y),
    "cancelling": lambda x, y: np.exp(x * x) - 1e308 * y,
    "minimum": lambda x, y: np.minimum(np.exp(x), y) + np.maximum(-np.exp(x), y),
    "compared": lambda x, y: np.where(np.exp(x) > y * y, y, 2 * y),
    "both compared": lambda x, y: np.where(np.exp(x) > np.exp(2 * x), y, -y) + 1 / np.exp(x),
    "both equal": lambda x, y: np.where(np.exp(x) == np.exp(x + 1), y, -y) + 1 / np.exp(x),
    "saturated": lambda x, _: np.tanh(np.exp(x)) + np.expm1(-np.exp(np.abs(x))),
    "root": lambda x, _: 1 / np.sqrt(np.exp(x)),
    "power": lambda x, _: np.exp(x) ** -0.5,
    "logarithm": lambda x, _: np.log(np.exp(x)) - x,
    "logaddexp": lambda x, y: np.logaddexp(-np.exp(x), y),
    "squares": lambda x, y: 1 / (x * x + y * y),
    "sums": lambda x, y: y / (x * 2.0**1000 + y * 1e308),
    "sign": lambda x, y: np.sign(np.exp(x)) * y + np.exp(-np.exp(x)),
    "uncertain": lambda x, y: np.maximum(np.exp(x), 0.1 * y) * 0.1,
    "reciprocal": lambda x, y: 1 / np.maximum(np.exp(x), 0.1 * y),
}


@pytest.mark.parametrize("name", OVERFLOW_INSIDE)
def test_beyond_float64_no_enclosure_misses_the_truth(name: str) -> None:
    """What overflows inside a formula is told from what is unknown, and never taken for it."""
    rng = np.random.default_rng(5)
    x = np.concatenate([rng.uniform(690, 730, 2000), 2.0 ** rng.uniform(-3, 12, 2000)])
    x *= rng.choice([-1, 1], 4000)
    y = rng.choice([-1, 1], 4000) * 2.0 ** rng.integers(-1074, 1023, 4000)
    y[::3] = rng.normal(size=len(y[::3]))
    value, error = run_running(OVERFLOW_INSIDE[name], [x, y])
    truth = run_ball(OVERFLOW_INSIDE[name], [x, y], 3000)
    known = np.isfinite(error)
    assert not np.isnan(value[known]).any()
    with ctx.workprec(9000):
        missed = [
            not abs(t) > arb(np.finfo(float).max) or (t > 0) != (v > 0)
            if np.isinf(v)
            else abs(t - arb(float(v))) > arb(float(e))
            for t, v, e in zip(truth[known], value[known], error[known], strict=True)
        ]
    assert not any(missed)
    assert known.mean() > 0.2


def test_of_two_numbers_beyond_float64_neither_is_the_larger() -> None:
    """Both are inf, and not equal for that."""
    rows = np.array([[800.0, 900.0], [900.0, 800.0], [1.0, 900.0]])
    for choice in (
        lambda x: x[np.argmax(np.exp(x))],
        lambda x: np.where(np.exp(x[0]) == np.exp(x[1]), 1.0, 2.0) + 1 / np.exp(x[0]),
        lambda x: np.exp(x[1]) - np.exp(x[0]),
    ):
        _, error = run_running(choice, [rows])
        assert not (error[:2] < 0.5).any()


def test_an_uncertain_exponent_need_not_overflow() -> None:
    """e^711 is beyond float64, and e^(711 ± 5) is not for certain."""
    exponent = Overflowing(np.array([711.0, 711.0]), np.array([5.0, 0.0]))
    with np.errstate(all="ignore"):
        assert np.exp(exponent).error.tolist() == [np.inf, 0]
