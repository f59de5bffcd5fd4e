"""Sheets of other teachers, in LaTeX and Markdown, with mistakes planted in them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from stabcheck.reading.sheet import SheetResult, check_sheet

FIXTURES = Path(__file__).parent / "fixtures"


@cache
def sheet(name: str) -> SheetResult:
    """A fixture, checked once."""
    return check_sheet((FIXTURES / name).read_text(encoding="utf-8"), name)


PLANTED = {
    "gradients.tex": {26: "∂/∂z L = y − p"},
    "moments.md": {
        11: "Σᵢ xᵢ² − 2·μ·Σᵢ xᵢ + N·μ² = Σᵢ xᵢ² + N·μ²",
        12: "Σᵢ xᵢ² + N·μ² = Σᵢ xᵢ² − 2·N·μ² + N·μ²",
        27: "|x| = −x",
        41: "(a + b)² = a² + b²",
    },
    "cross-entropy.md": {
        12: "∂/∂zᵢ L = yᵢ·pᵢ − 1",
        22: "−Σₖ yₖ·log(pₖ) = −Σₖ yₖ·zₖ + log(Σⱼ e^zⱼ)",
    },
    "attention.md": {27: "s·e^(n − m) + t·e^(k − n) = e^(−n)·(Σᵢ e^xᵢ + Σⱼ e^yⱼ)"},
    "softmax.tex": {32: "−H(p) − Σᵢ pᵢ·log(qᵢ) = H(p) − Σᵢ pᵢ·log(qᵢ)"},
    "normalisation.md": {35: "1 − tanh(x)² = 2/(e^x + e^(−x))²"},
    "weights.md": {14: "vₖ·wₖ − wₖ·Σⱼ wⱼ·vⱼ = wₖ·(vₖ + o)"},
}

REFUSED = {
    "gradients.tex": [(41, r"\int is not known")],
    "moments.md": [(43, "a transpose is not read; write the sum out")],
    "attention.md": [],
    "cross-entropy.md": [],
    "softmax.tex": [],
    "normalisation.md": [(17, "one entry x_1 beside a family x of any length")],
    "weights.md": [(3, "a transpose is not read; write the sum out")],
}


@pytest.mark.parametrize("name", PLANTED)
def test_the_planted_mistakes_are_found(name: str) -> None:
    """Every planted mistake is refuted with a counterexample, and nothing else is."""
    refuted = sheet(name).having("REFUTED")
    assert {item.line: item.understood for item in refuted} == PLANTED[name]
    assert all(item.counterexample is not None for item in refuted)
    assert not sheet(name).having("UNDECIDED")


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read_is_listed(name: str) -> None:
    """What lies outside the grammar is listed with its line and the reason."""
    refused = sheet(name).having("NOT READ")
    assert [(item.line, item.note) for item in refused] == REFUSED[name]


def _given(name: str, line: int) -> set[str]:
    return {said for item in sheet(name).items if item.line == line for said in item.given}


def test_a_later_problem_goes_on_with_an_earlier_definition() -> None:
    """What holds only of the softmax p above is PROVED of that, and says where p was defined."""
    assert _given("softmax.tex", 30) == {"p as defined on line 11"}
    assert _given("softmax.tex", 36) == {"p as defined on line 11"}
    assert _given("normalisation.md", 25) == {"μ as defined on line 5"}


def test_conditions_on_indices_are_used_or_remarked_on() -> None:
    """∂wⱼ/∂sₖ = −wⱼwₖ holds for j ≠ k; "for i = k and for i ≠ k" is no condition."""
    (item,) = [i for i in sheet("weights.md").items if i.understood == "∂/∂sₖ wⱼ = −wⱼ·wₖ"]
    assert (item.verdict, item.given) == ("PROVED", ("j ≠ k (line 12)",))
    for name in ("weights.md", "softmax.tex"):
        assert not any("is not used" in remark.text for remark in sheet(name).remarks)


def test_cases_of_equal_indices_are_a_delta() -> None:
    """p_i (1 − p_i) if i = k, −p_i p_k otherwise: the derivative of the softmax."""
    understood = {item.understood for item in sheet("softmax.tex").having("PROVED")}
    assert "∂/∂xₖ pᵢ = δᵢₖ·(pᵢ·(1 − pᵢ)) + (1 − δᵢₖ)·(−pᵢ·pₖ)" in understood


def test_a_square_is_defined_by_its_first_equation() -> None:
    """s² = … defines s, and "set ℓ = …" defines what nobody has used."""
    defined = {item.understood for item in sheet("normalisation.md").having("DEFINITION")}
    assert "s² = N/(N − 1)·Var(x)" in defined
    assert "ℓ = Σⱼ e^(sⱼ − m)" in {i.understood for i in sheet("weights.md").having("DEFINITION")}


def test_derivatives_in_every_notation() -> None:
    """σ′(2z), ∂L/∂z of a variable defined in terms of z, d/dx f(x) and ∂/∂x_k are proved."""
    proved = {item.understood for item in sheet("gradients.tex").having("PROVED")}
    assert {
        "σ′(2z) = σ(2z)·σ(−2z)",
        "∂/∂z L = p − y",
        "∂/∂x softplus(x) = σ(x)",
        "∂/∂xₖ log(Σⱼ e^xⱼ) = e^xₖ/(Σⱼ e^xⱼ)",
    } <= proved


def test_columns_and_commands_of_the_author() -> None:
    """Two equations in one row of an align, and the author's own commands, are read."""
    proved = {item.understood: item for item in sheet("gradients.tex").having("PROVED")}
    assert proved["softplus(x) − softplus(−x) = x"].line == 31
    assert proved["1/2 + 1/2·tanh(x/2) = σ(x)"].source.startswith(r"\half + \half")


