"""Long vectors held by their different entries: nothing comes out otherwise than in full."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from amounts import share
from flint import ctx

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.overflowing import run_running
from stabcheck.carriers.recorder import record
from stabcheck.carriers.repeated import on_repeated
from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.carriers.running_double import run_running_double
from stabcheck.carriers.summation import (
    FEW_ADDITIONS,
    leaves_as_it_is,
    stops_growing,
    sum_in_order,
)
from stabcheck.catalogue import quantities
from stabcheck.formats import FORMATS, Format, find_format
from stabcheck.sweeping.judging import judge_line
from stabcheck.sweeping.probes import parse_probe

#: Which column stands where: one repeated, a head and a tail, and two that alternate.
LAYOUTS = {"equal": [0] * 40, "head": [0, 0, *[1] * 38], "alternating": [0, 1] * 20}


def _around_the_max(x: Any) -> Any:
    k = np.argmax(x)
    return np.sum(np.exp(np.delete(x, k) - x[k]))


#: The catalogue's forms of one vector.
OF_PAGES = {
    f"{page.name}/{form.name}": form.function
    for page in quantities().values()
    for form in page.forms
    if list(page.arguments) == ["x"] and page.arguments["x"].kind == "vector"
}
FORMULAS = {
    "sum": np.sum,
    "mean": np.mean,
    "spread": lambda x: np.max(x) - np.min(x),
    "norm": lambda x: np.sqrt(np.sum(x * x)),
    "entrywise": lambda x: np.exp(x - np.max(x)) / np.size(x),
    "without the max": _around_the_max,
    "second of the largest": lambda x: np.max(np.delete(x, np.argmax(x))),
    "branches": lambda x: np.sum(np.where(x > 0, x, -x)),
    "first": lambda x: x[0] + np.sum(x, axis=-1),
    "product": lambda x: x @ x,
    "joined": lambda x: np.sum(np.concatenate([x, x])),
    "kept": lambda x: x / (1 + np.sum(x * x, keepdims=True)),
    "constant": lambda x: 0 * len(x),
    **dict(share(OF_PAGES.items(), 10, name=lambda each: each[0])),
}


def columns_of(fmt: Any, layout: str) -> Any:
    """Some pairs of floats, ties and signs among them, as many columns as the layout has."""
    generator = np.random.default_rng(4)
    pairs = np.concatenate([generator.normal(0, 4, (40, 2)), [[1, 1], [0, -2], [-2, 0], [0, 0]]])
    return fmt.nearest(pairs)[:, : max(LAYOUTS[layout]) + 1]


def both(formula: str, layout: str, columns: Any) -> tuple[Any, Any, Any, Any]:
    """A formula by columns with its argument, and in full with its own."""
    places = np.array(LAYOUTS[layout])
    function = FORMULAS[formula]
    return on_repeated(function, places, [True]), columns, function, columns[:, places]


def in_full(values: Any, layout: str) -> Any:
    """A vector given by its columns, written out; a number as it is."""
    places = np.array(LAYOUTS[layout])
    return values[:, places] if values.ndim > 1 and values.shape[1] != len(places) else values


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("name", FORMATS)
def test_floats_come_out_bit_for_bit(formula: str, layout: str, name: str) -> None:
    """Every step rounds what it rounds in full, and sums in the same order."""
    fmt = find_format(name)
    by_columns, few, function, many = both(formula, layout, columns_of(fmt, layout))
    for accumulate in ("same", "float32"):
        arithmetic = Arithmetic(fmt, accumulate)  # type: ignore[arg-type]
        got = in_full(run_rounded(by_columns, [few], arithmetic), layout)
        expected = run_rounded(function, [many], arithmetic)
        np.testing.assert_array_equal(got.astype(float), expected.astype(float))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("formula", FORMULAS)
def test_enclosures_hold_the_same_truth(formula: str, layout: str) -> None:
    """Balls by columns overlap those in full, and float64 by columns stays within its error."""
    by_columns, few, function, many = both(
        formula, layout, columns_of(find_format("float32"), layout)
    )
    balls = in_full(run_ball(by_columns, [few], 128), layout)
    full = run_ball(function, [many], 128)
    assert all(a.overlaps(b) for a, b in zip(balls.ravel(), full.ravel(), strict=True))
    assert all(ball.rad() < 1e-25 for ball in balls.ravel())
    value, error = run_running(by_columns, [few])
    value, error = in_full(value, layout), in_full(error, layout)
    assert np.isfinite(error).all()
    apart = abs(full - value)
    assert all(float(a) <= e + 1e-300 for a, e in zip(apart.ravel(), error.ravel(), strict=True))
    hi, lo, error = (in_full(part, layout) for part in run_running_double(by_columns, [few]))
    known = np.isfinite(error)  # of √0 double-double knows nothing
    assert known.mean() > 0.9
    with ctx.workprec(128):
        missed = abs(full - hi - lo)[known] - error[known]
    assert all(part < 1e-35 for part in missed)


@pytest.mark.parametrize("probe", ["(s, ..., s) n=100", "(s, 0, ..., 0) n=100", "(s, s-1)"])
@pytest.mark.parametrize("fmt", ["bfloat16", "float64"])
def test_a_sweep_finds_the_same(probe: str, fmt: str) -> None:
    """Failures, causes, edges, predictions and errors, on a folded probe as on a whole one."""
    page = quantities()["logsumexp"]
    whole = parse_probe(probe, page)
    kept, folded = (
        judge_line(page, page.forms, find_format(fmt), line) for line in (whole, whole.folded)
    )
    for one, other in zip(kept, folded, strict=True):
        assert (one.contracts, one.counts, one.strip) == (
            other.contracts,
            other.counts,
            other.strip,
        )
        assert (one.predictions, one.stagnation) == (other.predictions, other.stagnation)
        for a, b in zip(one.failures, other.failures, strict=True):
            # the error of a witness is known to float64 only
            assert replace(a, error_ulp=0.0) == replace(b, error_ulp=0.0)
            assert a.error_ulp == pytest.approx(b.error_ulp)
        assert one.max_error_ulp is not None
        assert other.max_error_ulp is not None
        assert one.max_error_ulp.value == pytest.approx(other.max_error_ulp.value)


def test_an_entry_uncertainly_the_largest_is_uncertainly_left_out() -> None:
    """What is left of 1/3 and 1/3 + tiny is unknown in 30 bits, and in 60 it is known."""
    places = np.array([0, 1, 1])
    formula = on_repeated(lambda x: _around_the_max(x / 3), places, [True])
    columns = np.array([[1.0, 1 + 2.0**-40]])
    assert not run_ball(formula, [columns], 30)[0].is_finite()
    assert run_ball(formula, [columns], 60)[0].is_finite()


def test_stagnation_is_seen_in_a_sum_by_columns() -> None:
    """The recorder looks at the addends in their places: 100,000 ones stop at 256."""
    formula = on_repeated(np.sum, np.zeros(100_000, dtype=np.intp), [True])
    one = np.ones((1, 1))
    for name, trouble in (("bfloat16", "stagnation"), ("float32", "")):
        (event,) = record(formula, [one], Arithmetic(find_format(name)), 64)
        assert event.trouble == trouble


def test_a_formula_that_tells_equal_entries_apart_is_refused() -> None:
    """What is first of equals may not come out otherwise; a short probe shows it in full."""

    def halves_the_first(x: Any) -> Any:
        return np.concatenate([x[:1] / 2, x[1:]])

    formula = on_repeated(halves_the_first, np.zeros(9, dtype=np.intp), [True])
    with pytest.raises(TypeError, match="of equal entries it makes unequal ones"):
        run_rounded(formula, [np.ones((2, 1), np.float32)], Arithmetic(find_format("float32")))


@pytest.mark.parametrize("name", FORMATS)
def test_sums_round_at_every_step_from_left_to_right(name: str) -> None:
    """A long sum, cut into pieces and left early, is the sum of a loop."""
    fmt = find_format(name)
    columns = fmt.nearest(np.random.default_rng(1).uniform(0.1, 1, (3, 2)))
    places = np.repeat([0, 1, 0], [3000, 2500, 4000])
    left_out = np.array([0, 3001, 9000])
    expected = np.zeros(3, dtype=fmt.dtype)
    for k, place in enumerate(places):
        following = (expected.astype(np.float64) + columns[:, place].astype(np.float64)).astype(
            fmt.dtype
        )
        expected = np.where(left_out == k, expected, following)
    got = sum_in_order(columns, places, left_out)
    assert got.astype(float).tolist() == expected.astype(float).tolist()


def related(fmt: Format, generator: np.random.Generator, rows: int) -> Any:
    """Three floats a row: of magnitudes near one another, cancelling, or few bits long (ties)."""
    first = generator.integers(-fmt.max_ordinal, fmt.max_ordinal, size=(rows, 1))
    off = generator.integers(-3 << fmt.precision, 3 << fmt.precision, size=(rows, 3))
    near = fmt.from_ordinal(np.clip(first + off, -fmt.max_ordinal, fmt.max_ordinal))
    short = generator.integers(-8, 9, size=(rows, 3)) * 2.0 ** generator.integers(-9, 4, (rows, 3))
    near[: rows // 2] = fmt.nearest(short[: rows // 2])
    near[::3, 1] = -near[::3, 0]
    return near


@pytest.mark.parametrize("name", FORMATS)
def test_equal_addends_are_added_as_if_one_by_one(name: str) -> None:
    """From binade to binade, at ties, through zero and overflow: the bits of a plain loop."""
    fmt = find_format(name)
    generator = np.random.default_rng(11)
    rows = FEW_ADDITIONS // 256 + 1
    columns = related(fmt, generator, rows)
    places = np.repeat([0, 1, 2, 0, 1], [300, 17, 1, 5, 260])
    left_out = generator.integers(0, len(places), size=rows)
    with np.errstate(all="ignore"):
        got = sum_in_order(columns, places, left_out)
        total = np.full(rows, -0.0).astype(fmt.dtype)
        for k, place in enumerate(places):
            total = np.where(left_out == k, total, total + columns[:, place])
    numbers, wanted = got.astype(float), total.astype(float)
    assert np.array_equal(numbers, wanted, equal_nan=True)
    assert np.array_equal(np.signbit(numbers[wanted == 0]), np.signbit(wanted[wanted == 0]))
    assert fmt.bits == 8 or np.isfinite(wanted).mean() > 0.5


@pytest.mark.parametrize("name", FORMATS)
def test_the_ends_of_binades_are_met_as_if_one_by_one(name: str) -> None:
    """From a few floats below a power of two, and below MAX, in steps of half an ulp and more."""
    fmt = find_format(name)
    largest = float(fmt.from_ordinal(fmt.max_ordinal))
    away, steps = np.meshgrid(np.arange(1, 13), np.arange(-12, 13) / 2)
    ulp = 2.0 ** (1 - fmt.precision)
    ends = (2 - ulp, ulp), (largest, float(fmt.ulp(largest)))
    pairs = [(last - (away - 1) * spacing, steps * spacing) for last, spacing in ends]
    columns = fmt.nearest(np.moveaxis(pairs, 1, -1).reshape(-1, 2))
    assert len(columns) > FEW_ADDITIONS // 256
    places = np.repeat([0, 1], [1, 300])
    with np.errstate(all="ignore"):
        got = sum_in_order(columns, places)
        total = np.full(len(columns), -0.0).astype(fmt.dtype)
        for place in places:
            total = total + columns[:, place]
    assert np.array_equal(got.astype(float), total.astype(float), equal_nan=True)


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float32"])
def test_a_sum_by_columns_stops_growing_where_the_whole_one_does(name: str) -> None:
    """In the equal run, before it, after it, or nowhere; entries left out are no addends."""
    fmt = find_format(name)
    generator = np.random.default_rng(8)
    columns = fmt.nearest(2.0 ** generator.integers(-fmt.precision - 9, 5, (60, 3)))
    columns[::5, 1] = 0
    places = np.repeat([2, 0, 1, 0, 1], [3, 5, FEW_ADDITIONS // 60, 7, 1])
    left_out = generator.integers(0, len(places), 60)
    left_out[::2] = generator.integers(0, 9, 30)
    whole = columns[:, places]
    whole[np.arange(60), left_out] = -0.0
    found = stops_growing(columns, places, left_out)
    assert found.tolist() == leaves_as_it_is(whole).tolist()
    assert 0.1 < found.mean() < 0.9


def test_one_nan_is_like_another() -> None:
    """A kernel may give the NaN of the last entry another sign: equal entries are equal still."""

    def unlike(x: Any) -> Any:
        signs = np.array([[1.0, 1.0, 1.0, -1.0]])
        return x.rearranged(lambda a: np.copysign(np.full(a.shape, np.nan), signs))

    by_columns = on_repeated(unlike, np.array([0, 0, 0, 0]), [True])
    found = run_rounded(
        by_columns, [np.ones((1, 1), np.float32)], Arithmetic(find_format("float32"))
    )
    assert np.isnan(found).all()
