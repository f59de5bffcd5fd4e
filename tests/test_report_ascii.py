"""Mathematics in ASCII."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stabcheck.report.terminal.ascii import to_ascii


@pytest.mark.parametrize(
    ("text", "ascii_text"),
    [
        ("σ(x) ≥ ½", "sigma(x) >= 1/2"),
        ("e⁻ˣ", "e^-x"),
        ("x² + y²", "x^2 + y^2"),
        ("xᵢ − maxⱼ xⱼ", "x_i - max_j x_j"),
        ("Σᵢ e^(xᵢ − a)", "sum_i e^(x_i - a)"),
        ("log(MAX + ½ulp)", "log(MAX + 1/2 ulp)"),
        ("p·ln 2 × κ", "p*ln 2 * kappa"),
        ("√2/π → ∞", "sqrt2/pi -> inf"),
        ("e⁻²ˣ⁺¹", "e^(-2x+1)"),
        ("plain", "plain"),
    ],
)
def test_symbols_are_spelled_as_one_would_type_them(text: str, ascii_text: str) -> None:
    """Symbols of the catalogue have the spelling a reader expects."""
    assert to_ascii(text) == ascii_text


@given(st.text())
def test_everything_becomes_ascii(text: str) -> None:
    """Whatever a page prints, nothing outside ASCII is left."""
    assert to_ascii(text).isascii()
