"""Each rule of a proof that a certificate follows, at one small claim that needs it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from altered import GARBLED, false_statements, objections, of_negation
from amounts import share
from certified import COQ, with_coq

from stabcheck.certificate import AXIOMS, Certificate, certify
from stabcheck.proof import ProofResult, prove_claim
from stabcheck.quantity import PI, D, Page, equation, erf, index, real, vector

RULES = Page("rules", "one claim for each rule")


def rule(**arguments: Any) -> Callable[[Any], Any]:
    """A claim over these arguments, with the name of the function that states it."""

    def stated(sides: Any) -> Any:
        return RULES.claim(sides.__name__, sides.__doc__, **arguments)(sides)

    return stated


@rule(x=vector("N"))
def cauchy_and_schwarz(x: Any) -> Any:
    """A variance is not negative."""
    variance = np.mean(x * x) - np.mean(x) ** 2
    return equation(np.abs(variance), variance)


@rule(x=vector("N"))
def sums_taken_together(x: Any) -> Any:
    """Σx² − 2Σx + N is Σ(x − 1)²."""
    total = np.sum(x * x) - 2 * np.sum(x) + np.sum(x**0)
    return equation(np.abs(total), total)


@rule(x=vector("N"))
def sums_of_zeros(x: Any) -> Any:
    """Where the greatest |x| is 0, every x is."""
    largest = np.max(np.abs(x))
    scale = np.where(largest == 0, 1, largest)
    return equation(scale * np.sum(x / scale), np.sum(x))


@rule(p=vector("N", at_least=0, at_most=1))
def bounds_of_every_entry(p: Any) -> Any:
    """The greatest p is at most 1."""
    return equation(np.abs(1 - np.max(p)), 1 - np.max(p))


@rule(x=vector("N"))
def choices_of_choices(x: Any) -> Any:
    """A branch that cannot be taken, and one that is itself a choice."""
    e = np.sum(np.exp(x))
    inner = np.where(np.sum(x) > 0, np.log(e), np.log(e * e) / 2)
    return equation(np.where(e == 0, e, inner), np.log(e))


@rule(x=vector("N"), i=index("N"))
def one_value_left(x: Any, i: Any) -> Any:
    """An entry that is the greatest is taken for it."""
    e, largest = np.exp(x[i]), np.max(x)
    return equation(np.where(x[i] == largest, e, np.exp(largest)), np.exp(largest))


@rule(p=vector("N", at_least=0), x=vector("N"))
def sums_that_cancel(p: Any, x: Any) -> Any:
    """A summand left out is 0."""
    return equation(np.sum(np.where(p == 0, 0, p * np.exp(x))), np.sum(p * np.exp(x)))


@rule(p=vector("N", at_least=0))
def branches_where_they_are_taken(p: Any) -> Any:
    """The logarithm is defined where it is used."""
    total = np.sum(np.where(p > 0, p * np.log(4 * p), 0))
    return equation(total, np.sum(np.where(p > 0, p * (2 * np.log(2 * p) - np.log(p)), 0)))


@rule(p=real(above=0, below=1))
def signs_of_exponents(p: Any) -> Any:
    """log p + log(1 − p) is less than 0, since p(1 − p) is less than 1."""
    total = np.log(p) + np.log(1 - p)
    return equation(np.abs(total), -total)


@rule(x=real())
def divisors_that_hold_fractions(x: Any) -> Any:
    """1 + cosh x is not 0, written with e^−x as one over e^x."""
    return equation(np.tanh(x / 2), np.sinh(x) / (1 + np.cosh(x)))


@rule(x=vector("N"))
def maxima_of_a_falling_function(x: Any) -> Any:
    """The greatest value is at the least x."""
    return equation(np.max(1 / (1 + np.exp(x))), 1 / (1 + np.exp(np.min(x))))


@rule(x=vector("N"))
def maxima_of_sizes(x: Any) -> Any:
    """The greatest square is that of the greatest size."""
    return equation(np.sqrt(np.max(x**2)), np.max(np.abs(x)))


@rule(x=vector("N"))
def conditions_at_every_index(x: Any) -> Any:
    """No entry may be 0, or its inverse is not defined."""
    return equation(2 * np.min(1 / x**2), np.min(1 / x**2) + np.min(1 / x**2))


@rule(x=vector("N"), a=real())
def extrema_of_extrema(x: Any, a: Any) -> Any:
    """The least of the entries cut off below, as minus the greatest of their opposites."""
    return equation(np.min(np.maximum(x, a)), np.maximum(np.min(x), a))


@rule(x=real(at_least=0))
def roots_of_powers(x: Any) -> Any:
    """The fifth root of the tenth power is the square."""
    return equation((x**10) ** 0.2, x**2)


@rule(x=real(above=0))
def roots_below_a_line(x: Any) -> Any:
    """A negative power that is not whole."""
    return equation(x**2 * x**-1.5, np.sqrt(x))


@rule(x=real())
def slopes_of_roots(x: Any) -> Any:
    """The derivative of a negative power that is not whole."""
    inside = 1 + x**2
    return equation(D(inside**-0.4, x), -0.8 * x * inside**-1.4)


@rule(x=real(above=0))
def slopes_of_powers(x: Any) -> Any:
    """The derivative where base and exponent move."""
    return equation(D(x**x, x), x**x * (1 + np.log(x)))


@rule(x=real(above=0))
def roots_at_a_point(x: Any) -> Any:
    """The cube of a fifth root is not a square root."""
    return equation(x**0.6, np.sqrt(x))


@rule(x=real())
def bounds_of_erf(x: Any) -> Any:
    """Not the hyperbolic tangent of the same slope at 0."""
    return equation(erf(x), np.tanh(2 * x / np.sqrt(PI)))


@rule(x=real())
def slopes_of_erf(x: Any) -> Any:
    """Its derivative is not the bell curve of height 1."""
    return equation(D(erf(x), x), np.exp(-(x**2)))


@rule(x=real(above=1))
def bounds_of_pi(x: Any) -> Any:
    """Archimedes' upper bound is not pi."""
    return equation(np.log(x) * PI, np.log(x) * 22 / 7)


CLAIMS = {claim.name: claim for claim in RULES.claims}


@cache
def proved(name: str) -> ProofResult:
    """A claim of the page, proved."""
    return prove_claim(CLAIMS[name])


def certificate(name: str) -> Certificate:
    """Its certificate."""
    return certify(proved(name), CLAIMS[name].arguments)


def altered(name: str) -> Certificate:
    """Another statement over its proof; for a refutation, what it refutes."""
    own, result = certificate(name), proved(name)
    if result.verdict == "REFUTED":
        return next(of_negation(own))
    return next(false_statements(own, result, CLAIMS[name].arguments))


@pytest.mark.slow
@with_coq
def test_coq_follows_each_rule_and_no_other_statement() -> None:
    """Each of their proofs is accepted as it is, and for another statement it is not."""
    assert COQ is not None
    names = share(CLAIMS, 6)
    wrong = [altered(name) for name in names]
    axioms, found = objections(COQ, [certificate(name) for name in names], wrong)
    assert axioms <= AXIOMS
    assert not [why for why in found if any(word in why for word in GARBLED)]


def test_each_rule_has_a_certificate() -> None:
    """What is proved or refuted of these claims is told to Coq."""
    expected = {name: "is_false" in certificate(name).theorem for name in CLAIMS}
    assert expected == {name: proved(name).verdict == "REFUTED" for name in CLAIMS}
