"""Causes: the first operation of a user's function that went wrong, or why none is named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import checked_functions
import numpy as np
import pytest
from mpmath import mp, mpf

import stabcheck
from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.sweeping.probes import parse_probe
from stabcheck.target.blaming import FORMULA, Blamed, blamed, suspect_at
from stabcheck.target.calling import Call
from stabcheck.target.function_sweep import FunctionSweep
from stabcheck.target.isolation import InProcess
from stabcheck.target.settings import settings_from

FILE = Path(checked_functions.__file__)
FLOAT32 = find_format("float32")
REALS, ROWS = Call((0,)), Call((0,), "rows", out=())


def cause(
    function: Callable[..., Any], quantity: str, probe: str, at: float, contract: str, call: Call
) -> Blamed:
    """What is to blame for what a function returns at one float32."""
    page = quantities()[quantity]
    sweep = FunctionSweep(InProcess("f", function, None), page, call, settings_from({}))
    line, form = sweep.line(FLOAT32, FLOAT32, parse_probe(probe, page))
    stretch = line.stretch(np.array([at], dtype=np.float32))
    entry = line.judge(form, stretch).worst_entry(contract, 0)
    return blamed(
        function, quantity, call, "numpy", suspect_at(line, form, contract, stretch, 0, entry)
    )


def by_masks(x: Any) -> Any:
    """e^x/(1 + e^x), written into an array by masks."""
    out = np.empty_like(x)
    large = x > 5
    out[large] = np.exp(x[large]) / (1 + np.exp(x[large]))
    out[~large] = 1 / (1 + np.exp(-x[~large]))
    return out


def by_branches(x: Any) -> Any:
    """The same of one number, by an if."""
    return np.exp(x) / (1 + np.exp(x)) if x > 5 else 1 / (1 + np.exp(-x))


def by_a_loop(x: Any) -> Any:
    """A sum of exponentials, one by one."""
    total = 0
    for each in x:
        total = total + np.exp(each)
    return np.log(total)


@pytest.mark.parametrize(
    ("function", "quantity", "probe", "at", "contract", "call", "expected"),
    [
        (by_masks, "sigmoid", "x=s", 90, "range", REALS, ("overflow", "exp(90.0)")),
        (
            by_branches,
            "sigmoid",
            "x=s",
            90,
            "range",
            Call((0,), "scalar"),
            ("overflow", "exp(90.0)"),
        ),
        (
            by_a_loop,
            "logsumexp",
            "(s, 0, ..., 0) n=3",
            90,
            "range",
            Call((0,), "one row"),
            ("overflow", "exp(90.0)"),
        ),
        (
            checked_functions.logsumexp_shifted_by_the_mean,
            "logsumexp",
            "(s, -inf)",
            0,
            "range",
            ROWS,
            ("inf − inf", "(0.0, -inf) - -inf"),
        ),
        (
            checked_functions.softplus_from_the_right,
            "softplus",
            "x=s",
            -90,
            "range",
            REALS,
            ("overflow", "exp(90.0)"),
        ),
        (
            checked_functions.sigmoid_clipped,
            "sigmoid",
            "x=s",
            -20,
            "relative",
            REALS,
            (FORMULA, ""),
        ),
        (
            checked_functions.sigmoid_but_for_zero,
            "sigmoid",
            "x=s",
            0,
            "absolute",
            REALS,
            (FORMULA, ""),
        ),
    ],
)
def test_the_first_operation_that_went_wrong_is_named(
    function: Any, quantity: str, probe: str, at: float, contract: str, call: Call, expected: Any
) -> None:
    """Run as it is called, or as it was traced: masks, branches, loops; or it is the formula."""
    found = cause(function, quantity, probe, at, contract, call)
    assert (found.cause, found.operation) == expected
    assert found.reason == ""


def test_a_cancellation_is_where_mpmath_finds_it() -> None:
    """1 / 1.0009118 rounds where ulp(1/(1 + e)) is more than what log leaves of it is allowed."""
    found = cause(
        checked_functions.log_sigmoid_of_a_stable_sigmoid,
        "log_sigmoid",
        "x=s",
        7,
        "relative",
        REALS,
    )
    assert (found.cause, found.operation) == ("cancellation", "1.0 / 1.0009118")
    with mp.workdps(30):
        e = mp.exp(-mpf(7))
        rounded = mpf(float(np.float32(1) / np.float32(float(1 + e))))
        assert abs(mp.log(rounded) / mp.log(1 / (1 + e)) - 1) > 64 * mpf(2) ** -24 * 8


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (np.cosh, "compiled code is not traceable"),
        (lambda x: np.round(x) + 7, "numpy.round is not modelled"),
    ],
)
def test_where_no_operation_is_named_the_reason_is(function: Any, reason: str) -> None:
    """What is not recorded is not guessed at: there is no cause, and it is said why."""
    found = cause(function, "sigmoid", "x=s", 1, "absolute", REALS)
    assert (found.cause, found.reason) == ("", reason)


def test_what_correctly_rounded_floats_do_not_do_is_blamed_on_nothing() -> None:
    """A function that is sound where it is recorded has no operation to blame."""
    found = cause(checked_functions.sigmoid_by_masks, "sigmoid", "x=s", 1, "absolute", REALS)
    assert found.cause == ""
    assert "does not fail there" in found.reason


def test_a_report_names_causes() -> None:
    """The witness of a broken contract says by which operation it came about."""
    name = f"{FILE}:sigmoid_of_large_exponentials"
    witness = stabcheck.check(name, "sigmoid", formats=["float32"]).contract("range").witness
    assert witness is not None
    assert (witness.cause, witness.operation) == ("overflow", "exp(90.0)")
