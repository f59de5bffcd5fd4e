"""The functions that a claim names, spelled out once above its theorem."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from stabcheck.carriers.symbol import symbols_for
from stabcheck.certificate import certify
from stabcheck.certificate.formulas import Formulas
from stabcheck.certificate.names import Names
from stabcheck.certificate.words import Words
from stabcheck.proof import prove_claim
from stabcheck.quantity import Page, Quantity, equation, index, real, vector


def quantity(symbol: str, formula: Any, **arguments: Any) -> Quantity:
    """A quantity of the page, by its definition."""
    found = Quantity(symbol, symbol, arguments=arguments, source="none")
    found.definition(formula)
    return found


sigma = quantity("σ", lambda x: 1 / (1 + np.exp(-x)), x=real())
scaled = quantity("scaled", lambda x, y: np.exp(x) * y, x=real(), y=real())
softmax = quantity("softmax", lambda x: np.exp(x) / np.sum(np.exp(x)), x=vector("N"))
weighted = quantity("weighted", lambda x, y: np.exp(x) * y, x=vector("N"), y=vector("N"))
loss = quantity("loss", lambda x, y: y * np.log(sigma(x)), x=real(), y=real())

SIGMA = "Definition sigma (x : R) : R :=\n  1 / (1 + exp (- x)).\n"
SOFTMAX = """\
Definition softmax (N : list nat) (x : nat -> R) (i : nat) : R :=
  exp (x i) / Sum N (fun i1 => exp (x i1)).
"""


def words(sides: Any, **arguments: Any) -> tuple[list[str], str]:
    """The definitions above a claim, and its conclusion."""
    found = Page("one", "one claim")
    found.claim("one", "one", **arguments)(sides)
    claim = found.claims[0]
    result = prove_claim(claim)
    text = certify(result, claim.arguments).text
    stated = text[: text.index("Proof.")]
    return stated.split("Theorem")[0].split("\n\n")[:-1], stated.split("->\n")[-1]


def test_a_function_is_defined_once_whatever_it_is_applied_to() -> None:
    """The parameter stands for −x as for x, and the statement applies the one definition."""

    def reflected(x: Any) -> Any:
        return equation(1 - sigma(x), sigma(-x))

    definitions, conclusion = words(reflected, x=real())
    assert "\n\n".join(definitions) + "\n" == SIGMA
    assert "1 - sigma x\n  = sigma (- x)." in conclusion


def test_a_function_of_vectors_takes_the_index_set_and_the_index() -> None:
    """Applied to a vector, it is applied to a function of the index."""

    def shifted(x: Any, a: Any, i: Any) -> Any:
        return equation(softmax(x)[i], softmax(x - a)[i])

    definitions, conclusion = words(shifted, x=vector("N"), a=real(), i=index("N"))
    assert "\n\n".join(definitions) + "\n" == SOFTMAX
    assert "softmax N x i\n  = softmax N (fun i => x i - a) i." in conclusion


def test_a_function_may_use_another() -> None:
    """What it uses is defined before it."""

    def same(x: Any, y: Any) -> Any:
        return equation(loss(x, y), -y * np.log(1 + np.exp(-x)))

    definitions, _ = words(same, x=real(), y=real())
    assert [text.split()[1] for text in definitions] == ["sigma", "loss"]
    assert definitions[1].endswith("y * ln (sigma x).")


def test_what_libraries_name_is_named() -> None:
    """log1p and expm1 are not ln (1 + x) and exp x − 1 to who compares."""

    def same(x: Any) -> Any:
        return equation(np.log1p(np.expm1(x)), x)

    definitions, conclusion = words(same, x=real())
    assert [text.split()[1] for text in definitions] == ["expm1", "log1p"]
    assert "log1p (expm1 x)" in conclusion


@pytest.mark.parametrize(
    "sides",
    [
        lambda x: (scaled(x, np.exp(x)), np.exp(2 * x)),  # e^x·e^x: which factor is y?
        lambda x: (scaled(-x, x), x * np.exp(-x)),
    ],
)
def test_an_application_that_tells_no_definition_is_written_out(sides: Any) -> None:
    """A parameter must not take the place of what the function itself is made of."""
    left, _ = sides(_symbols(x=real())[0])
    assert not Words.of([left.term], Names()).definitions


def test_an_ambiguous_application_may_use_a_definition_found_elsewhere() -> None:
    """It is compared with what the definition comes to."""
    x, y = _symbols(x=real(), y=real())
    both = (scaled(x, np.exp(x)) + scaled(x, y)).term
    found = Words.of([both], Names())
    assert Formulas(Names(), words=found).term(both).text == "scaled x (exp x) + scaled x y"


def test_vectors_are_no_more_ambiguous_than_numbers() -> None:
    """e^xᵢ·e^xᵢ is told from e^xᵢ·yᵢ although the indices differ."""
    x = _symbols(x=vector("N"))[0]
    assert not Words.of([weighted(x, np.exp(x)).term], Names()).definitions


def _symbols(**arguments: Any) -> Any:
    return symbols_for(arguments)
