"""Plain functions traced: each gets the verdict it deserves, and says what it rests on."""

from __future__ import annotations

import functools
import sys
import types
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import traced_functions as written
import traced_identities as roundabout
import traced_vectors as vectors

from stabcheck.catalogue import quantities
from stabcheck.quantity import Quantity, real, vector
from stabcheck.target.tracing import TracedProof, trace_claim

#: Where the functions stand.
FILES = ("traced_functions.py", "traced_identities.py", "traced_vectors.py")

KNOWN = quantities()

softplus = Quantity("softplus-here", "log(1 + e^x)", arguments={"x": real()})
softplus.definition(lambda x: np.log(1 + np.exp(x)))
identity = Quantity("identity-here", "x", arguments={"x": real()})
identity.definition(lambda x: x)
positive = Quantity("positive-here", "x > 0", arguments={"x": real(above=0)})
positive.definition(lambda x: x)

PROVED, SHORT = "PROVED", "PROVED for N ≤ 4"
REFUTED, UNDECIDED = "REFUTED", "UNDECIDED"

VERDICTS = {
    KNOWN["sigmoid"]: {
        written.sigmoid_naive: PROVED,
        written.sigmoid_where: PROVED,
        written.sigmoid_masked: PROVED,
        written.sigmoid_masked_zero_forgotten: REFUTED,
        written.sigmoid_masked_zero_hidden: PROVED,
        written.sigmoid_masked_times_zero: REFUTED,
        written.sigmoid_scalar: PROVED,
        written.sigmoid_scalar_wrong_branch: REFUTED,
        written.sigmoid_elif_hole: REFUTED,
        written.sigmoid_loop: SHORT,
        written.sigmoid_filled_loop: SHORT,
        written.sigmoid_off_by_one_loop: REFUTED,
        written.sigmoid_vectorized: PROVED,
        written.sigmoid_tanh: PROVED,
        written.sigmoid_clipped: REFUTED,
        written.sigmoid_select: PROVED,
        written.sigmoid_guarded: PROVED,
        written.sigmoid_guard_changes_the_formula: REFUTED,
        written.sigmoid_global_maximum: REFUTED,
        written.sigmoid_out: PROVED,
        written.sigmoid_out_elsewhere: UNDECIDED,
        written.sigmoid_checked: PROVED,
        written.sigmoid_raises_below: REFUTED,
        written.sigmoid_swallows: UNDECIDED,
        written.sigmoid_rounded: UNDECIDED,
        written.sigmoid_truncated: UNDECIDED,
        written.sigmoid_float32: PROVED,
    },
    softplus: {
        written.softplus_stable: PROVED,
        written.softplus_logaddexp: PROVED,
        written.softplus_threshold: REFUTED,
        written.softplus_far_threshold: REFUTED,
        written.softplus_bits: PROVED,
        written.softplus_bits_typed: REFUTED,
        written.softplus_nan_repaired: PROVED,
        written.softplus_thirds: PROVED,
        written.softplus_base_2: PROVED,
        written.softplus_put: PROVED,
    },
    KNOWN["softmax"]: {
        vectors.softmax_in_place: PROVED,
        vectors.softmax_rows: PROVED,
        vectors.softmax_by_letters: PROVED,
        vectors.softmax_by_inner_product: PROVED,
        vectors.softmax_by_letters_squared: REFUTED,
        vectors.softmax_rows_wrong_sum: REFUTED,
        vectors.softmax_max_forgotten: REFUTED,
        vectors.softmax_writes_through_a_view: UNDECIDED,
    },
    KNOWN["logsumexp"]: {
        vectors.logsumexp_method: PROVED,
        vectors.logsumexp_reduce: PROVED,
        vectors.logsumexp_mean: PROVED,
        vectors.logsumexp_mean_forgotten: REFUTED,
        vectors.logsumexp_guarded: PROVED,
        vectors.logsumexp_empty_guard: PROVED,
        vectors.logsumexp_online: SHORT,
        vectors.logsumexp_from_the_second: SHORT,
        vectors.logsumexp_from_the_second_only: REFUTED,
        vectors.logsumexp_by_namespace: PROVED,
        vectors.logsumexp_online_unscaled: REFUTED,
        vectors.logsumexp_first: SHORT,
        vectors.logsumexp_epsilon: REFUTED,
        vectors.logsumexp_sorted: UNDECIDED,
    },
    KNOWN["bce_with_logits"]: {
        vectors.bce_stable: PROVED,
        vectors.bce_mean: PROVED,
        vectors.bce_sum: PROVED,
        vectors.bce_sum_of_labels_lost: REFUTED,
        vectors.bce_clipped: REFUTED,
    },
    identity: {
        roundabout.written_through_an_alias: PROVED,
        roundabout.written_through_a_view: UNDECIDED,
        roundabout.written_into_a_copy: PROVED,
        roundabout.cut_off_at_0: REFUTED,
        roundabout.rooted_cube: REFUTED,
        roundabout.reciprocal_twice: REFUTED,
        roundabout.cut_off_far_out: REFUTED,
        roundabout.reversed_once: REFUTED,
        roundabout.reversed_twice: SHORT,
        roundabout.sorted_entries: REFUTED,
        roundabout.outer_mean_of_rows: PROVED,
        roundabout.outer_mean_of_columns: REFUTED,
        roundabout.piecewise_by_group: REFUTED,
        roundabout.divided_where_it_can_be: PROVED,
        roundabout.nan_in_a_branch: REFUTED,
        roundabout.nan_in_a_dead_branch: PROVED,
        roundabout.nan_swallowed: UNDECIDED,
        roundabout.cubed_over_squared: REFUTED,
        roundabout.looped_until: UNDECIDED,
        roundabout.far_sum_guard: REFUTED,
        roundabout.root_squared: REFUTED,
    },
    positive: {roundabout.root_squared: PROVED},
}
CASES = [(f, q, verdict) for q, verdicts in VERDICTS.items() for f, verdict in verdicts.items()]


