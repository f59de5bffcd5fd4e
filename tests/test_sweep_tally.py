"""Surveys are a monoid: however a walk is cut and its parts are added, the sum is the same."""

from __future__ import annotations

import warnings
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.conclusions import conclude
from stabcheck.sweeping.contracts import Outcome
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import float_at, place_of
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.tally import MANY_RUNS, Survey

if TYPE_CHECKING:
    from collections.abc import Callable


@cache
def course(page: str, probe: str, first: float, last: float) -> Course:
    """Every form of a page along a stretch of float16, from one float to another."""
    quantity, fmt = quantities()[page], find_format("float16")
    line = Line(quantity, parse_probe(probe, quantity), fmt)
    return Course(line, quantity.forms, between=(place_of(first, fmt), place_of(last, fmt)))


def scattered() -> Course:
    """The log-sum-exp where log(1 + small) loses its digits here and there."""
    return course("logsumexp", "(s, 0)", -8.0, -6.0)


def zeros() -> Course:
    """The largest subnormals and smaller floats, both zeros among them."""
    return course("sigmoid", "x=s", -0.00006, 0.00006)


def edges() -> Course:
    """The log-sum-exp where its naive form begins to overflow."""
    return course("logsumexp", "(s, s)", 9.5, 11.5)


def added(cut: list[Survey], brackets: list[int]) -> Survey:
    """The sum of neighbouring parts, two of them at a time in the order that ``brackets`` says."""
    left = list(cut)
    for choice in brackets:
        if len(left) > 1:
            k = choice % (len(left) - 1)
            left[k : k + 2] = [left[k] + left[k + 1]]
    total = Survey()
    for part in left:
        total += part
    return total


@cache
def survey_of(whole: Callable[[], Course]) -> Survey:
    """A stretch surveyed at once."""
    return whole().survey()


@cache
def parts(whole: Callable[[], Course]) -> list[Survey]:
    """A stretch surveyed in parts of 0, 1, 2, … floats, the last of which is long."""
    size = len(whole().walk)
    cuts = [k * (k - 1) // 2 for k in range(14)]
    return [whole().survey(start, stop) for start, stop in pairwise([*cuts, size])]


@pytest.mark.parametrize("whole", [scattered, edges, zeros])
@settings(deadline=None)  # the first example surveys for all
@given(brackets=st.lists(st.integers(0, 100), max_size=14))
def test_a_walk_may_be_cut_anywhere(whole, brackets) -> None:
    """The surveys of the parts, added in any order of brackets, are the survey of the whole."""
    assert added(parts(whole), brackets) == survey_of(whole)


@pytest.mark.parametrize("ends", [(10.35, 10.45), (-17.4, -17.25)])
def test_a_cut_may_fall_on_the_edge_of_a_run(ends) -> None:
    """Where a run begins or ends with a part, its neighbour across the border is known."""
    whole = course("logsumexp", "(s, s)", *ends)
    wanted = whole.survey()
    (run,) = wanted.forms[0].broken["range", Outcome.INFINITE].spans
    assert (run.before is None) != (run.after is None)
    for cut in range(len(whole.walk) + 1):
        assert whole.survey(0, cut) + whole.survey(cut) == wanted


def test_what_is_cut_holds_something_to_cut() -> None:
    """The stretches tried do have scattered failures, and runs that a cut can go through."""
    tallies = scattered().survey().forms
    assert any(b.runs > MANY_RUNS and len(b.spans) == 2 for t in tallies for b in t.broken.values())
    overflow = edges().survey().forms[0].broken["range", Outcome.INFINITE]
    (run,) = overflow.spans
    assert run.count == overflow.count > 100
    assert run.after is None
    assert run.before == run.first - 1


def test_the_survey_of_nothing_is_the_zero() -> None:
    """Added on either side it changes nothing; a part outside the domain is such a survey."""
    some = edges().survey()
    assert Survey() + some == some == some + Survey()
    fmt = find_format("float16")
    root = Quantity("root", "the square root", arguments={"x": real(above=0)})
    root.definition(np.sqrt)
    root.form("root", why="", holds=("range",))(np.sqrt)
    line = Line(root, parse_probe("x=s", root), fmt)
    outside = Course(line, root.forms, between=(place_of(-3.0, fmt), place_of(-2.0, fmt)))
    assert outside.survey() == Survey()
    (result,) = conclude(outside, outside.survey())
    assert (result.inputs, result.contracts["range"]) == (0, "n/a")
    assert result.evidence_note == "all 513 floats from -3.0 to -2.0, 0 of them in the domain"


def test_counts_are_exact() -> None:
    """Each contract's counts add up to the floats walked, and agree with the failures told."""
    for whole in (scattered(), edges()):
        for result in conclude(whole, whole.survey()):
            assert all(sum(of.values()) == len(whole.walk) for of in result.counts.values())
            told: dict[tuple[str, str], int] = {}
            for failure in result.failures:
                key = (failure.contract, failure.outcome)
                told[key] = told.get(key, 0) + failure.count
            assert told == {
                (contract, word): count
                for contract, of in result.counts.items()
                for word, count in of.items()
                if word not in ("holds", "undecided")
            }


def test_the_count_of_a_binade_is_its_floats() -> None:
    """From 1/2 to before 4 float16 has 1,024 floats in each of three binades."""
    fmt = find_format("float16")
    below_four = float(float_at(place_of(4.0, fmt) - 1, fmt))
    survey = course("sigmoid", "x=s", 0.5, below_four).survey()
    assert list(survey.binades.values()) == [1024, 1024, 1024]
    assert survey.inputs == 3072


def test_of_equal_errors_the_lowest_float_is_the_witness() -> None:
    """A form that is one ulp off everywhere is worst at the first float walked, cut or not."""
    fmt = find_format("float16")
    page = Quantity("same", "the identity", arguments={"x": real()})
    page.definition(lambda x: x * 1)
    page.form("off", why="", holds=("range",))(lambda x: x + 2.0**-10)
    between = (place_of(1.0, fmt), place_of(1.5, fmt))
    whole = Course(Line(page, parse_probe("x=s", page), fmt), page.forms, between=between)
    for survey in (whole.survey(), whole.survey(0, 5) + whole.survey(5)):
        assert survey.forms[0].worst is not None
        assert survey.forms[0].worst.place == between[0]


def test_a_form_that_fails_in_one_part_fails_in_the_whole() -> None:
    """It is told once, at the first input of all; a warning is told at its first input."""
    fmt = find_format("float16")
    page = Quantity("same", "the identity", arguments={"x": real()})
    page.definition(lambda x: x * 1)

    def raises_at_2_and_3(x):
        for number, name in ((2, "two"), (3, "three")):
            if (x.stored == number).any():
                raise ZeroDivisionError(name)
        return x

    def warns_from_2_on(x):
        if (x.stored >= 2).any():
            warnings.warn("two", FutureWarning, stacklevel=1)
        return x

    for function in (raises_at_2_and_3, warns_from_2_on):
        page.form(function.__name__, why="", holds=("range",))(function)
    between = (place_of(1.0, fmt), place_of(4.0, fmt))
    whole = Course(Line(page, parse_probe("x=s", page), fmt), page.forms, between=between)
    cut = whole.survey(0, 700) + whole.survey(700, 1500) + whole.survey(1500)
    assert cut == whole.survey()
    raised, warned = cut.forms
    assert (raised.error, warned.error) == ("raised: ZeroDivisionError: two", "")
    assert [tally.mishaps[0].at.value for tally in (raised, warned)] == ["2.0", "2.0"]
    assert len(warned.mishaps) == 1
