"""What the pages say of floats: predictions in ideal arithmetic, sensitivities, known values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from jets import draw, numbers
from mpmath import mp, mpf

from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.catalogue import quantities
from stabcheck.exact import exact
from stabcheck.formats import find_format
from stabcheck.sweep.probes import standard_probes

if TYPE_CHECKING:
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Prediction, Quantity
    from stabcheck.sweep.probes import Probe

FORMATS = ("float16", "bfloat16", "float32", "float64")
LONGEST = 3  # ideal arithmetic is slow; the sweep itself walks the longer vectors

LINES = [
    pytest.param(page, form, prediction, probe, id=f"{page.name}/{form.name} {probe.text} {k}")
    for page in quantities().values()
    for form in page.forms
    for k, prediction in enumerate(form.breaks)
    for probe in standard_probes(page)
    if prediction.boundary is not None and probe.matches(prediction.on) and probe.n <= LONGEST
]


def outcomes(form: Form, probe: Probe, fmt: Format, ordinals: list[int]) -> list[str]:
    """What a form returns in ideal arithmetic at floats of a probe, the worst component's word."""
    arguments = probe.arguments(fmt.from_ordinal(np.array(ordinals)), fmt)
    rows = run_rounded(form.function, arguments, Arithmetic(fmt, ideal=True)).astype(float)
    words = []
    for row in rows.reshape(len(ordinals), -1):
        for word, holds in (("nan", np.isnan), ("infinite", np.isinf), ("zero", np.logical_not)):
            if holds(row).any():
                words.append(word)
                break
        else:
            words.append("")
    return words


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize(("page", "form", "prediction", "probe"), LINES)
def test_a_form_breaks_at_the_predicted_float_and_not_at_its_neighbour(
    page: Quantity, form: Form, prediction: Prediction, probe: Probe, format_name: str
) -> None:
    """In ideal arithmetic the edge is the predicted float, or as near as ``within`` says."""
    fmt = find_format(format_name)
    boundary = prediction.boundary
    assert boundary is not None, page.name
    first, inward = (
        (fmt.first_at_or_above, 1) if prediction.above is not None else (fmt.last_at_or_below, -1)
    )
    point = exact(boundary(fmt, probe.n))
    predicted = first(point)
    if abs(predicted) > fmt.max_ordinal:
        pytest.skip("the page predicts no such break in this format")
    slack = exact(0) if prediction.within is None else exact(prediction.within(fmt, probe.n))
    ends = sorted((inward * first(point - slack), inward * first(point + slack)))
    walked = [inward * end for end in range(ends[0] - 1, ends[1] + 1)]
    breaks = [word == prediction.outcome for word in outcomes(form, probe, fmt, walked)]
    assert not breaks[0]
    assert breaks[-1]


#: Where log(1 + eˢ), the naive log-sum-exp of (s, 0), is first infinite.
FIRST_INFINITE = {
    "float16": "0x498c",
    "bfloat16": "0x42b2",
    "float32": "0x42b17218",
    "float64": "0x40862e42fefa39f0",
}


@pytest.mark.parametrize("format_name", FORMATS)
def test_naive_logsumexp_is_infinite_from_known_bits_on(format_name: str) -> None:
    """On (s, 0): 11.09375, 89, 88.72284 and 709.78; the float before is finite, by NumPy too."""
    fmt = find_format(format_name)
    form = quantities()["logsumexp"].find_form("naive")
    first = int(FIRST_INFINITE[format_name], 16)
    s = fmt.from_ordinal(np.array([first - 1, first]))
    vectors = np.stack([s, np.zeros_like(s)], axis=1)
    got = run_rounded(form.function, [vectors], Arithmetic(fmt)).astype(float)
    assert np.isfinite(got[0])
    assert got[1] == np.inf
    (prediction,) = (p for p in form.breaks if p.on == "(s, 0, ..., 0)")
    assert prediction.above is not None
    assert fmt.first_at_or_above(exact(prediction.above(fmt, 2))) == first


def test_the_sheet_formula_of_bce_is_60_percent_off_at_a_soft_label() -> None:
    """In float32 at x = 20, y = 1 − 2⁻²⁴; the branches stay within 4 ulp."""
    page = quantities()["bce_with_logits"]
    x, y = np.float32(20), np.nextafter(np.float32(1), np.float32(0))
    truth = float(20 * (1 - mpf(float(y))) + mp.log1p(mp.exp(-20)))
    off = abs(float(page.find_form("sheet").function(x, y)) - truth) / truth
    assert 0.55 < off < 0.65
    close = float(page.find_form("branch").function(x, y))
    assert abs(close - truth) <= 4 * np.spacing(np.float32(truth))


def test_a_shifted_logsumexp_of_0_at_minus_log_2_is_excused() -> None:
    """At (−log 2, −log 2) it returns 0; the truth is within what rounding x may change."""
    page = quantities()["logsumexp"]
    form = page.find_form("shifted")
    x = np.full(2, -np.log(2), dtype=np.float32)
    assert form.function(x) == 0
    truth = float(mp.log(2 * mp.exp(mpf(float(x[0])))))
    sensitivity = float(page.sensitivity_formula(x.astype(np.float64)))
    assert 0 < abs(truth) <= form.bound_ulp(2) * 2 * 2.0**-24 * sensitivity


def test_the_naive_sigmoid_is_wrong_on_a_band_of_subnormals_only() -> None:
    """In float32 it returns 0 from −88.72284 down, and that is right from −103.98 down."""
    naive = quantities()["sigmoid"].find_form("naive").function
    band = np.array([-88.72283, -88.72284, -103.97, -103.98], dtype=np.float32)
    with np.errstate(over="ignore"):
        got = naive(band)
    assert (got == 0).tolist() == [False, True, True, True]
    tiny = np.finfo(np.float32)
    truths = [float(1 / (1 + mp.exp(-mpf(float(x))))) for x in band]
    assert truths[1] < float(tiny.smallest_normal)
    assert np.float32(truths[2]) == tiny.smallest_subnormal
    assert np.float32(truths[3]) == 0


def spread(page: Quantity, point: list[Any]) -> list[Any]:
    """By what each argument may be perturbed: its size; of a softmax the distance to max x."""
    if page.name == "softmax":
        return [[np.max(point[0]) - entry for entry in point[0]]]
    if page.name == "bce_with_logits":
        return [[point[0]], [0]]  # the label is exact
    return [list(np.ravel(np.asarray(argument, dtype=object))) for argument in point]


@pytest.mark.parametrize("page", quantities().values(), ids=lambda page: page.name)
def test_sensitivity_is_the_sum_of_perturbations_times_derivatives(page: Quantity) -> None:
    """κ·|f| = Σ |perturbation · ∂f/∂argument|, with the derivatives taken by jets."""
    generator = np.random.default_rng(81)
    for _ in range(8):
        point = draw(page.arguments, generator)
        scales = [scale for part in spread(page, point) for scale in part]
        values = np.ravel(np.asarray(page(*point), dtype=object))
        expected = [
            sum(
                abs(numbers(scale)[0] * value.gradient.get(seed, 0))
                for seed, scale in enumerate(scales)
            )
            for value in values
        ]
        stated = numbers(page.sensitivity_formula(*point))
        assert all(abs(a - b) < mpf(10) ** -40 for a, b in zip(stated, expected, strict=True))