@functools.cache
def traced(function: Any, quantity: Quantity) -> TracedProof:
    """The proof of a function, called as it is."""
    return trace_claim(function, quantity)


def case_name(value: object) -> str | None:
    """A short name for a case."""
    return getattr(value, "__name__", None) or getattr(value, "name", None)


@pytest.mark.parametrize(("function", "quantity", "verdict"), CASES, ids=case_name)
def test_every_style_gets_its_verdict(function: Any, quantity: Quantity, verdict: str) -> None:
    """Sound functions are proved, broken ones refuted, and what is not modelled is undecided."""
    proof = traced(function, quantity)
    assert proof.verdict == verdict, proof


@pytest.mark.parametrize(("function", "quantity", "verdict"), CASES, ids=case_name)
def test_a_verdict_says_what_it_rests_on(function: Any, quantity: Quantity, verdict: str) -> None:
    """REFUTED comes with a point, UNDECIDED with a line of the function's file and a reason."""
    proof = traced(function, quantity)
    if verdict == REFUTED:
        assert proof.counterexample is not None
        assert proof.counterexample.lhs != proof.counterexample.rhs
    if verdict == UNDECIDED:
        assert proof.reason
    if verdict in {REFUTED, UNDECIDED}:
        file, _, line = str(proof.line).rpartition(":")
        assert file.endswith(FILES)
        assert int(line) > 0


def test_the_line_is_the_one_that_could_not_be_traced() -> None:
    """An unmodelled call is pointed at where it stands, not where the function begins."""
    source = Path(vectors.__file__).read_text(encoding="utf-8").splitlines()
    line = str(traced(vectors.logsumexp_sorted, KNOWN["logsumexp"]).line)
    assert "np.sort(x)" in source[int(line.rpartition(":")[2]) - 1]


