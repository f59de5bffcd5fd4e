"""Signs as data: what each rests on, in a form that can be checked without searching."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly

__all__ = [
    "ByBody",
    "ByCauchy",
    "ByCombination",
    "ByConjugate",
    "ByExcess",
    "ByExponential",
    "ByFactors",
    "ByGap",
    "ByProduct",
    "BySquare",
    "Excluded",
    "Reason",
    "Row",
    "SignProof",
]


@dataclass(frozen=True)
class ByGap:
    """c · (e^a − e^b) · M has the sign of c · (a − b) · M; ``gap`` is a − b."""

    gap: Frac


@dataclass(frozen=True)
class ByFactors:
    """From the signs of the factors: content · e^… · Π factorᵏ."""

    content: Fraction
    unit: Mono
    factors: tuple[tuple[Poly, int], ...]


@dataclass(frozen=True)
class ByProduct:
    """From the sign of a product that it is a factor of: subject^power · cofactor."""

    power: int
    cofactor: Poly


@dataclass(frozen=True)
class BySquare:
    """It is scale · root² + rest, and has the sign that these leave open."""

    scale: Fraction
    root: Poly
    rest: Poly


@dataclass(frozen=True)
class ByConjugate:
    """u + v has the sign of u where u² − v², the ``excess``, is > 0; that of v where it is < 0."""

    u: Poly
    v: Poly
    excess: Frac


#: What may enter a linear combination: a fact by its number, a polynomial or monomial whose sign
#: is known, b(i) ≤ max b, ± z ≤ |z|, or a size, which is ≥ 1.
Row = int | Poly | tuple[Atom, Index] | tuple[Atom, int] | Atom


@dataclass(frozen=True)
class Excluded:
    """A sign that the facts exclude (Farkas): Σ coefficient · row ± the subject is absurd."""

    sign: int
    subject: Fraction
    combination: tuple[tuple[Fraction, Row], ...]


@dataclass(frozen=True)
class ByBody:
    """A sum or maximum has the sign that its body has at every index, opened at ``index``."""

    index: Index


@dataclass(frozen=True)
class ByExcess:
    """log f has the sign of f − 1, ``excess``."""

    excess: Poly


@dataclass(frozen=True)
class ByExponential:
    """It has the sign of value − 1, where the value is e^(power · subject), for a power > 0."""

    power: int
    value: Frac


@dataclass(frozen=True)
class ByCombination:
    """It is cofactor · Σ coefficient · atom + rest, sums over one set with one ``summand``."""

    cofactor: Mono
    members: tuple[tuple[Fraction, Atom], ...]
    index: Index
    summand: Frac
    rest: Poly


@dataclass(frozen=True)
class ByCauchy:
    """It is scale · cofactor · (Σa · Σb − (Σc)²) + rest, where c² = ab and neither is negative.

    By Cauchy and Schwarz the bracket is not negative; the three are ``sums``, Σ 1 a size.
    """

    scale: Fraction
    cofactor: Mono
    sums: tuple[Atom, Atom, Atom]
    index: Index
    rest: Poly


Reason = (
    ByGap
    | ByFactors
    | ByProduct
    | BySquare
    | ByConjugate
    | Excluded
    | ByBody
    | ByExcess
    | ByExponential
    | ByCombination
    | ByCauchy
)


@dataclass(frozen=True)
class SignProof:
    """The signs that the reasons leave open, besides what the monomials show by themselves."""

    subject: Poly | Atom
    sign: frozenset[int]
    reasons: tuple[Reason, ...]
