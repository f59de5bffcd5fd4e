"""Sheets written to break the reader: an answer within a second, and never a traceback."""

from __future__ import annotations

import time

import pytest
from amounts import FULL, amount
from hypothesis import given, settings
from hypothesis import strategies as st

from stabcheck.reading.sheet import check_sheet

HOSTILE = {
    "deep brackets": "$x = " + "(" * 900 + "x" + ")" * 900 + "$",
    "deep fractions": "$x = " + r"\frac{1}{" * 300 + "x" + "}" * 300 + "$",
    "deep exponents": "$x = " + "e^{" * 300 + "x" + "}" * 300 + "$",
    "a line of a megabyte": "$x = " + "1+" * 500_000 + "1$",
    "a megabyte of dollars": "$" * 1_000_000,
    "a megabyte of signs": "x=" * 500_000,
    "unbalanced": "$$x = {{{{$$",
    "never closed": r"\begin{align} x = 1 " * 500,
    "a huge power": "$2^{10^{10^{10}}} = 3$",
    "a tower of powers": "$((((3^{64})^{64})^{64})^{64})^{64} = y + 1$",
    "many monomials": "$(a+b+c+d+f)^{60} = 1$",
    "a huge number": "$x = " + "9" * 5000 + "$",
    "a command of itself": r"\newcommand{\a}{\a\a}$\a = 1$",
    "commands of commands": "".join(
        rf"\newcommand{{\{chr(98 + k)}}}{{{(chr(92) + chr(97 + k) + ' ') * 10}}}" for k in range(8)
    )
    + r"\newcommand{\a}{xx}$\i = 1$",
    "a long product": "$y = " + "x" * 3000 + "$",
    "nested sums": r"$y = \sum_{i=1}^{12}\sum_{j=1}^{12}\sum_{k=1}^{12} x_i z_j w_k$",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_sheets_are_answered_at_once(name: str) -> None:
    """Each gives a NOT READ with a reason, or UNDECIDED, within a second."""
    started = time.process_time()  # what else runs on the machine is not the sheet's doing
    items = check_sheet(HOSTILE[name]).items
    assert time.process_time() - started < 1
    assert {item.verdict for item in items} & {"NOT READ", "UNDECIDED"}
    assert all(item.note for item in items if item.verdict in {"NOT READ", "UNDECIDED"})


PIECES = st.sampled_from(
    (
        *("$", "$$", "\n", "\n\n", "=", "&", r"\\", " ", "{", "}", "(", ")", "|", "^", "_", "'"),
        *("x", "y", "x_i", "e", "i", "N", "2", "0.5", "+", "-", "/", ",", ".", r"\cdot", "e^{-x}"),
        *(r"\frac{1}{x}", r"\sum_{i=1}^N", r"\max_i", r"\log", r"\exp", r"\tanh'", r"\sigma(x)"),
        *(
            r"\begin{split}",
            r"\end{split}",
            r"\begin{cases}",
            r"\end{cases}",
            r"\left|",
            r"\right|",
        ),
        *("Let ", "where ", "For x < 0, ", "# Problem 2\n", "f(x)", "equivalent", r"\text{if }"),
        *(r"\frac{d}{dx}", r"\partial", r"\sqrt", "²", "ᵢ", "Σ", "<", r"\le", "`", "%", "[", "]"),
    )
)
FORMULAS = st.lists(PIECES, min_size=1, max_size=14).map("".join)
SHEETS = st.lists(
    st.one_of(FORMULAS, FORMULAS.map(lambda inner: f"${inner}={inner}$")), max_size=4
).map("\n".join)


def _hold(sheet: str) -> None:
    result = check_sheet(sheet)
    lines = sheet.count("\n") + 1
    assert all(1 <= item.line <= lines for item in result.items)
    for item in result.items:
        assert item.verdict != "REFUTED" or item.counterexample is not None
        assert item.verdict not in {"NOT READ", "UNDECIDED"} or item.note


@given(SHEETS)
@settings(max_examples=amount(300, 10_000), deadline=None, derandomize=not FULL)
def test_made_up_sheets_never_break_the_reader(sheet: str) -> None:
    """Whatever is put together from the pieces of a sheet gets its items, each with a reason."""
    _hold(sheet)


@given(st.text(max_size=80))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_any_text_is_a_sheet(text: str) -> None:
    """Any text at all is read."""
    _hold(text)
