"""The page on measures: every number in its tables is what stabcheck computes."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from mpmath import exp, mpf, tanh

from stabcheck.catalogue import quantities
from stabcheck.formats import FORMATS, find_format, rational
from stabcheck.sweeping.contracts import Allowance, tolerances_ulp
from stabcheck.sweeping.points import walk

PAGE = (Path(__file__).parent.parent / "docs" / "measures.md").read_text(encoding="utf-8")


def table(first_cell: str) -> list[list[str]]:
    """The rows of the table whose header begins with ``first_cell``."""
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    start = next(k for k, row in enumerate(rows) if row.startswith(f"| {first_cell} |"))
    columns = rows[start].count("|")
    body = []
    for row in rows[start + 2 :]:
        if row.count("|") != columns or re.match(r"\| (quantity|walk|format) ", row):
            break
        body.append([cell.strip() for cell in row.strip("|").split("|")])
    return body


def power(number: Fraction) -> str:
    """A power of two as the page writes it."""
    exponent = number.numerator.bit_length() - number.denominator.bit_length()
    assert number == Fraction(2) ** exponent
    return f"2^{exponent}"


def test_every_format_has_its_numbers() -> None:
    """Precision, u, ulp and the ends of every format, in the order of the table of formats."""
    expected = []
    for fmt in FORMATS.values():
        ends = (rational(end) for end in (fmt.max, fmt.overflow_threshold))
        expected.append(
            [
                fmt.name,
                str(fmt.precision),
                power(rational(fmt.unit_roundoff)),
                power(Fraction(float(fmt.ulp(1.0)))),
                power(rational(fmt.smallest_normal)),
                power(rational(fmt.smallest_subnormal)),
                *(f"{Decimal(end.numerator) / Decimal(end.denominator):.5g}" for end in ends),
            ]
        )
    assert table("format") == expected


def test_ulp_below_the_normal_numbers_and_beyond_max() -> None:
    """The smallest subnormal below; the last binade's above; half below a power of two."""
    fmt = find_format("float32")
    assert fmt.ulp(2.0**-149) == fmt.ulp(2.0**-127) == fmt.ulp(0.0) == 2.0**-149
    assert fmt.ulp(1e300) == fmt.ulp(3.4e38) == 2.0**104
    assert fmt.ulp(np.nextafter(1.0, 0.0)) == fmt.ulp(1.0) / 2


TRUTHS = {
    "sigmoid": (lambda x: 1 / (1 + exp(-x)), lambda x: exp(-x) / (1 + exp(-x)) ** 2),
    "tanh": (tanh, lambda x: 1 - tanh(x) ** 2),
}


@pytest.mark.parametrize("row", table("quantity"), ids=lambda row: f"{row[0]} at {row[1]}")
def test_what_the_relative_contract_allows(row: list[str]) -> None:
    """Truth, ulp, κ and tolerance, by mpmath, and the tolerance by the contract's own code."""
    page, fmt = quantities()[row[0]], find_format("float32")
    at = np.float32(row[1])
    value, slope = TRUTHS[page.name]
    x = mpf(float(at))
    truth, kappa = value(x), abs(x * slope(x) / value(x))
    ulp = float(fmt.ulp(float(truth)))
    allowed = 4 * (ulp + 2 * 2**-24 * float(kappa * truth))
    shown = [float(truth), ulp, float(kappa), allowed, allowed / ulp]
    assert row[2:] == [f"{number:.6g}" for number in shown]
    form = next(form for form in page.forms if form.bound_ulp(1) == 4)
    magnitude, spacing, whole = (np.array([float(v)]) for v in (truth, ulp, kappa * truth))
    allowance = Allowance(form.bound_ulp(1))
    tolerance = tolerances_ulp(magnitude, spacing, whole, fmt, allowance)["relative"][0]
    assert abs(tolerance / shown[4] - 1) < 1e-9


def test_the_density_of_the_walks() -> None:
    """How many floats a walk has, and how many of them in a binade."""
    lengths = {"one or two reals": (1, False), "vectors of up to 3": (3, True)}
    for name, inner, outer, *counts in table("walk"):
        n, is_vector = lengths.get(name, (100, True))
        for k, format_name in enumerate(("float32", "float64")):
            walked = walk(find_format(format_name), n, is_vector=is_vector)
            assert counts[k] == f"{len(walked):,} floats"
            assert f"{inner.split(' and ')[k]} in each binade between" in walked.note
            beyond = re.findall(r"\d+(?: in every 16th)?", outer)[k].partition(" ")[0]
            assert re.search(rf", {beyond} in every (16th )?other", walked.note)


def test_the_note_counts_what_is_walked() -> None:
    """Between 16 and 32, and between 2³⁰ and 2³¹, stand as many floats as the note says."""
    fmt = find_format("float64")
    walked = walk(fmt, 1, is_vector=False)
    s = np.sort(walked.part().s)
    assert ((s >= 2.0**30) & (s < 2.0**31)).sum() == 2
    assert ((s >= 4.0) & (s < 8.0)).sum() == 26
    assert "26 in each binade" in walked.note
