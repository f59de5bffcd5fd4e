"""Claims whose proofs between them use every rule, and all others that are PROVED.

Each proof is asked for as the search finds it, and is put to the checker.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from identities import page as identities

from stabcheck.carriers.symbol import symbols_for
from stabcheck.catalogue import pages
from stabcheck.proof import verdict
from stabcheck.proof.claim import traced
from stabcheck.proof.elaborate import Rejected, check
from stabcheck.proof.proof_object import Proof
from stabcheck.quantity import Claim, D, Page, Quantity, equation, exact, index, real, vector

__all__ = ["CLAIMS", "TELLING", "holds", "proved"]

more = Page("more", "claims for the rules that no other claim needs")


@more.claim("power", "a power with a variable exponent", x=real(above=0), y=real())
def power(x: Any, y: Any) -> Any:
    """x^y = e^(y log x)."""
    return equation(x**y, np.exp(y * np.log(x)))


@more.claim("roots", "fractional powers", x=real(above=0))
def roots(x: Any) -> Any:
    """(x^(2/3))³ = x²."""
    return equation((x ** Fraction(2, 3)) ** 3, x**2)


@more.claim("kink", "the derivative of |x|", x=real())
def kink(x: Any) -> Any:
    """∂|x|/∂x = x/|x|, away from 0."""
    return equation(D(np.abs(x), x), x / np.abs(x))


@more.claim("size-and-sign", "a case in which a side is undefined", x=real())
def size_and_sign(x: Any) -> Any:
    """∂|x|/∂x = sign x, where there is such a derivative."""
    return equation(D(np.abs(x), x), np.sign(x))


@more.claim("larger-exponential", "the derivative of a maximum", x=vector("N"), k=index("N"))
def larger_exponential(x: Any, k: Any) -> Any:
    """∂(max x)²/∂xₖ = 2 max x · ∂(max x)/∂xₖ, where it is attained once."""
    return equation(D(np.max(x) ** 2, x[k]), 2 * np.max(x) * D(np.max(x), x[k]))


@more.claim("smoothed", "the derivative of kinks that cancel", x=real(), y=real())
def smoothed(x: Any, y: Any) -> Any:
    """∂(max(log y + x, log y − x) − |x| + x²)/∂x = 2x: the formula is log y + x²."""
    formula = np.maximum(np.log(y) + x, np.log(y) - x) - np.abs(x) + x**2
    return equation(D(formula, x), 2 * x)


@more.claim("joined", "the derivative of what joins smoothly", x=real(), y=real())
def joined(x: Any, y: Any) -> Any:
    """∂(log y · x|x|)/∂x = 2 log y · |x|, at 0 as well."""
    return equation(D(np.log(y) * x * np.abs(x), x), 2 * np.log(y) * np.abs(x))


@more.claim("branches", "and, or, not", x=real())
def several_branches(x: Any) -> Any:
    """A branch on several comparisons."""
    inside = np.where((x > -1) & ~(x >= 1), 1, 0)
    return equation(inside, 1 - np.where((x <= -1) | (x >= 1), 1, 0))


@more.claim("selected", "a delta under a sum, a maximum left out", x=vector("N"), k=index("N"))
def selected(x: Any, k: Any) -> Any:
    """Σ_j (j ≠ k) x_j = Σ x − x_k."""
    return equation(np.sum(np.delete(x, k)), np.sum(x) - x[k])


@more.claim(
    "product",
    "a logarithm of what has no sign of its own",
    conditions=("x·y > 0",),
    x=real(),
    y=real(),
)
def product(x: Any, y: Any) -> Any:
    """log(xy) = log|x| + log|y|, where xy > 0, which says that x ≠ 0."""
    return equation(np.log(x * y), np.log(np.abs(x)) + np.log(np.abs(y)))


@more.claim("positive", "signs from factors, and from a square", x=real(above=1), y=real(above=2))
def positive(x: Any, y: Any) -> Any:
    """log((x − 1)(y − 2)(x² + x + 1)), factor by factor."""
    both = (x - 1) * (y - 2)
    return equation(np.log((x**3 - 1) * (y - 2)), np.log(both + 0 * x) + np.log(1 + x + x**2))


@more.claim("square", "a sign from a square completed", x=real())
def square(x: Any) -> Any:
    """log(1 + x + x²) = log((2x + 1)² + 3) − log 4, for all x."""
    return equation(np.log(1 + x + x**2), np.log((2 * x + 1) ** 2 + 3) - np.log(exact(4)))


@more.claim("guarded", "what one branch needs to be defined", p=vector("N"))
def guarded(p: Any) -> Any:
    """Σ p log p over the positive entries, whichever branch comes first."""
    return equation(
        np.sum(np.where(p > 0, p * np.log(p), 0)), np.sum(np.where(p <= 0, 0, p * np.log(p)))
    )


@more.claim("deviation", "a square of a sum is at most N times the sum of squares", x=vector("N"))
def deviation(x: Any) -> Any:
    """√(mean x² − (mean x)²) = √(mean (x − mean x)²)."""
    return equation(
        np.sqrt(np.mean(x**2) - np.mean(x) ** 2), np.sqrt(np.mean((x - np.mean(x)) ** 2))
    )


@more.claim("distance", "sums that are one sum", x=vector("N"), y=vector("N"))
def distance(x: Any, y: Any) -> Any:
    """√(Σ x² − 2 Σ xy + Σ y²) = √Σ (x − y)²."""
    return equation(
        np.sqrt(np.sum(x**2) - 2 * np.sum(x * y) + np.sum(y**2)), np.sqrt(np.sum((x - y) ** 2))
    )


@more.claim("larger-logarithm", "logarithms keep the order", x=real(above=0), y=real(above=0))
def larger_logarithm(x: Any, y: Any) -> Any:
    """max(log x, log y) = log max(x, y)."""
    return equation(np.maximum(np.log(x), np.log(y)), np.log(np.maximum(x, y)))


@more.claim("larger-size", "a number is at most its size", x=vector("N"))
def larger_size(x: Any) -> Any:
    """Σ max(|x|, x) = Σ |x|."""
    return equation(np.sum(np.maximum(np.abs(x), x)), np.sum(np.abs(x)))


@more.claim("largest-logarithm", "the maximum of what rises", x=vector("N", above=0))
def largest_logarithm(x: Any) -> Any:
    """max log x = log max x."""
    return equation(np.max(np.log(x)), np.log(np.max(x)))


@more.claim("largest-square", "the maximum of what rises with |x|", x=vector("N"))
def largest_square(x: Any) -> Any:
    """max x² = (max |x|)²."""
    return equation(np.max(x**2), np.max(np.abs(x)) ** 2)


def _claims() -> list[Claim]:
    everything = [more, identities, *pages().values()]
    found = [claim for known in everything for claim in known.claims]
    made = [c for known in everything if isinstance(known, Quantity) for c in known.made_claims]
    return [claim for claim in found + made if claim.expected == "PROVED"]


CLAIMS = {claim.name: claim for claim in _claims()}
#: Between them these use every rule.
TELLING = [
    *("size-and-sign", "larger-exponential", "smoothed", "joined"),
    *("power", "kink", "branches", "selected", "asinh", "mean-of-bce", "online-softmax-step"),
    *("softmax-jacobian", "max-of-exp", "log1mexp-near", "logsubexp", "softmax-constant"),
    *(
        "affine-composition",
        "x-over-x",
        "sigmoid/two-branch",
        "logaddexp-stable",
        "entropy-from-logits",
    ),
    *("product", "positive", "square", "guarded"),
    *("deviation", "distance", "larger-logarithm", "larger-size"),
    *("largest-logarithm", "largest-square"),
]


def proved(claim: Claim) -> tuple[Proof, tuple[Any, ...]]:
    """The proof object of a claim, and what the checker is asked about it."""
    symbols = symbols_for(claim.arguments)
    left, right = traced(claim.function(*symbols))
    given = tuple(condition(*symbols).term for condition in claim.given)
    outcome = verdict.settle(left, right, claim.arguments, given)
    assert outcome.proof is not None, outcome.residual
    return outcome.proof, (left, right, claim.arguments, given)


def holds(proof: Proof, question: tuple[Any, ...]) -> bool:
    """Whether the checker makes theorems of a proof; every rejection says why."""
    try:
        check(proof, *question)
    except Rejected as fault:
        if not str(fault):
            raise
        return False
    return True