def test_misprints_with_more_than_one_sign_wrong() -> None:
    """A term with two signs wrong is named a misprint, without a guess at what was meant."""
    (misprint,) = sheet("attention.md").misprints
    assert misprint.understood == "s·e^(n − m) + t·e^(k − n)"
    assert misprint.meant == ""


def test_a_hypothesis_of_the_sheet_is_used_and_told() -> None:
    """|x| = −x holds where the sheet says x < 0, and the item says so."""
    given = {item.understood: item.given for item in sheet("moments.md").having("PROVED")}
    assert given["|x| = −x"] == ("x < 0 (line 23)",)
    assert given["|x| = x"] == ("x ≥ 0 (line 27)",)


def test_two_blocks_have_two_sizes() -> None:
    """The sums over x and over y run over different sets; the merge holds for both sizes."""
    merged = next(item for item in sheet("attention.md").items if item.line == 25)
    assert merged.verdict == "PROVED"
    wrong = next(item for item in sheet("attention.md").items if item.line == 27)
    assert wrong.counterexample is not None
    assert {"M", "N"} <= set(wrong.counterexample.point)


def test_an_assumed_sum_is_used_in_its_problem_only() -> None:
    """With Σ y = 1 the loss is Σ −yz + LSE(z); in a problem without it the same is refuted."""
    lines = {item.line: item for item in sheet("cross-entropy.md").items}
    assert (lines[5].problem, lines[9].verdict) == ("Problem A", "PROVED")
    assert (lines[22].problem, lines[22].verdict) == ("Problem C", "REFUTED")
    (assumed,) = sheet("cross-entropy.md").having("CHOICE")
    assert "assumption about y" in assumed.note


def test_a_counterexample_keeps_to_what_is_assumed() -> None:
    """The labels of the counterexample do sum to one."""
    wrong = next(item for item in sheet("cross-entropy.md").having("REFUTED") if item.line == 12)
    assert wrong.counterexample is not None
    labels = wrong.counterexample.point["y"].strip("()").split(", ")
    assert sum(map(Fraction, labels)) == 1


def test_networks_are_differentiated_in_weights_and_biases() -> None:
    """∂o/∂W_kl, ∂o/∂b_k and ∂o/∂v_k of a layer of tanh units, at any widths."""
    proved = [item.understood for item in sheet("cross-entropy.md").having("PROVED")]
    assert "∂/∂Wₖₗ o = vₖ·(1 − hₖ²)·xₗ" in proved
