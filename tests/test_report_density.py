"""How many floats fail, and where scattered failures are dense, is told in numbers that add up."""

from __future__ import annotations

import io
import json

import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.report.json_envelope import envelope
from stabcheck.report.run import Run
from stabcheck.report.terminal.density import failing, interval, percent
from stabcheck.report.terminal.screen import painted
from stabcheck.report.terminal.sweep import show
from stabcheck.sweeping.engine import plan, sweep
from stabcheck.sweeping.places import place_of
from stabcheck.sweeping.result import Binade, Failure, Point, SweepResult

PLACE = Point("0.0", "0x0000", 0)


def swept(form: str, fmt: str = "float16", probe: str = "(s, 0)") -> SweepResult:
    """The log-sum-exp in one form, along one probe."""
    (result,) = sweep(plan([quantities()["logsumexp"]], [form], [fmt], [probe]), jobs=1)
    return result


def scattered(result: SweepResult) -> Failure:
    """Its failures in many runs."""
    (failure,) = [failure for failure in result.failures if failure.binades]
    return failure


def printed(*results: SweepResult, every: bool) -> str:
    """What is shown of results, on a wide screen."""
    text = io.StringIO()
    options = frozenset({"all"} if every else ())
    with painted(text) as screen:
        show(Run("sweep", results, 0, options=options), screen)
    return text.getvalue()


@pytest.mark.parametrize("fmt", ["float16", "float32"])
def test_the_binades_of_a_scattered_failure_add_up_to_it(fmt) -> None:
    """Every failing float is in one binade, and none has more of them than were walked in it."""
    result = swept("shifted", fmt)
    failure = scattered(result)
    assert sum(binade.failing for binade in failure.binades) == failure.count
    assert all(0 < binade.failing <= binade.walked for binade in failure.binades)
    worst = max(failure.binades, key=lambda binade: binade.error_ulp)
    assert (worst.worst, worst.error_ulp) == (failure.witness, failure.error_ulp)
    for binade in failure.binades:
        s = float(binade.worst.value)
        assert binade.exponent is not None
        assert 2.0**binade.exponent <= abs(s) < 2.0 ** (binade.exponent + 1)
        assert (s > 0) == (binade.sign > 0)


def test_float16_has_1024_floats_in_a_normal_binade() -> None:
    """An exhaustive walk counts a binade whole; failures in one run have no need of it."""
    result = swept("shifted")
    (binade,) = scattered(result).binades
    assert (binade.sign, binade.exponent, binade.failing, binade.walked) == (-1, 2, 619, 1024)
    assert [f.runs for f in result.failures if not f.binades] == [1]


def test_the_part_of_the_floats_that_fail_is_told_in_percent() -> None:
    """Exactly counted where all are walked; nothing is said of a sample, nor where none fails."""
    assert failing([swept("shifted")]) == "float16 inaccurate 619 (0.975 %), zero 961 (1.51 %)"
    assert failing([swept("shifted", "float32")]) == ""
    assert failing([swept("shifted-log1p")]) == ""
    assert percent(1_020_169_704, 4_278_190_080) == "23.8 %"


def test_a_quarter_of_a_range_that_overflows_is_counted_to_the_float() -> None:
    """From log(MAX + ½ulp) on, every float of the range is NaN, and no other."""
    fmt = find_format("float32")
    ends = (place_of(88.72283, fmt), place_of(88.72285, fmt))
    page = quantities()["sigmoid"]
    (result,) = sweep(plan([page], ["exp-ratio"], ["float32"], between={"float32": ends}), jobs=1)
    nans = ends[1] - fmt.to_ordinal(fmt.from_bits(0x42B17218)) + 1
    assert result.counts["range"] == {"holds": result.inputs - nans, "nan": nans, "undecided": 0}


def test_the_densest_binade_is_shown_and_all_of_them_on_request() -> None:
    """One line by default; with --all a row a binade, sampled floats called what they are."""
    both = swept("shifted"), swept("shifted", "float32")
    short, long = (printed(*both, every=every) for every in (False, True))
    assert "float16 densest in −8 < s ≤ −4, 60.4 % of its floats\n" in short
    assert "% of its floats walked\n" in short
    assert "binade" not in short
    rows = [" ".join(line.split()) for line in long.splitlines()]
    assert "float16 −8 < s ≤ −4 619 1,024 60.4 % 1.02e+03 -7.62" in rows
    assert "densest" not in long


@pytest.mark.parametrize(
    ("sign", "exponent", "text"),
    [
        (1, 2, "4 ≤ s < 8"),
        (-1, -1, "−1 < s ≤ −0.5"),
        (1, -30, "2^−30 ≤ s < 2^−29"),
        (-1, 100, "−2^101 < s ≤ −2^100"),
        (0, None, "s = 0"),
    ],
)
def test_a_binade_is_written_as_the_floats_it_holds(sign, exponent, text) -> None:
    """Small powers are written out; below 0 the far end comes first."""
    assert interval(Binade(sign, exponent, 1, 1, PLACE, 0.0)) == text


def test_counts_and_binades_are_in_the_json() -> None:
    """A reader of the file has the same numbers."""
    (entry,) = json.loads(json.dumps(envelope(Run("sweep", (swept("shifted"),), 0))))["results"]
    assert entry["counts"]["relative"] == {
        "holds": 61_908,
        "inaccurate": 619,
        "zero": 961,
        "undecided": 0,
    }
    (binades,) = [failure["binades"] for failure in entry["failures"] if failure["binades"]]
    assert binades[0] | {"error_ulp": 0} == {
        "sign": -1,
        "exponent": 2,
        "failing": 619,
        "walked": 1024,
        "worst": {"value": "-7.62", "bits": "0xc79f"},
        "error_ulp": 0,
    }
    assert entry["between"] is None
