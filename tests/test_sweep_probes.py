"""Probes: one canonical name for every spelling, and arguments that are floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from stabcheck.exact import exact
from stabcheck.formats import FORMATS, find_format
from stabcheck.quantity import Quantity, matrix, real, vector
from stabcheck.sweeping.probes import find_probe, parse_probe, standard_probes

VECTOR = Quantity("v", "of a vector", arguments={"x": vector()})
REAL = Quantity("r", "of a real", arguments={"x": real()})
PAIR = Quantity("p", "of two reals", arguments={"x": real(), "y": real()})


@pytest.mark.parametrize(
    ("spelling", "name", "family"),
    [
        ("(s,0)", "(s, 0, ..., 0) n=2", "(s, 0, ..., 0)"),
        ("( s , s )", "(s, ..., s) n=2", "(s, ..., s)"),
        ("(s)", "(s, ..., s) n=1", "(s, ..., s)"),
        ("(s, …, s) n = 100", "(s, ..., s) n=100", "(s, ..., s)"),
        ("(s, 0, 0)", "(s, 0, ..., 0) n=3", "(s, 0, ..., 0)"),
        ("(1, s, ..., s) n=4", "(1, s, ..., s) n=4", "(1, s, ..., s)"),
        ("(s,s−1,s-2.0)", "(s, s-1, s-2)", "(s, s-1, s-2)"),
        ("(0,-s)", "(0, -s)", "(0, -s)"),
        ("(s, −∞)", "(s, -inf)", "(s, -inf)"),
        ("(s, below(1.0), 0)", "(s, below(1), 0)", "(s, below(1), 0)"),
        ("x=(s, 0)", "(s, 0, ..., 0) n=2", "(s, 0, ..., 0)"),
        ("(s, s/2^1, s/1)", "(s, s/2, s)", "(s, s/2, s)"),
        ("(s, -s, …, s, -s) n=8", "(s, -s, ..., s, -s) n=8", "(s, -s, ..., s, -s)"),
        ("(s, -s, ..., s, -s) n=4", "(s, -s, s, -s)", "(s, -s, s, -s)"),
        ("(1, s, -s, s, -s, s, -s)", "(1, s, -s, ..., s, -s) n=7", "(1, s, -s, ..., s, -s)"),
        ("(s, s/2, s/4, ...) n=50", "(s, s/2, s/4, ...) n=50", "(s, s/2, s/4, ...)"),
        (
            "(0, s, s/2^1, s/4, s/8, s/16, s/32)",
            "(0, s, s/2, s/4, ...) n=7",
            "(0, s, s/2, s/4, ...)",
        ),
        ("(s, s-0.1, s-0.2, ...) n=9", "(s, s-0.1, s-0.2, ...) n=9", "(s, s-0.1, s-0.2, ...)"),
        ("(s, 3, 2, 1, ...) n=8", "(s, 3, 2, 1, ...) n=8", "(s, 3, 2, 1, ...)"),
        ("(s, s, 0, ..., 0) n=9", "(s, s, 0, ..., 0) n=9", "(s, s, 0, ..., 0)"),
        ("(s/2048, -s/2^12)", "(s/2^11, -s/2^12)", "(s/2^11, -s/2^12)"),
    ],
)
def test_every_spelling_of_a_vector_probe_has_one_name(spelling, name, family) -> None:
    """A probe is found however it is written, and its name parses back to itself."""
    probe = parse_probe(spelling, VECTOR)
    assert (probe.text, probe.family) == (name, family)
    assert parse_probe(probe.text, VECTOR) == probe


@pytest.mark.parametrize(
    ("spelling", "quantity", "name"),
    [
        ("s", REAL, "x=s"),
        ("x = s", REAL, "x=s"),
        ("y=below(1), x=s", PAIR, "x=s, y=below(1)"),
        ("x=-s+0.50, y=1e-1", PAIR, "x=-s+0.5, y=0.1"),
    ],
)
def test_reals_are_named_in_the_order_of_the_quantity(spelling, quantity, name) -> None:
    """The canonical name gives every argument in the page's own order."""
    assert parse_probe(spelling, quantity).text == name


@pytest.mark.parametrize(
    ("text", "quantity", "complaint"),
    [
        ("(1, 0)", VECTOR, "does not depend on s"),
        ("(s, ..., s)", VECTOR, "needs its length"),
        ("(s, ..., 0) n=3", VECTOR, "stands before it too"),
        ("(1, 2, s, ..., s) n=2", VECTOR, "at least 3"),
        ("(s, -s, ..., s, -s) n=7", VECTOR, "which n=7 cuts in two"),
        ("(s, 1, ..., s, 2) n=8", VECTOR, "stands before it too"),
        ("(s, ..., ..., s) n=8", VECTOR, "stands before it too"),
        ("(s, s/2, ...) n=8", VECTOR, "three entries in equal steps"),
        ("(s, s/2, s/8, ...) n=8", VECTOR, "three entries in equal steps"),
        ("(s, s/2, s/4, ...)", VECTOR, "needs its length"),
        ("(s, s/2, s/4, ...) n=2", VECTOR, "at least 3"),
        ("(s, s/2, s/4, ...) n=1002", VECTOR, "from 0 to 1000"),
        ("(s/4, s/2, s, ...) n=4", VECTOR, "three entries|from 0 to 1000"),
        ("(s, s/3)", VECTOR, "a power of two"),
        ("(s, s/2^1001)", VECTOR, "a power of two"),
        ("(s, 0) n=3", VECTOR, "has 2 entries"),
        ("(s, ..., s) n=0", VECTOR, "between 1 and"),
        ("(s, sin(s))", VECTOR, "no entry of a probe"),
        ("__import__('os')", REAL, "no entry of a probe"),
        ("s", VECTOR, "is a vector"),
        ("()", VECTOR, "is a vector"),
        ("x=s", PAIR, "no value for y"),
        ("x=s, x=1", PAIR, "once"),
        ("x=s, z=1", PAIR, "once"),
        ("x=s, y=0", REAL, "once"),
        ("s", Quantity("m", "of a matrix", arguments={"w": matrix("H", "D")}), "probes walk"),
    ],
)
def test_what_is_no_probe_is_refused_in_one_sentence(text, quantity, complaint) -> None:
    """A text outside the grammar is a ValueError that says what is wrong; nothing is evaluated."""
    with pytest.raises(ValueError, match=complaint):
        parse_probe(text, quantity)


