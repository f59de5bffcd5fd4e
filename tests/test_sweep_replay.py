"""The replay of one input, every operation beside its true ball."""

from __future__ import annotations

import pytest
from flint import arb

from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.rendering import truth_text
from stabcheck.sweeping.replay import parse_float, replay, replay_form


def test_an_overflow_is_seen_where_it_happens() -> None:
    """At 0x42b17218 the exponential of a naive log-sum-exp is the first to go, and is blamed."""
    seen = replay("logsumexp", "naive", "float32", "(s, 0)", "0x42b17218")
    assert (seen.at.value, seen.at.bits) == ("88.72284", "0x42b17218")
    assert seen.arguments == (("x", "(88.72284, 0.0)"),)
    assert [step.operation for step in seen.steps] == ["exp", "sum", "log"]
    assert seen.steps[0].trouble == "overflow"
    assert seen.steps[0].value == ("inf", "1.0")
    assert float(seen.steps[0].truth[0]) == pytest.approx(3.402824e38, rel=1e-6)
    assert (seen.cause, seen.blamed) == ("overflow", 1)
    assert (seen.got, seen.rounded) == (("inf",), ("88.72284",))
    assert float(seen.truth[0]) == pytest.approx(88.7228393555)
    assert seen.contracts["range"] == "fail"


def test_the_neighbour_inside_holds() -> None:
    """One float earlier nothing is blamed and every contract is kept."""
    seen = replay("logsumexp", "naive", "float32", "(s, 0)", "0x42b17217")
    assert (seen.cause, seen.blamed) == ("", None)
    assert seen.contracts == {
        "range": "pass",
        "relative": "pass",
        "absolute": "pass",
        "special": "n/a",
    }


def test_a_harmless_underflow_is_not_blamed() -> None:
    """e^(x − max) → 0 inside a sum that contains 1 is shown as an underflow, and harms nothing."""
    seen = replay("logsumexp", "shifted", "float32", "(s, 0)", "-200")
    assert "underflow" in [step.trouble for step in seen.steps]
    held = replay("logsumexp", "shifted", "float32", "(s, 0)", "200")
    assert "underflow" in [step.trouble for step in held.steps]
    assert (held.cause, held.got) == ("", ("200.0",))


@pytest.mark.parametrize(
    ("text", "value"),
    [("0x3f800000", 1.0), ("0XBF800000", -1.0), ("0.1", 0.10000000149011612), ("−2.5e0", -2.5)],
)
def test_an_input_is_named_by_bits_or_by_a_decimal(text, value) -> None:
    """Hex digits are the float's own bits; a decimal is the float nearest to it."""
    assert float(parse_float(text, find_format("float32"))) == value


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("0xzz", "no pattern"),
        ("0x100000000", "more than the 32 bits"),
        ("0x7f800000", "finite"),
        ("1e39", "finite"),
        ("nan", "finite"),
        ("ten", "no number"),
    ],
)
def test_an_input_that_cannot_be_read_is_refused_in_one_sentence(text, complaint) -> None:
    """Malformed or infinite inputs are a ValueError that says so."""
    with pytest.raises(ValueError, match=complaint):
        parse_float(text, find_format("float32"))


def test_the_sign_of_zero_is_kept() -> None:
    """−0 is a float of its own."""
    assert str(parse_float("-0.0", find_format("float16"))) == "-0.0"


def test_outside_the_domain_nothing_is_replayed() -> None:
    """A quantity of positive reals is not evaluated at 0."""
    page = Quantity("positive", "a logarithm", arguments={"x": real(above=0)})

    @page.definition
    def definition(x):
        import numpy as np

        return np.log(x)

    page.form("log", why="", holds=("range",))(definition)
    seen = replay_form(page, page.forms[0], find_format("float64"), "x=s", "2")
    assert seen.contracts["range"] == "pass"
    assert seen.contracts["relative"] == "n/a"  # the page states no sensitivity
    with pytest.raises(ValueError, match="outside the domain"):
        replay_form(page, page.forms[0], find_format("float64"), "x=s", "0")


def test_unknown_names_are_key_errors() -> None:
    """The terminal tells the closest name; here a name is known or it is not."""
    with pytest.raises(KeyError):
        replay("logsumxp", "naive", "float32", "(s, 0)", "1")
    with pytest.raises(KeyError):
        replay("logsumexp", "nave", "float32", "(s, 0)", "1")


@pytest.mark.parametrize(
    ("ball", "text"),
    [
        (arb("0.5"), "0.500000000000"),
        (arb(0), "0"),
        (arb(0, 1e-300), "0"),
        (arb(0, 2), "[+/- 2.01]"),
        (arb(-1000000000).exp(), "< 1e-9999999"),
        (-arb(-1000000000).exp(), "> -1e-9999999"),
        (arb(1000000000).exp(), "> 1e+9999999"),
        (-arb(1000000000).exp(), "< -1e+9999999"),
        (arb(-65504).exp(), "9.42448026584e-28449"),
    ],
)
def test_a_truth_is_written_short(ball, text) -> None:
    """Twelve digits, and no exponent that would not fit a table."""
    assert truth_text(ball) == text


def test_the_truth_of_every_step_is_certain_for_the_largest_floats() -> None:
    """At 1e300 the form x − (x + log 2) is replayed in a precision that still holds log 2."""
    seen = replay("softmax", "division-free", "float64", "(s, s)", "1e300")
    assert seen.steps[-1].truth == ("0.500000000000", "0.500000000000")
    assert seen.got == ("1.0", "1.0")
    assert seen.cause == "cancellation"
    assert seen.steps[seen.blamed - 1].operation == "+"
