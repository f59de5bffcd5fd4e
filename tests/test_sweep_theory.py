"""A-priori bounds: theorems that hold, tight enough to mean something, and missed when cut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from mpmath import mp, mpf

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.rounded import Arithmetic
from stabcheck.carriers.roundings import roundings_of
from stabcheck.carriers.running import run_between
from stabcheck.carriers.watched import run_watched
from stabcheck.catalogue import quantities
from stabcheck.ci import sweep_findings
from stabcheck.formats import find_format
from stabcheck.sweeping.a_priori import NEARLY_ONE, Bound
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.points import walk
from stabcheck.sweeping.probes import find_probe
from stabcheck.sweeping.theory import check_theory
from stabcheck.sweeping.trials import attempt

if TYPE_CHECKING:
    from stabcheck.quantity import Form, Quantity
    from stabcheck.sweeping.result import TheoryCheck

#: Forms of every shape, each with a probe on which its error comes near its bound.
TELLING = {
    "sigmoid/two-branch": "x=s",
    "bce_with_logits_grad/near-and-far": "x=s, y=0.1",
    "logsumexp/shifted-log1p": "(s, s-1, s-2)",
    "softmax/shifted": "(s, 0, ..., 0) n=100",
    "log_softmax/shifted": "(s, 0, ..., 0) n=3",
}

#: What is cut from these bounds, which are less than so many times what float16 attains.
LOOSE = 2


def beside_bound(line: Line, form: Form, s: Any) -> TheoryCheck | None:
    """The form's error beside its bound at some floats of a line."""
    stretch = line.stretch(s)
    return check_theory(line, attempt(line, form, stretch), stretch)


def along(page: Quantity, form: Form, probe: str) -> TheoryCheck | None:
    """The form's error beside its bound, along one probe in float16."""
    fmt = find_format("float16")
    (found,) = find_probe(probe, page)
    line = Line(page, found, fmt)
    s = walk(fmt, found.n).part().s
    return beside_bound(line, form, s[line.in_domain(s)])


def test_every_form_that_promises_something_states_a_bound() -> None:
    """No promise of the catalogue rests on measurement alone."""
    bare = [
        f"{page.name}/{form.name}"
        for page in quantities().values()
        for form in page.forms
        if form.holds and form.theory is None
    ]
    assert bare == []


@pytest.mark.parametrize(("name", "text"), TELLING.items())
def test_a_bound_cut_in_half_is_exceeded(name: str, text: str) -> None:
    """The error stays within the bound and not within half of it, and ``ci`` says so."""
    page = quantities()[name.partition("/")[0]]
    form = page.find_form(name.partition("/")[2])
    whole = form.theory
    assert whole is not None
    found = along(page, form, text)
    assert found is not None
    assert found.verdict == "kept"
    cut = replace(form, theory=lambda *given: whole(*given) / LOOSE)
    (probe,) = find_probe(text, page)
    (result,) = judge_line(page, [cut], find_format("float16"), probe)
    assert result.theory is not None
    assert result.theory.verdict == "exceeded"
    assert result.theory.ratio > 1
    (finding,) = (f for f in sweep_findings(result) if f.check == "bound")
    assert finding.status == "unexpected"
    assert result.theory.at.bits in finding.found


def shifted_bound_as_quoted(x: Any, r: Any) -> Any:
    """|y + n − min x|·u: without the rounding of the last addition."""
    y = np.max(x) + np.log(np.sum(np.exp(x - np.max(x))))
    return np.abs(y + x.size - np.min(x)) * r.u


def test_the_shifted_bound_as_usually_quoted_is_violated() -> None:
    """More than a hundredfold for two entries near 1000, in float64: it lacks a rounding."""
    page = quantities()["logsumexp"]
    quoted = replace(page.find_form("shifted-log1p"), theory=shifted_bound_as_quoted)
    (probe,) = find_probe("(s, s)", page)
    line = Line(page, probe, find_format("float64"))
    near_1000 = 1000 + np.arange(200) * 2.0**-43
    found = beside_bound(line, quoted, near_1000)
    assert found is not None
    assert found.verdict == "exceeded"
    assert found.ratio > 100


