"""The recorder shows every intermediate beside its truth and blames the operation at fault."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from flint import arb

from stabcheck.carriers.recorder import Event, blame, record
from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.carriers.tape import Tape, trace
from stabcheck.formats import find_format


def log_sum_exp(x: Any) -> Any:
    """The plain form."""
    return np.log(np.sum(np.exp(x)))


def shifted_log_sum_exp(x: Any) -> Any:
    """The form that subtracts the largest entry first."""
    largest = np.max(x)
    return largest + np.log(np.sum(np.exp(x - largest)))


def quotient(x: Any) -> Any:
    """eˣ/(1 + eˣ)."""
    e = np.exp(x)
    return e / (1 + e)


def point(fmt: str, *values: Any) -> list[Any]:
    """Arguments of one point, rounded to the format."""
    return [find_format(fmt).nearest([value]) for value in values]


def within(bound_ulp: float, function: Any, arguments: list[Any], fmt: str) -> Any:
    """Acceptance within so many ulp of the exact result."""
    form = find_format(fmt)
    truth = trace(function, arguments, Tape(Arithmetic(form), 0), 200).reshape(-1)

    def accepts(result: list[Any]) -> bool:
        return all(
            isinstance(got, arb)
            and abs(float(got - true)) <= bound_ulp * form.ulp(float(abs(true)))
            for got, true in zip(result, truth, strict=True)
        )

    return accepts


@pytest.mark.parametrize(
    ("function", "fmt", "arguments", "operation", "cause"),
    [
        (lambda x: np.log(1 + np.exp(x)), "float16", [12.0], "exp", "overflow"),
        (lambda x: np.log(1 + np.exp(x)), "float8_e4m3fn", [7.0], "exp", "overflow"),
        (lambda x: np.log(1 + np.exp(x)), "float16", [-12.0], "+", "cancellation"),
        (quotient, "float32", [100.0], "exp", "overflow"),
        (lambda x: np.exp(2 * x) * np.exp(-x), "float32", [-80.0], "exp", "underflow"),
        (log_sum_exp, "float16", [[-20.0, -20.0]], "exp", "underflow"),
        (log_sum_exp, "bfloat16", [[89.0, 0.0]], "exp", "overflow"),
        (log_sum_exp, "float32", [[88.5, 88.5]], "sum", "overflow"),
        (lambda x: 1 - np.tanh(x) ** 2, "float32", [7.0], "tanh", "cancellation"),
        (np.sum, "bfloat16", [[1.0] * 300], "sum", "stagnation"),
        (lambda x: x @ x, "bfloat16", [[1.0] * 300], "@", "stagnation"),
        (
            lambda x, y: np.maximum(x, 0) - x * y,
            "float32",
            [20.0, 1 - 2.0**-24],
            "*",
            "cancellation",
        ),
    ],
)
def test_the_first_operation_at_fault_is_blamed(
    function: Any, fmt: str, arguments: list[Any], operation: str, cause: str
) -> None:
    """Overflow and underflow are blamed where they happen, lost digits on what lost them."""
    given = point(fmt, *arguments)
    found = blame(function, given, Arithmetic(find_format(fmt)), within(4, function, given, fmt))
    assert found is not None
    assert (found[0].operation, found[1]) == (operation, cause)


def test_the_truth_is_found_at_the_precision_it_needs() -> None:
    """log(1 − σ(x)) at x = 300 loses 433 bits: the truth is settled before anything is blamed."""

    def function(x: Any) -> Any:
        return np.log(1 - 1 / (1 + np.exp(-x)))

    given, arithmetic = point("float64", 300.0), Arithmetic(find_format("float64"))
    found = blame(
        function, given, arithmetic, lambda result: abs(float(result[0]) + 300) < 1e-9, bits=64
    )
    assert found is not None
    assert (found[0].operation, found[1]) == ("+", "cancellation")
    assert abs(found[0].truth[0] - 1) < 1e-100
    assert float(record(function, given, arithmetic, bits=64)[-1].truth[0]) == -300


def test_harmless_underflow_is_not_blamed() -> None:
    """e^(x − max) → 0 in a sum that contains 1 leaves the result acceptable."""
    given = point("float16", [-20.0, 20.0])
    arithmetic = Arithmetic(find_format("float16"))
    accepts = within(1, shifted_log_sum_exp, given, "float16")
    assert blame(shifted_log_sum_exp, given, arithmetic, accepts) is None
    troubles = [event.trouble for event in record(shifted_log_sum_exp, given, arithmetic)]
    assert "underflow" in troubles


def test_harmless_underflow_beside_a_harmful_rounding() -> None:
    """Where one entry underflows without harm and another is rounded, the rounding is named."""

    def function(x: Any) -> Any:
        return 1 - np.sum(np.tanh(x) * np.exp(-np.maximum(-x, 0) * 10))

    given = point("float32", [7.0, -20.0])
    found = blame(
        function, given, Arithmetic(find_format("float32")), within(4, function, given, "float32")
    )
    assert found is not None
    assert found[1] == "cancellation"


@pytest.mark.parametrize(
    ("function", "values", "cause"),
    [
        (lambda x: x - x, [np.inf], "inf − inf"),
        (lambda x: x / x, [np.inf], "inf / inf"),
        (lambda x: 0 * x, [-np.inf], "0 · inf"),
        (lambda x: x / x, [0.0], "0 / 0"),
        (np.sum, [[np.inf, -np.inf]], "inf − inf"),
        (np.log, [0.0], "log of zero"),
    ],
)
def test_operations_without_a_value_are_named(function: Any, values: Any, cause: str) -> None:
    """Where even exact operations give no number, the operation that has none is blamed."""
    given = point("float32", *values)
    found = blame(
        function,
        given,
        Arithmetic(find_format("float32")),
        lambda result: all(isinstance(each, arb) for each in result),
    )
    assert found is not None
    assert found[1] == cause


def test_exact_operations_after_an_overflow_follow_ieee_754() -> None:
    """1/(1 + ∞) = 0, so that the overflow inside is not blamed where 0 is right."""
    form = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731 - a formula, as a page writes it
    given = point("float16", -60000.0)
    result = trace(form, given, Tape(Arithmetic(find_format("float16")), 2), 128)
    assert result.item() == 0


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("accumulate", ["same", "float32"])
def test_the_replay_is_the_sweep(fmt: str, accumulate: Any) -> None:
    """The last recorded value is, bit for bit, what the rounded run returns."""
    rng = np.random.default_rng(0)
    arithmetic = Arithmetic(find_format(fmt), accumulate)
    formula = lambda x: shifted_log_sum_exp(0.1 * x) + x @ x  # noqa: E731 - as above
    for row in find_format(fmt).nearest(rng.normal(size=(20, 5)) * 4):
        events = record(formula, [row[None]], arithmetic)
        assert float(events[-1].value[0]) == float(run_rounded(formula, [row[None]], arithmetic)[0])
        assert len(events) == 9


def test_events_show_floats_beside_their_truth() -> None:
    """Every event has its operands in decimal, its floats, its truth and its error."""
    events = record(quotient, point("float32", 90.0), Arithmetic(find_format("float32")))
    assert [event.operation for event in events] == ["exp", "+", "/"]
    first, second, last = events
    assert isinstance(first, Event)
    assert (first.index, first.operands, first.value) == (1, ("90.0",), (np.inf,))
    assert abs(first.truth[0] / arb(90).exp() - 1) < 1e-14
    assert (first.error_ulp, first.trouble) == (None, "overflow")
    assert second.operands == ("1.0", "inf")
    assert np.isnan(last.value[0])
    assert last.trouble == "inf / inf"


def test_lost_digits_are_seen_where_they_are_lost() -> None:
    """A difference far more wrong than its operands is marked as cancellation, a sum is not."""
    arithmetic = Arithmetic(find_format("float32"))
    events = record(lambda x: 1 - np.tanh(x) ** 2, point("float32", 7.0), arithmetic)
    assert [event.trouble for event in events] == ["", "", "cancellation"]
    assert events[-1].error_ulp is not None
    assert events[-1].error_ulp > 1000
    growing = record(np.sum, point("float64", [0.1] * 100), Arithmetic(find_format("float64")))
    assert growing[0].trouble == ""


def test_long_operands_are_abbreviated() -> None:
    """Vectors are shown by their first entries."""
    events = record(np.sum, point("float16", [0.5] * 7), Arithmetic(find_format("float16")))
    assert events[0].operands == ("(0.5, 0.5, 0.5, …)",)
