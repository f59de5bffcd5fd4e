"""What a sweep must find: the exact floats at which known forms break, and no others."""

from __future__ import annotations

import numpy as np
import pytest

from stabcheck.carriers.ball import ball_of
from stabcheck.catalogue import quantities
from stabcheck.exact import exact
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.result import Failure, SweepResult


def swept(quantity, form, fmt, probe) -> SweepResult:
    """The result of one form of a page on one line."""
    page = quantities()[quantity]
    line = parse_probe(probe, page)
    (result,) = judge_line(page, [page.find_form(form)], find_format(fmt), line)
    return result


def failures(result, contract, outcome) -> list[Failure]:
    """The failures of one kind, in the order of the line."""
    return [f for f in result.failures if (f.contract, f.outcome) == (contract, outcome)]


@pytest.mark.parametrize(
    ("fmt", "bits", "value"),
    [
        ("float16", "0x498c", "11.09375"),
        ("bfloat16", "0x42b2", "89.0"),
        ("float32", "0x42b17218", "88.72284"),
        ("float64", "0x40862e42fefa39f0", "709.7827128933841"),
    ],
)
def test_the_naive_log_sum_exp_overflows_from_the_known_float_on(fmt, bits, value) -> None:
    """On (s, 0) it is infinite from log(MAX + ½ulp) to MAX, and the float before holds."""
    result = swept("logsumexp", "naive", fmt, "(s, 0)")
    (failure,) = failures(result, "range", "infinite")
    assert (failure.first.bits, failure.first.value) == (bits, value)
    assert failure.last.ordinal == find_format(fmt).max_ordinal
    assert failure.count == failure.last.ordinal - failure.first.ordinal + 1
    assert failure.exact_edges
    assert failure.cause == "overflow"
    assert failure.got == "inf"
    assert failure.predicted == failure.first
    assert failure.deviation_floats == 0
    assert result.contracts["range"] == "fail"


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_n_equal_arguments_overflow_log_n_earlier(fmt, n) -> None:
    """On (s, …, s) the first infinite float is at or above log((MAX + ½ulp)/n), as derived."""
    lattice = find_format(fmt)
    result = swept("logsumexp", "naive", fmt, f"(s, ..., s) n={n}")
    above, below = failures(result, "range", "infinite")[::-1]
    boundary = lattice.first_at_or_above(np.log(lattice.overflow_threshold / n))
    slack = 0 if n == 1 else 4  # the sum's own rounding, next to a boundary that is a tie
    assert abs(above.first.ordinal - boundary) <= slack
    assert above.cause == "overflow"
    underflow = lattice.last_at_or_below(np.log(lattice.underflow_threshold))
    assert below.first.ordinal == -lattice.max_ordinal
    assert below.last.ordinal == underflow
    assert (below.got, below.cause) == ("-inf", "underflow")


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
def test_both_sides_of_a_boundary_were_run(fmt) -> None:
    """The first failing float fails and its neighbour inside holds, seen once more by hand."""
    lattice = find_format(fmt)
    page = quantities()["logsumexp"]
    (failure,) = failures(swept("logsumexp", "naive", fmt, "(s, 0)"), "range", "infinite")
    s = lattice.from_ordinal([failure.first.ordinal - 1, failure.first.ordinal])
    from stabcheck.carriers.rounded import Arithmetic, run_rounded

    arguments = [np.stack([s, np.zeros_like(s)], axis=1)]
    got = run_rounded(page.find_form("naive").function, arguments, Arithmetic(lattice))
    assert np.isfinite(got.astype(float)).tolist() == [True, False]


@pytest.mark.parametrize("fmt", ["float16", "float32", "float64"])
def test_a_shifted_log_sum_exp_is_not_condemned_near_its_zero(fmt) -> None:
    """At (−ln 2, −ln 2), where 0 may come out of a truth a rounding error away, κ says so."""
    result = swept("logsumexp", "shifted", fmt, "(s, s)")
    assert result.contracts["relative"] == "pass"
    assert result.contracts["absolute"] == "pass"
    assert result.failures == ()
    # it is walked: −ln 2 and its neighbours are among the landmarks
    assert result.max_error_ulp is not None
    assert abs(float(result.max_error_ulp.value)) > 100


def test_a_soft_label_near_one_condemns_the_printed_formula() -> None:
    """At x = 20, y = below(1) in float32, max(x, 0) − x·y + log(1 + e^−|x|) is 60 % off."""
    from stabcheck.sweeping.replay import replay

    seen = replay("bce_with_logits", "sheet", "float32", "x=s, y=below(1)", "20")
    assert seen.contracts["relative"] == "fail"
    assert seen.outcomes["relative"] == "inaccurate"
    assert 0.55 < float(seen.got[0]) / float(seen.truth[0]) - 1 < 0.65
    result = swept("bce_with_logits", "sheet", "float32", "x=s, y=below(1)")
    assert result.contracts == {
        "range": "pass",
        "relative": "fail",
        "absolute": "fail",
        "special": "n/a",
    }
    assert swept("bce_with_logits", "branch", "float32", "x=s, y=below(1)").failures == ()


