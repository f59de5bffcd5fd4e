"""Domains, probes for every mix of arguments, scales, and forms that are no equalities."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from stabcheck.certificate.certify import certify
from stabcheck.formats import find_format
from stabcheck.proof import prove_claim
from stabcheck.quantity import Claim, Quantity, equation, real, vector
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.domains import domain_ordinals
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.probes import parse_probe, standard_probes
from stabcheck.sweeping.random_points import random_points
from stabcheck.sweeping.space import Space
from stabcheck.sweeping.tasks import plan

FLOAT16, FLOAT32 = find_format("float16"), find_format("float32")


def quantity(function: Any, **details: Any) -> Quantity:
    """A quantity whose one form is its definition, and whose errors nothing excuses."""
    page = Quantity("page", "page", **details)
    page.definition(function)
    page.sensitivity(lambda *arguments: 0 * np.sum(arguments[0]))
    page.form("plain", why="", holds=("range", "relative", "absolute"))(function)
    return page


def swept(page: Quantity, probe: str, fmt: str = "float16") -> Any:
    """The result of the page's first form on one probe."""
    return judge_line(page, page.forms[:1], find_format(fmt), parse_probe(probe, page))[0]


# --- domains --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("argument", "low", "high"),
    [
        (real(above=0, below=1), 1, 0x3BFF),
        (real(at_least=0, at_most=1), 0, 0x3C00),
        (real(at_least=-2, below=1), -0x4000, 0x3BFF),
        (real(), -0x7BFF, 0x7BFF),
    ],
    ids=["open", "closed", "half open", "no"],
)
def test_bounds_are_exact_on_the_lattice(argument: Any, low: int, high: int) -> None:
    """An open bound leaves its float out, a closed one has it in."""
    assert domain_ordinals(argument, FLOAT16) == (low, high)


def test_what_lies_outside_is_not_judged_and_the_rest_is_counted() -> None:
    """Of a form that is NaN outside its domain nothing is said, and the note has the number."""
    page = quantity(lambda p: np.log(p / (1 - p)), arguments={"p": real(above=0, below=1)})
    result = swept(page, "p=s")
    assert result.inputs == 0x3BFF
    assert f"{0x3BFF:,} of them in the domain" in result.evidence_note
    assert not any(failure.contract == "range" for failure in result.failures)


def test_a_condition_on_the_arguments_together() -> None:
    """x > y holds for every float above the constant, and for no other."""
    page = quantity(
        lambda x, y: np.log(np.exp(x) - np.exp(y)),
        arguments={"x": real(), "y": real()},
        given=(lambda x, y: x > y,),
    )
    line = Line(page, parse_probe("x=s, y=0.5", page), FLOAT16)
    s = FLOAT16.nearest([0.25, 0.5, 0.50048828125, 3.0])
    assert line.in_domain(s).tolist() == [False, False, True, True]
    half = int(FLOAT16.to_ordinal(FLOAT16.nearest([0.5]))[0])
    assert swept(page, "x=s, y=0.5").inputs == FLOAT16.max_ordinal - half
    points = list(random_points(Space(page, FLOAT32), 200, 1))
    assert len(points) == 200
    assert all(x > y for (x,), (y,) in points)


def test_a_condition_on_long_vectors() -> None:
    """It is asked of the vectors as the formulas see them: here the entries add up to one."""
    page = quantity(
        lambda x, p: np.sum(x * p),
        arguments={"x": vector(), "p": vector(at_least=0)},
        given=(lambda _, p: np.sum(p) == 1,),
    )
    kept = {
        probe.text: bool(Line(page, probe.folded, FLOAT16).in_domain(FLOAT16.nearest([2.0])).all())
        for probe in standard_probes(page)
    }
    assert len(kept) > 3
    assert all(kept.values())
    off = parse_probe("x=(s, 0, ..., 0), p=(0.5, ..., 0.5) n=4", page)
    assert not Line(page, off.folded, FLOAT16).in_domain(FLOAT16.nearest([2.0])).any()


