"""Asymptotes: truths known a binade at a time are those known float by float, however cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.formats import find_format
from stabcheck.quantity import Quantity, real
from stabcheck.sweeping import asymptotes, surveying
from stabcheck.sweeping.asymptotes import Asymptotes, piece_edges
from stabcheck.sweeping.contracts import Verdicts
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import every_place, float_at, place_of
from stabcheck.sweeping.probes import find_probe, standard_probes
from stabcheck.sweeping.tally import Survey, Tally

if TYPE_CHECKING:
    from stabcheck.quantity import Form

FLOAT32 = find_format("float32")
EDGES = piece_edges(FLOAT32)
#: Pieces that are tried of every line: the subnormals, some binades near their ends, some far away.
LOOKED_AT = (0, 3, 118, 120, 126, 166, 200, 253, 254, 256, 257, 300, 340, 380, 389, 392, 420, 509)
#: So many floats of each.
TRIED = 12


def line_of(page: str, probe: str) -> Line:
    """A line in float32."""
    quantity = quantities()[page]
    (found,) = find_probe(probe, quantity)
    return Line(quantity, found.folded, FLOAT32)


def course(page: str, probe: str, first: int, count: int) -> Course:
    """Every form of a page, and two that wobble, along so many floats from a place on."""
    line = line_of(page, probe)
    forms = [*line.quantity.forms, wobbling(line, first + count // 3), biased(line)]
    return Course(line, forms, between=(first, first + count - 1))


def best(line: Line) -> Form:
    """The last form that states a bound."""
    return next(form for form in reversed(line.quantity.forms) if form.theory)


def biased(line: Line) -> Form:
    """A form off by a little everywhere, and a bound that is too low."""
    form, truth = best(line), line.quantity.evaluated_by

    def off(x: Any) -> Any:
        return form.function(x) * (1 + 2.0**-22)

    def theory(x: Any, r: Any) -> Any:
        return np.abs(truth(x)) * 2.0**-24 + r.lost

    return replace(form, name="biased", function=off, theory=theory)


def wobbling(line: Line, place: int) -> Form:
    """A form off by a little, and by much from a place on; its bound doubles with s."""
    form = best(line)
    here = float(float_at(place, FLOAT32))
    truth = line.quantity.evaluated_by

    def s(x: Any) -> Any:
        return x[0] if x.ndim else x

    def wobbled(x: Any) -> Any:
        y = form.function(x)
        return np.where(s(x) > here, y * (1 + 2.0**-20), y * (1 + 2.0**-22))

    def theory(x: Any, r: Any) -> Any:
        return np.abs(truth(x) * s(x)) * (2.0**-19 / abs(here)) + r.lost

    return replace(form, name="wobbling", function=wobbled, theory=theory)


def test_pieces_cover_the_line() -> None:
    """From −MAX to MAX: 254 binades of either sign, the subnormals of either, and the zeros."""
    first, last = every_place(FLOAT32)
    assert (EDGES[0], EDGES[-1]) == (first, last + 1)
    assert len(EDGES) - 1 == 2 * (254 + 1) + 1
    assert [float(float_at(int(EDGES[k]), FLOAT32)) for k in (255, 256, 257)] == [
        -0.0,
        2.0**-149,
        2.0**-126,
    ]


@pytest.mark.parametrize("name", sorted(quantities()))
def test_the_truth_on_an_asymptote_is_the_truth(name: str) -> None:
    """Page by page: the oracle's, asked float by float, rounds alike and is within the radii."""
    page, rng = quantities()[name], np.random.default_rng(7)
    for probe in standard_probes(page)[:2]:
        line = Line(page, probe.folded, FLOAT32)
        for piece in LOOKED_AT:
            asymptote = line.asymptotes.on(piece)
            if asymptote is None:
                continue
            first, after = EDGES[piece : piece + 2].tolist()
            places = np.sort(rng.choice([first, after - 1, *rng.integers(first, after, 99)], TRIED))
            s = FLOAT32.from_ordinal(places + (places < 0))
            s = s[line.in_domain(s)]
            here, known = asymptote.truth(s), line.stretch(s).truth
            assert not here.undecided.any()
            same = here.rounded.view(np.uint32) == known.rounded.view(np.uint32)
            zeros = (here.rounded == 0) & (known.rounded == 0)
            assert (same | zeros)[~known.undecided].all()
            apart = np.abs(here.hi - known.hi)
            assert (apart <= here.rad + known.rad + 2.0**-52 * np.abs(here.hi)).all()


#: Where things happen beside an asymptote: a page, a probe, and the floats around which.
PLACES = (
    ("softplus", "x=s", 88.72284),  # eˣ overflows, and the truth is x
    ("softplus", "x=s", -103.97),
    ("sigmoid", "x=s", 2.0**-33),
    ("sigmoid", "x=s", -128.0),
    ("sigmoid", "x=s", 128.0),
    ("softplus", "x=s", 128.0),
    ("logsumexp", "(s, 0)", 128.0),
    ("softmax", "(s, 0, ..., 0) n=3", 110.0),
    ("silu", "x=s", 2.0**-126),
    ("tanh", "x=s", 32.0),
)
COUNT = 1200


def around(float_: float) -> int:
    """The place at which a walk with a float in its middle begins."""
    return place_of(np.float32(float_), FLOAT32) - COUNT // 2