def test_errors_that_may_be_large_do_not_hide_those_that_are() -> None:
    """Deep in a tail a bound is next to 0, and whether it is exceeded uncertain; at 3 it is."""
    page = quantities()["softplus"]
    form = replace(
        page.find_form("stable"),
        theory=lambda x, r: (np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))) * r.u / 8,
    )
    line = Line(page, find_probe("x=s", page)[0], find_format("float32"))
    tail = np.linspace(-735, -712, 400)
    found = beside_bound(line, form, np.array([*tail, -15.5, 0.5, 3], dtype=np.float32))
    assert found is not None
    assert found.verdict == "exceeded"
    assert float(found.at.value) > -20


@pytest.mark.parametrize("factor", [1, 0.75])
def test_parts_of_a_line_add_up_to_the_whole(factor: float) -> None:
    """Judged in thirds or at once, the ratio, its float, the count and the verdict are the same."""
    page = quantities()["tanh_grad"]
    form = page.find_form("stable")
    assert form.theory is not None
    whole = form.theory
    form = replace(form, theory=lambda *given: whole(*given) * factor)
    fmt = find_format("bfloat16")
    (probe,) = find_probe("x=s", page)
    line = Line(page, probe, fmt)
    s = walk(fmt, 1).part().s
    at_once = beside_bound(line, form, s)
    below, middle, above = (beside_bound(line, form, part) for part in np.array_split(s, 3))
    assert below is not None
    assert middle is not None
    assert above is not None
    assert (below + middle) + above == below + (middle + above) == at_once


def test_a_bound_is_not_held_against_an_overflow() -> None:
    """1/∞ = 0 is finite and far off; the theorem speaks of what comes before."""
    page = quantities()["sigmoid"]
    naive = page.find_form("naive")
    fmt = find_format("float32")
    (probe,) = find_probe("x=s", page)
    line = Line(page, probe, fmt)
    band = np.array([-88.72284, -100, -103], dtype=np.float32)
    before = np.array([-88.72283, -88.7228], dtype=np.float32)
    assert beside_bound(line, naive, band) is None
    both = beside_bound(line, naive, np.concatenate([band, before]))
    assert both is not None
    assert both.inputs == len(before)


def mp_value(page: Quantity, point: list[Any]) -> list[Any]:
    """The quantity at one point, in mpmath's arithmetic and by formulas of the test's own."""
    exps = [mp.exp(mpf(float(v))) for v in np.ravel(point[0])]
    if page.name == "softmax":
        return [e / mp.fsum(exps) for e in exps]
    return [mp.log(mp.fsum(exps))]


@pytest.mark.parametrize("accumulate", ["same", "float32"])
@pytest.mark.parametrize("format_name", ["float16", "bfloat16", "float32"])
@pytest.mark.parametrize("name", ["logsumexp", "softmax"])
def test_bounds_hold_off_the_probes(name: str, format_name: str, accumulate: Any) -> None:
    """On random vectors of up to 40 entries, against mpmath, the sums kept in either format."""
    page, fmt = quantities()[name], find_format(format_name)
    arithmetic = Arithmetic(fmt, accumulate)
    roundings = roundings_of(arithmetic)
    generator = np.random.default_rng(7)
    nearest = 0.0
    for n in (1, 2, 3, 8, 40):
        for scale in (0.1, 1, 8):
            x = fmt.nearest(generator.normal(scale=scale, size=n))[None]
            truth = mp_value(page, list(x))
            for form in (form for form in page.forms if form.theory is not None):
                got, finite = run_watched(form.function, [x], arithmetic)
                if not finite.all():
                    continue
                bound = np.ravel(form.theory(x[0].astype(float), roundings))
                for value, true, most in zip(np.ravel(got), truth, bound, strict=True):
                    error = abs(mpf(float(value)) - true)
                    assert error <= mpf(float(most)) * (1 + mpf(2) ** -30)
                    nearest = max(nearest, float(error / mpf(float(most))))
    assert nearest > 0.2


def test_a_correct_rounding_is_a_factor_within_e_to_the_u() -> None:
    """|log(fl(x)/x)| ≤ u for quotients of float16, and no smaller number would do."""
    fmt = find_format("float16")
    u = roundings_of(Arithmetic(fmt)).u
    significands = fmt.from_ordinal(np.arange(15 << 10, 16 << 10)).astype(np.float64)  # [1, 2)
    exact = np.divide.outer(significands, significands)
    theta = np.abs(np.log(fmt.nearest(exact).astype(np.float64) / exact))
    assert 0.99 * u < theta.max() <= u


