"""A whole homework sheet: every equality read, one misprint, and what else there is to say."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from stabcheck.reading.sheet import SheetResult, check_sheet

SHEET = Path(__file__).parent / "fixtures" / "homework-08.md"


@cache
def homework() -> SheetResult:
    """The sheet, checked once."""
    return check_sheet(SHEET.read_text(encoding="utf-8"), SHEET.name)


def test_every_equality_is_read() -> None:
    """Each equality sign of the sheet is one item, but those of index ranges under a Σ."""
    text = SHEET.read_text(encoding="utf-8")
    signs = text.count("=") - text.count("i=1}")
    linked = [item for item in homework().items if not item.unlinked]
    assert len(linked) == signs
    assert not homework().having("NOT READ")


def test_the_verdicts() -> None:
    """Two equalities fail, both beside the misprint; all else holds, defines or chooses."""
    counted = Counter(item.verdict for item in homework().items)
    assert counted["REFUTED"] == 2
    assert counted["CHOICE"] == 3
    assert counted["DEFINITION"] == 4
    assert counted["UNDECIDED"] == 0
    assert counted.total() == counted["PROVED"] + 9


def test_the_misprint_is_named() -> None:
    """2/(1 − e^(−2x)) is found between two neighbours that agree, and what was meant is said."""
    (misprint,) = homework().misprints
    assert misprint.line == 11
    assert misprint.source == r"\frac{2}{1 - e^{-2x}}"
    assert misprint.understood == "2/(1 − e^(−2x))"
    assert misprint.neighbours == ("2e^x/(e^x + e^(−x))", "2·σ(2x)")
    assert misprint.meant == "2/(1 + e^(−2x))"
    for item in homework().having("REFUTED"):
        assert "2/(1 − e^(−2x)) is a misprint" in item.note
        assert item.counterexample is not None


def test_definitions_hold_in_their_problem_only() -> None:
    """y is a log-sum-exp in one problem, and a label with no definition in a later one."""
    defined = [item.understood for item in homework().having("DEFINITION")]
    assert defined == [
        "σ(x) = 1/(1 + e^(−x))",
        "tanh(x) = (e^x − e^(−x))/(e^x + e^(−x))",
        "y = log(Σᵢ e^xᵢ)",
        "πᵢ = e^xᵢ/(Σⱼ e^xⱼ)",
    ]
    assert "e^y = Σᵢ e^xᵢ" in {item.understood for item in homework().having("PROVED")}


def test_choices_are_told_from_claims() -> None:
    """What was arbitrary is chosen: a = max x twice, and log C = −a in the running text."""
    chosen = [item.understood for item in homework().having("CHOICE")]
    assert chosen == ["a = maxᵢ xᵢ", "a = maxᵢ xᵢ", "log(C) = −a"]


def test_the_condition_nobody_stated() -> None:
    """C e^x = e^(x + log C) needs C > 0."""
    conditions = {text for item in homework().items for text in item.conditions}
    assert conditions == {"C ≠ 0", "C > 0"}


def test_the_index_that_is_used_twice() -> None:
    """In π_i = e^{x_i}/Σ_i e^{x_i} the index is both free and bound."""
    (remark,) = homework().remarks
    assert remark.line == 47
    assert remark.text.startswith("the index i is both free and bound")


def test_formulas_side_by_side() -> None:
    """The loss and its stable formula stand side by side without a sign, and are equal."""
    unlinked = [item for item in homework().items if item.unlinked]
    assert [(item.line, item.verdict, item.note) for item in unlinked] == [
        (61, "PROVED", "unlinked, equal"),
        (74, "PROVED", "unlinked, equal"),
    ]


def test_lines_that_begin_with_a_sign_continue_the_display() -> None:
    """The two lines outside the display are links of its chain."""
    by_line = {item.line: item for item in homework().items}
    assert by_line[71].understood.startswith("x − x·y + log(1 + e^(−x)) = log(e^x)")
    assert by_line[72].understood == "log(e^x) − x·y + log(1 + e^(−x)) = −x·y + log(1 + e^x)"
