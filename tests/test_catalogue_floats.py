"""What the pages say of floats: predictions in ideal arithmetic, sensitivities, known values."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ideal_floats import IdealFloat
from jets import draw, jets, numbers
from mpmath import mp, mpf

from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.catalogue import quantities
from stabcheck.exact import exact
from stabcheck.formats import find_format
from stabcheck.sweeping.probes import standard_probes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stabcheck.exact import Exact
    from stabcheck.formats import Format
    from stabcheck.quantity import Form, Prediction, Quantity
    from stabcheck.sweeping.probes import Probe

FORMATS = ("float16", "bfloat16", "float32", "float64")
LONGEST = 3  # ideal arithmetic is slow; the sweep itself walks the longer vectors


def first_of(prediction: Prediction, moved: Exact | int, n: int, fmt: Format) -> int:
    """The ordinal of the first float of the predicted set, its boundary ``moved`` by so much."""
    assert prediction.boundary is not None
    point = exact(prediction.boundary(fmt, n)) + moved
    return fmt.first_at_or_above(point) if prediction.above else fmt.last_at_or_below(point)


def predictions(page: Quantity) -> Iterator[tuple[Form, Prediction, Probe, Format]]:
    """Every prediction with a boundary, where it lies among the floats, on every probe."""
    for form, probe in itertools.product(page.forms, standard_probes(page)):
        for prediction, fmt in itertools.product(form.breaks, map(find_format, FORMATS)):
            if prediction.boundary is None or probe.n > LONGEST:
                continue
            if not probe.matches(prediction.on):
                continue
            if abs(first_of(prediction, 0, probe.n, fmt)) <= fmt.max_ordinal:
                yield form, prediction, probe, fmt


PREDICTING = [page for page in quantities().values() if any(predictions(page))]


def word(values: list[float]) -> str:
    """What came out, in a word; the worst component's."""
    for name, holds in (("nan", np.isnan), ("infinite", np.isinf), ("zero", np.logical_not)):
        if any(holds(value) for value in values):
            return name
    return ""


def by_carrier(form: Form, arguments: list[Any], fmt: Format) -> list[float]:
    """What a form returns at one point in ideal arithmetic, by the carrier (through Arb)."""
    got = run_rounded(form.function, arguments, Arithmetic(fmt, ideal=True))
    return np.ravel(got.astype(float)).tolist()


def by_mpmath(form: Form, arguments: list[Any], fmt: Format) -> list[float]:
    """The same in the tests' own arithmetic, through mpmath."""
    floats = [
        np.array([IdealFloat(mpf(float(v)), fmt) for v in np.ravel(a)], dtype=object).reshape(
            np.shape(a)[1:]
        )
        for a in arguments
    ]
    got = form.function(*(a if a.ndim else a.item() for a in floats))
    return [float(entry.value) for entry in np.ravel(np.asarray(got, dtype=object))]


@pytest.mark.parametrize("arithmetic", [by_carrier, by_mpmath])
@pytest.mark.parametrize("page", PREDICTING, ids=lambda page: page.name)
def test_a_form_breaks_at_the_predicted_float_and_not_at_its_neighbour(
    page: Quantity, arithmetic: Callable[..., list[float]]
) -> None:
    """In ideal arithmetic the edge is the predicted float, or as near as ``within`` says."""
    missed = []
    for form, prediction, probe, fmt in predictions(page):
        inward = 1 if prediction.above else -1
        slack = exact(0) if prediction.within is None else exact(prediction.within(fmt, probe.n))
        first, last = sorted(
            inward * first_of(prediction, moved, probe.n, fmt) for moved in (-slack, slack)
        )
        breaks = []
        for ordinal in (inward * (first - 1), inward * last):
            arguments = probe.arguments(fmt.from_ordinal(np.array([ordinal])), fmt)
            breaks.append(word(arithmetic(form, arguments, fmt)) == prediction.outcome)
        if breaks != [False, True]:
            missed.append((form.name, prediction.outcome, probe.text, fmt.name))
    assert missed == []


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


#: The arguments that a page takes as exact: a label, a constant, or what the contract is strict in.
EXACT = {
    "atanh": "x",
    "bce": "y",
    "bce_grad": "p y",
    "bce_with_logits": "y",
    "bce_with_logits_grad": "y",
    "cross_entropy_with_logits": "p",
    "huber": "delta",
    "logit": "p",
    "pseudo_huber": "delta",
    "pseudo_huber_grad": "delta",
    "rel_entr": "x y",
    "squared_distance": "x y",
    "xlogy": "x y",
}


#: The scores of which a page knows only how far they are below the largest.
SHIFTED = {
    "attention": "x",
    "cross_entropy_with_logits": "x",
    "cross_entropy_with_logits_grad": "x",
    "entropy": "x",
    "kl_divergence": "x z",
    "log_softmax": "x",
    "softmax": "x",
}
#: Probabilities that are exact where they are 0 or 1.
SOFT = {"cross_entropy_with_logits_grad": "p"}


def spread(page: Quantity, point: list[Any]) -> list[Any]:
    """By what each argument may be perturbed: its size, unless the page says otherwise."""
    exact, shifted, soft = (table.get(page.name, "").split() for table in (EXACT, SHIFTED, SOFT))
    scales = []
    for name, value in zip(page.arguments, point, strict=True):
        entries = np.ravel(np.asarray(value, dtype=object))
        if name in exact:
            entries = 0 * entries
        elif name in shifted:
            entries = np.max(entries) - entries
        elif name in soft:
            entries = entries * (1 - entries)
        scales.append(list(entries))
    return scales


@pytest.mark.parametrize("page", quantities().values(), ids=lambda page: page.name)
def test_sensitivity_is_the_sum_of_perturbations_times_derivatives(page: Quantity) -> None:
    """κ·|f| = Σ |perturbation · ∂f/∂argument|, with the derivatives taken by jets."""
    generator = np.random.default_rng(81)
    for _ in range(8):
        point = draw(page.arguments, generator, page.given)
        scales = [scale for part in spread(page, point) for scale in part]
        values = jets(page(*point))
        expected = [
            sum(
                abs(numbers(scale)[0] * value.gradient.get(seed, 0))
                for seed, scale in enumerate(scales)
            )
            for value in values
        ]
        stated = numbers(page.sensitivity_formula(*point))
        assert all(abs(a - b) < mpf(10) ** -40 for a, b in zip(stated, expected, strict=True))
