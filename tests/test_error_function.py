"""The error function on every carrier: NumPy has none, and the vocabulary supplies it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.special
from flint import arb, ctx

from stabcheck.carriers.ball import run_ball
from stabcheck.carriers.rounded import Arithmetic, run_rounded
from stabcheck.certificate.certify import certify
from stabcheck.formats import FORMATS, find_format
from stabcheck.oracle import Oracle
from stabcheck.proof import prove_claim
from stabcheck.quantity import SQRT2, Quantity, erf, erfc, exact, real
from stabcheck.reading.formula import read_claim
from stabcheck.target.tracing import trace_claim

POINTS = np.array([-6.5, -3.0, -0.75, -1e-3, 0.0, 0.5, 1.0, 2.5, 5.0])

TRUE = [
    "erf(-x) = -erf(x)",
    "erf(0) = 0",
    "erf(x) + erfc(x) = 1",
    "erfc(-x) = 2 - erfc(x)",
    "erf(abs(x)) = sign(x)*erf(x)",
    "x/2*(1 + erf(x/sqrt(2))) = x/2*erfc(-x/sqrt(2))",
    "diff(erf(x), x) = 2/sqrt(pi)*exp(-x^2)",
    "diff(erfc(3*x), x) = -6/sqrt(pi)*exp(-9*x^2)",
    "log(erfc(x)) = log(1 - erf(x))",
]
FALSE = [
    "erf(-x) = erf(x)",
    "erf(2*x) = 2*erf(x)",
    "erfc(x) = erfc(-x)",
    "erf(x) = tanh(x)",
    "diff(erf(x), x) = exp(-x^2)",
]


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=lambda fmt: fmt.name)
@pytest.mark.parametrize("function", [erf, erfc])
def test_rounded_results_are_within_eight_ulp(fmt: Any, function: Any) -> None:
    """In every format the kernel is as good as the table says, and the ideal one exact."""
    given = fmt.nearest(POINTS)
    with ctx.workprec(200):
        truth = [getattr(arb(float(x)), function.__name__)() for x in given]
    for ideal, allowed in ((False, 8.0), (True, 0.5 + 1e-9)):
        found = run_rounded(function, [given], Arithmetic(fmt, ideal=ideal))
        for value, true in zip(found, truth, strict=True):
            ulp = float(fmt.ulp(np.array([float(true)]))[0])
            assert abs(float(value) - float(true)) <= allowed * ulp


def test_floats_keep_their_type() -> None:
    """On plain floats the function returns the type it is given, and at ±∞ its limits."""
    assert erf(np.float32([1, 2])).dtype == np.float32
    assert erfc(np.array([1, 2])).dtype == np.float64
    assert erf(1.0) == math.erf(1.0)
    assert erfc(np.array([np.inf, -np.inf])).tolist() == [0.0, 2.0]


@pytest.mark.parametrize("fmt", FORMATS.values(), ids=lambda fmt: fmt.name)
def test_the_tail_has_a_certain_truth(fmt: Any) -> None:
    """Where 1 + erf cancels to nothing in floats, the oracle still knows the quantity."""
    page = Quantity("tail", "Φ", arguments={"x": real()})
    page.definition(lambda x: (1 + erf(x / SQRT2)) / 2)
    given = fmt.nearest([-9.0, -4.0, -1.0, 3.0])
    truth = Oracle(page, fmt).truth([given])
    assert not truth.undecided.any()
    with ctx.workprec(400):
        exactly = [(-arb(float(x)) / arb(2).sqrt()).erfc() / 2 for x in given]
        assert truth.rounded.tolist() == [fmt.round_exact(each).item() for each in exactly]


@pytest.mark.parametrize("text", TRUE)
def test_what_is_known_of_it_is_proved(text: str) -> None:
    """It is odd, 0 at 0, and has its derivative; and what follows from that."""
    assert prove_claim(read_claim(text)).verdict == "PROVED"


@pytest.mark.parametrize("text", FALSE)
def test_what_is_false_is_refuted(text: str) -> None:
    """An opaque function can still be evaluated."""
    assert prove_claim(read_claim(text)).verdict == "REFUTED"


def test_what_is_not_known_of_it_stays_open() -> None:
    """That it stays below 1 is true and not known to the proof: no verdict is guessed."""
    assert prove_claim(read_claim("max(erf(x), 1) = 1")).verdict == "UNDECIDED"


def test_constants_and_balls() -> None:
    """A closed form with erf in it is enclosed, and so is the function at floats."""
    constant = float(find_format("float64").round_exact(erf(exact(1) / SQRT2)))
    assert constant == pytest.approx(0.6826894921370859, rel=1e-15)
    (ball,) = run_ball(erf, [np.array([0.5])], 100)
    assert 0 < ball.rad() < arb(2) ** -90
    assert ball.overlaps(arb("0.52049987781304653768274665389196452873645"))


def by_math(x: Any) -> Any:
    """The normal distribution function with the standard library's erf."""
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def by_scipy(x: Any) -> Any:
    """The same with SciPy's erfc."""
    return 0.5 * scipy.special.erfc(-x / np.sqrt(2))


def without_the_root(x: Any) -> Any:
    """A slip."""
    return 0.5 * (1 + math.erf(x))


def test_functions_that_call_it_are_traced() -> None:
    """A function that calls math.erf, or SciPy's, is proved like any other."""
    page = Quantity("tail", "Φ", arguments={"x": real()})
    page.definition(lambda x: erfc(-x / SQRT2) / 2)
    verdicts = [trace_claim(f, page).verdict for f in (by_math, by_scipy, without_the_root)]
    assert verdicts == ["PROVED", "PROVED", "REFUTED"]


def test_the_certificate_defines_it() -> None:
    """Coq's library has no error function: it is defined as the integral that it is."""
    claim = read_claim("erf(-x) = -erf(x)")
    source = certify(prove_claim(claim), claim.arguments).source
    assert "Definition erf" in source
    assert "RiemannInt" in source
