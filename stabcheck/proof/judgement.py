"""Judgements, *term = value*, and the witnesses that spare the kernel all search.

They are part of a proof as data, see `proof_object`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from stabcheck.carriers.term import Index, Term
from stabcheck.proof.algebra import Atom, Frac
from stabcheck.proof.sign_object import SignProof

if TYPE_CHECKING:
    from stabcheck.proof.proof_object import Node

__all__ = [
    "Exchange",
    "Guarded",
    "Judgement",
    "MaxProof",
    "MonotoneProof",
    "Piece",
    "PowerProof",
    "SumProof",
]


@dataclass(frozen=True)
class SumProof:
    """Σ over the index of the body is the value: the body is Σ coefficient · summand.

    Over a set less one point, ``whole`` is the sum over the whole set, and there are no pieces.
    """

    index: Index
    body: Frac
    value: Frac
    pieces: tuple[Piece, ...]
    whole: SumProof | None = None


@dataclass(frozen=True)
class Piece:
    """coefficient · summand, whose sum is coefficient · value.

    The reason is ``size`` (Σ 1), ``sum`` (the value is ± a sum with this summand), the index a
    Kronecker delta selects, or an exchange with an inner sum.
    """

    coefficient: Frac
    summand: Frac
    value: Frac
    reason: Literal["size", "sum"] | Index | Exchange


@dataclass(frozen=True)
class Exchange:
    """Σ_i rest · Σ_d b = Σ_d Σ_i rest · b, where ``inner`` is Σ_d b."""

    rest: Frac
    inner: Atom
    across: SumProof
    result: SumProof


@dataclass(frozen=True)
class MaxProof:
    """The maximum over the index of free + scale · b is free + scale · max b, for scale > 0.

    ``exponent`` proves the maximum of E where b is e^E; without it the value's maximum is opaque.
    """

    index: Index
    body: Frac
    value: Frac
    free: Frac
    scale: Fraction
    inner: Atom | None = None
    exponent: MaxProof | None = None


@dataclass(frozen=True)
class MonotoneProof:
    """The maximum of a body is what it is, as ``form``, with ``outer`` for ``inner``.

    The outer is the maximum of the inner (or −1 times that of its negative), hence attained; by
    the ``node`` the ``gap``, the value less the body, is its own absolute value.
    """

    index: Index
    body: Frac
    value: Frac
    form: Frac
    inner: Atom
    outer: Frac
    gap: Term
    node: Node


@dataclass(frozen=True)
class PowerProof:
    """What a power with a variable exponent rests on: log base, and exponent · log base."""

    logarithm: Frac
    exponent: Frac


@dataclass(frozen=True)
class Guarded:
    """Signs on each of two branches, from what decides for it, so that the branch is defined."""

    then: tuple[SignProof, ...]
    otherwise: tuple[SignProof, ...]


@dataclass(frozen=True)
class Judgement:
    """The term has the value; a comparison has what it compares with 0, the greater side first.

    A term as witness is what a concatenation splits into, a fraction is |a − b| for max(a, b).
    """

    term: Term
    value: Frac
    witness: SumProof | MaxProof | MonotoneProof | PowerProof | Guarded | Term | Frac | None = None