def test_the_naive_sigmoid_fails_on_its_subnormal_band_and_nowhere_else() -> None:
    """In float32 only `relative` fails, by 0, where σ is subnormal and e⁻ˣ infinite already."""
    lattice = find_format("float32")
    result = swept("sigmoid", "naive", "float32", "x=s")
    assert (result.contracts["range"], result.contracts["absolute"]) == ("pass", "pass")
    (band,) = result.failures
    assert (band.contract, band.outcome, band.cause) == ("relative", "zero", "overflow")
    assert band.last.ordinal == lattice.last_at_or_below(-np.log(lattice.overflow_threshold))
    assert band.last.value == "-88.72284"
    # below, 0 is within the 4 spacings that t = 4 allows, and a trifle for κ
    allowed = lattice.first_at_or_above(np.log(lattice.smallest_subnormal * 4))
    assert 0 <= band.first.ordinal - allowed <= 8
    assert -103.98 < float(band.first.value) < -101.8


def test_a_boundary_read_off_equals_a_boundary_bisected(monkeypatch) -> None:
    """In float16 and bfloat16, strata and bisection find what the exhaustive sweep reads off."""
    from stabcheck.sweeping import points

    exhaustive = {
        fmt: failures(swept("logsumexp", "naive", fmt, "(s, s)"), "range", "infinite")
        for fmt in ("float16", "bfloat16")
    }
    monkeypatch.setattr(points, "EXHAUSTIVE_BITS", 8)
    for fmt, read_off in exhaustive.items():
        bisected = swept("logsumexp", "naive", fmt, "(s, s)")
        assert bisected.evidence == "certified"
        assert failures(bisected, "range", "infinite") == read_off


def test_a_witness_shows_what_came_out_beside_the_truth() -> None:
    """The truth printed at a witness is the quantity at that very float."""
    (failure,) = failures(swept("sigmoid", "exp-ratio", "float64", "x=s"), "range", "nan")
    assert (failure.got, failure.truth) == ("nan", "1.00000000000")
    result = swept("logsumexp", "naive", "float64", "(s, s)")
    below, above = failures(result, "range", "infinite")
    ln2 = float(ball_of(np.log(find_format("float64").overflow_threshold / 2)).mid())
    assert float(above.truth) == pytest.approx(ln2 + np.log(2), rel=1e-11)
    # the witness is the failing float nearest to zero
    assert (below.witness, above.witness) == (below.last, above.first)
    assert float(below.truth) == pytest.approx(float(below.witness.value) + np.log(2), rel=1e-11)


def test_scattered_failures_are_one() -> None:
    """An error that comes and goes is reported once, with its runs counted and its worst float."""
    result = swept("logsumexp", "shifted", "float16", "(s, 0)")
    (scattered,) = failures(result, "relative", "inaccurate")
    assert scattered.runs > 8
    assert scattered.exact_edges
    assert scattered.count > scattered.runs
    assert scattered.error_ulp > 4


def test_the_strip_shows_the_line() -> None:
    """Cells from −MAX to MAX: the naive log-sum-exp is infinite at both ends of (s, s)."""
    strip = swept("logsumexp", "naive", "float32", "(s, s)").strip
    assert len(strip) == 48
    assert (strip[0], strip[-1], strip[23], strip[24]) == ("I", "I", ".", ".")
    assert set(swept("sigmoid", "two-branch", "float32", "x=s").strip) == {"."}
    assert swept("sigmoid", "naive", "float32", "x=s").strip.count("0") == 1
    one_sided = swept("logsumexp", "naive", "float32", "(0, -s)").strip
    assert (one_sided[0], one_sided[-1]) == ("I", ".")


@pytest.mark.parametrize("fmt", ["float32", "float64"])
@pytest.mark.parametrize("edge", ["7.3", "-0.0123456", "1e30", "-3e-30"])
def test_a_boundary_that_nothing_foretells_is_found_to_the_float(fmt, edge) -> None:
    """A jump of 1 % at an arbitrary float is bisected to that float, far from any landmark."""
    lattice = find_format(fmt)
    page = Quantity("jump", "the identity", arguments={"x": real()})
    page.definition(lambda x: x * 1)
    page.sensitivity(np.abs)
    page.form("jumps", why="", holds=("relative",))(
        lambda x: np.where(x >= float(edge), x * 1.01, x)
    )
    (result,) = judge_line(page, page.forms, lattice, parse_probe("x=s", page))
    found = failures(result, "relative", "inaccurate")
    first = int(lattice.to_ordinal(lattice.round_exact(exact(float(edge)))))
    assert first in [run.first.ordinal for run in found]
    assert all(run.exact_edges for run in found)


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float32", "float64"])
def test_a_masked_entry_has_the_limit_for_its_truth(fmt) -> None:
    """On (s, −∞) the log-sum-exp is s: the shifted form is exact, the naive one overflows."""
    shifted = swept("logsumexp", "shifted", fmt, "(s, -inf)")
    assert shifted.failures == ()
    assert shifted.undecided == 0
    assert shifted.max_error_ulp is not None
    assert shifted.max_error_ulp.value < 1e-6
    above = failures(swept("logsumexp", "naive", fmt, "(s, -inf)"), "range", "infinite")[1]
    assert float(above.truth) == pytest.approx(float(above.first.value), rel=1e-3)
