"""Where a side is undefined: conditions, claims about nothing, and points that refute nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from stabcheck.carriers.symbol import symbols_for
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.proof.claim import traced
from stabcheck.proof.evaluate import Point, Undefined, enclose
from stabcheck.quantity import Argument, Claim, D, equation, exact, index, real, vector


def _stated(function: Any, **arguments: Argument) -> ProofResult:
    return prove_claim(Claim("scratch", "scratch", function, arguments))


UNDEFINED: dict[str, tuple[Any, tuple[str, ...]]] = {
    "one value": (lambda x: (x / np.abs(x), np.sign(x)), ("x ≠ 0",)),
    "one branch": (lambda x: (np.log(np.where(x > 0, x, 0)), np.log(x)), ("x > 0",)),
    "one sign": (lambda x: (1 / np.sign(x), np.sign(x)), ("x ≠ 0",)),
}
NOWHERE: dict[str, Any] = {
    "nowhere": lambda x: (1 / (x - x), 1 / (x - x)),
    "on neither side": lambda x: (1 / (np.abs(x) - x), 1 / (np.abs(x) + x)),
    "in no case": lambda x: (np.log(-np.abs(x)), np.log(-np.abs(x)) + 0),
    "its derivative": lambda x: (D(np.log(-np.exp(x)), x), 1),
}


@pytest.mark.parametrize("name", UNDEFINED)
def test_a_case_in_which_a_side_is_undefined_is_a_condition(name) -> None:
    """The claim is PROVED where both sides are defined, and says where that is."""
    sides, conditions = UNDEFINED[name]
    result = _stated(lambda x: equation(*sides(x)), x=real())
    assert (result.verdict, result.conditions) == ("PROVED", conditions), result.residual


@pytest.mark.parametrize("name", NOWHERE)
def test_a_claim_undefined_in_every_case_is_not_proved(name) -> None:
    """What has no value anywhere equals nothing, and nothing is PROVED of it."""
    result = _stated(lambda x: equation(*NOWHERE[name](x)), x=real())
    assert result.verdict == "UNDECIDED"
    assert result.residual == "the formula is defined nowhere"


@pytest.mark.parametrize(
    ("formula", "values", "slope"),
    [
        (lambda x, k: D(np.max(x), x[k]), (1, 1), None),
        (lambda x, k: D(np.max(x), x[k]), (1, 2), 0),
        (lambda x, k: D(np.max(x), x[k]), (2, 1), 1),
        (lambda x, k: D(np.min(x), x[k]), (1, 1), None),
        (lambda x, k: D(np.abs(x[k]), x[k]), (0, 1), None),
        (lambda x, k: D(x[np.argmax(x)] ** 2, x[k]), (1, 1), None),
        (lambda x, k: D(np.sum(np.delete(x, np.argmax(x))), x[k]), (1, 1), None),
        (lambda x, k: D(np.where(x[k] > 1, 3, 2), x[k]), (1, 2), None),
        (lambda x, k: D(np.where(np.sign(x[k]) > exact(Fraction(1, 2)), 3, 2), x[k]), (0, 1), None),
        (lambda x, k: D(np.log(x[k]), x[k]), (-1, 1), None),
    ],
)
def test_a_point_at_a_kink_is_no_counterexample(formula, values, slope) -> None:
    """At a tie or a kink a derivative has no value to differ by; beside it, it has its own."""
    arguments = {"x": vector("N"), "k": index("N")}
    x, k = symbols_for(arguments)
    term, _ = traced(equation(formula(x, k), 0))
    entries = {("x", n): Fraction(value) for n, value in enumerate(values)}
    point = Point({"N": 2}, {}, entries, {k.index: 0})
    if slope is None:
        with pytest.raises(Undefined):
            enclose(term, point, 96)
    else:
        assert enclose(term, point, 96) == slope


def test_a_maximum_whose_place_is_in_doubt_refutes_nothing() -> None:
    """Two values closer than the precision: which of them is larger is not guessed."""
    tiny = exact(Fraction(1, 10**40))
    result = _stated(lambda x: equation(x[np.argmax(np.exp(tiny * x))], np.max(x)), x=vector())
    assert result.verdict == "UNDECIDED"


@pytest.mark.parametrize("extremum", [np.max, np.min])
def test_of_nothing_there_is_no_maximum(extremum) -> None:
    """All entries but one are none where N = 1."""
    result = _stated(lambda x, k: equation(0 * extremum(np.delete(x, k)), 0), x=vector(), k=index())
    assert (result.verdict, result.conditions) == ("PROVED", ("N ≠ 1",)), result.residual


def test_an_entry_is_undefined_where_what_it_is_the_place_of_is() -> None:
    """The greatest logarithm stands nowhere unless every entry is > 0."""
    result = _stated(
        lambda x: equation(x[np.argmax(np.log(x))], x[np.argmax(np.log(x))]), x=vector()
    )
    assert result.verdict == "UNDECIDED"


@pytest.mark.parametrize(("domain", "verdict"), [("at_least", "UNDECIDED"), ("above", "PROVED")])
def test_a_derivative_that_exists_on_one_side_has_none(domain, verdict) -> None:
    """∂(√x + xy)/∂y is x for x ≥ 0 alone, and its derivative in x is 1 where x > 0."""
    result = _stated(
        lambda x, y: equation(D(D(np.sqrt(x) + x * y, y), x), 1), x=real(**{domain: 0}), y=real()
    )
    assert (result.verdict, result.conditions) == (verdict, ())
