"""How sums and maxima over index sets were taken apart, written down for the kernel to follow."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stabcheck.carriers.term import Index
from stabcheck.proof.algebra import UNIT, Frac, Mono, Poly
from stabcheck.proof.binding import depends, open_binder
from stabcheck.proof.indexed import (
    Summand,
    content,
    extremum_over,
    split_terms,
    substitute_index,
    sum_of_part,
    summands,
    whole_of,
)
from stabcheck.proof.judgement import Exchange, MaxProof, Piece, SumProof
from stabcheck.proof.lowest import ONE, ZERO, add, divide, multiply, number, subtract

__all__ = ["max_proof", "parts_of", "sum_proof"]


def parts_of(proof: SumProof | MaxProof) -> Iterator[Frac]:
    """The parts that must be defined for a sum or maximum to be taken apart."""
    if isinstance(proof, MaxProof):
        yield proof.free
        inner: list[Any] = [proof.exponent] if proof.exponent else []
    else:
        inner = [proof.whole] if proof.whole else []
        for piece in proof.pieces:
            yield from (piece.coefficient, piece.summand)
            if isinstance(piece.reason, Exchange):
                inner += [piece.reason.across, piece.reason.result]
    for each in inner:
        yield from parts_of(each)


def sum_proof(index: Index, body: Frac, *, exchange: bool = True) -> SumProof:
    """Σ of the body over the index's set, as `indexed.sum_over` goes about it."""
    if index.set.removed and body:
        point, fresh = index.set.removed[0], whole_of(index)
        whole = sum_proof(fresh, substitute_index(body, index, fresh))
        value = subtract(whole.value, substitute_index(body, index, point))
        return SumProof(index, body, value, (), whole)
    pieces = tuple(_piece(index, part, exchange=exchange) for part in summands(index, body))
    total = ZERO
    for piece in pieces:
        total = add(total, multiply(piece.coefficient, piece.value))
    return SumProof(index, body, total, pieces)


def _piece(index: Index, part: Summand, *, exchange: bool) -> Piece:
    value = sum_of_part(index, part, exchange=exchange)
    reason: Any = "size" if part.value == ONE else "sum"
    if value != sum_of_part(index, part, exchange=False):
        return Piece(part.outside, part.value, value, _exchange(index, part, value))
    for atom, _ in part.own.powers:
        if atom.kind == "delta" and index in atom.data:
            left, right = atom.data
            point = right if left == index else left
            if point.set.name == index.set.name:
                reason = point
                break
    return Piece(part.outside, part.value, value, reason)


def _exchange(index: Index, part: Summand, value: Frac) -> Exchange:
    for atom, power in part.own.powers:
        if atom.kind != "sum" or power != 1 or atom.data[0].name > index.set.name:
            continue
        inner, body = open_binder(atom)
        others = Mono([(a, k) for a, k in part.own.powers if a != atom], part.own.exponent)
        rest = Frac(Poly.of(1, others))
        across = sum_proof(index, multiply(rest, body))
        result = sum_proof(inner, across.value, exchange=inner.set.name < index.set.name)
        if result.value == value:
            return Exchange(rest, atom, across, result)
    raise AssertionError("a sum was exchanged with none")


def max_proof(index: Index, body: Frac) -> MaxProof:
    """The maximum of the body over the index's set, as `indexed.extremum_over` goes about it."""
    value = extremum_over(index, body)
    free, own = split_terms(body, index)
    if own is None or not depends(body, index):
        return MaxProof(index, body, value, body, ONE.num.terms[UNIT])
    free = free or ZERO
    single = own.num.single if own.is_polynomial else None
    if single is not None and not single[0].powers and single[1] > 0 and single[0].exponent:
        inner = max_proof(index, single[0].exponent)
        return MaxProof(index, body, value, free, single[1], exponent=inner)
    scale = content(own.num)
    atom = divide(subtract(value, free), number(scale)).lone_atom
    return MaxProof(index, body, value, free, scale, inner=atom)
