"""Forty functions and more, half of them sound: each is judged right, and for the right reason."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import checked_functions
import pytest

import stabcheck
from stabcheck.target.dry_run import MOST_HUNG, NotCallable
from stabcheck.target.isolation import Runner
from stabcheck.target.report import Report

FILE = Path(checked_functions.__file__)
SHORT = ("(s, ..., s) n=1", "(s, 0, ..., 0) n=3")
VECTORS = ("logsumexp", "softmax", "log_softmax")

SOUND = {
    "sigmoid": [
        "sigmoid_by_masks",
        "sigmoid_by_tanh",
        "sigmoid_as_printed",
        "sigmoid_of_a_number",
    ],
    "softplus": ["softplus_by_library", "softplus_in_two_terms", "softplus_from_40"],
    "log_sigmoid": ["log_sigmoid_stable"],
    "logsumexp": ["logsumexp_guarded", "logsumexp_pairwise", "logsumexp_online"],
    "softmax": ["softmax_of_rows", "softmax_of_a_vector", "softmax_in_place"],
    "log_softmax": ["log_softmax_shifted"],
    "bce_with_logits": ["bce_in_branches", "bce_labels_first", "bce_mean"],
    "logaddexp": ["logaddexp_by_library"],
    "tanh": ["tanh_by_expm1"],
    "tanh_grad": ["tanh_grad_by_exponential", "tanh_grad_by_cosh"],
}

#: What breaks, or what the function does instead, by quantity and function.
WRONG = {
    ("sigmoid", "sigmoid_of_large_exponentials"): "range",
    ("sigmoid", "sigmoid_of_clipped_scores"): "absolute",
    ("sigmoid", "sigmoid_clipped"): "absolute",
    ("sigmoid", "sigmoid_with_an_e_of_its_own"): "absolute",
    ("sigmoid", "sigmoid_but_for_zero"): "absolute",
    ("softplus", "softplus_from_20"): "absolute",
    ("softplus", "softplus_from_700"): "range",
    ("softplus", "softplus_from_the_right"): "range",
    ("log_sigmoid", "log_sigmoid_of_a_stable_sigmoid"): "range",
    ("logsumexp", "logsumexp_of_one_maximum"): "range",
    ("logsumexp", "logsumexp_wrong_for_four"): "refuted point",
    ("logsumexp", "logsumexp_shifted_by_the_mean"): "range",
    ("logsumexp", "logsumexp_with_epsilon"): "absolute",
    ("logsumexp", "logsumexp_shifted_when_large"): "depends on the batch",
    ("softmax", "softmax_of_one_maximum"): "range",
    ("softmax", "softmax_with_epsilon"): "absolute",
    ("softmax", "softmax_masked_by_minus_10000"): "special",
    ("softmax", "softmax_swallowing_nan"): "special",
    ("softmax", "softmax_into_its_input"): "modified its input",
    ("log_softmax", "log_softmax_with_epsilon"): "absolute",
    ("log_softmax", "log_softmax_of_a_softmax"): "range",
    ("bce_with_logits", "bce_of_clipped_probabilities"): "absolute",
    ("bce_with_logits", "bce_wrong_on_zero"): "range",
    ("bce_with_logits", "bce_without_the_absolute_value"): "range",
    ("bce_with_logits", "bce_of_rounded_labels"): "absolute",
    ("bce_with_logits", "bce_of_labels_not_below_a_quarter"): "refuted point",
    ("tanh", "tanh_of_exponentials"): "range",
    ("logaddexp", "logaddexp_as_printed"): "range",
}


def formats_for(quantity: str, name: str) -> tuple[str, ...]:
    """The formats that show what there is to see, in as little time as can be."""
    if "number" in name or "epsilon" in name:
        return ("float64",)  # Python's own floats; and what only so many digits show
    return ("float32",) if quantity in VECTORS else ("float32", "float64")


def checked(quantity: str, name: str) -> Report:
    """The report on one of them, in this process: another would take longer than the check."""
    function = partial(getattr(checked_functions, name))
    formats = formats_for(quantity, name)
    # of long vectors a float64 truth takes long, and shows no more
    probes = SHORT if quantity in VECTORS and "float64" in formats else ()
    return stabcheck.check(function, quantity, formats=formats, probes=probes)


@pytest.mark.parametrize(
    ("quantity", "name"), [(q, n) for q, names in SOUND.items() for n in names]
)
def test_a_sound_function_is_not_condemned(quantity: str, name: str) -> None:
    """What is sound passes under the default."""
    report = checked(quantity, name)
    assert report.faults == ()
    assert {c.contract: c.verdict for c in report.contracts if c.required} == dict.fromkeys(
        ("range", "absolute", "special"), "holds"
    )
    assert report.passed


@pytest.mark.parametrize(("quantity", "name"), WRONG)
def test_a_wrong_function_is_not_excused(quantity: str, name: str) -> None:
    """What is wrong fails under the default, by the contract that it breaks."""
    report = checked(quantity, name)
    assert not report.passed
    failing = {c.contract for c in report.contracts if c.verdict == "fails"}
    assert WRONG[quantity, name] in failing | {fault.kind for fault in report.faults}


def test_what_fails_beside_another_input_names_that_one() -> None:
    """One maximum for all rows harms a row that is sound alone: the witness is the pair."""
    name = f"{FILE}:softmax_of_one_maximum"
    report = stabcheck.check(name, "softmax", formats=("float32",), probes=("(s, ..., s) n=1",))
    (witness,) = {c.witness for c in report.contracts if c.contract == "range"}
    assert witness is not None
    assert witness.arguments == "x = (1.0)"
    assert witness.beside == "x = (200.0)"
    assert " --at " not in witness.replay


def test_a_function_that_never_returns_is_given_up_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not every way to call it is waited for."""
    calls = []
    run = Runner.run

    def counted(self: Runner, *given: object, **options: bool) -> object:
        calls.append(given)
        return run(self, *given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Runner, "run", counted)
    hangs = f"{FILE.parent / 'misbehaving.py'}:never_returns"
    with pytest.raises(NotCallable, match="does not return within"):
        stabcheck.check(hangs, "sigmoid", timeout_seconds=0.5)
    assert len(calls) == MOST_HUNG
