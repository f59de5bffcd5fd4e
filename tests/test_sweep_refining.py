"""A chosen walk goes where the truth changes, and where errors are largest."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import Format, find_format, rational
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.changes import beside_changes
from stabcheck.sweeping.conclusions import conclude
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import ordinals_at, places_at
from stabcheck.sweeping.points import walk
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.result import SweepResult
from stabcheck.sweeping.surveying import survey

FLOAT32, FLOAT64 = find_format("float32"), find_format("float64")

tripled = Quantity("tripled", "x three times, and nothing else", arguments={"x": real()})


@tripled.definition
def definition(x: Any) -> Any:
    """3x."""
    return 3 * x


@tripled.sensitivity
def sensitivity(x: Any) -> Any:
    """|3x|."""
    return np.abs(3 * x)


@tripled.form("rough", why="it is off in a few places", holds=("range", "relative"))
def rough(x: Any) -> Any:
    """3x, a little more of it between two floats of the walk, and ∞ one float too early."""
    hump = np.maximum(1 - np.abs(x - HUMP) / (0.75 * GAP), 0)
    return np.where(np.abs(x) >= MAX_THIRD, x * np.inf, 3 * x * (1 + 2.0**-18 * hump))


WALKED = walk(FLOAT32, 1, is_vector=False).part().s
#: Halfway between two floats of the walk, and how far they are apart.
HUMP, GAP = (
    float(each)
    for k in [int(np.searchsorted(WALKED, 5.3))]
    for each in ((WALKED[k] + WALKED[k - 1]) / 2, WALKED[k] - WALKED[k - 1])
)
#: The largest float32 of which three do not overflow.
MAX_THIRD = float(np.float32((float(rational(FLOAT32.max)) + 2.0**102) / 3))


def line_of(page: Quantity, probe: str, fmt: Format = FLOAT32) -> Line:
    """A line of a page."""
    return Line(page, parse_probe(probe, page), fmt)


def changes_between(line: Line, *values: float) -> list[float]:
    """The floats beside the changes of the truth that a walk over some values sees."""
    s = np.array(values, dtype=line.fmt.dtype)
    places = places_at(line.fmt.to_ordinal(s))
    found = beside_changes(line, places, line.stretch(s).truth)
    return [float(each) for each in line.fmt.from_ordinal(ordinals_at(found))]


def result_of(page: Quantity, *, t: float, is_refined: bool) -> SweepResult:
    """The first form of a page along x = s, bounded by t ulp, on a walk refined or as chosen."""
    line = line_of(page, "x=s")
    form = replace(page.forms[0], bound=t)
    course = Course(line, [form])
    found = survey(line, [form], course.walk, 0, len(course.walk), is_refined=is_refined)
    (result,) = conclude(course, found)
    return result


@pytest.mark.parametrize("fmt", [FLOAT32, FLOAT64], ids=lambda fmt: fmt.name)
def test_each_change_of_the_truth_is_bisected_to_the_float(fmt) -> None:
    """3x overflows, turns subnormal and vanishes at known floats; both sides of each are walked."""
    largest, tiny = float(rational(fmt.max)), float(fmt.ulp(0.0))
    normal = tiny * 2.0 ** (fmt.precision - 1)
    near = changes_between(line_of(tripled, "x=s", fmt), -1.0, 0.0, 1.0, largest)
    for edge in (largest / 3, -normal / 3, normal / 3, -tiny, tiny, 0.0):
        here = fmt.dtype.type(edge)
        below, above = (float(np.nextafter(here, fmt.dtype.type(to))) for to in (-np.inf, np.inf))
        assert {below, float(here), above} - {0.0} <= {*near, -1.0, 1.0, largest}


def test_a_truth_that_changes_nothing_adds_nothing() -> None:
    """Between 1 and 2, 3x is an ordinary number and only grows."""
    assert changes_between(line_of(tripled, "x=s"), 1.0, 1.25, 1.5, 2.0) == []


def test_every_entry_of_a_value_is_looked_at() -> None:
    """The softmax of (s, 0) becomes subnormal in its first entry below, in its second above."""
    page = quantities()["softmax"]
    near = changes_between(line_of(page, "(s, 0)"), -120.0, -50.0, 50.0, 120.0)
    for edge in (87.336544, 103.27893):  # 2^-126 is e^-87.3365, half of 2^-149 e^-103.9721
        assert any(abs(each - edge) < 1 for each in near)
        assert any(abs(each + edge) < 1 for each in near)


@pytest.mark.parametrize("fmt", [FLOAT32, FLOAT64], ids=lambda fmt: fmt.name)
def test_where_the_truth_turns_is_looked_for(fmt) -> None:
    """SiLU is smallest at −1.2784645427610738, where nothing but t excuses an error."""
    page = quantities()["silu"]
    near = changes_between(line_of(page, "x=s", fmt), -4.0, -2.0, -0.5, 0.5)
    turn = -1.2784645427610738
    nearest = min(near, key=lambda each: abs(each - turn))
    assert abs(nearest - turn) < 1e-7
    assert min(near) < -1.3 < -1.25 < max(each for each in near if each < -0.1)


def test_a_failure_at_one_float_where_the_truth_overflows_is_found() -> None:
    """∞ one float early is seen where the walk goes there, and nowhere else."""
    chosen, refined = (result_of(tripled, t=0.5, is_refined=each) for each in (False, True))
    assert not any(failure.outcome == "infinite" for failure in chosen.failures)
    (failure, *_) = [each for each in refined.failures if each.outcome == "infinite"]
    assert (failure.contract, failure.count) == ("range", 1)
    assert abs(float(failure.first.value)) == pytest.approx(MAX_THIRD)


def test_the_worst_error_is_climbed_to() -> None:
    """The floats chosen meet a hump of the error on its slope; its top breaks the promise."""
    highest = result_of(tripled, t=1000, is_refined=False).max_error_ulp
    assert highest is not None
    t = 1.02 * highest.value / 2  # κ is 1
    chosen, refined = (result_of(tripled, t=t, is_refined=each) for each in (False, True))
    assert chosen.contracts["relative"] == "pass"
    assert refined.contracts["relative"] == "fail"


def test_the_evidence_says_what_was_added() -> None:
    """How many floats stand beside changes, and how many were tried around the largest errors."""
    chosen, refined = (result_of(tripled, t=9, is_refined=each) for each in (False, True))
    added = refined.inputs - chosen.inputs
    beside, climbed = refined.evidence_note.removeprefix(chosen.evidence_note + "; ").split("; ")
    changes, worst = int(beside.split()[0]), int(climbed.split()[0])
    assert beside.endswith(" beside changes of the truth")
    assert climbed.endswith(" tried beside the largest errors")
    assert (changes > 0, changes + worst) == (True, added)


def test_an_exhaustive_walk_is_not_refined() -> None:
    """Every float is there already."""
    fmt = find_format("float16")
    line = Line(tripled, parse_probe("x=s", tripled), fmt)
    assert Course(line, tripled.forms).survey().refinement.tried == 0
