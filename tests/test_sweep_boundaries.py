"""Known boundaries come out of the sweep to the bit, without a page that says where to look."""

from __future__ import annotations

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.exact import exact
from stabcheck.formats import find_format
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.result import Failure, SweepResult


def untold(page_name: str, form: str, fmt: str, probe: str) -> SweepResult:
    """The result of a form of which nothing is promised and nothing predicted."""
    page = quantities()[page_name]
    line = parse_probe(probe, page)
    own = [page.find_form(form)]
    (result,) = judge_line(page, own, find_format(fmt), line, is_spoken_of=False)
    assert result.predictions == ()
    return result


def failures(result: SweepResult, contract: str, outcome: str) -> list[Failure]:
    """The failures of one kind."""
    return [f for f in result.failures if (f.contract, f.outcome) == (contract, outcome)]


@pytest.mark.parametrize(
    ("fmt", "bits"),
    [
        ("float16", "0x498c"),
        ("bfloat16", "0x42b2"),
        ("float32", "0x42b17218"),
        ("float64", "0x40862e42fefa39f0"),
    ],
)
def test_log_of_1_plus_exp_is_infinite_from_known_bits_on(fmt: str, bits: str) -> None:
    """From the first float at or above log(MAX + ½ulp) up to MAX, in one run."""
    (found,) = failures(untold("logsumexp", "naive", fmt, "(s, 0)"), "range", "infinite")
    assert (found.first.bits, found.cause, found.runs) == (bits, "overflow", 1)
    assert found.last.ordinal == find_format(fmt).max_ordinal


@pytest.mark.parametrize("n", [2, 3, 100])
@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
def test_log_of_a_sum_is_infinite_by_log_n_earlier(fmt: str, n: int) -> None:
    """Of (s, ..., s), from the first float at or above log(MAX + ½ulp) − log n up to MAX."""
    held = find_format(fmt)
    first = held.first_at_or_above(np.log(held.overflow_threshold) - np.log(exact(n)))
    found = failures(untold("logsumexp", "naive", fmt, f"(s, ..., s) n={n}"), "range", "infinite")
    underflow, overflow = found
    assert (overflow.first.ordinal, overflow.cause, overflow.runs) == (first, "overflow", 1)
    # MAX + log 100 is clearly more than MAX in float16, so that ∞ is no failure there
    is_beyond = fmt == "float16" and n == 100
    assert overflow.last.ordinal == held.max_ordinal - is_beyond
    assert -underflow.first.ordinal == held.max_ordinal


@pytest.mark.parametrize(
    ("fmt", "first", "last", "count"),
    [
        ("float16", ("-15.1875", "0xcb98"), ("-11.09375", "0xc98c"), 525),
        ("float32", ("-101.892586", "0xc2cbc901"), ("-88.72284", "0xc2b17218"), 1_726_186),
        (
            "float64",
            ("-743.0537775602605", "0xc087386e22edf49f"),
            ("-709.7827128933841", "0xc0862e42fefa39f0"),
            292_655_379_757_744,
        ),
    ],
)
def test_the_naive_sigmoid_loses_subnormals_and_nothing_else(
    fmt: str, first: tuple[str, str], last: tuple[str, str], count: int
) -> None:
    """Its 0 is more than 4 ulp off on one band, to the float, and nowhere else."""
    result = untold("sigmoid", "naive", fmt, "x=s")
    (found,) = result.failures
    assert (found.contract, found.outcome, found.cause) == ("relative", "zero", "overflow")
    assert (found.first.value, found.first.bits) == first
    assert (found.last.value, found.last.bits) == last
    assert (found.count, found.runs, found.counted) == (count, 1, "floats")
    assert result.contracts["range"] == result.contracts["absolute"] == "pass"


def test_the_naive_sigmoid_loses_nothing_in_bfloat16() -> None:
    """So few bits excuse the whole band: four roundings of x change the truth by all of it."""
    assert untold("sigmoid", "naive", "bfloat16", "x=s").failures == ()


#: From where tanh x rounds to 1 in ideal arithmetic: 1 − tanh x ≤ u/2.
SATURATED = {
    "float16": "0x4482",
    "bfloat16": "0x405e",
    "float32": "0x41102cb4",
    "float64": "0x40330fc1931f09ca",
}


@pytest.mark.parametrize("fmt", ["float16", "bfloat16"])
def test_tanh_saturates_at_known_bits_in_the_small_formats(fmt: str) -> None:
    """A float32 kernel, rounded once, is ideal there: 1 − tanh² is 0 from these bits on."""
    result = untold("tanh_grad", "one-minus-square", fmt, "x=s")
    found = [f.first for f in failures(result, "relative", "zero")]
    first = min((at for at in found if at.ordinal > 0), key=lambda at: at.ordinal)
    assert first.bits == SATURATED[fmt]


@pytest.mark.parametrize("fmt", SATURATED)
def test_what_this_kernel_makes_of_the_saturation_is_told_apart(fmt: str) -> None:
    """Ideal arithmetic saturates where the page says; how far off the kernel is, is counted."""
    page = quantities()["tanh_grad"]
    own = [page.find_form("one-minus-square")]
    (result,) = judge_line(page, own, find_format(fmt), parse_probe("x=s", page))
    above, below = (check for check in result.predictions if check.predicted)
    assert above.predicted == above.ideal
    assert above.predicted.bits == SATURATED[fmt]
    assert (above.verdict == "met") == (above.found == above.ideal)
    assert above.verdict in ("met", "kernel")
    assert above.deviation_floats == above.found.ordinal - above.predicted.ordinal
    assert below.deviation_floats == -above.deviation_floats


def test_the_printed_cross_entropy_fails_at_a_soft_label_near_1() -> None:
    """In float32 at the float below 1 it is off by the whole of a cancelled difference."""
    result = untold("bce_with_logits", "sheet", "float32", "x=s, y=below(1)")
    found = [f for f in failures(result, "relative", "inaccurate") if float(f.first.value) < 20]
    assert any(float(f.last.value) >= 20 for f in found)
    assert {f.cause for f in found} == {"cancellation"}
    assert untold("bce_with_logits", "branch", "float32", "x=s, y=below(1)").failures == ()


def test_many_small_terms_beside_a_large_one_stagnate() -> None:
    """In float16, 1 + 99 eˢ stays 1 for small eˢ, and is said to; log1p of the rest is right."""
    lost, kept = (
        untold("logsumexp", form, "float16", "(0, s, ..., s) n=100").failures
        for form in ("shifted", "shifted-log1p")
    )
    assert ("zero", "stagnation") in {(failure.outcome, failure.cause) for failure in lost}
    assert kept == ()