def test_a_condition_that_float64_cannot_decide() -> None:
    """The square of the smallest float64 is 0 in float64, and a positive number all the same."""
    page = quantity(np.abs, arguments={"x": real()}, given=(lambda x: x**2 > 0,))
    line = Line(page, parse_probe("x=s", page), find_format("float64"))
    assert line.in_domain(np.array([5e-324, 0.0, -1.0])).tolist() == [True, False, True]


# --- what the proof makes of them -----------------------------------------------------------


def claim(statement: Any, **details: Any) -> Claim:
    """A claim of one argument."""
    return Claim("claim", "claim", statement, **details)


def test_closed_bounds_in_a_proof() -> None:
    """x ≥ 0 is known in the proof, checked, certified, and not more than that."""
    root = claim(lambda x: equation(np.sqrt(x**2), x), arguments={"x": real(at_least=0)})
    result = prove_claim(root)
    assert (result.verdict, result.conditions) == ("PROVED", ())
    assert "x ≥ 0" in result.assumptions
    assert (
        "0 <= x"
        in certify(prove_claim(claim(root_free, arguments=root.arguments)), root.arguments).text
    )
    wider = replace(root, arguments={"x": real(at_least=-1)})
    assert prove_claim(wider).verdict == "REFUTED"
    divided = claim(lambda x: equation(x / x, 1 + 0 * x), arguments={"x": real(at_least=0)})
    assert prove_claim(divided).conditions == ("x ≠ 0",)


def root_free(x: Any) -> Any:
    """|x| = x."""
    return equation(np.abs(x), x)


def test_closed_bounds_of_a_vector() -> None:
    """Every entry is within them, and a point at the bound refutes what fails there alone."""
    sums = claim(
        lambda x: equation(np.sum(np.abs(x)), np.sum(x)), arguments={"x": vector(at_least=0)}
    )
    assert prove_claim(sums).verdict == "PROVED"
    below = replace(sums, arguments={"x": vector(at_most=0)})
    assert prove_claim(below).verdict == "REFUTED"
    signs = claim(
        lambda x: equation(np.sign(x), 1 + 0 * x), arguments={"x": real(at_least=0, at_most=1)}
    )
    assert prove_claim(signs).verdict == "REFUTED"


# --- probes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"p": real(at_least=0, below=1), "q": real(above=0, below=1)}, "p=s, q=0.5"),
        ({"x": vector(above=0)}, "(s, 1, ..., 1) n=100"),
        ({"x": vector(), "p": vector(at_least=0)}, "x=(s, 0, ..., 0), p=(0, 1) n=2"),
        ({"x": vector(), "v": vector()}, "x=(s, s-1, s-2), v=(1, 0.5, -2)"),
        ({"x": vector(), "e": real(above=0)}, "x=(s, ..., s), e=1 n=3"),
    ],
    ids=["two probabilities", "positive", "weights", "scores", "vector and real"],
)
def test_every_mix_of_arguments_has_standard_probes(arguments: Any, expected: str) -> None:
    """They are there, say what they are, and have points in the domain."""
    page = Quantity("page", "page", arguments=arguments)
    probes = standard_probes(page)
    assert parse_probe(expected, page) in probes
    assert len({probe.text for probe in probes}) == len(probes)
    for probe in probes:
        line = Line(page_of(page), probe.folded, FLOAT16)
        assert line.in_domain(FLOAT16.nearest([0.5, 4.0])).any(), probe.text


def page_of(page: Quantity) -> Quantity:
    """The page with a definition of no interest."""
    page.definition(lambda x, *_: np.sum(x))
    return page


def test_a_page_may_name_its_own_probes() -> None:
    """They take the place of the usual ones."""
    page = Quantity(
        "page", "page", arguments={"x": real(), "y": real()}, probes=("x=1, y=s", "x=s, y=1")
    )
    assert [probe.text for probe in standard_probes(page)] == ["x=1, y=s", "x=s, y=1"]


# --- scales ---------------------------------------------------------------------------------


