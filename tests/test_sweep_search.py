"""The seeded random search off the probes: what it finds, how simple that is, and its replay."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace

import numpy as np
import pytest

import stabcheck
from stabcheck.catalogue import quantities
from stabcheck.cli.main import main
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real, special, vector
from stabcheck.sweeping.counterexamples import DEFAULT_SEED
from stabcheck.sweeping.engine import plan, sweep
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe, standard_probes
from stabcheck.sweeping.random_points import random_points
from stabcheck.sweeping.replay import replay_form
from stabcheck.sweeping.searching import search
from stabcheck.sweeping.shrinking import shrink
from stabcheck.sweeping.space import Space

KEEPS = ("range", "relative", "absolute")
POINTS = 400
WIDE = ("float16", "bfloat16", "float32", "float64")


def planted_page() -> Quantity:
    """The sum of absolute values; one form doubles it for three entries in one order of six."""
    page = Quantity("planted", "Σ |xᵢ|", arguments={"x": vector()})

    @page.definition
    def definition(x):
        return np.sum(np.abs(x))

    page.sensitivity(lambda x: np.sum(np.abs(x)))
    page.form("sound", why="", holds=KEEPS, bound=lambda n: 8 + 2 * n)(definition)

    @page.form("wrong", why="", holds=KEEPS, bound=lambda n: 8 + 2 * n)
    def wrong(x):
        total = np.sum(np.abs(x))
        if len(x) != 3:
            return total
        return np.where((x[1] < x[0]) & (x[0] < x[2]) & (x[1] < 0), total * 2, total)

    return page


@pytest.mark.parametrize("fmt", WIDE)
def test_a_defect_off_every_probe_is_found_and_made_minimal(fmt) -> None:
    """What no probe shows is found, and shrunk to the shortest vector of the roundest numbers."""
    page, floats = planted_page(), find_format(fmt)
    for probe in standard_probes(page):
        for result in judge_line(page, page.forms, floats, probe):
            # So close to MAX that its roundings exceed it, a sum of a hundred does overflow.
            others = [each for each in result.failures if each.outcome != "infinite"]
            assert not others, (result.form, result.probe)
    sound, wrong = search(page, page.forms, floats, POINTS, DEFAULT_SEED)
    assert not sound.counterexamples
    (only,) = wrong.counterexamples
    assert (only.contracts, only.outcome) == (("relative", "absolute"), "inaccurate")
    assert only.arguments == (("x", "(0, -1, 1)"),)
    assert (only.got, float(only.truth)) == ("4.0", 2.0)
    assert (wrong.points, wrong.evidence) == (POINTS, "sampled")
    assert 1 <= only.count < POINTS / 4


@pytest.mark.parametrize("name", ["logsumexp", "softmax", "bce_with_logits"])
@pytest.mark.parametrize("fmt", ["bfloat16", "float64", "float8_e4m3fn"])
def test_a_counterexample_is_replayed_bit_for_bit(name, fmt) -> None:
    """On its probe and at its float the same comes out, against the same truth, broken alike."""
    page, floats = quantities()[name], find_format(fmt)
    met = 0
    for form, found in zip(
        page.forms, search(page, page.forms, floats, 60, DEFAULT_SEED), strict=True
    ):
        for each in found.counterexamples:
            seen = replay_form(page, form, floats, each.probe, each.at)
            broken = [c for c in each.contracts if seen.outcomes[c] == each.outcome]
            assert broken == list(each.contracts)
            shown = list(zip(seen.got, seen.truth, map(str, seen.error_ulp), strict=True))
            assert (each.got, each.truth, str(each.error_ulp)) in shown
            assert parse_probe(each.probe, page).text == each.probe
            met += 1
    assert met >= 2


def test_the_results_depend_on_the_seed_and_on_nothing_else() -> None:
    """One job and three, whatever else is swept, find the same; another seed tries other points."""
    page = quantities()["logsumexp"]
    formats = ["float16", "float32"]
    tasks = plan([page], ["naive", "shifted"], formats, ["(s, 0)"], search=(60, 5))
    alone, together = (list(sweep(tasks, jobs=jobs)) for jobs in (1, 3))
    assert [each.search for each in alone] == [each.search for each in together]
    fewer = plan([page], ["shifted"], ["float32"], ["(0, -s)"], search=(60, 5))
    assert [each.search for each in sweep(fewer)] == [alone[3].search]
    space = Space(page, find_format("float32"))
    first = list(random_points(space, 60, 5))
    assert list(random_points(space, 90, 5))[:60] == first
    assert list(random_points(space, 60, 6)) != first


def test_only_the_first_probe_carries_the_search() -> None:
    """Each form is searched once in each format, however many probes are swept."""
    page = quantities()["logsumexp"]
    tasks = plan([page], ["naive"], ["float16"], ["(s, 0)", "(0, -s)"], search=(10, 1))
    assert [task.search for task in tasks] == [(10, 1), None]


@pytest.mark.parametrize("fmt", [*WIDE, "float8_e4m3fn", "float8_e5m2"])
def test_points_lie_in_the_domain_and_far_apart(fmt) -> None:
    """Short vectors and long ones, tiny and huge entries, ties; −∞ only where the page says."""
    masked = Quantity(
        "m", "", arguments={"x": vector()}, specials=(special((-np.inf, 0.0), accepts=0.0),)
    )
    bounded = Quantity("b", "", arguments={"x": vector(), "y": real(above=0, below=1)})
    infinite = -find_format(fmt).max_ordinal - 1
    for page in (masked, bounded):
        space = Space(page, find_format(fmt))
        points = list(random_points(space, 600, 2))
        assert all(space.contains(point) for point in points)
        vectors = [point[0] for point in points]
        assert {len(each) for each in vectors} >= {*range(1, 9), 100}
        some = any(infinite in each for each in vectors)
        assert some == (page is masked and find_format(fmt).has_inf)
        sizes = {abs(entry) / -infinite for each in vectors for entry in each}
        assert min(sizes) < 0.05
        assert max(sizes - {1.0}) > 0.95
        assert any(len(set(each)) < len(each) and len(set(each)) > 1 for each in vectors)


def test_shrinking_ends_at_the_simplest_point_that_keeps_the_property() -> None:
    """Entries go, stretches of them at once; numbers become small, powers of two, few digits."""
    space = Space(planted_page(), find_format("float64"))
    ordinal = space.fmt.to_ordinal
    start = (tuple(ordinal(np.array([-7.123, 88.987654321, 1e300, *[3.3] * 90])).tolist()),)

    def shrunk(keeps) -> str:
        def holds(points):
            return [keeps(space.fmt.from_ordinal(point[0])) for point in points]

        return str(tuple(map(float, space.fmt.from_ordinal(shrink(space, start, holds)[0]))))

    assert shrunk(np.all) == "(1.0,)"
    assert shrunk(lambda x: x.max() > 88.73) == "(100.0,)"
    assert shrunk(lambda x: len(x) >= 5) == "(0.0, 0.0, 0.0, 0.0, 0.0)"
    assert shrunk(lambda x: x.min() < -6 and x.max() > 50) == "(-7.0, 60.0)"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [("(s, 5e-324)", "(s, 5e-324)"), ("(s, 1.50e300)", "(s, 1.5e+300)"), ("(s, 1e3)", "(s, 1000)")],
)
def test_numbers_with_many_zeros_are_written_with_an_exponent(text, canonical) -> None:
    """The name of a probe stays short, and names the same probe."""
    page = planted_page()
    probe = parse_probe(text, page)
    assert probe.text == canonical
    assert parse_probe(canonical, page) == probe


def test_a_form_that_raises_off_the_probes_is_a_finding() -> None:
    """The exception is told with a point at which the form raises it."""
    page = planted_page()

    @page.form("raises", why="", holds=KEEPS, bound=lambda n: 8 + 2 * n)
    def raises(x):
        if len(x) == 4:
            raise ZeroDivisionError("four entries")
        return np.sum(np.abs(x))

    found = search(page, page.forms, find_format("float32"), 50, 1)[-1]
    assert found.error.startswith("ZeroDivisionError: four entries; at s = 0x")
    assert " on (" in found.error


@pytest.fixture
def _broken_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """A form of the catalogue that is wrong off the probes only."""
    page = quantities()["logsumexp"]
    sound = page.find_form("shifted-log1p").function

    def wrong(x):
        return sound(x) + (1 if len(x) == 4 else 0)

    broken = replace(page.find_form("shifted-log1p"), function=wrong, theory=None, breaks=())
    monkeypatch.setattr(page, "forms", [broken])


OPTIONS = ("sweep", "logsumexp", "--format", "float32", "--probe", "(s, 0)", "--jobs", "1")


@pytest.mark.usefixtures("_broken_form")
def test_a_broken_promise_is_shown_replayed_and_exits_1(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Without a search all is as expected; with one the promise is broken, and replayed by a line.

    The table of verdicts says so too, and the JSON gives the same counterexample.
    """
    assert main(OPTIONS) == 0
    capsys.readouterr()
    assert main([*OPTIONS, "--search", "100", "--seed", "3"]) == 1
    shown = capsys.readouterr().out
    assert "100 random points in each format, seed 3" in shown
    assert "x = (0, 0, 0, 0)" in shown
    assert any("✗!" in line for line in shown.splitlines() if line.startswith("  float32"))
    (line,) = (each for each in shown.splitlines() if "--at" in each)
    verb, *arguments = shlex.split(line)
    assert (verb, main(arguments)) == ("stabcheck", 1)
    assert "2.386" in capsys.readouterr().out
    assert main([*OPTIONS, "--search", "100", "--seed", "3", "--output", "json"]) == 1
    (result,) = json.loads(capsys.readouterr().out)["results"]
    found = result["search"]["counterexamples"][0]
    assert (found["replay"], result["search"]["evidence"]) == (line.strip(), "sampled")
    assert found["arguments"] == {"x": "(0, 0, 0, 0)"}
    assert not result["as_expected"]


def test_a_search_that_finds_nothing_says_that_it_proves_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A sound form is not condemned, and what was not found is called sampled."""
    assert main([*OPTIONS, "--form", "shifted-log1p", "--search", "50"]) == 0
    assert "float32  none found (sampled: no proof)" in capsys.readouterr().out


def test_a_seed_without_a_search_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A seed alone would do nothing, and one replayed input searches nothing."""
    assert main([*OPTIONS, "--seed", "3"]) == 2
    assert "--seed is the seed of --search" in capsys.readouterr().err
    assert main([*OPTIONS, "--form", "naive", "--at", "1", "--search", "3"]) == 2


def test_the_public_function_searches_too() -> None:
    """`stabcheck.sweep` has the same search; without it there is none."""
    options = {"forms": ["shifted"], "formats": ["float32"], "probes": ["(s, 0)"]}
    (result,) = stabcheck.sweep("logsumexp", **options, search=60, seed=5)
    assert result.search is not None
    assert (result.search.points, result.search.seed) == (60, 5)
    (without,) = stabcheck.sweep("logsumexp", **options)
    assert without.search is None