#: A walk of every shape that is judged by runs: page and form, probe, format, a float it goes from.
BY_RUNS = (
    ("sigmoid/naive", "x=s", "float16", None),
    ("sigmoid/naive", "x=s", "float32", -88.73),
    ("softplus/stable", "x=s", "bfloat16", None),
    ("softplus/stable", "x=s", "float32", -40.0),
    ("softplus/stable", "x=s", "float32", 3e-8),
    ("logsumexp/shifted", "(s, 0)", "float32", 5.0),
    ("logsumexp/naive", "(s, s-1, s-2)", "float16", None),
    ("softmax/shifted", "(s, s-1, s-2)", "float16", None),
)


@pytest.mark.parametrize(("name", "probe", "format_", "start"), BY_RUNS)
@pytest.mark.parametrize("factor", [1, 0.4, 0.01])
def test_runs_find_what_every_point_tells(
    name: str,
    probe: str,
    format_: str,
    start: float | None,
    factor: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Bounds of runs leave few points to look at; ratio, float, count and verdict are the same."""
    page, fmt = quantities()[name.partition("/")[0]], find_format(format_)
    form = page.find_form(name.partition("/")[2])
    assert form.theory is not None
    whole = form.theory
    form = replace(form, theory=lambda *given: whole(*given) * factor)
    (found,) = find_probe(probe, page)
    line = Line(page, found, fmt)
    if start is None:
        s = walk(fmt, found.n).part().s
    else:
        s = fmt.from_ordinal(fmt.to_ordinal(np.array([start], fmt.dtype)) + np.arange(20_000))
    s = s[line.in_domain(s)]
    by_runs = beside_bound(line, form, s)
    monkeypatch.setattr("stabcheck.sweeping.a_priori.MANY", len(s) + 1)
    assert by_runs == beside_bound(line, form, s)
    assert by_runs is not None


@pytest.mark.parametrize("name", sorted(TELLING))
def test_a_bound_of_a_run_holds_at_every_point(name: str) -> None:
    """Between the ends of a run nothing is further from its middle than is said, by Arb."""
    page = quantities()[name.partition("/")[0]]
    form = page.find_form(name.partition("/")[2])
    (probe,) = find_probe(TELLING[name], page)
    fmt = find_format("float32")
    line = Line(page, probe, fmt)
    assert form.theory is not None
    formula = line.a_priori(form.theory)
    first = fmt.to_ordinal(np.array([1e-30, 1e-6, 0.7, 30.0, -0.3, -70.0], fmt.dtype))
    for width in (1, 255, 1 << 21):
        ends = [line.probe.arguments(fmt.from_ordinal(first + w), fmt) for w in (0, width)]
        low, high = (
            [pick(*pair) for pair in zip(*ends, strict=True)] for pick in (np.minimum, np.maximum)
        )
        value, off = run_between(formula, list(zip(low, high, strict=True)))
        inside = line.probe.arguments(fmt.from_ordinal(first + width // 3), fmt)
        truth = np.frompyfunc(float, 1, 1)(run_ball(formula, inside, 200)).astype(float)
        known = np.isfinite(off)
        assert (np.abs(truth - value) <= off * (1 + 1e-12))[known].all()
        assert known.any()


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("is_near", [False, True])
def test_the_largest_of_nearly_equal_ratios_is_found(seed: int, is_near: bool) -> None:  # noqa: FBT001
    """Errors made up, none far from the bound, some points not asked for."""
    page, fmt = quantities()["sigmoid"], find_format("float16")
    (probe,) = find_probe("x=s", page)
    line, rng = Line(page, probe, fmt), np.random.default_rng(seed)
    theory = page.find_form("naive").theory
    assert theory is not None
    stretch = line.stretch(walk(fmt, 1).part().s)
    bound = Bound(line.a_priori(theory), stretch, fmt)
    every, ones = np.arange(len(stretch.s)), np.ones(len(stretch.s))
    nearly = 1 / bound._closely(ones, ones, every)
    error = nearly * rng.uniform(0.9, 1.3 if is_near else 0.98, len(nearly))
    among = rng.random(len(nearly)) < 0.5
    error[~among] *= 3
    wanted, found = bound._closely(error, ones, every), bound.ratio(error, ones, among)
    assert np.argmax(found * among) == np.argmax(wanted * among)
    assert found[np.argmax(wanted * among)] == (wanted * among).max()
    high = (wanted > NEARLY_ONE) & among
    assert (found[high] == wanted[high]).all()
    assert bound.proven >= (wanted * among).max() * (1 - 1e-8)
    assert is_near or np.count_nonzero(found) < len(found)
