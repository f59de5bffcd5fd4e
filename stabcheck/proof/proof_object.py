"""A proof as data: everything the search found, in a form that can be checked without searching.

A proof is a tree of cases.  Each case lists judgements, *term = value*, one for each part of
the two sides; sums, maxima and signs carry a witness, so that to check a judgement takes
multiplying out and nothing else (`elaborate` makes theorems of it).  Values are fractions over
the algebra of `algebra`, here plain data.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.algebra import Atom, Frac, Mono
from stabcheck.proof.judgement import Judgement
from stabcheck.proof.sign_object import Row, SignProof

__all__ = [
    "Case",
    "Empty",
    "Exponentiated",
    "Fact",
    "Group",
    "Joined",
    "Node",
    "Proof",
    "SameForm",
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
    variable: Term
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
class Joined:
    """formula = joined, one of two branches, whose derivatives in the variable are its own.

    The nodes show that the two are the ``same``, and that where the sides of the branches'
    condition meet, the ``values`` and the ``slopes`` do: it makes no difference there which is
    taken.  The conditions are open, as above.
    """

    formula: Term
    variable: Term
    joined: Term
    conditions: tuple[Fact, ...]
    same: Node
    values: Node
    slopes: Node
    signs: tuple[SignProof, ...]


@dataclass(frozen=True)
class Proof:
    """left = right under the conditions, which the proof needs besides what the claim states.

    First, both sides are ``prepared``: under derivatives a smooth formula takes the place of
    another, and the slope of two branches that of a derivative.
    """

    left: Term
    right: Term
    stated: tuple[Stated, ...]
    prepared: tuple[Smoothed | Joined, ...]
    conditions: tuple[Fact, ...]
    node: Node
