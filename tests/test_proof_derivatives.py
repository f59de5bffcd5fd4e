"""Derivatives of every form, carried out by the engine, against the page of the gradient."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from stabcheck.catalogue import quantities
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import D, Page, equation, index, real, vector

CATALOGUE = quantities()


def _stated(function: Any, **arguments: Any) -> ProofResult:
    scratch = Page("scratch", "scratch")
    return prove_claim(scratch.claim("scratch", "scratch", **arguments)(function))


def _forms(name: str) -> list[str]:
    return [form.name for form in CATALOGUE[name].forms]


def _proved_but_for_kinks(result: ProofResult) -> None:
    """PROVED; a formula with |x| has no derivative, as it is written, where x = 0."""
    assert result.verdict == "PROVED", result.residual
    assert set(result.conditions) <= {"x ≠ 0", "|x| ≠ 0"}


@pytest.mark.parametrize("form", _forms("tanh"))
def test_the_derivative_of_every_tanh_is_its_gradient(form) -> None:
    """∂ form/∂x is the definition of the gradient's page."""
    function = CATALOGUE["tanh"].find_form(form).function
    gradient = CATALOGUE["tanh_grad"]
    _proved_but_for_kinks(_stated(lambda x: equation(D(function(x), x), gradient(x)), x=real()))


@pytest.mark.parametrize("form", _forms("sigmoid"))
def test_the_derivative_of_every_sigmoid_is_s_times_one_minus_s(form) -> None:
    """∂ form/∂x = σ(x)(1 − σ(x))."""
    sigmoid = CATALOGUE["sigmoid"]
    function = sigmoid.find_form(form).function
    result = _stated(lambda x: equation(D(function(x), x), sigmoid(x) * (1 - sigmoid(x))), x=real())
    _proved_but_for_kinks(result)


@pytest.mark.parametrize("form", _forms("bce_with_logits"))
def test_the_derivative_of_every_cross_entropy_is_s_minus_y(form) -> None:
    """∂ form/∂x = σ(x) − y."""
    function = CATALOGUE["bce_with_logits"].find_form(form).function
    sigmoid = CATALOGUE["sigmoid"]
    result = _stated(
        lambda x, y: equation(D(function(x, y), x), sigmoid(x) - y), x=real(), y=real()
    )
    _proved_but_for_kinks(result)


@pytest.mark.parametrize("form", ["naive", "shift-by-mean"])
def test_the_derivative_of_a_smooth_log_sum_exp_is_the_softmax(form) -> None:
    """∂ form/∂x_k = softmax(x)_k, for every N."""
    function = CATALOGUE["logsumexp"].find_form(form).function
    softmax = CATALOGUE["softmax"]
    result = _stated(
        lambda x, k: equation(D(function(x), x[k]), softmax(x)[k]), x=vector(), k=index()
    )
    assert result.verdict == "PROVED", result.residual


def test_a_maximum_over_an_index_set_is_not_differentiated_by_guesswork() -> None:
    """The shifted form has kinks; it is proved equal to a smooth one first, or left UNDECIDED."""
    function = CATALOGUE["logsumexp"].find_form("shifted").function
    softmax = CATALOGUE["softmax"]
    result = _stated(
        lambda x, k: equation(D(function(x), x[k]), softmax(x)[k]), x=vector(), k=index()
    )
    assert result.verdict == "UNDECIDED"
    assert "kinks" in str(result.residual)


@pytest.mark.parametrize(
    ("sides", "verdict", "conditions"),
    [
        (lambda x: (D(np.abs(x) ** 3, x), 3 * x * np.abs(x)), "PROVED", ("x ≠ 0",)),
        (lambda x: (D(np.maximum(x, 0), x), x), "REFUTED", ()),
        # f(x) = x after all, and f′(0) = 1: what the branches say of 0 proves nothing.
        (
            lambda x: (D(np.where(np.equal(x, 0), 0, x), x), np.where(np.equal(x, 0), 0, 1)),
            "UNDECIDED",
            (),
        ),
    ],
)
def test_a_kink_is_no_point_of_a_derivative(sides, verdict, conditions) -> None:
    """Where branches meet there is no derivative to be right or wrong about."""
    result = _stated(lambda x: equation(*sides(x)), x=real())
    assert (result.verdict, result.conditions) == (verdict, conditions)