def test_rounded_constants_are_read_and_listed() -> None:
    """A module's float of log 2, or of a third, is read as that number, and said to be."""
    bits = traced(written.softplus_bits, softplus)
    assert "0.6931471805599453 read as log(2)" in bits.assumptions
    thirds = traced(written.softplus_thirds, softplus)
    assert thirds.assumptions == ("0.3333333333333333 read as 1/3",)
    assert traced(written.softplus_bits_typed, softplus).largest_difference


def test_what_is_true_of_reals_only_is_assumed_aloud() -> None:
    """isfinite, isnan and narrower formats are constant or exact over the reals, and say so."""
    checked = traced(written.sigmoid_checked, KNOWN["sigmoid"])
    assert any(text.startswith("isfinite is true") for text in checked.assumptions)
    repaired = traced(written.softplus_nan_repaired, softplus)
    assert any(text.startswith("isnan is false") for text in repaired.assumptions)
    narrow = traced(written.sigmoid_float32, KNOWN["sigmoid"])
    assert any("float32" in text for text in narrow.assumptions)


def test_a_threshold_is_refuted_with_how_little_it_matters() -> None:
    """A softplus cut off at 20 is another function, by 2e-9: the largest difference says so."""
    proof = traced(written.softplus_threshold, softplus)
    assert str(proof.largest_difference).startswith("1.82e-09 at x = 161/8")
    assert traced(written.softplus_far_threshold, softplus).verdict == REFUTED


def test_a_value_that_is_none_is_named() -> None:
    """An entry never assigned, a missing return and a raised exception are what they are."""
    forgotten = traced(written.sigmoid_masked_zero_forgotten, KNOWN["sigmoid"])
    assert forgotten.counterexample is not None
    assert forgotten.counterexample.lhs == "never assigned"
    assert forgotten.counterexample.point == {"x": "0"}
    assert "returns None" in str(traced(written.sigmoid_elif_hole, KNOWN["sigmoid"]).reason)
    raises = traced(written.sigmoid_raises_below, KNOWN["sigmoid"])
    assert "raises ValueError: too small" in str(raises.reason)


def _loop_of_distances(x: Any, y: Any) -> Any:
    out = np.empty_like(x)
    for k in range(len(x)):
        out[k] = abs(x[k] - y[k])
    return out


@pytest.mark.parametrize(
    ("function", "verdict"),
    [
        (lambda x, y: np.abs(x - y), PROVED),
        (lambda x, y: np.where(x >= y, x - y, 7.0), PROVED),
        (_loop_of_distances, SHORT),
        (lambda x, y: np.where(x > y + 1, x - y, 7.0), REFUTED),
    ],
)
def test_what_a_page_is_given_is_given_to_the_proof(function: Any, verdict: str) -> None:
    """|x − y| is x − y where x ≥ y, and a point at which a function is refuted has x ≥ y too."""
    ordered = Quantity(
        *("ordered-here", "x − y"),
        arguments={"x": real(), "y": real()},
        given=(lambda x, y: x >= y,),
    )
    ordered.definition(lambda x, y: x - y)
    proof = trace_claim(function, ordered)
    assert (proof.verdict, proof.conditions) == (verdict, ())
    if proof.counterexample is not None:
        point = proof.counterexample.point
        assert Fraction(point["x"]) >= Fraction(point["y"])


def test_relations_between_vectors_are_given_too() -> None:
    """A cosine by two normalised vectors, neither of them 0: no condition is left."""
    cosine = Quantity(
        *("cosine-here", "the cosine of an angle"),
        arguments={"x": vector("N"), "y": vector("N")},
        given=(lambda x, _: np.sum(x**2) > 0, lambda _, y: np.sum(y**2) > 0),
    )
    cosine.definition(lambda x, y: np.sum(x * y) / np.sqrt(np.sum(x**2) * np.sum(y**2)))
    normalised = trace_claim(
        lambda x, y: np.sum(x / np.sqrt((x * x).sum()) * (y / np.sqrt((y * y).sum()))), cosine
    )
    assert (normalised.verdict, normalised.conditions) == (PROVED, ())


