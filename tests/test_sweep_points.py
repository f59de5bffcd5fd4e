"""The floats a sweep walks, and what it calls its evidence."""

from __future__ import annotations

import numpy as np
import pytest

from stabcheck.formats import FORMATS, find_format
from stabcheck.sweeping.places import (
    binade_edges,
    every_place,
    float_at,
    ordinals_at,
    pieces,
    place_of,
    powers_of_two,
)
from stabcheck.sweeping.points import landmark_ordinals, walk, walk_between


@pytest.mark.parametrize("name", ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_a_small_format_is_walked_whole(name) -> None:
    """Every finite bit pattern is walked once, −0 included, in ascending order."""
    fmt = find_format(name)
    path = walk(fmt, 2)
    patterns = fmt.all_patterns()
    with np.errstate(invalid="ignore"):  # signalling NaNs
        finite = patterns[np.isfinite(patterns)]
    unsigned = f"uint{fmt.bits}"
    assert path.is_exhaustive
    s = path.part().s
    assert sorted(s.view(unsigned)) == sorted(finite.view(unsigned))
    assert (np.diff(s.astype(np.float64)) >= 0).all()
    assert path.note == f"all {len(finite):,} finite floats"


@pytest.mark.parametrize("name", ["float32", "float64"])
@pytest.mark.parametrize("n", [1, 100])
def test_a_wide_format_is_walked_by_strata_and_says_so(name, n) -> None:
    """Both ends, both zeros and the central binades are walked; the evidence is not exhaustive."""
    fmt = find_format(name)
    path = walk(fmt, n)
    assert path.evidence == "certified"
    s, ordinals = path.part().s, ordinals_at(path.part().places)
    assert ordinals[0] == -fmt.max_ordinal
    assert ordinals[-1] == fmt.max_ordinal
    assert (np.diff(ordinals) == 0).sum() == 1
    assert np.signbit(s[ordinals == 0]).tolist() == [True, False]
    magnitudes = np.abs(s.astype(np.float64))
    for exponent in range(-12, 12):
        inside = (magnitudes >= 2.0**exponent) & (magnitudes < 2.0 ** (exponent + 1))
        assert inside.sum() >= 8


def test_every_binade_of_float32_and_float64_is_met() -> None:
    """For short vectors no binade is left out, subnormal ones included."""
    for name in ("float32", "float64"):
        fmt = find_format(name)
        values = np.abs(walk(fmt, 1).part().s.astype(np.float64))
        met = set(np.frexp(values[values > 0])[1].tolist())
        smallest = fmt.emin - fmt.precision + 2
        assert met == set(range(smallest, fmt.emax + 2))


def test_a_long_vector_is_stratified_even_in_a_small_format() -> None:
    """n = 100 in float16 is no exhaustive sweep, and is not called one."""
    path = walk(find_format("float16"), 100)
    assert not path.is_exhaustive
    assert len(path) < 2**12


def test_landmarks_and_their_neighbours_are_walked() -> None:
    """A predicted float is walked with its neighbours on both sides."""
    fmt = find_format("float32")
    mark = int(fmt.to_ordinal(np.float32(88.72284)))
    places = set(walk(fmt, 1, [mark]).part().places.tolist())
    assert {mark - 1, mark, mark + 1} <= places


@pytest.mark.parametrize("name", FORMATS)
def test_landmarks_are_finite_floats(name) -> None:
    """Where a format overflows, vanishes or loses its last digit, it has a float."""
    fmt = find_format(name)
    assert all(abs(ordinal) <= fmt.max_ordinal for ordinal in landmark_ordinals(fmt))


def test_two_walks_are_the_same_walk() -> None:
    """The points inside the strata are fixed: two sweeps are bit-identical."""
    fmt = find_format("float64")
    assert (walk(fmt, 1).part().places == walk(fmt, 1).part().places).all()


def test_a_range_of_float32_is_walked_float_by_float_without_being_held() -> None:
    """Cut out of all 2³² patterns, the floats about zero come in order, with both zeros."""
    fmt = find_format("float32")
    whole = walk_between(fmt, *every_place(fmt))
    assert len(whole) == 2**32 - 2**24  # all but the infinities and the NaNs
    middle = len(whole) // 2
    assert [fmt.hex_bits(value) for value in whole.part(middle - 2, middle + 2).s] == [
        "0x80000001",
        "0x80000000",
        "0x00000000",
        "0x00000001",
    ]
    assert (
        float(whole.part(0, 1).s[0])
        == -float(whole.part(len(whole) - 1).s[0])
        == -3.4028234663852886e38
    )


@pytest.mark.parametrize("name", FORMATS)
def test_places_name_floats_one_by_one(name) -> None:
    """A float and its place tell each other, −0 and +0 apart; powers of two begin the binades."""
    fmt = find_format(name)
    for place in (*every_place(fmt), -2, -1, 0, 1):
        assert place_of(float_at(place, fmt), fmt) == place
    assert np.signbit(np.float64(float_at(-1, fmt)))
    powers = np.abs(fmt.from_ordinal(powers_of_two(fmt)[:-1]).astype(np.float64))
    assert (np.frexp(powers)[0] == 0.5).all()
    assert len(powers) == fmt.emax - fmt.emin + fmt.precision
    edges = binade_edges(fmt)
    cut = pieces(np.array([-2, -1, 0, 1]), edges)
    assert cut.counts.tolist() == [1, 2, 1]