def test_the_scale_is_a_formula_of_the_arguments() -> None:
    """A difference that cancels is allowed u·‖x‖, entry for entry as exactly as S."""

    def difference(x: Any) -> Any:
        return x[0] + x[1] - x[0] * (1 - 2**-9)

    page = quantity(difference, arguments={"x": vector()})
    assert swept(page, "(s, 0)").contracts["absolute"] == "fail"
    page.scale(lambda x: np.sum(np.abs(x)))
    result = swept(page, "(s, 0)")
    assert (result.contracts["absolute"], result.contracts["relative"]) == ("pass", "fail")
    page.scale(lambda x: np.sum(np.abs(x)) * 2**-6)
    assert swept(page, "(s, 0)").contracts["absolute"] == "fail"


def test_a_tiny_scale_excuses_nothing() -> None:
    """With the norm for a scale, 0 in place of a tiny number breaks the absolute contract."""
    page = quantity(lambda x: x * 2**-6, arguments={"x": real()})
    form = replace(page.forms[0], function=lambda x: (x * 2**-20) * 2**14)
    page.forms = [form]
    assert swept(page, "x=s").contracts["absolute"] == "pass"
    page.scale(np.abs)
    assert swept(page, "x=s").contracts["absolute"] == "fail"


# --- forms that are no equalities -----------------------------------------------------------


def approximated(error: float | None) -> Quantity:
    """e^x − 1 by the first two terms of its series."""
    page = quantity(np.expm1, arguments={"x": real(above=-0.125, below=0.125)})
    page.forms = [replace(page.forms[0], function=lambda x: x + x**2 / 2, approximates=error)]
    return page


def test_a_declared_error_is_held_and_no_equality_is_claimed() -> None:
    """Within 2^−11 of the truth it keeps what it promises; with a tenth of that it does not."""
    for error, verdict in ((None, "fail"), (2.0**-11, "pass"), (2.0**-15, "fail")):
        page = approximated(error)
        assert swept(page, "x=s", "float32").contracts["absolute"] == verdict
        names = [made.name for made in page.made_claims]
        assert names == ([] if error else ["page/plain"])


def test_an_equality_under_a_condition() -> None:
    """A clipped form equals its definition where nothing is clipped, and the proof says so."""
    page = quantity(lambda p: -np.log(p), arguments={"p": real(above=0)})
    clipped = lambda p: -np.log(np.maximum(p, 0.5))  # noqa: E731 - a formula
    page.forms = [replace(page.forms[0], function=clipped)]
    assert prove_claim(page.made_claims[0]).verdict == "REFUTED"
    page.forms = [replace(page.forms[0], given=(lambda p: p >= 0.5,))]
    (made,) = page.made_claims
    assert prove_claim(made).verdict == "PROVED"
    assert swept(page, "p=s").contracts["absolute"] == "fail"


def test_a_form_states_what_its_proof_needs() -> None:
    """The claim it makes expects the conditions, and the proof has them."""
    page = quantity(lambda x: x, arguments={"x": real()})
    page.forms = [
        replace(page.forms[0], function=lambda x: x**2 / x, conditions=("x ≠ 0",)),
    ]
    (made,) = page.made_claims
    result = prove_claim(made)
    assert result.conditions == result.expected_conditions == ("x ≠ 0",)


def test_a_form_for_one_format_is_swept_there_alone() -> None:
    """A threshold that is right for float32 is tried in no other format."""
    page = quantity(np.expm1, arguments={"x": real()})
    page.forms.append(replace(page.forms[0], name="own", formats=("float32",)))
    planned = {(task.format, task.forms) for task in plan([page])}
    assert ("float32", ("plain", "own")) in planned
    assert ("float16", ("plain",)) in planned
    assert {task.format for task in plan([page], forms=["own"])} == {"float32"}


def test_the_course_keeps_what_a_form_declares() -> None:
    """Where the page promises nothing, the error declared still is what is judged by."""
    page = approximated(2.0**-11)
    line = Line(page, parse_probe("x=s", page), FLOAT32)
    (form,) = Course(line, page.forms, is_spoken_of=False).forms
    assert form.approximates == 2.0**-11
