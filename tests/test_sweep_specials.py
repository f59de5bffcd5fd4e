"""The contract ``special``, on pages of two lines whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from stabcheck.carriers.rounded import Arithmetic
from stabcheck.formats import FORMATS, find_format
from stabcheck.quantity import Quantity, real, special, vector
from stabcheck.sweeping.conclusions import conclude
from stabcheck.sweeping.course import Course
from stabcheck.sweeping.line import Line
from stabcheck.sweeping.places import every_place
from stabcheck.sweeping.probes import parse_probe
from stabcheck.sweeping.specials import every_nan_of, judge_specials
from stabcheck.sweeping.tally import Survey

INF, NAN = float("inf"), float("nan")


def passed(formula, case, fmt="float32", kind=None) -> bool:
    """Whether one row of a table accepts what a formula returns."""
    page = Quantity("p", "a page", arguments={"x": kind or real()}, specials=(case,))
    page.form("f", why="", holds=("special",))(formula)
    (outcome,) = judge_specials(page, page.forms[0], Arithmetic(find_format(fmt)))
    return outcome.passed


@pytest.mark.parametrize("fmt", [name for name, each in FORMATS.items() if each.has_inf])
def test_infinities_and_nan_are_judged_in_every_format(fmt) -> None:
    """A form is run at ±inf and NaN in the format itself."""
    assert passed(np.exp, special(INF, accepts=INF), fmt)
    assert passed(np.exp, special(-INF, accepts=0.0), fmt)
    assert passed(lambda x: x - x, special(INF, accepts="nan"), fmt)
    assert not passed(np.exp, special(INF, accepts=0.0), fmt)
    assert not passed(lambda x: np.where(x > 0, x, 0), special(NAN, accepts="nan"), fmt)


def test_a_zero_is_accepted_with_its_sign_only() -> None:
    """−0 and +0 are two outcomes, and a page may accept both."""
    negative = special(-0.0, accepts=-0.0)
    assert passed(lambda x: x * 1, negative)
    assert not passed(lambda x: x + 0, negative)
    assert passed(lambda x: x + 0, special(-0.0, accepts=[-0.0, 0.0]))


def test_an_exception_is_an_outcome_that_a_page_may_accept() -> None:
    """The largest of no numbers is refused by NumPy; a page says whether that is right."""
    assert passed(np.max, special((), accepts="error"), kind=vector())
    assert not passed(np.max, special((), accepts=-INF), kind=vector())
    assert not passed(np.sum, special((), accepts="error"), kind=vector())


def test_a_vector_is_accepted_entry_by_entry() -> None:
    """Every entry must be one accepted value, or each the one in its own place."""
    double = lambda x: x * 2  # noqa: E731 - a formula
    assert passed(double, special((INF, INF), accepts=INF), kind=vector())
    assert not passed(double, special((INF, 1.0), accepts=INF), kind=vector())
    assert passed(double, special((INF, 1.0), accepts=[(INF, 2.0)]), kind=vector())
    assert not passed(double, special((INF, 1.0), accepts=[(INF, 2.0, 0.0)]), kind=vector())


def test_one_number_stands_for_all_entries() -> None:
    """Two numbers are two outcomes, not a choice entry by entry; an empty result is a tuple."""
    masked = special((-INF, -INF), accepts=["nan", 0.0])
    assert passed(np.exp, masked, kind=vector())
    assert passed(lambda x: x - x, masked, kind=vector())
    mixed = special((-INF, 0.0), accepts=[0.0, 1.0])
    assert not passed(np.exp, mixed, kind=vector())
    assert passed(np.exp, special((), accepts=()), kind=vector())
    assert not passed(np.exp, special((), accepts=[0.0, "error"]), kind=vector())


@pytest.mark.parametrize("fmt", ["float16", "bfloat16", "float8_e4m3fn", "float8_e5m2"])
def test_a_small_format_is_tried_with_every_nan(fmt) -> None:
    """All NaN patterns, either sign, are run; one that does not propagate would be seen."""
    row = special((NAN, 1.0), accepts="nan")
    assert passed(np.max, row, fmt, vector())
    seen = []

    def spy(x):  # a formula that looks at its batch
        seen.append(x.stored.shape[0])
        return np.max(x)

    assert passed(spy, row, fmt, vector())
    patterns = find_format(fmt).all_patterns()
    with np.errstate(invalid="ignore"):
        assert seen == [np.isnan(patterns).sum()]


def test_float32_has_every_nan_tried_where_all_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its NaNs are 2²⁴ − 2, each another pattern; one that does not come back NaN is found."""
    fmt = find_format("float32")
    each = [array.view(np.uint32) for array in every_nan_of(fmt)]
    assert sum(map(len, each)) == 2**24 - 2
    assert all(np.isnan(array.view(np.float32)).all() for array in each)
    assert {int(array[k]) for array in each for k in (0, -1)} >= {0x7F800001, 0xFFFFFFFF}
    monkeypatch.setattr("stabcheck.sweeping.specials.NANS_AT_ONCE", 1 << 20)
    page = Quantity("p", "", arguments={"x": real()}, specials=(special(NAN, accepts="nan"),))
    page.definition(lambda x: x * 1)

    def forgets_one(x):
        """The identity, but for one NaN far inside."""
        x.data[x.data.view(np.uint32) == 0xFFABCDEF] = 1
        return x

    page.form("f", why="", holds=())(forgets_one)
    usual, thorough = (
        judge_specials(page, page.forms[0], Arithmetic(fmt), every_nan=every)[0]
        for every in (False, True)
    )
    assert (usual.passed, thorough.passed, thorough.got) == (True, False, "1")
    line = Line(page, parse_probe("x=s", page), fmt)
    chosen, whole = (
        conclude(Course(line, page.forms, between=places), Survey(), with_specials=True)[0]
        for places in (None, every_place(fmt))
    )
    assert (chosen.contracts["special"], whole.contracts["special"]) == ("pass", "fail")


def test_rows_with_an_infinity_are_left_out_where_there_is_none() -> None:
    """float8_e4m3fn has no infinity to ask about; its NaN rows are asked."""
    rows = (special(INF, accepts=1.0), special(NAN, accepts="nan"))
    page = Quantity("p", "a page", arguments={"x": real()}, specials=rows)
    page.form("f", why="", holds=())(lambda x: x * 1)
    outcomes = judge_specials(page, page.forms[0], Arithmetic(find_format("float8_e4m3fn")))
    assert [outcome.arguments for outcome in outcomes] == ["nan"]


def test_a_number_is_accepted_within_the_forms_bound() -> None:
    """A number that is no float is meant to within the t ulp of the form."""
    assert passed(np.exp, special(1.0, accepts=2.718281828))
    assert not passed(np.exp, special(1.0, accepts=2.7182))


def test_a_row_is_told_in_words() -> None:
    """The row says what was asked, what came out, what is accepted, and the page's note."""
    page = Quantity(
        "p",
        "a page",
        arguments={"x": vector()},
        specials=(special((-INF, 0.0), accepts=[0.0, "error"], note="masked"),),
    )
    page.form("f", why="", holds=())(np.exp)
    (outcome,) = judge_specials(page, page.forms[0], Arithmetic(find_format("float16")))
    assert outcome.arguments == "(-inf, 0)"
    assert outcome.got == "(0, 1)"
    assert outcome.accepted == ("0", "error")
    assert (outcome.passed, outcome.note) == (False, "masked")