def test_the_standard_probes_are_the_ones_of_the_design() -> None:
    """Reals, pairs of reals and vectors get the lines that every sweep walks."""
    assert [probe.text for probe in standard_probes(REAL)] == ["x=s"]
    labels = ["0", "1", "0.5", "0.1", "below(1)"]
    assert [probe.text for probe in standard_probes(PAIR)] == [f"x=s, y={y}" for y in labels]
    vectors = standard_probes(VECTOR)
    assert [probe.n for probe in vectors] == [1, 2, 3, 100, 2, 3, 100, 3, 2, 2]
    for quantity in (REAL, PAIR, VECTOR):
        for probe in standard_probes(quantity):
            assert parse_probe(probe.text, quantity) == probe


def test_the_hard_probes_are_for_sums() -> None:
    """Ties, equal steps, as many entries as there may be, signs that alternate where any can be."""
    names = [probe.text for probe in standard_probes(VECTOR, hard=True)][
        len(standard_probes(VECTOR)) :
    ]
    assert names == [
        "(s, s, 0, ..., 0) n=100",
        "(s, s-1, s-2, ...) n=20",
        "(0, s, ..., s) n=10000",
        "(s, ..., s) n=100000",
        "(s, -s, ..., s, -s) n=100",
    ]
    positive = Quantity("v", "of weights", arguments={"x": vector(at_least=0)})
    assert names[-1] not in [probe.text for probe in standard_probes(positive, hard=True)]
    assert standard_probes(PAIR, hard=True) == standard_probes(PAIR)
    weights = Quantity("v", "of weights", arguments={"x": vector(), "w": vector()})
    for probe in standard_probes(weights, hard=True):
        assert parse_probe(probe.text, weights) == probe


def test_halves_are_rounded_once() -> None:
    """s/2^k is the float nearest to it, among the subnormal numbers too, and keeps its sign."""
    for name in FORMATS:
        fmt = find_format(name)
        (vectors,) = parse_probe("(s/8, -s/8)", VECTOR).arguments(
            s := fmt.from_ordinal(np.arange(40)), fmt
        )
        wanted = [fmt.round_exact(exact(Fraction(float(each)) / 8)) for each in s]
        assert vectors[:, 0].tolist() == [each.item() for each in wanted]
        assert np.signbit(vectors[:, 1].astype(float)).all()


def test_a_family_finds_all_its_lengths() -> None:
    """The text without n= names the standard probes of every length, and a prediction's line."""
    family = find_probe("(s,…,s)", VECTOR)
    assert [probe.n for probe in family] == [1, 2, 3, 100]
    assert all(probe.matches("(s, ..., s)") for probe in family)
    assert [probe.matches("(s, ..., s) n=3") for probe in family] == [False, False, True, False]
    assert [probe.text for probe in find_probe("(s, 0)", VECTOR)] == ["(s, 0, ..., 0) n=2"]


@pytest.mark.parametrize("name", FORMATS)
def test_the_arguments_are_floats_of_the_format(name) -> None:
    """Every entry, shifted and constant ones included, is one float of the format swept."""
    fmt = find_format(name)
    s = fmt.from_ordinal(np.arange(1, 9))
    (x,) = parse_probe("(s, -s, s-1, below(1), 0.1, 0)", VECTOR).arguments(s, fmt)
    assert x.dtype == fmt.dtype
    assert x.shape == (8, 6)
    assert (x[:, 0] == s).all()
    assert (x[:, 1] == -s).all()
    assert (fmt.to_ordinal(x[:, 3]) + 1 == fmt.to_ordinal(fmt.dtype.type(1))).all()
    assert (x[:, 4] == fmt.nearest([0.1])[0]).all()
    assert (x[:, 5] == 0).all()


def test_a_shifted_entry_is_rounded_once() -> None:
    """s − 1 is the float nearest to the difference: in float16, 2050 − 1 = 2049 ties to 2048."""
    fmt = find_format("float16")
    (x,) = parse_probe("(s, s-1)", VECTOR).arguments(np.array([2050, 3], np.float16), fmt)
    assert x[:, 1].tolist() == [2048.0, 2.0]


def test_arguments_have_standard_probes_and_may_be_given_others() -> None:
    """A matrix has no standard line; a vector beside a real has some, and others can be named."""
    with pytest.raises(ValueError, match="no standard probes"):
        standard_probes(Quantity("q", "of a matrix", arguments={"a": matrix("M", "N")}))
    mixed = Quantity("q", "of both", arguments={"x": vector(), "y": real()})
    assert standard_probes(mixed)
    (probe,) = find_probe("x=(s, 0), y=2", mixed)
    assert probe.text == "x=(s, 0, ..., 0), y=2 n=2"
    assert parse_probe(probe.text, mixed) == probe