@pytest.mark.parametrize(("page", "probe", "float_"), PLACES)
def test_a_walk_across_pieces_may_be_cut_anywhere(page: str, probe: str, float_: float) -> None:
    """What is added up is what one survey of the whole finds, to the bit."""
    whole = course(page, probe, around(float_), COUNT)
    wanted = whole.survey()
    for cut in (1, 400, 601):
        assert whole.survey(0, cut) + whole.survey(cut) == wanted


@pytest.mark.parametrize(("page", "probe", "float_"), PLACES)
def test_points_judged_alike_are_judged_as_each_would_be(
    page: str, probe: str, float_: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verdicts of the first for all of them: the very survey that judging each gives."""
    whole = course(page, probe, around(float_), COUNT)
    quick = whole.survey()
    with monkeypatch.context() as patch:
        patch.setattr(Verdicts, "spread", lambda _verdicts, _points: None)
        assert course(page, probe, around(float_), COUNT).survey() == quick


@pytest.mark.parametrize(("page", "probe", "float_"), PLACES)
def test_asymptotes_change_no_finding(
    page: str, probe: str, float_: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without them the same floats hold and fail, with the same errors but for what is unseen."""
    quick = course(page, probe, around(float_), COUNT).survey()
    monkeypatch.setattr(Asymptotes, "on", lambda _asymptotes, _piece: None)
    slow = course(page, probe, around(float_), COUNT).survey()
    assert blurred(quick) == blurred(slow)


def blurred(survey: Survey) -> list[Any]:
    """What is found, without the last digits of errors, which depend on the enclosures."""
    return [
        survey.inputs,
        survey.undecided,
        survey.binades,
        [
            (
                tally.holds,
                tally.strip,
                {kind: (each.runs, each.count) for kind, each in tally.broken.items()},
                [
                    (s.first, s.last, s.before, s.after)
                    for b in tally.broken.values()
                    for s in b.spans
                ],
                pytest.approx(tally.worst.error_ulp if tally.worst else 0, rel=1e-3, abs=1e-3),
                theory(tally),
            )
            for tally in survey.forms
        ],
    ]


def theory(tally: Tally) -> Any:
    """What is said of the bound, but for the digits that depend on enclosures."""
    if tally.theory is None:
        return None
    ratio = pytest.approx(tally.theory.ratio, rel=2e-3, abs=2e-3)
    return ratio, tally.theory.inputs, tally.theory.verdict


def test_most_floats_of_the_famous_quantities_lie_on_asymptotes() -> None:
    """Five binades of six: affine arithmetic sees through their formulas."""
    looked_at = range(0, len(EDGES) - 1, 5)
    for page, probe in (("sigmoid", "x=s"), ("softplus", "x=s"), ("logsumexp", "(s, 0)")):
        line = line_of(page, probe)
        on = [line.asymptotes.on(k) is not None for k in looked_at]
        assert sum(on) > 5 / 6 * len(on)


def test_a_truth_that_moves_has_no_asymptote() -> None:
    """A quantity that moves by an ulp within a binade is asked for float by float."""
    line = line_of("sigmoid", "x=s")
    for float_ in (0.25, 2.0**-24, 15.0, -80.0):
        piece = int(np.searchsorted(EDGES, place_of(np.float32(float_), FLOAT32), side="right")) - 1
        assert line.asymptotes.on(piece) is None


def test_narrow_formats_and_chosen_walks_keep_to_their_floats(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is looked for where a binade holds few floats, or few of them are walked."""
    monkeypatch.setattr(Asymptotes, "on", lambda _asymptotes, _piece: pytest.fail("looked for"))
    page = quantities()["sigmoid"]
    (probe,) = find_probe("x=s", page)
    for name in ("float16", "float64"):
        Course(Line(page, probe, find_format(name)), [replace(page.forms[0], theory=None)]).survey()
    assert asymptotes.ASYMPTOTE_BITS == surveying.ASYMPTOTE_BITS == 32


@pytest.mark.parametrize(("factor", "bare"), [(2, [0, 255, 510]), (0.5, [253, 254, 255, 256, 257])])
def test_an_asymptote_is_made_of_floats(factor: float, bare: list[int]) -> None:
    """2x overflows in the last binade, and ½x may lie between subnormals; elsewhere both are."""
    page = Quantity("multiple", "a multiple of x", arguments={"x": real()}, source="arithmetic")
    page.definition(lambda x: factor * x)
    (probe,) = standard_probes(page)
    line = Line(page, probe, FLOAT32)
    pieces = range(len(EDGES) - 1)
    assert [k for k in pieces if line.asymptotes.on(k) is None] == bare  # 255 are the zeros
    far = line.asymptotes.on(300)
    assert far is not None
    assert far.slope == factor


def test_what_may_be_excused_is_judged_point_by_point() -> None:
    """The verdict of one point stands for others only where it cannot depend on them."""
    page = quantities()["sigmoid"]
    line = line_of("sigmoid", "x=s")
    s = np.array([200.0], dtype=np.float32)
    for got, is_clear in ((1.0, True), (1 - 2.0**-20, False), (np.nan, True)):
        (form,) = (form for form in page.forms if form.name == "naive")
        verdicts = line.verdicts(form, np.array([got], dtype=np.float32), line.stretch(s))
        assert (verdicts.spread(7) is not None) == is_clear
