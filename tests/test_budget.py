"""The budget: a ratchet that lets nothing get worse, and its file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_examples import failure, sweep_result

from stabcheck.budget import Budget, FailingRange, Line, budget_findings, line_of, rounded_up_ulp
from stabcheck.budget_file import BudgetMistake, budget_text, read_budget
from stabcheck.finding import Finding
from stabcheck.sweeping.result import SpecialOutcome

RANGE = FailingRange(
    "range", "infinite", "0x40000000", "0x41000000", "2.0", "inf", "1.0", float("inf")
)
COARSE = FailingRange("relative", "inaccurate", "0x3e000000", "0x3f000000", "0.5", "2", "1", 90.0)
LINE = Line("float32", "x=s", 2.0, (RANGE, COARSE), ("(inf)",), {"absolute": 1.5})
BUDGET = Budget({"m:f": (LINE,)})


def judged(line: Line) -> Finding:
    """What comes of one line against the budget."""
    (finding,) = budget_findings(BUDGET, {"m:f": [line]}, is_whole=True)
    return finding


def with_range(**changes: str) -> Line:
    """The line with its first failing range changed."""
    return replace(LINE, failing=(replace(RANGE, **changes), COARSE))


def with_error(error_ulp: float) -> Line:
    """The line with another error in its inaccurate range."""
    return replace(LINE, failing=(RANGE, replace(COARSE, error_ulp=error_ulp)))


def test_the_same_is_as_expected() -> None:
    """A run that comes to what the budget says is as expected."""
    finding = judged(LINE)
    assert (finding.status, finding.found) == ("as expected", "the same")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (replace(LINE, worst_ulp=2.5), "2.5 ulp, budget 2"),
        (replace(LINE, needs_ulp={"absolute": 2.0}), "absolute needs 2 ulp, budget 1.5"),
        (replace(LINE, worst_ulp=float("inf")), "inf ulp, budget 2"),
        (with_range(last="0x41000001"), "range broken (infinite) from s = 2.0 to 8.000001"),
        (with_range(first="0x3fffffff"), "range broken (infinite) from s = 1.9999999 to 8.0"),
        (with_range(first="0xc0000000"), "range broken (infinite) from s = -2.0 to 8.0"),
        (with_range(outcome="nan"), "range broken (nan)"),
        (with_error(100.0), "relative broken (100 ulp) from s = 0.125 to 0.5"),
        (with_range(contract="absolute"), "absolute broken"),
        (replace(LINE, special=("(inf)", "(nan)")), "f((nan)) not accepted"),
    ],
)
def test_what_is_worse_fails(line: Line, told: str) -> None:
    """A larger error, a wider range, a worse outcome, another contract: each is a failure."""
    finding = judged(line)
    assert finding.status == "unexpected"
    assert told in finding.found


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (replace(LINE, worst_ulp=1.5), "1.5 ulp, budget 2"),
        (replace(LINE, needs_ulp={"absolute": 1.0}), "absolute needs 1 ulp, budget 1.5"),
        (with_range(last="0x40ffffff"), "not all of: range broken (infinite) from s = 2.0 to 8.0"),
        (with_range(outcome="inaccurate"), "not all of: range broken (infinite)"),
        (with_error(50.0), "not all of: relative broken (90 ulp) from s = 0.125 to 0.5"),
        (replace(LINE, failing=()), "not all of: range broken"),
        (replace(LINE, special=()), "not all of: f((inf)) not accepted"),
    ],
)
def test_what_is_better_is_told_and_fails_nothing(line: Line, told: str) -> None:
    """An improvement is as expected, and says what it is."""
    finding = judged(line)
    assert finding.status == "as expected"
    assert finding.found.startswith("better: ")
    assert told in finding.found


def test_better_here_does_not_make_up_for_worse_there() -> None:
    """A smaller error beside a wider range is worse."""
    assert judged(replace(with_range(last="0x42000000"), worst_ulp=0.5)).status == "unexpected"


def test_what_slips_out_of_sight_fails() -> None:
    """A line that is not judged any more is worse; a whole function too, in a whole run."""
    (finding,) = budget_findings(BUDGET, {"m:f": []}, is_whole=False)
    assert (finding.status, finding.subject) == ("unexpected", "m:f float32 x=s")
    assert budget_findings(BUDGET, {}, is_whole=False) == []
    (finding,) = budget_findings(BUDGET, {}, is_whole=True)
    assert (finding.status, finding.found) == ("unexpected", "not judged any more")


def test_what_is_new_is_not_worse() -> None:
    """A function or a line without a budget cannot be over it."""
    findings = budget_findings(BUDGET, {"m:f": [LINE], "m:g": [LINE]}, is_whole=True)
    assert [finding.status for finding in findings] == ["as expected", "as expected"]
    assert findings[1].found == "not in the budget yet"


def test_a_sweep_becomes_a_line() -> None:
    """Worst error, failing ranges and special values are those of the result."""
    special = SpecialOutcome("(inf)", "nan", ("1",), passed=False, note="")
    accepted = SpecialOutcome("(nan)", "nan", ("nan",), passed=True, note="")
    needed = {"relative": 3.1, "absolute": 0.2}
    line = line_of(
        sweep_result(failures=(failure(),), specials=(special, accepted), needed_ulp=needed)
    )
    assert line.worst_ulp == 4.5
    assert line.needs_ulp == {"relative": 3.5, "absolute": 0.5}
    assert line.special == ("(inf)",)
    (failing,) = line.failing
    assert (failing.first, failing.last) == ("0x42b17218", "0x7f7fffff")
    assert (failing.at, failing.got, failing.true) == ("88.72284", "inf", "88.722839")


@given(st.floats(min_value=0, max_value=1e300))
def test_an_error_is_rounded_up_by_little(error_ulp: float) -> None:
    """The budget is never below the error, and above it by half an ulp or a tenth at most."""
    rounded = rounded_up_ulp(error_ulp)
    assert error_ulp <= rounded <= max(error_ulp + 0.5, error_ulp * 1.1)
    assert rounded_up_ulp(rounded) == rounded


def test_the_file_reads_back_and_its_order_is_stable() -> None:
    """Functions by name, formats as the table has them, whatever order a run came in."""
    other = replace(LINE, format="bfloat16", failing=(), special=())
    budget = Budget({"m:g": (LINE, other), "m:f": (LINE,)})
    turned = Budget({"m:f": (LINE,), "m:g": (other, LINE)})
    text = budget_text(budget)
    assert text == budget_text(turned)
    assert list(json.loads(text)["functions"]["m:g"]) == ["bfloat16 x=s", "float32 x=s"]
    assert read_budget(text) == turned
    unmeasured = Budget({"m:f": (replace(LINE, worst_ulp=None), replace(LINE, probe="x=1"))})
    assert read_budget(budget_text(unmeasured)).functions["m:f"][0].probe == "x=1"
    infinite = Budget({"m:f": (replace(LINE, worst_ulp=float("inf")),)})
    assert read_budget(budget_text(infinite)) == infinite


def test_one_change_is_one_line_of_the_diff() -> None:
    """What a review of a budget sees is what has changed, and nothing else."""
    before = budget_text(BUDGET).splitlines()
    after = budget_text(BUDGET.updated({"m:f": [replace(LINE, worst_ulp=1.5)]})).splitlines()
    assert sum(a != b for a, b in zip(before, after, strict=True)) == 1


def test_an_update_keeps_what_was_not_judged() -> None:
    """A run of one function writes that one and leaves the others alone."""
    updated = BUDGET.updated({"m:g": [LINE]})
    assert updated.functions == {"m:f": (LINE,), "m:g": (LINE,)}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not JSON"),
        ("[]", "its schema is None"),
        ('{"schema": 1}', "no budget"),
        ('{"schema": 2, "functions": {}}', "its schema is 2"),
        ('{"schema": 1, "functions": {"m:f": {"float99 x=s": {"worst_ulp": 1}}}}', "no budget"),
        ('{"schema": 1, "functions": {"m:f": {"float32 x=s": {"worst_ulp": NaN}}}}', "no budget"),
        ('{"schema": 1, "functions": {"m:f": {"float32 x=s": {"worst_ulp": -1}}}}', "no budget"),
        ('{"schema": 1, "functions": {"m:f": {"float32 x=s": {}}}}', "no budget"),
        (budget_text(BUDGET).replace("infinite", "fine"), "no budget"),
        (budget_text(BUDGET).replace("90.0", "NaN"), "no budget"),
        (budget_text(BUDGET).replace("0x41000000", "0x4100000000"), "no budget"),
        (budget_text(BUDGET).replace("0x41000000", "eight"), "no budget"),
    ],
)
def test_a_file_that_is_no_budget_is_refused(text: str, why: str) -> None:
    """What cannot be read excuses nothing: it is refused, with the reason."""
    with pytest.raises(BudgetMistake, match=why):
        read_budget(text)
