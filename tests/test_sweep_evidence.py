"""What the evidence is worth is said: which floats were walked, and how sums add up."""

from __future__ import annotations

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.report.terminal.sweep_summary import evidence
from stabcheck.sweeping.engine import plan, sweep
from stabcheck.sweeping.points import walk
from stabcheck.sweeping.result import SweepResult


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
        s = np.abs(walk(fmt, 1, is_vector=is_vector).s)
        count[is_vector] = int(((s >= 2) & (s < 4)).sum())
    assert count[False] >= 7 * count[True]
    (real,) = swept("sigmoid", "naive", "float32")
    assert real.inputs == len(walk(fmt, 1, is_vector=False).s)