def test_how_it_was_called_is_said() -> None:
    """Arrays first; single numbers, rows, means and sums where the function asks for them."""
    assert traced(written.sigmoid_naive, KNOWN["sigmoid"]).called == "arrays of N numbers"
    assert traced(written.sigmoid_scalar, KNOWN["sigmoid"]).called == "single numbers"
    assert traced(vectors.softmax_rows, KNOWN["softmax"]).called == "(B, N) arrays, row by row"
    assert traced(vectors.bce_mean, KNOWN["bce_with_logits"]).called.endswith("their mean")
    assert traced(vectors.bce_sum, KNOWN["bce_with_logits"]).called.endswith("their sum")


def test_rows_are_judged_when_asked_for() -> None:
    """Right on one vector and wrong on rows: a sum over the wrong axis shows in two dimensions."""
    rows = functools.partial(trace_claim, quantity=KNOWN["softmax"], rows=True)
    assert rows(vectors.softmax_in_place).verdict == PROVED
    assert rows(vectors.softmax_columns).verdict == REFUTED
    assert rows(vectors.softmax_rows_wrong_sum).verdict == REFUTED


def test_arguments_come_in_the_functions_own_order() -> None:
    """Labels first, then the score; a name the quantity does not have is refused."""
    bce = KNOWN["bce_with_logits"]
    assert trace_claim(vectors.bce_labels_first, bce, args=["y", "x"]).verdict == PROVED
    assert trace_claim(vectors.bce_labels_first, bce).verdict == REFUTED
    with pytest.raises(ValueError, match="the arguments are x, y"):
        trace_claim(vectors.bce_labels_first, bce, args=["labels", "x"])


def test_keywords_are_passed_on() -> None:
    """A threshold given as a keyword is the one that is judged."""
    proof = trace_claim(written.softplus_threshold, softplus, kwargs={"threshold": 4})
    assert proof.verdict == REFUTED
    assert float(str(proof.largest_difference).split()[0]) > 1e-2


def test_compiled_code_is_not_traceable() -> None:
    """A ufunc has no Python to trace, and says so."""
    proof = trace_claim(np.tanh, KNOWN["tanh"])
    assert proof.verdict == UNDECIDED
    assert "compiled" in str(proof.reason)


def test_the_functions_module_is_left_as_it_was() -> None:
    """The stand-ins are gone after tracing, also after a function that could not be traced."""
    before = dict(vars(written))
    trace_claim(written.sigmoid_scalar, KNOWN["sigmoid"])
    trace_claim(vectors.logsumexp_sorted, KNOWN["logsumexp"])
    assert vars(written).keys() == before.keys()
    assert all(vars(written)[name] is value for name, value in before.items())


def test_a_trace_that_is_not_of_the_function_is_found_out() -> None:
    """A function that computes something else on floats than on symbols is not proved."""

    def two_faced(x: Any) -> Any:
        return 1 / (1 + np.exp(-x)) if type(x).__name__ == "Symbol" else x

    proof = trace_claim(two_faced, KNOWN["sigmoid"])
    assert proof.verdict == UNDECIDED
    assert "the function returns" in str(proof.reason)


def test_special_functions_are_read_by_their_documentation(monkeypatch: Any) -> None:
    """A function of scipy.special's stands for its formula, and that is an assumption."""
    special = types.ModuleType("scipy.special")
    vars(special)["expit"] = lambda x: 1 / (1 + np.exp(-x))
    monkeypatch.setitem(sys.modules, "scipy.special", special)
    monkeypatch.setattr(written, "special", special, raising=False)
    source = "def f(x):\n    return special.expit(x)\n"
    exec(compile(source, "calls_special.py", "exec"), vars(written))  # noqa: S102
    function = vars(written).pop("f")
    proof = trace_claim(function, KNOWN["sigmoid"])
    assert proof.verdict == PROVED
    assert any("scipy.special.expit" in text for text in proof.assumptions)
