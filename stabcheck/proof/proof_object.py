"""A proof as data: everything the search found, in a form that can be checked without searching.

A proof is a tree of cases.  Each case lists judgements, *term = value*, one for each part of
the two sides; sums, maxima and signs carry a witness, so that to check a judgement takes
multiplying out and nothing else (`checker` does it).  Values are fractions over the algebra of
`algebra`, here plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.algebra import Atom, Frac, Mono, Poly
from stabcheck.proof.judgement import Judgement

__all__ = [
    "ByBody",
    "ByExcess",
    "ByFact",
    "ByFactors",
    "ByGap",
    "Case",
    "Empty",
    "Excluded",
    "Exponentiated",
    "Fact",
    "Group",
    "Node",
    "Proof",
    "Row",
    "SameForm",
    "SignProof",
    "Smoothed",
    "Solved",
    "Split",
    "Stated",
    "SumRelation",
]


@dataclass(frozen=True)
class Fact:
    """The value is > 0, ≥ 0 or ≠ 0."""

    value: Frac
    relation: Literal[">", "≥", "≠"]


# --- signs ----------------------------------------------------------------------------------


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
class ByFact:
    """It is the fact with this number."""

    number: int


#: What may enter a linear combination: a fact by its number, a polynomial or monomial whose sign
#: is known, or b(i) ≤ max b.
Row = int | Poly | tuple[Atom, Index]


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
class SignProof:
    """The signs that the reasons leave open, besides what the monomials show by themselves."""

    subject: Poly | Atom
    sign: frozenset[int]
    reasons: tuple[ByGap | ByFactors | ByFact | Excluded | ByBody | ByExcess, ...]


# --- cases ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class SameForm:
    """Both sides have the same value."""


@dataclass(frozen=True)
class Exponentiated:
    """e to the power of the residual's numerator, to some power, is 1."""

    residual: Frac


@dataclass(frozen=True)
class Group:
    """cofactor · Σ coefficient · atom, sums over one set whose summands cancel at every index.

    Where cases are needed for that, ``term`` is the summand written out, and ``zero`` the proof
    that it is 0.
    """

    cofactor: Mono
    members: tuple[tuple[Fraction, Atom], ...]
    index: Index
    summand: Frac
    term: Term | None
    zero: Node | None


@dataclass(frozen=True)
class SumRelation:
    """The residual's numerator is a sum of groups, each of them 0."""

    residual: Frac
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Case:
    """Both sides evaluated; ``signs`` in an order in which each needs only those before it."""

    signs: tuple[SignProof, ...]
    judgements: tuple[Judgement, ...]
    closing: SameForm | Exponentiated | SumRelation


@dataclass(frozen=True)
class Split:
    """Value > 0 (≥ 0 unless ``strict``), or not."""

    signs: tuple[SignProof, ...]
    value: Frac
    strict: bool
    above: Node
    below: Node


@dataclass(frozen=True)
class Empty:
    """No point satisfies the facts: a non-negative combination of them is absurd."""

    signs: tuple[SignProof, ...]
    combination: tuple[tuple[Fraction, Row], ...]


@dataclass(frozen=True)
class Solved:
    """The facts leave only scale · (variable − term) = 0, and the term takes its place."""

    signs: tuple[SignProof, ...]
    judgements: tuple[Judgement, ...]
    name: str
    term: Term
    scale: Fraction
    node: Node


Node = Case | Split | Empty | Solved


@dataclass(frozen=True)
class Stated:
    """What the claim itself states of its arguments, evaluated."""

    signs: tuple[SignProof, ...]
    judgements: tuple[Judgement, ...]


@dataclass(frozen=True)
class Smoothed:
    """kinked = smooth on the arguments' domain, wherever the ``conditions`` hold.

    These are open, so that there the two have the same derivatives; ``signs`` say why they hold.
    """

    kinked: Term
    smooth: Term
    conditions: tuple[Fact, ...]
    node: Node
    signs: tuple[SignProof, ...]


@dataclass(frozen=True)
class Proof:
    """left = right under the conditions, which the proof needs besides what the claim states.

    First, in the derivatives of both sides, each ``smoothed`` formula takes the place of another.
    """

    left: Term
    right: Term
    stated: tuple[Stated, ...]
    smoothed: tuple[Smoothed, ...]
    conditions: tuple[Fact, ...]
    node: Node
