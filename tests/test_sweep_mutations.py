"""Seeing the contracts fail: each known mistake, made on purpose, is caught."""

from __future__ import annotations

import numpy as np
import pytest

from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real, vector
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe

KEEPS = ("range", "relative", "absolute")


def softplus_page() -> Quantity:
    """A page of one real, log(1 + eˣ), with a sound form and its mutants."""
    page = Quantity("mutants of log(1 + exp x)", "mutants", arguments={"x": real()})

    @page.definition
    def definition(x):
        return np.log(1 + np.exp(x))

    @page.evaluation
    def evaluation(x):
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))

    @page.sensitivity
    def sensitivity(x):
        return np.abs(x) / (1 + np.exp(-x))

    page.form("sound", why="", holds=KEEPS)(evaluation)
    page.form("log for log1p", why="", holds=KEEPS)(
        lambda x: np.maximum(x, 0) + np.log(1 + np.exp(-np.abs(x)))
    )
    page.form("flipped branch", why="", holds=KEEPS)(
        lambda x: np.where(x < 0, x, 0) + np.log1p(np.exp(-np.abs(x)))
    )
    page.form("dropped sign", why="", holds=KEEPS)(
        lambda x: np.maximum(x, 0) + np.log1p(np.exp(np.abs(x)))
    )
    page.form("wrong constant", why="", holds=KEEPS)(
        lambda x: np.maximum(x, 0) + np.log1p(1.0001 * np.exp(-np.abs(x)))
    )
    return page


def log_sum_exp_page() -> Quantity:
    """A page of a vector, log Σ exp xᵢ, with a sound form and its mutants."""
    page = Quantity("mutants of log sum exp", "mutants", arguments={"x": vector()})

    @page.definition
    def definition(x):
        return np.log(np.sum(np.exp(x)))

    def shifted(x):
        a = np.max(x)
        return a + np.log(np.sum(np.exp(x - a)))

    def extremes(x, shift):
        a = shift(x)
        return a + np.log(np.sum(np.exp(x - a)))

    page.evaluation(shifted)

    @page.sensitivity
    def sensitivity(x):
        e = np.exp(x - np.max(x))
        return np.sum(np.abs(x) * e) / np.sum(e)

    page.form("sound", why="", holds=KEEPS, bound=8)(shifted)
    page.form("dropped shift", why="", holds=KEEPS, bound=8)(definition)
    page.form("shift not added back", why="", holds=KEEPS, bound=8)(
        lambda x: np.log(np.sum(np.exp(x - np.max(x))))
    )
    page.form("min for max", why="", holds=KEEPS, bound=8)(lambda x: extremes(x, np.min))
    return page


def contracts(page, form, fmt, probe) -> dict[str, str]:
    """What the three contracts of a number say of one form."""
    line = parse_probe(probe, page)
    (result,) = judge_line(page, [page.find_form(form)], find_format(fmt), line)
    return {name: result.contracts[name] for name in KEEPS}


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
def test_the_sound_forms_keep_every_contract(fmt) -> None:
    """What is condemned below is the mistake, not the quantity: the sound forms pass."""
    passes = dict.fromkeys(KEEPS, "pass")
    assert contracts(softplus_page(), "sound", fmt, "x=s") == passes
    assert contracts(log_sum_exp_page(), "sound", fmt, "(s, ..., s) n=3") == passes


@pytest.mark.parametrize(
    ("mutant", "broken"),
    [
        ("log for log1p", ["relative"]),
        ("flipped branch", ["relative", "absolute"]),
        ("dropped sign", ["range", "relative", "absolute"]),
        ("wrong constant", ["relative", "absolute"]),
    ],
)
@pytest.mark.parametrize("fmt", ["float32", "float64"])
def test_mistakes_in_a_function_of_a_real_are_caught(mutant, broken, fmt) -> None:
    """Each mutant breaks exactly the contracts that its mistake concerns."""
    verdicts = contracts(softplus_page(), mutant, fmt, "x=s")
    assert [name for name, verdict in verdicts.items() if verdict == "fail"] == broken


@pytest.mark.parametrize(
    ("mutant", "broken"),
    [
        ("dropped shift", ["range", "relative", "absolute"]),
        ("shift not added back", ["relative", "absolute"]),
        ("min for max", ["range", "relative", "absolute"]),
    ],
)
@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32"])
def test_mistakes_in_a_function_of_a_vector_are_caught(mutant, broken, fmt) -> None:
    """A dropped, unreturned or wrong shift is seen on (s, 0), in the small formats too."""
    verdicts = contracts(log_sum_exp_page(), mutant, fmt, "(s, 0)")
    assert [name for name, verdict in verdicts.items() if verdict == "fail"] == broken
