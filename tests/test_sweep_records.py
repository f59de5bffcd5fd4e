"""Surveys are written as lists and numbers, and read back as what they were, to the bit."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import place_of
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.records import read, written
from stabcheck.sweeping.tally import Survey, Worst


def survey(page: Quantity, probe: str, first: float, last: float) -> Survey:
    """Every form of a page on some floats of float16."""
    fmt = find_format("float16")
    line = Line(page, parse_probe(probe, page), fmt)
    return Course(line, page.forms, between=(place_of(first, fmt), place_of(last, fmt))).survey()


def _warns(x):
    warnings.warn("deprecated", FutureWarning, stacklevel=1)
    return x / 2


def _raises(x):
    return np.sort(x)


def troubled() -> Quantity:
    """A page with a form that warns and one that raises."""
    page = Quantity("half", "x/2", arguments={"x": real()})
    page.definition(lambda x: x / 2)
    for function in (_warns, _raises):
        page.form(function.__name__, why="", holds=())(function)
    return page


@pytest.mark.parametrize(
    ("page", "probe", "first", "last"),
    [
        ("logsumexp", "(s, 0)", -8.0, -6.0),  # scattered failures, theories
        ("logsumexp", "(s, s)", 10.0, 11.0),  # infinite errors
        ("softmax", "(s, -inf)", -1.0, 1.0),
        ("half", "x=s", 1.0, 1.5),  # mishaps
        ("half", "x=s", 2.0, 1.5),  # no float at all
    ],
)
def test_what_is_written_reads_back(page, probe, first, last) -> None:
    """Through the text of a file, with every count, error, place and mishap."""
    known = quantities() | {"half": troubled()}
    found = survey(known[page], probe, first, last)
    back = read(Survey, json.loads(json.dumps(written(found))))
    assert back == found
    assert repr(back) == repr(found)


@pytest.mark.parametrize("plain", [[1.0], [1.0, 2, 3], "text", 5, None, [[1], 2]])
def test_what_was_written_otherwise_is_refused(plain) -> None:
    """A record with too few fields, too many, or of other kinds raises; nothing is guessed."""
    with pytest.raises((TypeError, ValueError)):
        read(Worst, plain)
