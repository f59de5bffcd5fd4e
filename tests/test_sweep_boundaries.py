"""Known boundaries come out of the sweep to the bit, without a page that says where to look."""

from __future__ import annotations

import pytest

from stabcheck.catalogue import quantities
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


def test_the_naive_sigmoid_loses_subnormals_and_nothing_else() -> None:
    """In float32 0 is more than 4 ulp off from −101.892586 to −88.72284: 1,726,186 floats."""
    result = untold("sigmoid", "naive", "float32", "x=s")
    (found,) = failures(result, "relative", "zero")
    assert found.cause == "overflow"
    assert (found.last.value, found.last.bits) == ("-88.72284", "0xc2b17218")
    assert (found.first.value, found.first.bits) == ("-101.892586", "0xc2cbc901")
    assert (found.count, found.runs, found.counted) == (1_726_186, 1, "floats")
    assert result.contracts["range"] == result.contracts["absolute"] == "pass"


def test_the_printed_cross_entropy_fails_at_a_soft_label_near_1() -> None:
    """In float32 at the float below 1 it is off by the whole of a cancelled difference."""
    result = untold("bce_with_logits", "sheet", "float32", "x=s, y=below(1)")
    found = [f for f in failures(result, "relative", "inaccurate") if float(f.first.value) < 20]
    assert any(float(f.last.value) >= 20 for f in found)
    assert {f.cause for f in found} == {"cancellation"}
    assert untold("bce_with_logits", "branch", "float32", "x=s, y=below(1)").failures == ()
