"""Exact constants: rational arithmetic is folded, and nothing else is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stabcheck.exact import exact


@pytest.mark.parametrize("root", [2, 3, 7])
@pytest.mark.parametrize("base", [Fraction(1, 2**50), Fraction(81, 25), Fraction(10**40 + 1)])
def test_the_root_of_a_perfect_power_is_rational(base: Fraction, root: int) -> None:
    """Such a boundary is a number of the format, and must be decided as one."""
    assert (exact(base**root) ** exact(Fraction(1, root))).value == base


@pytest.mark.parametrize("n", [2, 3**7 - 1, 3**7 + 1, 2**150 + 1])
def test_any_other_root_stays_what_it_is(n: int) -> None:
    """Next to a perfect power is none; and of a negative number no root is taken."""
    assert (exact(n) ** exact(Fraction(1, 7))).value is None
    assert (exact(-1) ** exact(Fraction(1, 7))).value is None
