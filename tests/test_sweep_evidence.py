"""What the evidence is worth is said: which floats were walked, and how sums add up."""

from __future__ import annotations

import numpy as np
import pytest
from amounts import share

from stabcheck.carriers.recorder import record
from stabcheck.carriers.repeated import on_repeated
from stabcheck.carriers.rounded import Arithmetic
from stabcheck.carriers.stagnating import where_stagnating
from stabcheck.catalogue import quantities
from stabcheck.ci import sweep_findings
from stabcheck.formats import find_format
from stabcheck.report.terminal.sums import sums_of
from stabcheck.report.terminal.sweep_summary import evidence
from stabcheck.sweeping.engine import plan, sweep
from stabcheck.sweeping.points import walk
from stabcheck.sweeping.result import SweepResult

BFLOAT16 = find_format("bfloat16").dtype


def swept(page: str, form: str, fmt: str, *probes: str) -> list[SweepResult]:
    """The results of one form."""
    return list(sweep(plan([quantities()[page]], [form], [fmt], probes), jobs=1))


def test_a_stratified_count_is_of_the_floats_walked() -> None:
    """An exhaustive walk counts floats, any other those it walked, and print says which."""
    whole = swept("sigmoid", "naive", "float16")
    part = swept("sigmoid", "naive", "float32")
    assert (whole[0].counted, part[0].counted) == ("floats", "floats walked")
    assert evidence(whole) == "float16 63,488 floats, exhaustive"
    assert evidence(part) == f"float32 {part[0].inputs:,} floats walked, certified"
    both = swept("logsumexp", "naive", "float16", "(s, ..., s)")
    assert evidence(both).startswith("float16 190,464 floats, exhaustive + ")
    assert evidence(both).endswith(" floats walked, certified")


@pytest.mark.parametrize(
    ("page", "form", "probe"),
    [("sigmoid", "naive", "x=s"), ("logsumexp", "naive", "(s, 0)"), ("softmax", "naive", "(s, 0)")],
)
def test_how_sums_add_up_is_told_of_forms_that_sum(page, form, probe) -> None:
    """Every step is rounded, from left to right; a form without a sum says nothing."""
    (result,) = swept(page, form, "float16", probe)
    assert result.accumulate == (
        "" if page == "sigmoid" else "left to right, rounded at every step"
    )


def test_a_form_without_a_sum_keeps_none_in_any_format() -> None:
    """Where nothing is added up over a vector, there is nothing to accumulate."""
    assert swept("sigmoid", "naive", "float16")[0].accumulated_in == ""


def test_a_long_sum_that_stops_growing_is_named() -> None:
    """300 ones sum to 256 in bfloat16, whether or not a contract minds; in float32 to 300."""
    page, line = quantities()["softmax"], ["(s, ..., s) n=300"]
    (same,) = swept("softmax", "shifted", "bfloat16", *line)
    assert same.stagnation is not None
    assert (same.stagnation.got, float(same.stagnation.truth)) == ("256.0", 300)
    assert same.accumulated_in == "bfloat16"
    assert "a sum stops at 256.0, true is 300" in sums_of([same])[1]
    (wide,) = sweep(plan([page], ["shifted"], ["bfloat16"], line, "float32"), jobs=1)
    assert wide.stagnation is None
    assert (wide.accumulate, wide.accumulated_in) == (
        "left to right in float32, rounded once",
        "float32",
    )
    assert wide.max_error_ulp is not None
    assert same.max_error_ulp is not None
    assert wide.max_error_ulp.value < 1 < same.max_error_ulp.value


def test_a_sum_that_stops_growing_is_named_where_the_largest_error_is_of_another_kind() -> None:
    """The plain form's sum overflows where it is furthest off; where e^s is 1 it stops at 256."""
    (found,) = swept("softmax", "naive", "bfloat16", "(s, ..., s) n=300")
    assert found.stagnation is not None
    assert (found.stagnation.at.value, found.stagnation.got) == ("0.0", "256.0")
    assert found.max_error_ulp is not None
    assert found.max_error_ulp.at != "0.0"


@pytest.mark.parametrize("accumulate", ["same", "float32"])
def test_where_a_sum_stops_growing_is_seen_from_the_floats(accumulate) -> None:
    """300 ones do not reach 300 in bfloat16, 100 do: summed, multiplied, or by their columns."""
    arithmetic = Arithmetic(find_format("bfloat16"), accumulate)
    ones = np.ones((3, 300)) * np.array([[1], [0], [1]])
    ones[2, 100:] = 0
    stops = [accumulate == "same", False, False]
    for formula in (np.sum, lambda x: x @ x, lambda x: np.mean(x) + np.max(x)):
        found = where_stagnating(formula, [ones.astype(BFLOAT16)], arithmetic)
        assert found.tolist() == stops
    columns = np.array([[1, 0.001], [1, 0], [0, 0.001]]).astype(BFLOAT16)
    rest = lambda x: np.sum(np.delete(x, np.argmax(x)))  # noqa: E731
    by_columns = [on_repeated(formula, np.array([0, 1]), [True]) for formula in (np.sum, rest)]
    found = [where_stagnating(each, [columns], arithmetic).tolist() for each in by_columns]
    assert found == [[accumulate == "same", False, False], [False] * 3]


def test_a_sum_is_not_called_stagnant_in_the_format_it_is_not_kept_in() -> None:
    """Kept in float32, 2,000 halves of bfloat16 lose nothing to speak of."""
    halves = np.full((1, 2_000), 0.5)
    for accumulate, trouble in (("same", "stagnation"), ("float32", "")):
        (event,) = record(np.sum, [halves], Arithmetic(find_format("bfloat16"), accumulate), 64)
        assert event.trouble == trouble


@pytest.mark.parametrize("fmt", ["float16", "bfloat16"])
def test_promises_hold_however_sums_add_up(fmt) -> None:
    """Sums kept in float32 break nothing that a page promises, and move no predicted boundary."""
    kinds = {name: {a.kind for a in page.arguments.values()} for name, page in quantities().items()}
    vectors = share((name for name, kind in kinds.items() if "vector" in kind), 3)
    tasks = plan([quantities()[name] for name in vectors], formats=[fmt], accumulate="float32")
    results = list(sweep([task for task in tasks if task.length in (2, 3)], jobs=1))
    found = [finding for result in results for finding in sweep_findings(result)]
    assert found
    assert [finding for finding in found if finding.status != "as expected"] == []


def test_numpy_sums_otherwise() -> None:
    """NumPy keeps a float16 sum in float32: 4096 ones are 4096 there, and 2048 step by step."""
    ones = np.ones(4096, dtype=np.float16)
    assert np.sum(ones) == 4096
    assert np.cumsum(ones)[-1] == 2048


def test_reals_are_walked_densely_in_float32() -> None:
    """A real costs little: eight times as many floats a central binade as for a vector."""
    fmt = find_format("float32")
    count = {}
    for is_vector in (True, False):
        s = np.abs(walk(fmt, 1, is_vector=is_vector).part().s)
        count[is_vector] = int(((s >= 2) & (s < 4)).sum())
    assert count[False] >= 7 * count[True]
    (real,) = swept("sigmoid", "naive", "float32")
    assert real.evidence_note.startswith(walk(fmt, 1, is_vector=False).note)
